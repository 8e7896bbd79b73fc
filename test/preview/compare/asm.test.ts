import { asm, compareObjects, impactOf, istioGateway, type Node } from './support';
import { GATEWAY_FIELDS } from '../../../src/preview/compare/gateway-fields';

/** A value for each row of the table: before, and after. */
const VALUES: { readonly [field: string]: readonly [Node, Node] } = {
  'env': [{}, { env: [{ name: 'A', value: '1' }] }],
  'configVolumes': [{}, { configVolumes: [{ name: 'lua', configMapName: 'lua-libs', mountPath: '/var/lib/lua' }] }],
  'resources': [{ resources: { limits: { cpu: '2' } } }, { resources: { limits: { cpu: '3' } } }],
  'secretVolumes': [{}, { secretVolumes: [{ name: 'certs', secretName: 'certs', mountPath: '/etc/istio/certs' }] }],
  'podLabels': [{ podLabels: { a: 'b' } }, { podLabels: { a: 'c' } }],
  'podAnnotations': [{}, { podAnnotations: { a: 'c' } }],
  'kernel/enabled': [{}, { kernel: { enabled: true } }],
  'kernel/parameters': [{ kernel: { parameters: { a: '1' } } }, { kernel: { parameters: { a: '2' } } }],
  'hostNetwork': [{}, { hostNetwork: true }],
  'dnsPolicy': [{}, { dnsPolicy: 'Default' }],
  'nodeSelector': [{}, { nodeSelector: { a: 'b' } }],
  'affinity': [{}, { affinity: { nodeAffinity: {} } }],
  'tolerations': [{}, { tolerations: [{ key: 'a' }] }],
  'ports': [{ ports: [{ name: 'http', port: 80 }] }, { ports: [{ name: 'http', port: 8080 }] }],
  'replicaCount': [{ replicaCount: 2 }, { replicaCount: 3 }],
  'minReplicas': [{ minReplicas: 1, maxReplicas: 5 }, { minReplicas: 2, maxReplicas: 5 }],
  'maxReplicas': [{ minReplicas: 1, maxReplicas: 5 }, { minReplicas: 1, maxReplicas: 6 }],
  'cpu': [{ cpu: { targetAverageUtilization: 80 } }, { cpu: { targetAverageUtilization: 60 } }],
  'memory': [{}, { memory: { targetAverageUtilization: 60 } }],
  'rollingMaxSurge': [{ rollingMaxSurge: '100%' }, { rollingMaxSurge: '25%' }],
  'rollingMaxUnavailable': [{ rollingMaxUnavailable: '25%' }, { rollingMaxUnavailable: '0' }],
  'serviceType': [{}, { serviceType: 'ClusterIP' }],
  'loadBalancerClass': [{}, { loadBalancerClass: 'alibabacloud.com/nlb' }],
  'externalTrafficPolicy': [{}, { externalTrafficPolicy: 'Local' }],
  'serviceAnnotations': [{}, { serviceAnnotations: { a: 'b' } }],
  'serviceLabels': [{}, { serviceLabels: { a: 'b' } }],
  'compression': [{}, { compression: { enabled: true } }],
  'loadBalancerIP': [{}, { loadBalancerIP: '10.0.0.1' }],
  'autoscaleEnabled': [{}, { autoscaleEnabled: true }],
  'autoCreateGatewayYaml': [{}, { autoCreateGatewayYaml: true }],
  'disableContainerPortExposed': [{}, { disableContainerPortExposed: true }],
  'runAsRoot': [{}, { runAsRoot: true }],
  'lifecycle': [{}, { lifecycle: { preStop: { sleep: { seconds: 5 } } } }],
  'readinessProbe': [{}, { readinessProbe: { periodSeconds: 3 } }],
  'sds': [{}, { sds: { enabled: true } }],
  'meshExpansionPorts': [{}, { meshExpansionPorts: [{ port: 1 }] }],
  'applicationPorts': [{}, { applicationPorts: '1' }],
  'requestedNetworkView': [{}, { requestedNetworkView: 'n' }],
  'gatewayType': [{}, { gatewayType: 'egress' }],
  'kernel': [{}, { kernel: { other: 1 } }],
};

function impactOn(version: string | undefined, before: Node, after: Node): string {
  return impactOf(compareObjects([before], [after], { facts: asm(version) }));
}

describe('document 001: fields that restart the pods of a gateway, by version of ASM', () => {
  test('every row has a value to try', () => {
    expect(Object.keys(VALUES).sort()).toEqual(GATEWAY_FIELDS.map(({ field }) => field).sort());
  });

  describe.each(GATEWAY_FIELDS)('$field', ({ field, impact, from, source }) => {
    const [before, after] = VALUES[field].map((spec) => istioGateway(spec));
    const later = from?.impact ?? impact;
    test.each<[string | undefined, string]>([
      ['1.15', impact], ['1.16', later], ['1.26', later], [undefined, from ? 'unknown' : impact],
    ])('ASM %s: %s', (version, expected) => {
      expect(impactOn(version, before, after)).toBe(expected);
      expect(source).not.toBe('');
    });
  });

  test('the list of the document, word by word', () => {
    expect(GATEWAY_FIELDS.filter(({ impact }) => impact === 'rolling-restart').map(({ field }) => field).sort()).toEqual([
      'affinity', 'configVolumes', 'dnsPolicy', 'env', 'hostNetwork', 'kernel/enabled', 'kernel/parameters', 'nodeSelector', 'podAnnotations', 'podLabels', 'ports',
      'resources', 'secretVolumes', 'tolerations',
    ]);
  });

  test('a field that nobody has described is not known', () => {
    expect(impactOn('1.26', istioGateway(), istioGateway({ novelty: 1 }))).toBe('unknown');
  });
});

describe('the annotations of the resource', () => {
  const drain = 'asm.alibabacloud.com/gateway-drain-timeout-seconds';
  const owner = 'asm.alibabacloud.com/replicas-managed-by-asm';
  test.each<[string, string | undefined, string]>([
    [drain, '1.25', 'metadata-only'], [drain, '1.26', 'rolling-restart'], [drain, '1.27', 'rolling-restart'], [drain, undefined, 'unknown'],
    [owner, '1.18', 'metadata-only'], [owner, '1.19', 'live'], [owner, '1.20', 'live'], [owner, undefined, 'unknown'],
    ['asm.alibabacloud.com/enable-canary-deployment', '1.26', 'unknown'], ['team', '1.26', 'metadata-only'],
  ])('%s on ASM %s: %s', (annotation, version, expected) => {
    expect(impactOn(version, istioGateway(), istioGateway({}, { [annotation]: '60' }))).toBe(expected);
  });
});

describe('clusters', () => {
  const two = (spec: Node): Node => istioGateway({ clusterIds: ['c1', 'c2'], ...spec });
  const impacts = (before: Node, after: Node): unknown => compareObjects([before], [after], { facts: asm('1.26') }).workloads
    .map(({ key, impact }) => [key.cluster, impact]);

  test('each has its own verdict', () => {
    expect(impacts(two({}), two({ overrides: { c2: { replicaCount: 5 } } }))).toEqual([['c1', 'none'], ['c2', 'scale']]);
    expect(impacts(istioGateway(), two({}))).toEqual([['c1', 'none'], ['c2', 'added']]);
    expect(impacts(two({}), istioGateway())).toEqual([['c1', 'none'], ['c2', 'removed']]);
  });

  test('an override that says what the base says is no change', () => {
    expect(impacts(two({}), two({ overrides: { c2: { replicaCount: 2 } } }))).toEqual([['c1', 'none'], ['c2', 'none']]);
  });

  test('an override for which ASM documents none is not known', () => {
    expect(impacts(two({}), two({ overrides: { c2: { env: [{ name: 'A', value: 'b' }] } } }))).toEqual([['c1', 'none'], ['c2', 'unknown']]);
  });
});

test('what stays as it is although it is written otherwise', () => {
  const before = istioGateway({ env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }], ports: [{ port: 80 }, { port: 443 }], resources: { limits: { cpu: '1000m' } } });
  const after = istioGateway({ env: [{ value: '1', name: 'A' }, { name: 'B', value: '2' }], ports: [{ port: 443 }, { port: 80 }], resources: { limits: { cpu: 1 } }, serviceType: 'LoadBalancer', hostNetwork: false });
  expect(impactOn('1.26', before, after)).toBe('none');
});

test('requests that repeat the limits are a change of the template that ASM makes', () => {
  const of = (resources: Node): Node => istioGateway({ resources: { limits: { cpu: 1 }, ...resources } });
  expect(impactOn('1.26', of({}), of({ requests: { cpu: 1 } }))).toBe('rolling-restart');
});

test('the change names the field of the resource, and the workload that runs', () => {
  const [thing] = compareObjects([istioGateway()], [istioGateway({ overrides: { c1: { podAnnotations: { a: 'b' } } } })], { facts: asm('1.26') }).workloads;
  expect(thing).toMatchObject({
    key: { cluster: 'c1', namespace: 'istio-system', kind: 'Deployment', name: 'istio-ingress' }, role: 'gateway', madeFrom: 'IstioGateway istio-system/ingress', impact: 'rolling-restart',
  });
  expect(thing.changes).toEqual([{
    impact: 'rolling-restart',
    object: 'IstioGateway istio-system/ingress',
    pointer: '/spec/overrides/c1/podAnnotations/a',
    after: 'b',
    origin: 'set in IstioGateway istio-system/ingress at /spec/overrides/c1/podAnnotations/a',
  }]);
});
