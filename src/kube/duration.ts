import { InvalidValue } from './errors';

/** Longer than any duration that means something; a cap before the scan. */
const MAX_LENGTH = 64;

/** Go's Duration is an int64 of nanoseconds: about 292 years. */
const MAX_NANOSECONDS = 2n ** 63n - 1n;

const SECOND = 1_000_000_000n;
const MAX_SECONDS = Number(MAX_NANOSECONDS / SECOND);

/** Source: Go time.unitMap. Both micro signs, U+00B5 and U+03BC, are read. */
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n], ['us', 1_000n], ['\u00b5s', 1_000n], ['\u03bcs', 1_000n], ['ms', 1_000_000n],
  ['s', SECOND], ['m', 60n * SECOND], ['h', 3600n * SECOND],
]);

const PART = /([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/y;

const EXPECTED = 'must be a duration such as 30s, 1m30s or 500ms';

/** Durations as Istio, Envoy's bootstrap and the mesh config read them: by Go's time.ParseDuration. */
export class GoDuration {
  public static parse(input: unknown, what = 'duration'): GoDuration {
    if (typeof input !== 'string') {
      throw new InvalidValue(what, input, EXPECTED, typeof input === 'number' ? 'write the unit too, for example "30s"' : undefined);
    }
    if (input.length > MAX_LENGTH) { throw new InvalidValue(what, input, `must be a duration of at most ${MAX_LENGTH} characters`); }
    const negative = input.startsWith('-');
    const text = negative || input.startsWith('+') ? input.slice(1) : input;
    if (text === '0') { return new GoDuration(0n); }
    if (text === '') { throw new InvalidValue(what, input, EXPECTED); }
    let total = 0n;
    for (let at = 0; at < text.length; at = PART.lastIndex) {
      PART.lastIndex = at;
      const [, whole, fraction = '', unit] = PART.exec(text) ?? ['', '', '', ''];
      if (whole + fraction === '') { throw new InvalidValue(what, input, EXPECTED); }
      if (unit === '') { throw new InvalidValue(what, input, EXPECTED, 'every number needs a unit: ns, us, ms, s, m or h'); }
      const size = UNITS.get(unit);
      if (size === undefined) { throw new InvalidValue(what, input, EXPECTED, `the units are ns, us, ms, s, m and h${unit.includes('d') ? '; a day is 24h' : ''}`); }
      total += BigInt(whole) * size + nanosecondsOfFraction(fraction, size);
    }
    if (total > (negative ? MAX_NANOSECONDS + 1n : MAX_NANOSECONDS)) {
      throw new InvalidValue(what, input, 'must be a duration of at most 2562047h (292 years), the longest Go can hold');
    }
    return new GoDuration(negative ? -total : total);
  }

  /** So many whole seconds. */
  public static ofSeconds(seconds: number, what = 'duration'): GoDuration {
    if (!Number.isInteger(seconds) || Math.abs(seconds) > MAX_SECONDS) { throw new InvalidValue(what, seconds, 'must be a whole number of seconds'); }
    return new GoDuration(BigInt(seconds) * SECOND);
  }

  /** The order of two durations, for sorting: negative, zero or positive. */
  public static compare(a: GoDuration, b: GoDuration): number {
    return a.compare(b);
  }

  public readonly nanoseconds: bigint;

  private constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }

  /** Its seconds, if they are whole. */
  public seconds(): number | undefined {
    return this.nanoseconds % SECOND === 0n ? Number(this.nanoseconds / SECOND) : undefined;
  }

  public compare(other: GoDuration): number {
    if (this.nanoseconds === other.nanoseconds) { return 0; }
    return this.nanoseconds < other.nanoseconds ? -1 : 1;
  }

  public equals(other: GoDuration): boolean {
    return this.nanoseconds === other.nanoseconds;
  }

  /** As Go's Duration.String: `1h0m0s`, `1m30s`, `1.5s`, `500ms`, `0s`. */
  public toString(): string {
    const negative = this.nanoseconds < 0n;
    const size = negative ? -this.nanoseconds : this.nanoseconds;
    return (negative ? '-' : '') + (size < SECOND ? shortText(size) : longText(size));
  }

  /** What a manifest holds. */
  public toJSON(): string {
    return this.toString();
  }
}

/**
 * Reads `30s`, the only form ASM's ASMProxyConfig and IstioGateway take for their drain times, as a number of seconds.
 */
export function wholeSeconds(input: unknown, what = 'duration'): number {
  const expected = 'must be whole seconds such as 30s';
  if (typeof input !== 'string') {
    throw new InvalidValue(what, input, expected, typeof input === 'number' ? `write "${input}s"` : undefined);
  }
  const seconds = input.length <= MAX_LENGTH && /^(?:0|[1-9][0-9]*)s$/.test(input) ? Number(input.slice(0, -1)) : undefined;
  if (seconds === undefined) { throw new InvalidValue(what, input, expected, secondsHint(input)); }
  if (seconds > MAX_SECONDS) { throw new InvalidValue(what, input, `must be at most ${MAX_SECONDS}s`); }
  return seconds;
}

/** `1m` and `1500ms` are durations too: says which seconds they are, if whole. */
function secondsHint(input: string): string | undefined {
  try {
    const seconds = GoDuration.parse(input).seconds();
    return seconds === undefined || seconds < 0 ? undefined : `write "${seconds}s"`;
  } catch {
    return undefined;
  }
}

/**
 * Go reads fractions of a unit through a float64 and cuts below the nanosecond. That is the value that runs, so the same
 * steps stand here: exact for up to nine digits of a second, and for the rest off by the same nanosecond as Go.
 * Source: Go time.ParseDuration, leadingFraction.
 */
function nanosecondsOfFraction(fraction: string, unit: bigint): bigint {
  if (fraction === '') { return 0n; }
  let digits = 0n;
  let scale = 1;
  for (const digit of fraction) {
    const next = digits * 10n + BigInt(digit);
    if (digits > MAX_NANOSECONDS / 10n || next > MAX_NANOSECONDS + 1n) { break; }
    digits = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(digits) * (Number(unit) / scale)));
}

function shortText(size: bigint): string {
  if (size === 0n) { return '0s'; }
  if (size < 1_000n) { return `${size}ns`; }
  if (size < 1_000_000n) { return `${decimal(size, 3)}\u00b5s`; }
  return `${decimal(size, 6)}ms`;
}

function longText(size: bigint): string {
  const minutes = size / (60n * SECOND);
  const seconds = `${decimal(size % (60n * SECOND), 9)}s`;
  if (minutes === 0n) { return seconds; }
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(size: bigint, places: number): string {
  const unit = 10n ** BigInt(places);
  const rest = size % unit;
  return rest === 0n ? `${size / unit}` : `${size / unit}.${String(rest).padStart(places, '0').replace(/0+$/, '')}`;
}
