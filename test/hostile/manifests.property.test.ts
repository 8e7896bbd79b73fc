import fc from 'fast-check';
import { expectCleanPrototypes, hostileJson, hostileText, refusalOf, settings } from './support';
import { judgeManifests } from '../../src/checks/check-manifests';
import { manifestOf, readManifests } from '../../src/model/manifest';
import { MeshFacts, Platform } from '../../src/platform';
import { REPORT_FORMATS, writeReport } from '../../src/report';

const MESHES = [
  new MeshFacts({ platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }) }),
  new MeshFacts({ platform: Platform.asm({ version: '1.26', kubernetesVersion: '1.33' }), namespaces: { shop: { labels: { 'istio-injection': 'enabled' } } } }),
];

const KINDS: readonly (readonly [string, string])[] = [
  ['apps/v1', 'Deployment'], ['apps/v1', 'DaemonSet'], ['v1', 'Pod'], ['v1', 'Service'], ['v1', 'ConfigMap'], ['v1', 'Namespace'], ['policy/v1', 'PodDisruptionBudget'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'], ['gateway.networking.k8s.io/v1', 'Gateway'], ['gateway.networking.k8s.io/v1', 'GatewayClass'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute'], ['istio.alibabacloud.com/v1beta1', 'IstioGateway'], ['istio.alibabacloud.com/v1beta1', 'ASMProxyConfig'],
  ['networking.istio.io/v1', 'Sidecar'], ['networking.istio.io/v1', 'Gateway'], ['networking.istio.io/v1alpha3', 'EnvoyFilter'], ['networking.istio.io/v1beta1', 'ProxyConfig'],
  ['keda.sh/v1alpha1', 'ScaledObject'], ['batch/v1', 'CronJob'], ['telemetry.istio.io/v1', 'Telemetry'],
];

const labels = fc.oneof(hostileJson, fc.constantFrom<unknown>(
  { 'app': 'web', 'istio': 'ingress', 'sidecar.istio.io/inject': 'true' }, { 'istio.io/waypoint-for': 'all' }, JSON.parse('{"__proto__": "x"}'),
));
const annotations = fc.oneof(hostileJson, fc.dictionary(fc.constantFrom(
  'inject.istio.io/templates', 'proxy.istio.io/config', 'sidecar.istio.io/proxyCPU', 'sidecar.istio.io/proxyImage', 'sidecar.istio.io/logLevel',
  'traffic.sidecar.istio.io/includeOutboundPorts', 'traffic.sidecar.istio.io/excludeInterfaces', 'sidecar.istio.io/bootstrapOverride',
  'traffic.sidecar.istio.io/excludeOutboundIPRanges', 'networking.istio.io/service-type', 'metric-config.external.prometheus-query.prometheus/a',
), fc.oneof(hostileText, hostileJson), { maxKeys: 3 }));

const containers = fc.array(fc.oneof(hostileJson, fc.record({
  name: fc.oneof(fc.constantFrom('app', 'istio-proxy'), hostileJson),
  image: fc.oneof(fc.constantFrom('auto', 'app:1'), hostileJson),
  resources: hostileJson,
  lifecycle: hostileJson,
  ports: hostileJson,
  env: hostileJson,
  securityContext: hostileJson,
}, { requiredKeys: [] })), { maxLength: 2 });
const podSpec = fc.oneof(hostileJson, fc.record({
  containers,
  initContainers: containers,
  terminationGracePeriodSeconds: hostileJson,
  affinity: hostileJson,
  securityContext: hostileJson,
  hostNetwork: hostileJson,
  topologySpreadConstraints: hostileJson,
  volumes: hostileJson,
}, { requiredKeys: [] }));
const spec = fc.oneof(hostileJson, fc.record({
  replicas: hostileJson,
  selector: hostileJson,
  strategy: hostileJson,
  minReplicas: hostileJson,
  maxReplicas: hostileJson,
  metrics: hostileJson,
  ports: hostileJson,
  listeners: hostileJson,
  gatewayClassName: fc.oneof(fc.constantFrom('istio', 'istio-waypoint'), hostileJson),
  infrastructure: hostileJson,
  servers: hostileJson,
  overrides: hostileJson,
  clusterIds: hostileJson,
  configPatches: hostileJson,
  scaleTargetRef: hostileJson,
  minAvailable: hostileJson,
  cpu: hostileJson,
  triggers: hostileJson,
  template: fc.oneof(hostileJson, fc.record({
    metadata: fc.record({ labels, annotations }, { requiredKeys: [] }), spec: podSpec,
  }, { requiredKeys: [] })),
}, { requiredKeys: [] }));

const object = fc.record({
  kind: fc.constantFrom(...KINDS),
  name: fc.oneof(fc.constantFrom('web', 'ingress'), hostileText),
  namespace: fc.oneof(fc.constantFrom('shop', undefined), hostileText),
  labels,
  annotations,
  spec,
  data: hostileJson,
}).map(({ kind: [apiVersion, kind], name, namespace, ...rest }) => ({
  apiVersion, kind, metadata: { name, namespace, labels: rest.labels, annotations: rest.annotations }, spec: rest.spec, data: rest.data,
}));

test('whatever the objects hold, they are judged or refused, no rule breaks, and every report can be written', () => {
  let judged = 0;
  const objectList = fc.array(object, { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(objectList, fc.constantFrom(...MESHES), fc.constantFrom(...REPORT_FORMATS), (objects, facts, format) => {
    const manifests = objects.flatMap((one) => {
      const read: ReturnType<typeof manifestOf>[] = [];
      refusalOf(() => read.push(manifestOf(one)));
      return read;
    });
    const { report, index, proxies } = judgeManifests(manifests, facts, { defaultNamespace: 'shop' });
    expect(report.findings.filter(({ ruleId }) => ruleId === 'ENGINE001').map(({ message }) => message)).toEqual([]);
    judged += report.findings.length;
    const text = writeReport(format, { report, proxies, platform: facts.platform, files: ['a.yaml'], mesh: { index, facts }, toolVersion: '1.0.0' });
    // nothing that a terminal obeys, in any format
    // eslint-disable-next-line no-control-regex
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.exec(text)).toBeNull();
  }), settings(60));
  // a guard that refuses everything would hold as well
  expect(judged).toBeGreaterThan(20);
});

test('whatever a text holds, it is read or refused', () => {
  const line = fc.tuple(fc.constantFrom('', '  ', '- ', '\t', '? ', 'a: ', '<<: ', '&a ', '*a', '!!js/function ', '%YAML 9\n', '---\n', '{', '[', '"', "'", '|\n', '\ufeff', 'apiVersion: v1\n'), hostileText)
    .map(([start, rest]) => start + rest);
  fc.assert(fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n', ' '), (lines, end) => {
    refusalOf(() => readManifests(lines.join(end), { file: 'a.yaml' }));
    refusalOf(() => readManifests(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  ${lines.join(`${end}  `)}\n`, { file: 'a.yaml' }));
  }), settings(400));
});

afterAll(expectCleanPrototypes);
