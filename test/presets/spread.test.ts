import { ClusterKind } from '../../src/platform';
import { EciStrategy, GatewaySpread } from '../../src/presets';
import { sourceManifest } from '../support/source-docs';

const spec = (name: string) => sourceManifest(name).spec as { affinity: { podAntiAffinity: object }; podAnnotations: Record<string, string> };
const term = (topologyKey: string) => ({ labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['istio-a'] }] }, topologyKey });

describe('spreading as the document on high availability writes it', () => {
  test.each([
    ['004-nodes', GatewaySpread.nodes()],
    ['004-zones', GatewaySpread.zones()],
  ])('%s', (name, spread) => {
    expect(spread._antiAffinity('app', 'istio-ingressgateway-1', ClusterKind.ACK)).toEqual(spec(name).affinity.podAntiAffinity);
    expect(spread._podAnnotations(ClusterKind.ACK)).toEqual({});
  });

  test('004-eci, from plain ids', () => {
    const spread = GatewaySpread.eci({ vSwitches: ['<vswitch-id-1>', '<vswitch-id-2>'] });
    expect(spread._podAnnotations(ClusterKind.ACK_SERVERLESS)).toEqual(spec('004-eci').podAnnotations);
    expect(spread._antiAffinity('app', 'istio-a', ClusterKind.ACK_SERVERLESS)).toBeUndefined();
  });
});

test('wishes and rules stand beside each other', () => {
  expect(GatewaySpread.nodesAndZones({ nodes: { required: true }, zones: { weight: 40 } })._antiAffinity('app', 'istio-a', undefined)).toEqual({
    requiredDuringSchedulingIgnoredDuringExecution: [term('kubernetes.io/hostname')],
    preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: term('topology.kubernetes.io/zone'), weight: 40 }],
  });
});

describe('the kind of cluster chooses', () => {
  const both = GatewaySpread.zones().orEci({ vSwitches: [{ zone: 'a', vSwitch: 'vsw-1' }, { zone: 'b', vSwitch: 'vsw-2' }], strategy: EciStrategy.ORDERED });

  test.each([ClusterKind.ACK, ClusterKind.REGISTERED, ClusterKind.OTHER, undefined])('%s: anti-affinity', (kind) => {
    expect(both._antiAffinity('app', 'istio-a', kind)).toBeDefined();
    expect(both._podAnnotations(kind)).toEqual({});
    expect(both._problem(kind)).toBeUndefined();
  });

  test('ACK Serverless: vSwitches', () => {
    expect(both._antiAffinity('app', 'istio-a', ClusterKind.ACK_SERVERLESS)).toBeUndefined();
    expect(both._podAnnotations(ClusterKind.ACK_SERVERLESS)).toEqual({
      'k8s.aliyun.com/eci-vswitch': 'vsw-1,vsw-2', 'k8s.aliyun.com/eci-schedule-strategy': 'VSwitchOrdered',
    });
    expect(both._problem(ClusterKind.ACK_SERVERLESS)).toBeUndefined();
  });

  test('anti-affinity alone cannot be had on ACK Serverless', () => {
    expect(GatewaySpread.nodes()._problem(ClusterKind.ACK_SERVERLESS)).toBe(
      "'spread' is over nodes or zones by anti-affinity, which ACK Serverless does not have; use GatewaySpread.eci, or add orEci");
  });
});

test('no spread says why, where every report shows it', () => {
  const spread = GatewaySpread.none('one replica by design');
  expect(spread._acknowledgements()).toEqual({ 'ack.cdk8s-istio.io/AVL010': 'one replica by design' });
  expect(spread._antiAffinity('app', 'istio-a', undefined)).toBeUndefined();
  expect(GatewaySpread.nodes()._acknowledgements()).toEqual({});
});

describe('boundaries', () => {
  test.each([[0, false], [1, true], [2, true], [99, true], [100, true], [101, false], [1.5, false]])('weight %p: %p', (weight, holds) => {
    const make = () => GatewaySpread.nodes({ weight });
    if (holds) { expect(make).not.toThrow(); } else { expect(make).toThrow(`[GatewaySpread.nodes] 'weight' must be a whole number from 1 to 100, got ${weight}`); }
  });

  test.each([[0, false], [1, true], [9, true], [10, true], [11, false]])('%d vSwitches: %p', (count, holds) => {
    const make = () => GatewaySpread.eci({ vSwitches: Array.from({ length: count }, (_, n) => `vsw-${n}`) });
    if (holds) { expect(make).not.toThrow(); } else { expect(make).toThrow(`'vSwitches' must be a list of 1 to 10, got ${count}`); }
  });

  test.each([['123456789', false], ['1234567890', true], ['12345678901', true], ['    short    ', false]])('reason %p: %p', (reason, holds) => {
    const make = () => GatewaySpread.none(reason);
    if (holds) { expect(make).not.toThrow(); } else { expect(make).toThrow("[GatewaySpread.none] 'reason' must say why in 10 characters or more"); }
  });
});

test.each([
  [() => GatewaySpread.nodes({ required: true, weight: 50 }), "'weight' is for a spread that is not required, got 50; leave it out"],
  [() => GatewaySpread.nodes({ required: 'false' as never }), "[GatewaySpread.nodes] 'required' must be true or false, got \"false\""],
  [() => GatewaySpread.zones({ required: 0 as never, weight: 50 }), "[GatewaySpread.zones] 'required' must be true or false, got 0"],
  [() => GatewaySpread.nodesAndZones({ zones: { required: 'yes' as never, weigth: 1 } as never }),
    "[GatewaySpread.nodesAndZones]\n  - 'zones.weigth' is not a field there; did you mean \"weight\"?\n  - 'zones.required' must be true or false, got \"yes\""],
  [() => GatewaySpread.nodesAndZones({ nodes: { weight: 0 }, zones: { weight: 101 } }),
    "[GatewaySpread.nodesAndZones]\n  - 'nodes.weight' must be a whole number from 1 to 100, got 0\n  - 'zones.weight' must be a whole number from 1 to 100, got 101"],
  [() => GatewaySpread.eci({ vSwitches: ['vsw-1', 'vsw-1'] }), "'vSwitches' must be distinct, got \"vsw-1\" twice; name each once"],
  [() => GatewaySpread.eci({ vSwitches: ['vsw-1,vsw-2'] }), "'vSwitches[0]' must be the id of a vSwitch, got \"vsw-1,vsw-2\""],
  [() => GatewaySpread.eci({ vSwitches: [{ zone: 'a', vSwitch: 'vsw-1' }, { zone: 'a', vSwitch: 'vsw-2' }] }),
    "'vSwitches' must be in more than one zone, got 2 in \"a\"; add one of another zone"],
  [() => GatewaySpread.eci({ vSwitches: ['vsw-1'], strategy: 'Random' as EciStrategy }), "'strategy' must be one of VSwitchOrdered, VSwitchRandom, got \"Random\""],
  [() => GatewaySpread.none('enough of a reason').orEci({ vSwitches: ['vsw-1'] }), 'a spread over nodes or zones was expected before orEci'],
])('refuses %#', (make, message) => { expect(make).toThrow(message); });
