import * as fc from 'fast-check';
import { quantityText } from './arbitraries';
import { Quantity } from '../../src/kube';

const q = (text: string | number) => Quantity.parse(text);

describe('quantities', () => {
  test.each<[string | number, string]>([
    ['1000m', '1'], ['999m', '999m'], ['1001m', '1001m'],
    ['1Ki', '1Ki'], ['-1Ki', '-1Ki'], ['1023.0Ki', '1023Ki'], ['1023Ki', '1023Ki'], ['1024Ki', '1Mi'], ['1025Ki', '1025Ki'],
    ['1.5Gi', '1536Mi'], ['0.5Ki', '512'], ['1.1Ki', '1126400m'], ['1000Ki', '1000Ki'], ['0.1Mi', '104857600m'], ['1Ei', '1Ei'],
    ['0.1', '100m'], ['2000', '2k'], ['1500k', '1500k'], ['100', '100'], ['1E', '1E'], ['1000E', '1e21'],
    ['1e3', '1e3'], ['1E3', '1e3'], ['1e1', '10'], ['1e-1', '100e-3'], ['12345e2', '1234500'],
    ['0.1n', '1n'], ['1n', '1n'], ['1.1n', '2n'], ['-0.1n', '-1n'], ['0.0000000001', '1n'],
    ['0', '0'], ['-0', '0'], ['0Ki', '0'], ['-1.5', '-1500m'], ['+1', '1'], ['01', '1'], ['1.500', '1500m'], ['.5', '500m'], ['5.', '5'],
    [0.5, '500m'], [1, '1'], [0.1 + 0.2, '300000001n'], [1e21, '1e21'], [1e-7, '100e-9'],
  ])('%p prints as %s', (text, canonical) => {
    expect(q(text).toString()).toBe(canonical);
  });

  test.each([
    ['9223372036854775807', '9223372036854775807'],
    ['9223372036854775808', '9223372036854775808'],
    ['18446744073709551616', '18446744073709551616'],
  ])('%s bytes hold exactly', (text, units) => {
    expect(q(text).value()).toBe(BigInt(units));
  });

  test.each([
    ['7Ei', 7n * 2n ** 60n],
    ['8Ei', 2n ** 63n - 1n],
    ['9Ei', 2n ** 63n - 1n],
    ['-9Ei', -(2n ** 63n - 1n)],
  ])('binary amounts stop at 2^63 - 1, as in Kubernetes: %s', (text, units) => {
    expect(q(text).value()).toBe(units);
  });

  test('0.1 + 0.2 cores is 300m', () => {
    expect(q('0.1').add(q('0.2')).toString()).toBe('300m');
  });

  test('a sum keeps the suffixes of the first, unless that is zero', () => {
    expect(q('1Gi').add(q('1024')).toString()).toBe('1048577Ki');
    expect(q('0').add(q('1Gi')).toString()).toBe('1Gi');
    expect(q('2Gi').add(q('-2Gi')).isZero()).toBe(true);
  });

  test.each([
    ['1Gi', '1G', 1], ['1000m', '1', 0], ['999m', '1', -1], ['-1', '1n', -1], ['1024', '1Ki', 0],
  ])('%s compared with %s is %d', (a, b, order) => {
    expect(Quantity.compare(q(a), q(b))).toBe(order);
    expect(q(a).equals(q(b))).toBe(order === 0);
  });

  test.each([
    ['1000m', 50, '1m', '500m'], ['333m', 10, '1m', '33m'], ['339m', 10, '1m', '33m'], ['340m', 10, '1m', '34m'],
    ['1Gi', 25, '1', '256Mi'], ['100', 33.3, '1m', '33300m'], ['1', 0, '1m', '0'], ['3', 200, '1', '6'],
  ])('%s at %d percent in steps of %s is %s', (base, percent, unit, share) => {
    expect(q(base).percent(percent, q(unit)).toString()).toBe(share);
  });

  test.each([
    ['1', 1000n, 1n], ['1.0001', 1001n, 2n], ['0.1n', 1n, 1n], ['-1.5', -1500n, -2n], ['0', 0n, 0n], ['1Ki', 1024000n, 1024n],
  ])('%s is %d thousandths and %d units, rounded up', (text, milli, units) => {
    expect(q(text).milliValue()).toBe(milli);
    expect(q(text).value()).toBe(units);
  });

  test.each([
    ['-1Ki', '-1', '-1025'], ['-1', '-1', '-2'], ['1Ki', '-1Ki', '0'], ['0', '-1Gi', '-1Gi'],
  ])('%s and %s is %s', (a, b, sum) => {
    expect(q(a).add(q(b)).toString()).toBe(sum);
  });

  test.each([
    ['2Ki', '-1023', '1025'], ['2Ki', '-1024', '1Ki'], ['2Ki', '-1025', '1023'], ['2Ki', '-1048', '1k'],
    ['-2Ki', '1023', '-1025'], ['-2Ki', '1024', '-1Ki'], ['-2Ki', '1048', '-1k'],
  ])('a binary amount has binary suffixes from 1024 on, and decimal ones below: %s and %s is %s', (a, b, sum) => {
    expect(q(a).add(q(b)).toString()).toBe(sum);
  });

  test.each([
    [0, '0'], [1, '10m'], [100, '1'],
  ])('%d percent of one are %s; none are no mistake', (percent, share) => {
    expect(q('1').percent(percent, q('1n')).toString()).toBe(share);
  });

  test('the largest suffix is Ei, however large the amount', () => {
    const most = q('7Ei');
    expect(most.add(most).add(most).toString()).toBe('21Ei');
    expect(Array.from({ length: 7 }).reduce<Quantity>((sum) => sum.add(sum).add(sum).add(sum), q('4Ei')).toString()).toBe('65536Ei');
  });

  test.each([
    ['0.00048828125Ki', '0.5', '2048'], ['0.0009765625Ki', '0', '2Ki'], ['0.001953125Ki', '-1', '2Ki'],
  ])('an amount is of the binary suffixes from one on: %s, %s and 2047 is %s', (a, b, sum) => {
    expect(q(a).add(q(b)).add(q('2047')).toString()).toBe(sum);
  });

  test.each([[63, false], [64, false], [65, true]])('%d characters: refused %s', (length, isRefused) => {
    const read = (): Quantity => q('0'.repeat(length));
    if (isRefused) { expect(read).toThrow('of at most 64 characters'); } else { expect(read().isZero()).toBe(true); }
  });

  test.each([
    ['+1gi', /; write \+1Gi$/], ['-1kib', /; write -1Ki$/], ['x1gi', /got "x1gi"$/], ['1gi!', /got "1gi!"$/], ['1 gi2', /got "1 gi2"$/],
  ])('%s: what is meant is said where it is clear', (text, message) => {
    expect(() => q(text)).toThrow(message);
  });

  test('a percentage that is none is called so', () => {
    expect(() => q('1').percent(NaN, q('1m'))).toThrow(/^percentage must be/);
  });

  test('says its sign, and prints into JSON', () => {
    expect([q('-1n').isNegative(), q('0').isNegative(), q('1n').isNegative()]).toEqual([true, false, false]);
    expect(JSON.stringify({ cpu: q('1000m') })).toBe('{"cpu":"1"}');
  });

  test('the exponent may be up to 999 either way', () => {
    expect(() => q('1e1000')).toThrow('exponent');
    expect(q('1e999').toString()).toBe('1e999');
    expect(q('1e-999').toString()).toBe('1e-9');
  });

  test('printing and reading again changes nothing', () => {
    fc.assert(fc.property(quantityText, text => {
      const once = q(text);
      const again = q(once.toString());
      expect(again.equals(once)).toBe(true);
      expect(again.toString()).toBe(once.toString());
    }), { seed: 1, numRuns: 2000 });
  });

  test('comparing and adding agree: a + b > a exactly if b > 0', () => {
    fc.assert(fc.property(quantityText, quantityText, (a, b) => {
      expect(Math.sign(q(a).add(q(b)).compare(q(a)))).toBe(Math.sign(q(b).compare(q('0'))));
      expect(q(a).add(q(b)).equals(q(b).add(q(a)))).toBe(true);
    }), { seed: 2, numRuns: 1000 });
  });
});
