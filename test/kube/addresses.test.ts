import { addressFamily, isReachableAddress } from '../../src/kube/addresses';

test.each<[string, string | undefined]>([
  ['10.0.0.1', 'IPv4'], ['010.0.0.01', 'IPv4'], ['::ffff:10.0.0.1', 'IPv4'], ['fd00::1', 'IPv6'], ['::1', 'IPv6'], ['fe80::1%eth0', undefined], ['x', undefined], ['1'.repeat(61), undefined],
])('the family of %s is %s', (text, family) => { expect(addressFamily(text)).toBe(family); });

test.each([
  ...['10.0.0.1', '203.0.113.7', '169.253.255.255', '224.0.1.1', 'fd00::1', 'ff05::1', '2001:db8::1', '::2', '::ffff:10.0.0.1', '0.0.0.1'].map((text) => [text, true] as const),
  ...['0.0.0.0', '127.0.0.1', '127.255.0.1', '127.00.0.01', '169.254.1.1', '224.0.0.5', '::', '0::0', '::1', 'fe80::1', 'febf::1', 'ff02::1', 'ff12::1', 'fff2::1', '::ffff:127.0.0.1', 'x', '', '10.0.0.1/8', '::1%lo']
    .map((text) => [text, false] as const),
])('others can reach %s: %s', (text, is) => { expect(isReachableAddress(text)).toBe(is); });
