import * as fc from 'fast-check';
import { GoDuration, wholeSeconds } from '../../src/kube';

const d = (text: string) => GoDuration.parse(text);

describe('durations as Go reads them', () => {
  // Every line was read by Go 1.26's time.ParseDuration and printed by its Duration.String.
  test.each([
    ['30s', 30_000_000_000n, '30s'],
    ['90s', 90_000_000_000n, '1m30s'],
    ['1h', 3_600_000_000_000n, '1h0m0s'],
    ['1.1h', 3_960_000_000_000n, '1h6m0s'],
    ['1h0.5m', 3_630_000_000_000n, '1h0m30s'],
    ['-.5s', -500_000_000n, '-500ms'],
    ['1.s', 1_000_000_000n, '1s'],
    ['+1500ms', 1_500_000_000n, '1.5s'],
    ['1s1s', 2_000_000_000n, '2s'],
    ['0', 0n, '0s'],
    ['-0', 0n, '0s'],
    ['0s', 0n, '0s'],
    ['1\u00b5s', 1_000n, '1\u00b5s'],
    ['1\u03bcs', 1_000n, '1\u00b5s'],
    ['1500us', 1_500_000n, '1.5ms'],
    ['999ns', 999n, '999ns'],
    ['1001ns', 1_001n, '1.001\u00b5s'],
    ['.333333333333333333h', 1_199_999_999_999n, '19m59.999999999s'],
    ['1.00000000001h', 3_600_000_000_036n, '1h0m0.000000036s'],
    ['0.1234567899s', 123_456_789n, '123.456789ms'],
    ['9223372036854775807ns', 2n ** 63n - 1n, '2562047h47m16.854775807s'],
    ['-9223372036854775808ns', -(2n ** 63n), '-2562047h47m16.854775808s'],
    ['2562047h47m16.854775807s', 2n ** 63n - 1n, '2562047h47m16.854775807s'],
  ])('%s is %d ns and prints as %s', (text, nanoseconds, printed) => {
    expect(d(text).nanoseconds).toBe(nanoseconds);
    expect(d(text).toString()).toBe(printed);
  });

  test.each([
    '', '-', '+', '.', '.s', '1', '1.5', 's', '1d', '1 s', ' 1s', '1s ', '1S', '1s2', '--1s', '1e3s', '1s-1s', '9223372036854775808ns', '2562048h', '-9223372036854775809ns',
    '\u0661s',
  ])('%p is refused', text => {
    expect(() => d(text)).toThrow('must be a duration');
  });

  test.each([
    ['999ms', undefined], ['1000ms', 1], ['1001ms', undefined], ['1m', 60], ['-2s', -2], ['0', 0],
  ])('%s has %p whole seconds', (text, seconds) => {
    expect(d(text).seconds()).toBe(seconds);
  });

  test('compares by length, not by spelling', () => {
    expect(GoDuration.compare(d('60s'), d('1m'))).toBe(0);
    expect(d('60s').equals(d('1m'))).toBe(true);
    expect(GoDuration.compare(d('59s'), d('1m'))).toBe(-1);
    expect(GoDuration.compare(d('61s'), d('1m'))).toBe(1);
  });

  test('whole seconds make a duration, other numbers do not', () => {
    expect(GoDuration.ofSeconds(90).toString()).toBe('1m30s');
    expect(JSON.stringify([GoDuration.ofSeconds(0)])).toBe('["0s"]');
    for (const seconds of [0.5, NaN, Infinity, 9223372037]) { expect(() => GoDuration.ofSeconds(seconds)).toThrow('must be a whole number of seconds'); }
  });

  test('printing and reading again changes nothing', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.integer({ min: 0, max: 18 }), (large, cut) => {
      const nanoseconds = large / 10n ** BigInt(cut);
      const once = d(`${nanoseconds}ns`);
      expect(once.nanoseconds).toBe(nanoseconds);
      expect(d(once.toString()).nanoseconds).toBe(nanoseconds);
    }), { seed: 3, numRuns: 2000 });
  });

  test('whatever is read prints into what reads the same', () => {
    const part = fc.tuple(fc.stringMatching(/^[0-9]{1,4}(\.[0-9]{0,12})?$/), fc.constantFrom('ns', 'us', 'ms', 's', 'm', 'h')).map(parts => parts.join(''));
    fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), parts => {
      const once = d(parts.join(''));
      expect(d(once.toString()).nanoseconds).toBe(once.nanoseconds);
    }), { seed: 4, numRuns: 1000 });
  });
});

describe('whole seconds, the only form ASM takes', () => {
  test.each([['0s', 0], ['1s', 1], ['30s', 30], ['9223372036s', 9223372036]])('%s is %d', (text, seconds) => {
    expect(wholeSeconds(text)).toBe(seconds);
  });

  test.each(['', 's', '30', '030s', '+30s', '-30s', '1m', '1.5s', '30s ', ' 30s', '30 s', '30S', '30s\n', '9223372037s', 30, null])('%p is refused', text => {
    expect(() => wholeSeconds(text)).toThrow(/must be (whole seconds|at most)/);
  });
});
