import fc from 'fast-check';
import { escapeToken, joinPointer, parsePointer, valueAt } from '../../src/model/pointer';

describe('JSON pointers', () => {
  // The examples of RFC 6901 section 5.
  const document = { 'foo': ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'm~n': 8, ' ': 7, 'list': [[1]], 'nothing': null };

  test.each<[string, unknown]>([
    ['', document], ['/foo', ['bar', 'baz']], ['/foo/0', 'bar'], ['/', 0], ['/a~1b', 1], ['/c%d', 2], ['/m~0n', 8], ['/ ', 7], ['/list/0/0', 1], ['/nothing', null],
    ['/nope', undefined], ['/foo/2', undefined], ['/foo/-', undefined], ['/foo/00', undefined], ['/foo/length', undefined], ['/nothing/a', undefined],
    ['/constructor', undefined], ['/__proto__', undefined], ['/foo/0/length', undefined],
  ])('%j is %j', (pointer, value) => {
    expect(valueAt(document, pointer)).toEqual(value);
  });

  test('an own key __proto__ is found', () => {
    expect(valueAt(JSON.parse('{"__proto__":{"a":1}}'), '/__proto__/a')).toBe(1);
  });

  test.each([['a'], ['#/a'], [' /a']])('%j is no pointer', (pointer) => {
    expect(() => parsePointer(pointer)).toThrow(/^not a JSON pointer, got /);
  });

  test('a place is named alike however many are named between, and however long it is', () => {
    const long = 'x'.repeat(1000);
    const named = () => [joinPointer('/a', 'b/c', 0), joinPointer('/a', 'b/c', '0'), joinPointer(`/${long}`, '~', long)];
    const [before] = [named()];
    for (let n = 0; n < 10_000; n += 1) { joinPointer('/metadata/annotations', `key-${n}`); }
    expect(named()).toEqual(before);
    expect(before).toEqual(['/a/b~1c/0', '/a/b~1c/0', `/${long}/~0/${long}`]);
    expect(parsePointer(before[2])).toEqual([long, '~', long]);
  });

  test('joining and parsing are each other\'s reverse', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('~', '/', '~1', '~0', '~01', ''))), (tokens) => {
      expect(parsePointer(joinPointer('', ...tokens))).toEqual(tokens);
      expect(joinPointer('/a', ...tokens)).toBe(['/a', ...tokens.map(escapeToken)].join('/'));
    }), { seed: 3 });
    expect(joinPointer('/items', 0, 'metadata')).toBe('/items/0/metadata');
  });
});
