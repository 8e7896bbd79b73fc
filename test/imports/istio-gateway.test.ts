import { ownSchemas, schemaAt } from '../support/own-crds';
import { describeWithSchemas, kubernetesSchemas, Schema } from '../support/schemas';
import { Manifest, sourceExamples, sourceManifest, sourceManifests } from '../support/source-docs';

const asm = ownSchemas('asm.yaml');
const spec = (version: string) => schemaAt(asm.schemaOf(`istio.alibabacloud.com/${version}`, 'IstioGateway'), 'spec');

const whole = sourceExamples().filter((name) => sourceManifests(name)[0].kind === 'IstioGateway');
const parts = ['001-config-volumes', '001-secret-volumes', '001-overrides'];

/** Every field of a cluster's configuration, from Alibaba's Go type IstioGatewayBasicConfiguration. */
const BASIC = [
  'affinity', 'applicationPorts', 'autoCreateGatewayYaml', 'autoscaleEnabled', 'compression', 'configVolumes', 'cpu', 'disableContainerPortExposed',
  'dnsPolicy', 'env', 'externalTrafficPolicy', 'hostNetwork', 'kernel', 'lifecycle', 'loadBalancerClass', 'loadBalancerIP', 'maxReplicas', 'memory',
  'meshExpansionPorts', 'minReplicas', 'nodeSelector', 'podAnnotations', 'podLabels', 'ports', 'readinessProbe', 'replicaCount',
  'requestedNetworkView', 'resources', 'rollingMaxSurge', 'rollingMaxUnavailable', 'runAsRoot', 'sds', 'secretVolumes', 'serviceAnnotations',
  'serviceLabels', 'serviceType', 'tolerations',
];

/** What people look for in an IstioGateway and ASM drops: not in the Go type. */
const ABSENT = [
  'topologySpreadConstraints', 'terminationGracePeriodSeconds', 'hostAliases', 'dnsConfig', 'priorityClassName', 'podDisruptionBudget', 'behavior',
  'minReadySeconds', 'imagePullSecrets', 'securityContext', 'startupProbe', 'livenessProbe', 'extraContainers', 'loadBalancerSourceRanges',
  'internalTrafficPolicy', 'clusterSpec', 'clusterId',
];

test('the documents show five gateways', () => {
  expect(whole).toEqual(['001-egress', '001-ingress', '004-eci', '004-nodes', '004-zones']);
});

describe.each(['v1beta1', 'v1'])('IstioGateway %s', (version) => {
  const gateway = (fields: Record<string, unknown>, metadata = {}) =>
    ({
      apiVersion: `istio.alibabacloud.com/${version}`,
      kind: 'IstioGateway',
      metadata: { name: 'x', namespace: 'istio-system', ...metadata },
      spec: fields,
    });

  test.each(whole)('accepts %s of the source documents as printed', (name) => {
    expect(asm.problems({ ...sourceManifest(name), apiVersion: `istio.alibabacloud.com/${version}` })).toEqual([]);
  });

  test.each(parts)('accepts %s of the source documents as a part of a spec', (name) => {
    const part = sourceManifest(name) as unknown as Record<string, unknown>;
    expect(asm.problems(gateway({ clusterIds: ['<cluster-id-1>', '<cluster-id-2>'], ...part }))).toEqual([]);
  });

  test('has every field of the type, and no other', () => {
    expect(Object.keys(spec(version).properties!).sort()).toEqual([...BASIC, 'clusterIds', 'gatewayType', 'overrides'].sort());
  });

  test('takes the whole configuration of a cluster as override', () => {
    const overrides = schemaAt(spec(version), 'overrides{}');
    expect(Object.keys(overrides.properties!).sort()).toEqual(BASIC);
    for (const field of BASIC) { expect(schemaAt(overrides, field)).toEqual(schemaAt(spec(version), field)); }
  });

  test.each(ABSENT)('refuses %s', (field) => {
    expect(asm.problems(gateway({ [field]: {} }))).toEqual([`/spec: unknown field "${field}"`]);
    expect(asm.problems(gateway({ clusterIds: ['c1'], overrides: { c1: { [field]: {} } } })))
      .toEqual([`/spec/overrides/c1: unknown field "${field}"`]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a direction that the type refuses', { gatewayType: 'cross-network' }, '/spec/gatewayType: must be one of ingress, egress'],
    ['a Service type that the type refuses', { serviceType: 'ExternalName' }, '/spec/serviceType: must be one of ClusterIP, NodePort, LoadBalancer'],
    ['a kernel parameter that is no string', { kernel: { parameters: { 'net.core.somaxconn': 1024 } } },
      '/spec/kernel/parameters/net.core.somaxconn: must be string'],
    ['a kernel parameter outside the list', { kernel: { parameters: { 'net.ipv4.ip_forward': '1' } } },
      '/spec/kernel/parameters: unknown field "net.ipv4.ip_forward"'],
    ['a ConfigMap volume without its path', { configVolumes: [{ name: 'a', configMapName: 'b' }] },
      '/spec/configVolumes/0: field "mountPath" is missing'],
    ['camel case in compression', { compression: { contentType: ['text/html'] } }, '/spec/compression: unknown field "contentType"'],
    ['an annotation that is no string', { podAnnotations: { a: true } }, '/spec/podAnnotations/a: must be string'],
  ])('refuses %s', (_, fields, problem) => {
    expect(asm.problems(gateway(fields))).toEqual([problem]);
  });

  test('refuses a boolean among the annotations of its metadata', () => {
    expect(asm.problems(gateway({}, { annotations: { 'asm.alibabacloud.com/replicas-managed-by-asm': false } })))
      .toEqual(['/metadata/annotations/asm.alibabacloud.com~1replicas-managed-by-asm: must be string']);
  });

  test.each([
    ['memory_level', [0, 1, 9, 10]],
    ['window_bits', [8, 9, 15, 16]],
    ['chunk_size', [4095, 4096, 65536, 65537]],
  ])('knows the range of %s of gzip', (field, values) => {
    const accepted = values.map((value) => asm.problems(gateway({ compression: { gzip: { [field]: value } } })).length === 0);
    expect(accepted).toEqual([false, true, true, false]);
  });

  test('knows the range of a utilization target', () => {
    const accepted = [0, 1, 100, 101].map((value) => asm.problems(gateway({ cpu: { targetAverageUtilization: value } })).length === 0);
    expect(accepted).toEqual([false, true, true, false]);
  });
});

test('both versions have one schema', () => {
  expect(spec('v1')).toEqual(spec('v1beta1'));
});

test('there are 18 kernel parameters, and every compression level and strategy', () => {
  expect(Object.keys(schemaAt(spec('v1'), 'kernel.parameters').properties!)).toHaveLength(18);
  expect(schemaAt(spec('v1'), 'compression.gzip.compression_level').enum).toHaveLength(12);
  expect(schemaAt(spec('v1'), 'compression.gzip.compression_strategy').enum)
    .toEqual(['DEFAULT_STRATEGY', 'FILTERED', 'HUFFMAN_ONLY', 'RLE', 'FIXED']);
});

test('accepts what ASM puts into the status', () => {
  const gateway: Manifest = { ...sourceManifest('001-egress'), status: { Status: 'Available', GatewayAddress: ['10.0.0.1'], ErrorMessage: '' } };
  expect(asm.problems(gateway)).toEqual([]);
});

/** Fields and types of a tree, one line each. */
function shapeOf(schema: Schema, path = ''): string[] {
  const type = schema['x-kubernetes-int-or-string'] ? 'int-or-string' : schema.type ?? 'object';
  return [
    `${path}: ${type}`,
    ...Object.entries(schema.properties ?? {}).flatMap(([name, child]) => shapeOf(child, `${path}.${name}`)),
    ...(schema.items ? shapeOf(schema.items, `${path}[]`) : []),
    ...(typeof schema.additionalProperties === 'object' ? shapeOf(schema.additionalProperties, `${path}{}`) : []),
  ];
}

describeWithSchemas('fields that are types of Kubernetes are complete', () => {
  // Alibaba's go.mod names k8s.io/api 0.30: all of 1.28, what 1.29 added, nothing newer
  const since29 = /\.sleep\b|\.(mis)?matchLabelKeys\b/;
  test.each([
    ['ports', 'Service', 'spec.ports'],
    ['meshExpansionPorts', 'Service', 'spec.ports'],
    ['env', 'Pod', 'spec.containers[].env'],
    ['affinity', 'Pod', 'spec.affinity'],
    ['tolerations', 'Pod', 'spec.tolerations'],
    ['resources', 'Pod', 'spec.containers[].resources'],
    ['sds.resources', 'Pod', 'spec.containers[].resources'],
    ['lifecycle', 'Pod', 'spec.containers[].lifecycle'],
  ])('%s', (field, kind, path) => {
    const ours = shapeOf(schemaAt(spec('v1'), field));
    const at = (version: '1.28.0' | '1.33.0') => shapeOf(schemaAt(kubernetesSchemas(version).schemaOf('v1', kind), path));
    expect(at('1.28.0').filter((line) => !ours.includes(line))).toEqual([]);
    expect(ours.filter((line) => !at('1.28.0').includes(line) && !since29.test(line))).toEqual([]);
    expect(ours.filter((line) => !at('1.33.0').includes(line))).toEqual([]);
  });
});
