import { sameJson } from '../../src/model/same-json';

test.each([
  [1, 1, true], [1, '1', false], [Number.NaN, Number.NaN, true], [null, undefined, false], [null, {}, false],
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true], [{ a: 1 }, { a: 1, b: undefined }, false], [{ a: 1 }, { b: 1 }, false],
  [[1, 2], [1, 2], true], [[1, 2], [2, 1], false], [[1], [1, 2], false], [[], {}, false],
])('%j and %j: %s', (a, b, same) => {
  expect(sameJson(a, b)).toBe(same);
  expect(sameJson(b, a)).toBe(same);
});

test('keys that every object inherits are compared as well', () => {
  expect(sameJson(JSON.parse('{"constructor": 1}'), { a: 1 })).toBe(false);
});
