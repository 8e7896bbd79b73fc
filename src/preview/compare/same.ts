import { GoDuration, problemOf, Quantity } from '../../kube';

/** How values are read where they stand. */
export interface ScalarReading {
  /** The key, and the key of the map that holds it. */
  readonly key: string;
  readonly parent: string;
  /** The kind is Istio's, ASM's or the Gateway API's: times are written as Go durations. */
  readonly durations: boolean;
  /** The controller compares the written-out form of a quantity and not its amount. */
  readonly exactQuantities: boolean;
}

/**
 * Do two plain values mean the same? `"80"` is 80: where a field takes both they are one, and where it takes one of them the API server
 * refuses the other.
 */
export function sameScalar(a: unknown, b: unknown, reading: ScalarReading): boolean {
  if (a === b || Object.is(a, b)) { return true; }
  if (!isPlain(a) || !isPlain(b)) { return false; }
  if (String(a) === String(b)) { return true; }
  if (isQuantity(reading)) { return sameQuantity(a, b, reading.exactQuantities); }
  return reading.durations && sameDuration(a, b);
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

const MAPS_OF_QUANTITIES: ReadonlySet<string> = new Set(['limits', 'requests', 'overhead']);
const QUANTITIES: ReadonlySet<string> = new Set(['sizeLimit', 'divisor', 'averageValue']);

/** The fields of type Quantity (k8s.io/api core/v1, autoscaling/v2). */
function isQuantity({ key, parent }: ScalarReading): boolean {
  return MAPS_OF_QUANTITIES.has(parent) || QUANTITIES.has(key) || (key === 'value' && parent === 'target');
}

function sameQuantity(a: unknown, b: unknown, exact: boolean): boolean {
  let same = false;
  problemOf(() => {
    const [left, right] = [Quantity.parse(a), Quantity.parse(b)];
    same = exact ? left.toString() === right.toString() : left.equals(right);
  });
  return same;
}

/** Longer than any duration; the cap stands before anything reads the text. */
const LONGEST = 32;

function sameDuration(a: unknown, b: unknown): boolean {
  if (typeof a !== 'string' || typeof b !== 'string' || a.length > LONGEST || b.length > LONGEST) { return false; }
  let same = false;
  problemOf(() => { same = GoDuration.parse(a).equals(GoDuration.parse(b)); });
  return same;
}
