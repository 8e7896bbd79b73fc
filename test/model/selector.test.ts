import fc from 'fast-check';
import { LabelSelector } from '../../src/model/selector';

const expression = (operator: string, values?: unknown, key: unknown = 'a') => ({ matchExpressions: [{ key, operator, ...(values !== undefined && { values }) }] });

describe('label selectors', () => {
  test.each<[unknown, Record<string, string>, boolean]>([
    [undefined, {}, false], [null, { a: '1' }, false], [{}, {}, true], [{}, { a: '1' }, true], [{ matchLabels: null, matchExpressions: null }, {}, true],
    [{ matchLabels: { a: '1' } }, { a: '1', b: '2' }, true], [{ matchLabels: { a: '1' } }, { a: '2' }, false], [{ matchLabels: { a: '1', b: '2' } }, { a: '1' }, false],
    [{ matchLabels: { a: '' } }, {}, false], [{ matchLabels: { a: '' } }, { a: '' }, true],
    [expression('In', ['1', '2']), { a: '2' }, true], [expression('In', ['1', '2']), { a: '3' }, false], [expression('In', ['1']), {}, false],
    [expression('NotIn', ['1']), { a: '1' }, false], [expression('NotIn', ['1']), { a: '2' }, true], [expression('NotIn', ['1']), {}, true],
    [expression('Exists'), { a: '' }, true], [expression('Exists', []), {}, false], [expression('DoesNotExist'), {}, true], [expression('DoesNotExist'), { a: '1' }, false],
    [{ matchLabels: { a: '1' }, ...expression('Exists', undefined, 'b') }, { a: '1' }, false],
    [{ matchLabels: { constructor: 'x' } }, {}, false], [expression('Exists', undefined, 'constructor'), {}, false], [expression('Exists', undefined, '__proto__'), {}, false],
  ])('%j on %j: %s', (selector, labels, matches) => {
    const read = LabelSelector.of(selector);
    expect(read.problems).toEqual([]);
    expect(read.matches(labels)).toBe(matches);
  });

  test.each<[unknown, string]>([
    ['a=b', 'a label selector is "a=b", expected a mapping'],
    [[], 'a label selector is a list'],
    [{ app: 'a' }, 'unknown field "app" in a label selector'],
    [{ matchLabels: [] }, 'labels is a list'],
    [{ matchLabels: { a: true } }, 'label "a" is true, expected text'],
    [{ matchExpressions: {} }, 'expected a list, write one item for each label'],
    [{ matchExpressions: [5] }, 'an item of matchExpressions is 5'],
    [expression('In', ['1'], ''), 'key of a match expression is ""'],
    [expression('In'), 'match expression In for "a" has no values'],
    [expression('NotIn', []), 'match expression NotIn for "a" has no values'],
    [expression('Exists', ['1']), 'match expression Exists for "a" has values'],
    [expression('In', [1]), 'values of the match expression for "a" are no list of texts'],
    [expression('Gt', ['1']), 'operator of the match expression for "a" is "Gt"'],
  ])('%j is refused: %s', (selector, problem) => {
    const read = LabelSelector.of(selector);
    expect(read.problems[0]).toContain(problem);
    expect([read.matches({}), read.matches({ a: '1' }), read.nothing]).toEqual([false, false, true]);
  });

  test.each<[unknown, Record<string, string>, boolean]>([
    [undefined, {}, false], [{}, { a: '1' }, true], [{ a: '1' }, { a: '1' }, true], [{ a: '1' }, {}, false], [{ a: 1 }, { a: '1' }, false],
  ])('a plain map of labels: %j on %j: %s', (labels, on, matches) => {
    expect(LabelSelector.ofLabels(labels).matches(on)).toBe(matches);
  });

  test('any value is a selector that answers', () => {
    fc.assert(fc.property(fc.anything(), fc.anything(), (matchLabels, matchExpressions) => {
      for (const value of [matchLabels, { matchLabels, matchExpressions }, { matchExpressions: [matchExpressions] }]) {
        expect(typeof LabelSelector.of(value).matches({ a: '1' })).toBe('boolean');
      }
    }), { seed: 5 });
  });
});
