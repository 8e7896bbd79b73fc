import { ApiObject, Chart, Duration, JsonPatch, Testing } from 'cdk8s';
import { ASM, asmChart, istioChart, refusals, resourceOf, written, Written } from './helpers';
import { MeshMetric, MetricsAdapter } from '../../src/autoscaling';
import { GatewayAdditions, GatewayRendering, IstioGateway, IstioGatewayProps } from '../../src/gateway';
import { additionNames } from '../../src/gateway/fields';
import { AsmPlatformProps } from '../../src/platform';
import { AddressType, AllowedNamespaces, DisruptionBudget, GatewaySpread, LoadBalancer, RolloutPolicy, ShutdownPolicy } from '../../src/presets';
import { describeWithSchemas, kubernetesSchemas } from '../support/schemas';

const seconds = (n: number): Duration => Duration.seconds(n);
const SCALED = { minReplicas: 2, maxReplicas: 4, cpu: { targetAverageUtilization: 80 } };
const ADAPTER = MetricsAdapter.kubeMetricsAdapter({ prometheus: 'http://prometheus:9090' });
const gatewayOf = (props: IstioGatewayProps, platform: AsmPlatformProps = ASM): IstioGateway => new IstioGateway(asmChart(platform), 'gw', props);
const refused = (props: IstioGatewayProps, platform: AsmPlatformProps = ASM): string[] => refusals(() => gatewayOf(props, platform));

/** What becomes of each addition on ASM: held, refused with the rendering that can hold it, or refused as one that means nothing there. */
const ADDITIONS: Readonly<Record<
  keyof GatewayAdditions,
  { readonly held: IstioGatewayProps } | { readonly refused: unknown } | { readonly meaningless: unknown }
>> = {
  spread: { held: { spread: GatewaySpread.nodes() } },
  rollout: { held: { rollout: RolloutPolicy.outBeforeIn() } },
  shutdown: { held: { shutdown: ShutdownPolicy.managedDrain(seconds(30)) } },
  budget: { held: { budget: DisruptionBudget.maxUnavailable(1) } },
  scalingBehavior: { held: { ...SCALED, scalingBehavior: { scaleDown: { stabilizationWindow: seconds(60) } } } },
  metrics: { held: { ...SCALED, metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'istio-proxy', target: { type: 'Utilization', averageUtilization: 70 } } }] } },
  meshMetrics: { held: { ...SCALED, meshMetrics: [MeshMetric.requestRate({ perPod: 100 })], metricsAdapter: ADAPTER } },
  metricsAdapter: { held: { ...SCALED, meshMetrics: [MeshMetric.requestRate({ perPod: 100 })], metricsAdapter: ADAPTER } },
  loadBalancer: { held: { loadBalancer: LoadBalancer.alibabaClassic({ addressType: AddressType.INTRANET }) } },
  topologySpreadConstraints: { refused: [{}] },
  priorityClassName: { refused: 'high' },
  minReadySeconds: { refused: 5 },
  daemonSet: { refused: true },
  imagePullSecrets: { refused: ['registry'] },
  imagePullPolicy: { refused: 'Always' },
  revision: { refused: 'canary' },
  hostAliases: { refused: [{}] },
  dnsConfig: { refused: {} },
  podSecurityContext: { refused: {} },
  securityContext: { refused: {} },
  envFrom: { refused: [{}] },
  volumes: { refused: [{ name: 'a', emptyDir: {} }] },
  volumeMounts: { refused: [] },
  initContainers: { refused: [{}] },
  extraContainers: { refused: [{}] },
  kernelInitImage: { refused: 'busybox:1' },
  serviceAccountName: { refused: 'edge' },
  createServiceAccount: { held: { createServiceAccount: true } },
  serviceAccountAnnotations: { refused: { a: 'b' } },
  rbac: { held: { rbac: true } },
  listenerCertificates: { refused: { https: 'edge-cert' } },
  allowedRoutes: { meaningless: AllowedNamespaces.all() },
  listenerAllowedRoutes: { meaningless: { https: AllowedNamespaces.all() } },
  clusterIP: { refused: '10.0.0.1' },
  externalIPs: { refused: ['192.0.2.1'] },
  ipFamilies: { refused: ['IPv4'] },
  ipFamilyPolicy: { refused: 'SingleStack' },
  internalTrafficPolicy: { refused: 'Local' },
  loadBalancerSourceRanges: { refused: ['10.0.0.0/8'] },
  allocateLoadBalancerNodePorts: { refused: true },
  healthCheckNodePort: { refused: 30000 },
  serviceSelectorLabels: { refused: { a: 'b' } },
  networkGateway: { refused: 'network-1' },
  networkPolicy: { refused: true },
};

describe('what the resource has no field for', () => {
  test('has a row here', () => { expect(Object.keys(ADDITIONS).sort()).toEqual([...additionNames()].sort()); });

  test.each(Object.entries(ADDITIONS))('%s', (name, row) => {
    if ('held' in row) {
      expect(refused(row.held)).toEqual([]);
    } else if ('meaningless' in row) {
      expect(refused({ [name]: row.meaningless })).toEqual([expect.stringMatching(new RegExp(`^'${name}.*is for the listeners of a Gateway of the Gateway API, got all`))]);
    } else {
      const found = refused({ [name]: row.refused, ...(name === 'healthCheckNodePort' && { externalTrafficPolicy: 'Local' }) } as IstioGatewayProps);
      expect(found).toEqual([expect.stringMatching(new RegExp(`^'${name}' has no field in an IstioGateway, got .*the rendering INJECTED on Istio can hold it$`))]);
    }
  });

  test('what ASM decides by itself cannot be turned off', () => {
    expect(refused({ rbac: false, createServiceAccount: false, serviceAccountName: 'edge' })).toEqual([
      "'serviceAccountName' has no field in an IstioGateway, got \"edge\"; the rendering INJECTED on Istio can hold it",
      "'createServiceAccount' is ASM's to decide for an IstioGateway, got false; leave it out, or: the rendering INJECTED on Istio can hold it",
      "'rbac' is ASM's to decide for an IstioGateway, got false; leave it out, or: the rendering INJECTED on Istio can hold it",
    ]);
  });
});

describe('presets go into the fields of the resource', () => {
  test('all of them together', () => {
    const { metadata, spec } = resourceOf({
      spread: GatewaySpread.nodes({ required: true }),
      rollout: RolloutPolicy.surge(1, '25%'),
      shutdown: ShutdownPolicy.of({
        gracePeriod: seconds(30), preStop: seconds(5), terminationDrain: seconds(20), drain: seconds(15), exitOnZero: false,
      }),
      loadBalancer: LoadBalancer.alibabaNetwork({ addressType: AddressType.INTERNET, zones: [{ zone: 'a', vSwitch: 'vsw-1' }, { zone: 'b', vSwitch: 'vsw-2' }] }),
      podAnnotations: { note: 'x' },
      affinity: { nodeAffinity: {} },
      lifecycle: { postStart: { exec: { command: ['true'] } } },
    });
    expect(metadata.annotations).toBeUndefined();
    expect(spec).toEqual({
      affinity: {
        nodeAffinity: {},
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{
            labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['istio-gw'] }] }, topologyKey: 'kubernetes.io/hostname',
          }],
        },
      },
      lifecycle: { postStart: { exec: { command: ['true'] } }, preStop: { sleep: { seconds: 5 } } },
      loadBalancerClass: 'alibabacloud.com/nlb',
      podAnnotations: {
        'note': 'x',
        'proxy.istio.io/config': 'drainDuration: 15s\nterminationDrainDuration: 20s\nproxyMetadata:\n  EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "false"\n',
      },
      rollingMaxSurge: '1',
      rollingMaxUnavailable: '25%',
      serviceAnnotations: {
        'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': 'internet',
        'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-zone-maps': 'a:vsw-1,b:vsw-2',
      },
    });
  });

  test.each([['1.29', 'exec'], ['1.30', 'sleep'], [undefined, 'exec']])('the pause on Kubernetes %s is %s', (kubernetesVersion, action) => {
    const shutdown = ShutdownPolicy.of({ gracePeriod: seconds(30), preStop: seconds(5), terminationDrain: seconds(20), drain: seconds(15) });
    const { preStop } = resourceOf({ shutdown }, { version: '1.26', kubernetesVersion }).spec.lifecycle;
    expect(preStop).toEqual(action === 'sleep' ? { sleep: { seconds: 5 } } : { exec: { command: ['sleep', '5'] } });
  });

  test('a cluster that replaces a field keeps what the presets put there', () => {
    const { overrides } = resourceOf({
      clusterIds: ['c1', 'c2'],
      spread: GatewaySpread.eci({ vSwitches: ['vsw-1', 'vsw-2'] }),
      podAnnotations: { base: 'x' },
      overrides: { c1: { podAnnotations: { own: 'y' } }, c2: { replicaCount: 2 } },
    }).spec;
    expect(overrides).toEqual({
      c1: { podAnnotations: { 'own': 'y', 'k8s.aliyun.com/eci-vswitch': 'vsw-1,vsw-2', 'k8s.aliyun.com/eci-schedule-strategy': 'VSwitchRandom' } },
      c2: { replicaCount: 2 },
    });
  });

  test('no spread leaves its reason on the resource', () => {
    expect(resourceOf({ spread: GatewaySpread.none('one replica by design') }).metadata.annotations).toEqual({ 'ack.cdk8s-istio.io/AVL010': 'one replica by design' });
  });
});

describe('draining by ASM itself', () => {
  const drained = (timeout: number, version: string | undefined, more: IstioGatewayProps = {}) => () =>
    resourceOf({ shutdown: ShutdownPolicy.managedDrain(seconds(timeout)), ...more }, { version, kubernetesVersion: '1.33' });

  test.each(['1.26', '1.27'])('is an annotation from ASM 1.26 on: %s', (version) => {
    expect(drained(30, version)().metadata.annotations).toEqual({ 'asm.alibabacloud.com/gateway-drain-timeout-seconds': '30' });
  });

  test.each(['1.25', undefined])('is refused with the version that has it on ASM %s', (version) => {
    expect(refusals(drained(30, version))).toEqual([expect.stringMatching(/^'shutdown' by managedDrain cannot be had here: .*needs ASM 1.26 or later.*; before, use ShutdownPolicy.of with a gracePeriod of 30 s/)]);
  });

  test.each([[9, 1], [10, 0], [890, 0], [891, 1]])('%d s behind a load balancer: %d problems', (timeout, count) => {
    expect(refusals(drained(timeout, '1.26'))).toHaveLength(count);
  });

  test('has no bounds without one', () => {
    expect(refusals(drained(3600, '1.26', { serviceType: 'ClusterIP' } as IstioGatewayProps))).toEqual([]);
  });

  test('does not stand beside the annotation itself', () => {
    expect(refusals(drained(30, '1.26', { annotations: { 'asm.alibabacloud.com/gateway-drain-timeout-seconds': '10' } }))).toEqual([
      "'annotations' must not have \"asm.alibabacloud.com/gateway-drain-timeout-seconds\", which 'shutdown' writes; keep one of the two",
    ]);
  });

  test.each([[29, 1], [30, 0], [31, 1]])('a grace period of %d s: %d problems, because ASM has 30', (grace, count) => {
    const found = refused({ shutdown: ShutdownPolicy.of({ gracePeriod: seconds(grace), terminationDrain: seconds(20), drain: seconds(10) }) });
    expect(found).toHaveLength(count);
    if (count > 0) { expect(found[0]).toContain(`'shutdown' needs a grace period of ${grace} s, and ASM gives the pods of a gateway 30 s`); }
  });
});

describe('what stands beside the resource', () => {
  const props: IstioGatewayProps = {
    ...SCALED,
    clusterIds: ['c1'],
    spread: GatewaySpread.nodes(),
    budget: DisruptionBudget.maxUnavailable(1),
    scalingBehavior: { scaleDown: { stabilizationWindow: seconds(600) } },
  };

  test('a budget for the pods of the gateway', () => {
    expect(written(gatewayOf(props).pdb)).toEqual({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'istio-gw', namespace: 'istio-system' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'istio-gw', istio: 'gw' } } },
    });
  });

  test('an autoscaler, and then the resource leaves the pods to it', () => {
    const gateway = gatewayOf({ ...props, overrides: { c1: { maxReplicas: 6, resources: {} } } });
    const resource = written(gateway.resource);
    expect(resource.metadata.annotations).toEqual({ 'asm.alibabacloud.com/replicas-managed-by-asm': 'false' });
    expect(Object.keys(resource.spec)).toEqual(['affinity', 'clusterIds', 'overrides']);
    expect(resource.spec.overrides).toEqual({ c1: { resources: {} } });
    expect(written(gateway.hpa)).toEqual({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'istio-gw', namespace: 'istio-system' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'istio-gw' },
        minReplicas: 2,
        maxReplicas: 4,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
        behavior: { scaleDown: { stabilizationWindowSeconds: 600 } },
      },
    });
  });

  test('has the numbers of the cluster that it is for', () => {
    const gateway = gatewayOf({ ...props, cluster: 'c1', overrides: { c1: { maxReplicas: 6 } } });
    expect(written(gateway.hpa).spec.maxReplicas).toBe(6);
  });

  test('nothing, where ASM itself can do it', () => {
    const gateway = gatewayOf(SCALED);
    expect([gateway.hpa, gateway.pdb]).toEqual([undefined, undefined]);
    expect(written(gateway.resource).metadata.annotations).toBeUndefined();
  });

  test.each([['1.18', 1], ['1.19', 0], ['1.20', 0], [undefined, 1]])('an autoscaler on ASM %s: %d problems of its version', (version, count) => {
    const found = refused({ ...SCALED, scalingBehavior: {} }, { version }).filter((problem) => problem.startsWith("'scalingBehavior'"));
    expect(found).toHaveLength(count);
    if (count > 0) { expect(found[0]).toContain('needs ASM 1.19 or later'); }
  });

  test.each([['1.21', 1], ['1.22', 0], ['1.23', 0], [undefined, 0]])('a budget in one file with the resource on ASM %s: %d problems', (version, count) => {
    const found = refused({ budget: DisruptionBudget.maxUnavailable(1) }, { version });
    expect(found).toHaveLength(count);
    if (count > 0) { expect(found[0]).toMatch(/^the budget of this gateway must be in the cluster and the IstioGateway in ASM: .*ASM 1.22 or later.*; use MeshFleet$/); }
  });

  test('is for one cluster', () => {
    expect(refused({ ...props, clusterIds: ['c1', 'c2'] })).toEqual(['the budget and autoscaler of this gateway must be in each of its 2 clusters, and a chart is for one; use MeshFleet']);
  });

  describeWithSchemas('as Kubernetes takes it', () => {
    test.each(['1.28.0', '1.33.0', '1.36.0'] as const)('%s', (version) => {
      const gateway = gatewayOf(props);
      for (const object of [gateway.hpa, gateway.pdb]) { expect(kubernetesSchemas(version).problems(written(object))).toEqual([]); }
    });
  });
});

describe('composition', () => {
  test('several gateways in one chart, and the same name in two charts', () => {
    const chart = asmChart();
    const spread = GatewaySpread.nodes();
    new IstioGateway(chart, 'a', { name: 'edge-a', spread });
    new IstioGateway(chart, 'b', { name: 'edge-b', spread });
    const other = new Chart(chart.node.root, 'other');
    new IstioGateway(other, 'x', { name: 'edge-a', spread, annotations: { cluster: 'other' } });
    const names = (scope: Chart) => scope.node.findAll().filter((one) => ApiObject.isApiObject(one)).map((one) => (one as ApiObject).metadata.name);
    expect(names(chart)).toEqual(['edge-a', 'edge-b']);
    expect(names(other)).toEqual(['edge-a']);
  });

  test('the id may change where a name is given', () => {
    const text = (id: string) => Testing.synth(Chart.of(new IstioGateway(asmChart(), id, { name: 'edge', replicaCount: 1 })));
    expect(text('one')).toEqual(text('two'));
  });

  test("a user's patches and metadata reach the output", () => {
    const chart = asmChart();
    const gateway = new IstioGateway(chart, 'gw', { replicaCount: 1 });
    gateway.resource?.metadata.addAnnotation('team', 'edge');
    gateway.resource?.addJsonPatch(JsonPatch.add('/spec/newField', { a: 1 }));
    const [resource] = Testing.synth(chart) as Written[];
    expect(resource.metadata.annotations).toEqual({ team: 'edge' });
    expect(resource.spec.newField).toEqual({ a: 1 });
  });

  test('props may be changed later without an effect', () => {
    const ports = [{ name: 'http', port: 80 }];
    const props = { ports, replicaCount: 1, podLabels: { a: 'b' } };
    const gateway = gatewayOf(props);
    ports.push({ name: 'https', port: 443 });
    props.podLabels.a = 'c';
    expect(written(gateway.resource).spec).toEqual({ ports: [{ name: 'http', port: 80 }], replicaCount: 1, podLabels: { a: 'b' } });
  });
});

test('what is written in another form is said', () => {
  const clusterIds = ['c1'];
  expect(gatewayOf({ clusterIds, ports: [{ name: 'a', port: 443, targetPort: 0, protocol: 'HTTPS' }, { name: 'http-0', port: 80, protocol: 'HTTP' }] }).notes).toEqual([
    'port "a": target port 0 is written as 443, as Kubernetes reads it',
    'port "a": protocol HTTPS is written as TCP with appProtocol https, because a Service takes no other',
    'port "http-0": protocol HTTP is written as TCP, because a Service takes no other',
  ]);
  expect(gatewayOf({ clusterIds, sds: { enabled: true }, kernel: { enabled: false, parameters: { vmSwappiness: '1' } } }).notes).toEqual([]);
});

test.each<[string, IstioGatewayProps, number]>([
  ['none given', {}, 1], ['an empty list', { clusterIds: [] }, 1], ['one', { clusterIds: ['c1'] }, 0],
])('a gateway without clusters is deployed nowhere, and that is said: %s', (_, props, count) => {
  const text = JSON.stringify({ apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'gw' }, spec: props });
  for (const { notes } of [gatewayOf(props), IstioGateway.fromYaml(asmChart(), 'gw', text)]) {
    expect(notes).toEqual(Array(count).fill("'clusterIds' names no cluster: ASM deploys the gateway nowhere until one is named"));
  }
});

describe('certificates that istiod may not send', () => {
  const props: IstioGatewayProps = {
    ports: [{ name: 'https', port: 443 }, { name: 'https-2', port: 8443 }], autoCreateGatewayYaml: true, listenerCertificates: { 'https': 'web', 'https-2': 'web' },
  };
  const notes = (more: IstioGatewayProps): string[] => new IstioGateway(istioChart(), 'gw', { ...props, ...more }).notes;

  test.each<[string, IstioGatewayProps, string[]]>([
    ['without a Role', { rbac: false }, ["'rbac' is false, and istiod sends \"web\" only to an account that may list the Secrets of the namespace; "
      + "bind a Role with that to the ServiceAccount edge, or leave 'rbac' out"]],
    ['with the Role', {}, []],
    ['without certificates', { rbac: false, listenerCertificates: {} }, []],
  ])('%s', (_, more, expected) => expect(notes({ serviceAccountName: 'edge', ...more })).toEqual(expected));
});

describe('the image of the init container that nobody needs', () => {
  const kernel = { enabled: true, parameters: { netIpv4TcpFinTimeout: '20' } };
  const notes = (props: IstioGatewayProps): string[] => new IstioGateway(istioChart(), 'gw', { ...props, kernelInitImage: 'busybox:1.37' }).notes;

  test.each<[string, IstioGatewayProps, string[]]>([
    ['without parameters', {}, ['\'kernelInitImage\' "busybox:1.37" is not written: there are no kernel parameters to set']],
    ['where pods have sysctls', { kernel, rendering: GatewayRendering.MANAGED }, ['\'kernelInitImage\' "busybox:1.37" is not written: a managed gateway has kernel parameters as sysctls of its pods']],
    ['where it is needed', { kernel }, []],
  ])('%s', (_, props, expected) => expect(notes(props)).toEqual(expected));
});
