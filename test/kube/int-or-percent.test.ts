import * as fc from 'fast-check';
import { IntOrPercent } from '../../src/kube';

const p = (input: unknown) => IntOrPercent.parse(input);

describe('numbers or percentages', () => {
  test.each<[unknown, number | string]>([
    [0, 0], [-0, 0], [1, 1], [2147483647, 2147483647], ['0%', '0%'], ['25%', '25%'], ['007%', '7%'], ['150%', '150%'], ['2147483647%', '2147483647%'],
  ])('%p stays %p', (input, output) => {
    expect(p(input).toJSON()).toBe(output);
    expect(Object.is(p(input).amount, -0)).toBe(false);
    expect(p(input).toString()).toBe(String(output));
  });

  test.each([-1, 1.5, NaN, Infinity, 2147483648, '25', '25.5%', '+5%', '-5%', '%', '', '25 %', ' 25%', '25%%', '\u0661%', '2147483648%', true, null, undefined, {}, ['1%']])(
    '%p is refused', input => {
      expect(() => p(input)).toThrow(/must be/);
    });

  // Surge rounds up, unavailable down: 25 % of 3, 4 and 5 replicas.
  test.each([
    [3, 1, 0], [4, 1, 1], [5, 2, 1],
  ])('25%% of %d is %d rounded up and %d rounded down', (total, up, down) => {
    expect(p('25%').of(total, 'up')).toBe(up);
    expect(p('25%').of(total, 'down')).toBe(down);
  });

  test.each([[99, 0], [100, 1], [101, 1]])('1%% of %d is %d rounded down, and never nothing rounded up', (total, down) => {
    expect(p('1%').of(total, 'down')).toBe(down);
    expect(p('1%').of(1, 'up')).toBe(1);
  });

  test('a number is itself, whatever the total', () => {
    expect(p(7).of(3, 'up')).toBe(7);
    expect(p(7).of(0, 'down')).toBe(7);
  });

  test('large totals are exact', () => {
    expect(p('100%').of(Number.MAX_SAFE_INTEGER, 'down')).toBe(Number.MAX_SAFE_INTEGER);
    expect(p('33%').of(9007199254740901, 'up')).toBe(2972375754064498);
  });

  test.each([-1, 0.5, NaN])('a total of %p is refused', total => {
    expect(() => p('25%').of(total, 'up')).toThrow('total must be');
  });

  test('equal when both number and kind are', () => {
    expect(p('1%').equals(p('01%'))).toBe(true);
    expect(p('1%').equals(p(1))).toBe(false);
  });

  test('printing and reading again changes nothing, and up is at most one above down', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2147483647 }), fc.boolean(), fc.integer({ min: 0, max: 10000 }), (amount, percent, total) => {
      const value = p(percent ? `${amount}%` : amount);
      expect(p(value.toJSON()).equals(value)).toBe(true);
      expect([0, 1]).toContain(value.of(total, 'up') - value.of(total, 'down'));
    }), { seed: 5, numRuns: 1000 });
  });
});
