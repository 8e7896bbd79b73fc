import * as fc from 'fast-check';
import { cidrText } from './arbitraries';
import { cidrList, portList } from '../../src/kube';

const cidrs = (text: string) => cidrList(text, 'ranges', { wildcard: true });
const ports = (text: string) => portList(text, 'ports', { wildcard: true });

describe('lists of ranges', () => {
  // Each was read and printed by Go 1.26's netip.ParsePrefix.
  test.each([
    ['', ''], ['*', '*'],
    ['10.0.0.0/8', '10.0.0.0/8'], ['10.0.0.1/8', '10.0.0.1/8'], ['0.0.0.0/0', '0.0.0.0/0'], ['255.255.255.255/32', '255.255.255.255/32'],
    ['10.0.0.0/8,192.168.0.0/16', '10.0.0.0/8,192.168.0.0/16'],
    ['2001:DB8::/32', '2001:db8::/32'], ['::/0', '::/0'], ['::1/128', '::1/128'], ['1::/16', '1::/16'], ['::1.2.3.4/128', '::102:304/128'],
    ['1:0:0:2:0:0:0:3/64', '1:0:0:2::3/64'], ['1:0:0:2:3:0:0:4/64', '1::2:3:0:0:4/64'], ['1:0:2:3:4:5:6:7/128', '1:0:2:3:4:5:6:7/128'],
    ['1:2:3:4:5:6:7::/112', '1:2:3:4:5:6:7:0/112'], ['1:2:3:4:5:6:1.2.3.4/128', '1:2:3:4:5:6:102:304/128'],
  ])('%p prints as %p', (text, printed) => {
    expect(cidrs(text).toString()).toBe(printed);
  });

  test.each([
    '10.0.0.0', '010.0.0.1/8', '10.1/16', '1/8', '0x7f.0.0.1/8', '10.0.0.0/08', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/+8', '10.0.0.0/', '10.0.0.256/8', '1.2.3.4.5/8',
    '10.0.0.0/8/8', '10..0.0/8', ' 10.0.0.0/8', '10.0.0.0/8 ', '10.0.0.0/8,', ',', '10.0.0.0/8,,10.0.0.0/8', '10.0.0.0/8, 10.1.0.0/16', '10.0.0.0 /8', '*,10.0.0.0/8', '10.0.0.0/8,*',
    '::ffff:1.2.3.4/96', 'fe80::1%eth0/64', '::/129', ':::/0', '1:2:3:4:5:6:7/64', '1:2:3:4:5:6:7:8:9/64', '1::2::3/64', '1:2:3:4:5:6:7:8::/64', '12345::/16', '::g/16',
    '1.2.3.4::/64', '::1.2.3.4.5/128', '::01.2.3.4/128', '\u0661.0.0.0/8', 'localhost/8', '10.0.0.0\u20448', '10.0.0.0/8\n',
  ])('%p is refused', text => {
    expect(() => cidrs(text)).toThrow(/^ranges/);
  });

  test.each([
    ['10.0.0.0/8', '9.255.255.255', false], ['10.0.0.0/8', '10.0.0.0', true], ['10.0.0.0/8', '10.255.255.255', true], ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.0/8', '10.0.0.0/7', false], ['10.0.0.0/8', '10.0.0.0/8', true], ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.1/8', '10.0.0.0', true],
    ['10.0.0.0/9,10.128.0.0/9', '10.0.0.0/8', true], ['10.0.0.0/9,10.129.0.0/16', '10.0.0.0/8', false], ['10.0.0.0/8,10.1.0.0/16', '10.2.0.0/16', true],
    ['0.0.0.0/0', '::1', false], ['::/0', '1.2.3.4', false], ['fd00::/8', 'fdff::1', true], ['fd00::/8', 'fe00::', false],
    ['*', '0.0.0.0/0', true], ['', '1.2.3.4', false],
  ])('%p covers %s: %p', (list, other, answer) => {
    expect(cidrs(list).covers(other)).toBe(answer);
  });

  test('covers another list if it covers all of it', () => {
    expect(cidrs('10.0.0.0/8,fd00::/8').covers(cidrs('10.1.0.0/16,fd01::/16'))).toBe(true);
    expect(cidrs('10.0.0.0/8').covers(cidrs('10.1.0.0/16,11.0.0.0/8'))).toBe(false);
    expect(cidrs('0.0.0.0/0,::/0').covers(cidrs('*'))).toBe(false);
    expect(cidrs('*').covers(cidrs('*'))).toBe(true);
    expect(cidrs('').covers(cidrs(''))).toBe(true);
  });

  test('asked about what is no address, it says so', () => {
    expect(() => cidrs('*').covers('x')).not.toThrow();
    expect(() => cidrs('10.0.0.0/8').covers('10.1')).toThrow('address must be an address or a CIDR, got "10.1"; it has no valid address');
  });

  test('printing and reading again changes nothing, and a list covers its own ranges', () => {
    fc.assert(fc.property(fc.array(cidrText, { maxLength: 5 }), texts => {
      const once = cidrs(texts.join(','));
      expect(cidrs(once.toString()).ranges).toEqual(once.ranges);
      expect(once.ranges.every(({ first, last }) => first <= last)).toBe(true);
      expect(texts.every(text => once.covers(text))).toBe(true);
    }), { seed: 6, numRuns: 1000 });
  });

  test('covering is the same as every address being in one of the ranges', () => {
    const small = fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 32 })).map(([last, mask]) => `10.0.0.${last}/${mask}`);
    fc.assert(fc.property(fc.array(small, { maxLength: 4 }), small, (texts, asked) => {
      const list = cidrs(texts.join(','));
      const [range] = cidrs(asked).ranges;
      let all = true;
      for (let address = range.first; address <= range.last; address++) {
        all &&= list.ranges.some(({ first, last }) => first <= address && address <= last);
      }
      expect(list.covers(asked)).toBe(all);
    }), { seed: 7, numRuns: 1000 });
  });

  test('empty means none, the wildcard is not empty', () => {
    expect([cidrs('').isEmpty(), cidrs('*').isEmpty(), cidrs('::/0').isEmpty()]).toEqual([true, false, false]);
  });
});

describe('lists of ports', () => {
  test.each([['', []], ['1', [1]], ['65535', [65535]], ['80,443,80', [80, 443, 80]]])('%p is %p', (text, numbers) => {
    expect(ports(text).ports).toEqual(numbers);
    expect(ports(text).toString()).toBe(text);
  });

  test.each(['0', '65536', '99999999999', '-1', '+80', '080', '80a', '8 0', ' 80', '80 ', '80, 443', '80,', ',', '80-90', '80:90', '0x50', '1e3', '*,80', '80,*', '\u0668\u0660', '80.0'])(
    '%p is refused', text => {
      expect(() => ports(text)).toThrow(/^ports/);
    });

  test('contains what is listed, and everything with the wildcard', () => {
    expect([79, 80, 81].map(port => ports('80,443').contains(port))).toEqual([false, true, false]);
    expect(ports('*').contains(1)).toBe(true);
    expect([ports('').isEmpty(), ports('*').isEmpty(), ports('80').isEmpty()]).toEqual([true, false, false]);
  });

  test('the wildcard is refused where Istio refuses it', () => {
    expect(() => portList('*', 'excludeInboundPorts')).toThrow('Istio refuses');
    expect(() => cidrList('*', 'excludeOutboundIPRanges')).toThrow('Istio refuses');
    expect(ports('*').toString()).toBe('*');
  });

  test('printing and reading again changes nothing', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 65535 })), numbers => {
      expect(ports(numbers.join(',')).ports).toEqual(numbers);
      expect(ports(ports(numbers.join(',')).toString()).ports).toEqual(numbers);
    }), { seed: 8 });
  });
});
