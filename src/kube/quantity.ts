import { InvalidValue } from './errors';

/** Longer than any quantity that means something; a cap before the pattern keeps parsing linear. */
const MAX_LENGTH = 64;

/** Beyond this an exponent holds no amount of anything, and 10^n would cost memory. */
const MAX_EXPONENT = 999;

/** Kubernetes keeps quantities down to 10^-9; finer ones are rounded away from zero. */
const NANO_DIGITS = 9;
const NANO = 10n ** BigInt(NANO_DIGITS);

/** Amounts with a binary suffix stop here, in silence; decimal ones do not. Source: apimachinery resource.ParseQuantity, `maxAllowed`. */
const MAX_BINARY = (2n ** 63n - 1n) * NANO;

const PATTERN = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([num]|[kMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$/;

/** The suffix family a quantity was written in; Kubernetes prints it back in the same one. */
type Format = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** Source of both tables: apimachinery pkg/api/resource/suffix.go, newSuffixer. */
const DECIMAL_SUFFIXES: ReadonlyMap<string, number> = new Map([
  ['n', -9], ['u', -6], ['m', -3], ['', 0], ['k', 3], ['M', 6], ['G', 9], ['T', 12], ['P', 15], ['E', 18],
]);
const BINARY_SUFFIXES: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const DECIMAL_SUFFIX_OF: ReadonlyMap<number, string> = new Map([...DECIMAL_SUFFIXES].map(([suffix, exponent]) => [exponent, suffix]));

/** What people write for a suffix, in small letters, and what they may mean: thousands, or 1024s. */
const MEANT: ReadonlyMap<string, readonly string[]> = new Map([
  ['kb', ['k', 'Ki']], ['kib', ['Ki']], ['ki', ['Ki']], ['mb', ['M', 'Mi']], ['mib', ['Mi']], ['mi', ['Mi']],
  ['gb', ['G', 'Gi']], ['gib', ['Gi']], ['gi', ['Gi']], ['g', ['G', 'Gi']], ['tb', ['T', 'Ti']], ['tib', ['Ti']], ['ti', ['Ti']], ['t', ['T', 'Ti']],
]);

const REMEMBERED = 500;

const EXPECTED = 'must be a Kubernetes quantity such as 100m, 0.5, 2 or 1Gi';

/**
 * An amount of a resource: processors, bytes, or what an autoscaler measures. Exact, immutable, and printed as Kubernetes
 * prints it: `1000m` is `1`, `1024Ki` is `1Mi`, `0.1` is `100m`.
 *
 * Two differences to Go's resource.Quantity, both where Go is careless: a text without a digit (`Ki`, `+`, `.`) is zero
 * there and refused here, and some spellings (`+1`, `01`, `1.500`, `1E3`) are printed back unchanged there, canonically here.
 */
export class Quantity {
  /** Reads a text such as `100m`, or the number that stands in a manifest. */
  public static parse(input: unknown, what = 'quantity'): Quantity {
    if (typeof input === 'number' && Number.isFinite(input)) { return Quantity.ofText(String(input), input, what); }
    if (typeof input !== 'string') { throw new InvalidValue(what, input, EXPECTED); }
    if (input.length > MAX_LENGTH) { throw new InvalidValue(what, input, `must be a Kubernetes quantity of at most ${MAX_LENGTH} characters`); }
    let quantity = Quantity.READ.get(input);
    if (!quantity) {
      quantity = Quantity.ofText(input, input, what);
      if (Quantity.READ.size >= REMEMBERED) { Quantity.READ.clear(); }
      Quantity.READ.set(input, quantity);
    }
    return quantity;
  }

  /** The order of two amounts, for sorting: negative, zero or positive. */
  public static compare(a: Quantity, b: Quantity): number {
    return a.compare(b);
  }

  /** Workloads repeat the same few amounts. */
  private static readonly READ = new Map<string, Quantity>();

  private static ofText(text: string, input: unknown, what: string): Quantity {
    const match = PATTERN.exec(text);
    const [, sign, whole = '', fraction = '', suffix = ''] = match ?? [];
    if (match === null || whole + fraction === '') { throw new InvalidValue(what, input, EXPECTED, hintFor(text)); }
    const magnitude = BigInt(whole + fraction);
    const binary = BINARY_SUFFIXES.indexOf(suffix);
    if (binary > 0) {
      const nano = atNano(magnitude * 1024n ** BigInt(binary), -fraction.length);
      const capped = nano > MAX_BINARY ? MAX_BINARY : nano;
      return new Quantity(sign === '-' ? -capped : capped, capped < NANO ? 'DecimalSI' : 'BinarySI');
    }
    const known = DECIMAL_SUFFIXES.get(suffix);
    const exponent = known ?? Number(suffix.slice(1));
    if (Math.abs(exponent) > MAX_EXPONENT) {
      throw new InvalidValue(what, input, `must be a Kubernetes quantity with an exponent from -${MAX_EXPONENT} to ${MAX_EXPONENT}`);
    }
    const nano = atNano(magnitude, exponent - fraction.length);
    return new Quantity(sign === '-' ? -nano : nano, known === undefined ? 'DecimalExponent' : 'DecimalSI');
  }

  private readonly nano: bigint;
  private readonly format: Format;

  private constructor(nano: bigint, format: Format) {
    this.nano = nano;
    this.format = format;
  }

  public compare(other: Quantity): number {
    if (this.nano === other.nano) { return 0; }
    return this.nano < other.nano ? -1 : 1;
  }

  /** Same amount, however written: `1000m` equals `1`. */
  public equals(other: Quantity): boolean {
    return this.nano === other.nano;
  }

  /** The sum, in the suffixes of this one; zero takes those of the other, as in Kubernetes. */
  public add(other: Quantity): Quantity {
    return new Quantity(this.nano + other.nano, this.isZero() ? other.format : this.format);
  }

  /** So many percent of it, cut to a whole number of `unit` (`1m` of processors, `1` byte); nothing is lost on the way. */
  public percent(percent: number, unit: Quantity): Quantity {
    const share = Quantity.parse(percent, 'percentage').nano;
    if (share < 0n) { throw new InvalidValue('percentage', percent, 'must not be negative'); }
    if (unit.nano <= 0n) { throw new InvalidValue('unit of a percentage', unit.toString(), 'must be more than zero'); }
    const step = unit.nano * 100n * NANO;
    return new Quantity((this.nano * share / step) * unit.nano, this.format);
  }

  /** In thousandths, rounded away from zero as Kubernetes does: 1.0001 is 1001. */
  public milliValue(): bigint {
    return roundedUp(this.nano, NANO / 1000n);
  }

  /** In units, rounded away from zero as Kubernetes does: 0.1 is 1. */
  public value(): bigint {
    return roundedUp(this.nano, NANO);
  }

  public isZero(): boolean {
    return this.nano === 0n;
  }

  public isNegative(): boolean {
    return this.nano < 0n;
  }

  /** The canonical text: nothing lost, no fraction, the largest suffix of its family that allows both. */
  public toString(): string {
    if (this.nano === 0n) { return '0'; }
    if (this.format === 'BinarySI' && this.nano % NANO === 0n) {
      const units = this.nano / NANO;
      // Below 1024 Kubernetes prints decimal suffixes, so that 1000 stays 1k and is not taken for a binary number.
      if (units <= -1024n || units >= 1024n) { return binaryText(units); }
    }
    return this.decimalText();
  }

  /** What a manifest holds. */
  public toJSON(): string {
    return this.toString();
  }

  private decimalText(): string {
    let mantissa = this.nano;
    let exponent = -NANO_DIGITS;
    while (mantissa % 1000n === 0n) {
      mantissa /= 1000n;
      exponent += 3;
    }
    // DecimalSI ends at E; larger ones need an exponent (apimachinery 0.34 drops it and prints 1000E as 1; later ones do as here).
    const suffix = this.format === 'DecimalExponent' ? undefined : DECIMAL_SUFFIX_OF.get(exponent);
    return `${mantissa}${suffix ?? (exponent === 0 ? '' : `e${exponent}`)}`;
  }
}

/** digits × 10^exponent in nano, what does not fit rounded up. */
function atNano(digits: bigint, exponent: number): bigint {
  const shift = exponent + NANO_DIGITS;
  return shift >= 0 ? digits * 10n ** BigInt(shift) : roundedUp(digits, 10n ** BigInt(-shift));
}

function roundedUp(amount: bigint, unit: bigint): bigint {
  const rest = amount % unit;
  if (rest === 0n) { return amount / unit; }
  return amount / unit + (amount < 0n ? -1n : 1n);
}

function binaryText(units: bigint): string {
  let mantissa = units;
  let power = 0;
  while (power < BINARY_SUFFIXES.length - 1 && mantissa % 1024n === 0n) {
    mantissa /= 1024n;
    power++;
  }
  return `${mantissa}${BINARY_SUFFIXES[power]}`;
}

function hintFor(text: string): string | undefined {
  if (text !== text.trim()) { return 'remove the blanks around it'; }
  const [, number, suffix] = /^([+-]?[0-9.]+) *([a-zA-Z]+)$/.exec(text) ?? [];
  if (suffix === undefined) { return undefined; }
  if (text.includes(' ')) { return 'remove the blank before the suffix'; }
  const meant = suffix === 'K' ? ['k', 'Ki'] : MEANT.get(suffix.toLowerCase());
  return meant !== undefined ? `write ${meant.map(known => number + known).join(' or ')}` : 'the suffixes are n, u, m, k, M, G, T, P, E and Ki, Mi, Gi, Ti, Pi, Ei';
}
