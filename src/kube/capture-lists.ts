import { InvalidValue } from './errors';
import { IpFamily, IpRange, parseAddressOrRange, parseRange, printRange } from './ip-range';

/**
 * The lists of the `traffic.sidecar.istio.io/*` annotations. Source: Istio pkg/kube/inject/validate.go, which splits at
 * commas and reads CIDRs with netip.ParsePrefix, untrimmed, and ports with ParseUint after trimming blanks.
 *
 * For ports this is stricter than the injector, which lets `80, 443`, `080` and `0` pass and hands them as they are to
 * iptables (tools/istio-iptables/pkg/capture), where blanks are not a port, and port 0 is never used. `includeOutboundPorts`
 * has no check in the injector at all: there this is the only one.
 */

/** A list cannot be longer than all annotations of an object together. */
const MAX_LENGTH = 262_144;

const MAX_PORT = 65_535;

export interface CaptureListOptions {
  /**
   * Whether `*` (all) may stand instead of the list, as in the include lists.
   * @default false
   */
  readonly wildcard?: boolean;
}

/** Reads a list of ranges such as `10.0.0.0/8,192.168.0.0/16`; an empty text is an empty list. */
export function cidrList(text: unknown, what: string, options: CaptureListOptions = {}): CidrList {
  const items = itemsOf(text, what, 'CIDRs such as 10.0.0.0/8,192.168.0.0/16', options);
  if (items === '*') { return new CidrList(true, []); }
  // Lists put together from several sources repeat themselves: each text is read once.
  const known = new Map<string, IpRange>();
  return new CidrList(false, items.map((item, index) => {
    const before = known.get(item);
    if (before !== undefined) { return before; }
    const result = parseRange(item);
    if ('range' in result) {
      known.set(item, result.range);
      return result.range;
    }
    throw itemProblem(what, item, index, items.length, 'must be a CIDR such as 10.0.0.0/8', result.problem);
  }));
}

/** Reads a list of ports such as `80,443`; an empty text is an empty list. */
export function portList(text: unknown, what: string, options: CaptureListOptions = {}): PortList {
  const items = itemsOf(text, what, 'ports such as 80,443', options);
  if (items === '*') { return new PortList(true, []); }
  return new PortList(false, items.map((item, index) => {
    const port = /^[1-9][0-9]{0,4}$/.test(item) ? Number(item) : 0;
    if (port > 0 && port <= MAX_PORT) { return port; }
    throw itemProblem(what, item, index, items.length, `must be a port from 1 to ${MAX_PORT}`, portProblem(item));
  }));
}

/** Ranges of addresses that the sidecar takes, or leaves alone. */
export class CidrList {
  /** Everything: `*`. */
  public readonly wildcard: boolean;
  public readonly ranges: readonly IpRange[];
  private merged?: ReadonlyMap<IpFamily, readonly Interval[]>;

  constructor(wildcard: boolean, ranges: readonly IpRange[]) {
    this.wildcard = wildcard;
    this.ranges = ranges;
  }

  public isEmpty(): boolean {
    return !this.wildcard && this.ranges.length === 0;
  }

  /** Whether every address of another list, range (`10.1.0.0/16`) or address is in this one, also where it takes several ranges to say so. */
  public covers(other: CidrList | string): boolean {
    if (this.wildcard) { return true; }
    if (typeof other === 'string') {
      const result = parseAddressOrRange(other);
      if ('problem' in result) { throw new InvalidValue('address', other, 'must be an address or a CIDR', `it has ${result.problem}`); }
      return this.holds(result.range);
    }
    return !other.wildcard && other.ranges.every(range => this.holds(range));
  }

  /** The text Istio takes, each range in its canonical spelling. */
  public toString(): string {
    return this.wildcard ? '*' : this.ranges.map(printRange).join(',');
  }

  private holds({ family, first, last }: IpRange): boolean {
    this.merged ??= new Map([[4, mergedIntervals(this.ranges, 4)], [6, mergedIntervals(this.ranges, 6)]]);
    const intervals = this.merged.get(family) ?? [];
    // The only one that can hold it is the last that starts at or before it.
    let low = 0;
    let high = intervals.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (intervals[middle].first <= first) { low = middle + 1; } else { high = middle; }
    }
    return low > 0 && last <= intervals[low - 1].last;
  }
}

/** Ports that the sidecar takes, or leaves alone. */
export class PortList {
  /** Everything: `*`. */
  public readonly wildcard: boolean;
  public readonly ports: readonly number[];
  private readonly set: ReadonlySet<number>;

  constructor(wildcard: boolean, ports: readonly number[]) {
    this.wildcard = wildcard;
    this.ports = ports;
    this.set = new Set(ports);
  }

  public isEmpty(): boolean {
    return !this.wildcard && this.ports.length === 0;
  }

  public contains(port: number): boolean {
    return this.wildcard || this.set.has(port);
  }

  /** The text Istio takes. */
  public toString(): string {
    return this.wildcard ? '*' : this.ports.join(',');
  }
}

interface Interval {
  readonly first: bigint;
  readonly last: bigint;
}

/** Overlapping and touching ranges as one, in order. */
function mergedIntervals(ranges: readonly IpRange[], family: IpFamily): readonly Interval[] {
  const sorted = [...new Set(ranges)].filter(range => range.family === family).sort((a, b) => a.first < b.first ? -1 : Number(a.first > b.first));
  const merged: Interval[] = [];
  for (const { first, last } of sorted) {
    const previous = merged[merged.length - 1];
    if (previous === undefined || first > previous.last + 1n) {
      merged.push({ first, last });
    } else if (last > previous.last) {
      merged[merged.length - 1] = { first: previous.first, last };
    }
  }
  return merged;
}

function itemsOf(text: unknown, what: string, form: string, options: CaptureListOptions): readonly string[] | '*' {
  const expected = `must be ${options.wildcard ? '"*" or ' : ''}a list of ${form}`;
  if (typeof text !== 'string') { throw new InvalidValue(what, text, expected); }
  if (text.length > MAX_LENGTH) { throw new InvalidValue(what, text, `must be at most ${MAX_LENGTH} characters`); }
  if (text === '') { return []; }
  if (text === '*') {
    if (options.wildcard) { return '*'; }
    throw new InvalidValue(what, text, expected, 'Istio refuses "*" here');
  }
  const items = text.split(',');
  if (text.includes('*') && items.some(item => item.trim() === '*')) {
    throw new InvalidValue(what, text, expected, '"*" means all only when it stands alone');
  }
  return items;
}

function itemProblem(what: string, item: string, index: number, count: number, expected: string, problem: string): InvalidValue {
  return new InvalidValue(count === 1 ? what : `${what}, item ${index + 1} of ${count},`, item, expected, `it has ${problem}`);
}

function portProblem(item: string): string {
  if (item === '') { return 'an empty item'; }
  if (item.trim() !== item) { return 'blanks around an item'; }
  if (/^0[0-9]+$/.test(item)) { return 'a leading zero'; }
  if (/^[0-9]+[-:][0-9]+$/.test(item)) { return 'a range, which Istio does not know; list the ports'; }
  return /^[0-9]+$/.test(item) ? 'a number out of range' : 'more than digits in it';
}
