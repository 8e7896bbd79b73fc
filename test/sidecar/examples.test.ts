import { effectiveMesh, ManifestIndex, manifestOf } from '../../src/model';
import { MeshFacts, Platform } from '../../src/platform';
import { previewOfProxy } from '../../src/preview/of';
import { synthExample } from '../support/examples';
import { sourceManifest } from '../support/source-docs';

type Json = Record<string, any>;

const written = synthExample('sidecar-asm')['sidecars.k8s.yaml'] as Json[];

/** The pod of a workload with one label under everything that examples/sidecar-asm writes, as ASM injects it. */
function injected(app: string, resources: Json = {}, labels: Json = {}): { pod: Json; config: (field: string) => unknown } {
  const workload = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace: 'shop' },
    spec: { selector: {}, template: { metadata: { labels: { app, ...labels } }, spec: { containers: [{ name: 'sleep', image: 'curlimages/curl', ...resources }] } } },
  };
  const facts = new MeshFacts({
    platform: Platform.asm({ version: '1.22', kubernetesVersion: '1.28' }),
    meshConfig: {},
    injectionValues: {},
    clusterDomain: 'cluster.local',
    namespaces: { shop: { labels: { 'istio-injection': 'enabled' } } },
  });
  const { proxies } = effectiveMesh(ManifestIndex.of([...written, workload].map((json) => manifestOf(json))), facts);
  const proxy = proxies.find(({ name }) => name === app)!;
  return { pod: previewOfProxy(proxy).deployment.spec.template.spec, config: (field) => proxy.proxyConfig.template(field).value };
}

const proxyOf = (pod: Json): Json => pod.containers.find(({ name }: Json) => name === 'istio-proxy');
const initOf = (pod: Json): Json => pod.initContainers.find(({ name }: Json) => name === 'istio-init');

/** What source document 002 prints, of the fields that an example is about. */
describe('the pods under examples/sidecar-asm are what the document expects', () => {
  test.each([
    'include-outbound-ip-ranges', 'exclude-outbound-ip-ranges', 'include-inbound-ports', 'include-outbound-ports', 'exclude-inbound-ports', 'exclude-outbound-ports',
  ])('%s', (example) => {
    expect(initOf(injected(example).pod).args).toEqual((sourceManifest(`002-init-${example}`) as Json).initContainers[0].args);
  });

  test.each([
    ['resources', { limits: { cpu: '2', memory: '1025Mi' }, requests: { cpu: '100m', memory: '128Mi' } }],
    ['scaled-resources', (sourceManifest('002-scaled-standard-50') as Json).resources],
  ])('%s', (example, expected) => {
    const { resources } = sourceManifest('002-container-standard') as Json;
    expect(proxyOf(injected(example, { resources }).pod).resources).toEqual(expected);
  });

  test('init-resources', () => {
    expect(initOf(injected('init-resources').pod).resources).toEqual({ limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } });
  });

  test('overcommitted-resources', () => {
    const { pod } = injected('overcommitted-resources', {}, { 'koordinator.sh/qosClass': 'BE' });
    const batch = (cpu: string, memory: string): Json => ({ 'kubernetes.io/batch-cpu': cpu, 'kubernetes.io/batch-memory': memory });
    expect(proxyOf(pod).resources).toEqual({ limits: batch('2k', '2Gi'), requests: batch('200', '256Mi') });
    expect(initOf(pod).resources).toEqual({ limits: batch('1k', '1Gi'), requests: batch('100', '128Mi') });
  });

  test.each([
    ['concurrency', ['--concurrency', '3']],
    ['log-level', ['--proxyLogLevel=error']],
  ])('%s', (example, args) => expect(proxyOf(injected(example).pod).args).toEqual(expect.arrayContaining(args)));

  test.each([
    ['dns-proxy', [{ name: 'ISTIO_META_DNS_AUTO_ALLOCATE', value: 'true' }, { name: 'ISTIO_META_DNS_CAPTURE', value: 'true' }]],
    ['exit-on-zero', [{ name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', value: 'true' }]],
    ['termination-drain', [{ name: 'TERMINATION_DRAIN_DURATION_SECONDS', value: '10' }]],
  ])('%s', (example, env) => expect(proxyOf(injected(example).pod).env).toEqual(expect.arrayContaining(env)));

  test.each([
    ['hold-application', 'holdApplicationUntilProxyStarts', false],
    ['termination-drain', 'terminationDrainDuration', '10s'],
    ['interception-mode', 'interceptionMode', 'TPROXY'],
    ['stats-matcher', 'proxyStatsMatcher', { inclusionRegexps: ['.*outlier_detection.*'] }],
    ['connection-limit', 'runtimeValues', { 'overload.global_downstream_max_connections': '5000' }],
  ])('%s in PROXY_CONFIG', (example, field, value) => expect(injected(example).config(field)).toEqual(value));

  test('hold-application', () => {
    const { pod } = injected('hold-application');
    expect(pod.containers.map(({ name }: Json) => name)).toEqual(['sleep', 'istio-proxy']);
    expect(proxyOf(pod).lifecycle).toBeUndefined();
  });

  test('lifecycle', () => expect(proxyOf(injected('lifecycle').pod).lifecycle).toEqual(sourceManifest('002-lifecycle')));

  test('interception-mode', () => expect(initOf(injected('interception-mode').pod).args.slice(7, 9)).toEqual(['-m', 'TPROXY']));
});
