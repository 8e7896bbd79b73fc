import { scan } from '../../src/promql/lexer';
import { regexpProblem } from '../../src/promql/regexp';
import { unquoted } from '../../src/promql/unquote';

const problemAt = (text: string): number | undefined => scan(text).problem?.at;

describe('numbers and durations, as Prometheus reads them', () => {
  test.each(['0', '0.', '.5', '5.', '1e3', '1E-3', '1.5e+3', '0x1F', '0X_1f', '1_000', '1_000.5', '08', '1s', '1h30m', '1y2w', '5ms', '1e308', '9223372036s'])('%s', (text) => {
    expect(problemAt(`x + ${text}`)).toBeUndefined();
  });

  test.each(['0or', '1..2', '1e', '1e+', '1e3e3', '1_', '1__0', '0x', '0x1.5', '1e309', '5x', '1m1h', '1s1s', '1.5m', '1hs', '99999999999y', '9223372037s', '0x8000000000000000'])('%s is none', (text) => {
    expect(problemAt(`x + ${text} `)).toBe(4);
  });
});

describe('texts', () => {
  test.each<[string, string]>([
    ['"a\\n\\t\\\\\\""', 'a\n\t\\"'], ["'\\''", "'"], ['`\\d\n`', '\\d\n'], ['"\\x41\\u00e9\\101"', 'AéA'], ['"\\U0001F600"', '😀'], ['"é😀"', 'é😀'], ['""', ''],
  ])('%s', (text, value) => expect(unquoted(text, 0)).toEqual({ value, length: text.length }));

  test.each(['"\\d"', '"\\\'"', "'\\\"'", '"\\x4"', '"\\400"', '"\\ud800"', '"\\U00110000"', '"a\nb"', '"a', '`a', '"\\', '"\ufffd"', '"\ud800"'])('%j is none', (text) => {
    expect(unquoted(text, 0)).toHaveProperty('problem');
  });

  test('braces take labels of every name, and no braces', () => {
    expect(['x{by="a",on!="b"}', 'x{a="}"}', 'x{a="b" # c }\n}'].map(problemAt)).toEqual([undefined, undefined, undefined]);
    expect([problemAt('x{a{b="c"}}'), problemAt('x{1="a"}')]).toEqual([3, 2]);
  });

  test('the plain query is as long as the query, with the same words outside of texts, numbers and labels', () => {
    const text = "sum by (le) (rate(x{a=~'b.*'}[5m])) > .5 # why";
    expect(scan(text).plain).toBe('sum by (ll) (rate(x{l=~"xxx"}[1s])) > 11      ');
  });

  test.each(['x\u00a0+ 1', 'x $ 1', 'é', 'x; y'])('%j has a character that no query has', (text) => expect(problemAt(text)).toBeDefined());
});

describe('regular expressions of matchers', () => {
  test.each([
    '', '.*', 'a|b', '(?:a|b)+', '(?i)a', '(?P<n>a)', '(?<n>a)', 'a{2,3}', 'a{,3}', '{', 'a{1000}', '[^]a]', '[a-]', '[[:alpha:]]', '\\d\\S\\b\\z', '\\pL\\p{Greek}\\P{Lu}', '\\x{1F600}\\x41\\012\\.', '\\Q*(\\E', '(|a)*', '^*', 'a*?',
    '(?:a{100}){10}', '[\\d-z]', '5..', 'a(?i)*', '[[:^space:]]', '\\p{^Greek}',
  ])('%s compiles', (pattern) => expect(regexpProblem(pattern)).toBeUndefined());

  test.each([
    'a(', 'a)', '*a', 'a**', 'a|*', '(*)', 'a{1001}', 'a{3,2}', '(?:a{100}){11}', '(?=a)', '(?!a)', '(?<=a)', '\\1', '\\8', '\\C', '\\y', '\\', '[a', '[z-a]', '[[:x:]]', '(?P<>a)', '(?x)', '\\p{Nonsense}', '\\x{110000}', '\\x4', 'a+++',
    '(?i', '[a-\\d]',
  ])('%s does not', (pattern) => expect(regexpProblem(pattern)).toBeDefined());

  test('only where a matcher has one, and as the text means it', () => {
    expect([problemAt('x{a=~"b("}'), problemAt('x{a!~"b("}'), problemAt('x{a="b("}'), problemAt('x{a=~"b\\\\("}'), problemAt('label_replace(x, "a", "b(", "c", "d")')])
      .toEqual([5, 5, undefined, undefined, undefined]);
  });
});
