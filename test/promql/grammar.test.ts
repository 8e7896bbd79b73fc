import fc from 'fast-check';
import { factsOf } from './support';
import { InvalidValue } from '../../src/kube/errors';
import { buildQuery } from '../../src/promql/build';
import { childrenOf, nodesOf, parseQuery, placeOf, textOf } from '../../src/promql/grammar';
import { equal, like, quoted, selector, unequal, unlike } from '../../src/promql/matcher';
import { promDuration, secondsOf } from '../../src/promql/time';

const problem = (text: unknown): string => {
  try {
    parseQuery(text, "'q'");
    return 'parsed';
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidValue);
    return (error as Error).message;
  }
};

describe('reading a query', () => {
  test.each<[unknown, string]>([
    ['sum(rate(x[1m]))', 'parsed'], ['# a comment\nx', 'parsed'], ['{"a.b"}', 'parsed'],
    ['sum(', 'it ends too early at line 1, column 5'], ['a\n+ )', 'unexpected ")" at line 2, column 3'],
    [' ', "'q' must be a PromQL query"], [3, "'q' must be a PromQL query"], ['x'.repeat(16_385), 'at most 16384 characters'],
    [`${'('.repeat(401)}x${')'.repeat(401)}`, 'nested less deeply'],
  ])('%#: %s', (text, expected) => expect(problem(text)).toContain(expected));

  test('the expression is found behind a comment, and its parts have their text', () => {
    const query = parseQuery('# why\nsum(x) / 2', 'q');
    expect(query.root.name).toBe('BinaryExpr');
    expect([...childrenOf(query.root)].map((node) => textOf(query, node))).toEqual(['sum(x)', '/', '2']);
    expect(nodesOf(query.root)[0]).toBe(query.root);
  });

  test.each([[0, 'line 1, column 1'], [2, 'line 1, column 3'], [3, 'line 2, column 1'], [4, 'line 2, column 2']])(
    'position %d of "ab", newline, "cd" is %s', (at, place) => expect(placeOf('ab\ncd', at)).toBe(place));
});

describe('what is asked of a tree', () => {
  test.each([
    ['avg(x)', true], ['sum(a) / sum(b)', true], ['histogram_quantile(0.9, x)', true], ['(avg(x) or vector(0)) * 2', true], ['max(quantile_over_time(0.9, x[5m]))', true],
    ['sum(x)', false], ['sum(x) / 60', false], ['sum(a) + sum(b)', false], ['1 / 2', false], ['rate(x[5m])', false],
  ])('%s is a ratio: %s', (query, ratio) => expect(factsOf(query).isRatio()).toBe(ratio));

  test('conditions of a selector, with their values', () => {
    const facts = factsOf('x{a="1",b!="2",c=~`3.*`}');
    const [one] = facts.all('VectorSelector');
    expect(facts.metric(one)).toBe('x');
    expect(facts.matchers(one)).toEqual([
      { label: 'a', operator: '=', value: '1' }, { label: 'b', operator: '!=', value: '2' }, { label: 'c', operator: '=~', value: '3.*' },
    ]);
  });

  test.each([
    ['sum by (a, b) (x)', { without: false, labels: ['a', 'b'] }], ['sum(x) without (a)', { without: true, labels: ['a'] }], ['sum(x)', undefined],
  ])('%s groups by %j', (query, grouping) => {
    const facts = factsOf(query);
    expect(facts.grouping(facts.query.root)).toEqual(grouping);
  });
});

describe('writing a query', () => {
  test('conditions as PromQL has them', () => {
    expect(selector('x', [equal('a', '1'), unequal('b', '2'), like('c', '3'), unlike('d', '4')])).toBe('x{a="1",b!="2",c=~"3",d!~"4"}');
  });

  test('no value changes the tree, and a template that lets one through is seen', () => {
    const value = fc.string({ maxLength: 20, unit: 'binary' }).filter((text) => !/[\ud800-\udfff]/u.test(text));
    fc.assert(fc.property(value, (text) => {
      expect(JSON.parse(quoted(text))).toBe(text);
      expect(() => buildQuery([equal('a', text)], (matchers) => `sum(${selector('x', matchers)})`)).not.toThrow();
    }), { numRuns: 100 });
    expect(() => buildQuery([equal('a', '"} or vector(9) or x{a="')], ([{ value: open }]) => `x{a="${open}"}`)).toThrow('a label changes the query');
  });
});

describe('times', () => {
  test.each([[30, '30s'], [60, '1m'], [90, '90s'], [3600, '1h'], [0, '0s']])('%d seconds are written %s', (seconds, text) => expect(promDuration(seconds)).toBe(text));

  test.each<[string, number | undefined]>([
    ['1m', 60], ['1m30s', 90], ['500ms', 0.5], ['1d', 86_400], ['90', 90], ['1.5', 1.5], ['m', undefined], ['1x', undefined], ['', undefined], ['1'.repeat(65), undefined],
  ])('%s is read as %s seconds', (text, seconds) => expect(secondsOf(text)).toBe(seconds));
});
