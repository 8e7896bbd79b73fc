import { Duration } from 'cdk8s';
import { ASM, istio, ISTIO, options, SHUTDOWN, SPREAD, waypoint, written } from './helpers';
import {
  DisruptionBudget, GatewaySpread, Platform, RolloutPolicy, ShutdownPolicy, type Waypoint, WaypointServiceType, WaypointTraffic,
  WaypointTrafficDistribution, type WaypointProps,
} from '../../src';

/** With no word on the grace period. */
const ORDINARY: WaypointProps = {
  resources: { requests: { cpu: '500m' } },
  autoscaling: { minReplicas: 2, maxReplicas: 6, cpuUtilization: 70 },
  budget: DisruptionBudget.maxUnavailable(1),
  spread: SPREAD,
  proxyConfig: { concurrency: 2, environment: { ISTIO_META_DNS_CAPTURE: 'true' } },
};

const setting = (of: Waypoint, name: string): unknown => of.preview().settings.find((one) => one.name === name);

describe('the same waypoint on Istio 1.26, 1.28 and 1.30', () => {
  const made = (version: string) => waypoint(ORDINARY, istio(version));
  const objects = (version: string) => ({ options: options(made(version)), gateway: written(made(version).gateway).spec });

  test('is written like this on 1.30', () => expect(objects('1.30')).toMatchSnapshot());

  test('1.28 is written as 1.30 is', () => expect(objects('1.28')).toEqual(objects('1.30')));

  test.each(['1.26', '1.27'])('%s had 2 seconds in its template: Kubernetes\' 30 are written, and nothing else differs', (version) => {
    const { deployment, ...rest } = objects(version).options;
    const { terminationGracePeriodSeconds, ...pod } = deployment.spec.template.spec;
    expect(terminationGracePeriodSeconds).toBe(30);
    expect({ ...rest, deployment: { spec: { template: { spec: pod } } } }).toEqual(objects('1.30').options);
    expect(objects(version).gateway).toEqual(objects('1.30').gateway);
  });

  test('so the pods of all three have 30 seconds', () => {
    for (const version of ['1.26', '1.28', '1.30']) { expect(setting(made(version), 'grace period')).toMatchObject({ value: 30 }); }
  });

  test.each([
    ['a shutdown', { shutdown: SHUTDOWN }, 120],
    ['an overlay', { overlays: { deployment: 'spec: {template: {spec: {terminationGracePeriodSeconds: 45}}}' } }, 45],
  ])('on 1.26 the grace period of %s is the one that counts', (_, props, seconds) => {
    expect(options(waypoint(props, istio('1.26'))).deployment.spec.template.spec.terminationGracePeriodSeconds).toBe(seconds);
  });

  test('a version that is not said writes nothing that nobody asked for', () => expect(waypoint({}, Platform.istio()).options).toBeUndefined());
});

describe('where the proxy reads its settings', () => {
  const props: WaypointProps = {
    shutdown: SHUTDOWN,
    annotations: { 'team': 'a', 'gateway.istio.io/name-override': 'waypoint' },
    proxyConfig: { concurrency: 2, runtimeValues: { a: '1' }, environment: { A: '1' }, more: { statNameLength: 250 } },
  };

  test('on ASM in one option', () => {
    expect(options(waypoint(props, ASM)).proxyConfig).toEqual({
      drainDuration: '30s', terminationDrainDuration: '60s', concurrency: 2, runtimeValues: { a: '1' }, statNameLength: 250, proxyMetadata: { A: '1' },
    });
    expect(written(waypoint(props, ASM).gateway).spec.infrastructure.annotations).toBeUndefined();
  });

  test('on Istio in the annotation of its pods, and in its environment', () => {
    const made = waypoint(props);
    expect(Object.keys(options(made))).toEqual(['deployment']);
    expect(options(made).deployment.spec.template.spec.containers).toEqual([{ name: 'istio-proxy', env: [{ name: 'A', value: '1' }] }]);
    expect(written(made.gateway).spec.infrastructure.annotations).toEqual({
      // the Gateway's own are no longer copied, so they are carried over; those that steer istiod never were
      'team': 'a',
      'proxy.istio.io/config': 'drainDuration: 30s\nterminationDrainDuration: 60s\nconcurrency: 2\nruntimeValues:\n  a: "1"\nstatNameLength: 250\n',
    });
  });

  test.each([['ASM', ASM, 'ConfigMap'], ['Istio', ISTIO, 'Gateway']])('%s has the drain times that were asked for', (_, platform, kind) => {
    expect(setting(waypoint(props, platform), 'termination drain')).toMatchObject({ value: 60, origin: expect.stringContaining(`set in ${kind}`) });
  });

  test('a reason for the checks stays off the pods: the user\'s annotations are named, and no other', () => {
    const gateway = written(waypoint({ annotations: { team: 'a' }, spread: GatewaySpread.none('a test cluster of one node') }).gateway);
    expect(gateway.metadata.annotations).toEqual({ 'team': 'a', 'ack.cdk8s-istio.io/AVL010': 'a test cluster of one node' });
    expect(gateway.spec.infrastructure.annotations).toEqual({ team: 'a' });
  });
});

describe('every prop has its place', () => {
  const pod = (props: WaypointProps, platform?: Platform) => options(waypoint(props, platform)).deployment.spec.template.spec;

  test.each<[string, WaypointProps, object]>([
    ['replicas', { replicas: 3 }, { spec: { replicas: 3 } }],
    ['minReadySeconds', { minReadySeconds: 5 }, { spec: { minReadySeconds: 5 } }],
    ['rollout', { rollout: RolloutPolicy.surge('50%', 0) }, { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 } } } }],
    ['podLabels', { podLabels: { a: 'b' } }, { spec: { template: { metadata: { labels: { a: 'b' } } } } }],
    ['podAnnotations', { podAnnotations: { a: 'b' } }, { spec: { template: { metadata: { annotations: { a: 'b' } } } } }],
    ['nodeSelector', { nodeSelector: { a: 'b' } }, { spec: { template: { spec: { nodeSelector: { a: 'b' } } } } }],
    ['tolerations', { tolerations: [{ operator: 'Exists' }] }, { spec: { template: { spec: { tolerations: [{ operator: 'Exists' }] } } } }],
    ['priorityClassName', { priorityClassName: 'high' }, { spec: { template: { spec: { priorityClassName: 'high' } } } }],
    ['resources', { resources: { limits: { memory: '2Gi' } } }, { spec: { template: { spec: { containers: [{ name: 'istio-proxy', resources: { limits: { memory: '2Gi' } } }] } } } }],
  ])('%s', (_, props, expected) => expect(options(waypoint(props)).deployment).toEqual(expected));

  test('affinity, beside the spread', () => {
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'Exists' }] }] } };
    expect(pod({ affinity: { nodeAffinity } }).affinity).toEqual({ nodeAffinity });
    expect(Object.keys(pod({ affinity: { nodeAffinity }, spread: SPREAD }).affinity)).toEqual(['nodeAffinity', 'podAntiAffinity']);
  });

  test('topologySpreadConstraints', () => {
    const constraint = { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' };
    expect(pod({ topologySpreadConstraints: [constraint] }).topologySpreadConstraints).toEqual([constraint]);
  });

  test('spread asks for the label that the pods carry', () => {
    const [term] = pod({ spread: SPREAD }).affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution;
    expect(term.podAffinityTerm.labelSelector.matchExpressions).toEqual([{ key: 'gateway.networking.k8s.io/gateway-name', operator: 'In', values: ['waypoint'] }]);
  });

  test.each([['1.29', { exec: { command: ['sleep', '10'] } }], ['1.30', { sleep: { seconds: 10 } }]])('the pause before the stop on Kubernetes %s', (kubernetesVersion, preStop) => {
    const shutdown = ShutdownPolicy.of({
      gracePeriod: Duration.seconds(120), terminationDrain: Duration.seconds(60), drain: Duration.seconds(30), preStop: Duration.seconds(10),
    });
    expect(pod({ shutdown }, Platform.istio({ version: '1.30', kubernetesVersion })).containers[0].lifecycle).toEqual({ preStop });
  });

  test('exit on zero, with its minimum, in the environment', () => {
    const shutdown = ShutdownPolicy.exitOnZero({ gracePeriod: Duration.seconds(300), minimumDrain: Duration.seconds(20) });
    expect(pod({ shutdown }).containers[0].env).toEqual([
      { name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', value: 'true' }, { name: 'MINIMUM_DRAIN_DURATION', value: '20s' },
    ]);
    expect(setting(waypoint({ shutdown }), 'exit on zero active connections')).toMatchObject({ value: true });
  });

  test('autoscaling: cpu, memory, more metrics, behavior', () => {
    const metric = { type: 'Pods', pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '100' } } };
    const behavior = { scaleDown: { stabilizationWindow: Duration.minutes(10) } };
    const autoscaling = { maxReplicas: 4, cpuUtilization: 70, memoryUtilization: 80, metrics: [metric], behavior };
    const utilization = (name: string, averageUtilization: number) => ({ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } });
    expect(options(waypoint({ autoscaling })).horizontalPodAutoscaler).toEqual({
      spec: {
        maxReplicas: 4,
        metrics: [utilization('cpu', 70), utilization('memory', 80), metric],
        behavior: { scaleDown: { stabilizationWindowSeconds: 600 } },
      },
    });
  });

  test('service', () => {
    const service = {
      type: WaypointServiceType.LOAD_BALANCER,
      labels: { a: 'b' },
      annotations: { c: 'd' },
      trafficDistribution: WaypointTrafficDistribution.PREFER_SAME_NODE,
      internalTrafficPolicy: 'Local',
      ipFamilyPolicy: 'SingleStack',
      ipFamilies: ['IPv4'],
      loadBalancerClass: 'example.com/internal',
    };
    const made = waypoint({ service });
    expect(options(made).service).toEqual({
      metadata: { labels: { a: 'b' }, annotations: { 'c': 'd', 'networking.istio.io/traffic-distribution': 'PreferSameNode' } },
      spec: { type: 'LoadBalancer', internalTrafficPolicy: 'Local', ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'], loadBalancerClass: 'example.com/internal' },
    });
    expect(made.preview().service!.metadata.annotations['networking.istio.io/traffic-distribution']).toBe('PreferSameNode');
  });

  test('the Gateway: labels, waypoint-for, revision, infrastructure with what it no longer copies', () => {
    const gateway = written(waypoint({
      labels: { team: 'a' }, waypointFor: WaypointTraffic.ALL, revision: 'canary', infrastructure: { labels: { zone: 'z' }, annotations: { note: 'n' } }, annotations: { own: 'o' },
    }).gateway);
    expect(gateway.metadata.labels).toEqual({ 'team': 'a', 'istio.io/waypoint-for': 'all', 'istio.io/rev': 'canary' });
    expect(gateway.spec.infrastructure).toEqual({ labels: { team: 'a', zone: 'z' }, annotations: { own: 'o', note: 'n' } });
  });

  test('options of others are named, with the empty group written out', () => {
    const made = waypoint({ parametersRef: { name: 'shared' } });
    expect(made.options).toBeUndefined();
    expect(written(made.gateway).spec.infrastructure).toEqual({ parametersRef: { group: '', kind: 'ConfigMap', name: 'shared' } });
  });

  test('a budget is an option on Istio, and stands beside the waypoint on ASM', () => {
    const budget = DisruptionBudget.maxUnavailable(1);
    expect(options(waypoint({ budget })).podDisruptionBudget).toEqual({ spec: { maxUnavailable: 1 } });
    const onAsm = waypoint({ budget }, ASM);
    expect(onAsm.options).toBeUndefined();
    expect(written(onAsm.budget)).toEqual({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'waypoint', namespace: 'shop' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'waypoint' } } },
    });
  });

  test('what ASM does not document is written only when that is said', () => {
    const service = { type: WaypointServiceType.LOAD_BALANCER };
    expect(options(waypoint({ service, undocumentedOptions: true }, ASM)).service).toEqual({ spec: { type: 'LoadBalancer' } });
  });
});
