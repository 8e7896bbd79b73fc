import { factsOf } from './support';
import { typesOf } from '../../src/promql/types';

const said = (query: string): string[] => typesOf(factsOf(query)).problems.map(({ message }) => message);

describe('what Prometheus takes when it parses', () => {
  test.each([
    'sum(rate(x[5m]))', 'x offset 5m @ 10', 'x[5m] offset 5m', 'rate(x[5m:1m] offset 5m)', 'max_over_time(rate(x[5m])[1h:])', '1 + 2', '1 > bool 2', 'x > 1', 'x and y', 'x and on(a) y', 'x / on(a) group_left(b) y', 'x + on() 1',
    'topk(2, x)', 'count_values("a", x)', 'quantile(0.9, x)', 'round(x)', 'round(x, 2)', 'hour()', 'hour(x)', 'label_join(x, "a", ",")', 'label_join(x, "a", ",", "b", "c")', 'scalar(x) + 1', 'vector(1)', '-x', '-1', '{a="b"}',
    '{a!=""}', '{a=~".+"}', '{"x"}', '{"x", "y"}', 'x{a=""}', '{__name__="x"}', 'histogram_quantile(scalar(x), y)', '(x)[5m:1m]', 'sum(a) / on(b) group_left(c) d == bool 1',
  ])('%s', (query) => expect(said(query)).toEqual([]));
});

describe('what it refuses', () => {
  test.each([
    ['sum(x[5m])', 'sum takes no range'], ['sum(1)', 'sum is given a number, expected a vector'], ['topk(x, y)', 'topk is given a vector, expected a number'], ['topk(x)', 'topk has 1 arguments, expected 2'],
    ['count_values(1, x)', 'count_values is given a number, expected a text'], ['sum(x, y)', 'sum has 2 arguments, expected 1'], ['rate(x)', 'rate() takes a range'], ['abs(x[5m])', 'abs() takes no range'],
    ['round(x, 1, 2)', 'round() has 3 arguments, expected 1 or 2'], ['clamp(x, 1)', 'clamp() has 2 arguments, expected 3'], ['label_join(x)', 'label_join() has 1 arguments, expected 3 or more'], ['vector(x)', 'vector() is given a vector'],
    ['1 > 2', 'two numbers are compared without bool'], ['x + bool 1', 'bool behind what compares nothing'], ['x or 0', 'or has a number beside it'], ['x[5m] + 1', 'an operator on a range'], ['x + "a"', 'an operator on a text'],
    ['x + on(a) 1', 'labels are matched with a number'], ['x and on(a) group_left(b) y', 'and takes no group_left'], ['-"a"', 'a sign before a text'], ['sum(x) offset 5m', 'an offset behind what is no selector'],
    ['x offset 5m offset 1m', 'a second offset'], ['(x)[5m]', 'a range stands behind what is no selector'], ['x offset 5m [5m]', 'a range stands behind an offset'], ['1[5m:1m]', 'a subquery of a number'], ['x[0s]', 'a duration of 0s'],
    ['x{__name__="y"}', 'the name of the metric stands twice'], ['x{"y"}', 'the name of the metric stands twice'], ['{a=""}', 'a selector without a name'], ['{a=~".*"}', 'a selector without a name'], ['{a!="b"}', 'a selector without a name'],
    ['{a!~"b"}', 'a selector without a name'],
  ])('%s', (query, message) => expect(said(query).join('; ')).toContain(message));
});
