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

test('every item has samples, a source and an effect on both meshes', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(ITEMS.map(({ id }) => id).sort());
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
        expect(shadowed.map((one) => one.level)).toEqual(order.slice(1));
        if (order[0] !== undefined && order[0] !== 'pod') {
          expect(origin).toBe(`policy chart/${order[0]}`);
          const top = order[0] as typeof LEVELS[number];
          const read = itemOf(id).read(settingsOf(id, sample(top)), { platform, level: top }, () => undefined);
          expect(canonical(value)).toBe(canonical(read));
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

  test('do not meet where the labels differ', () => expect(() => build({ logLevel: 'debug' }, { logLevel: 'info' }, { app: 'other' })).not.toThrow());
});
