import { Duration } from 'cdk8s';
import { AddressType, ClassicLoadBalancerOptions, LoadBalancer, LoadBalancerBackend, NetworkLoadBalancerOptions } from '../../src/presets';

const PREFIX = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';
const zones = [{ zone: 'cn-hangzhou-j', vSwitch: 'vsw-1' }, { zone: 'cn-hangzhou-k', vSwitch: 'vsw-2' }];

test('a classic load balancer with every option, under the current prefix', () => {
  const balancer = LoadBalancer.alibabaClassic({
    addressType: AddressType.INTRANET,
    spec: 'slb.s2.small',
    masterZone: 'cn-hangzhou-j',
    slaveZone: 'cn-hangzhou-k',
    vSwitch: 'vsw-1',
    displayName: 'shop',
    loadBalancerId: 'lb-1',
    overrideListeners: true,
    connectionDrain: Duration.seconds(30),
    backend: LoadBalancerBackend.PODS,
    removeUnscheduledNodes: true,
    gracefulShutdown: true,
    more: { 'idle-timeout': '60' },
  });
  expect(balancer._class).toBeUndefined();
  expect(balancer._annotations).toEqual({
    [`${PREFIX}address-type`]: 'intranet',
    [`${PREFIX}spec`]: 'slb.s2.small',
    [`${PREFIX}master-zoneid`]: 'cn-hangzhou-j',
    [`${PREFIX}slave-zoneid`]: 'cn-hangzhou-k',
    [`${PREFIX}vswitch-id`]: 'vsw-1',
    [`${PREFIX}name`]: 'shop',
    [`${PREFIX}id`]: 'lb-1',
    [`${PREFIX}force-override-listeners`]: 'true',
    [`${PREFIX}connection-drain`]: 'on',
    [`${PREFIX}connection-drain-timeout`]: '30',
    ['service.beta.kubernetes.io/backend-type']: 'eni',
    [`${PREFIX}remove-unscheduled-backend`]: 'on',
    [`${PREFIX}graceful-shutdown`]: 'true',
    [`${PREFIX}idle-timeout`]: '60',
  });
});

test('a network load balancer has its class and its zones', () => {
  const balancer = LoadBalancer.alibabaNetwork({ addressType: AddressType.INTERNET, zones, securityGroups: ['sg-1', 'sg-2'] });
  expect(balancer._class).toBe('alibabacloud.com/nlb');
  expect(balancer._annotations).toEqual({
    [`${PREFIX}address-type`]: 'internet',
    [`${PREFIX}zone-maps`]: 'cn-hangzhou-j:vsw-1,cn-hangzhou-k:vsw-2',
    [`${PREFIX}security-group-ids`]: 'sg-1,sg-2',
  });
});

test.each([[9, false], [10, true], [11, true], [899, true], [900, true], [901, false]])('a drain of %d s: %p', (seconds, holds) => {
  const make = () => LoadBalancer.alibabaClassic({ addressType: AddressType.INTERNET, connectionDrain: Duration.seconds(seconds) });
  if (holds) { expect(make).not.toThrow(); } else { expect(make).toThrow(`'connectionDrain' must be 10 s to 900 s, got ${seconds} s`); }
});

const addressType = AddressType.INTERNET;
const classic = (options: object) => () => LoadBalancer.alibabaClassic({ addressType, ...options } as ClassicLoadBalancerOptions);
const network = (options: object) => () => LoadBalancer.alibabaNetwork({ addressType, zones, ...options } as NetworkLoadBalancerOptions);

test.each([
  [classic({ addressType: undefined }), "'addressType' must be one of internet, intranet, got undefined; without it the gateway is public"],
  [classic({ vSwitch: 'vsw-1' }), "'vSwitch' is for an address in the VPC, got \"vsw-1\" with addressType internet; leave it out"],
  [classic({ overrideListeners: true }), "'overrideListeners' is for an existing load balancer, got true without loadBalancerId; leave it out"],
  [classic({ overrideListeners: 'false', removeUnscheduledNodes: 'off', gracefulShutdown: 1 }), [
    '[LoadBalancer.alibabaClassic]',
    "'overrideListeners' must be true or false, got \"false\"",
    "'removeUnscheduledNodes' must be true or false, got \"off\"",
    "'gracefulShutdown' must be true or false, got 1",
  ].join('\n  - ')],
  [network({ backend: 'pods' }), "[LoadBalancer.alibabaNetwork] 'backend' must be one of ecs, eni, got \"pods\""],
  [classic({ connectionDrain: 0 }), "'connectionDrain' must be a Duration such as Duration.seconds(30), got 0"],
  [classic({ gracefulShutdown: true }), "'gracefulShutdown' needs backend LoadBalancerBackend.PODS, got none"],
  [classic({ spec: '' }), 'the value of spec must be a text, got ""; leave it out for the default'],
  [classic({ spec: 'slb.s1.small', more: { spec: 'slb.s2.small' } }), "'more.spec' is set by an option already, got \"slb.s2.small\"; keep one of the two"],
  [classic({ more: { 'service.beta.kubernetes.io/x': 'y' } }), "a key in 'more' must be the end of a key, without its prefix"],
  [classic({ more: { 'idle-timeout': 60 } }), "'more.idle-timeout' must be a text, got 60; quote it"],
  [network({ zones: zones.slice(0, 1) }), "'zones' must name two zones or more, got \"cn-hangzhou-j\""],
  [network({ zones: [...zones, { zone: 'a:b', vSwitch: 'vsw-3' }] }), "'zones' must be pairs of a zone and the id of a vSwitch, got \"a:b\""],
])('refuses %#', (make, message) => { expect(make).toThrow(message); });
