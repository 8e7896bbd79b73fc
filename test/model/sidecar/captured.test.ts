import { appYaml, ASM, containerPointer, sidecarIn } from './helpers';
import { mapAt } from '../../../src/model/read';
import { type CaptureRules, captureRulesOf, inboundCaptured, outboundCaptured } from '../../../src/model/sidecar';

const ALL: CaptureRules = {
  mode: 'REDIRECT', includeOutboundRanges: '*', excludeOutboundRanges: '', includeInboundPorts: '*', excludeInboundPorts: '15090,15021,15020',
};

describe('is a connection to 10.1.2.3:8080 captured?', () => {
  test.each<[string, Partial<CaptureRules>, boolean, string]>([
    ['everything is', {}, true, '-i'],
    ['not without rules', { mode: 'NONE' }, false, 'none'],
    ['with TPROXY, which is for inbound', { mode: 'TPROXY' }, true, '-i'],
    ['not in an excluded range', { excludeOutboundRanges: '10.1.0.0/16' }, false, '-x'],
    ['beside an excluded range', { excludeOutboundRanges: '10.2.0.0/16' }, true, '-i'],
    ['in an included range', { includeOutboundRanges: '10.0.0.0/8,192.168.0.0/16' }, true, '-i'],
    ['beside the included ranges', { includeOutboundRanges: '192.168.0.0/16' }, false, '-i'],
    ['not with an empty list', { includeOutboundRanges: '' }, false, '-i'],
    ['an included port, whatever the range', { includeOutboundRanges: '', includeOutboundPorts: '80,8080' }, true, '-q'],
    ['another included port', { includeOutboundRanges: '', includeOutboundPorts: '80' }, false, '-i'],
    ['an excluded range beats an included port', { includeOutboundPorts: '8080', excludeOutboundRanges: '10.1.2.3/32' }, false, '-x'],
    ['an excluded port beats all', { includeOutboundPorts: '8080', excludeOutboundPorts: '8080' }, false, '-o'],
    ['another excluded port', { excludeOutboundPorts: '8081' }, true, '-i'],
  ])('%s', (_, rules, captured, rule) => {
    expect(outboundCaptured({ ...ALL, ...rules }, { address: '10.1.2.3', port: 8080 })).toMatchObject({ captured, rule });
  });

  test.each([
    ['10.1.1.255', true], ['10.1.2.0', false], ['10.1.2.255', false], ['10.1.3.0', true],
  ])('the edges of an excluded 10.1.2.0/24: %s', (address, captured) => {
    expect(outboundCaptured({ ...ALL, excludeOutboundRanges: '10.1.2.0/24' }, { address, port: 80 }).captured).toBe(captured);
  });

  test.each(['127.0.0.1', '::1'])('the pod itself: %s', (address) => {
    expect(outboundCaptured(ALL, { address, port: 80 })).toMatchObject({ captured: false, rule: 'localhost' });
  });

  test('IPv6', () => {
    expect(outboundCaptured({ ...ALL, excludeOutboundRanges: 'fd00::/8' }, { address: 'fd00::5', port: 80 })).toMatchObject({ captured: false, rule: '-x' });
  });

  test('the reason in words', () => {
    const why = (rules: Partial<CaptureRules>): string => outboundCaptured({ ...ALL, ...rules }, { address: '10.1.2.3', port: 80 }).why;
    expect(why({})).toBe('10.1.2.3 is in the included outbound ranges: *');
    expect(why({ includeOutboundRanges: '' })).toBe('10.1.2.3 is not in the included outbound ranges: none');
    expect(why({ excludeOutboundRanges: '10.0.0.0/8' })).toBe('10.1.2.3 is in the excluded outbound ranges: 10.0.0.0/8');
  });

  test('an address that is none', () => {
    expect(() => outboundCaptured(ALL, { address: 'web.shop', port: 80 })).toThrow('address');
  });
});

describe('is a connection to port 8080 of the pod captured?', () => {
  test.each<[string, Partial<CaptureRules>, boolean, string]>([
    ['all ports are', {}, true, '-b'],
    ['not without rules', { mode: 'NONE' }, false, 'none'],
    ['not an excluded one', { excludeInboundPorts: '15090,8080' }, false, '-d'],
    ['an included one', { includeInboundPorts: '80,8080' }, true, '-b'],
    ['not another one', { includeInboundPorts: '80' }, false, '-b'],
    ['not with an empty list', { includeInboundPorts: '' }, false, '-b'],
    ['exclusion does not count beside a list', { includeInboundPorts: '8080', excludeInboundPorts: '8080' }, true, '-b'],
    ['blanks are taken', { includeInboundPorts: '80, 8080' }, true, '-b'],
  ])('%s', (_, rules, captured, rule) => {
    expect(inboundCaptured({ ...ALL, ...rules }, 8080)).toMatchObject({ captured, rule });
  });
});

describe('the rules of an injected pod', () => {
  test('from the arguments of istio-init, in the order of ASM', () => {
    const proxy = sidecarIn(appYaml({
      annotations: 'traffic.sidecar.istio.io/includeOutboundPorts: "80"\ntraffic.sidecar.istio.io/excludeOutboundPorts: "8000"',
    }), ASM);
    const rules = captureRulesOf(mapAt(proxy.workload.object, containerPointer(proxy, 'istio-init')))!;
    expect(rules).toEqual({
      ...ALL, excludeOutboundRanges: '192.168.0.1/32', excludeInboundPorts: '15090,15021,15081,9191,15020', includeOutboundPorts: '80', excludeOutboundPorts: '8000',
    });
    expect(outboundCaptured(rules, { address: '192.168.0.1', port: 443 })).toMatchObject({ captured: false, rule: '-x' });
  });

  test.each([[undefined], [{ args: ['own', '-i', '*'] }], [{ args: ['istio-iptables', '-i', 'none'] }]])('none of them: %j', (container) => {
    expect(captureRulesOf(container)).toBeUndefined();
  });
});
