import fc from 'fast-check';
import { stringify } from 'yaml';
import { CONSEQUENCES } from '../../../src/model/managed';
import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, proxiesIn, reportOf, verdicts } from '../../support/findings';
import { crdSchemas, describeWithSchemas } from '../../support/schemas';

const documents = (...objects: unknown[]): string => objects.map((object) => stringify(object)).join('---\n');
const MESH = { name: 'mesh', port: 15008, protocol: 'HBONE' };
const HTTP = { name: 'http', port: 80, protocol: 'HTTP' };
const PARAMETERS = { group: '', kind: 'ConfigMap', name: 'options' };

interface Wanted {
  readonly name?: string;
  readonly namespace?: string;
  readonly className?: string;
  readonly listeners?: unknown;
  readonly infrastructure?: object;
  readonly metadata?: object;
  readonly addresses?: unknown;
}

function gateway({ name = 'edge', namespace = 'shop', className = 'istio-waypoint', listeners, infrastructure, metadata, addresses }: Wanted = {}): object {
  return JSON.parse(JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace, ...metadata },
    spec: { gatewayClassName: className, infrastructure, addresses, listeners: listeners ?? [className === 'istio' ? HTTP : MESH] },
  })) as object;
}

const configMap = (data: object, name = 'options', namespace = 'shop', labels?: object): object =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, ...labels && { labels } }, data });
/** A waypoint with options; a map among them is written as YAML text. */
function withOptions(data: Readonly<Record<string, unknown>>, wanted: Wanted = {}): string {
  const texts = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, typeof value === 'object' && value !== null ? stringify(value) : value]));
  return documents(gateway({ infrastructure: { parametersRef: PARAMETERS }, ...wanted }), configMap(texts));
}
const deployment = (spec: object): string => withOptions({ deployment: { spec } });
const pod = (spec: object, wanted?: Wanted): string => withOptions({ deployment: { spec: { template: { spec } } } }, wanted);
const rules = (yaml: string, facts = ISTIO): string[] => verdicts(yaml, facts).filter((one) => one.startsWith('GWA'));

describe('who says what the model refuses', () => {
  /** Each code of a managed gateway: a manifest that has it, and the rule that speaks. */
  const CODES: Readonly<Record<keyof typeof CONSEQUENCES, readonly [rule: string, yaml: string, facts?: MeshFacts]>> = {
    'class-switched-off': ['GWA025', documents(gateway()), new MeshFacts({ platform: ISTIO.platform, injectionValues: { pilot: { env: { PILOT_ENABLE_AMBIENT: 'false' } } } })],
    'newer-controller': ['GWA025', documents(gateway({ metadata: { annotations: { 'gateway.istio.io/controller-version': '9' } } }))],
    'other-revision': ['GWA025', documents(gateway({ metadata: { labels: { 'istio.io/rev': 'canary' } } })),
      new MeshFacts({ platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33', revision: 'stable' }) })],
    'parameters-not-supported': ['VER', pod({}), new MeshFacts({ platform: Platform.istio({ version: '1.25', kubernetesVersion: '1.31' }) })],
    'wrong-parameters-kind': ['GWA001', documents(gateway({ infrastructure: { parametersRef: { ...PARAMETERS, kind: 'Secret' } } }))],
    'missing-parameters': ['GWA002', documents(gateway({ infrastructure: { parametersRef: PARAMETERS } }))],
    'several-class-defaults': ['GWA023', documents(gateway(),
      configMap({ deployment: '{}' }, 'a', 'istio-system', { 'gateway.istio.io/defaults-for-class': 'istio-waypoint' }),
      configMap({ deployment: 'spec: {}' }, 'b', 'istio-system', { 'gateway.istio.io/defaults-for-class': 'istio-waypoint' }))],
    'unknown-overlay-key': ['GWA003', withOptions({ hpa: {} })],
    'overlay-key-not-documented': ['GWA003', withOptions({ service: {} }), ASM],
    'overlay-not-text': ['LIM005', withOptions({ deployment: 7 })],
    'overlay-unparsable': ['GWA004', withOptions({ deployment: 'spec:\n\treplicas: 1\n' })],
    'overlay-key-twice': ['GWA004', withOptions({ deployment: 'spec: {}\nspec: {replicas: 2}\n' })],
    'overlay-not-a-mapping': ['GWA004', withOptions({ deployment: '- a\n' })],
    'overlay-merge': ['GWA004', pod({ containers: [{ image: 'a' }] })],
    'identity-change': ['GWA005', withOptions({ deployment: { metadata: { namespace: 'other' } } })],
    'metadata-unreadable': ['GWA005', withOptions({ deployment: { metadata: { labels: { a: 3 } } } })],
    'kind-change': ['GWA006', withOptions({ deployment: { kind: 'StatefulSet' } })],
    'kind-change-unguarded': ['GWA006', withOptions({ deployment: { kind: 'StatefulSet' } }),
      new MeshFacts({ platform: Platform.istio({ version: '1.26', kubernetesVersion: '1.33' }), injectionValues: {} })],
    'object-taken': ['GWA025', documents(gateway(), { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'edge', namespace: 'shop' }, spec: {} })],
    'companion-taken': ['GWA025', documents(gateway(), { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'edge', namespace: 'shop' } })],
    'invalid-name': ['NET018', documents(gateway({ name: `x${'y'.repeat(63)}` }))],
    'duplicate-port': ['GWA026', documents(gateway({ className: 'istio', listeners: [{ ...HTTP, port: 15021 }] }))],
    'duplicate-port-name': ['GWA026', documents(gateway({ className: 'istio', listeners: [{ ...HTTP, name: 'a.b' }, { ...HTTP, name: 'a-b', port: 81 }] }))],
    'invalid-port-name': ['GWA026', documents(gateway({ className: 'istio', listeners: [{ ...HTTP, name: `${'a'.repeat(62)}.b` }] }))],
    'selector-mismatch': ['GWA011', withOptions({ deployment: { spec: { template: { metadata: { labels: { 'gateway.networking.k8s.io/gateway-name': null } } } } } })],
    'autoscaler-bounds': ['SCL', withOptions({ horizontalPodAutoscaler: { spec: { minReplicas: 3 } } })],
  };

  test.each(Object.entries(CODES))('%s', (code, [rule, yaml, facts]) => {
    expect(proxiesIn(yaml, facts)[0].refusals.map((refusal) => refusal.code)).toContain(code);
    const found = findingsIn(yaml, facts).map(({ ruleId }) => ruleId);
    expect(found.filter((id) => id.startsWith(rule))).not.toEqual([]);
    expect(found.filter((id) => id.startsWith('ENGINE'))).toEqual([]);
  });

  test('those of an IstioGateway are MUL008\'s', () => {
    const yaml = documents({ apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'a', namespace: 'b' }, spec: {} });
    expect(proxiesIn(yaml, ASM).flatMap(({ refusals }) => refusals.map(({ code }) => code))).toEqual(['outside-root-namespace']);
    expect(verdicts(yaml, ASM, 'MUL008')).toEqual(['MUL008 error']);
  });
});

test.each([gateway(), gateway({ className: 'istio' }), gateway({ className: 'nginx' })])('a plain Gateway gives nothing of this group', (object) => {
  expect(rules(documents(object))).toEqual([]);
  expect(rules(documents(object), ASM)).toEqual([]);
});

describe('GWA001 and GWA002: the options ConfigMap', () => {
  const ref = (parametersRef: object): string => documents(gateway({ infrastructure: { parametersRef } }), configMap({}));
  test.each([
    [PARAMETERS, []],
    [{ ...PARAMETERS, group: undefined }, ['GWA001 error']],
    [{ ...PARAMETERS, group: 'v1' }, ['GWA001 error']],
    [{ ...PARAMETERS, kind: 'Configmap' }, ['GWA001 error']],
    [{ ...PARAMETERS, name: '' }, ['GWA001 error']],
    [{ ...PARAMETERS, name: 'x'.repeat(254) }, ['GWA001 error']],
    [{ ...PARAMETERS, name: 'x'.repeat(253) }, ['GWA002 warning']],
    [{ ...PARAMETERS, name: 'option' }, ['GWA002 error']],
  ])('%j: %j', (parametersRef, expected) => {
    expect(rules(ref(JSON.parse(JSON.stringify(parametersRef)) as object))).toEqual(expected);
  });

  test('a missing field is the API server\'s to refuse', () => {
    const classes = (parametersRef: object) => findingsIn(ref(parametersRef)).filter(({ ruleId }) => ruleId === 'GWA001').map(({ ruleClass }) => ruleClass);
    expect(classes({ kind: 'ConfigMap', name: 'options' })).toEqual(['api']);
    expect(classes({ ...PARAMETERS, kind: 'Secret' })).toEqual(['mesh']);
  });

  test.each([
    ['in another namespace', documents(gateway({ infrastructure: { parametersRef: PARAMETERS } }), configMap({}, 'options', 'other')), ['GWA002 error']],
    ['nowhere', documents(gateway({ infrastructure: { parametersRef: PARAMETERS } })), ['GWA002 warning']],
    ['in a namespace that nobody names', documents(gateway({ infrastructure: { parametersRef: PARAMETERS } }), { ...configMap({}), metadata: { name: 'options' } }), []],
    ['of another class', documents(gateway({ className: 'nginx', infrastructure: { parametersRef: PARAMETERS } })), []],
  ])('%s', (_, yaml, expected) => { expect(rules(yaml)).toEqual(expected); });
});

describe('GWA003: keys', () => {
  test.each([
    ['deployment', [], []], ['service', [], ['GWA003 warning']], ['serviceAccount', [], ['GWA003 warning']], ['podDisruptionBudget', [], ['GWA003 warning']],
    ['proxyConfig', ['GWA003 error'], []], ['hpa', ['GWA003 error'], ['GWA003 warning']], ['Deployment', ['GWA003 error'], ['GWA003 warning']],
  ])('%s: on Istio %j, on ASM %j', (key, istio, asm) => {
    expect(verdicts(withOptions({ [key]: '' }), ISTIO, 'GWA003')).toEqual(istio);
    expect(verdicts(withOptions({ [key]: '' }), ASM, 'GWA003')).toEqual(asm);
    // Istio is only assumed there: on ASM the key is right
    const assumed = key === 'proxyConfig' ? ['GWA003 warning'] : istio;
    expect(verdicts(withOptions({ [key]: '' }), new MeshFacts(), 'GWA003')).toEqual(assumed);
  });

  test('what was meant is said', () => {
    const [finding] = findingsIn(withOptions({ hpa: '' })).filter(({ ruleId }) => ruleId === 'GWA003');
    expect(finding.message).toMatch(/did you mean "horizontalPodAutoscaler"\?$/);
  });
});

test.each([
  ['two documents', 'a: 1\n---\nb: 2\n', ['GWA004 error']], ['a key twice', 'spec: {}\nspec: {}\n', ['GWA004 error']], ['nothing', '', []], ['a mapping', 'spec: {}\n', []],
])('GWA004: %s', (_, text, expected) => {
  expect(rules(withOptions({ deployment: text }))).toEqual(expected);
});

test.each([
  [{ labels: { a: 'b' } }, []], [{ annotations: { a: 'b' } }, []], [{ name: 'edge' }, []], [{ name: 'other' }, ['GWA005 error']],
  [{ finalizers: ['a.b/c'] }, ['GWA005 error']], [{ ownerReferences: null }, ['GWA005 error']],
])('GWA005: metadata %j: %j', (metadata, expected) => {
  expect(rules(withOptions({ deployment: { metadata } }))).toEqual(expected);
});

test('GWA005: what ASM does with it is not known', () => {
  expect(rules(withOptions({ deployment: { metadata: { finalizers: ['a.b/c'] } } }), ASM)).toEqual(['GWA005 warning']);
});

test.each([
  [{ apiVersion: 'apps/v1', kind: 'Deployment' }, []], [{ kind: 'DaemonSet' }, []], [{ apiVersion: 'apps/v1beta1' }, ['GWA006 error']],
])('GWA006: %j: %j', (fields, expected) => {
  expect(rules(withOptions({ deployment: fields }))).toEqual(expected);
});

describe('GWA007: containers', () => {
  test.each([
    [[{ name: 'istio-proxy' }], []],
    [[{ name: 'istio-porxy' }], ['GWA007 error']],
    [[{ name: 'istio-porxy', image: 'a' }], ['GWA007 warning']],
    [[{ name: 'logger', image: 'a' }], []],
    [[{ name: 'logger' }], ['GWA007 error']],
    [[{ name: 'istio-proxy', $patch: 'delete' }], ['GWA007 error']],
  ])('%j: %j', (containers, expected) => {
    expect(verdicts(pod({ containers }), ISTIO, 'GWA007')).toEqual(expected);
  });

  test('init containers too', () => {
    expect(verdicts(pod({ initContainers: [{ name: 'tune' }] }), ISTIO, 'GWA007')).toEqual(['GWA007 error']);
    expect(verdicts(pod({ initContainers: [{ name: 'tune', image: 'a' }] }), ISTIO, 'GWA007')).toEqual([]);
  });
});

describe('GWA008: a member that stays', () => {
  const proxy = (fields: object): object => ({ containers: [{ name: 'istio-proxy', ...fields }] });
  test.each([
    ['probe', proxy({ readinessProbe: { exec: { command: ['a'] } } }), ['GWA008 error']],
    ['probe, the other taken away', proxy({ readinessProbe: { httpGet: null, exec: { command: ['a'] } } }), []],
    ['probe, other fields', proxy({ readinessProbe: { periodSeconds: 3 } }), []],
    ['env', proxy({ env: [{ name: 'POD_NAME', value: 'a' }] }), ['GWA008 error']],
    ['env, the other taken away', proxy({ env: [{ name: 'POD_NAME', value: 'a', valueFrom: null }] }), []],
    ['volume', { volumes: [{ name: 'istio-data', configMap: { name: 'a' } }] }, ['GWA008 error']],
    ['volume, retained', { volumes: [{ name: 'istio-data', $retainKeys: ['name', 'configMap'], configMap: { name: 'a' } }] }, []],
  ])('%s', (_, spec, expected) => {
    expect(verdicts(pod(spec), ISTIO, 'GWA008')).toEqual(expected);
  });

  test.each([
    [{ type: 'Recreate' }, []], [{ type: 'Recreate', rollingUpdate: { maxSurge: 1 } }, ['GWA008 error']], [{ rollingUpdate: { maxSurge: 1 } }, []],
  ])('strategy %j: %j', (strategy, expected) => {
    expect(verdicts(deployment({ strategy }), ISTIO, 'GWA008')).toEqual(expected);
  });

  test('hooks are DRN013\'s', () => {
    const yaml = pod(proxy({ lifecycle: { preStop: { sleep: { seconds: 3 }, exec: { command: ['a'] } } } }));
    expect(verdicts(yaml, ISTIO, 'GWA008')).toEqual([]);
    expect(verdicts(yaml, ISTIO, 'DRN013')).toEqual(['DRN013 error']);
  });
});

describe('GWA009: a list that is replaced', () => {
  const START = { name: 'net.ipv4.ip_unprivileged_port_start', value: '0' };
  const OTHER = { name: 'net.ipv4.tcp_keepalive_time', value: '600' };
  test.each([
    [[OTHER], ['GWA009 warning']], [[START, OTHER], []], [[START], []], [[], ['GWA009 warning']],
  ])('sysctls %j: %j', (sysctls, expected) => {
    expect(verdicts(pod({ securityContext: { sysctls } }, { className: 'istio' }), ISTIO, 'GWA009')).toEqual(expected);
  });

  test('args say what is gone; lists with a key are merged', () => {
    const [finding] = findingsIn(pod({ containers: [{ name: 'istio-proxy', args: ['proxy', 'waypoint'] }] })).filter(({ ruleId }) => ruleId === 'GWA009');
    expect(finding.message).toMatch(/^the option replaces Deployment \/spec\/template\/spec\/containers\/0\/args, and --domain, .* are gone$/);
    expect(verdicts(pod({ containers: [{ name: 'istio-proxy', env: [{ name: 'A', value: 'b' }] }] }), ISTIO, 'GWA009')).toEqual([]);
  });

  test('tolerations of the installation, and none where there were none', () => {
    const yaml = pod({ tolerations: [{ key: 'a', operator: 'Exists' }] });
    const facts = new MeshFacts({ platform: ISTIO.platform, meshConfig: {}, injectionValues: { global: { waypoint: { tolerations: [{ key: 'edge', operator: 'Exists' }] } } } });
    expect(verdicts(yaml, facts, 'GWA009')).toEqual(['GWA009 warning']);
    expect(verdicts(yaml, ISTIO, 'GWA009')).toEqual([]);
  });
});

test.each([
  [[{ name: 'a', port: 1 }, { name: 'b', port: 2 }], []],
  [[{ name: 'a', port: 1 }, { name: 'b', port: 1, protocol: 'UDP' }], ['GWA010 error']],
  [[{ name: 'mesh', port: 15008, protocol: 'UDP' }], ['GWA010 error']],
  [[{ name: 'mesh', port: 15008, protocol: 'TCP' }], []],
  [[{ port: 1, $patch: 'delete' }, { name: 'b', port: 1 }], []],
])('GWA010: ports %j: %j', (ports, expected) => {
  expect(verdicts(withOptions({ service: { spec: { ports } } }), ISTIO, 'GWA010')).toEqual(expected);
});

test.each([[['a', 'b'], []], [['a', 'a'], ['GWA010 error']]])('GWA010: constraints on %j: %j', (keys, expected) => {
  const topologySpreadConstraints = keys.map((topologyKey) => ({ maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway' }));
  expect(verdicts(pod({ topologySpreadConstraints }), ISTIO, 'GWA010')).toEqual(expected);
});

test.each([
  [{ minReadySeconds: 5 }, []],
  [{ minReadySecond: 5 }, ['GWA012 error']],
  [{ terminationGracePeriodSeconds: 5 }, ['GWA012 error']],
  [{ minReadySeconds: '5' }, ['GWA013 error']],
  [{ minReadySeconds: null }, []],
  [{ template: { spec: { tolerations: {} } } }, ['GWA013 error']],
  [{ template: { spec: { volumes: [{ name: 'a', configMap: { name: 'b' } }] } } }, []],
  [{ selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } } } }, ['GWA011 error']],
  [{ template: { metadata: { labels: { a: 'b' } } } }, []],
])('GWA011 to GWA013: spec %j: %j', (spec, expected) => {
  expect(rules(deployment(spec))).toEqual(expected);
});

test.each<[string | undefined, string[]]>([['1.36', ['GWA012 error']], ['1.37', []], [undefined, []]])('GWA012: an option with a field that came with Kubernetes 1.37, on %s', (kubernetesVersion, expected) => {
  const facts = new MeshFacts({ platform: Platform.istio({ version: '1.30.3', kubernetesVersion }), meshConfig: {}, injectionValues: {} });
  expect(verdicts(pod({ evictionResponders: [{ name: 'example.com/a' }] }), facts, 'GWA012')).toEqual(expected);
});

describe('GWA014, GWA015 and GWA018: listeners', () => {
  test.each([
    [[MESH], []],
    [[{ ...MESH, port: 15009 }], ['GWA014 error']],
    [[{ ...MESH, protocol: 'HTTP' }], ['GWA014 error']],
    [[MESH, HTTP], ['GWA014 warning']],
    [[HTTP, { ...HTTP, name: 'b', port: 81 }], ['GWA014 error']],
  ])('waypoint %j: %j', (listeners, expected) => { expect(rules(documents(gateway({ listeners })))).toEqual(expected); });

  test('a waypoint that is bound to another listener', () => {
    const metadata = { annotations: { 'ambient.istio.io/waypoint-inbound-binding': 'PROXY/15088' } };
    expect(rules(documents(gateway({ metadata, listeners: [{ name: 'a', port: 15088, protocol: 'istio.io/PROXY' }] })))).toEqual([]);
  });

  test.each([
    [[HTTP], []], [[{ ...HTTP, protocol: 'http' }], ['GWA018 error']], [[{ ...HTTP, protocol: 'UDP' }], ['GWA018 error']], [[{ ...HTTP, protocol: 'GRPC' }], ['GWA018 error']],
    [[{ ...HTTP, protocol: 'example.com/quic' }], ['GWA018 error']], [[{ ...HTTP, protocol: 'TCP' }], []], [[MESH], ['GWA015 error']],
  ])('gateway %j: %j', (listeners, expected) => { expect(rules(documents(gateway({ className: 'istio', listeners })))).toEqual(expected); });

  const TLS = { mode: 'Terminate', options: { 'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL' } };
  test.each([
    [{ ...MESH, tls: TLS }, []], [MESH, ['GWA015 error']], [{ ...MESH, port: 15443, tls: TLS }, ['GWA015 error']], [{ ...MESH, tls: { ...TLS, mode: undefined } }, []],
  ])('east-west %j: %j', (listener, expected) => { expect(rules(documents(gateway({ className: 'istio-east-west', listeners: [listener] })))).toEqual(expected); });

  test('of another mesh\'s class nothing is said', () => {
    expect(rules(documents(gateway({ className: 'nginx', listeners: [{ ...HTTP, protocol: 'http' }] })))).toEqual([]);
  });
});

/** Gateways near the edges of the CRD's rules. */
const listener = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'A', ''),
  port: fc.constantFrom(0, 1, 443, 65535, 65536),
  protocol: fc.constantFrom('HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP', 'HBONE'),
  hostname: fc.constantFrom('a.example.com', '*.example.com', 'a_b'),
  tls: fc.record({
    mode: fc.constantFrom('Terminate', 'Passthrough'),
    certificateRefs: fc.constantFrom([], [{ name: 'a' }]),
    options: fc.constantFrom({}, { 'example.com/a': 'b' }),
  }, { requiredKeys: [] }),
}, { requiredKeys: ['name', 'port', 'protocol'] });
const address = fc.record({ type: fc.constantFrom('IPAddress', 'Hostname'), value: fc.constantFrom('a.b', 'c.d') }, { requiredKeys: ['value'] });

describeWithSchemas('GWA016 and GWA017 judge as the CRD does', () => {
  const problems = (object: object): readonly string[] => crdSchemas('gateway-api/standard-1.5.1.yaml').problems(object);
  const facts = new MeshFacts({ platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33', gatewayApiVersion: '1.5' }) });
  const refused = (object: object): boolean => rules(JSON.stringify(object), facts).some((one) => one.startsWith('GWA016') || one.startsWith('GWA017'));

  test('listeners and addresses', () => {
    fc.assert(fc.property(fc.array(listener, { maxLength: 3 }), fc.array(address, { maxLength: 2 }), (listeners, addresses) => {
      const object = gateway({ className: 'istio', listeners, addresses });
      expect(refused(object)).toBe(problems(object).length > 0);
    }), { numRuns: 300, seed: 20261121 });
  });

  test.each([[1], [63], [64], [65]])('%d listeners', (count) => {
    const object = gateway({ className: 'istio', listeners: Array.from({ length: count }, (_, at) => ({ ...HTTP, name: `l${at}`, port: 1000 + at })) });
    expect(refused(object)).toBe(count > 64);
    expect(problems(object).length > 0).toBe(count > 64);
  });

  test.each([[8], [9]])('%d labels and annotations of infrastructure', (count) => {
    const map = Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']));
    for (const infrastructure of [{ labels: map }, { annotations: map }]) {
      const object = gateway({ infrastructure });
      expect(refused(object)).toBe(count > 8);
      expect(problems(object).length > 0).toBe(count > 8);
    }
  });
});

describe('GWA016: tls by version', () => {
  const facts = (gatewayApiVersion?: string) => new MeshFacts({ platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33', gatewayApiVersion }) });
  const noTls = { ...HTTP, protocol: 'TLS' };
  const https = { ...HTTP, protocol: 'HTTPS' };
  const byOptions = { ...https, tls: { options: { 'example.com/a': 'b' } } };
  const passthrough = { ...https, tls: { mode: 'Passthrough' } };
  test.each([
    ['1.0', noTls, ['GWA016 error']], ['1.1', noTls, ['GWA016 warning']], ['1.4.1', noTls, ['GWA016 warning']], ['1.5', noTls, ['GWA016 error']],
    [undefined, noTls, ['GWA016 warning']],
    ['1.0.0', https, ['GWA016 error']], ['1.1', https, []], [undefined, https, []],
    ['1.0.0', byOptions, ['GWA016 error']], ['1.1', byOptions, []], [undefined, byOptions, []],
    ['1.0.0', passthrough, []], ['1.1', passthrough, ['GWA016 error']], [undefined, passthrough, ['GWA016 error']],
  ])('Gateway API %s: %j: %j', (version, one, expected) => {
    expect(verdicts(documents(gateway({ className: 'istio', listeners: [one] })), facts(version), 'GWA016')).toEqual(expected);
  });

  test('only what the API server rejects is of class api', () => {
    const classes = ['1.4', '1.5'].map((version) => findingsIn(documents(gateway({ className: 'istio', listeners: [noTls] })), facts(version))
      .find(({ ruleId }) => ruleId === 'GWA016')?.ruleClass);
    expect(classes).toEqual(['practice', 'api']);
  });
});

describe('GWA017: the limit by version', () => {
  const labels = (count: number): string => documents(gateway({ infrastructure: { labels: Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v'])) } }));
  const facts = (gatewayApiVersion?: string) => new MeshFacts({ platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33', gatewayApiVersion }) });
  test.each([
    [8, '1.5', []], [9, '1.5', ['GWA017 error']], [16, '1.6', []], [17, '1.6', ['GWA017 error']], [8, undefined, []], [17, undefined, ['GWA017 error']],
  ])('%d with Gateway API %s: %j', (count, version, expected) => {
    expect(verdicts(labels(count), facts(version), 'GWA017')).toEqual(expected);
  });

  test('between the two limits the version decides', () => {
    expect(verdicts(labels(9), facts(), 'GWA017')).toEqual([]);
    expect(notEvaluated(labels(9), facts(), 'GWA017')).toHaveLength(1);
  });

  test('none', () => { expect(verdicts(documents(gateway({ listeners: [] })), ISTIO, 'GWA017')).toEqual(['GWA017 error']); });
});

describe('GWA034: canaries', () => {
  const on = (version: string, namespaces?: MeshFactsProps['namespaces']): MeshFacts => new MeshFacts({
    platform: Platform.istio({ version, kubernetesVersion: '1.33' }),
    ...namespaces && { namespaces },
  });
  const object = (labels: Readonly<Record<string, string>>, weight?: string, kind = 'Service'): string => stringify({
    apiVersion: 'v1',
    kind,
    metadata: { name: kind === 'Namespace' ? 'shop' : 'cart', ...kind !== 'Namespace' && { namespace: 'shop' }, labels, ...weight !== undefined && { annotations: { 'istio.io/use-waypoint-canary-weight': weight } } },
  });
  const BOTH = { 'istio.io/use-waypoint': 'a', 'istio.io/use-waypoint-canary': 'b' };
  const ALONE = { 'istio.io/use-waypoint-canary': 'b' };

  test.each<[string, string, MeshFacts, string | undefined]>([
    ['a share', object(BOTH, '10'), on('1.31'), undefined],
    ['none yet', object(BOTH), on('1.31'), undefined],
    ['0', object(BOTH, '0'), on('1.31'), undefined],
    ['all', object(BOTH, '100'), on('1.31'), undefined],
    ['more than all', object(BOTH, '101'), on('1.31'), 'istio.io/use-waypoint-canary-weight is "101", expected a whole number from 0 to 100'],
    ['less than none', object(BOTH, '-1'), on('1.31'), 'istio.io/use-waypoint-canary-weight is "-1", expected a whole number from 0 to 100'],
    ['no number', object(BOTH, '10%'), on('1.31'), 'istio.io/use-waypoint-canary-weight is "10%", expected a whole number from 0 to 100'],
    ['the same waypoint', object({ ...BOTH, 'istio.io/use-waypoint-canary': 'a' }), on('1.31'), 'istio.io/use-waypoint-canary names "a", which istio.io/use-waypoint names already'],
    ['the same, with its namespace', object({ ...BOTH, 'istio.io/use-waypoint-canary': 'a', 'istio.io/use-waypoint-canary-namespace': 'shop' }), on('1.31'),
      'istio.io/use-waypoint-canary names "a", which istio.io/use-waypoint names already'],
    ['the same name elsewhere', object({ ...BOTH, 'istio.io/use-waypoint-canary': 'a', 'istio.io/use-waypoint-canary-namespace': 'infra' }), on('1.31'), undefined],
    ['a namespace', object(BOTH, '10', 'Namespace'), on('1.31'), undefined],
    ['a namespace, alone', object(ALONE, '10', 'Namespace'), on('1.31'), 'istio.io/use-waypoint-canary names "b", and no istio.io/use-waypoint names a waypoint beside it'],
    ['beside the waypoint of the namespace', object(ALONE), on('1.31', { shop: { labels: { 'istio.io/use-waypoint': 'a' } } }), undefined],
    ['the waypoint of the namespace', object(ALONE), on('1.31', { shop: { labels: { 'istio.io/use-waypoint': 'b' } } }), 'istio.io/use-waypoint-canary names "b", which istio.io/use-waypoint names already'],
    ['alone', object(ALONE), on('1.31', { shop: { labels: {} } }), 'istio.io/use-waypoint-canary names "b", and no istio.io/use-waypoint names a waypoint beside it'],
    ['opted out', object({ ...ALONE, 'istio.io/use-waypoint': 'none' }), on('1.31', { shop: { labels: { 'istio.io/use-waypoint': 'a' } } }),
      'istio.io/use-waypoint-canary names "b", and no istio.io/use-waypoint names a waypoint beside it'],
    ['a namespace of which nobody knows', object(ALONE), on('1.31'), undefined],
    ['the same with a weight', object(ALONE, 'x'), on('1.31'), 'istio.io/use-waypoint-canary-weight is "x", expected a whole number from 0 to 100'],
    ['none', object({ 'istio.io/use-waypoint-canary': 'none' }, 'x'), on('1.31'), undefined],
    ['an older Istio', object(BOTH, '10'), on('1.30.5'), 'istio.io/use-waypoint-canary needs Istio 1.31 or later, and the mesh is istio 1.30.5 on Kubernetes 1.33'],
  ])('%s', (_, yaml, facts, expected) => {
    const found = findingsIn(yaml, facts).filter(({ ruleId }) => ruleId === 'GWA034');
    expect(found.map(({ message }) => message)).toEqual(expected === undefined ? [] : [expected]);
  });

  test('a version that nobody read', () => {
    expect(verdicts(object(BOTH, 'x'), on('1.32'), 'GWA034')).toEqual([]);
    expect(notEvaluated(object(BOTH, 'x'), on('1.32'), 'GWA034')).toHaveLength(1);
  });

  test('a waypoint that does not let the canary in, and one that only canaries use', () => {
    const inShop = documents(gateway({ name: 'b' }));
    const labels = { ...BOTH, 'istio.io/use-waypoint-canary-namespace': 'shop' };
    const other = stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart', namespace: 'cart', labels } });
    const [finding] = findingsIn(`${inShop}---\n${other}`, on('1.31')).filter(({ ruleId }) => ruleId === 'GWA024');
    expect(finding.values.map(({ name }) => name)).toEqual(['allowedRoutes', 'istio.io/use-waypoint-canary']);
    const unused = (version: string): string[] => verdicts(`${inShop}---\n${object(BOTH)}`, on(version, { shop: { labels: {} } }), 'GWA020');
    expect([unused('1.30.5'), unused('1.31')]).toEqual([['GWA020 warning'], []]);
  });
});

describe('GWA019, GWA020, GWA021, GWA024 and GWA028: who uses a waypoint', () => {
  const namespace = (labels: object = {}, name = 'shop'): object => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  const USE = { 'istio.io/use-waypoint': 'edge' };
  const service = (labels: object, inside = 'shop'): object => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: inside, labels }, spec: { ports: [{ port: 80 }] } });
  const workload = (labels: object): object => ({
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace: 'shop' }, spec: { template: { metadata: { labels } } },
  });
  const open = (from: string): Wanted => ({ listeners: [{ ...MESH, allowedRoutes: { namespaces: { from } } }] });
  const metadata = (value: string) => ({ labels: { 'istio.io/waypoint-for': value } });

  test.each([['service', []], ['workload', []], ['all', []], ['none', []], ['services', ['GWA019 error']], ['', ['GWA019 error']]])('waypoint-for %s: %j', (value, expected) => {
    expect(rules(documents(gateway({ metadata: metadata(value) })))).toEqual(expected);
  });

  test.each([
    ['a namespace without the label', [namespace()], ['GWA020 warning']],
    ['a namespace with it', [namespace(USE)], []],
    ['a Service with it', [namespace(), service(USE)], []],
    ['a namespace that is not known', [], []],
  ])('%s', (_, others, expected) => { expect(verdicts(documents(gateway(), ...others), ISTIO, 'GWA020')).toEqual(expected); });

  test('an open waypoint may be used from where nobody looked', () => {
    const yaml = documents(gateway(open('All')), namespace());
    expect(verdicts(yaml, ISTIO, 'GWA020')).toEqual([]);
    expect(notEvaluated(yaml, ISTIO, 'GWA020')).toHaveLength(1);
    expect(notEvaluated(documents(gateway()), ISTIO, 'GWA020')).toEqual(['the labels of namespace shop are not known']);
  });

  test.each([
    ['the waypoint is there', [gateway(), service(USE)], []],
    ['opted out', [service({ 'istio.io/use-waypoint': 'none' })], []],
    ['it may be elsewhere', [service(USE)], []],
    ['misspelt', [gateway(), service({ 'istio.io/use-waypoint': 'egde' })], ['GWA021 error']],
    ['on pods', [gateway(), workload({ 'istio.io/use-waypoint': 'egde' })], ['GWA021 error']],
    ['an ingress gateway', [gateway({ className: 'istio' }), service(USE)], ['GWA021 error']],
    ['a gateway of somebody else', [gateway({ className: 'kgateway-waypoint' }), service(USE)], []],
    ['in another namespace, open', [gateway(open('All')), service(USE, 'cart')], ['GWA021 error']],
    ['in another namespace, closed: each may have one of that name', [gateway(), service(USE, 'cart')], []],
  ])('use-waypoint: %s', (_, objects, expected) => { expect(verdicts(documents(...objects), ISTIO, 'GWA021')).toEqual(expected); });

  test('a waypoint that is not among the manifests is no finding, and no pass', () => {
    expect(notEvaluated(documents(service(USE)), ISTIO, 'GWA021')).toEqual(['Gateway shop/edge is not among the manifests']);
  });

  const ACROSS = { ...USE, 'istio.io/use-waypoint-namespace': 'shop' };
  test.each([
    ['own namespace', gateway(), service(USE), []],
    ['another namespace, closed', gateway(), service(ACROSS, 'cart'), ['GWA024 error']],
    ['another namespace, open', gateway(open('All')), service(ACROSS, 'cart'), []],
    ['pods, for services', gateway(), workload(USE), ['GWA024 warning']],
    ['pods, for all', gateway({ metadata: metadata('all') }), workload(USE), []],
    ['a Service, for workloads', gateway({ metadata: metadata('workload') }), service(USE), ['GWA024 warning']],
    ['a namespace, for none', gateway({ metadata: metadata('none') }), namespace(USE), ['GWA024 warning']],
  ])('GWA024: %s', (_, waypoint, user, expected) => { expect(verdicts(documents(waypoint, user), ISTIO, 'GWA024')).toEqual(expected); });

  test.each([['none', ['GWA028 error']], ['nones', []]])('a waypoint called %s: %j', (name, expected) => {
    expect(rules(documents(gateway({ name })))).toEqual(expected);
  });
});

test.each([
  ['istio', []], ['istio-waypoint', []], ['istio-waypiont', ['GWA022 warning']], ['istio2', []], ['istio-2', []], ['istio-b', []], ['istioo', ['GWA022 warning']], ['istio-waypoin', ['GWA022 warning']], ['Istio', ['GWA022 warning']], ['istio-remote', []], ['nginx', []], ['cilium', []],
])('GWA022: class %s: %j', (className, expected) => {
  expect(verdicts(documents(gateway({ className, listeners: [className === 'istio-waypoint' ? MESH : HTTP] })), ISTIO, 'GWA022')).toEqual(expected);
});

test('GWA022: a class that is declared, or that istiod was told to use, is no mistake', () => {
  const yaml = documents(gateway({ className: 'istioo', listeners: [HTTP] }));
  expect(verdicts(yaml, ISTIO, 'GWA022')).toEqual(['GWA022 warning']);
  const declared = documents({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'istioo' }, spec: { controllerName: 'a.b/c' } });
  expect(verdicts(`${yaml}---\n${declared}`, ISTIO, 'GWA022')).toEqual([]);
  const told = new MeshFacts({ platform: ISTIO.platform, injectionValues: { pilot: { env: { PILOT_GATEWAY_API_DEFAULT_GATEWAYCLASS_NAME: 'istioo' } } } });
  expect(verdicts(yaml, told, 'GWA022')).toEqual([]);
});

describe('GWA023: defaults for a class', () => {
  const defaults = (name: string, className: string, namespace = 'istio-system') => configMap({}, name, namespace, { 'gateway.istio.io/defaults-for-class': className });
  test.each([
    [[defaults('a', 'istio')], []], [[defaults('a', 'istio'), defaults('b', 'istio')], ['GWA023 warning']],
    [[defaults('a', 'istio'), defaults('b', 'istio-waypoint')], []], [[defaults('a', 'istio', 'x'), defaults('b', 'istio', 'x')], []],
  ])('%#: %j', (objects, expected) => { expect(rules(documents(...objects))).toEqual(expected); });
});

describe('GWA027: what reaches nothing', () => {
  const DRAIN = { 'proxy.istio.io/config': 'drainDuration: 10s\n' };
  test.each([
    [{ metadata: { annotations: DRAIN } }, []],
    [{ metadata: { annotations: DRAIN }, infrastructure: { annotations: {} } }, ['GWA027 warning']],
    [{ metadata: { annotations: DRAIN }, infrastructure: { annotations: DRAIN } }, []],
    [{ metadata: { annotations: { team: 'a' } }, infrastructure: { annotations: DRAIN } }, []],
    [{ metadata: { annotations: { 'sidecar.istio.io/proxyCPU': '1' } } }, ['GWA027 warning']],
    [{ infrastructure: { labels: { 'gateway.networking.k8s.io/a': 'b' } } }, ['GWA027 warning']],
  ])('%j: %j', (wanted, expected) => { expect(rules(documents(gateway(wanted)))).toEqual(expected); });
});

test('hostile values make no rule fail', () => {
  const value = fc.constantFrom<unknown>(null, true, '', 'x', '__proto__', -1, 0, 2 ** 53, [], {}, [[]], [null], { name: 3 }, 'x'.repeat(400));
  fc.assert(fc.property(value, value, value, value, value, fc.constantFrom(ISTIO, ASM), (a, b, c, d, e, facts) => {
    const objects = [
      { ...gateway(), spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: a, port: b, protocol: c, hostname: d, tls: e, allowedRoutes: a }], addresses: [{ type: a, value: b }, c] } },
      { ...gateway({ name: 'b' }), spec: { gatewayClassName: a, listeners: b, addresses: c, infrastructure: { parametersRef: { group: d, kind: 'ConfigMap', name: e }, labels: a, annotations: b } } },
      { ...gateway({ name: 'c', className: 'istio', infrastructure: { parametersRef: PARAMETERS } }) },
      configMap({
        deployment: JSON.stringify({
          metadata: a,
          spec: { selector: b, template: { metadata: { labels: c }, spec: { containers: d, volumes: e, securityContext: { sysctls: a } } } },
        }),
        service: JSON.stringify({ spec: { ports: a } }),
        horizontalPodAutoscaler: b,
      }),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'istio.io/use-waypoint': a }, annotations: { x: b } } },
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop', annotations: { 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id': a } }, spec: { ports: b, type: c } },
      { apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'a', namespace: 'istio-system' }, spec: { clusterIds: a, overrides: b, affinity: c, podAnnotations: d } },
      { apiVersion: 'istio.alibabacloud.com/v1', kind: 'IstioGateway', metadata: { name: 'b', namespace: 'istio-system' }, spec: { clusterIds: [a, 'c1'], overrides: { c1: b, c2: { resources: c } }, resources: d } },
    ];
    const { findings } = reportOf(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), facts);
    expect(findings.filter(({ ruleId }) => ruleId === 'ENGINE001').map(({ message }) => message)).toEqual([]);
  }), { numRuns: 150, seed: 20261121 });
});
