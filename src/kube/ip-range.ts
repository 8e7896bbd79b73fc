/**
 * Addresses and ranges as Go's net/netip reads them (ParseAddr, ParsePrefix): four decimal bytes or eight hexadecimal groups,
 * no leading zeros in bytes and masks, no zone. Istio reads its lists with it, and prints them from it into iptables.
 */

/** The longest text of a range: eight groups of four, colons, and a mask. */
const MAX_LENGTH = 49;

const ZERO = '0'.charCodeAt(0);

const NO_ADDRESS = 'no valid address';

const BITS = { 4: 32, 6: 128 } as const;

export type IpFamily = 4 | 6;

/** A range of addresses of one family. */
export interface IpRange {
  readonly family: IpFamily;
  /** The address as written; bits behind the mask stay, since Istio prints them too. */
  readonly address: bigint;
  /** The length of the mask. */
  readonly mask: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** The range, or what the text has instead (`a leading zero in the address`). */
export type IpRangeResult = { readonly range: IpRange } | { readonly problem: string };

/** Reads `10.0.0.0/8`; the mask is needed, as in Istio's lists. */
export function parseRange(text: string): IpRangeResult {
  if (text === '') { return { problem: 'an empty item' }; }
  if (text.trim() !== text) { return { problem: 'blanks around an item' }; }
  if (text.length > MAX_LENGTH) { return { problem: NO_ADDRESS }; }
  const slash = text.lastIndexOf('/');
  if (slash < 0) {
    const alone = parseAddress(text);
    return 'problem' in alone ? alone : { problem: `no mask; one address is ${text}/${BITS[alone.family]}` };
  }
  const parsed = parseAddress(text.slice(0, slash));
  if ('problem' in parsed) { return parsed; }
  const mask = text.slice(slash + 1);
  const bits = BITS[parsed.family];
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(mask) || Number(mask) > bits) { return { problem: `a mask that is not a number from 0 to ${bits}` }; }
  return { range: rangeOf(parsed.family, parsed.address, Number(mask)) };
}

/** Reads an address or a range, for questions such as `covers('10.1.2.3')`. */
export function parseAddressOrRange(text: string): IpRangeResult {
  if (text.length > MAX_LENGTH) { return { problem: NO_ADDRESS }; }
  if (text.includes('/')) { return parseRange(text); }
  const parsed = parseAddress(text);
  return 'problem' in parsed ? parsed : { range: rangeOf(parsed.family, parsed.address, BITS[parsed.family]) };
}

/** As netip.Prefix.String prints it: IPv6 in small letters, its longest run of zero groups as `::`. */
export function printRange(range: IpRange): string {
  return `${range.family === 4 ? printV4(range.address) : printV6(range.address)}/${range.mask}`;
}

type AddressResult = { readonly family: IpFamily; readonly address: bigint } | { readonly problem: string };

/** 2^0 to 2^128; a list may hold tens of thousands of ranges, so these are made once. */
const POWERS: readonly bigint[] = Array.from({ length: 129 }, (_, bits) => 2n ** BigInt(bits));

function rangeOf(family: IpFamily, address: bigint, mask: number): IpRange {
  const size = POWERS[BITS[family] - mask];
  const first = address - address % size;
  return { family, address, mask, first, last: first + size - 1n };
}

function parseAddress(text: string): AddressResult {
  if (text.includes('%')) { return { problem: 'a zone, which a range cannot have' }; }
  if (text.includes(':')) { return parseV6(text); }
  const address = numberOfV4(text);
  return typeof address === 'string' ? { problem: address } : { family: 4, address: BigInt(address) };
}

/** The 32 bits of four decimal bytes, or what the text has instead. Scanned, since lists can hold tens of thousands. */
function numberOfV4(text: string): number | string {
  let address = 0;
  let bytes = 1;
  let byte = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digits > 0 && byte === 0) { return 'a leading zero in the address'; }
      byte = byte * 10 + digit;
      digits++;
      if (byte > 255) { return NO_ADDRESS; }
    } else {
      if (text[at] !== '.' || digits === 0 || bytes === 4) { return NO_ADDRESS; }
      address = address * 256 + byte;
      bytes++;
      byte = 0;
      digits = 0;
    }
  }
  return bytes === 4 && digits > 0 ? address * 256 + byte : NO_ADDRESS;
}

function parseV6(text: string): AddressResult {
  const gap = text.indexOf('::');
  const head = groupsOf(gap < 0 ? text : text.slice(0, gap), gap < 0);
  if (typeof head === 'string') { return { problem: head }; }
  const tail = gap < 0 ? [] : groupsOf(text.slice(gap + 2), true);
  if (typeof tail === 'string') { return { problem: tail }; }
  const given = head.length + tail.length;
  if (gap < 0 ? given !== 8 : given > 7) { return { problem: NO_ADDRESS }; }
  const group = (index: number) => index < head.length ? head[index] : tail[index - 8 + tail.length] ?? 0;
  const top = group(0) * 2 ** 32 + group(1) * 2 ** 16 + group(2);
  const middle = group(3) * 2 ** 32 + group(4) * 2 ** 16 + group(5);
  // Istio hands these to ip6tables, where no IPv4 packet passes: the entry would do nothing, in silence.
  if (top === 0 && middle === 0xffff) { return { problem: 'an IPv4-mapped address, which no packet matches; write it as IPv4' }; }
  const address = (BigInt(top) * POWERS[48] + BigInt(middle)) * POWERS[32] + BigInt(group(6) * 2 ** 16 + group(7));
  return { family: 6, address };
}

/** The groups of one side of `::`, or what the text has instead; only the last may be an IPv4 address, which makes two. */
function groupsOf(side: string, last: boolean): readonly number[] | string {
  const groups: number[] = [];
  for (let at = 0; at < side.length;) {
    const colon = side.indexOf(':', at);
    const end = colon < 0 ? side.length : colon;
    const group = side.slice(at, end);
    if (last && colon < 0 && group.includes('.')) {
      const v4 = numberOfV4(group);
      if (typeof v4 === 'string') { return v4; }
      groups.push(Math.floor(v4 / 65536), v4 % 65536);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) { return NO_ADDRESS; }
      groups.push(parseInt(group, 16));
    }
    if (colon === side.length - 1) { return NO_ADDRESS; }
    at = end + 1;
  }
  return groups;
}

function printV4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map(shift => String((address / 2n ** shift) % 256n)).join('.');
}

function printV6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((address / 65536n ** BigInt(7 - index)) % 65536n).toString(16));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === '0') { length++; }
    if (length > best.length) { best = { start, length }; }
  }
  if (best.start < 0) { return groups.join(':'); }
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
