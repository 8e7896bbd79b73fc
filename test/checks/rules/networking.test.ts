import fc from 'fast-check';
import { stringify } from 'yaml';
import { ClusterKind, MeshFacts, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';
import { sourceExample } from '../../support/source-docs';

type Json = { readonly [key: string]: unknown };

const yaml = (...objects: unknown[]): string => objects.map((object) => stringify(JSON.parse(JSON.stringify(object)))).join('---\n');
const metadata = (name: string, more: Json = {}): Json => ({ name, namespace: 'edge', ...more });

function service(spec: Json, annotations?: Json): Json {
  return { apiVersion: 'v1', kind: 'Service', metadata: metadata('edge', { annotations }), spec: { selector: { istio: 'edge' }, ...spec } };
}

function workload(pod: Json, labels: Json = { app: 'shop' }, annotations?: Json, kind = 'Deployment'): Json {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: metadata('edge'),
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels, annotations }, spec: { containers: [{ name: 'shop', image: 'shop:1' }], ...pod } } },
  };
}

/** Pods that the injector makes a gateway. */
const GATEWAY = workload({ containers: [{ name: 'istio-proxy', image: 'auto' }] }, { 'istio': 'edge', 'sidecar.istio.io/inject': 'true' }, { 'inject.istio.io/templates': 'gateway' });
/** Pods that get a sidecar, behind the same Service. */
const APPLICATION = workload({}, { 'istio': 'edge', 'sidecar.istio.io/inject': 'true' });

function istioGateway(spec: Json, name = 'edge'): Json {
  return { apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name, namespace: 'istio-system' }, spec: { clusterIds: ['c1'], gatewayType: 'ingress', ...spec } };
}

function managed(listeners: readonly Json[], deployment?: Json, serviceOverlay?: Json, name = 'edge'): string {
  const data = {
    ...deployment && { deployment: stringify(deployment) },
    ...serviceOverlay && { service: stringify(serviceOverlay) },
  };
  return yaml(
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: metadata(name),
      spec: { gatewayClassName: 'istio', infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'options' } }, listeners },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('options'), data },
  );
}

const error = (id: string, count = 1): string[] => Array.from({ length: count }, () => `${id} error`);

describe('NET001: a port and its protocol stand once', () => {
  test.each([
    ['the same number and protocol', [{ name: 'a', port: 80 }, { name: 'b', port: 80 }], 1],
    ['TCP is what nobody writes', [{ name: 'a', port: 80 }, { name: 'b', port: 80, protocol: 'TCP' }], 1],
    ['three times', [{ name: 'a', port: 80 }, { name: 'b', port: 80 }, { name: 'c', port: 80 }], 2],
    ['TCP and UDP', [{ name: 'a', port: 53 }, { name: 'b', port: 53, protocol: 'UDP' }], 0],
    ['two numbers', [{ name: 'a', port: 80 }, { name: 'b', port: 81 }], 0],
  ])('%s', (_, ports, count) => {
    expect(verdicts(yaml(service({ ports })), ISTIO, 'NET001')).toEqual(error('NET001', count));
  });

  test('ASM writes HTTP for TCP, and the Service is judged once for all clusters', () => {
    const ports = [{ name: 'a', port: 80, protocol: 'HTTP' }, { name: 'b', port: 80 }];
    const [finding, ...rest] = findingsIn(yaml(istioGateway({ clusterIds: ['c1', 'c2'], ports })), ASM).filter(({ ruleId }) => ruleId === 'NET001');
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ object: { kind: 'IstioGateway' }, pointer: '/spec/ports/1/port', ruleClass: 'api' });
  });
});

describe('NET002: names of service ports', () => {
  test.each([
    ['one port needs none', [{ port: 80 }], 0],
    ['two need one each', [{ port: 80 }, { port: 81 }], 2],
    ['one of two without', [{ name: 'a', port: 80 }, { port: 81 }], 1],
    ['twice the same', [{ name: 'a', port: 80 }, { name: 'a', port: 81 }], 1],
    ['63 characters', [{ name: 'a'.repeat(63), port: 80 }], 0],
    ['64 characters', [{ name: 'a'.repeat(64), port: 80 }], 1],
    ['a capital', [{ name: 'Http', port: 80 }], 1],
    ['a digit first', [{ name: '9p', port: 80 }], 0],
  ])('%s', (_, ports, count) => {
    expect(verdicts(yaml(service({ ports })), ISTIO, 'NET002')).toEqual(error('NET002', count));
  });
});

describe('NET003: names of container ports', () => {
  test.each([
    ['http-envoy-prom', 0],
    ['http-envoy-proms', 1],
    ['1234', 1],
    ['a', 0],
    ['a--b', 1],
    ['-a', 1],
    ['a-', 1],
    ['HTTP', 1],
  ])('%s', (name, count) => {
    const pod = { containers: [{ name: 'shop', image: 'shop:1', ports: [{ name, containerPort: 80 }] }] };
    expect(verdicts(yaml(workload(pod)), ISTIO, 'NET003')).toEqual(error('NET003', count));
  });

  test('once a container, not once a pod', () => {
    const ports = [{ name: 'web', containerPort: 80 }];
    const two = { containers: [{ name: 'a', image: 'a:1', ports }, { name: 'b', image: 'b:1', ports }] };
    expect(verdicts(yaml(workload(two)), ISTIO, 'NET003')).toEqual([]);
    const one = { containers: [{ name: 'a', image: 'a:1', ports: [...ports, { name: 'web', containerPort: 81 }] }] };
    expect(verdicts(yaml(workload(one)), ISTIO, 'NET003')).toEqual(error('NET003'));
  });
});

describe('NET004: targetPort 0', () => {
  test.each([
    [0, ['NET004 note']],
    ['', ['NET004 note']],
    [1, []],
    [undefined, []],
    ['http', []],
  ])('%j', (targetPort, expected) => {
    expect(verdicts(yaml(GATEWAY, service({ ports: [{ port: 80, targetPort }] })), ISTIO, 'NET004')).toEqual(expected);
    if (targetPort !== '') { expect(verdicts(yaml(istioGateway({ ports: [{ port: 80, targetPort }] })), ASM, 'NET004')).toEqual(expected); }
  });

  test('nobody\'s business where no proxy stands behind the Service', () => {
    expect(verdicts(yaml(workload({}), service({ ports: [{ port: 80, targetPort: 0 }] })), ISTIO, 'NET004')).toEqual([]);
  });

  test('the fix writes the number', () => {
    const [{ patch }] = findingsIn(yaml(istioGateway({ ports: [{ port: 443, targetPort: 0 }] })), ASM).filter(({ ruleId }) => ruleId === 'NET004');
    expect(patch).toEqual([{ op: 'replace', path: '/spec/ports/0/targetPort', value: 443 }]);
  });
});

describe('NET005: TLS and plain text lead to different ports', () => {
  const http = { name: 'http2', port: 80, targetPort: 8080 };
  const https = { name: 'https', port: 443, targetPort: 8080 };
  test.each([
    ['https and http2', [http, https], {}, 'error'],
    ['443 by its number alone', [http, { ...https, name: 'secure' }], {}, 'error'],
    ['appProtocol before name', [http, { ...https, appProtocol: 'http' }], {}, undefined],
    ['443 -> 8443', [http, { ...https, targetPort: 8443 }], {}, undefined],
    ['both TLS', [{ name: 'tls-a', port: 15443, targetPort: 8443 }, { name: 'https', port: 443, targetPort: 8443 }], {}, undefined],
    ['TCP says nothing', [{ name: 'tcp', port: 80, targetPort: 8443 }, { ...https, targetPort: 8443 }], {}, undefined],
    ['UDP is another port', [http, { ...https, protocol: 'UDP' }], {}, undefined],
    ['HTTP/3 beside HTTPS', [{ ...https, targetPort: 8443 }, { name: 'http3', port: 443, targetPort: 8443, protocol: 'UDP' }], {}, undefined],
    ['the load balancer ends TLS', [http, https], { 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert': 'arn:1' }, undefined],
    ['targetPorts that are the ports', [{ name: 'http', port: 80 }, { name: 'https', port: 443 }], {}, undefined],
    ['0 is the port', [{ name: 'http', port: 443, targetPort: 80 }, { name: 'tls', port: 80, targetPort: 0 }], {}, 'error'],
  ])('%s', (_, ports, annotations, severity) => {
    expect(verdicts(yaml(GATEWAY, service({ ports }, annotations)), ISTIO, 'NET005')).toEqual(severity ? [`NET005 ${severity}`] : []);
  });

  test('applications may tell the two apart; without a proxy nothing is said', () => {
    const text = service({ ports: [http, https] });
    expect(verdicts(yaml(APPLICATION, text), ISTIO, 'NET005')).toEqual(['NET005 warning']);
    expect(verdicts(yaml(workload({}, { istio: 'edge' }), text), ISTIO, 'NET005')).toEqual([]);
  });

  describe('the documents', () => {
    test.each(['004-nodes', '004-zones', '004-eci'])('%s sends https 443 to port 80', (name) => {
      expect(verdicts(sourceExample(name), ASM, 'NET005')).toEqual(error('NET005'));
    });

    test('001-ingress gives targetPort 0', () => {
      expect(verdicts(sourceExample('001-ingress'), ASM, 'NET004')).toEqual(['NET004 note']);
      expect(verdicts(sourceExample('001-ingress'), ASM, 'NET005')).toEqual([]);
    });
  });
});

describe('NET006, NET007: numbers of ports', () => {
  test.each([
    ['port', 0, 1], ['port', 1, 0], ['port', 65535, 0], ['port', 65536, 1], ['port', -1, 1], ['port', 80.5, 1],
    ['targetPort', 0, 0], ['targetPort', 65535, 0], ['targetPort', 65536, 1],
    ['nodePort', 0, 0], ['nodePort', -1, 1], ['nodePort', 65536, 1],
  ])('NET006: %s %d', (field, number, count) => {
    expect(verdicts(yaml(service({ type: 'NodePort', ports: [{ port: 80, [field]: number }] })), ISTIO, 'NET006')).toEqual(error('NET006', count));
  });

  test.each([
    ['ClusterIP', 30080, ['NET007 error']],
    [undefined, 30080, ['NET007 error']],
    ['ClusterIP', 0, []],
    ['NodePort', 29999, ['NET007 warning']],
    ['NodePort', 30000, []],
    ['NodePort', 32767, []],
    ['LoadBalancer', 32768, ['NET007 warning']],
  ])('NET007: type %s, nodePort %d', (type, nodePort, expected) => {
    expect(verdicts(yaml(service({ type, ports: [{ port: 80, nodePort }] })), ISTIO, 'NET007')).toEqual(expected);
  });

  test.each([['TCP', 1], ['UDP', 0]])('NET007: the same nodePort for TCP and %s', (protocol, count) => {
    const ports = [{ name: 'a', port: 80, nodePort: 30080 }, { name: 'b', port: 81, nodePort: 30080, protocol }];
    expect(verdicts(yaml(service({ type: 'NodePort', ports })), ISTIO, 'NET007')).toEqual(error('NET007', count));
  });
});

describe('fields that hang on the type of the Service', () => {
  const ports = [{ port: 80 }];
  test.each([
    ['ClusterIP', {}, 1], [undefined, {}, 1], ['ClusterIP', { externalIPs: ['203.0.113.7'] }, 0], ['NodePort', {}, 0], ['LoadBalancer', {}, 0], ['ExternalName', {}, 1],
  ])('NET008: type %s, %j', (type, more, count) => {
    expect(verdicts(yaml(service({ type, ports, externalTrafficPolicy: 'Local', ...more })), ISTIO, 'NET008')).toEqual(error('NET008', count));
  });

  test('NET008: an egress gateway of ASM, with what makes it valid', () => {
    const text = yaml(istioGateway({ serviceType: 'ClusterIP', externalTrafficPolicy: 'Local', ports }));
    const [finding] = findingsIn(text, ASM).filter(({ ruleId }) => ruleId === 'NET008');
    expect(finding).toMatchObject({ pointer: '/spec/externalTrafficPolicy', patch: [{ op: 'remove', path: '/spec/externalTrafficPolicy' }] });
    expect(verdicts(yaml(istioGateway({ serviceType: 'ClusterIP', ports })), ASM, 'NET008')).toEqual([]);
  });

  test('NET008: an overlay of a managed gateway', () => {
    const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];
    const overlay = { spec: { type: 'ClusterIP', externalTrafficPolicy: 'Local' } };
    const [finding] = findingsIn(managed(listeners, undefined, overlay)).filter(({ ruleId }) => ruleId === 'NET008');
    expect(finding).toMatchObject({ object: { kind: 'ConfigMap' }, pointer: '/data/service/spec/externalTrafficPolicy' });
    expect(finding.patch).toBeUndefined();
    expect(verdicts(managed(listeners, undefined, { spec: { externalTrafficPolicy: 'Local' } }), ISTIO, 'NET008')).toEqual([]);
  });

  test.each([
    ['LoadBalancer', 'alibabacloud.com/nlb', 0], ['NodePort', 'alibabacloud.com/nlb', 1], [undefined, 'nlb', 1], ['LoadBalancer', 'a b', 1], ['ClusterIP', 'a b', 2],
  ])('NET009: type %s, class %j', (type, loadBalancerClass, count) => {
    expect(verdicts(yaml(service({ type, ports, loadBalancerClass })), ISTIO, 'NET009')).toEqual(error('NET009', count));
  });

  test.each([
    ['LoadBalancer', ['10.0.0.0/8'], 0], ['LoadBalancer', [' 010.0.0.0/08 '], 0], ['LoadBalancer', ['::/0'], 0], ['LoadBalancer', ['10.0.0.1'], 1],
    ['LoadBalancer', ['10.0.0.0/33'], 1], ['LoadBalancer', ['10.0.0.0/32'], 0], ['LoadBalancer', ['fe80::1%eth0/64'], 1], ['ClusterIP', ['10.0.0.0/8'], 1], ['NodePort', [], 0],
  ])('NET010: type %s, ranges %j', (type, loadBalancerSourceRanges, count) => {
    expect(verdicts(yaml(service({ type, ports, loadBalancerSourceRanges })), ISTIO, 'NET010')).toEqual(error('NET010', count));
  });

  test.each([
    ['10.0.0.0/8, 192.0.2.0/24', 0], ['10.0.0.0/8,everyone', 1], [' ', 0],
    // no item is cut in the middle, however long the list is
    [Array(1000).fill('192.168.100.0/24').join(','), 0], [[...Array(999).fill('192.168.100.0/24'), 'everyone'].join(','), 1],
  ])('NET010: the annotation %.40j', (text, count) => {
    const annotations = { 'service.beta.kubernetes.io/load-balancer-source-ranges': text };
    expect(verdicts(yaml(service({ type: 'LoadBalancer', ports }, annotations)), ISTIO, 'NET010')).toEqual(error('NET010', count));
    expect(verdicts(yaml(service({ type: 'ClusterIP', ports }, annotations)), ISTIO, 'NET010')).toEqual(error('NET010', count + 1));
  });
});

describe('pods on the node\'s network', () => {
  test.each([[true, 8080, 0], [true, 80, 1], [true, 0, 0], [true, undefined, 0], [false, 80, 0]])('NET011: hostNetwork %s, hostPort %s of containerPort 8080', (hostNetwork, hostPort, count) => {
    const pod = { hostNetwork, containers: [{ name: 'shop', image: 'shop:1', ports: [{ containerPort: 8080, hostPort }] }] };
    const found = findingsIn(yaml(workload(pod, undefined, undefined, 'DaemonSet'))).filter(({ ruleId }) => ruleId === 'NET011');
    expect(found).toHaveLength(count);
    for (const { patch } of found) {
      expect(patch).toEqual([{ op: 'replace', path: '/spec/template/spec/containers/0/ports/0/hostPort', value: 8080 }]);
    }
  });

  test('NET011: the author\'s ports under the host network of a template of the injector', () => {
    const pods = workload({ containers: [{ name: 'istio-proxy', image: 'auto' }, { name: 'probe', image: 'probe:1', ports: [{ containerPort: 8080, hostPort: 80 }] }] },
      { 'istio': 'edge', 'sidecar.istio.io/inject': 'true' }, { 'inject.istio.io/templates': 'gateway,own' });
    const withTemplate = (own: string): MeshFacts => (
      new MeshFacts({ platform: ISTIO.platform, meshConfig: {}, injectionValues: { sidecarInjectorWebhook: { templates: { own } } } }));
    expect(['{}', 'spec: {hostNetwork: true}'].map((own) => verdicts(yaml(pods), withTemplate(own), 'NET011'))).toEqual([[], error('NET011', 1)]);
  });

  test.each([
    [{ hostNetwork: true, dnsPolicy: 'ClusterFirst' }, ['NET012 warning']],
    [{ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }, []],
    [{ hostNetwork: true, dnsPolicy: 'Default' }, ['NET012 warning']],
    [{ hostNetwork: false, dnsPolicy: 'Default' }, ['NET012 warning']],
    [{ hostNetwork: false, dnsPolicy: 'ClusterFirst' }, []],
  ])('NET012: an IstioGateway with %j', (spec, expected) => {
    expect(verdicts(yaml(istioGateway(spec)), ASM, 'NET012')).toEqual(expected);
  });

  test('NET012: what ASM does without a dnsPolicy is not known; an application is its own master', () => {
    expect(notEvaluated(yaml(istioGateway({ hostNetwork: true })), ASM, 'NET012')).toHaveLength(1);
    expect(verdicts(yaml(workload({ hostNetwork: true })), ISTIO, 'NET012')).toEqual([]);
  });

  test.each<[Json, number]>([[{ dnsPolicy: 'Default' }, 1], [{ dnsPolicy: 'Default', dnsConfig: { nameservers: ['10.96.0.10'] } }, 0], [{ dnsPolicy: 'ClusterFirst' }, 0]])('NET012: an injected gateway with %j', (pod, count) => {
    const gateway = workload({ ...pod, containers: [{ name: 'istio-proxy', image: 'auto' }] }, { 'istio': 'edge', 'sidecar.istio.io/inject': 'true' }, { 'inject.istio.io/templates': 'gateway' });
    expect(verdicts(yaml(gateway), ISTIO, 'NET012')).toHaveLength(count);
  });

  test('NET012: a managed gateway says nothing of dnsPolicy', () => {
    const deployment = { spec: { template: { spec: { hostNetwork: true, securityContext: { sysctls: [] } } } } };
    expect(verdicts(managed([{ name: 'http', port: 8080, protocol: 'HTTP' }], deployment), ISTIO, 'NET012')).toEqual(['NET012 warning']);
  });

  const onNodes = (count: number): MeshFacts => new MeshFacts({
    platform: ISTIO.platform, meshConfig: {}, injectionValues: {}, nodes: Array.from({ length: count }, (_, at) => ({ name: `n${at}` })),
  });
  test.each([
    [3, '25%', 4, []],
    [3, '25%', 3, ['NET013 warning']],
    [3, '25%', 2, ['NET013 warning']],
    [4, '25%', 4, []],
    [3, 1, 3, []],
    [4, 0, 4, ['NET013 warning']],
  ])('NET013: %d replicas, maxUnavailable %s, %d nodes', (replicas, maxUnavailable, nodes, expected) => {
    const template = { spec: { hostNetwork: true, securityContext: { sysctls: [] } } };
    const deployment = { spec: { replicas, strategy: { rollingUpdate: { maxUnavailable } }, template } };
    expect(verdicts(managed([{ name: 'http', port: 8080, protocol: 'HTTP' }], deployment), onNodes(nodes), 'NET013')).toEqual(expected);
  });

  test('NET013: without the nodes it is not decided', () => {
    const deployment = { spec: { replicas: 3, template: { spec: { hostNetwork: true, securityContext: { sysctls: [] } } } } };
    expect(notEvaluated(managed([{ name: 'http', port: 8080, protocol: 'HTTP' }], deployment), ISTIO, 'NET013')).toEqual(['the nodes of the cluster are not given']);
  });
});

describe('ports of gateways', () => {
  test.each([
    [14999, 0], [15000, 1], [15001, 0], [15003, 0], [15004, 1], [15005, 0], [15006, 0], [15020, 0], [15021, 0], [15053, 0], [15090, 0], [15443, 0],
  ])('NET014: a Service leads to %d', (targetPort, count) => {
    expect(verdicts(yaml(GATEWAY, service({ ports: [{ port: 80, targetPort }] })), ISTIO, 'NET014')).toEqual(error('NET014', count));
    expect(verdicts(yaml(istioGateway({ ports: [{ port: 80, targetPort }] })), ASM, 'NET014')).toEqual(error('NET014', count));
    expect(verdicts(yaml(APPLICATION, service({ ports: [{ port: 80, targetPort }] })), ISTIO, 'NET014')).toEqual([]);
  });

  test.each([
    [15000, 1], [15001, 0], [15004, 1], [15006, 0], [15008, 0], [15020, 1], [15022, 0], [15053, 0], [15090, 1], [15091, 0], [8080, 0],
  ])('NET014: a listener on %d', (port, count) => {
    const found = findingsIn(managed([{ name: 'http', port, protocol: 'HTTP' }])).filter(({ ruleId }) => ruleId === 'NET014');
    // the listener is what has to change, and not the port of the Service that comes from it
    expect(found.map(({ fix, pointer }) => [fix, pointer])).toEqual(Array(count).fill(['use another port, such as 8080 or 8443', '/spec/listeners/0/port']));
  });

  test.each([
    [80, undefined, []],
    [80, [], ['NET015 warning']],
    [1023, [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '1024' }], ['NET015 warning']],
    [1023, [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '1023' }], []],
    [1024, [], []],
    [80, [{ name: 'net/ipv4/ip_unprivileged_port_start', value: '0' }], []],
  ])('NET015: a listener on %d, sysctls %j', (port, sysctls, expected) => {
    const deployment = sysctls && { spec: { template: { spec: { securityContext: { sysctls } } } } };
    // a strategic merge replaces a list of sysctls; an empty one removes it
    expect(verdicts(managed([{ name: 'http', port, protocol: 'HTTP' }], deployment), ISTIO, 'NET015')).toEqual(expected);
  });

  test('NET015: root opens every port', () => {
    const template = { spec: { securityContext: { sysctls: [] }, containers: [{ name: 'istio-proxy', securityContext: { runAsUser: 0, runAsNonRoot: false } }] } };
    expect(verdicts(managed([{ name: 'http', port: 80, protocol: 'HTTP' }], { spec: { template } }), ISTIO, 'NET015')).toEqual([]);
  });

  const server = (number: number, selector: Json = { istio: 'edge' }): Json => ({
    apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: metadata('shop'), spec: { selector, servers: [{ port: { number, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] },
  });
  test.each([
    ['the targetPort', server(8080), 0], ['the port, which istiod translates', server(80), 0], ['neither', server(81), 1], ['other gateways, which stand elsewhere', server(81, { istio: 'other' }), 0],
    ['no selector', server(81, {}), 0],
  ])('NET017: %s', (_, gateway, count) => {
    const found = verdicts(yaml(GATEWAY, service({ ports: [{ port: 80, targetPort: 8080 }] }), gateway), ISTIO, 'NET017');
    expect(found).toEqual(count ? ['NET017 warning'] : []);
  });

  test('NET017: a named targetPort may lead anywhere, and a gateway without a Service may have it elsewhere', () => {
    expect(verdicts(yaml(GATEWAY, service({ ports: [{ port: 80, targetPort: 'http' }] }), server(81)), ISTIO, 'NET017')).toEqual([]);
    expect(verdicts(yaml(GATEWAY, server(81)), ISTIO, 'NET017')).toEqual([]);
  });

  const beside = (ports: readonly Json[], name = 'peers'): Json => ({ ...service({ ports }), metadata: metadata(name) });
  test.each<[string, readonly Json[], readonly Json[], number]>([
    ['HTTP and TCP', [{ name: 'http', port: 80, targetPort: 8080 }], [{ name: 'tcp', port: 8080 }], 1],
    ['TCP and gRPC', [{ name: 'tcp', port: 80, targetPort: 8080 }], [{ name: 'a', appProtocol: 'grpc', port: 8080 }], 1],
    ['HTTP and TLS of the application', [{ name: 'http', port: 80, targetPort: 8080 }], [{ name: 'https', port: 443, targetPort: 8080 }], 1],
    ['HTTP and gRPC', [{ name: 'http', port: 80, targetPort: 8080 }], [{ name: 'grpc', port: 8080 }], 0],
    ['a database and TLS', [{ name: 'mysql', port: 3306 }], [{ name: 'tls', port: 3306 }], 0],
    ['a port that says nothing', [{ name: 'http', port: 80, targetPort: 8080 }], [{ name: 'peers', port: 8080 }], 0],
    ['UDP', [{ name: 'http', port: 8080 }], [{ name: 'tcp', port: 8080, protocol: 'UDP' }], 0],
    ['other ports', [{ name: 'http', port: 80, targetPort: 8080 }], [{ name: 'tcp', port: 80 }], 0],
    ['the same port by name', [{ name: 'http', port: 80, targetPort: 'web' }], [{ name: 'tcp', port: 81, targetPort: 'web' }], 1],
  ])('NET031: %s', (_, one, other, count) => {
    expect(verdicts(yaml(APPLICATION, service({ ports: one }), beside(other)), ISTIO, 'NET031')).toEqual(Array.from({ length: count }, () => 'NET031 warning'));
    expect(verdicts(yaml(GATEWAY, service({ ports: one }), beside(other)), ISTIO, 'NET031')).toEqual([]);
  });

  const sidecar = (spec: Json, namespace = 'edge'): Json => ({ apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: `of-${namespace}`, namespace }, spec });
  const ingress = [{ port: { number: 8080, name: 'http', protocol: 'HTTP' }, defaultEndpoint: '127.0.0.1:8080' }];
  const forApp = (app: string): Json => ({ workloadSelector: { labels: { istio: app } } });
  test.each<[string, Json, readonly Json[], number]>([
    ['excluded', { 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' }, [], 0],
    ['another port excluded', { 'traffic.sidecar.istio.io/excludeInboundPorts': '8081' }, [], 1],
    ['not among the included', { 'traffic.sidecar.istio.io/includeInboundPorts': '8081' }, [], 0],
    ['among the included', { 'traffic.sidecar.istio.io/includeInboundPorts': '8080' }, [], 1],
    ['nothing intercepted', { 'sidecar.istio.io/interceptionMode': 'NONE' }, [], 0],
    ['nothing intercepted, by proxy.istio.io/config', { 'proxy.istio.io/config': 'interceptionMode: NONE' }, [], 0],
    ['listeners of a Sidecar for the pods', {}, [sidecar({ ...forApp('edge'), ingress })], 0],
    ['listeners of a Sidecar for other pods', {}, [sidecar({ ...forApp('other'), ingress })], 1],
    ['listeners of a Sidecar for the namespace', {}, [sidecar({ ingress })], 0],
    ['listeners of a Sidecar of another namespace', {}, [sidecar({ ingress }, 'shop')], 1],
    ['listeners of a Sidecar for the mesh', {}, [sidecar({ ingress }, 'istio-system')], 0],
    ['a Sidecar without listeners', {}, [sidecar({ egress: [{ hosts: ['*/*'] }] })], 1],
    ['a stronger Sidecar without listeners', {}, [sidecar({ ingress }, 'istio-system'), sidecar({ ...forApp('edge'), egress: [{ hosts: ['*/*'] }] })], 1],
  ])('NET031: a listener of the Services, %s', (_, annotations, sidecars, count) => {
    const pods = workload({}, { 'istio': 'edge', 'sidecar.istio.io/inject': 'true' }, annotations);
    const services = [service({ ports: [{ name: 'http', port: 8080 }] }), beside([{ name: 'tcp', port: 8080 }])];
    expect(verdicts(yaml(pods, ...services, ...sidecars), ISTIO, 'NET031')).toHaveLength(count);
  });

  test('NET031: a named port is looked up in the containers, and one of two workloads with the listener is enough', () => {
    const named = (name: string, excluded: string): Json => ({
      ...workload(
        { containers: [{ name: 'shop', image: 'shop:1', ports: [{ name: 'web', containerPort: 8080 }] }] }, { 'istio': 'edge', 'sidecar.istio.io/inject': 'true' },
        { 'traffic.sidecar.istio.io/excludeInboundPorts': excluded },
      ),
      metadata: metadata(name),
    });
    const services = [service({ ports: [{ name: 'http', port: 80, targetPort: 'web' }] }), beside([{ name: 'tcp', port: 81, targetPort: 'web' }])];
    expect(verdicts(yaml(named('a', '8080'), ...services), ISTIO, 'NET031')).toEqual([]);
    expect(verdicts(yaml(named('a', '8080'), named('b', '9090'), ...services), ISTIO, 'NET031')).toEqual(['NET031 warning']);
    expect(verdicts(yaml(named('a', '9090'), named('b', '9090'), ...services), ISTIO, 'NET031')).toEqual(['NET031 warning']);
  });

  test('NET031: one of three is said once, beside the first', () => {
    const found = findingsIn(yaml(APPLICATION, service({ ports: [{ name: 'http', port: 8080 }] }), beside([{ name: 'http-b', port: 8080 }], 'b'), beside([{ name: 'tcp', port: 8080 }], 'c')), ISTIO);
    expect(found.filter(({ ruleId }) => ruleId === 'NET031').map(({ object, message }) => `${object.name}: ${message}`)).toEqual([
      'c: port tcp says that port 8080 of the pods is tcp, and port http of Service edge that it is http',
    ]);
  });

  test('NET017: pods that are reached without a Service, or by a headless one', () => {
    const proxy = { name: 'istio-proxy', image: 'auto' };
    const labels = { 'istio': 'edge', 'sidecar.istio.io/inject': 'true' };
    const ports = { ports: [{ port: 80, targetPort: 8080 }] };
    const found = (pod: Json, more: Json = {}): string[] => verdicts(yaml(workload(pod, labels, { 'inject.istio.io/templates': 'gateway' }), service({ ...ports, ...more }), server(81)), ISTIO, 'NET017');
    expect(found({ containers: [proxy] })).toEqual(['NET017 warning']);
    expect(found({ containers: [proxy], hostNetwork: true })).toEqual([]);
    expect(found({ containers: [{ ...proxy, ports: [{ containerPort: 81, hostPort: 81 }] }] })).toEqual([]);
    expect(found({ containers: [proxy] }, { clusterIP: 'None' })).toEqual([]);
  });

  test('NET017: pods with a container of the proxy that nothing else tells are gateways', () => {
    const behind = (name: string): string => yaml(workload({ containers: [{ name, image: 'proxy:1' }] }, { istio: 'edge' }), service({ ports: [{ port: 80, targetPort: 8080 }] }), server(81));
    expect(verdicts(behind('istio-proxy'), ISTIO, 'NET017')).toEqual(['NET017 warning']);
    expect(verdicts(behind('shop'), ISTIO, 'NET017')).toEqual([]);
  });

  test('NET017: a port for UDP leads nowhere, and one beside it for HTTP/3 does no harm', () => {
    const ports = (...protocols: string[]) => service({ ports: protocols.map((protocol) => ({ name: protocol.toLowerCase(), port: 81, protocol })) });
    expect(verdicts(yaml(GATEWAY, ports('UDP'), server(81)), ISTIO, 'NET017')).toEqual(['NET017 warning']);
    expect(verdicts(yaml(GATEWAY, ports('UDP', 'TCP'), server(81)), ISTIO, 'NET017')).toEqual([]);
  });

  test.each([
    ['LoadBalancer', [{ port: 80 }], 1], ['LoadBalancer', [{ name: 'a', port: 80 }, { name: 'b', port: 15021 }], 0], ['LoadBalancer', [{ name: 'a', port: 80 }, { name: 'b', port: 9, targetPort: 15020 }], 0],
    ['ClusterIP', [{ port: 80 }], 0], ['NodePort', [{ port: 80 }], 0],
  ])('NET022: type %s, ports %j', (type, ports, count) => {
    expect(verdicts(yaml(GATEWAY, service({ type, ports })), ISTIO, 'NET022')).toEqual(count ? ['NET022 note'] : []);
    expect(verdicts(yaml(APPLICATION, service({ type, ports })), ISTIO, 'NET022')).toEqual([]);
  });
});

describe('what keeps a Service from the pods of a gateway', () => {
  const to = (targetPort: unknown, more: object = {}): string => yaml(GATEWAY, service({ ports: [{ port: 443, targetPort, ...more }] }));
  const named = { containers: [{ name: 'istio-proxy', image: 'auto', ports: [{ containerPort: 8443, name: 'https' }, { containerPort: 5353, name: 'dns', protocol: 'UDP' }] }] };

  test.each<[unknown, object, number]>([
    [8443, {}, 0], [undefined, {}, 0], ['', {}, 0], ['https', {}, 1], ['http-envoy-prom', {}, 0], ['http-envoy-prom', { protocol: 'UDP' }, 1],
  ])('NET026: targetPort %j, %j', (target, more, count) => {
    expect(verdicts(to(target, more), ISTIO, 'NET026')).toEqual(error('NET026', count));
  });

  test.each<[string, object, number]>([['https', {}, 0], ['https', { protocol: 'UDP' }, 1], ['dns', { protocol: 'UDP' }, 0], ['dns', {}, 1]])('NET026: targetPort %j, %j of a container that names ports', (target, more, count) => {
    const gateway = workload(named, { 'istio': 'edge', 'sidecar.istio.io/inject': 'true' }, { 'inject.istio.io/templates': 'gateway' });
    expect(verdicts(yaml(gateway, service({ ports: [{ port: 443, targetPort: target, ...more }] })), ISTIO, 'NET026')).toEqual(error('NET026', count));
  });

  test.each<[object, number]>([[{ restartPolicy: 'Always' }, 0], [{}, 1]])('NET026: a name of an init container with %j, which counts while it runs', (more, count) => {
    const init = { name: 'log', image: 'log:1', ports: [{ containerPort: 8443, name: 'https' }], ...more };
    const gateway = workload({ containers: [{ name: 'istio-proxy', image: 'auto' }], initContainers: [init] }, { 'istio': 'edge', 'sidecar.istio.io/inject': 'true' }, { 'inject.istio.io/templates': 'gateway' });
    expect(verdicts(yaml(gateway, service({ ports: [{ port: 443, targetPort: 'https' }] })), ISTIO, 'NET026')).toEqual(error('NET026', count));
  });

  test('NET026: applications, and pods that are not known, are left alone', () => {
    expect(verdicts(yaml(APPLICATION, service({ ports: [{ port: 80, targetPort: 'x' }] })), ISTIO, 'NET026')).toEqual([]);
    expect(verdicts(to('https'), ASM, 'NET026')).toEqual([]);
    expect(notEvaluated(to('https'), ASM, 'NET026')).toHaveLength(1);
  });

  test.each([[true, 1], [false, 0], [undefined, 0]])('NET027: publishNotReadyAddresses %s', (publishNotReadyAddresses, count) => {
    const fields = { ports: [{ port: 443, targetPort: 8443 }], publishNotReadyAddresses };
    expect(verdicts(yaml(GATEWAY, service(fields)), ISTIO, 'NET027')).toEqual(Array.from({ length: count }, () => 'NET027 warning'));
    expect(verdicts(yaml(APPLICATION, service(fields)), ISTIO, 'NET027')).toEqual([]);
  });
});

describe('NET016: protocols that have to be detected', () => {
  test.each([
    [{ name: 'web', port: 80 }, 1], [{ port: 80 }, 1], [{ name: 'http', port: 80 }, 0], [{ name: 'HTTP-web', port: 80 }, 0], [{ name: 'grpc-web', port: 80 }, 0], [{ name: 'httpx', port: 80 }, 1],
    [{ name: 'web', port: 80, appProtocol: 'http' }, 0], [{ name: 'dns', port: 53, protocol: 'UDP' }, 0],
  ])('%j', (port, count) => {
    expect(verdicts(yaml(APPLICATION, service({ ports: [port] })), ISTIO, 'NET016')).toEqual(count ? ['NET016 note'] : []);
    expect(verdicts(yaml(GATEWAY, service({ ports: [port] })), ISTIO, 'NET016')).toEqual([]);
    expect(verdicts(yaml(workload({}, { istio: 'edge' }), service({ ports: [port] })), ISTIO, 'NET016')).toEqual([]);
  });
});

describe('NET018: names of what is made', () => {
  test.each([[57, 0], [58, 1]])('an IstioGateway with a name of %d characters', (length, count) => {
    expect(verdicts(yaml(istioGateway({}, 'a'.repeat(length))), ASM, 'NET018')).toEqual(error('NET018', count));
  });

  test.each([['edge.v2', 1], ['edge-2', 0]])('an IstioGateway called %s', (name, count) => {
    expect(verdicts(yaml(istioGateway({}, name)), ASM, 'NET018')).toEqual(error('NET018', count));
  });

  test.each([[57, 0], [58, 1], [64, 1]])('a Gateway of class istio with a name of %d characters', (length, count) => {
    expect(verdicts(managed([{ name: 'http', port: 80, protocol: 'HTTP' }], undefined, undefined, 'a'.repeat(length)), ISTIO, 'NET018')).toEqual(error('NET018', count));
  });
});

describe('what only an IstioGateway has', () => {
  const asm = (version: string): MeshFacts => new MeshFacts({ platform: Platform.asm({ version, kubernetesVersion: '1.33', clusterKind: ClusterKind.ACK }), meshConfig: {}, injectionValues: {} });
  // of HTTP speaks NET023
  test.each([
    ['1.9.7.106', 'UDP', 1], ['1.9.7.107', 'UDP', 0], ['1.9.7.106', 'TCP', 0], ['1.9.7.106', 'SCTP', 1], ['1.9.7.106', 'HTTP', 0], ['1.26', 'HTTP', 0],
  ])('NET019: ASM %s, protocol %s', (version, protocol, count) => {
    expect(verdicts(yaml(istioGateway({ ports: [{ name: 'a', port: 80, protocol }] })), asm(version), 'NET019')).toEqual(error('NET019', count));
  });

  test.each([
    ['HTTP', ['NET023 note']], ['HTTPS', ['NET023 note']], ['http', ['NET023 error']], ['QUIC', ['NET023 error']], ['tcp', ['NET023 error']],
    ['TCP', []], ['UDP', []], ['SCTP', []], ['', []], [undefined, []],
  ])('NET023: protocol %s of an IstioGateway', (protocol, said) => {
    expect(verdicts(yaml(istioGateway({ ports: [{ name: 'a', port: 80, protocol }] })), ASM, 'NET023')).toEqual(said);
  });

  test.each([['TCP', 0], ['UDP', 0], ['SCTP', 0], [undefined, 0], ['tcp', 1], ['HTTP', 1], ['TCP ', 1]])('NET023: protocol %j of a Service', (protocol, count) => {
    expect(verdicts(yaml(service({ ports: [{ name: 'a', port: 80, protocol }] })), ISTIO, 'NET023')).toEqual(error('NET023', count));
  });

  const annotations = { 'service.beta.kubernetes.io/alicloud-loadbalancer-address-type': 'intranet' };
  test.each([
    [{ serviceType: 'ClusterIP', serviceAnnotations: annotations }, 1], [{ serviceType: 'NodePort', serviceAnnotations: annotations }, 1],
    [{ serviceType: 'LoadBalancer', serviceAnnotations: annotations }, 0], [{ serviceAnnotations: annotations }, 0],
    [{ serviceType: 'ClusterIP', serviceAnnotations: { 'prometheus.io/scrape': 'true' } }, 0],
  ])('NET021: %j', (spec, count) => {
    expect(verdicts(yaml(istioGateway(spec)), ASM, 'NET021')).toEqual(count ? ['NET021 note'] : []);
  });
});

test.each([
  [{ dnsPolicy: 'ClusterFirst' }, 0], [{ dnsPolicy: 'clusterfirst' }, 1], [{ dnsPolicy: 'None' }, 1], [{ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.0.0.10'] } }, 0],
  [{ dnsPolicy: 'Default' }, 0], [{}, 0],
])('NET020: %j', (pod, count) => {
  expect(verdicts(yaml(workload(pod)), ISTIO, 'NET020')).toEqual(error('NET020', count));
});

/** Values of every wrong type, where the rules look. */
const hostile = fc.constantFrom<unknown>(
  null, true, '', 'x', '__proto__', '0.0.0.0/0', '80', -1, 0, 443, 0.5, 1e9, 2 ** 53, [], {}, [[]], [null], ['x'], { name: 3 }, 'a'.repeat(400), '-----BEGIN RSA PRIVATE KEY-----',
);
const port = fc.oneof(hostile, fc.record({
  name: hostile,
  port: hostile,
  targetPort: hostile,
  nodePort: hostile,
  protocol: hostile,
  appProtocol: hostile,
  hostPort: hostile,
  containerPort: hostile,
}));
const ports = fc.oneof(hostile, fc.array(port, { maxLength: 3 }));
const named = fc.oneof(hostile, fc.array(fc.oneof(hostile, fc.record({ name: hostile, value: hostile, mountPath: hostile })), { maxLength: 3 }));

test('no manifest makes a rule of networking or security fail', () => {
  fc.assert(fc.property(hostile, ports, named, fc.boolean(), (any, somePorts, list, hostNetwork) => {
    const container = { name: 'istio-proxy', image: any, ports: somePorts, env: list, volumeMounts: list, securityContext: any };
    const securityContext = { sysctls: list, runAsUser: any };
    const pod = { hostNetwork, dnsPolicy: any, dnsConfig: any, volumes: list, securityContext, containers: [container] };
    const annotations = { 'inject.istio.io/templates': 'gateway', 'traffic.sidecar.istio.io/excludeInterfaces': any, 'sidecar.istio.io/logLevel': any };
    const spec = {
      type: any, selector: { istio: 'edge' }, ports: somePorts, loadBalancerSourceRanges: list, loadBalancerClass: any, externalTrafficPolicy: any, externalIPs: any,
    };
    const gateway = {
      ports: somePorts,
      env: list,
      kernel: { parameters: any },
      hostNetwork,
      dnsPolicy: any,
      podLabels: any,
      serviceType: any,
      serviceAnnotations: any,
      configVolumes: list,
      secretVolumes: any,
    };
    const text = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        workload(pod, { 'istio': 'edge', 'sidecar.istio.io/inject': 'true' }, annotations),
        { ...workload(pod, { istio: 'edge' }, annotations, 'StatefulSet') },
        service(spec, { 'service.beta.kubernetes.io/load-balancer-source-ranges': any } as Json),
        istioGateway(gateway),
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('c'), data: { a: any } },
        { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: metadata('g'), spec: { selector: { istio: 'edge' }, servers: [{ port: { number: any } }, any] } },
      ],
    });
    for (const facts of [ISTIO, ASM]) {
      const failed = findingsIn(text, facts).filter(({ ruleId, part }) => ruleId === 'ENGINE001' && /^(?:NET|SEC)/.test(part ?? ''));
      expect(failed.map(({ message }) => message)).toEqual([]);
    }
  }), { numRuns: 150, seed: 20261121 });
});
