import { BlockList, isIP } from 'node:net';

/** An IPv4 address in the clothes of IPv6: Go takes it for what it is. */
const MAPPED = /^(?:::|(?:0{1,4}:){5})ffff:/i;

const withoutZeros = (text: string): string => text.replace(/(^|\.)0+(?=[0-9])/g, '$1');

/** The family of an address as Go's ParseIPSloppy reads it: zeros in front of IPv4 bytes are taken, zones are not. */
export function addressFamily(text: string): 'IPv4' | 'IPv6' | undefined {
  if (text.length > 60 || text.includes('%')) { return undefined; }
  const family = isIP(withoutZeros(text));
  if (family === 0) { return undefined; }
  return family === 4 || MAPPED.test(text) ? 'IPv4' : 'IPv6';
}

/** Addresses of nobody, of the host itself and of its link (kubernetes pkg/apis/core/validation ValidateNonSpecialIP). */
const SPECIAL = new BlockList();
for (const [address, prefix] of [['0.0.0.0', 32], ['127.0.0.0', 8], ['169.254.0.0', 16], ['224.0.0.0', 24]] as const) { SPECIAL.addSubnet(address, prefix, 'ipv4'); }
for (const [address, prefix] of [['::', 128], ['::1', 128], ['fe80::', 10]] as const) { SPECIAL.addSubnet(address, prefix, 'ipv6'); }
// the scope of multicast stands behind four flags (Go net.IP.IsLinkLocalMulticast)
for (const flags of '0123456789abcdef') { SPECIAL.addSubnet(`ff${flags}2::`, 16, 'ipv6'); }

/** An address that others can reach. */
export function isReachableAddress(text: string): boolean {
  const plain = withoutZeros(text);
  return addressFamily(text) !== undefined && !SPECIAL.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6');
}
