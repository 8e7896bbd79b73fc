import { Duration } from 'cdk8s';
import { refusal, write } from './written';
import { GatewayRendering, GatewayServiceType, GatewayType, type IstioGatewayProps } from '../../../src/gateway';
import { valueAt } from '../../../src/model';
import { Platform } from '../../../src/platform';
import { GatewaySpread, ShutdownPolicy } from '../../../src/presets';

const MANAGED = { rendering: GatewayRendering.MANAGED };
const managed = (props: IstioGatewayProps = {}): ReturnType<typeof write> => write(props, MANAGED);
const resource = (props: IstioGatewayProps = {}): object => managed(props).emitted.find(({ kind }) => kind === 'Gateway')!;
const ports = (props: IstioGatewayProps): unknown => valueAt(managed(props).of('Service'), '/spec/ports');

describe('the Gateway', () => {
  test('without anything that a Gateway cannot say there is no options ConfigMap', () => {
    const { emitted, gateway } = managed({ ports: [{ name: 'http', port: 80 }] });
    expect(emitted).toEqual([{
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'web', namespace: 'ingress' },
      spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    }]);
    expect(gateway.options).toBeUndefined();
  });

  test('its listeners follow the names of the ports, or appProtocol', () => {
    expect(valueAt(resource({
      ports: [
        { name: 'http2', port: 80 }, { name: 'grpc-web-x', port: 81 }, { name: 'tls', port: 443 }, { name: 'mongo', port: 27017 },
        { name: 'x', port: 82, appProtocol: 'kubernetes.io/h2c' }, { name: 'tcp-y', port: 83, appProtocol: 'http' },
      ],
    }), '/spec/listeners')).toEqual([
      { name: 'http2', port: 80, protocol: 'HTTP' }, { name: 'grpc-web-x', port: 81, protocol: 'HTTP' },
      { name: 'tls', port: 443, protocol: 'TLS', tls: { mode: 'Passthrough' } }, { name: 'mongo', port: 27017, protocol: 'TCP' },
      { name: 'x', port: 82, protocol: 'HTTP' }, { name: 'tcp-y', port: 83, protocol: 'HTTP' },
    ]);
  });

  test('without ports it listens on plain HTTP only, because a listener for HTTPS names a certificate', () => {
    expect(valueAt(resource({ ports: undefined }), '/spec/listeners')).toEqual([{ name: 'http2', port: 80, protocol: 'HTTP' }]);
  });

  test('between networks: one listener by server name, and istiod behind the gateway', () => {
    expect(valueAt(resource({ ports: undefined, networkGateway: 'n1' }), '/spec/listeners')).toMatchObject([
      { name: 'tls', port: 15443, hostname: '*.local' }, { name: 'tls-istiod', port: 15012, tls: { mode: 'Passthrough' } }, { name: 'tls-webhook', port: 15017 },
    ]);
  });

  test('why a rule is put up with stands on the Gateway and not on its pods; the annotations of the user stay on both', () => {
    const { emitted, of } = managed({ annotations: { 'example.com/owner': 'edge' }, spread: GatewaySpread.none('one node in this cluster') });
    const gateway = emitted.find(({ kind }) => kind === 'Gateway')!;
    expect(gateway.metadata.annotations).toEqual({ 'example.com/owner': 'edge', 'ack.cdk8s-istio.io/AVL010': 'one node in this cluster' });
    expect(valueAt(gateway, '/spec/infrastructure/annotations')).toEqual({ 'example.com/owner': 'edge' });
    const pods = valueAt(of('Deployment'), '/spec/template/metadata/annotations') as Record<string, string>;
    expect(pods['example.com/owner']).toBe('edge');
    expect(Object.keys(pods).filter((key) => key.startsWith('ack.'))).toEqual([]);
  });

  test('the same without annotations of the user: none is handed on', () => {
    const { emitted, of } = managed({ spread: GatewaySpread.none('one node in this cluster') });
    expect(valueAt(emitted.find(({ kind }) => kind === 'Gateway'), '/spec/infrastructure/annotations')).toEqual({});
    expect(JSON.stringify(valueAt(of('Deployment'), '/spec/template/metadata'))).not.toContain('AVL010');
  });

  test.each([[8, false], [9, true]])('%d annotations beside such a reason: refused %s', (count, isRefused) => {
    const annotations = Object.fromEntries(Array.from({ length: count }, (_, at) => [`example.com/a${at}`, 'x']));
    const found = refusal({ annotations, spread: GatewaySpread.none('one node in this cluster') }, MANAGED);
    expect(found.includes("'annotations' must be at most 8 beside GatewaySpread.none")).toBe(isRefused);
  });
});

describe('the options', () => {
  test('only the keys that istiod knows, each there only when something is asked of it', () => {
    const { gateway } = managed({ replicaCount: 2, serviceLabels: { a: 'b' } });
    expect(Object.keys((gateway.options!.toJson() as { data: object }).data)).toEqual(['deployment', 'service']);
  });

  test('resources are exactly those that are given, whatever the values of istiod say', () => {
    const at = (resources: IstioGatewayProps['resources']): unknown => valueAt(managed({ resources }).of('Deployment'), '/spec/template/spec/containers/0/resources');
    expect(at({ requests: { cpu: '1' } })).toEqual({ requests: { cpu: '1' } });
    expect(at({ limits: { memory: '2Gi', cpu: '3' } })).toEqual({ limits: { memory: '2Gi', cpu: '3' } });
    expect(at({ requests: { 'cpu': '1', 'memory': '1Gi', 'ephemeral-storage': '1Gi' }, limits: {} }))
      .toEqual({ requests: { 'cpu': '1', 'memory': '1Gi', 'ephemeral-storage': '1Gi' } });
    expect(at(undefined)).toEqual({ requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } });
  });

  test.each<[string, IstioGatewayProps['resources'], string | undefined]>([
    ['no limits', { requests: { cpu: '1', memory: '1Gi' } }, 'limits.cpu, limits.memory; limits.cpu 2000m, limits.memory 1024Mi'],
    ['no requests', { requests: {}, limits: { cpu: '1', memory: '1Gi' } }, 'requests.cpu, requests.memory; requests.cpu 100m, requests.memory 128Mi'],
    ['one of each', { requests: { cpu: '1' }, limits: { memory: '1Gi' } }, 'requests.memory, limits.cpu; requests.memory 128Mi, limits.cpu 2000m'],
    ['everything', { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } }, undefined],
    ['nothing given', undefined, undefined],
  ])('what is taken away from the values of istiod is said: %s', (_, resources, expected) => {
    const [names, defaults] = expected?.split('; ') ?? [];
    expect(managed({ resources }).gateway.notes).toEqual(expected === undefined ? [] : [
      `'resources' names no ${names}: what istiod's values give there is taken away, as the spec means the same in each rendering; to keep it, name it too, by default ${defaults}`,
    ]);
    expect(write({ resources }, { rendering: GatewayRendering.INJECTED }).gateway.notes).toEqual([]);
  });

  test('exit-on-zero reaches the agent, which reads it from its environment only', () => {
    const { proxy } = managed({ shutdown: ShutdownPolicy.exitOnZero({ gracePeriod: Duration.seconds(90), minimumDrain: Duration.seconds(12) }) });
    expect([proxy.shutdown.exitOnZero.value, proxy.shutdown.minimumDrain.value, proxy.shutdown.gracePeriod.value]).toEqual([true, 12, 90]);
  });

  test('the Service listens as asked: target port, node port, finer protocol', () => {
    expect(ports({ ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080, appProtocol: 'kubernetes.io/h2c' }] })).toEqual([
      { name: 'status-port', port: 15021, protocol: 'TCP', appProtocol: 'tcp' },
      { name: 'http', port: 80, protocol: 'TCP', appProtocol: 'kubernetes.io/h2c', targetPort: 8080, nodePort: 30080 },
    ]);
  });

  test("the agent's ports are on the Service and have no listener", () => {
    const props = { ports: [{ name: 'http', port: 80 }, { name: 'status-port', port: 15021, nodePort: 30021 }, { name: 'http-metrics', port: 15020 }] };
    expect(valueAt(resource(props), '/spec/listeners')).toEqual([{ name: 'http', port: 80, protocol: 'HTTP' }]);
    expect(ports(props)).toEqual([
      { name: 'status-port', port: 15021, protocol: 'TCP', appProtocol: 'tcp', nodePort: 30021 },
      { port: 15020, name: 'http-metrics' },
      { name: 'http', port: 80, protocol: 'TCP', appProtocol: 'http' },
    ]);
  });

  test('a change of the type of the Service replaces no pod', () => {
    const pods = (props: IstioGatewayProps): unknown => valueAt(managed(props).of('Deployment'), '/spec/template');
    expect(pods({ serviceType: GatewayServiceType.CLUSTER_IP })).toEqual(pods({}));
  });

  test('root may bind low ports on the network of the node', () => {
    const { of, proxy } = managed({ hostNetwork: true, runAsRoot: true, ports: [{ name: 'http', port: 80 }] });
    expect(proxy.state).toBe('runs');
    expect(valueAt(of('Deployment'), '/spec/template/spec/containers/0/securityContext')).toMatchObject({
      runAsUser: 0, runAsNonRoot: false, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
    });
  });

  test('a DaemonSet from 1.30 on', () => {
    const { of } = managed({ daemonSet: true, rollingMaxSurge: '0', rollingMaxUnavailable: '1' });
    expect(of('DaemonSet')).toMatchObject({ spec: { updateStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } });
    const platform = Platform.istio({ version: '1.29.2', kubernetesVersion: '1.33' });
    expect(refusal({ daemonSet: true }, { ...MANAGED, platform })).toContain("'daemonSet' cannot be had of a managed gateway here");
  });
});

test.each([
  ['a\ud800', true], ['\udc00a', true], ['\ud83d\ude00', false], ['\\ud800', false],
])('the text %j in an option: refused %s, since half a surrogate pair has no form in YAML', (one, isRefused) => {
  expect(refusal({ podAnnotations: { 'example.com/a': one } }, MANAGED).includes('half of a surrogate pair')).toBe(isRefused);
});

test.each([['1.25.5', true], ['1.26.0', false], ['1.30.3', false]])('on Istio %s: refused %s', (version, isRefused) => {
  const found = refusal({}, { ...MANAGED, platform: Platform.istio({ version, kubernetesVersion: '1.33' }) });
  expect(found.includes('the rendering MANAGED cannot be had here') && found.includes('use the rendering INJECTED')).toBe(isRefused);
});

describe.each<[string, IstioGatewayProps, string]>([
  ['HTTPS without a certificate', { ports: [{ name: 'https', port: 443 }] }, "'ports' \"https\" (443) is HTTPS, whose listener must name a certificate"],
  ['a port without a protocol', { ports: [{ name: 'web', port: 80 }] }, "'ports' \"web\" (80) does not say its protocol, which a Gateway must"],
  ['a port that is nameless', { ports: [{ port: 80 }] }, "'ports' 80 does not say its protocol"],
  ['UDP', { ports: [{ name: 'udp', port: 53, protocol: 'UDP' }] }, 'is of protocol UDP, for which a Gateway has no listener'],
  ['the name of the status port', { ports: [{ name: 'http', port: 80 }, { name: 'status-port', port: 15020 }] }, 'has the name that istiod gives to port 15021'],
  ['no ports', { gatewayType: GatewayType.EGRESS, ports: undefined }, "'ports' must have an entry that a Gateway can listen on, got none"],
  ["the agent's ports only", { ports: [{ name: 'status', port: 15021 }] }, "got the agent's own only"],
  ['a target port that nobody declares', { ports: [{ name: 'http', port: 80, targetPort: 'web' }] }, 'has the target port "web", which no container declares'],
  ['no Service', { serviceType: GatewayServiceType.NONE }, "'serviceType' None cannot be had of a managed gateway"],
  ['a low port on the network of the node', { hostNetwork: true, ports: [{ name: 'http', port: 1023 }] }, 'needs target ports of 1024 or more for a proxy that is not root, got 1023'],
  ['sysctls on the network of the node',
    { hostNetwork: true, kernel: { enabled: true, parameters: { netCoreSomaxconn: '1024' } } }, "'kernel' cannot be had with hostNetwork"],
  ['one sysctl twice', {
    kernel: { enabled: true, parameters: { netCoreSomaxconn: '1024' } }, podSecurityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1' }] },
  }, 'both set "net.core.somaxconn"'],
  ["ASM's own drain", { shutdown: ShutdownPolicy.managedDrain(Duration.seconds(60)) }, "'shutdown' by managedDrain is for gateways that ASM deploys, got 60 s"],
])('refused: %s', (_, props, message) => {
  test('says so', () => { expect(refusal(props, MANAGED)).toContain(message); });
});

test.each([1023, 1024])('target port %d on the network of the node', (targetPort) => {
  expect(refusal({ hostNetwork: true, ports: [{ name: 'http', port: 80, targetPort }] }, MANAGED) === 'not refused').toBe(targetPort >= 1024);
});

test.each([64, 65])('%d listeners', (count) => {
  const many = Array.from({ length: count }, (_, at) => ({ name: `http-${at}`, port: 1000 + at }));
  expect(refusal({ ports: many }, MANAGED).includes('must be at most 64 for the listeners of a Gateway, got 65')).toBe(count > 64);
});
