import * as fc from 'fast-check';
import { asmGateways } from '../../../src/model/asm';
import { complete } from '../../../src/model/complete';
import type { EffectiveProxy } from '../../../src/model/effective-proxy';
import { type Manifest, ManifestIndex, readManifests } from '../../../src/model/manifest';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';

const asm = (version?: string): Platform => Platform.asm({ ...(version !== undefined && { version }), kubernetesVersion: '1.33' });

const resource = (spec: string, metadata = ''): string => `
apiVersion: istio.alibabacloud.com/v1beta1
kind: IstioGateway
metadata: {name: ingressgateway, namespace: istio-system${metadata && `, ${metadata}`}}
spec:
${spec.split('\n').map((line) => `  ${line}`).join('\n')}
---
`;

interface Scene {
  readonly platform?: Platform;
  readonly facts?: MeshFactsProps;
  readonly others?: readonly Manifest[];
  /** The cluster in whose manifests the resource stands. */
  readonly home?: string;
}

function gateways(yaml: string, { platform = asm('1.26'), facts = {}, others = [], home }: Scene = {}): EffectiveProxy[] {
  const index = ManifestIndex.of([...readManifests(yaml, { file: 'gw.yaml', ...(home !== undefined && { cluster: home }) }), ...others]);
  const context = { index, facts: new MeshFacts({ platform, ...facts }), ...(home !== undefined && { cluster: home }) };
  return asmGateways(context).map((draft) => complete(draft, context));
}

const gateway = (spec: string, scene?: Scene, metadata?: string): EffectiveProxy => gateways(resource(spec, metadata), scene)[0];

describe('which gateways run', () => {
  test('one in each cluster, under ASM\'s names', () => {
    const found = gateways(resource('clusterIds: [c1, c2, c1]'));
    expect(found.map(({ cluster, namespace, name, role, make }) => [cluster, namespace, name, role, make])).toEqual([
      ['c1', 'istio-system', 'istio-ingressgateway', 'gateway', 'asm'],
      ['c2', 'istio-system', 'istio-ingressgateway', 'gateway', 'asm'],
    ]);
    expect(found[0].workload.object.metadata.name).toBe('istio-ingressgateway');
  });

  test.each(['clusterIds: []', 'clusterIds: c1', 'gatewayType: egress'])('%s: one without a cluster', (spec) => {
    expect(gateways(resource(spec)).map(({ cluster }) => cluster)).toEqual([undefined]);
  });

  test('both versions of the resource', () => {
    expect(gateways(resource('replicaCount: 2').replace('v1beta1', 'v1'))).toHaveLength(1);
  });

  test('on Istio nobody deploys it', () => {
    expect(gateways(resource('replicaCount: 2'), { platform: Platform.istio({ version: '1.30' }) })).toEqual([]);
  });

  test('outside istio-system it does not start', () => {
    const [found] = gateways(resource('replicaCount: 2').replace('namespace: istio-system', 'namespace: shop'));
    expect(found).toMatchObject({ state: 'refused', refusals: [{ code: 'outside-root-namespace', origin: { pointer: '/metadata/namespace' } }] });
    expect(gateway('replicaCount: 2')).toMatchObject({ state: 'runs', refusals: [] });
  });
});

describe('overrides', () => {
  const spec = 'clusterIds: [c1, c2]\nreplicaCount: 2\nresources: {limits: {cpu: "2", memory: 2G}, requests: {cpu: 200m}}\noverrides:\n  c2: ';
  const c2 = (override: string): EffectiveProxy => gateways(resource(spec + override))[1];

  test('a field is replaced in its cluster only, and says where it comes from', () => {
    const [first, second] = gateways(resource(`${spec}{replicaCount: 5}`));
    expect(first.scaling.min).toMatchObject({ value: 2, origin: { kind: 'set', pointer: '/spec/replicaCount' } });
    expect(second.scaling.min).toMatchObject({ value: 5, origin: { kind: 'set', pointer: '/spec/overrides/c2/replicaCount' } });
    expect(second.workload.origin('/spec/replicas')).toMatchObject({ manifest: { file: 'gw.yaml' } });
  });

  test('of a map that is given in part, the given part is known and the rest is not', () => {
    const { resources } = c2('{resources: {limits: {cpu: "4"}}}');
    expect(String(resources.limits.cpu.value)).toBe('4');
    expect(resources.limits.cpu.origin).toMatchObject({ kind: 'set', pointer: '/spec/overrides/c2/resources/limits/cpu' });
    expect(resources.limits.memory).toMatchObject({ known: false, origin: { why: expect.stringContaining('overrides.c2.resources') } });
    expect(resources.requests.cpu.known).toBe(false);
  });

  test('a field for which no override is documented is unknown', () => {
    const found = c2('{rollingMaxSurge: "50%"}');
    expect(found.rollout.maxSurge).toMatchObject({ known: false, origin: { why: expect.stringContaining('overrides.c2.rollingMaxSurge') } });
  });

  test.each([
    ['1.15', false], ['1.16', true], ['1.17', true],
  ])('the bounds of the autoscaler can be overridden from ASM 1.16: %s is %s', (version, can) => {
    const yaml = resource('clusterIds: [c1, c2]\nminReplicas: 2\nmaxReplicas: 4\noverrides:\n  c2: {maxReplicas: 9}');
    const found = gateways(yaml, { platform: asm(version) })[1];
    expect(found.scaling.max).toMatchObject(can ? { value: 9, origin: { pointer: '/spec/overrides/c2/maxReplicas' } } : { known: false });
  });

  test('hostile overrides do not reach beyond their cluster', () => {
    expect(c2('{__proto__: {replicaCount: 9}}').scaling.min.value).toBe(2);
    expect(c2('[1]').scaling.min.value).toBe(2);
  });
});

describe('what ASM documents and what it does not', () => {
  const found = gateway('gatewayType: ingress');

  test('documented defaults are defaults of ASM', () => {
    expect(found.scaling.min).toMatchObject({ value: 1, origin: { kind: 'default', of: 'ASM' } });
    expect(String(found.resources.limits.memory.value)).toBe('2G');
    expect(found.shutdown.gracePeriod).toMatchObject({ value: 30, origin: { kind: 'default', of: 'ASM' } });
    expect(found.shutdown.exitOnZero).toMatchObject({ value: true, origin: { kind: 'default', of: 'ASM' } });
    expect(found.workload.at('/spec/template/metadata/labels/app')).toMatchObject({ value: 'istio-ingressgateway', origin: { kind: 'default', of: 'ASM' } });
    expect(found.workload.at('/spec/template/metadata/labels/istio').value).toBe('ingressgateway');
    expect(found.workload.at('/spec/template/spec/affinity')).toMatchObject({ known: true, value: undefined, origin: { kind: 'default', of: 'ASM' } });
  });

  test.each(['/spec/strategy/type', '/spec/template/spec/topologySpreadConstraints', '/spec/template/metadata/labels/other', '/spec/minReadySeconds',
    '/spec/template/spec/containers/0/lifecycle/preStop'])('%s is unknown', (pointer) => {
    expect(found.workload.at(pointer).known).toBe(false);
  });

  test('what is added to ASM\'s own does not tell what else is there', () => {
    const given = gateway('podAnnotations: {a: "1"}\npodLabels: {tier: edge}\nenv: [{name: A, value: "1"}]');
    expect(given.workload.at('/spec/template/metadata/annotations/a')).toMatchObject({ value: '1', origin: { pointer: '/spec/podAnnotations/a' } });
    expect(given.workload.at('/spec/template/metadata/annotations/b').known).toBe(false);
    expect(given.workload.at('/spec/template/metadata/labels/tier')).toMatchObject({ value: 'edge', origin: { pointer: '/spec/podLabels/tier' } });
    expect(given.proxyConfig.env('A')).toMatchObject({ value: '1', origin: { pointer: '/spec/env/0/value' } });
  });

  test('what is given whole has nothing else', () => {
    const given = gateway('resources: {limits: {cpu: "1"}}');
    expect(given.resources.limits.memory).toMatchObject({ known: true, value: undefined });
  });
});

describe('rollout', () => {
  test('both amounts, numbers written as text included', () => {
    expect(gateway('replicaCount: 4\nrollingMaxSurge: "100%"\nrollingMaxUnavailable: "1"').rollout)
      .toMatchObject({ highWater: { value: 8 }, lowWater: { value: 3 }, maxUnavailable: { origin: { pointer: '/spec/rollingMaxUnavailable' } } });
  });

  test('one amount: the other is ASM\'s and not public', () => {
    expect(gateway('replicaCount: 4\nrollingMaxSurge: "100%"').rollout).toMatchObject({ maxSurge: { known: true }, maxUnavailable: { known: false }, highWater: { known: false } });
  });
});

describe('autoscaling', () => {
  test('both bounds: ASM\'s own autoscaler', () => {
    const found = gateway('minReplicas: 2\nmaxReplicas: 5\ncpu: {targetAverageUtilization: 80}');
    expect(found.scaling).toMatchObject({
      replicas: { known: true, value: undefined },
      autoscalers: [{ owner: 'managed' }],
      min: { value: 2, origin: { pointer: '/spec/minReplicas' } },
      max: { value: 5, origin: { pointer: '/spec/maxReplicas' } },
    });
    expect(found.scaling.autoscalers[0].object.at('/spec/metrics/0/resource/target/averageUtilization'))
      .toMatchObject({ value: 80, origin: { pointer: '/spec/cpu/targetAverageUtilization' } });
  });

  test('replicaCount beside an autoscaler stays to be seen', () => {
    expect(gateway('replicaCount: 1\nminReplicas: 2\nmaxReplicas: 5').scaling)
      .toMatchObject({ replicas: { value: 1, origin: { pointer: '/spec/replicaCount' } }, min: { value: 2 } });
  });

  test.each([
    'minReplicas: 2', 'maxReplicas: 2', 'minReplicas: 2\nmaxReplicas: 2', 'minReplicas: 3\nmaxReplicas: 2', 'cpu: {targetAverageUtilization: 80}',
    'minReplicas: "2"\nmaxReplicas: "5"', 'autoscaleEnabled: false\nminReplicas: 2\nmaxReplicas: 5',
  ])('%j: what becomes of it is not documented', (spec) => {
    const { scaling } = gateway(`replicaCount: 3\n${spec}`);
    expect(scaling.autoscalers).toEqual([]);
    expect(scaling.min.known).toBe(false);
  });

  const mine = (cluster?: string): Manifest[] => readManifests(`
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: mine, namespace: istio-system}
spec: {scaleTargetRef: {kind: Deployment, name: istio-ingressgateway}, minReplicas: 3, maxReplicas: 7}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: mine, namespace: istio-system}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: istio-ingressgateway}}}
`, cluster === undefined ? {} : { cluster });
  const LEFT = 'annotations: {asm.alibabacloud.com/replicas-managed-by-asm: "false"}';

  test.each<[string | undefined, unknown]>([
    ['1.18', 1], ['1.19', undefined], ['1.20', undefined], [undefined, undefined],
  ])('ASM %s and the annotation that leaves the replicas to the user: replicas %s', (version, replicas) => {
    expect(gateway('gatewayType: ingress', { platform: asm(version) }, LEFT).scaling.replicas.value).toBe(replicas);
  });

  test('the user\'s own autoscaler and budget beside the resource', () => {
    const found = gateway('clusterIds: [c1]', { others: mine() }, LEFT);
    expect(found.scaling).toMatchObject({ autoscalers: [{ owner: 'user' }], min: { value: 3 }, max: { value: 7 } });
    expect(found.budgets).toMatchObject([{ owner: 'user' }]);
    expect(found.budgets[0].doubt).toBeUndefined();
  });

  test('a fleet: companions stand in the manifests of their own cluster', () => {
    const [c1, c2] = gateways(resource('clusterIds: [c1, c2]', LEFT), { home: 'mesh', others: mine('c1') });
    expect(c1.budgets).toHaveLength(1);
    expect(c1.scaling.autoscalers).toHaveLength(1);
    expect(c2.budgets).toEqual([]);
    expect(c2.scaling.autoscalers).toEqual([]);
  });

  test('facts of the cluster the gateway runs in count', () => {
    const facts = { clusters: { c1: { meshConfig: { defaultConfig: { drainDuration: '11s' } } } } };
    const [c1, c2] = gateways(resource('clusterIds: [c1, c2]'), { home: 'mesh', facts });
    expect([c1.shutdown.drain.value, c2.shutdown.drain.value]).toEqual([11, 45]);
  });
});

describe('shutdown', () => {
  test('an annotation on the pods sets the drain', () => {
    expect(gateway('podAnnotations: {proxy.istio.io/config: "terminationDrainDuration: 20s"}').shutdown.terminationDrain)
      .toMatchObject({ value: 20, origin: { kind: 'set', pointer: '/spec/podAnnotations/proxy.istio.io~1config', within: '/terminationDrainDuration' } });
  });

  test('a lifecycle is taken as it is given', () => {
    expect(gateway('lifecycle: {preStop: {exec: {command: [sleep, "10"]}}}').shutdown.preStop).toMatchObject({ value: 10 });
    expect(gateway('lifecycle: {postStart: {exec: {command: [sleep, "10"]}}}').shutdown.preStop).toMatchObject({ value: 0 });
  });

  test.each<[string | undefined, boolean]>([
    ['1.25', true], ['1.26', false], ['1.27', false], [undefined, false],
  ])('ASM %s: with ASM\'s drain annotation the times are known: %s', (version, isKnown) => {
    const found = gateway('gatewayType: ingress', { platform: asm(version) }, 'annotations: {asm.alibabacloud.com/gateway-drain-timeout-seconds: "60"}').shutdown;
    expect([found.gracePeriod.known, found.terminationDrain.known]).toEqual([isKnown, isKnown]);
  });
});

describe('the Service', () => {
  const ports = 'ports: [{name: https, port: 443, targetPort: 0, protocol: HTTPS}, {name: http2, port: 80, targetPort: 8080}, {name: status-port, port: 15021}]';

  test('ports as Kubernetes will hold them, each with its place', () => {
    const [service] = gateway(ports).services;
    expect(service.object.metadata.name).toBe('istio-ingressgateway');
    expect(service.at('/spec/ports').value).toEqual([
      { name: 'https', port: 443, protocol: 'TCP', targetPort: 443 },
      { name: 'http2', port: 80, targetPort: 8080 },
      { name: 'status-port', port: 15021, targetPort: 15021 },
    ]);
    expect(service.origin('/spec/ports/0/protocol')).toMatchObject({ kind: 'default', of: 'ASM' });
    expect(service.origin('/spec/ports/0/targetPort')).toMatchObject({ kind: 'default', of: 'Kubernetes' });
    expect(service.origin('/spec/ports/1/targetPort')).toMatchObject({ kind: 'set', pointer: '/spec/ports/1/targetPort' });
  });

  test('type, policy and annotations', () => {
    const [service] = gateway('serviceAnnotations: {a: b}').services;
    expect(service.at('/spec/type')).toMatchObject({ value: 'LoadBalancer', origin: { kind: 'default', of: 'ASM' } });
    expect(service.at('/spec/externalTrafficPolicy')).toMatchObject({ value: 'Cluster', origin: { kind: 'default', of: 'ASM' } });
    expect(service.at('/metadata/annotations/a')).toMatchObject({ value: 'b', origin: { pointer: '/spec/serviceAnnotations/a' } });
    expect(service.at('/spec/loadBalancerClass')).toMatchObject({ known: true, value: undefined });
    expect(service.at('/spec/sessionAffinity').known).toBe(false);
    expect(gateway('serviceType: ClusterIP').services[0].at('/spec/type').value).toBe('ClusterIP');
  });
});

describe('spread', () => {
  test('the documented anti-affinity matches, a wrong one does not', () => {
    const term = (app: string): string => `affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
  {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: ${app}}}}]}}`;
    expect(gateway(term('istio-ingressgateway')).spread).toMatchObject([{ matchesOwnPods: true }]);
    expect(gateway(term('ingressgateway')).spread).toMatchObject([{ matchesOwnPods: false }]);
    const { spread: [own], workload } = gateway(term('istio-ingressgateway'));
    expect(workload.origin(own.pointer)).toMatchObject({
      kind: 'set',
      pointer: '/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/0',
    });
  });
});

test('whatever stands in the spec, nothing is thrown', () => {
  const names = ['clusterIds', 'overrides', 'replicaCount', 'minReplicas', 'maxReplicas', 'cpu', 'resources', 'ports', 'podLabels', 'podAnnotations', 'env',
    'affinity', 'lifecycle', 'rollingMaxSurge', 'serviceAnnotations', 'tolerations'];
  const field = fc.oneof(fc.jsonValue(), fc.constant(['c1']));
  fc.assert(fc.property(fc.record(Object.fromEntries(names.map((name) => [name, field])), { requiredKeys: [] }), fc.jsonValue(), (spec, override) => {
    const object = { apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'g' }, spec: { overrides: { c1: override }, ...spec } };
    for (const found of gateways(JSON.stringify(object))) {
      JSON.stringify(found, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    }
    gateways(JSON.stringify({ ...object, spec: override }));
  }), { seed: 3, numRuns: 300 });
});
