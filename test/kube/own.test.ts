import { own, setOwn } from '../../src/kube/own';

const HOSTILE = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', '__defineGetter__'];

test('what an object inherits is no member of it', () => {
  expect(HOSTILE.map((key) => own({}, key))).toEqual(HOSTILE.map(() => undefined));
});

test('a member of such a name is one, whatever it holds', () => {
  const method = (): number => 1;
  for (const value of [null, 0, '', {}, method]) {
    for (const key of [...HOSTILE, 'name']) {
      const map: Record<string, unknown> = {};
      setOwn(map, key, value);
      expect([own(map, key), Object.keys(map), Object.getPrototypeOf(map)]).toEqual([value, [key], Object.prototype]);
    }
  }
});

test('an object without a prototype, and one that inherits from another', () => {
  expect(own(Object.assign(Object.create(null) as Record<string, number>, { constructor: 1 }), 'constructor')).toBe(1);
  expect(own(JSON.parse('{"__proto__": {"a": 1}}') as Record<string, unknown>, '__proto__')).toEqual({ a: 1 });
});
