import { stringify } from 'yaml';
import { KERNEL_PARAMETERS } from '../../../src/model/asm/kernel-parameters';
import { MeshFacts, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

type Json = { readonly [key: string]: unknown };

const yaml = (...objects: unknown[]): string => objects.map((object) => stringify(JSON.parse(JSON.stringify(object)))).join('---\n');
const metadata = (name: string, more: Json = {}): Json => ({ name, namespace: 'edge', ...more });
const error = (id: string, count = 1): string[] => Array.from({ length: count }, () => `${id} error`);
const warning = (id: string, count = 1): string[] => Array.from({ length: count }, () => `${id} warning`);
const istio = (version: string, kubernetesVersion = '1.33'): MeshFacts =>
  new MeshFacts({ platform: Platform.istio({ version, kubernetesVersion }), meshConfig: {}, injectionValues: {} });

function workload(pod: Json, labels: Json = {}, annotations?: Json, kind = 'Deployment'): Json {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: metadata('edge'),
    spec: {
      selector: { matchLabels: { app: 'edge' } },
      template: { metadata: { labels: { app: 'edge', ...labels }, annotations }, spec: { containers: [{ name: 'shop', image: 'shop:1' }], ...pod } },
    },
  };
}

const INJECT = { 'sidecar.istio.io/inject': 'true' };
const sidecar = (annotations: Json, container: Json = {}, pod: Json = {}): string =>
  yaml(workload({ containers: [{ name: 'shop', image: 'shop:1', ...container }], ...pod }, INJECT, annotations));
const gateway = (container: Json = {}, pod: Json = {}, annotations: Json = {}): Json =>
  workload({ containers: [{ name: 'istio-proxy', image: 'auto', ...container }], ...pod }, INJECT, { 'inject.istio.io/templates': 'gateway', ...annotations });

function istioGateway(spec: Json): string {
  return yaml({ apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'edge', namespace: 'istio-system' }, spec: { clusterIds: ['c1'], ...spec } });
}

/** A Gateway API gateway or waypoint with options, and what stands in its infrastructure. */
function managed(podSpec: Json, infrastructure: Json = {}, gatewayClassName = 'istio'): string {
  const listener = gatewayClassName === 'istio' ? { name: 'http', port: 8080, protocol: 'HTTP' } : { name: 'mesh', port: 15008, protocol: 'HBONE' };
  return yaml(
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: metadata('edge'),
      spec: { gatewayClassName, infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'options' }, ...infrastructure }, listeners: [listener] },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('options'), data: { deployment: stringify({ spec: { template: { spec: podSpec } } }) } },
  );
}

describe('SEC001, SEC002: what a proxy may do', () => {
  test.each([[0, 1], [1, 0], [1337, 0]])('SEC001: a gateway as user %d', (runAsUser, count) => {
    expect(verdicts(managed({ containers: [{ name: 'istio-proxy', securityContext: { runAsUser } }] }), ISTIO, 'SEC001')).toEqual(warning('SEC001', count));
    expect(verdicts(yaml(workload({ securityContext: { runAsUser } }, INJECT)), ISTIO, 'SEC001')).toEqual([]);
  });

  test.each([[true, 1], [false, 0], [undefined, 0]])('SEC001: runAsRoot %s', (runAsRoot, count) => {
    expect(verdicts(istioGateway({ runAsRoot }), ASM, 'SEC001')).toEqual(warning('SEC001', count));
  });

  test.each([[true, 1], [false, 0], [undefined, 0]])('SEC002: hostNetwork %s', (hostNetwork, count) => {
    expect(verdicts(istioGateway({ hostNetwork }), ASM, 'SEC002')).toEqual(warning('SEC002', count));
    expect(verdicts(managed({ hostNetwork, securityContext: { sysctls: [] } }), ISTIO, 'SEC002')).toEqual(warning('SEC002', count));
    expect(verdicts(yaml(workload({ hostNetwork })), ISTIO, 'SEC002')).toEqual([]);
  });
});

describe('kernel parameters', () => {
  const sysctls = (...names: unknown[]): Json => ({ securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) } });

  test.each([
    ['1.26', 'net.ipv4.tcp_syncookies', 0], ['1.28', 'net.ipv4.tcp_keepalive_time', 1], ['1.29', 'net.ipv4.tcp_keepalive_time', 0], ['1.31', 'net.ipv4.tcp_rmem', 1], ['1.32', 'net.ipv4.tcp_rmem', 0],
    ['1.33', 'net.core.somaxconn', 1], ['1.33', 'net/ipv4/tcp_syncookies', 0],
  ])('SEC003: on Kubernetes %s, %s', (version, name, count) => {
    expect(verdicts(managed(sysctls(name)), istio('1.30.3', version), 'SEC003')).toEqual(warning('SEC003', count));
    expect(verdicts(yaml(workload(sysctls(name))), istio('1.30.3', version), 'SEC003')).toEqual([]);
  });

  test.each([
    [['net.core.somaxconn'], []], [['net/core/somaxconn'], []], [[''], error('SEC004')], [['Net.core'], error('SEC004')], [['net..core'], error('SEC004')], [['a'.repeat(253)], []],
    [['a'.repeat(254)], error('SEC004')], [['net.a', 'net.a'], error('SEC004')], [['net.a', 'net/a'], warning('SEC004')], [['net.a', 'net.b'], []], [['net.ipv4.x=1'], error('SEC004')],
  ])('SEC004: %j', (names, expected) => {
    expect(verdicts(yaml(workload(sysctls(...names))), ISTIO, 'SEC004')).toEqual(expected);
  });

  test.each([
    [{ hostNetwork: true }, 'net.core.somaxconn', 1], [{ hostNetwork: true }, 'net/core/somaxconn', 1], [{ hostNetwork: true }, 'kernel.shm_rmid_forced', 0], [{ hostIPC: true }, 'kernel.shm_rmid_forced', 1],
    [{ hostIPC: true }, 'net.core.somaxconn', 0], [{ hostIPC: true }, 'fs.mqueue.msg_max', 1], [{}, 'net.core.somaxconn', 0], [{ hostNetwork: false }, 'net.core.somaxconn', 0],
  ])('SEC005: %j and %s', (pod, name, count) => {
    expect(verdicts(yaml(workload({ ...pod, ...sysctls(name) })), ISTIO, 'SEC005')).toEqual(error('SEC005', count));
  });

  test('SEC005: istiod\'s own sysctl, and an overlay that puts the gateway on the host network', () => {
    const [finding] = findingsIn(managed({ hostNetwork: true })).filter(({ ruleId }) => ruleId === 'SEC005');
    expect(finding).toMatchObject({ object: { kind: 'ConfigMap' }, pointer: '/data/deployment/spec/template/spec/hostNetwork', ruleClass: 'api' });
    expect(verdicts(managed({ hostNetwork: true, securityContext: { sysctls: [] } }), ISTIO, 'SEC005')).toEqual([]);
  });

  test.each([
    ['1024 65535', 0], ['-1', 0], ['cubic', 0], ['4096\t87380\t6291456', 0], [65535, 1], [true, 1], ['', 1], ['1; rm -rf /', 1], ['1\n2', 1], ['$(id)', 1], ['`id`', 1], ['"1"', 1],
  ])('SEC006: %j', (value, count) => {
    expect(verdicts(istioGateway({ kernel: { enabled: true, parameters: { 'net.core.somaxconn': value } } }), ASM, 'SEC006')).toEqual(error('SEC006', count));
  });

  test('SEC007: the 18 keys of the resource, and no other', () => {
    const parameters = Object.fromEntries(KERNEL_PARAMETERS.map(({ key }) => [key, '1']));
    expect(verdicts(istioGateway({ kernel: { parameters } }), ASM, 'SEC007')).toEqual([]);
    const [finding] = findingsIn(istioGateway({ kernel: { parameters: { ...parameters, 'net.core.somaxcon': '1' } } }), ASM).filter(({ ruleId }) => ruleId === 'SEC007');
    expect(finding).toMatchObject({ severity: 'warning', fix: 'write net.core.somaxconn', pointer: '/spec/kernel/parameters/net.core.somaxcon' });
  });
});

describe('annotations that reach templates and arguments', () => {
  test.each([
    ['sidecar.istio.io/agentLogLevel', 'default:debug', 0], ['sidecar.istio.io/agentLogLevel', 'debug"', 1], ['sidecar.istio.io/agentLogLevel', 'a\\b', 1],
    ['sidecar.istio.io/agentLogLevel', 'a\n  - --flag', 1], ['sidecar.istio.io/agentLogLevel', 'a\tb', 0], ['sidecar.istio.io/userVolume', '{"a":{"emptyDir":{}}}', 0],
    ['traffic.sidecar.istio.io/includeOutboundPorts', '80"', 1], ['example.com/note', '"quoted"', 0],
  ])('SEC008: %s: %j', (name, value, count) => {
    expect(verdicts(sidecar({ [name]: value }), ISTIO, 'SEC008')).toEqual(error('SEC008', count));
  });

  test('SEC008: a quantity was pasted unread before 1.29', () => {
    const text = sidecar({ 'sidecar.istio.io/proxyCPU': '1"\n  x: y' });
    expect(verdicts(text, istio('1.28.0'), 'SEC008')).toEqual(error('SEC008'));
    // from then on the injector refuses the pod
    expect(verdicts(text, istio('1.30.3'), 'SEC008')).toEqual([]);
  });

  test.each<[string, string, number]>([
    ['1.29.6', 'logLevel', 1], ['1.29.7', 'logLevel', 0], ['1.30.3', 'proxyImage', 1], ['1.30.4', 'proxyImage', 0], ['1.31.0', 'agentLogLevel', 1], ['1.31.1', 'agentLogLevel', 0],
    // these are pasted as before
    ['1.31.1', 'proxyImageType', 1],
  ])('SEC008: Istio %s and %s, which fixed versions escape', (version, name, count) => {
    expect(verdicts(sidecar({ [`sidecar.istio.io/${name}`]: 'a"' }), istio(version), 'SEC008')).toEqual(error('SEC008', count));
  });

  test('SEC008: a gateway, whose template reads fewer, and pods outside of the mesh', () => {
    const text = (name: string): string => yaml(gateway({}, {}, { [name]: 'a"' }));
    expect(verdicts(text('sidecar.istio.io/agentLogLevel'), ISTIO, 'SEC008')).toEqual(error('SEC008'));
    expect(verdicts(text('traffic.sidecar.istio.io/includeOutboundPorts'), ISTIO, 'SEC008')).toEqual([]);
    expect(verdicts(yaml(workload({}, { 'sidecar.istio.io/inject': 'false' }, { 'sidecar.istio.io/agentLogLevel': 'a"' })), ISTIO, 'SEC008')).toEqual([]);
  });

  test.each([
    ['eth1', 0], ['eth1, net1', 0], ['', 0], ['eth1,', 1], ['a'.repeat(15), 0], ['a'.repeat(16), 1], ['eth0 -j ACCEPT', 1], ['eth0;reboot', 1], ['-x', 1], ['$(x)', 1], ['1eth', 1],
  ])('SEC009: %j', (value, count) => {
    for (const name of ['traffic.sidecar.istio.io/excludeInterfaces', 'istio.io/reroute-virtual-interfaces', 'traffic.sidecar.istio.io/kubevirtInterfaces']) {
      expect(verdicts(sidecar({ [name]: value }), ISTIO, 'SEC009')).toEqual(error('SEC009', count));
      expect(verdicts(sidecar({ [name]: value }), istio('1.28.0'), 'SEC009')).toEqual(error('SEC009', count));
    }
  });
});

describe('environment', () => {
  test.each([['A', 0], ['my.var-1', 0], ['1A', 0], ['', 1], ['A=B', 1], ['=', 1], ['A\nB', 1], ['Ä', 1], ['a b', 0]])('SEC010: %j', (name, count) => {
    expect(verdicts(yaml(workload({ containers: [{ name: 'shop', image: 'shop:1', env: [{ name, value: '' }] }] })), ISTIO, 'SEC010')).toEqual(error('SEC010', count));
  });

  test.each([
    ['a b', '1.31', 1, 0], ['a b', '1.32', 0, 0], ['a b', '1.33', 0, 0], ['a b', undefined, 0, 1],
    ['1A', '1.31', 1, 0], ['..A', '1.31', 1, 0], ['.', '1.31', 1, 0], ['.A', '1.31', 0, 0], ['_A-1.b', '1.31', 0, 0], ['_A-1.b', undefined, 0, 0], ['A=B', undefined, 1, 0],
  ])('SEC010: %j on Kubernetes %s', (name, kubernetesVersion, errors, open) => {
    const facts = new MeshFacts({ platform: Platform.istio({ version: '1.30.3', kubernetesVersion }) });
    const text = yaml(workload({ containers: [{ name: 'shop', image: 'shop:1', env: [{ name, value: '' }] }] }));
    expect(verdicts(text, facts, 'SEC010')).toEqual(error('SEC010', errors));
    expect(notEvaluated(text, facts, 'SEC010')).toHaveLength(open);
  });

  test.each([
    ['a variable of the templates', [{ name: 'CA_ADDR', value: 'ca:1' }], 1], ['one that is meant to be set', [{ name: 'ISTIO_META_DNS_CAPTURE', value: 'true' }], 0],
    ['the same field of the pod', [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }], 0], ['none', [], 0],
  ])('SEC011: %s', (_, env, count) => {
    expect(verdicts(yaml(gateway({ env })), ISTIO, 'SEC011')).toEqual(warning('SEC011', count));
    expect(verdicts(managed({ containers: [{ name: 'istio-proxy', env }] }), ISTIO, 'SEC011')).toEqual(warning('SEC011', count));
    expect(verdicts(istioGateway({ env }), ASM, 'SEC011')).toEqual(warning('SEC011', count));
    expect(verdicts(sidecar({}, { env }), ISTIO, 'SEC011')).toEqual([]);
  });

  test('SEC011: twice the same, and a proxy that is written in full', () => {
    const twice = [{ name: 'A', value: '1' }, { name: 'A', value: '2' }];
    expect(verdicts(istioGateway({ env: twice }), ASM, 'SEC011')).toEqual(warning('SEC011'));
    const whole = ['POD_NAME', 'POD_NAMESPACE', 'INSTANCE_IP', 'CA_ADDR', 'TRUST_DOMAIN'].map((name) => ({ name, value: 'x' }));
    const written = (env: unknown): string => yaml(workload({ containers: [{ name: 'istio-proxy', image: 'istio/proxyv2:1.30.3', args: ['proxy', 'sidecar'], env }] }));
    expect(verdicts(written(whole), ISTIO, 'SEC011')).toEqual([]);
    expect(verdicts(written(whole.slice(1)), ISTIO, 'SEC011')).toEqual(warning('SEC011', 4));
    // a gateway of older days that keeps the injector away: what it does not say itself, nobody says
    const router = { containers: [{ name: 'istio-proxy', image: 'istio/proxyv2:1.30.3', args: ['proxy', 'router'], env: whole.slice(1) }] };
    const kept = yaml(workload(router, { 'sidecar.istio.io/inject': 'false' }));
    expect(verdicts(kept, ISTIO, 'SEC011')).toEqual([]);
  });
});

describe('volumes', () => {
  const mounted = (paths: readonly string[], name = 'shop'): Json => ({
    volumes: paths.map((_, at) => ({ name: `v${at}`, emptyDir: {} })),
    containers: [{ name, image: 'shop:1', volumeMounts: paths.map((mountPath, at) => ({ name: `v${at}`, mountPath })) }],
  });

  test.each([
    [['/a', '/a'], error('SEC012')], [['/a', '/b'], []], [['/a', '/a/b'], []], [['/a', '/a', '/a'], error('SEC012', 2)], [['/a', '/a/'], []], [['/a', '/A'], []],
  ])('SEC012: an application mounts %j', (paths, expected) => {
    expect(verdicts(yaml(workload(mounted(paths))), ISTIO, 'SEC012')).toEqual(expected);
  });

  test.each([
    // mountPath is the merge key: the overlay's entry takes the place of the template's
    ['/etc/istio/proxy', warning('SEC012')], ['/var/run/secrets/workload-spiffe-uds', []], ['/etc/istio/proxy/', warning('SEC012')], ['//etc/istio/pod', warning('SEC012')], ['/etc/istio/edge', []],
  ])('SEC012: an overlay mounts %s beside the proxy\'s own', (mountPath, expected) => {
    const pod = { volumes: [{ name: 'own', emptyDir: {} }], containers: [{ name: 'istio-proxy', volumeMounts: [{ name: 'own', mountPath }] }] };
    expect(verdicts(managed(pod), ISTIO, 'SEC012')).toEqual(expected);
    const injected = gateway({ volumeMounts: [{ name: 'own', mountPath }] }, { volumes: pod.volumes });
    expect(verdicts(yaml(injected), ISTIO, 'SEC012')).toEqual(expected);
  });

  test('SEC012: the proxy\'s own volume, named by an overlay that only makes it read-only', () => {
    const volumeMounts = [{ name: 'istio-envoy', mountPath: '/etc/istio/proxy', readOnly: true }];
    expect(verdicts(managed({ containers: [{ name: 'istio-proxy', volumeMounts }] }), ISTIO, 'SEC012')).toEqual([]);
  });

  test.each([
    [['/etc/edge', '/etc/edge'], error('SEC012')], [['/etc/istio/proxy'], warning('SEC012')], [['/etc/istio/edge'], []], [['/var/run/secrets/tokens/'], warning('SEC012')],
  ])('SEC012: an IstioGateway with volumes at %j', (paths, expected) => {
    const volumes = paths.map((mountPath, at) => ({ name: `v${at}`, secretName: 's', mountPath }));
    expect(verdicts(istioGateway({ configVolumes: volumes.slice(0, 1), secretVolumes: volumes.slice(1) }), ASM, 'SEC012')).toEqual(expected);
  });

  test.each([['/etc/istio', 1], ['/etc/istio/proxy/edge', 1], ['/var/run', 1], ['/etc/istio-edge', 0], ['/etc/istio/edge', 0]])('SEC013: a gateway with a volume at %s', (mountPath, count) => {
    const volumes = [{ name: 'own', secret: { secretName: 's' } }];
    expect(verdicts(yaml(gateway({ volumeMounts: [{ name: 'own', mountPath }] }, { volumes })), ISTIO, 'SEC013')).toEqual(warning('SEC013', count));
    expect(verdicts(managed({ volumes, containers: [{ name: 'istio-proxy', volumeMounts: [{ name: 'own', mountPath }] }] }), ISTIO, 'SEC013')).toEqual(warning('SEC013', count));
  });

  test.each([
    ['a name', [{ name: 'a', emptyDir: {} }], 'a', 0], ['63 characters', [{ name: 'a'.repeat(63), emptyDir: {} }], 'a'.repeat(63), 0], ['64 characters', [{ name: 'a'.repeat(64), emptyDir: {} }], 'a'.repeat(64), 1],
    ['a dot', [{ name: 'a.b', emptyDir: {} }], 'a.b', 1], ['twice', [{ name: 'a', emptyDir: {} }, { name: 'a', emptyDir: {} }], 'a', 1], ['a mount of nothing', [], 'a', 1],
  ])('SEC014: %s', (_, volumes, name, count) => {
    const pod = { volumes, containers: [{ name: 'shop', image: 'shop:1', volumeMounts: [{ name, mountPath: '/a' }] }] };
    expect(verdicts(yaml(workload(pod)), ISTIO, 'SEC014')).toEqual(error('SEC014', count));
  });

  test('SEC014: a mount of an injected pod is said once, wherever the injector puts its own', () => {
    const proxy = { name: 'istio-proxy', image: 'auto', volumeMounts: [{ name: 'gone', mountPath: '/a' }, { name: 'gone', mountPath: '/b' }] };
    const template = { metadata: { labels: { app: 'web' }, annotations: { 'inject.istio.io/templates': 'gateway' } }, spec: { containers: [proxy] } };
    const injected = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec: { template } };
    const found = findingsIn(JSON.stringify(injected)).filter(({ ruleId }) => ruleId === 'SEC014').map(({ pointer }) => pointer);
    expect(found).toEqual([0, 1].map((at) => `/spec/template/spec/containers/0/volumeMounts/${at}/name`));
  });

  test('SEC014: claims of a StatefulSet are volumes, and its pods are not validated before webhooks have seen them', () => {
    const pod = { containers: [{ name: 'shop', image: 'shop:1', volumeMounts: [{ name: 'data', mountPath: '/a' }] }] };
    expect(verdicts(yaml(workload(pod, {}, undefined, 'StatefulSet')), ISTIO, 'SEC014')).toEqual([]);
  });
});

describe('SEC015: secrets in clear', () => {
  const key = (kind = 'PRIVATE KEY', body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7'): string => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`;
  const token = `ghp_${'a1B2c3'.repeat(6)}`;
  const configMap = (value: string): string => yaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('c'), data: { value } });

  test.each([
    ['PKCS 8', key(), error('SEC015')], ['PKCS 1', key('RSA PRIVATE KEY'), error('SEC015')], ['OpenSSH', key('OPENSSH PRIVATE KEY'), error('SEC015')],
    ['behind other text', `x\n-----BEGIN CERTIFICATE-----\nabc\n${key()}`, error('SEC015')], ['with written line ends', key().replaceAll('\n', '\\n'), error('SEC015')],
    ['a certificate', key('CERTIFICATE'), []], ['a public key', key('PUBLIC KEY'), []], ['the words in a script', 'grep -q "-----BEGIN PRIVATE KEY-----" "$file" || exit 1', []],
    ['a body of 39', key('PRIVATE KEY', 'a'.repeat(39)).split('-----END')[0], []], ['a body of 40', key('PRIVATE KEY', 'a'.repeat(40)), error('SEC015')],
    ['a token', `token=${token}`, warning('SEC015')], ['a token too short', token.slice(0, -1), []], ['a token of one letter', `ghp_${'x'.repeat(36)}`, []], ['a word that ends like one', `x${token}`, []],
  ])('%s', (_, text, expected) => {
    expect(verdicts(configMap(text), ISTIO, 'SEC015')).toEqual(expected);
  });

  test('where it is looked for', () => {
    const env = [{ name: 'KEY', value: key() }];
    const places = [
      workload({ containers: [{ name: 'shop', image: 'shop:1', env }] }),
      workload({}, {}, { 'example.com/key': key() }),
      { apiVersion: 'v1', kind: 'Service', metadata: metadata('s', { annotations: { 'example.com/key': key() } }), spec: { ports: [{ port: 80 }] } },
    ];
    for (const place of places) { expect(verdicts(yaml(place), ISTIO, 'SEC015')).toEqual(error('SEC015')); }
    expect(verdicts(istioGateway({ env }), ASM, 'SEC015')).toEqual(error('SEC015'));
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: metadata('s'), stringData: { key: key() } };
    expect(verdicts(yaml(secret), ISTIO, 'SEC015')).toEqual([]);
  });

  test('no part of the secret is in the finding, and the same secret has the same fingerprint', () => {
    const [finding] = findingsIn(configMap(key())).filter(({ ruleId }) => ruleId === 'SEC015');
    expect(JSON.stringify(finding)).not.toContain('MIIE');
    expect(finding.message).toMatch(/^key value holds a private key \(PRIVATE KEY\) \(\d+ characters, sha256 [0-9a-f]{8}\)$/);
  });
});

test.each([
  ['the container', { securityContext: { runAsUser: 1337 } }, {}, 1], ['the pod', {}, { securityContext: { runAsUser: 1337 } }, 1],
  ['the pod, and the container has its own', { securityContext: { runAsUser: 1338 } }, { securityContext: { runAsUser: 1337 } }, 0],
  ['its neighbour', { securityContext: { runAsUser: 1336 } }, {}, 0],
  ['an init container, which may', {}, { initContainers: [{ name: 'setup', image: 'setup:1', securityContext: { runAsUser: 1337 } }] }, 0],
])('SEC017: user 1337 in %s', (_, container, pod, count) => {
  expect(verdicts(sidecar({}, container, pod), ISTIO, 'SEC017')).toEqual(warning('SEC017', count));
  expect(verdicts(yaml(workload({ containers: [{ name: 'shop', image: 'shop:1', ...container }], ...pod })), ISTIO, 'SEC017')).toEqual([]);
});

describe('SEC018: labels of the mesh', () => {
  test.each([
    ['istio', { 'sidecar.istio.io/inject': 'true' }, error('SEC018')], ['istio', { 'sidecar.istio.io/inject': 'false' }, []], ['istio', { team: 'edge' }, []],
    ['istio-waypoint', { 'istio.io/dataplane-mode': 'ambient' }, error('SEC018')], ['istio-waypoint', { 'istio.io/dataplane-mode': 'none' }, []],
    ['istio', { 'gateway.istio.io/managed': 'me' }, warning('SEC018')], ['istio', { 'gateway.networking.k8s.io/gateway-name': 'edge' }, []],
    ['istio', { 'gateway.networking.k8s.io/gateway-name': 'other' }, warning('SEC018')],
  ])('class %s, infrastructure labels %j', (className, labels, expected) => {
    expect(verdicts(managed({}, { labels }, className), ISTIO, 'SEC018')).toEqual(expected);
  });

  const affinity = { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'x' } } } }] } };
  test.each([
    [{ podLabels: { app: 'x' } }, warning('SEC018')], [{ podLabels: { app: 'istio-edge' } }, []], [{ podLabels: { istio: 'edge', team: 'a' } }, []], [{ podLabels: { app: 'x', istio: 'y' } }, warning('SEC018', 2)],
    // AVL016 speaks
    [{ podLabels: { app: 'x' }, affinity }, []],
  ])('an IstioGateway with %j', (spec, expected) => {
    expect(verdicts(istioGateway(spec), ASM, 'SEC018')).toEqual(expected);
  });
});

describe('what leaves the mesh, and what strangers reach', () => {
  test.each([
    ['0.0.0.0/0', 1], ['::/0', 1], ['0.0.0.0/1,128.0.0.0/1', 1], ['0.0.0.0/1', 0], ['10.0.0.0/8', 0], ['', 0],
  ])('SEC019: excludeOutboundIPRanges %j', (ranges, count) => {
    expect(verdicts(sidecar({ 'traffic.sidecar.istio.io/excludeOutboundIPRanges': ranges }), ISTIO, 'SEC019')).toEqual(warning('SEC019', count));
  });

  test('SEC019: said by the mesh', () => {
    const facts = new MeshFacts({ platform: ISTIO.platform, meshConfig: {}, injectionValues: { global: { proxy: { excludeIPRanges: '0.0.0.0/0' } } } });
    expect(verdicts(sidecar({}), facts, 'SEC019')).toEqual(warning('SEC019'));
  });

  test.each([['prometheus-server', 1], ['prometheus-server-alias', 0], ['query', 0]])('SEC020: the key %s', (key, count) => {
    const hpa = (name: string): Json => ({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadata('a', { annotations: { [`metric-config.external.rps.prometheus/${key}`]: 'x' } }),
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: 1, maxReplicas: 2 },
    });
    expect(verdicts(yaml(gateway(), hpa('edge')), ISTIO, 'SEC020')).toEqual(warning('SEC020', count));
    expect(verdicts(yaml(workload({}), hpa('edge')), ISTIO, 'SEC020')).toEqual([]);
  });

  test.each([
    ['istio/proxyv2', 1], ['istio/proxyv2:latest', 1], ['istio/proxyv2:1.30.3', 0], ['registry.example.com:5000/proxyv2', 1], [`istio/proxyv2@sha256:${'a'.repeat(64)}`, 0], ['auto', 0],
  ])('SEC021: image %s', (image, count) => {
    expect(verdicts(yaml(gateway({ image })), ISTIO, 'SEC021')).toEqual(count ? ['SEC021 note'] : []);
  });

  test('SEC021: the annotation of a sidecar; what the application runs is its own affair', () => {
    expect(verdicts(sidecar({ 'sidecar.istio.io/proxyImage': 'istio/proxyv2' }), ISTIO, 'SEC021')).toEqual(['SEC021 note']);
    expect(verdicts(sidecar({}, { image: 'shop' }), ISTIO, 'SEC021')).toEqual([]);
  });

  test.each([
    [[{ port: 15020 }], 'lead the port to 15021'], [[{ port: 15020 }, { port: 15021 }], 'remove the port'], [[{ port: 15090 }], 'remove the port'],
  ])('SEC022: the fix of %j leaves the load balancer its health check', (ports, fix) => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: metadata('s', {}), spec: { type: 'LoadBalancer', selector: { app: 'edge' }, ports } };
    const found = findingsIn(yaml(gateway(), service)).filter(({ ruleId }) => ruleId === 'SEC022');
    expect(found.map((finding) => finding.fix)).toEqual([expect.stringContaining(fix)]);
  });

  test.each([
    ['LoadBalancer', 15020, {}, {}, 1], ['LoadBalancer', 15090, {}, {}, 1], ['LoadBalancer', 15021, {}, {}, 0], ['ClusterIP', 15020, {}, {}, 0],
    ['LoadBalancer', 15020, { loadBalancerSourceRanges: ['10.0.0.0/8'] }, {}, 0], ['LoadBalancer', 15020, {}, { 'service.beta.kubernetes.io/alicloud-loadbalancer-address-type': 'intranet' }, 0],
    ['LoadBalancer', 15020, {}, { 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-acl-id': 'acl-1' }, 0],
    ['LoadBalancer', 15020, {}, { 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-bearer-token': 'x' }, 1],
    ['LoadBalancer', 15020, {}, { 'oci.oraclecloud.com/load-balancer-type': 'lb' }, 1], ['LoadBalancer', 15020, {}, { 'example.com/acl': 'a' }, 0],
  ])('SEC022: type %s, port %d, %j, %j', (type, port, spec, annotations, count) => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: metadata('s', { annotations }), spec: { type, selector: { app: 'edge' }, ports: [{ port }], ...spec } };
    expect(verdicts(yaml(gateway(), service), ISTIO, 'SEC022')).toEqual(count ? ['SEC022 note'] : []);
    expect(verdicts(yaml(workload({}), service), ISTIO, 'SEC022')).toEqual([]);
  });
});
