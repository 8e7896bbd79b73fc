import { codeSpan } from '../../src/kube/code-span';
import { hidden } from '../../src/kube/secrets';
import { inert, isHiding } from '../../src/kube/visible';
import { wrapped } from '../../src/kube/wrapped';

test.each([
  [0, '[key, 0 characters]'], [15, '[key, 15 characters]'], [16, '[key, 16 characters, sha256 0c0beace]'], [17, '[key, 17 characters, sha256 b860666e]'],
])('a secret of %i characters: the hash of a short one would confirm a guess', (length, shown) => {
  expect(hidden('key', 'a'.repeat(length))).toBe(shown);
});

describe('inert', () => {
  test.each(['plain', 'a\nb', 'ü€😀', '"quoted"'])('%j stays', (text) => {
    expect(inert(text)).toBe(text);
    expect(isHiding(text)).toBe(false);
  });

  test.each(['\u0007', '\t', '\r', '\u007f', '\u009b', '\u00ad', '\u200b', '\u202e', '\u2066', '\ufeff', '\uffff'])('%j is an escape that JSON reads back', (character) => {
    const text = inert(JSON.stringify({ a: `x${character}y` }));
    expect(text).not.toContain(character);
    expect(JSON.parse(text)).toEqual({ a: `x${character}y` });
    expect(isHiding(`x${character}y`)).toBe(true);
  });
});

test.each([
  ['a', '`a`'], ['a`b', '``a`b``'], ['`', '`` ` ``'], ['``a', '``` ``a ```'], ['a`', '`` a` ``'], [' a', '` a`'], [' a ', '`  a  `'], ['', '``` ```'], ['  ', '``` ```'],
])('%j as a code span of Markdown', (text, span) => {
  expect(codeSpan(text)).toBe(span);
});

describe('lines of a width', () => {
  test.each([
    [9, ['aaaa bbbb']], [8, ['aaaa', 'bbbb']], [10, ['aaaa bbbb']],
  ])('two words in %i', (width, lines) => {
    expect(wrapped('aaaa bbbb', width, '')).toEqual(lines);
  });

  test('the lines after the first one have a margin of their own', () => {
    expect(wrapped('one two three', 8, '', '  ')).toEqual(['one two', '  three']);
    expect(wrapped('one two three', 8, '  ')).toEqual(['  one', '  two', '  three']);
  });

  test('a long word goes on after a slash, no character is torn apart, nothing is lost', () => {
    expect(wrapped('/spec/template/metadata', 12, '')).toEqual(['/spec/', 'template/', 'metadata']);
    const lines = wrapped('😀'.repeat(20), 8, ' ');
    for (const line of lines) { expect(line.length).toBeLessThanOrEqual(8); expect(Buffer.from(line).toString()).toBe(line); }
    expect(lines.map((line) => line.trim()).join('')).toBe('😀'.repeat(20));
  });
});
