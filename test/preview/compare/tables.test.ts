import { compareYaml, impactOf, ISTIO, type Node, yaml } from './support';
import { MeshFacts } from '../../../src/platform';
import { ADDRESS_ANNOTATIONS } from '../../../src/preview/compare/address';
import { DEFAULT_ROWS } from '../../../src/preview/compare/defaults';
import { MESH_METADATA } from '../../../src/preview/compare/mesh-metadata';
import { IMMUTABLE_FIELDS } from '../../../src/preview/compare/object-fields';

const GROUPS: { readonly [kind: string]: string } = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicaSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  PriorityClass: 'scheduling.k8s.io/v1',
  StorageClass: 'storage.k8s.io/v1',
  IstioGateway: 'istio.alibabacloud.com/v1beta1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  GRPCRoute: 'gateway.networking.k8s.io/v1',
  TLSRoute: 'gateway.networking.k8s.io/v1',
  TCPRoute: 'gateway.networking.k8s.io/v1alpha2',
  UDPRoute: 'gateway.networking.k8s.io/v1alpha2',
};

/** An object with a value at the keys, or with the map that would hold it. */
function objectWith(kind: string, keys: readonly string[], value: unknown, base: Node = {}): Node {
  const inside = keys.reduceRight<unknown>((below, key, at) => {
    const held = at === keys.length - 1 && value === undefined ? {} : { [key]: below };
    return key === '*' ? [{ name: 'x', ...below as Node }] : held;
  }, value) as Node;
  return { apiVersion: GROUPS[kind] ?? 'v1', kind, metadata: { name: 'x', namespace: 'plain' }, ...base, ...inside };
}

describe('defaults that are written out, row by row', () => {
  const rows = DEFAULT_ROWS.filter(({ value, place }) => typeof value !== 'function' && !place.startsWith('IstioGateway'));
  test.each(rows)('$place: $value', ({ place, value, onlyInPods, source }) => {
    const [root, ...keys] = place.replace('/probe/', '/readinessProbe/').split('/');
    const [kind, path] = root !== 'pod' ? [root, keys] : onlyInPods ? ['Pod', keys] : ['Deployment', ['spec', 'template', ...keys]];
    const object = (written: unknown): string => yaml(objectWith(kind, path, written));
    expect(source).not.toBe('');
    expect(compareYaml(object(undefined), object(value)).worst).toBe('none');
    expect(compareYaml(object(undefined), object(typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : 'other')).worst).not.toBe('none');
  });
});

describe('an empty text and none', () => {
  const route = (parent: Node): Node => ({ apiVersion: GROUPS.HTTPRoute, kind: 'HTTPRoute', spec: { parentRefs: [{ name: 'web', ...parent }] } });
  const claims = (spec: Node): Node => ({ apiVersion: 'apps/v1', kind: 'StatefulSet', spec: { volumeClaimTemplates: [{ metadata: { name: 'v' }, spec }] } });
  const pods = (spec: Node): Node => ({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec } } });
  test.each<[string, Node, Node, string]>([
    ['the core group of a parent', route({ kind: 'Service', group: '' }), route({ kind: 'Service' }), 'live'],
    ['no storage class, and the default one', claims({ storageClassName: '' }), claims({}), 'rejected'],
    ['a runtime class', pods({ runtimeClassName: '' }), pods({}), 'rolling-restart'],
    ['a priority class', pods({ priorityClassName: '' }), pods({}), 'none'],
  ])('%s', (_, before, after, worst) => {
    const named = (node: Node): string => yaml({ ...node, metadata: { name: 'x', namespace: 'plain' } });
    expect(compareYaml(named(before), named(after)).worst).toBe(worst);
    expect(compareYaml(named(after), named(before)).worst).toBe(worst);
  });
});

describe('annotations that move a load balancer, row by row', () => {
  test.each(ADDRESS_ANNOTATIONS.flatMap(({ names }) => names))('%s', (name) => {
    const service = (annotations: Node): string => yaml({
      apiVersion: 'v1', kind: 'Service', metadata: { name: 'x', namespace: 'plain', annotations }, spec: { type: 'LoadBalancer' },
    });
    const risks = (before: Node, after: Node): number => (
      compareYaml(service(before), service(after)).objects.flatMap(({ addressRisks }) => addressRisks).length);
    expect([risks({}, { [name]: 'a' }), risks({ [name]: 'a' }, { [name]: 'b' }), risks({ [name]: 'a' }, {}), risks({ [name]: 'a' }, { [name]: 'a', other: 'b' })])
      .toEqual([1, 1, 1, 0]);
  });
});

describe('metadata that the mesh reads, row by row', () => {
  const rows = MESH_METADATA.flatMap(({ kinds, verdict: { impact }, ...row }) => kinds.map((kind) => ({ ...row, kind, impact })));
  const VERSIONS: { readonly [kind: string]: string } = {
    ServiceEntry: 'networking.istio.io/v1',
    WorkloadEntry: 'networking.istio.io/v1',
    AuthorizationPolicy: 'security.istio.io/v1',
    Gateway: 'gateway.networking.k8s.io/v1',
    GatewayClass: 'gateway.networking.k8s.io/v1',
  };
  test.each(rows)('$kind, $place: $key', ({ kind, place, key, impact, source }) => {
    const home = ['Namespace', 'GatewayClass'].includes(kind) ? {} : { namespace: 'plain' };
    const object = (metadata: Node): string => yaml({ apiVersion: VERSIONS[kind] ?? 'v1', kind, metadata: { name: 'x', ...home, ...metadata } });
    expect(source).not.toBe('');
    expect(compareYaml(object({}), object({ [place]: { [key]: 'a' } })).worst).toBe(impact);
    expect(compareYaml(object({ [place]: { [key]: 'a' } }), object({ [place]: { [key]: 'b' } })).worst).toBe(impact);
    expect(compareYaml(object({}), object({ [place]: { 'example.org/a': 'a' } })).worst).toBe('metadata-only');
  });
});

describe('fields that nobody may change, row by row', () => {
  const BASE: { readonly [kind: string]: Node } = { ConfigMap: { immutable: true }, Secret: { immutable: true } };
  /** Places that hold no text. */
  const READ_AS: { readonly [place: string]: (value: string) => unknown } = {
    '/spec/clusterIPs': (value) => [value], '/spec/ipFamilies': (value) => [value], '/spec/healthCheckNodePort': Number,
  };
  const rows = IMMUTABLE_FIELDS.flatMap(({ kind, places }) => places.filter((place) => place !== '/immutable').map((place) => [kind, place] as const));
  test.each(rows)('%s %s', (kind, place) => {
    const keys = [...place.slice(1).split('/'), ...['/data', '/binaryData', '/stringData', '/spec', '/roleRef', '/parameters'].includes(place) ? ['a'] : []];
    const object = (value: string): string => {
      const made = objectWith(kind, keys, READ_AS[place]?.(value) ?? value, BASE[kind]);
      return yaml(kind === 'Service' ? { ...made, spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ...made.spec as Node } } : made);
    };
    expect(compareYaml(object('1'), object('2')).worst).toBe('rejected');
    expect(compareYaml(object('1'), object('1')).worst).toBe('none');
  });

  test('without their condition they may', () => {
    const map = (value: string): string => yaml(objectWith('ConfigMap', ['data', 'a'], value));
    expect(compareYaml(map('1'), map('2')).worst).toBe('live');
    const claim = (storage: string): string => yaml(objectWith('PersistentVolumeClaim', ['spec', 'resources', 'requests', 'storage'], storage));
    expect(compareYaml(claim('1Gi'), claim('2Gi')).worst).toBe('live');
    expect(compareYaml(claim('1Gi'), claim('1024Mi')).worst).toBe('none');
  });
});

describe('what the API server has given a Service', () => {
  const LOCAL: Node = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' };
  const NAME: Node = { type: 'ExternalName', externalName: 'a.b' };
  test.each<[string, Node, Node, string]>([
    ['an address, and none', {}, { clusterIP: 'None' }, 'rejected'],
    ['an address, and one that is asked for', {}, { clusterIP: '10.0.0.1' }, 'rejected'],
    ['none, and an address', { clusterIP: 'None' }, { clusterIP: '10.0.0.1' }, 'rejected'],
    ['another one in the list', { clusterIPs: ['10.0.0.1'] }, { clusterIPs: ['10.0.0.2'] }, 'rejected'],
    ['a second one', { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'] }, { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', 'fd00::1'] }, 'live'],
    ['nothing is asked for', { clusterIP: '10.0.0.1' }, {}, 'live'],
    ['headless, and nothing is asked for', { clusterIP: 'None' }, {}, 'live'],
    ['an empty text', {}, { clusterIP: '' }, 'none'],
    ['it was a name', NAME, { clusterIP: '10.0.0.1' }, 'live'],
    ['another family', { ipFamilies: ['IPv4'] }, { ipFamilies: ['IPv6'] }, 'rejected'],
    ['another family of a headless one', { clusterIP: 'None', ipFamilies: ['IPv4'] }, { clusterIP: 'None', ipFamilies: ['IPv6'] }, 'live'],
    ['a second family', { ipFamilies: ['IPv4'] }, { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' }, 'live'],
    ['one family less', { ipFamilies: ['IPv4', 'IPv6'] }, { ipFamilies: ['IPv4'] }, 'rejected'],
    ['one family less, and it says so', { ipFamilies: ['IPv4', 'IPv6'] }, { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }, 'live'],
    ['a port for health checks', LOCAL, { ...LOCAL, healthCheckNodePort: 30000 }, 'rejected'],
    ['no port for health checks any more', { ...LOCAL, healthCheckNodePort: 30000 }, LOCAL, 'live'],
    ['it begins to need one', { type: 'LoadBalancer' }, { ...LOCAL, healthCheckNodePort: 30000 }, 'live'],
  ])('%s', (_, before, after, worst) => {
    const service = (spec: Node): string => yaml({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x', namespace: 'plain' }, spec });
    expect(compareYaml(service(before), service(after)).worst).toBe(worst);
  });
});

test('the label of a Namespace in the manifests decides what pods made from now on hold', () => {
  const app = yaml({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app', namespace: 'team' },
    spec: { template: { metadata: { labels: { app: 'app' } }, spec: { containers: [{ name: 'app', image: 'a' }] } } },
  });
  const facts = new MeshFacts({ platform: ISTIO.platform, meshConfig: {}, injectionValues: ISTIO.injectionValues! });
  const namespace = (labels: Node): string => yaml({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team', labels } });
  const [off, on] = [namespace({ 'istio-injection': 'disabled' }), namespace({ 'istio-injection': 'enabled' })].map((text) => `${app}---\n${text}`);
  expect(impactOf(compareYaml(off, on, { facts }))).toBe('pending-restart');
  expect(impactOf(compareYaml(on, off, { facts }))).toBe('pending-restart');
  expect(impactOf(compareYaml(on, on, { facts }))).toBe('none');
});
