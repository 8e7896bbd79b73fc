import * as fc from 'fast-check';
import { nearest, NearNames } from '../../src/kube';

describe('the nearest of many names', () => {
  test('is the one that comparing all of them gives', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'C', 'c', '-', '1'), maxLength: 12 });
    fc.assert(fc.property(fc.array(word, { maxLength: 30 }), word, (names, wanted) => {
      expect(new NearNames(names).nearest(wanted)).toBe(nearest(wanted, names));
    }));
  });

  test.each([
    ['swapped letters', 'wbe-entry', ['web-entry', 'web-exit'], 'web-entry'],
    ['three letters of nine', 'abcdefxyz', ['abcdefghi'], 'abcdefghi'],
    ['four letters of twelve', 'abcdefghwxyz', ['abcdefghijkl'], undefined],
    ['64 letters', `${'a'.repeat(63)}b`, ['a'.repeat(64)], 'a'.repeat(64)],
    ['65 letters', `${'a'.repeat(64)}b`, ['a'.repeat(65)], undefined],
    ['no letter', '', ['a'], undefined],
    ['two that are as near', 'entry-x', ['entry-c', 'entry-b'], 'entry-b'],
  ])('%s', (_, word, names, expected) => {
    expect(new NearNames(names).nearest(word)).toBe(expected);
    expect(nearest(word, names)).toBe(expected);
  });

  test('one that is not accepted makes room for a name farther away', () => {
    expect(new NearNames(['entry-1', 'entro-2']).nearest('entry-2', (name) => name !== 'entry-1' && name !== 'entro-2')).toBeUndefined();
    expect(new NearNames(['entry-1', 'entro-12']).nearest('entry-2', (name) => name !== 'entry-1')).toBe('entro-12');
  });
});
