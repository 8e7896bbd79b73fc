import { Duration, Testing, Chart } from 'cdk8s';
import { refusal, write } from './written';
import { GatewayRendering, GatewayServiceType, GatewayTrafficPolicy, IstioGateway } from '../../../src/gateway';
import { valueAt } from '../../../src/model';
import { Platform } from '../../../src/platform';
import { DisruptionBudget, RolloutPolicy, ShutdownPolicy } from '../../../src/presets';

const MANAGED = { rendering: GatewayRendering.MANAGED };
const REQUESTS = { requests: { cpu: '100m', memory: '128Mi' } };
const ON_CPU = { minReplicas: 1, maxReplicas: 3, cpu: { targetAverageUtilization: 80 } };

/** What the istio/gateway chart gets wrong, by the numbers of its list of weaknesses. */
describe('not as the chart', () => {
  test('G1: a DaemonSet has an update strategy, no replicas and no autoscaler', () => {
    const { of } = write({ daemonSet: true, rollout: RolloutPolicy.outBeforeIn(1) });
    expect(Object.keys(of('DaemonSet')!.spec as object).sort()).toEqual(['selector', 'template', 'updateStrategy']);
    expect(valueAt(of('DaemonSet'), '/spec/updateStrategy')).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
    expect(refusal({ daemonSet: true, replicaCount: 2 })).toContain("'daemonSet' runs one pod a node and takes no replicaCount");
    expect(refusal({ daemonSet: true, ...ON_CPU })).toContain('takes no minReplicas, maxReplicas, cpu');
  });

  test('G1: the budget of a DaemonSet can only be a whole number of pods that stay', () => {
    expect(refusal({ daemonSet: true, budget: DisruptionBudget.maxUnavailable(1) })).toContain("'budget' maxUnavailable 1 cannot be reckoned for a DaemonSet");
    expect(refusal({ daemonSet: true, budget: DisruptionBudget.minAvailable('50%') })).toContain("'budget' minAvailable \"50%\"");
    expect(write({ daemonSet: true, budget: DisruptionBudget.minAvailable(2) }).of('PodDisruptionBudget')).toMatchObject({ spec: { minAvailable: 2 } });
  });

  test.each([
    ['1', '1', true], ['1', '0', false], ['0', '1', false], ['25%', '10%', true],
  ])('G1: maxSurge %s and maxUnavailable %s of a DaemonSet: refused %s', (surge, unavailable, isRefused) => {
    const props = { daemonSet: true, rollingMaxSurge: surge, rollingMaxUnavailable: unavailable };
    expect(refusal(props).includes('a DaemonSet must have one of maxSurge and maxUnavailable at 0')).toBe(isRefused);
  });

  test('G1: a surge alone meets the one pod that Kubernetes takes away by default', () => {
    expect(refusal({ daemonSet: true, rollingMaxSurge: '1' })).toContain('got 1 and 1');
    expect(refusal({ daemonSet: true, rollingMaxUnavailable: '2' })).toBe('not refused');
  });

  test('G2: the network policy opens the ports that the gateway has, also between networks', () => {
    const ports = valueAt(write({ networkGateway: 'n1', ports: undefined, networkPolicy: true }).of('NetworkPolicy'), '/spec/ingress/0/ports') as { port: number }[];
    expect(ports.map(({ port }) => port)).toEqual([15021, 15020, 15090, 15443, 15012, 15017]);
  });

  test('G3: an autoscaler cannot have more at least than at most', () => {
    expect(refusal({ ...ON_CPU, minReplicas: 3, maxReplicas: 3, resources: REQUESTS })).toBe('not refused');
    expect(refusal({ ...ON_CPU, minReplicas: 4, maxReplicas: 3, resources: REQUESTS })).toContain("'minReplicas' must not be above maxReplicas, got 4 and 3");
  });

  test('G3: a budget that is asked for is there, also for one pod, where the checks can see it', () => {
    const { proxy } = write({ replicaCount: 1, budget: DisruptionBudget.minAvailable(1) });
    expect(proxy.budgets.map(({ minAvailable }) => String(minAvailable))).toEqual(['1']);
  });

  test.each([
    ['none', undefined, true],
    ['only memory', { requests: { memory: '128Mi' } }, true],
    ['a request', REQUESTS, false],
    ['a limit, which is its own request', { limits: { cpu: '1' } }, false],
  ])('G4: an autoscaler on CPU with %s', (_, resources, isRefused) => {
    expect(refusal({ ...ON_CPU, resources }).includes('an autoscaler on cpu looks at a share of the requests, and istio-proxy requests no cpu')).toBe(isRefused);
  });

  test('G4: a managed gateway has the requests of istiod, unless others are given', () => {
    expect(refusal(ON_CPU, MANAGED)).toBe('not refused');
    expect(refusal({ ...ON_CPU, resources: { requests: { memory: '1Gi' } } }, MANAGED)).toContain('istio-proxy requests no cpu; give resources.requests.cpu');
  });

  test('G4: a container beside the proxy counts too', () => {
    const logs = { name: 'logs', image: 'busybox' };
    expect(refusal({ ...ON_CPU, resources: REQUESTS, extraContainers: [logs] })).toContain('logs requests no cpu');
    expect(refusal({ ...ON_CPU, resources: REQUESTS, extraContainers: [{ ...logs, resources: REQUESTS }] })).toBe('not refused');
    expect(refusal({ ...ON_CPU, resources: REQUESTS, initContainers: [logs] })).toBe('not refused');
    expect(refusal({ ...ON_CPU, resources: REQUESTS, initContainers: [{ ...logs, restartPolicy: 'Always' }] })).toContain('logs requests no cpu');
  });

  test('G4: without any target Kubernetes takes CPU, so that its request is needed as well', () => {
    expect(refusal({ minReplicas: 1, maxReplicas: 3 })).toContain('an autoscaler on cpu');
    expect(refusal({ minReplicas: 1, maxReplicas: 3, metrics: [{ type: 'External' }] })).toBe('not refused');
  });

  test.each([GatewayRendering.INJECTED, GatewayRendering.MANAGED])('G5: %s writes no field of a load balancer for a ClusterIP', (rendering) => {
    const serviceType = GatewayServiceType.CLUSTER_IP;
    expect(refusal({ serviceType, externalTrafficPolicy: GatewayTrafficPolicy.LOCAL }, { rendering })).toContain("'externalTrafficPolicy' is for the service types");
    expect(refusal({ serviceType, loadBalancerSourceRanges: ['10.0.0.0/8'] }, { rendering })).toContain("'loadBalancerSourceRanges' is for the service type LoadBalancer");
  });

  test.each([GatewayRendering.INJECTED, GatewayRendering.MANAGED])('G6: %s: a security context of the user leaves low ports open', (rendering) => {
    const { of } = write({ podSecurityContext: { fsGroup: 1 }, kernelInitImage: 'busybox:1.37' }, { rendering });
    expect(valueAt(of('Deployment'), '/spec/template/spec/securityContext/sysctls')).toEqual([{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }]);
  });

  test('G6: sysctls of the user are lost in injection and refused, and kept where istiod deploys', () => {
    const podSecurityContext = { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] };
    expect(refusal({ podSecurityContext })).toContain("'podSecurityContext.sysctls' are replaced by the injector's own, got \"net.ipv4.tcp_syncookies\"");
    expect(valueAt(write({ podSecurityContext }, MANAGED).of('Deployment'), '/spec/template/spec/securityContext/sysctls')).toEqual([
      { name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }, { name: 'net.ipv4.tcp_syncookies', value: '1' },
    ]);
    // what the chart's users write against its weakness is what the injector sets anyway
    expect(refusal({ podSecurityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] } })).toBe('not refused');
  });

  test('G7: what differs by cluster', () => {
    const props = { replicaCount: 1, clusterIds: ['a', 'b'], overrides: { b: { replicaCount: 4 } } };
    expect(valueAt(write({ ...props, cluster: 'a' }).of('Deployment'), '/spec/replicas')).toBe(1);
    expect(valueAt(write({ ...props, cluster: 'b' }).of('Deployment'), '/spec/replicas')).toBe(4);
  });

  test('G8: drain times that outlast the grace period do not get out', () => {
    const times = { terminationDrain: Duration.seconds(45), drain: Duration.seconds(30) };
    expect(() => ShutdownPolicy.of({ ...times, gracePeriod: Duration.seconds(45) })).toThrow("'gracePeriod' must be longer than 'terminationDrain' 45 s");
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'ingress' });
    new IstioGateway(chart, 'web', { podAnnotations: { 'proxy.istio.io/config': 'terminationDrainDuration: 60s' } });
    expect(() => Testing.synth(chart)).toThrow('DRN001');
  });

  test('G9: no version is in the pod template, so that no upgrade rolls the pods', () => {
    const template = (version: string): unknown =>
      valueAt(write({}, { platform: Platform.istio({ version, kubernetesVersion: '1.33' }) }).emitted.find(({ kind }) => kind === 'Deployment'), '/spec/template');
    const [oldest, ...newer] = ['1.26.0', '1.28.3', '1.30.3'].map(template);
    for (const one of newer) { expect(one).toEqual(oldest); }
    expect(valueAt(oldest, '/metadata')).toEqual({
      labels: { 'istio.io/dataplane-mode': 'none', 'sidecar.istio.io/inject': 'true', 'app': 'istio-web', 'istio': 'web' },
      annotations: { 'inject.istio.io/templates': 'gateway' },
    });
  });

  test('G9: labels and annotations of the gateway stay off the pods', () => {
    const { emitted } = write({ labels: { 'app.kubernetes.io/version': '1.2.3' }, annotations: { 'helm.sh/chart': 'gateway-1' } });
    const pods = valueAt(emitted.find(({ kind }) => kind === 'Deployment'), '/spec/template/metadata');
    expect(JSON.stringify(pods)).not.toMatch(/version|chart/);
  });

  test('G10: an account that is not made must be named', () => {
    expect(refusal({ createServiceAccount: false })).toContain("'serviceAccountName' must be given where createServiceAccount is false");
    const { emitted } = write({ createServiceAccount: false, serviceAccountName: 'edge' });
    expect(emitted.find(({ kind }) => kind === 'RoleBinding')).toMatchObject({ subjects: [{ kind: 'ServiceAccount', name: 'edge' }] });
  });

  test('G11: no label takes the place of the selector', () => {
    expect(refusal({ podLabels: { app: '' } })).toContain("'podLabels' must not change \"app\"");
    expect(refusal({ labels: { app: '' } })).toContain("'labels' must not change \"app\"");
  });

  test('G12: a typo is refused at every depth', () => {
    expect(refusal({ cpu: { targetAverageUtilisation: 80 } } as never)).toContain('did you mean "targetAverageUtilization"?');
    expect(refusal({ ports: [{ name: 'http', port: 80, targetport: 80 }] } as never)).toContain('did you mean "targetPort"?');
  });

  test.each([
    ['https', 443, true], ['tls', 443, true], ['http-alt', 8000, false],
  ])('G13: %s %d beside http2 on one target port: refused %s', (name, port, isRefused) => {
    const ports = [{ name: 'http2', port: 80, targetPort: 80 }, { name, port, targetPort: 80 }];
    expect(refusal({ ports }).includes('lead to one target port 80 with different protocols')).toBe(isRefused);
  });
});
