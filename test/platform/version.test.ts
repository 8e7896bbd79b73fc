import * as fc from 'fast-check';
import { ASM_VERSION, ISTIO_VERSION, KUBERNETES_VERSION, MeshVersion, VersionForm } from '../../src/platform/version';
import { bestTime } from '../support/cpu-time';

const SEED = { seed: 20261120 };

function parse(text: string, form: VersionForm = ASM_VERSION): MeshVersion {
  const version = MeshVersion.read(text, 'version', form);
  if (typeof version === 'string') { throw new Error(version); }
  return version;
}

const number = fc.oneof(fc.nat(3), fc.nat(200), fc.nat(999_999_999));
const numbers = fc.array(number, { minLength: 2, maxLength: 4 });
const suffix = fc.constantFrom('', '-rc.0', '+k3s1', '-gb15c6b3d-aliyun', '-alpha.1');
const version = fc.tuple(numbers, suffix).map(([parts, end]) => parts.join('.') + end);

describe('reading a version', () => {
  test.each([
    ['1.30', [1, 30]],
    ['v1.30.3', [1, 30, 3]],
    ['1.22.6.109', [1, 22, 6, 109]],
    ['v1.24.6.64-gb15c6b3d-aliyun', [1, 24, 6, 64]],
    ['1.31.0-rc.0', [1, 31, 0]],
    ['v1.29.4+k3s1', [1, 29, 4]],
    ['0.0', [0, 0]],
  ])('%s', (text, expected) => {
    expect(parse(text).numbers).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['a word', 'latest'],
    ['a major alone', '1'],
    ['a wildcard', '1.x'],
    ['a dot at the end', '1.30.'],
    ['a dot at the start', '.1.30'],
    ['two dots', '1..30'],
    ['a leading zero', '1.03'],
    ['a sign', '-1.30'],
    ['a blank around it', ' 1.30'],
    ['a line break', '1.30\n'],
    ['an upper-case V', 'V1.30'],
    ['two of v', 'vv1.30'],
    ['full-width digits', '１.３０'],
    ['Arabic digits', '١.٣٠'],
    ['a suffix without a name', '1.30-'],
    ['a suffix with a blank', '1.30-a b'],
    ['five numbers', '1.2.3.4.5'],
    ['a number that no version has', `1.${'9'.repeat(10)}`],
    ['nothing', ''],
    ['two hundred characters', '1.'.repeat(100)],
    ['null', null],
    ['a list', ['1.30']],
    ['a number', 1.3],
  ])('refuses %s and shows the form', (_, input) => {
    const problem = MeshVersion.read(input, 'version', ASM_VERSION);
    expect(problem).toEqual(expect.stringContaining("'version' must be an ASM version such as 1.26, 1.22.6.109"));
    expect((problem as string).length).toBeLessThan(400);
  });

  test('refuses a fourth number where only ASM has one', () => {
    expect(MeshVersion.read('1.30.3.1', 'version', ISTIO_VERSION)).toBe(
      '\'version\' must be an Istio version such as 1.30 or 1.30.3, got "1.30.3.1"; it has 3 numbers at most');
    expect(MeshVersion.read('1.33.1.1', 'kubernetesVersion', KUBERNETES_VERSION)).toContain("'kubernetesVersion' must be a Kubernetes version");
  });

  test('says why a number will not do', () => {
    expect(MeshVersion.read(1.3, 'version', ISTIO_VERSION)).toContain('got 1.3; write it as text, because a number loses the zero at its end');
  });

  test.each(['9', '1.', 'v', '-', 'a', '1.1-', ' ', '1.1-a.'])('answers at once for 50,000 characters of %j', (piece) => {
    const text = piece.repeat(50_000 / piece.length);
    expect(bestTime(20, () => expect(typeof MeshVersion.read(text, 'version', ASM_VERSION)).toBe('string'))).toBeLessThan(20);
  });

  test('prints what it read', () => {
    fc.assert(fc.property(version, (text) => {
      expect(parse(text).toString()).toBe(text);
      expect(parse(`v${text}`).toString()).toBe(text);
      expect(parse(parse(text).toString())).toEqual(parse(text));
    }), SEED);
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.anything(), (input) => {
      const answer = MeshVersion.read(input, 'version', ASM_VERSION);
      expect(typeof answer === 'string' || answer instanceof MeshVersion).toBe(true);
    }), SEED);
  });
});

describe('comparing versions', () => {
  test.each([
    ['1.9', '1.16', -1],
    ['1.9.7.107', '1.9.7.108', -1],
    ['1.9.7.107', '1.9.7.107', 0],
    ['1.10.0', '1.9.99', 1],
    ['2.0', '1.99', 1],
    ['1.30', '1.30.0', -1],
    ['1.30.0', '1.30.0-rc.0', 0],
  ])('%s and %s', (a, b, expected) => {
    expect(MeshVersion.compare(parse(a), parse(b))).toBe(expected);
    expect(MeshVersion.compare(parse(b), parse(a)) + expected).toBe(0);
  });

  test('is a total order, by number', () => {
    fc.assert(fc.property(numbers, numbers, numbers, (x, y, z) => {
      const [a, b, c] = [x, y, z].map((parts) => parse(parts.join('.'))).sort(MeshVersion.compare);
      expect(MeshVersion.compare(a, b)).toBeLessThanOrEqual(0);
      expect(MeshVersion.compare(b, c)).toBeLessThanOrEqual(0);
      expect(MeshVersion.compare(a, c)).toBeLessThanOrEqual(0);
      const differ = x.findIndex((part, index) => part !== y[index]);
      if (differ !== -1 && differ < y.length) {
        expect(MeshVersion.compare(parse(x.join('.')), parse(y.join('.')))).toBe(Math.sign(x[differ] - y[differ]));
      }
    }), SEED);
  });

  test.each<[string, string, boolean | undefined]>([
    ['1.25', '1.26', false],
    ['1.26', '1.26', true],
    ['1.27', '1.26', true],
    ['1.30', '1.30.0', true],
    ['1.30', '1.30.3', undefined],
    ['1.30.2', '1.30.3', false],
    ['1.30.3', '1.30.3', true],
    ['1.30.4', '1.30.3', true],
    ['1.29', '1.30.3', false],
    ['1.31', '1.30.3', true],
    ['1.9', '1.9.7.107', undefined],
    ['1.9.7', '1.9.7.107', undefined],
    ['1.9.8', '1.9.7.107', true],
    ['1.9.7.106', '1.9.7.107', false],
    ['1.9.7.107', '1.9.7.107', true],
    ['1.9.7.108', '1.9.7.107', true],
    ['1.16', '1.9.7.107', true],
  ])('%s is at least %s: %s', (own, floor, expected) => {
    expect(parse(own).atLeast(parse(floor))).toBe(expected);
  });

  test('a patch can only turn unknown into known', () => {
    fc.assert(fc.property(fc.tuple(number, number), fc.array(number, { maxLength: 2 }), numbers, (minor, rest, floor) => {
      const coarse = parse(minor.join('.')).atLeast(parse(floor.join('.')));
      const fine = parse([...minor, ...rest].join('.')).atLeast(parse(floor.join('.')));
      if (coarse !== undefined) { expect(fine).toBe(coarse); }
    }), SEED);
  });
});
