import { InvalidValue } from './errors';

const MAX_LENGTH = 64;

/** Kubernetes holds the number as an int32. Source: apimachinery pkg/util/intstr, IntOrString.IntVal. */
const MAX_AMOUNT = 2 ** 31 - 1;

const EXPECTED = 'must be a whole number such as 1 or a percentage such as "25%"';

/** A count or a share: maxSurge, maxUnavailable, minAvailable. Source: apimachinery pkg/util/intstr, IsValidPercent. */
export class IntOrPercent {
  public static parse(input: unknown, what = 'number or percentage'): IntOrPercent {
    if (typeof input === 'number') {
      if (!Number.isInteger(input) || input < 0) { throw new InvalidValue(what, input, EXPECTED); }
      return IntOrPercent.checked(input, false, input, what);
    }
    if (typeof input !== 'string') { throw new InvalidValue(what, input, EXPECTED); }
    if (input.length > MAX_LENGTH || !/^[0-9]+%$/.test(input)) { throw new InvalidValue(what, input, EXPECTED, hintFor(input)); }
    return IntOrPercent.checked(Number(input.slice(0, -1)), true, input, what);
  }

  private static checked(amount: number, isPercent: boolean, input: unknown, what: string): IntOrPercent {
    if (amount > MAX_AMOUNT) { throw new InvalidValue(what, input, `must be at most ${MAX_AMOUNT}${isPercent ? '%' : ''}`); }
    // `+ 0` turns -0 into 0, which prints as what it is.
    return new IntOrPercent(amount + 0, isPercent);
  }

  /** The number, or the percentage without its sign. */
  public readonly amount: number;
  public readonly isPercent: boolean;

  private constructor(amount: number, isPercent: boolean) {
    this.amount = amount;
    this.isPercent = isPercent;
  }

  /**
   * How many of `total` it is. Kubernetes rounds a surge up and an unavailability down, a budget's two numbers up.
   * Source: apimachinery intstr.GetScaledValueFromIntOrPercent; deployment util ResolveFenceposts; disruption controller.
   */
  public of(total: number, round: 'up' | 'down'): number {
    if (!Number.isSafeInteger(total) || total < 0) { throw new InvalidValue('total', total, 'must be a whole number of 0 or more'); }
    if (!this.isPercent) { return this.amount; }
    const hundredfold = BigInt(this.amount) * BigInt(total);
    return Number(round === 'up' ? (hundredfold + 99n) / 100n : hundredfold / 100n);
  }

  public equals(other: IntOrPercent): boolean {
    return this.amount === other.amount && this.isPercent === other.isPercent;
  }

  /** What a manifest holds: a number, or a text with its percent sign. */
  public toJSON(): number | string {
    return this.isPercent ? `${this.amount}%` : this.amount;
  }

  public toString(): string {
    return String(this.toJSON());
  }
}

function hintFor(text: string): string | undefined {
  if (text.length > MAX_LENGTH) { return undefined; }
  if (/^[0-9]+$/.test(text)) { return `write ${text} without quotes, or "${text}%"`; }
  if (/^\s|\s$/.test(text)) { return 'remove the blanks around it'; }
  return /^[0-9]+\.[0-9]+%$/.test(text) ? 'percentages have no fraction' : undefined;
}
