import { InvalidValue, inline, problemOf, shown } from '../../src/kube';

describe('values in errors', () => {
  test.each<[unknown, string]>([
    ['a', '"a"'],
    ['', '""'],
    ['say "hi"', '"say \\"hi\\""'],
    ['a\nb\u001b[31m', '"a\\nb\\u001b[31m"'],
    ['\u009b31m\u202e\u2028\ufeff', '"\\u009b31m\\u202e\\u2028\\ufeff"'],
    [-0, '-0'],
    [NaN, 'NaN'],
    [5n, '5n'],
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [{ a: 1 }, 'a map'],
    [Object.create(null), 'a map'],
    [[1, 2], 'a list of 2'],
    [() => 1, 'a function'],
    [Symbol('x'), 'a symbol'],
    [new Date(0), 'a Date'],
  ])('%p is shown as %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  test.each([
    [79, 81],
    [80, 82],
    [81, 82 + '… (81 characters)'.length],
  ])('a text of %d characters is shown in %d', (length, shownLength) => {
    expect(shown('a'.repeat(length))).toHaveLength(shownLength);
  });

  test('a message says what, what is expected, what was got, what to do', () => {
    expect(new InvalidValue('port', 'x', 'must be a number', 'write 80').message).toBe('port must be a number, got "x"; write 80');
    expect(new InvalidValue('port', 'x', 'must be a number').message).toBe('port must be a number, got "x"');
  });

  test('a path stays bare while it is printable', () => {
    expect(inline('app/prod')).toBe('app/prod');
    expect(inline('app/\u001b[2J')).toBe('"app/\\u001b[2J"');
  });

  test('problemOf gives the message of a refusal, nothing when there is none, and lets bugs through', () => {
    expect(problemOf(() => 1)).toBeUndefined();
    expect(problemOf(() => { throw new InvalidValue('port', 0, 'must be more'); })).toBe('port must be more, got 0');
    expect(() => problemOf(() => { throw new TypeError('bug'); })).toThrow(TypeError);
  });
});
