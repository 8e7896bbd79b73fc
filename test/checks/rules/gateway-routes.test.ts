import { MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, reportOf, verdicts } from '../../support/findings';

const GROUP = 'gateway.networking.k8s.io';
const TLS = { certificateRefs: [{ name: 'edge-certificate' }] };
const PASSTHROUGH = { mode: 'Passthrough' };
const ALL = { namespaces: { from: 'All' } };
const SELECTED = { namespaces: { from: 'Selector', selector: { matchLabels: { edge: 'yes' } } } };
const HTTP = { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: ALL };
const HTTPS = { name: 'https', port: 443, protocol: 'HTTPS', tls: TLS, allowedRoutes: ALL };

const documents = (...objects: unknown[]): string => objects.map((object) => JSON.stringify(object)).join('\n---\n');

interface GatewayWanted { readonly name?: string; readonly namespace?: string | null; readonly className?: string; readonly addresses?: unknown }

function gateway(listeners: readonly object[], { name = 'edge', namespace = 'ingress', className = 'istio', addresses }: GatewayWanted = {}): object {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'Gateway',
    metadata: { name, ...namespace !== null && { namespace } },
    spec: { gatewayClassName: className, addresses, listeners },
  };
}

interface RouteWanted { readonly kind?: string; readonly namespace?: string | null; readonly refs?: unknown; readonly hostnames?: unknown }

const EDGE = { name: 'edge', namespace: 'ingress' };

function route({ kind = 'HTTPRoute', namespace = 'shop', refs = [EDGE], hostnames }: RouteWanted = {}): object {
  return {
    apiVersion: `${GROUP}/${kind === 'TCPRoute' ? 'v1alpha2' : 'v1'}`,
    kind,
    metadata: { name: 'shop', ...namespace !== null && { namespace } },
    spec: { parentRefs: refs, hostnames, rules: [{ backendRefs: [{ name: 'shop', port: 8080 }] }] },
  };
}

const namespace = (name: string, labels: object): object => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });

/** The rules on routes and on conflicts. */
const NUMBERS = /^GWA0(?:29|3[0-3])/;
const rules = (yaml: string, facts = ISTIO): string[] => verdicts(yaml, facts).filter((one) => NUMBERS.test(one));
const said = (yaml: string, facts = ISTIO): string[] => (
  findingsIn(yaml, facts).filter(({ ruleId }) => NUMBERS.test(ruleId)).map(({ message }) => message)
);
const open = (yaml: string, facts = ISTIO): string[] => (
  reportOf(yaml, facts).notEvaluated.filter(({ ruleId }) => NUMBERS.test(ruleId)).map(({ ruleId, why }) => `${ruleId}: ${why}`)
);
const factsWith = (props: Partial<MeshFactsProps>): MeshFacts => (
  new MeshFacts({ platform: ISTIO.platform, meshConfig: {}, injectionValues: {}, ...props })
);

describe('GWA030: the namespace of the route', () => {
  const SAME = { namespaces: { from: 'Same' } };
  test.each<[string, object | undefined, RouteWanted, string[]]>([
    ['another, where nobody says', undefined, {}, ['GWA030 error']],
    ['another, Same', SAME, {}, ['GWA030 error']],
    ['its own, Same', SAME, { namespace: 'ingress' }, []],
    ['its own, named by nobody', SAME, { namespace: 'ingress', refs: [{ name: 'edge' }] }, []],
    ['another, All', ALL, {}, []],
    ['a namespaces without from', { namespaces: {} }, {}, ['GWA030 error']],
    ['kinds only', { kinds: [{ kind: 'HTTPRoute' }] }, {}, ['GWA030 error']],
    ['a selector of its name', { namespaces: { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } } }, {}, []],
    ['a selector of other names', { namespaces: { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['web'] }] } } }, {},
      ['GWA030 error']],
    ['an empty selector', { namespaces: { from: 'Selector', selector: {} } }, {}, []],
    ['a selector that is missing: istiod takes all', { namespaces: { from: 'Selector' } }, {}, []],
    ['a word that the CRD refuses', { namespaces: { from: 'Some' } }, {}, []],
    ['a route that names no namespace', SAME, { namespace: null }, []],
  ])('%s', (_, allowedRoutes, wanted, expected) => {
    expect(rules(documents(gateway([{ ...HTTP, allowedRoutes }]), route(wanted)))).toEqual(expected);
  });

  test.each<[string, MeshFacts, readonly object[], string[], string[]]>([
    ['labels that nobody knows', ISTIO, [], [], ['GWA030: Gateway ingress/edge takes routes by namespace: the labels of namespace shop are not known; name it in the facts or add its manifest']],
    ['a label that the namespace has', ISTIO, [namespace('shop', { edge: 'yes' })], [], []],
    ['a label that it does not have', ISTIO, [namespace('shop', { edge: 'no' })], ['GWA030 error'], []],
    ['a label by the facts', factsWith({ namespaces: { shop: { labels: { edge: 'yes' } } } }), [], [], []],
    ['no label by the facts', factsWith({ namespaces: { shop: { labels: {} } } }), [], ['GWA030 error'], []],
  ])('by a selector: %s', (_, facts, others, expected, undecided) => {
    const yaml = documents(gateway([{ ...HTTP, allowedRoutes: SELECTED }]), route(), ...others);
    expect(rules(yaml, facts)).toEqual(expected);
    expect(open(yaml, facts)).toEqual(undecided);
  });

  test('one listener that takes it is enough, also where another is not known', () => {
    const yaml = documents(gateway([{ ...HTTP, allowedRoutes: SELECTED }, HTTPS]), route());
    expect([rules(yaml), open(yaml)]).toEqual([[], []]);
  });

  test('of several the sentence says what each refuses', () => {
    const yaml = documents(namespace('shop', {}), gateway([
      { ...HTTP, allowedRoutes: undefined }, { ...HTTPS, allowedRoutes: SELECTED }, { name: 'db', port: 5432, protocol: 'TCP', allowedRoutes: ALL },
      { ...HTTPS, name: 'other', hostname: 'other.example.com' }, { ...HTTP, name: 'more', port: 81, allowedRoutes: undefined },
    ]), route({ hostnames: ['shop.example.com'] }));
    expect(said(yaml)).toEqual(['Gateway ingress/edge does not take the HTTPRoute: listener "http" takes routes of namespace ingress only; '
      + 'the selector of listener "https" does not match namespace shop; listener "db" takes TCPRoute only; listener "other" is for "other.example.com"; 1 more refuse it']);
  });

  test('where ASM deploys the gateway it is a warning', () => {
    expect(rules(documents(gateway([{ ...HTTP, allowedRoutes: undefined }]), route()), ASM)).toEqual(['GWA030 warning']);
  });

  test('gateways that run already are told the same', () => {
    const adopted = gateway([{ ...HTTP, allowedRoutes: undefined }], { addresses: [{ type: 'Hostname', value: 'ingress.istio-system.svc.cluster.local' }] });
    expect(rules(documents(adopted, route()))).toEqual(['GWA030 error']);
  });

  test('a Gateway without a namespace is meant by whoever names it', () => {
    const yaml = documents(gateway([{ ...HTTP, allowedRoutes: undefined }], { namespace: null }), route());
    expect(rules(yaml)).toEqual(['GWA030 error']);
    expect(rules(documents(gateway([{ ...HTTP, allowedRoutes: undefined }], { namespace: null }), route({ namespace: 'ingress' })))).toEqual([]);
    expect(rules(documents(gateway([{ ...HTTP, allowedRoutes: undefined }], { namespace: null }), route({ namespace: null, refs: [{ name: 'edge' }] })))).toEqual([]);
  });
});

describe('GWA029: the listener that a parentRef names', () => {
  test.each<[string, object, string | undefined]>([
    ['none: all of them', {}, undefined],
    ['one that is there', { sectionName: 'https' }, undefined],
    ['one that is not', { sectionName: 'htps' }, 'parentRefs[0] names listener "htps" of Gateway ingress/edge, which has "http" (80), "https" (443); did you mean "https"?'],
    ['a port that is there', { port: 443 }, undefined],
    ['a port that is not', { port: 8443 }, 'parentRefs[0] names port 8443 of Gateway ingress/edge, which has "http" (80), "https" (443)'],
    ['both, of one listener', { sectionName: 'http', port: 80 }, undefined],
    ['both, of two listeners', { sectionName: 'http', port: 443 }, 'parentRefs[0] names listener "http" with port 443 of Gateway ingress/edge, which has "http" (80), "https" (443)'],
  ])('%s', (_, named, message) => {
    expect(said(documents(gateway([HTTP, HTTPS]), route({ refs: [{ ...EDGE, ...named }] })))).toEqual(message === undefined ? [] : [message]);
  });

  test('each parentRef is judged for itself', () => {
    const refs = [{ ...EDGE, sectionName: 'http' }, { ...EDGE, sectionName: 'no' }, { ...EDGE, port: 1 }];
    const found = findingsIn(documents(gateway([HTTP]), route({ refs })), ISTIO).filter(({ ruleId }) => ruleId === 'GWA029');
    expect(found.map(({ pointer }) => pointer)).toEqual(['/spec/parentRefs/1/sectionName', '/spec/parentRefs/2/port']);
  });

  test('without listeners the Gateway is what is wrong', () => {
    expect(verdicts(documents(gateway([]), route()), ISTIO).filter((one) => one.startsWith('GWA'))).toEqual(['GWA017 error']);
  });

  test.each<[string, object]>([
    ['a Service', { group: '', kind: 'Service', name: 'shop' }],
    ['a ServiceEntry', { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'shop' }],
    ['a ListenerSet', { kind: 'ListenerSet', name: 'edge', namespace: 'ingress', sectionName: 'no' }],
    ['an XListenerSet', { group: 'gateway.networking.x-k8s.io', kind: 'XListenerSet', name: 'edge', namespace: 'ingress' }],
    ['a Gateway of Istio\'s own group', { group: 'networking.istio.io', kind: 'Gateway', ...EDGE }],
    ['no name', { namespace: 'ingress' }],
  ])('silent: %s', (_, ref) => {
    const yaml = documents(gateway([{ ...HTTP, allowedRoutes: undefined }]), route({ refs: [ref], hostnames: ['a.example.com', 'b.example.com'] }));
    expect([rules(yaml), open(yaml)]).toEqual([[], []]);
  });

  test('a class of another controller has its own rules', () => {
    expect(rules(documents(gateway([HTTP], { className: 'envoy' }), route({ refs: [{ ...EDGE, sectionName: 'no' }] })))).toEqual([]);
  });

  test('an east-west gateway is left alone: versions differ', () => {
    const tls = { name: 'tls', port: 15443, protocol: 'TLS', tls: PASSTHROUGH };
    expect(rules(documents(gateway([tls], { className: 'istio-east-west' }), route({ kind: 'TLSRoute', hostnames: ['a.example.com'] })))).toEqual([]);
  });

  test.each([[ISTIO, 'error'], [ASM, 'warning']])('a waypoint takes none, %#', (facts, severity) => {
    const yaml = documents(gateway([{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: ALL }], { className: 'istio-waypoint' }), route());
    expect(rules(yaml, facts)).toEqual([`GWA029 ${severity}`]);
    expect(said(yaml, facts)[0]).toBe('parentRefs[0] names waypoint ingress/edge, which takes no routes: the HTTPRoute has no effect');
  });

  test.each<[string, unknown, string[], string[]]>([
    ['one with a namespace', [{ name: 'edge', namespace: 'elsewhere' }], [], ['GWA029: Gateway elsewhere/edge is not among the manifests']],
    ['one of no name that is known', [{ name: 'other' }], [], ['GWA029: Gateway shop/other is not among the manifests']],
    ['one without a namespace, which stands in another', [{ name: 'edge' }], ['GWA029 warning'], []],
  ])('a Gateway that is not there: %s', (_, refs, expected, undecided) => {
    const yaml = documents(gateway([HTTP]), route({ refs }));
    expect(rules(yaml)).toEqual(expected);
    expect(open(yaml)).toEqual(undecided);
  });

  test('of a name that stands in several namespaces none is guessed, nor of one of another class', () => {
    const refs = [{ name: 'edge' }];
    expect(rules(documents(gateway([HTTP]), gateway([HTTP], { namespace: 'b' }), route({ refs })))).toEqual([]);
    expect(rules(documents(gateway([HTTP], { className: 'envoy' }), route({ refs })))).toEqual([]);
  });
});

describe('GWA031: the kind of the route', () => {
  const LISTENERS: Readonly<Record<string, object>> = {
    HTTP,
    HTTPS,
    'HTTPS without tls': { ...HTTPS, tls: undefined },
    'TCP': { name: 'l', port: 5432, protocol: 'TCP', allowedRoutes: ALL },
    'TLS passed through': { name: 'l', port: 443, protocol: 'TLS', tls: PASSTHROUGH, allowedRoutes: ALL },
    'TLS that ends': { name: 'l', port: 443, protocol: 'TLS', tls: TLS, allowedRoutes: ALL },
    'TLS that ends, written': { name: 'l', port: 443, protocol: 'TLS', tls: { ...TLS, mode: 'Terminate' }, allowedRoutes: ALL },
    'UDP': { name: 'l', port: 53, protocol: 'UDP', allowedRoutes: ALL },
  };
  test.each<[string, readonly string[]]>([
    ['HTTP', ['TLSRoute', 'TCPRoute']],
    ['HTTPS', ['TLSRoute', 'TCPRoute']],
    ['HTTPS without tls', ['TLSRoute', 'TCPRoute']],
    ['TCP', ['HTTPRoute', 'GRPCRoute', 'TLSRoute']],
    ['TLS passed through', ['HTTPRoute', 'GRPCRoute', 'TCPRoute']],
    ['TLS that ends', ['HTTPRoute', 'GRPCRoute']],
    ['TLS that ends, written', ['HTTPRoute', 'GRPCRoute']],
    ['UDP', []],
  ])('%s does not take %j', (name, refused) => {
    const kinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];
    expect(kinds.filter((kind) => rules(documents(gateway([LISTENERS[name]]), route({ kind }))).includes('GWA031 error'))).toEqual(refused);
  });

  test.each<[string, readonly object[], string[]]>([
    ['that names it', [{ kind: 'HTTPRoute' }], []],
    ['that names it with its group', [{ group: GROUP, kind: 'HTTPRoute' }], []],
    ['that names it with another group', [{ group: 'example.com', kind: 'HTTPRoute' }], ['GWA031 error']],
    ['that names another', [{ kind: 'GRPCRoute' }], ['GWA031 error']],
    ['that is empty', [], []],
  ])('a list of kinds %s', (_, kinds, expected) => {
    expect(rules(documents(gateway([{ ...HTTP, allowedRoutes: { ...ALL, kinds } }]), route()))).toEqual(expected);
  });

  test('the sentence says what is taken', () => {
    expect(said(documents(gateway([HTTP]), route({ kind: 'TCPRoute' })))).toEqual([
      'Gateway ingress/edge does not take the TCPRoute: listener "http" takes HTTPRoute and GRPCRoute only',
    ]);
    expect(said(documents(gateway([{ ...HTTP, allowedRoutes: { kinds: [{ kind: 'TCPRoute' }] } }]), route()))).toEqual([
      'Gateway ingress/edge does not take the HTTPRoute: listener "http" takes no routes',
    ]);
  });
});

describe('GWA032: the hostnames of the route', () => {
  test.each<[listener: string | undefined, hostnames: readonly string[] | undefined, fits: boolean]>([
    [undefined, ['a.example.com'], true],
    ['a.example.com', undefined, true],
    ['a.example.com', [], true],
    ['a.example.com', ['a.example.com'], true],
    ['a.example.com', ['b.example.com'], false],
    ['*.example.com', ['a.example.com'], true],
    ['*.example.com', ['a.b.example.com'], true],
    ['*.example.com', ['example.com'], false],
    ['*.example.com', ['aexample.com'], false],
    ['a.example.com', ['*.example.com'], true],
    ['example.com', ['*.example.com'], false],
    ['*.example.com', ['*.a.example.com'], true],
    ['*.a.example.com', ['*.example.com'], true],
    ['*.a.example.com', ['*.b.example.com'], false],
    ['*.example.com', ['*.com'], true],
    ['*.example.com', ['*.org'], false],
  ])('listener %s, route %j: %s', (hostname, hostnames, fits) => {
    for (const kind of ['HTTPRoute', 'GRPCRoute']) {
      expect(rules(documents(gateway([{ ...HTTP, hostname }]), route({ kind, hostnames })))).toEqual(fits ? [] : ['GWA032 error']);
    }
    const tls = { name: 'tls', port: 443, protocol: 'TLS', tls: PASSTHROUGH, allowedRoutes: ALL, hostname };
    expect(rules(documents(gateway([tls]), route({ kind: 'TLSRoute', hostnames })))).toEqual(fits ? [] : ['GWA032 error']);
  });

  test('a TCPRoute has none', () => {
    const tls = { name: 'tls', port: 443, protocol: 'TLS', tls: TLS, allowedRoutes: ALL, hostname: 'a.example.com' };
    expect(rules(documents(gateway([tls]), route({ kind: 'TCPRoute', hostnames: ['b.example.com', 'c.example.com'] })))).toEqual([]);
  });

  describe('of which one is served and another is not', () => {
    const hostnames = ['a.example.com', 'a.example.org'];
    const [com, org] = ['com', 'org'].map((domain) => ({ ...HTTP, name: domain, hostname: `*.example.${domain}` }));
    test.each<[string, readonly object[], unknown, string[]]>([
      ['by any listener', [com], [EDGE], ['GWA032 warning']],
      ['each by its own listener', [com, org], [EDGE], []],
      ['by the listener that the parentRef names', [com, org], [{ ...EDGE, sectionName: 'com' }], ['GWA032 warning']],
      ['by the listeners of two parentRefs', [com, org], [{ ...EDGE, sectionName: 'com' }, { ...EDGE, sectionName: 'org' }], []],
      ['by a listener that does not take the namespace', [com, { ...org, allowedRoutes: undefined }], [EDGE], ['GWA032 warning']],
      ['by one that may take it', [com, { ...org, allowedRoutes: SELECTED }], [EDGE], []],
      ['by a Gateway that is not here', [com], [EDGE, { name: 'other', namespace: 'ingress' }], []],
      ['by the mesh', [com], [EDGE, { group: '', kind: 'Service', name: 'shop' }], []],
    ])('%s', (_, listeners, refs, expected) => {
      expect(rules(documents(gateway(listeners), route({ refs, hostnames })))).toEqual(expected);
    });

    test('the sentence says for what the listeners are', () => {
      expect(said(documents(gateway([com]), route({ hostnames })))).toEqual([
        'hostname "a.example.org" is served by no listener that takes the route: listener "com" is for "*.example.com"',
      ]);
    });
  });
});

describe('GWA032: a listener that is for the hostname more exactly', () => {
  const on = (name: string, hostname?: string, more: object = {}): object => ({ ...HTTP, name, hostname, ...more });
  const [WILD, API] = [on('wild', '*.example.com'), on('api', 'api.example.com')];
  const named = (...names: readonly string[]): unknown => names.map((sectionName) => ({ ...EDGE, sectionName }));
  test.each<[string, readonly object[], unknown, readonly string[] | undefined, number]>([
    ['on the same port', [WILD, API], named('wild'), ['api.example.com'], 1],
    ['that the route names as well', [WILD, API], named('wild', 'api'), ['api.example.com'], 0],
    ['of a route that names no listener', [WILD, API], [EDGE], ['api.example.com'], 0],
    ['on another port', [WILD, on('api', 'api.example.com', { port: 81 })], named('wild'), ['api.example.com'], 0],
    ['of another protocol', [WILD, on('api', 'api.example.com', { protocol: 'HTTPS', tls: TLS })], named('wild'), ['api.example.com'], 0],
    ['for another host', [WILD, API], named('wild'), ['b.example.com'], 0],
    ['for one of two hosts', [WILD, API], named('wild'), ['b.example.com', 'api.example.com'], 1],
    ['beside one for all hosts', [on('all'), API], named('all'), ['api.example.com'], 1],
    ['with a longer wildcard', [WILD, on('longer', '*.api.example.com')], named('wild'), ['a.api.example.com'], 1],
    ['with a wildcard that the hostname is wider than', [WILD, on('longer', '*.api.example.com')], named('wild'), ['*.example.com'], 0],
    ['with a wildcard, while the listener of the route is exact', [WILD, API], named('api'), ['api.example.com'], 0],
    ['with a shorter wildcard', [WILD, on('all')], named('wild'), ['api.example.com'], 0],
    ['and a route for all hostnames', [WILD, API], named('wild'), undefined, 0],
  ])('%s', (_, listeners, refs, hostnames, count) => {
    for (const kind of ['HTTPRoute', 'GRPCRoute']) {
      expect(rules(documents(gateway(listeners), route({ kind, refs, hostnames })))).toEqual(Array.from({ length: count }, () => 'GWA032 warning'));
    }
  });

  test('TLS goes by the name that the client sends, not by listeners', () => {
    const tls = (name: string, hostname: string): object => ({ name, hostname, port: 443, protocol: 'TLS', tls: PASSTHROUGH, allowedRoutes: ALL });
    const listeners = [tls('wild', '*.example.com'), tls('api', 'api.example.com')];
    expect(rules(documents(gateway(listeners), route({ kind: 'TLSRoute', refs: named('wild'), hostnames: ['api.example.com'] })))).toEqual([]);
  });

  test('the sentence names who serves it', () => {
    expect(said(documents(gateway([WILD, API]), route({ refs: named('wild'), hostnames: ['api.example.com'] })))).toEqual([
      'hostname "api.example.com" is not served: listener "wild" leaves it to listener "api", which is for "api.example.com" and does not have the route',
    ]);
    const secure = { port: 443, protocol: 'HTTPS', tls: TLS };
    const listeners = [WILD, API, on('wild-tls', '*.example.com', secure), on('api-tls', 'api.example.com', secure)];
    const [finding] = findingsIn(documents(gateway(listeners), route({ refs: named('wild', 'wild-tls'), hostnames: ['api.example.com'] })), ISTIO).filter(({ ruleId }) => ruleId === 'GWA032');
    expect(finding.fix).toBe('name listener "api" and listener "api-tls" in parentRefs, or remove the hostname');
  });
});

describe('GWA033: listeners on one port', () => {
  const on = (version: string): MeshFacts => factsWith({ platform: Platform.istio({ version, kubernetesVersion: '1.33' }) });
  const [NEW, OLD] = [on('1.31'), on('1.30')];
  const listener = (name: string, protocol: string, hostname?: string, port = 443): object => (
    { name, port, protocol, hostname, ...protocol === 'HTTPS' && { tls: TLS }, ...protocol === 'TLS' && { tls: PASSTHROUGH } });
  const A = 'a.example.com';
  const B = 'b.example.com';
  test.each<[string, readonly object[], string | undefined, string | undefined]>([
    ['of two ports', [listener('http', 'HTTP', A, 80), listener('https', 'HTTPS', A)], undefined, undefined],
    ['of one protocol, for two hosts', [listener('a', 'HTTPS', A), listener('b', 'HTTPS', B)], undefined, undefined],
    ['HTTPS and TLS for two hosts', [listener('a', 'HTTPS', A), listener('b', 'TLS', B)], undefined, undefined],
    ['HTTPS and TLS for one host', [listener('a', 'HTTPS', A), listener('b', 'TLS', A)], 'error', 'warning'],
    ['HTTPS and TLS for all hosts', [listener('a', 'HTTPS'), listener('b', 'TLS')], 'error', 'warning'],
    ['HTTPS for a host and TLS for all', [listener('a', 'HTTPS', A), listener('b', 'TLS')], undefined, undefined],
    ['HTTP and HTTPS for all hosts', [listener('http', 'HTTP'), listener('https', 'HTTPS')], 'error', 'warning'],
    ['HTTP and TCP', [listener('http', 'HTTP', A), listener('tcp', 'TCP')], 'error', 'warning'],
    ['TCP and TLS', [listener('tcp', 'TCP'), listener('tls', 'TLS', A)], 'error', 'warning'],
    ['HTTP, and HTTPS for another host, whose name comes later', [listener('http', 'HTTP', A), listener('https', 'HTTPS', B)], 'warning', 'warning'],
    ['the same the other way round', [listener('https', 'HTTPS', B), listener('http', 'HTTP', A)], 'warning', 'warning'],
    ['HTTP, and HTTPS for another host, whose name comes first', [listener('plain', 'HTTP', A), listener('https', 'HTTPS', B)], undefined, undefined],
    ['UDP, which nobody serves, before TCP', [listener('udp', 'UDP'), listener('tcp', 'TCP')], 'error', undefined],
    ['UDP before HTTPS', [listener('quic', 'UDP'), listener('https', 'HTTPS', A)], 'error', undefined],
    ['UDP on another port', [listener('dns', 'UDP', undefined, 53), listener('tcp', 'TCP')], undefined, undefined],
    ['UDP after TCP, where it is refused anyway', [listener('tcp', 'TCP'), listener('udp', 'UDP')], undefined, undefined],
    ['UDP after HTTP, whose name comes first', [listener('http', 'HTTP'), listener('udp', 'UDP')], undefined, undefined],
    ['twice the same, which the CRD refuses', [listener('a', 'HTTP', A), listener('b', 'HTTP', A)], undefined, undefined],
  ])('%s', (_, listeners, now, before) => {
    const yaml = documents(gateway(listeners));
    expect([rules(yaml, NEW), rules(yaml, OLD)]).toEqual([now, before].map((severity) => (severity === undefined ? [] : [`GWA033 ${severity}`])));
  });

  test('the first is served, and what loses takes no place', () => {
    const found = said(documents(gateway([listener('tcp', 'TCP'), listener('a', 'HTTPS'), listener('b', 'TLS')])), NEW);
    expect(found).toEqual([
      'listener "a" has protocol HTTPS on port 443, where listener "tcp" has TCP: istiod refuses it',
      'listener "b" has protocol TLS on port 443, where listener "tcp" has TCP: istiod refuses it',
    ]);
  });

  test.each([['istio-waypoint'], ['istio-east-west'], ['envoy']])('class %s is judged elsewhere', (className) => {
    expect(rules(documents(gateway([listener('a', 'HTTPS'), listener('b', 'TLS')], { className })), NEW)).toEqual([]);
  });

  test('of ASM it is not known since when', () => {
    expect(rules(documents(gateway([listener('a', 'HTTPS'), listener('b', 'TLS')])), ASM)).toEqual(['GWA033 warning']);
  });
});
