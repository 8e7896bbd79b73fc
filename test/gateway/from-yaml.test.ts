import { App, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { asmChart, istioChart, refusals, rewritten, written, Written } from './helpers';
import { GatewayRendering, IstioGateway, IstioGatewayChart } from '../../src/gateway';
import { KERNEL_ROWS } from '../../src/gateway/kernel-rows';
import { Platform } from '../../src/platform';
import { GatewaySpread } from '../../src/presets';
import { ownSchemas } from '../support/own-crds';
import { sourceExample, sourceManifest } from '../support/source-docs';

const GATEWAYS = ['001-ingress', '001-egress', '004-nodes', '004-zones', '004-eci'];

const yamlOf = (spec: object, metadata: object = {}): string =>
  JSON.stringify({ apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'gw', namespace: 'istio-system', ...metadata }, spec });

describe('the examples of the documents', () => {
  test.each(GATEWAYS)('%s is written on ASM as it was read, mistakes included', (name) => {
    expect(rewritten(sourceExample(name))).toEqual(sourceManifest(name));
  });

  test.each(GATEWAYS)('%s is read from a file', (name) => {
    const { gateway } = IstioGatewayChart.fromFile(asmChart(), name, `${__dirname}/../fixtures/source-docs/${name}.yaml`);
    expect(written(gateway.resource)).toEqual(sourceManifest(name));
  });

  test('001-ingress has half an autoscaler, with which ASM may do what it likes, and nobody else can', () => {
    expect(rewritten(sourceExample('001-ingress')).spec.cpu).toEqual({ targetAverageUtilization: 80 });
    expect(refusals(() => IstioGateway.fromYaml(istioChart(), 'gw', sourceExample('001-ingress'), { cluster: '<cluster-id-1>' }))).toEqual([
      'an autoscaler needs minReplicas and maxReplicas, got cpu 80 without minReplicas and maxReplicas; give both, or leave out the target',
    ]);
  });
});

describe('any resource', () => {
  const text = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  const texts = fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true });
  const optional = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [], noNullPrototype: true });
  const quantity = fc.constantFrom('100m', '1', '2Gi', '2G', 1);
  const resources = optional({ requests: optional({ cpu: fc.constant('100m'), memory: fc.constant('64Mi') }), limits: optional({ cpu: quantity, memory: fc.constant('2G') }) });
  const utilization = optional({ targetAverageUtilization: fc.integer({ min: 1, max: 100 }) });
  const ports = fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { minLength: 1, maxLength: 4 }).map((numbers) => numbers.map((port, n) => ({
    name: `tcp-${n}`, port, ...(n % 2 === 0 && { targetPort: n === 2 ? 0 : port }), ...(n === 3 && { protocol: 'HTTPS' }),
  })));
  const term = fc.record({ topologyKey: fc.constant('kubernetes.io/hostname'), labelSelector: fc.record({ matchLabels: texts }, { noNullPrototype: true }) }, { noNullPrototype: true });
  const configuration = optional({
    replicaCount: fc.nat({ max: 9 }),
    autoscaleEnabled: fc.boolean(),
    minReplicas: fc.integer({ min: 1, max: 3 }),
    maxReplicas: fc.integer({ min: 3, max: 9 }),
    cpu: utilization,
    memory: utilization,
    resources,
    rollingMaxSurge: fc.constantFrom('1', '25%', '100%'),
    rollingMaxUnavailable: fc.constantFrom('0', '1', '25%'),
    serviceType: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
    loadBalancerClass: fc.constant('alibabacloud.com/nlb'),
    loadBalancerIP: fc.constant('192.0.2.1'),
    externalTrafficPolicy: fc.constantFrom('Cluster', 'Local'),
    ports,
    meshExpansionPorts: ports,
    applicationPorts: text,
    requestedNetworkView: text,
    serviceAnnotations: texts,
    serviceLabels: texts,
    podAnnotations: texts,
    podLabels: texts,
    env: fc.uniqueArray(text, { maxLength: 3 }).map((names) => names.map((name, n) => (n === 1 ? { name, valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } } : { name, value: '' }))),
    nodeSelector: texts,
    affinity: optional({
      podAntiAffinity: fc.record({
        preferredDuringSchedulingIgnoredDuringExecution: fc.array(fc.record({ weight: fc.integer({ min: 1, max: 100 }), podAffinityTerm: term })),
      }),
    }),
    tolerations: fc.array(optional({ key: text, operator: fc.constant('Exists') }), { maxLength: 2 }),
    configVolumes: fc.uniqueArray(text, { maxLength: 2 }).map((names) => names.map((name) => ({ name: `c-${name}`, configMapName: name, mountPath: `/c/${name}` }))),
    secretVolumes: fc.uniqueArray(text, { maxLength: 2 }).map((names) => names.map((name) => ({ name: `s-${name}`, secretName: name, mountPath: `/s/${name}` }))),
    hostNetwork: fc.boolean(),
    dnsPolicy: fc.constantFrom('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
    runAsRoot: fc.boolean(),
    kernel: optional({ enabled: fc.boolean(), parameters: optional(Object.fromEntries(KERNEL_ROWS.map(({ key, numbers }) => [key, fc.constant(Array(numbers).fill('1').join(' '))]))) }),
    compression: optional({
      enabled: fc.boolean(),
      content_type: fc.array(text),
      min_content_length: fc.nat(),
      gzip: optional({ window_bits: fc.integer({ min: 9, max: 15 }) }),
    }),
    sds: optional({ enabled: fc.boolean(), resources }),
    lifecycle: optional({ preStop: fc.constant({ sleep: { seconds: 5 } }), postStart: fc.constant({}) }),
    readinessProbe: optional({ failureThreshold: fc.nat(), periodSeconds: fc.nat() }),
    autoCreateGatewayYaml: fc.boolean(),
    disableContainerPortExposed: fc.boolean(),
  });
  const resource = fc.record({
    apiVersion: fc.constantFrom('istio.alibabacloud.com/v1', 'istio.alibabacloud.com/v1beta1'),
    kind: fc.constant('IstioGateway'),
    metadata: fc.record({ name: text, namespace: fc.constant('istio-system'), labels: texts, annotations: texts }, { requiredKeys: ['name', 'namespace'], noNullPrototype: true }),
    spec: fc.record({
      own: configuration, gatewayType: fc.constantFrom('ingress', 'egress'), clusterIds: fc.constant(['c1', 'c2']), overrides: fc.dictionary(fc.constantFrom('c1', 'c2'), configuration),
    }, { requiredKeys: ['own'], noNullPrototype: true }).map(({ own, overrides, ...rest }) => ({ ...own, ...rest, ...(rest.clusterIds && overrides && { overrides }) })),
  }, { noNullPrototype: true });

  test('of ASM gives the same resource on ASM', () => {
    fc.assert(fc.property(resource, (given) => {
      const { labels, annotations, ...metadata } = given.metadata;
      const expected = {
        ...given,
        metadata: {
          ...metadata,
          ...(labels && Object.keys(labels).length > 0 && { labels }),
          ...(annotations && Object.keys(annotations).length > 0 && { annotations }),
        },
      };
      const result = rewritten(JSON.stringify(given));
      expect(result).toEqual(expected);
      // a field that our CRD does not know could not have been read
      expect(ownSchemas('asm.yaml').problems(result)).toEqual([]);
      expect(rewritten(JSON.stringify(result))).toEqual(result);
    }), { seed: 7, numRuns: 150 });
  });

  test('read back from an API server keeps what its author wrote', () => {
    const given = yamlOf({ replicaCount: 2, env: null, cpu: { targetAverageUtilization: null } }, {
      uid: 'u',
      resourceVersion: '1',
      generation: 3,
      creationTimestamp: null,
      managedFields: [],
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'a': 'b' },
    }).replace('"spec"', '"status":{"Status":"running"},"spec"');
    expect(rewritten(given)).toEqual({
      apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'gw', namespace: 'istio-system', annotations: { a: 'b' } }, spec: { replicaCount: 2, cpu: {} },
    });
  });

  test('takes what the options add', () => {
    const added = rewritten(yamlOf({ minReplicas: 2, maxReplicas: 4 }), { spread: GatewaySpread.zones({ required: true }) });
    expect(added.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toHaveLength(1);
  });

  test('in istio-system when it names no namespace', () => {
    expect(rewritten(yamlOf({}, { namespace: null })).metadata.namespace).toBe('istio-system');
  });
});

describe('what cannot be read', () => {
  const of = (text: string, options = {}): string[] => refusals(() => IstioGateway.fromYaml(asmChart(), 'gw', text, options));
  const two = `${yamlOf({})}\n---\n${yamlOf({}, { name: 'gw2' })}`;

  test.each<[string, string, object, ...string[]]>([
    ['an unknown field', yamlOf({ replicaCout: 1 }), {}, "'spec.replicaCout' is not a field there, got 1; did you mean \"replicaCount\"?"],
    ['a field of newer pods', yamlOf({ topologySpreadConstraints: [] }), {}, "'spec.topologySpreadConstraints' is not a field there, got a list of 0"],
    ['an unknown field for one cluster', yamlOf({ clusterIds: ['c'], overrides: { c: { portz: [] } } }), {}, "'spec.overrides.c.portz' is not a field there, got a list of 0; did you mean \"ports\"?"],
    ['unknown fields at any depth', yamlOf({ compression: { enabled: true, gzip: { windowBits: 9 } }, cpu: { target: 80 } }), {},
      "'spec.compression.gzip.windowBits' is not a field there, got 9; did you mean \"window_bits\"?", "'spec.cpu.target' is not a field there, got 80"],
    ['an unknown kernel parameter', yamlOf({ kernel: { parameters: { 'net.core.somaxcon': '1' } } }), {},
      "'spec.kernel.parameters.net.core.somaxcon' is not a field there, got \"1\"; did you mean \"net.core.somaxconn\"?"],
    ['a number where a text belongs', yamlOf({ rollingMaxSurge: 1 }), {}, "'spec.rollingMaxSurge' must be a text, got 1; put it in quotes"],
    ['a type that the schema rejects', yamlOf({ gatewayType: 'cross-network' }), {},
      "'gatewayType' must be ingress or egress, got \"cross-network\"; it is a constant of ASM's code that its own schema rejects, use networkGateway on Istio"],
    ['a cluster that the gateway is not in', yamlOf({ clusterIds: ['c1'], overrides: { c2: {} } }), {},
      "'overrides' must name clusters of this gateway, got \"c2\", clusterIds are \"c1\"; did you mean \"c1\"?"],
    ['a misspelt part of the object', yamlOf({}).replace('"spec"', '"spce"'), {}, "'spce' is not a field of an IstioGateway; did you mean \"spec\"?"],
    ['another namespace', yamlOf({}, { namespace: 'shop' }), {}, "'namespace' must be istio-system for an IstioGateway, got \"shop\"; a gateway elsewhere does not start"],
    ['no gateway', '{}', {}],
    ['two of them', two, {}, 'the text holds 2 IstioGateways, got "gw", "gw2"; pick one by `name`'],
    ['a name that is not there', two, { name: 'gw3' }, "'name' must be one of the IstioGateways in the text, got \"gw3\", expected \"gw\", \"gw2\"; did you mean \"gw\"?"],
    ['the same one twice', `${yamlOf({})}\n---\n${yamlOf({})}`, { name: 'gw' }, "'name' must be one IstioGateway, got \"gw\" 2 times in the text; give them apart"],
  ])('%s', (what, text, options, ...messages) => {
    const found = of(text, options);
    if (messages.length > 0) { expect(found).toEqual(messages); } else { expect({ what, found }).toEqual({ what, found: [expect.any(String)] }); }
  });

  test('options that do not exist, all at once, with what is wrong in the YAML', () => {
    const options = { spraed: GatewaySpread.nodes(), buget: 1, replicaCount: 3, labels: {}, replicas: 3, podDisruptionBudget: {}, other: undefined };
    expect(of(yamlOf({ replicaCout: 1 }), options)).toEqual([
      '\'spraed\' is not an option; did you mean "spread"?',
      '\'buget\' is not an option; did you mean "budget"?',
      "'replicaCount' is not an option; it is a part of the resource, write it in the YAML",
      "'labels' is not an option; it is a part of the resource, write it in the YAML",
      "'replicas' is not an option; use replicaCount in the YAML",
      "'podDisruptionBudget' is not an option; use budget",
      "'other' is not an option",
      "'spec.replicaCout' is not a field there, got 1; did you mean \"replicaCount\"?",
    ]);
  });

  test.each(Object.values(GatewayRendering))('an option that does not exist, in the rendering %s', (rendering) => {
    const chart = rendering === GatewayRendering.ASM ? asmChart() : istioChart();
    const found = refusals(() => IstioGateway.fromYaml(chart, 'gw', yamlOf({}), { rendering, buget: 1 } as never));
    expect(found).toContain('\'buget\' is not an option; did you mean "budget"?');
    expect(chart.node.children).toEqual([]);
  });

  test.each([[null], ['x'], [[]]])('options of %j', (options) => {
    expect(refusals(() => IstioGateway.fromYaml(asmChart(), 'gw', yamlOf({}), options as never))[0]).toMatch(/^the options must be a map, got /);
  });

  test('another kind is left alone, and missed', () => {
    expect(of('apiVersion: v1\nkind: Service\nmetadata: { name: a }\n')).toEqual(['the text holds no IstioGateway of istio.alibabacloud.com; give the YAML of the resource']);
    expect(written(IstioGateway.fromYaml(asmChart(), 'gw', `apiVersion: v1\nkind: Service\nmetadata: { name: a }\n---\n${two}`, { name: 'gw2' }).resource).metadata.name).toBe('gw2');
  });

  test('a file that is not there', () => {
    expect(refusals(() => IstioGateway.fromFile(asmChart(), 'gw', 'no/such/file.yaml'))).toEqual([
      'the file "no/such/file.yaml" cannot be read (ENOENT); give a path from the working directory',
    ]);
  });

  test('YAML that is broken, with its place', () => {
    expect(() => IstioGateway.fromYaml(asmChart(), 'gw', 'apiVersion: v1\n  kind: [')).toThrow(/^\[chart\/gw\] /);
  });
});

test('a chart holds the gateway alone', () => {
  const app = new App();
  Platform.asm({ version: '1.26' }).applyTo(app);
  const chart = IstioGatewayChart.fromYaml(app, 'edge', yamlOf({ replicaCount: 1 }), { rendering: GatewayRendering.ASM });
  expect((Testing.synth(chart) as Written[]).map(({ kind, metadata }) => [kind, metadata.name])).toEqual([['IstioGateway', 'gw']]);
});
