import { Chart, Duration, Testing } from 'cdk8s';
import * as mesh from '../src';

/** What JavaScript and Python hand over; no compiler has seen it. */
type Given = { readonly [key: string]: unknown };

const s = (seconds: number): Duration => Duration.seconds(seconds);
const ISTIO = mesh.Platform.istio({ version: '1.30', kubernetesVersion: '1.33' });
const ASM = mesh.Platform.asm({ version: '1.26', kubernetesVersion: '1.33' });
const PROMETHEUS = { prometheus: 'http://prometheus:9090', scrapeInterval: s(15) };
const ADAPTER = mesh.MetricsAdapter.kubeMetricsAdapter(PROMETHEUS);
const RATE = mesh.MeshMetric.requestRate({ perPod: 10 });
const STEPS = { stabilizationWindow: s(60), select: mesh.ScalingSelect.MAX, steps: [{ pods: 1, period: s(60) }] };
const SCALED = { minReplicas: 2, maxReplicas: 3, cpu: { targetAverageUtilization: 80 }, resources: { requests: { cpu: '1', memory: '1Gi' } } };
const RESOURCE = 'apiVersion: istio.alibabacloud.com/v1beta1\nkind: IstioGateway\nmetadata: {name: a, namespace: istio-system}\nspec: {clusterIds: [c1], replicaCount: 2}\n';

function chartOn(platform = ISTIO): Chart {
  const app = Testing.app();
  platform.applyTo(app);
  return new Chart(app, 'chart', { namespace: 'shop' });
}

function scaledOn(metric: mesh.MeshMetric): unknown {
  const target = mesh.ScaleTarget.named({ name: 'web', namespace: 'shop' });
  return new mesh.MeshAutoscaler(chartOn(), 'a', { target, metrics: [metric], adapter: ADAPTER, maxReplicas: 3 });
}

/** Everything that takes props or options, with props that it takes. */
const TAKERS: Readonly<Record<string, readonly [Given, (given: never) => unknown]>> = {
  'Platform.istio': [{ version: '1.30', kubernetesVersion: '1.33', nativeSidecars: true, revision: 'r', gatewayApiVersion: '1.4' }, (p) => mesh.Platform.istio(p)],
  'Platform.asm': [{ version: '1.26', kubernetesVersion: '1.33', clusterKind: mesh.ClusterKind.ACK_SERVERLESS, gatewayApiVersion: '1.1' }, (p) => mesh.Platform.asm(p)],
  'MeshFacts': [{
    platform: ISTIO,
    namespaces: { shop: { labels: { a: 'b' } } },
    namespacesComplete: true,
    nodes: [{ name: 'n', labels: { a: 'b' }, kubeletVersion: '1.33' }],
    zones: ['a'],
    clusters: { c1: { kind: mesh.ClusterKind.ACK_SERVERLESS, kubernetesVersion: '1.33', namespaces: { shop: { labels: { a: 'b' } } }, nodes: [{ name: 'n' }], zones: ['b'] } },
    rootNamespace: 'istio-system',
    trustDomain: 't',
    clusterDomain: 'd',
    assumeIstioBase: true,
  }, (p) => new mesh.MeshFacts(p)],
  'MeshFleet': [{ platform: ISTIO, clusters: { c1: { kubernetesVersion: '1.33' } }, facts: new mesh.MeshFacts(), outdir: 'dist' }, (p) => new mesh.MeshFleet(p)],
  'MeshFleet.addGateway': [{ ...SCALED, name: 'gw', namespace: 'shop', clusterIds: ['c1'] }, (p) => { new mesh.MeshFleet({ platform: ISTIO, clusters: { c1: {} } }).addGateway('gw', p); }],
  'MeshFleet.findings': [{ asOf: '2026-01-01' }, (p) => new mesh.MeshFleet({ platform: ISTIO, clusters: { c1: {} } }).findings(p)],
  'WaypointChart': [{
    namespace: 'shop',
    labels: { a: 'b' },
    resources: { requests: { cpu: '1' }, limits: { cpu: '2' } },
    proxyConfig: { concurrency: 2, environment: { A: 'b' } },
    autoscaling: { minReplicas: 2, maxReplicas: 3, cpuUtilization: 70, behavior: { scaleUp: STEPS } },
    service: { labels: { a: 'b' }, ipFamilies: ['IPv4'] },
    infrastructure: { labels: { a: 'b' } },
    overlays: { deployment: 'spec: {minReadySeconds: 3}' },
    tolerations: [{ key: 'a' }],
    disableResourceNameHashes: true,
  }, (p) => new mesh.WaypointChart(chartOn(), 'w', p)],
  'Waypoint.useNamespace': [{ ingress: true }, (p) => new mesh.Waypoint(chartOn(), 'w', {}).useNamespace('shop', p)],
  'ProxyPreview.toYaml': [{ origins: true }, (p) => new mesh.Waypoint(chartOn(), 'w', {}).preview().toYaml(p)],
  'IstioGatewayChart': [{
    ...SCALED,
    name: 'gw',
    namespace: 'shop',
    labels: { a: 'b' },
    ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
    env: [{ name: 'A', value: 'b' }],
    configVolumes: [{ name: 'v', mountPath: '/v', configMapName: 'm' }],
    podLabels: { a: 'b' },
    serviceAnnotations: { a: 'b' },
    tolerations: [{ key: 'a' }],
    extraContainers: [{ name: 'x', image: 'y', resources: { requests: { cpu: '1' } } }],
    scalingBehavior: { scaleDown: STEPS },
    compression: { gzip: { memoryLevel: 5 } },
    meshMetrics: [RATE],
    metricsAdapter: ADAPTER,
  }, (p) => new mesh.IstioGatewayChart(chartOn(), 'g', p)],
  'IstioGatewayChart on ASM': [{
    ...SCALED, namespace: 'istio-system', clusterIds: ['c1'], overrides: { c1: { minReplicas: 3 } }, kernel: { enabled: true, parameters: { 'net.core.somaxconn': '65535' } }, sds: { enabled: true },
  }, (p) => new mesh.IstioGatewayChart(chartOn(ASM), 'g', p)],
  'IstioGatewayChart.fromYaml': [{ spread: mesh.GatewaySpread.nodes(), namespace: 'istio-system' }, (p) => mesh.IstioGatewayChart.fromYaml(chartOn(ASM), 'g', RESOURCE, p)],
  'GatewayNaming.of': [{ objectName: 'gw', selector: { app: 'gw' }, serviceAccountName: 'sa' }, (p) => mesh.GatewayNaming.of(p)],
  'ShutdownPolicy.of': [{ gracePeriod: s(60), terminationDrain: s(40), drain: s(20) }, (p) => mesh.ShutdownPolicy.of(p)],
  'ShutdownPolicy.exitOnZero': [{ gracePeriod: s(60), minimumDrain: s(5), drain: s(20) }, (p) => mesh.ShutdownPolicy.exitOnZero(p)],
  'DisruptionBudget': [{ unhealthyPodEviction: mesh.UnhealthyPodEviction.ALWAYS_ALLOW }, (p) => mesh.DisruptionBudget.maxUnavailable(1, p)],
  'GatewaySpread.nodes': [{ required: true }, (p) => mesh.GatewaySpread.nodes(p)],
  'GatewaySpread.nodesAndZones': [{ nodes: { required: true }, zones: { weight: 5 } }, (p) => mesh.GatewaySpread.nodesAndZones(p)],
  'GatewaySpread.eci': [{ vSwitches: [{ vSwitch: 'vsw-a', zone: 'z' }, 'vsw-b'], strategy: mesh.EciStrategy.RANDOM }, (p) => mesh.GatewaySpread.eci(p)],
  'LoadBalancer.alibabaClassic': [{
    addressType: mesh.AddressType.INTRANET,
    displayName: 'a',
    loadBalancerId: 'lb-1',
    overrideListeners: true,
    connectionDrain: s(20),
    backend: mesh.LoadBalancerBackend.PODS,
    removeUnscheduledNodes: true,
    gracefulShutdown: true,
    spec: 's',
    masterZone: 'z',
    slaveZone: 'y',
    vSwitch: 'v',
  }, (p) => mesh.LoadBalancer.alibabaClassic(p)],
  'LoadBalancer.alibabaNetwork': [{ addressType: mesh.AddressType.INTRANET, zones: [{ zone: 'a', vSwitch: 'v' }, { zone: 'b', vSwitch: 'w' }], securityGroups: ['sg'] },
    (p) => mesh.LoadBalancer.alibabaNetwork(p)],
  'ScaleTarget.named': [{ name: 'web', kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'shop' }, (p) => mesh.ScaleTarget.named(p)],
  'ScaleTarget.gateway': [{ name: 'web', namespace: 'shop' }, (p) => mesh.ScaleTarget.gateway(p)],
  'ScaleTarget.waypoint': [{ name: 'web', namespace: 'shop' }, (p) => mesh.ScaleTarget.waypoint(p)],
  'MeshAutoscaler': [{
    target: mesh.ScaleTarget.named({ name: 'web', namespace: 'shop' }),
    metrics: [RATE],
    adapter: ADAPTER,
    minReplicas: 1,
    maxReplicas: 3,
    name: 'n',
    namespace: 'shop',
    labels: { 'example.com/a': 'b' },
    annotations: { a: 'b' },
    behavior: { scaleUp: STEPS },
  }, (p) => new mesh.MeshAutoscaler(chartOn(), 'a', p)],
  'MeshMetric.requestRate': [{
    perPod: 10,
    name: 'n',
    window: s(60),
    reporter: mesh.MetricReporter.DESTINATION,
    scope: mesh.MetricScope.namespace('shop'),
    filter: { protocol: mesh.RequestProtocol.HTTP, httpCodes: ['2xx'] },
  }, (p) => scaledOn(mesh.MeshMetric.requestRate(p))],
  'MeshMetric.averageLatency': [{ target: Duration.millis(100), name: 'n', window: s(60) }, (p) => scaledOn(mesh.MeshMetric.averageLatency(p))],
  'MeshMetric.latencyPercentile': [{ percentile: 95, target: Duration.millis(100) }, (p) => scaledOn(mesh.MeshMetric.latencyPercentile(p))],
  'MeshMetric.errorRate': [{ percent: 5 }, (p) => scaledOn(mesh.MeshMetric.errorRate(p))],
  'MeshMetric.custom': [{ name: 'n', query: 'sum(rate(istio_requests_total{a="b"}[1m]))', averageValue: '10' }, (p) => scaledOn(mesh.MeshMetric.custom(p))],
  'MetricsAdapter.kubeMetricsAdapter': [{ ...PROMETHEUS, interval: s(30), annotateServer: true }, (p) => mesh.MetricsAdapter.kubeMetricsAdapter(p)],
  'MetricsAdapter.legacyKubeMetricsAdapter': [{ ...PROMETHEUS, interval: s(30), annotateServer: true }, (p) => mesh.MetricsAdapter.legacyKubeMetricsAdapter(p)],
  'MetricsAdapter.prometheusAdapter': [{ ...PROMETHEUS, seriesQuery: 'up', namespace: 'm', configMapName: 'c' }, (p) => mesh.MetricsAdapter.prometheusAdapter(p)],
  'MetricsAdapter.keda': [{ ...PROMETHEUS, pollingInterval: s(30), fallback: { failures: 3, replicas: 6 }, authentication: 'a' }, (p) => mesh.MetricsAdapter.keda(p)],
  'PrometheusAdapterConfig': [{ autoscalers: [], name: 'n', namespace: 'm', externalRules: [Object.create(null) as object] }, (p) => new mesh.PrometheusAdapterConfig(chartOn(), 'p', p)],
  'SidecarPolicy': [{
    level: mesh.SidecarLevel.namespace('shop'),
    settings: {
      concurrency: 2,
      resources: { requests: { cpu: '1' } },
      readiness: { periodSeconds: 2 },
      tracing: { sampling: 5 },
      statsMatcher: { prefixes: ['a'] },
      lifecycle: { preStop: { exec: ['a'] }, postStart: { httpGet: { port: 8, path: '/' } } },
    },
  }, (p) => new mesh.SidecarPolicy(chartOn(), 'p', p)],
  'OutboundTrafficPolicy': [{ mode: mesh.OutboundTrafficMode.REGISTRY_ONLY, namespace: 'shop', hosts: ['./*'], name: 'n' }, (p) => new mesh.OutboundTrafficPolicy(chartOn(), 'o', p)],
  'ValidationAspects.acknowledge': [{ rule: 'DRN001', reason: 'it is known and fine', part: 'x', expires: '2027-01-01' }, (p) => mesh.ValidationAspects.of(chartOn()).acknowledge(p)],
  'ValidationAspects.findings': [{ asOf: '2026-01-01' }, (p) => mesh.ValidationAspects.of(chartOn()).findings(p)],
  'Manifests.compare': [{ platform: ISTIO, newFacts: new mesh.MeshFacts(), cluster: 'c', defaultNamespace: 'd' }, (p) => mesh.Manifests.compare('', '', p)],
  'EffectiveMesh.ofYaml': [{ facts: new mesh.MeshFacts(), cluster: 'c', defaultNamespace: 'd', file: 'f' }, (p) => mesh.EffectiveMesh.ofYaml('', p)],
};

/** Maps whose keys are the user's own. */
const FREE = /(?:^|\.)(?:labels|annotations|podLabels|serviceAnnotations|selector|parameters|environment|namespaces|clusters|overrides|requests|limits|tolerations\.0|extraContainers\.0.*|deployment)$/;

const isMap = (value: unknown): value is Given => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

interface Place { readonly path: string; readonly value: unknown; put(value: unknown): unknown }

/** Every place of the props, and the props with another value there. */
function places(value: unknown, path = '', put: Place['put'] = (other) => other): Place[] {
  const below = (key: string, item: unknown, within: (other: unknown) => unknown): Place[] => places(item, path === '' ? key : `${path}.${key}`, (other) => put(within(other)));
  const own: Place = { path, value, put };
  if (isMap(value)) { return [own, ...Object.entries(value).flatMap(([key, item]) => below(key, item, (other) => ({ ...value, [key]: other })))]; }
  if (!Array.isArray(value)) { return [own]; }
  return [own, ...value.flatMap((item: unknown, at) => (
    below(String(at), item, (other) => value.map((one: unknown, index) => (index === at ? other : one)))))];
}

function refusal(make: () => unknown): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    return error instanceof Error && error.constructor === Error ? error.message : `${(error as Error).name}: ${(error as Error).message}`;
  }
}

describe.each(Object.entries(TAKERS))('%s', (_, [props, make]) => {
  test('takes the props', () => { expect(refusal(() => make(props as never))).toBeUndefined(); });

  test('says that a field is unknown, in every map that has fields', () => {
    const maps = places(props).filter(({ path, value }) => isMap(value) && !FREE.test(path));
    const answers = maps.map(({ path, value, put }) => [path, refusal(() => make(put({ ...value as Given, zzzTypo: 1 }) as never))] as const);
    expect(answers.filter(([, answer]) => !(answer?.startsWith('[') && answer.includes('zzzTypo')))).toEqual([]);
  });

  test('refuses what is of another type in its own words, or takes it', () => {
    const others = [null, 7, 'x y!', true, [], {}, [null], { zzz: 1 }];
    const answers = places(props).flatMap(({ path, put }) => others.map((other) => [path, other, refusal(() => make(put(other) as never))] as const));
    expect(answers.filter(([, , answer]) => answer !== undefined && !answer.startsWith('['))).toEqual([]);
  });

  test('takes no number, text, switch or list for its props', () => {
    const answers = [null, 7, 'text', true, [], [null]].map((other) => refusal(() => make(other as never)));
    expect(answers.filter((answer) => !answer?.startsWith('['))).toEqual([]);
  });
});

test('all that is wrong is said at once', () => {
  const zones = [null, { zone: 'a', vSwitch: 'v', vswitch: 'w' }, { zone: 'b', vSwitch: 5 }];
  const make = (): unknown => mesh.LoadBalancer.alibabaNetwork({ addressType: 'lan', zones, securityGroups: 'sg-1', more: 5 } as never);
  expect(make).toThrow(/got 5[^]*'addressType'[^]*'securityGroups' must be a list[^]*'more' must be a map of texts, got 5/);
  expect(make).toThrow(
    /zones\[0\]' must be a map with zone, vSwitch, got null[^]*'zones\[1\]\.vswitch' is not a field there; did you mean "vSwitch"[^]*got 5[^]*'addressType'[^]*'securityGroups' must be a list/,
  );
});
