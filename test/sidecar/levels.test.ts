import { ApiObject, Chart, Duration, Testing } from 'cdk8s';
import { Flavor, Platform } from '../../src/platform';
import {
  OutboundTrafficMode, SidecarImageType, SidecarInterceptionMode, SidecarLevel, SidecarPolicy, type SidecarSettings,
} from '../../src/sidecar';
import { type ItemId, ITEMS, itemOf } from '../../src/sidecar/items';
import { canonical } from '../../src/sidecar/merge-maps';

type Json = Record<string, any>;

const PLATFORMS = [
  Platform.istio({ version: '1.30', kubernetesVersion: '1.33', nativeSidecars: false }),
  Platform.asm({ version: '1.29', kubernetesVersion: '1.29' }),
];

/** Of every item three different settings, and how a pod says a fourth; undefined where pods cannot. */
const SAMPLES: Readonly<Record<ItemId, readonly [settings: readonly any[], pod: Json | undefined]>> = {
  resources: [[1, 2, 3].map((n) => ({ requests: { cpu: String(n) } })), { annotations: { 'sidecar.istio.io/proxyCPU': '4' } }],
  scaledResources: [[10, 20, 30].map((percentage) => ({ percentage })), undefined],
  initResources: [[1, 2, 3].map((n) => ({ limits: { cpu: String(n) } })), { init: { resources: { limits: { cpu: '4' } } } }],
  overcommittedResources: [[1, 2, 3].map((n) => ({ requests: { cpuMillicores: n } })), { proxy: { resources: { requests: { 'kubernetes.io/batch-cpu': '4' } } } }],
  overcommittedInitResources: [[1, 2, 3].map((n) => ({ limits: { memory: `${n}Mi` } })), { init: { resources: { limits: { 'kubernetes.io/batch-memory': '4Mi' } } } }],
  nativeSidecar: [[true, false, true], { annotations: { 'sidecar.istio.io/nativeSidecar': 'false' } }],
  includeOutboundIpRanges: [['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'], { annotations: { 'traffic.sidecar.istio.io/includeOutboundIPRanges': '' } }],
  excludeOutboundIpRanges: [['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'], { annotations: { 'traffic.sidecar.istio.io/excludeOutboundIPRanges': '' } }],
  includeInboundPorts: [['1', '2', '3'], { annotations: { 'traffic.sidecar.istio.io/includeInboundPorts': '4' } }],
  excludeInboundPorts: [['1', '2', '3'], { annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '4' } }],
  includeOutboundPorts: [['1', '2', '3'], { annotations: { 'traffic.sidecar.istio.io/includeOutboundPorts': '4' } }],
  excludeOutboundPorts: [['1', '2', '3'], { annotations: { 'traffic.sidecar.istio.io/excludeOutboundPorts': '4' } }],
  interceptionMode: [[SidecarInterceptionMode.TPROXY, SidecarInterceptionMode.REDIRECT, SidecarInterceptionMode.NONE], { config: 'interceptionMode: TPROXY' }],
  dnsProxy: [[true, false, true], { config: 'proxyMetadata: {ISTIO_META_DNS_CAPTURE: "false"}' }],
  outboundTrafficPolicy: [[OutboundTrafficMode.REGISTRY_ONLY], undefined],
  holdApplicationUntilProxyStarts: [[true, false, true], { config: 'holdApplicationUntilProxyStarts: false' }],
  terminationDrain: [[1, 2, 3].map((n) => Duration.seconds(n)), { config: 'terminationDrainDuration: 4s' }],
  drain: [[1, 2, 3].map((n) => Duration.seconds(n)), { config: 'drainDuration: 4s' }],
  exitOnZero: [[true, false, true], { config: 'proxyMetadata: {EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "false"}' }],
  minimumDrain: [[1, 2, 3].map((n) => Duration.seconds(n)), { config: 'proxyMetadata: {MINIMUM_DRAIN_DURATION: 4s}' }],
  lifecycle: [['a', 'b', 'c'].map((word) => ({ preStop: { exec: [word] } })), { proxy: { lifecycle: { preStop: { exec: { command: ['d'] } } } } }],
  concurrency: [[1, 2, 3], { config: 'concurrency: 4' }],
  environment: [['a', 'b', 'c'].map((A) => ({ A })), { config: 'proxyMetadata: {A: d}' }],
  runtimeValues: [['1', '2', '3'].map((A) => ({ A })), { config: 'runtimeValues: {A: "4"}' }],
  downstreamConnectionLimit: [[1, 2, 3], { config: 'proxyMetadata: {ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS: "4"}' }],
  logLevel: [['debug', 'info', 'error'], { annotations: { 'sidecar.istio.io/logLevel': 'trace' } }],
  statsMatcher: [['a', 'b', 'c'].map((name) => ({ prefixes: [name] })), { annotations: { 'sidecar.istio.io/statsInclusionPrefixes': 'd' } }],
  extraStatTags: [[['a'], ['b'], ['c']], { annotations: { 'sidecar.istio.io/extraStatTags': 'd' } }],
  tracing: [[1, 2, 3].map((sampling) => ({ sampling })), { config: 'tracing: {sampling: 4}' }],
  readiness: [[1, 2, 3].map((periodSeconds) => ({ periodSeconds })), { annotations: { 'readiness.status.sidecar.istio.io/periodSeconds': '4' } }],
  imageType: [[SidecarImageType.DEBUG, SidecarImageType.DEFAULT, SidecarImageType.DISTROLESS], { annotations: { 'sidecar.istio.io/proxyImageType': 'debug' } }],
};

/** What the answer says where the pod of the sample has the say. */
const OF_POD: Readonly<Partial<Record<ItemId, unknown>>> = {
  resources: { requests: { cpu: '4' } },
  initResources: { limits: { cpu: '4' } },
  overcommittedResources: { requests: { 'kubernetes.io/batch-cpu': '4' } },
  overcommittedInitResources: { limits: { 'kubernetes.io/batch-memory': '4Mi' } },
  nativeSidecar: false,
  includeOutboundIpRanges: '',
  excludeOutboundIpRanges: '',
  includeInboundPorts: '4',
  excludeInboundPorts: '4',
  includeOutboundPorts: '4',
  excludeOutboundPorts: '4',
  interceptionMode: 'TPROXY',
  dnsProxy: false,
  holdApplicationUntilProxyStarts: false,
  terminationDrain: '4s',
  drain: '4s',
  exitOnZero: false,
  minimumDrain: '4s',
  lifecycle: { preStop: { exec: { command: ['d'] } } },
  concurrency: 4,
  environment: { A: 'd' },
  runtimeValues: { A: '4' },
  downstreamConnectionLimit: { limit: 4, key: 'ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS' },
  logLevel: 'trace',
  statsMatcher: { inclusionPrefixes: ['d'] },
  extraStatTags: ['d'],
  tracing: { sampling: 4 },
  readiness: { periodSeconds: 4 },
  imageType: 'debug',
};

const LEVELS = ['global', 'namespace', 'workload'] as const;
const LEVEL = { global: SidecarLevel.global(), namespace: SidecarLevel.namespace('shop'), workload: SidecarLevel.workload('shop', { app: 'web' }) };

function appOf(platform: Platform): Chart {
  const app = Testing.app();
  platform.applyTo(app);
  return new Chart(app, 'chart', { namespace: 'shop' });
}

function workload(chart: Chart, own: Json = {}): ApiObject {
  const annotations = { ...own.annotations, ...(own.config && { 'proxy.istio.io/config': own.config }) };
  return new ApiObject(chart, 'web', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: {
      template: {
        metadata: { labels: { 'app': 'web', 'koordinator.sh/qosClass': 'BE' }, annotations },
        spec: {
          containers: [{ name: 'app', resources: { requests: { cpu: '10' } } }, ...(own.proxy ? [{ name: 'istio-proxy', image: 'auto', ...own.proxy }] : [])],
          ...(own.init && { initContainers: [{ name: 'istio-init', image: 'auto', ...own.init }] }),
        },
      },
    },
  } as any);
}

const settingsOf = (id: ItemId, value: unknown): SidecarSettings => ({ [id]: value }) as SidecarSettings;

test('pods speak by annotations that have the mesh in their names: others are of no concern to policies', () => {
  for (const [, pod] of Object.values(SAMPLES)) {
    for (const key of Object.keys(pod?.annotations ?? {})) { expect(key).toContain('istio'); }
  }
});

test('every item has samples, a source and an effect on both meshes', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(ITEMS.map(({ id }) => id).sort());
  expect(Object.keys(OF_POD).sort()).toEqual(ITEMS.map(({ id }) => id).filter((id) => SAMPLES[id][1]).sort());
  for (const { source, site } of ITEMS) { expect([source, site[Flavor.ISTIO], site[Flavor.ASM]].every((text) => text.length > 5)).toBe(true); }
});

describe.each(PLATFORMS.map((platform) => [platform.flavor, platform] as const))('on %s', (flavor, platform) => {
  describe.each(ITEMS.map(({ id }) => id))('%s', (id) => {
    const [values, own] = SAMPLES[id];
    const allowed = LEVELS.filter((level) => itemOf(id).onlyAt?.levels[flavor].includes(level) ?? true);
    const sample = (level: typeof LEVELS[number]): unknown => values[LEVELS.indexOf(level)];
    const policyAt = (chart: Chart, level: typeof LEVELS[number]) => (
      new SidecarPolicy(chart, level, { level: LEVEL[level], settings: settingsOf(id, sample(level)) }));

    test('of every set of levels the most specific one wins, and the others are shadowed', () => {
      for (let set = 0; set < 16; set += 1) {
        const levels = allowed.filter((level) => Math.floor(set / 2 ** LEVELS.indexOf(level)) % 2 === 1);
        const isInPod = set >= 8 && own !== undefined;
        const chart = appOf(platform);
        // less specific ones last, so that the order in which they are made has no say
        for (const level of [...levels].reverse()) { policyAt(chart, level); }
        const { level, value, shadowed, origin } = SidecarPolicy.effective(workload(chart, isInPod ? own : {})).item(id);
        const order = [...(isInPod ? ['pod'] : []), ...[...levels].reverse()];
        expect([set, level]).toEqual([set, order[0]]);
        const valueAt = (of: string): unknown => {
          const at = of as typeof LEVELS[number];
          return of === 'pod' ? OF_POD[id] : itemOf(id).read(settingsOf(id, sample(at)), { platform, level: at }, () => undefined);
        };
        expect(shadowed.map((one) => [one.level, canonical(one.value)])).toEqual(order.slice(1).map((one) => [one, canonical(valueAt(one))]));
        if (order[0] === undefined) { continue; }
        expect(origin).toBe(order[0] === 'pod' ? 'the pod itself' : `policy chart/${order[0]}`);
        expect(canonical(value)).toBe(canonical(valueAt(order[0])));
      }
    });


    test('of the levels that pods carry, the value of the most specific one stands in the pod, whatever the order of policies', () => {
      const carry = flavor === Flavor.ASM ? itemOf(id).asmPod : itemOf(id).istio;
      const inPod = allowed.filter((level) => (level === 'global' ? flavor === Flavor.ISTIO && !itemOf(id).values : carry !== undefined));
      for (const top of inPod) {
        const levels = allowed.slice(0, allowed.indexOf(top) + 1);
        const build = (made: readonly typeof LEVELS[number][]): Json => {
          const chart = appOf(platform);
          for (const level of made) { policyAt(chart, level); }
          return workload(chart).toJson();
        };
        const both = build(levels);
        expect(build([...levels].reverse())).toEqual(both);
        // the same as if nobody less specific had said anything, but for what a ProxyConfig of the namespace carries alone
        if (top === 'workload' || !itemOf(id).proxyConfig) {
          const alone = appOf(platform);
          policyAt(alone, top);
          expect(both).toEqual(workload(alone).toJson());
        }
      }
    });

    test('what is carried is what wins', () => {
      for (const top of allowed) {
        const chart = appOf(platform);
        for (const level of allowed.slice(0, allowed.indexOf(top) + 1)) { policyAt(chart, level); }
        const before = JSON.stringify(workload(appOf(platform)).toJson());
        const web = workload(chart);
        const stamped = JSON.stringify(web.toJson());
        const resources = Testing.synth(chart).filter(({ kind }) => kind !== 'Deployment');
        const carriers = JSON.stringify(resources) + (stamped === before ? '' : stamped);
        // each level has a carrier of its own, or its value stands in the pod
        expect(carriers.length).toBeGreaterThan(2);
        if (flavor === Flavor.ASM && top !== 'global' && itemOf(id).asm && values[0] !== SidecarInterceptionMode.TPROXY) { expect(stamped).toBe(before); }
      }
    });

    const refused = LEVELS.filter((level) => !allowed.includes(level));
    if (refused.length === 0) { return; }
    test.each(refused)('is refused at the level %s with what to do instead', (level) => {
      expect(() => new SidecarPolicy(appOf(platform), 'policy', { level: LEVEL[level], settings: settingsOf(id, values[0]) }))
        .toThrow(`'${id}' must not stand at the level ${LEVEL[level].toString()}, expected ${allowed.join(' or ')}; ${itemOf(id).onlyAt!.instead}`);
    });
  });
});

describe('policies that overlap', () => {
  const build = (a: SidecarSettings, b: SidecarSettings, labels: { [key: string]: string } = { tier: 'front' }) => {
    const chart = appOf(PLATFORMS[0]);
    new SidecarPolicy(chart, 'a', { level: SidecarLevel.workload('shop', { app: 'web' }), settings: a });
    new SidecarPolicy(chart, 'b', { level: SidecarLevel.workload('shop', labels), settings: b });
    new ApiObject(chart, 'web', { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { app: 'web', tier: 'front' } }, spec: { containers: [] } } as any);
    return Testing.synth(chart);
  };

  test('and disagree are an error that names both', () => {
    expect(() => build({ logLevel: 'debug' }, { logLevel: 'info' })).toThrow('chart/a (workload app=web in shop) and chart/b (workload tier=front in shop) speak for '
      + "the same pods at the same level and must agree, got different values of 'logLevel'; give one of them other labels, or leave these out in one");
  });

  test('and disagree for certain are an error without any workload', () => {
    const chart = appOf(PLATFORMS[1]);
    new SidecarPolicy(chart, 'a', { level: SidecarLevel.namespace('shop'), settings: { logLevel: 'debug' } });
    new SidecarPolicy(chart, 'b', { level: SidecarLevel.namespace('shop'), settings: { logLevel: 'info' } });
    expect(() => Testing.synth(chart)).toThrow("got different values of 'logLevel'");
  });

  test.each([
    ['say the same', { logLevel: 'debug' }, { logLevel: 'DEBUG' }],
    ['say other things', { logLevel: 'debug' }, { dnsProxy: true }],
    ['name other variables', { environment: { A: '1' } }, { environment: { B: '1' } }],
  ] as [string, SidecarSettings, SidecarSettings][])('are fine where they %s', (_, a, b) => expect(() => build(a, b)).not.toThrow());

  test('are said all at once, each with the places where they meet', () => {
    const chart = appOf(PLATFORMS[0]);
    for (const [id, labels, logLevel] of [['a', { app: 'web' }, 'debug'], ['b', { tier: 'front' }, 'info'], ['c', { tier: 'front' }, 'error']] as [string, Json, string][]) {
      new SidecarPolicy(chart, id, { level: SidecarLevel.workload('shop', labels), settings: { logLevel } });
    }
    for (let at = 0; at < 5; at += 1) {
      new ApiObject(chart, `web-${at}`, { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { app: 'web', tier: 'front' } }, spec: { containers: [] } } as any);
    }
    let message = '';
    try { Testing.synth(chart); } catch (error) { message = (error as Error).message; }
    const lines = message.split('\n').slice(1);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^ {2}\[chart\/c, chart\/web-0, chart\/web-1 and 3 more\] chart\/b .* and chart\/c /);
    expect(lines[1]).toMatch(/^ {2}\[chart\/web-0, chart\/web-1, chart\/web-2 and 2 more\] chart\/a .* and chart\/b /);
    expect(lines[2]).toContain('chart/a (workload app=web in shop) and chart/c');
  });

  test('do not meet where the labels differ', () => expect(() => build({ logLevel: 'debug' }, { logLevel: 'info' }, { app: 'other' })).not.toThrow());
});
