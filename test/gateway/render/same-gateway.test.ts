import { Duration } from 'cdk8s';
import { ASM, ISTIO, type Written, write } from './written';
import { GatewayRendering, GatewayServiceType, GatewayTrafficPolicy, type IstioGatewayProps } from '../../../src/gateway';
import { valueAt } from '../../../src/model';
import { GatewaySpread, RolloutPolicy, ShutdownPolicy } from '../../../src/presets';

/** ASM does not publish its template, so some of what it makes is not known. */
const UNKNOWN = Symbol('unknown');

/** Everything that the model knows of a gateway and that can be compared, by the words of the record. */
function seen({ proxy }: Written): Record<string, unknown> {
  const { scaling, rollout, resources, shutdown, template, container = '', workload } = proxy;
  const service = proxy.services[0] ?? proxy.companions.find(({ object }) => object.kind === 'Service');
  const effective = {
    min: scaling.min,
    max: scaling.max,
    replicas: scaling.replicas,
    strategy: rollout.strategy,
    maxSurge: rollout.maxSurge,
    maxUnavailable: rollout.maxUnavailable,
    highWater: rollout.highWater,
    lowWater: rollout.lowWater,
    cpuRequest: resources.requests.cpu,
    memoryRequest: resources.requests.memory,
    cpuLimit: resources.limits.cpu,
    memoryLimit: resources.limits.memory,
    gracePeriod: shutdown.gracePeriod,
    preStop: shutdown.preStop,
    drain: shutdown.drain,
    terminationDrain: shutdown.terminationDrain,
    nodeSelector: workload.at(`${template}/spec/nodeSelector`),
    tolerations: workload.at(`${template}/spec/tolerations`),
    priorityClassName: workload.at(`${template}/spec/priorityClassName`),
    tier: workload.at(`${template}/metadata/labels/tier`),
    app: workload.at(`${template}/metadata/labels/app`),
    istio: workload.at(`${template}/metadata/labels/istio`),
    serviceType: service.at('/spec/type'),
    externalTrafficPolicy: service.at('/spec/externalTrafficPolicy'),
    loadBalancerClass: service.at('/spec/loadBalancerClass'),
    loadBalancerIP: service.at('/spec/loadBalancerIP'),
    serviceAnnotations: service.at('/metadata/annotations'),
  };
  return {
    ...Object.fromEntries(Object.entries(effective).map(([name, value]) => [name, value.known ? plain(value.value) : UNKNOWN])),
    role: proxy.role,
    name: proxy.name,
    namespace: proxy.namespace,
    spread: proxy.spread.map(({ kind, topologyKey, required, weight, matchesOwnPods }) => ({ kind, topologyKey, required, weight, matchesOwnPods })),
    // the API server adds the protocol
    ports: (valueAt(service.object, '/spec/ports') as object[]).map((port) => ({ protocol: 'TCP', ...port })),
    env: ((valueAt(workload.object, `${container}/env`) ?? []) as { name: string }[]).filter(({ name }) => name.startsWith('OWN_')),
  };
}

/** Quantities and percentages have classes of their own. */
function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !['Object', 'Array'].includes(value.constructor?.name ?? 'Object') ? String(value) : value;
}

const EVERY: IstioGatewayProps = {
  // what differs between the meshes where nobody says is said
  serviceType: GatewayServiceType.LOAD_BALANCER,
  externalTrafficPolicy: GatewayTrafficPolicy.LOCAL,
  rollout: RolloutPolicy.outBeforeIn('50%'),
  resources: { requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '2', memory: '1Gi' } },
};

describe.each<[what: string, props: IstioGatewayProps, known: Record<string, unknown>]>([
  ['a fixed number of pods', { replicaCount: 3 }, { min: 3, max: 3, cpuRequest: '500m', maxSurge: '50%', highWater: 5, lowWater: 3 }],
  ['an autoscaler', { minReplicas: 2, maxReplicas: 8, cpu: { targetAverageUtilization: 80 } }, { min: 2, max: 8, replicas: undefined }],
  ['pods apart, wished', { replicaCount: 2, spread: GatewaySpread.nodesAndZones() }, {
    spread: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => (
      { kind: 'anti-affinity', topologyKey, required: false, weight: 100, matchesOwnPods: true })),
  }],
  ['pods apart, required', { replicaCount: 2, spread: GatewaySpread.zones({ required: true }) }, { spread: [expect.objectContaining({ required: true })] }],
  ['drain times within the grace period of ASM', {
    replicaCount: 1,
    shutdown: ShutdownPolicy.of({
      gracePeriod: Duration.seconds(30), preStop: Duration.seconds(3), terminationDrain: Duration.seconds(20), drain: Duration.seconds(15),
    }),
  }, { gracePeriod: 30, preStop: 3, terminationDrain: 20, drain: 15 }],
  ['scheduling, labels, variables', {
    replicaCount: 1, nodeSelector: { pool: 'edge' }, tolerations: [{ operator: 'Exists' }], podLabels: { tier: 'edge' }, env: [{ name: 'OWN_A', value: 'b' }],
  }, { nodeSelector: { pool: 'edge' }, tier: 'edge', env: [{ name: 'OWN_A', value: 'b' }], app: 'istio-web', istio: 'web' }],
  ['a load balancer', {
    replicaCount: 1, loadBalancerClass: 'alibabacloud.com/nlb', loadBalancerIP: '10.0.0.1', serviceAnnotations: { 'example.com/a': 'b' },
  }, { loadBalancerClass: 'alibabacloud.com/nlb', loadBalancerIP: '10.0.0.1', serviceAnnotations: { 'example.com/a': 'b' }, externalTrafficPolicy: 'Local' }],
  ['an override', { replicaCount: 1, clusterIds: ['a'], overrides: { a: { replicaCount: 5 } }, cluster: 'a' }, { replicas: 5 }],
])('one gateway, two renderings: %s', (_, props, known) => {
  const options = { namespace: 'istio-system' };
  const onAsm = write({ ...EVERY, ...props }, { ...options, platform: ASM, rendering: GatewayRendering.ASM });
  const onIstio = write({ ...EVERY, ...props }, { ...options, platform: ISTIO, rendering: GatewayRendering.INJECTED });

  test('the model sees the same wherever it knows both', () => {
    expect([onAsm.proxy.make, onIstio.proxy.make]).toEqual(['asm', 'injected']);
    const [asm, istio] = [seen(onAsm), seen(onIstio)];
    const inBoth = Object.keys(asm).filter((name) => asm[name] !== UNKNOWN && istio[name] !== UNKNOWN);
    const pick = (all: Record<string, unknown>): object => Object.fromEntries(inBoth.map((name) => [name, all[name]]));
    expect(pick(istio)).toEqual(pick(asm));
    expect(inBoth.length).toBeGreaterThan(25);
  });

  test('and what was asked for is known in both', () => {
    expect(seen(onAsm)).toMatchObject(known);
    expect(seen(onIstio)).toMatchObject(known);
  });
});

test('where they differ, it says so', () => {
  const options = { namespace: 'istio-system' };
  const onAsm = write({ replicaCount: 1 }, { ...options, platform: ASM });
  const onIstio = write({ replicaCount: 1 }, { ...options, platform: ISTIO });
  // nobody gave resources: ASM has its own, an injected gateway has none
  expect([onAsm, onIstio].map(({ proxy }) => String(proxy.resources.requests.cpu.value))).toEqual(['200m', 'undefined']);
});
