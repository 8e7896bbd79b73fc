import { CONFIG_MAP, dataOf, errorOf } from './texts';
import { readManifests } from '../../../src/model/manifest';
import { bestTime } from '../../support/cpu-time';

/** Fails at more time than any machine needs; the texts take minutes, or all memory, where a bound is missing. */
const QUICK = 5000;

describe('how much is read', () => {
  // Two levels are the object and its data.
  test.each([
    [199, 'below'], [200, 'at'],
  ])('%d levels are read: %s the bound', (levels) => {
    const flow = '['.repeat(levels - 1) + ']'.repeat(levels - 1);
    expect(() => dataOf(`data: ${flow}\n`)).not.toThrow();
    expect(() => readManifests(`{"apiVersion":"v1","kind":"X","metadata":{"name":"a"},"data":${flow}}`)).not.toThrow();
    expect(() => dataOf(`data:\n${Array.from({ length: levels - 1 }, (_, i) => `${' '.repeat(i + 1)}a:\n`).join('')}`)).not.toThrow();
  });

  test.each([
    ['flow', `${CONFIG_MAP}data: ${'['.repeat(200)}${']'.repeat(200)}\n`],
    ['JSON', `{"apiVersion":"v1","kind":"X","metadata":{"name":"a"},"data":${'['.repeat(200)}${']'.repeat(200)}}`],
    ['block', `${CONFIG_MAP}data:\n${Array.from({ length: 201 }, (_, i) => `${' '.repeat(i + 1)}a:\n`).join('')}`],
    ['by alias', `${CONFIG_MAP}a: &a ${'['.repeat(150)}${']'.repeat(150)}\nb: ${'['.repeat(100)}*a${']'.repeat(100)}\n`],
    ['by merge key', `${CONFIG_MAP}a: &a {x: ${'['.repeat(150)}${']'.repeat(150)}}\nb: ${'['.repeat(100)}{<<: *a}${']'.repeat(100)}\n`],
  ])('201 levels are too deep: %s', (_, text) => {
    expect(errorOf(text).message).toContain('collections stand too deep in one another, expected at most 200 levels');
  });

  // An alias of a list of n-1 items stands for n values.
  test.each([
    [399, 'read', 'below'], [400, 'read', 'at'], [401, 'refused', 'above'],
  ])('%d aliases of a thousand values each are %s: %s the bound', (aliases, verdict) => {
    const text = `x: &x [${Array.from({ length: 999 }, () => 1).join()}]\ndata: [${Array.from({ length: aliases }, () => '*x').join()}]\n`;
    if (verdict === 'read') {
      expect(dataOf(text)).toHaveLength(aliases);
    } else {
      expect(errorOf(CONFIG_MAP + text).message).toContain('aliases stand for too many values, expected at most 400000');
    }
  });

  test('a text longer than 64 Mi characters is refused at once, one as long is read', () => {
    const comment = '#'.padEnd(64 * 1024 * 1024, 'x');
    expect(readManifests(comment)).toEqual([]);
    expect(errorOf(`${comment}x`).message).toBe('the text is too long, got 67108865 characters, expected at most 67108864, split it into several files');
  });

  test.each<[string, string]>([
    ['aliases of aliases', Array.from({ length: 40 }, (_, i) => `a${i}: &a${i} [${i === 0 ? '1' : Array(9).fill(`*a${i - 1}`).join()}]\n`).join('')],
    ['merge keys of merge keys', Array.from({ length: 5000 }, (_, i) => `a${i}: &a${i} {${i === 0 ? '' : `<<: *a${i - 1}, `}k${i}: 1}\n`).join('')],
    ['brackets', `a: ${'['.repeat(200000)}`],
    ['dashes', '- '.repeat(200000)],
    ['question marks', '? '.repeat(200000)],
    ['JSON brackets', '{"a":'.repeat(200000)],
    ['digits', `a: ${'9'.repeat(1000000)}`],
    ['underscores', `a: 1${'_'.repeat(1000000)}`],
    ['hexadecimal digits', `a: 0x${'f'.repeat(1000000)}`],
    ['backslashes', `a: "${'\\'.repeat(1000000)}`],
    ['markers', '---\n'.repeat(5000)],
    ['directives', '%YAML 1.2\n'.repeat(5000)],
    ['the same key', 'a: 1\n'.repeat(5000)],
    ['anchors', '&a '.repeat(5000)],
    ['broken documents', 'a: b: c\n---\n'.repeat(5000)],
    ['blanks', `a:${' '.repeat(1000000)}\tb: c`],
    ['commas', `[${','.repeat(5000)}]`],
    ['tags', '- !a b\n'.repeat(5000)],
  ])('a bomb of %s answers quickly', (_, text) => {
    expect(bestTime(QUICK, () => expect(errorOf(`${text}\n---\nno object`).problems.length).toBeGreaterThan(0))).toBeLessThan(QUICK);
  });
});
