import { stringify } from 'yaml';
import { MeshFacts, Platform } from '../../../src/platform';
import { cpuTime } from '../../support/cpu-time';
import { findingsIn, ISTIO, verdicts } from '../../support/findings';

type Json = { readonly [key: string]: unknown };

const HTTP: Json = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] };
const HTTPS: Json = { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['a.example'], tls: { mode: 'SIMPLE', credentialName: 'cert' } };
const TCP: Json = { port: { number: 443, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] };

interface Written { readonly name?: string; readonly namespace?: string; readonly selector?: Json; readonly revision?: string }

function gateway(servers: unknown, { name = 'edge', namespace = 'ingress', selector = { istio: 'ingress' }, revision }: Written = {}): string {
  return stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace, ...(revision !== undefined && { labels: { 'istio.io/rev': revision } }) },
    spec: { selector, servers },
  });
}

const named = (server: Json, name: string, more: Json = {}): Json => ({ ...server, port: { ...server.port as Json, name }, ...more });

describe('NET028: what the webhook refuses', () => {
  const refusals = (servers: unknown, written?: Written): string[] => findingsIn(gateway(servers, written), ISTIO).filter(({ ruleId }) => ruleId === 'NET028')
    .map(({ message }) => message.replace(/^.* is refused: /, ''));
  const withPort = (port: Json): Json => ({ ...HTTP, port: { ...HTTP.port as Json, ...port } });
  const withTls = (tls: Json | undefined): Json => ({ ...HTTPS, tls });

  test.each<[string, Json, string[]]>([
    ['a usual server', HTTPS, []],
    ['a redirect', { ...HTTP, tls: { httpsRedirect: true } }, []],
    ['hosts of namespaces', { ...HTTP, hosts: ['shop/*.a.example', './b.example', '*/*', '10.0.0.1', '::ffff:1.2.3.4'] }, []],
    ['a protocol in small letters', withPort({ protocol: 'grpc-web' }), []],
    ['a protocol that some versions know', withPort({ protocol: 'HBONE' }), []],
    ['a socket', { ...withPort({ number: 0, protocol: 'TCP' }), bind: 'unix://@edge' }, []],
    ['passthrough by default', withTls({}), []],
    ['certificates in files', withTls({ mode: 'MUTUAL', serverCertificate: '/a.crt', privateKey: '/a.key', caCertificates: '/ca.crt' }), []],

    ['no port', { hosts: ['*'] }, ['a server has no port']],
    ['no number', withPort({ number: undefined }), ['a server has the port number undefined']],
    ['a number as text', withPort({ number: '80' }), ['a server has the port number "80"']],
    ['a number out of range', withPort({ number: 65_536 }), ['a server has the port number 65536']],
    ['no name', withPort({ name: '' }), ['a port has no name']],
    ['no protocol', withPort({ protocol: undefined }), ['a port has the protocol undefined']],
    ['a protocol that is none', withPort({ protocol: 'HTTP3' }), ['a port has the protocol "HTTP3"']],
    ['a targetPort', withPort({ targetPort: 8080 }), ['targetPort 8080 has no effect in a Gateway']],
    ['a name to bind', { ...HTTP, bind: 'localhost' }, ['bind "localhost" is no address']],
    ['a socket with a port', { ...HTTP, bind: 'unix:///a' }, ['a socket has the port number 80']],
    ['a socket in no folder', { ...withPort({ number: 0 }), bind: 'unix://a/' }, ['bind unix://a/ is no path of a socket']],
    ['no hosts', { ...HTTP, hosts: [] }, ['a server has no hosts']],
    ['hosts that are none', { ...HTTP, hosts: ['shop', '*.*.a', 'a/', 'a_b/a.example', 'fd00::1'] }, [
      'host "shop" has a short name, expected "*" or a whole name such as reviews.shop.svc.cluster.local',
      'host "*.*.a" has "*" beside other letters, expected it alone before the first dot',
      'host "a/" has an empty part, expected host or namespace/host',
      'host "a_b/a.example" has "a_b" for a namespace, expected a name, "*" or "."',
      'host "fd00::1" has a short name, expected "*" or a whole name such as reviews.shop.svc.cluster.local',
    ]],
    ['HTTPS without TLS', withTls(undefined), ['a server of protocol HTTPS has no TLS settings']],
    ['HTTP with TLS', { ...HTTP, tls: { mode: 'SIMPLE', credentialName: 'cert' } }, ['a server of protocol HTTP has TLS settings']],
    ['a redirect with a certificate', { ...HTTP, tls: { httpsRedirect: true, privateKey: '/a.key' } }, ['a server of protocol HTTP has TLS settings']],
    ['TCP with TLS', { ...TCP, tls: { mode: 'PASSTHROUGH' } }, ['a server of protocol TCP has TLS settings']],
    ['a mode that is none', withTls({ mode: 'simple' }), ['tls has the mode "simple"']],
    ['no certificate', withTls({ mode: 'SIMPLE' }), ['mode SIMPLE has no certificate']],
    ['pairs of certificates, one without its key', withTls({ mode: 'SIMPLE', tlsCertificates: [{ serverCertificate: '/a', privateKey: '/b' }, { serverCertificate: '/c' }] }), ['mode SIMPLE has no certificate']],
    ['a certificate without its key', withTls({ mode: 'SIMPLE', serverCertificate: '/a.crt' }), ['mode SIMPLE has no certificate']],
    ['no CA', withTls({ mode: 'MUTUAL', serverCertificate: '/a.crt', privateKey: '/a.key' }), ['mode MUTUAL has no CA for the certificates of clients']],
    ['revoked certificates nobody shows', withTls({ mode: 'SIMPLE', serverCertificate: '/a.crt', privateKey: '/a.key', caCrl: '/crl' }), ['mode SIMPLE has a list of revoked certificates, and asks for none']],
    ['two sources', withTls({ mode: 'SIMPLE', credentialName: 'a', credentialNames: ['a', 'b'] }), ['tls has credentialName and credentialNames, of which one can be']],
    ['what the mesh has itself', withTls({ mode: 'ISTIO_MUTUAL', credentialName: 'a', privateKey: '/a.key' }), ['ISTIO_MUTUAL has certificates of the mesh, and privateKey, credentialName beside it']],
  ])('%s', (_, server, expected) => { expect(refusals([server])).toEqual(expected); });

  test('no servers, names of ports, and names of Gateways', () => {
    expect(refusals([])).toEqual(['it has no servers']);
    expect(refusals([HTTP, HTTP, named(HTTP, 'other')])).toEqual(['port name http stands in server 0 already']);
    expect(refusals([HTTP], { name: 'edge.shop' })).toEqual(['its name has dots']);
    expect(refusals([HTTP], { name: 'a'.repeat(64) })).toEqual(['its name is longer than 63 characters']);
  });

  test('anything', () => {
    for (const servers of [null, 'a', [null, 5, {}], { port: 5 }, [{ port: 5, hosts: 'a', tls: 'b' }], [{ port: { number: {} }, hosts: [{}], tls: { mode: {} } }]]) {
      expect(() => refusals(servers)).not.toThrow();
    }
  });
});

describe('NET029: servers that exclude each other', () => {
  const found = (...gateways: string[]): string[] => findingsIn(gateways.join('---\n'), ISTIO).filter(({ ruleId }) => ruleId === 'NET029')
    .map(({ object, message }) => `${object.name}: ${message}`);

  test('a host of two servers of TLS: the other Gateway is named, and the port', () => {
    expect(found(gateway([HTTPS]), gateway([named(HTTPS, 'b', { hosts: ['b.example', '*/a.example'] })], { name: 'shop', namespace: 'shop' }))).toEqual([
      'shop: server 0 (HTTPS on port 443) and server 0 (HTTPS on port 443) of Gateway ingress/edge serve a.example by TLS from the same pods: '
      + 'istiod takes that of the older Gateway, and leaves the other server out',
    ]);
    expect(found(gateway([HTTPS, named(HTTPS, 'b')]))).toEqual([
      'edge: server 1 (HTTPS on port 443) and server 0 (HTTPS on port 443) serve a.example by TLS from the same pods: istiod takes the first one, and leaves the other server out',
    ]);
  });

  const other = (server: Json, written: Written = {}): string => gateway([server], { name: 'other', ...written });
  test.each<[string, string, string, number]>([
    ['other hosts', gateway([HTTPS]), other(named(HTTPS, 'b', { hosts: ['b.example'] })), 0],
    ['the same host of other namespaces', gateway([{ ...HTTPS, hosts: ['./a.example'] }]), other({ ...HTTPS, hosts: ['./a.example'] }, { namespace: 'shop' }), 1],
    ['the same, passed through', gateway([{ ...HTTPS, hosts: ['./a.example'], tls: { mode: 'PASSTHROUGH' } }]), other({ ...HTTPS, hosts: ['./a.example'], tls: { mode: 'PASSTHROUGH' } }, { namespace: 'shop' }), 0],
    ['every host of two namespaces', gateway([{ ...HTTPS, hosts: ['a/*'] }, named(HTTPS, 'b', { hosts: ['b/*'] })]), '', 1],
    ['the same namespace', gateway([{ ...HTTPS, hosts: ['./a.example'] }]), other({ ...HTTPS, hosts: ['ingress/a.example'] }, { namespace: 'shop' }), 1],
    ['every host of every namespace', gateway([{ ...HTTPS, hosts: ['*/*'] }]), other({ ...HTTPS, hosts: ['*'] }), 1],
    ['other addresses', gateway([HTTPS]), other({ ...HTTPS, bind: '10.0.0.1' }), 0],
    ['other ports', gateway([HTTPS]), other({ ...HTTPS, port: { number: 8443, name: 'https', protocol: 'HTTPS' } }), 0],
    ['other pods', gateway([HTTPS]), other(HTTPS, { selector: { istio: 'egress' } }), 0],
    ['a selector of more labels, the pods not known', gateway([HTTPS]), other(HTTPS, { selector: { istio: 'ingress', app: 'edge' } }), 0],
    ['no selector', gateway([HTTPS], { selector: {} }), other(HTTPS, { selector: {} }), 0],
    ['labels in another order', gateway([HTTPS], { selector: { a: 'b', c: 'd' } }), other(HTTPS, { selector: { c: 'd', a: 'b' } }), 1],
    ['other revisions', gateway([HTTPS], { revision: 'a' }), other(HTTPS, { revision: 'b' }), 0],
    ['HTTP twice, which is merged', gateway([HTTP]), other(HTTP), 0],
    ['HTTP and GRPC', gateway([HTTP]), other({ ...HTTP, port: { number: 80, name: 'grpc', protocol: 'GRPC' } }), 0],
    ['HTTP and TCP', gateway([HTTP]), other({ ...TCP, port: { number: 80, name: 'tcp', protocol: 'TCP' } }), 1],
    ['TCP twice', gateway([TCP]), other(TCP), 1],
    ['TCP and TLS', gateway([TCP]), other(HTTPS), 1],
    ['TLS and TCP', gateway([HTTPS]), other(TCP), 1],
    ['plain before TLS', gateway([TCP, HTTPS]), '', 1],
    ['TLS before plain', gateway([HTTPS, TCP]), '', 0],
  ])('%s', (_, one, two, count) => { expect(found(one, two)).toHaveLength(count); });

  describe('a host of two servers that redirect', () => {
    const redirect = (...hosts: string[]): Json => ({ ...HTTP, hosts, tls: { httpsRedirect: true } });
    const [A, B, C] = ['a.example', 'b.example', 'c.example'];

    test('is said where another host goes with it', () => {
      expect(found(gateway([redirect(A, B)]), other(redirect(B, C)))).toEqual([
        'other: server 0 (HTTP on port 80) and server 0 (HTTP on port 80) of Gateway edge redirect b.example to HTTPS from the same pods: istiod takes that of the older '
        + 'Gateway, and leaves the other server out; if that is the one with c.example, c.example is not redirected',
      ]);
      expect(found(gateway([redirect(A), named(redirect(A, C), 'b')]))).toEqual([
        'edge: server 1 (HTTP on port 80) and server 0 (HTTP on port 80) redirect a.example to HTTPS from the same pods: istiod takes the first one, and leaves the other '
        + 'server out, so that c.example is not redirected',
      ]);
    });

    test.each<[string, string, string, number]>([
      ['the same hosts', gateway([redirect(A, B)]), other(redirect(B, A)), 0],
      ['other hosts', gateway([redirect(A)]), other(redirect(B)), 0],
      ['more hosts in the first one', gateway([redirect(A, B)]), other(redirect(A)), 1],
      ['the same, of one Gateway', gateway([redirect(A, B), named(redirect(A), 'b')]), '', 0],
      ['every host', gateway([redirect('*')]), other(redirect('*', A)), 0],
      ['a wildcard that has the other host', gateway([redirect('*.example', A)]), other(redirect(B, A)), 1],
      ['no redirect', gateway([{ ...HTTP, hosts: [A, B] }]), other(redirect(B, C)), 0],
      ['other ports', gateway([redirect(A, B)]), other({ ...redirect(B, C), port: { number: 8080, name: 'http', protocol: 'HTTP' } }), 0],
      ['a third one of the same Gateway, after one that is left out', gateway([redirect(A), named(redirect(A, B), 'b'), named(redirect(B), 'c')]), '', 1],
      ['and HTTPS beside them', gateway([redirect(A), HTTPS]), other(redirect(B)), 0],
    ])('%s', (_, one, two, count) => { expect(found(one, two)).toHaveLength(count); });
  });

  test('a server that is left out keeps no hosts from those after it', () => {
    const all = [HTTPS, named(HTTPS, 'b', { hosts: ['a.example', 'b.example'] }), named(HTTPS, 'c', { hosts: ['b.example'] })];
    expect(found(gateway(all))).toEqual([expect.stringMatching(/^edge: server 1 .* serve a\.example by TLS/)]);
    expect(found(gateway(all.slice(0, 2)), other(all[2]))).toHaveLength(1);
    expect(found(other(HTTPS), gateway(all))).toEqual([expect.stringContaining('edge: server 0'), expect.stringContaining('edge: server 1')]);
    // which of them is left out depends on their age
    expect(found(gateway([all[0]]), other(all[1]), gateway([all[2]], { name: 'third' }))).toHaveLength(2);
  });

  test('what becomes of a name of several namespaces, and of TLS beside HTTP', () => {
    expect(found(gateway([{ ...HTTPS, hosts: ['a/a.example'] }]), other({ ...HTTPS, hosts: ['b/a.example'] }))).toEqual([
      'other: server 0 (HTTPS on port 443) and server 0 (HTTPS on port 443) of Gateway edge serve a.example by TLS from the same pods, each for other namespaces: '
      + 'Envoy cannot tell them apart, and refuses the whole listener',
    ]);
    expect(found(gateway([TCP]), other(HTTPS))).toEqual([
      'other: server 0 (HTTPS on port 443) and server 0 (TCP on port 443) of Gateway edge stand on one port of the same pods: '
      + 'istiod leaves server 0 (HTTPS on port 443) out where the other Gateway is the older',
    ]);
  });

  /** Pods that the injector makes a gateway. */
  const pods = (labels: Json): string => stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'ingress', namespace: 'ingress' },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, 'sidecar.istio.io/inject': 'true' }, annotations: { 'inject.istio.io/templates': 'gateway' } },
        spec: { containers: [{ name: 'istio-proxy', image: 'auto' }] },
      },
    },
  });

  describe('a Service leads ports of Gateways to others of the pods', () => {
    const edge = pods({ istio: 'ingress' });
    const service = (ports: readonly Json[], metadata: Json = {}): string => (
      stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'ingress', namespace: 'ingress', ...metadata }, spec: { selector: { istio: 'ingress' }, ports } }));
    const leading = (targetPort: unknown, metadata: Json = {}): string => service([{ name: 'https', port: 443, targetPort }], metadata);
    const on = (number: number): string => other({ ...HTTPS, port: { number, name: 'https', protocol: 'HTTPS' } });
    const LEFT: Json = { labels: { 'experimental.istio.io/disable-gateway-port-translation': 'true' } };
    const [FIRST, SECOND]: Json[] = ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'].map((creationTimestamp) => ({ creationTimestamp }));
    const INTERNAL: Json = { name: 'internal' };

    test.each<[string, readonly string[], number]>([
      ['the same one', [edge, leading(8443), on(8443)], 1],
      ['another one', [edge, leading(9443), on(8443)], 0],
      ['a Service that leaves them as they are', [edge, leading(8443, LEFT), on(8443)], 0],
      ['and another one that does not', [edge, leading(9443, LEFT), leading(8443, INTERNAL), on(8443)], 1],
      ['UDP counts as well', [edge, service([{ name: 'quic', port: 443, targetPort: 8443, protocol: 'UDP' }]), on(8443)], 1],
      ['a name that no container has', [edge, leading('https'), on(443)], 1],
      ['a name of two ports, which leads nowhere', [edge, service([{ name: 'a', port: 443, targetPort: 'https' }, { name: 'b', port: 444, targetPort: 'https' }]), on(444)], 0],
      ['a name that a container has', [edge.replace('image: auto', 'image: auto\n          ports: [{name: https, containerPort: 8443}]'), leading('https'), on(8443)], 1],
      ['two ports that lead to one: the second stays as it is', [edge, service([{ name: 'https', port: 444, targetPort: 8443 }, { name: 'https-b', port: 443, targetPort: 8443 }]), on(444)], 0],
      ['two ports of two protocols that lead to one', [edge, service([{ name: 'https', port: 444, targetPort: 8443 }, { name: 'tls', port: 443, targetPort: 8443 }]), on(444)], 1],
      ['two Services of unknown age', [edge, leading(8443), leading(9443, INTERNAL), on(8443)], 0],
      ['and servers of one port, which share whatever it is', [edge, leading(8443), leading(9443, INTERNAL), on(443)], 1],
      ['the older one leads there', [edge, leading(8443, FIRST), leading(9443, { ...INTERNAL, ...SECOND }), on(8443)], 1],
      ['the younger one leads there', [edge, leading(8443, SECOND), leading(9443, { ...INTERNAL, ...FIRST }), on(8443)], 0],
      ['one of two gateways', [
        edge, leading(9443), edge.replaceAll('namespace: ingress', 'namespace: shop'), leading(8443, { namespace: 'shop' }), on(8443),
      ], 1],
    ])('%s', (_, objects, count) => { expect(found(gateway([HTTPS]), ...objects)).toHaveLength(count); });
  });

  test('Gateways that are for their own namespace only are compared there', () => {
    const facts = new MeshFacts({
      platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }), meshConfig: {}, injectionValues: { pilot: { env: { PILOT_SCOPE_GATEWAY_TO_NAMESPACE: true } } },
    });
    const clashes = (...objects: string[]): number => findingsIn(objects.join('---\n'), facts).filter(({ ruleId }) => ruleId === 'NET029').length;
    expect(clashes(gateway([HTTPS]), other(HTTPS, { namespace: 'shop' }))).toBe(0);
    expect(clashes(gateway([HTTPS]), other(HTTPS))).toBe(1);
  });

  test('gateways among the manifests tell whose pods are the same', () => {
    const more = other(HTTPS, { selector: { istio: 'ingress', app: 'edge' } });
    expect(found(pods({ istio: 'ingress', app: 'edge' }), gateway([HTTPS]), more)).toHaveLength(1);
    expect(found(pods({ istio: 'ingress' }), gateway([HTTPS]), more)).toHaveLength(0);
  });

  test('a thousand servers of one port are asked about in no time', () => {
    const servers = Array.from({ length: 1_000 }, (_, at) => named(HTTPS, `port-${at}`, { hosts: [`h${at % 999}.example`] }));
    expect(found(gateway(servers))).toHaveLength(1);
  });
});

test('as many Gateways of one selector as pods that it selects are judged as fast as others', () => {
  const COUNT = 800;
  const pods = (at: number): string => JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'edge', namespace: `team-${at}` },
    spec: { template: { metadata: { labels: { istio: 'ingress' } }, spec: { containers: [{ name: 'istio-proxy', image: 'proxy:1' }] } } },
  });
  const service = (at: number): string => JSON.stringify({
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'edge', namespace: `team-${at}` }, spec: { selector: { istio: 'ingress' }, ports: [{ name: 'https', port: 443 }] },
  });
  const objects = Array.from({ length: COUNT }, (_, at) => [pods(at), service(at), gateway([{ ...HTTPS, hosts: [`${at}.example`] }], { name: `edge-${at}` })]).flat();
  const text = objects.join('\n---\n');
  // a look at all pods for each Gateway takes more than 10 seconds
  expect(cpuTime(() => { findingsIn(text, ISTIO); })).toBeLessThan(7000);
});

describe('NET030: a certificate of several servers', () => {
  const found = (...gateways: string[]): string[] => verdicts(gateways.join('---\n'), ISTIO, 'NET030');
  const other = (more: Json): string => gateway([named(HTTPS, 'b', { hosts: ['b.example'], ...more })], { name: 'other' });
  const FILES = { mode: 'SIMPLE', serverCertificate: '/a.crt', privateKey: '/a.key' };

  test.each<[string, string, string, number]>([
    ['the same Secret', gateway([HTTPS]), other({}), 1],
    ['two servers of one Gateway', gateway([HTTPS, named(HTTPS, 'b', { hosts: ['b.example'] })]), '', 1],
    ['the same files', gateway([{ ...HTTPS, tls: FILES }]), other({ tls: FILES }), 1],
    ['other Secrets', gateway([HTTPS]), other({ tls: { mode: 'SIMPLE', credentialName: 'b' } }), 0],
    ['the same hosts for other namespaces', gateway([HTTPS]), other({ hosts: ['shop/a.example'] }), 0],
    ['the same hosts, of which NET029 speaks', gateway([HTTPS]), other({ hosts: ['a.example'] }), 0],
    ['no HTTP', gateway([HTTPS]), other({ port: { number: 443, name: 'b', protocol: 'TLS' } }), 0],
    ['TLS that is not ended', gateway([{ ...HTTPS, tls: { mode: 'PASSTHROUGH', credentialName: 'cert' } }]), other({}), 0],
    ['other ports', gateway([HTTPS]), other({ port: { number: 8443, name: 'b', protocol: 'HTTPS' } }), 0],
  ])('%s', (_, one, two, count) => { expect(found(one, two)).toEqual(Array.from({ length: count }, () => 'NET030 warning')); });

  test('says which server serves all', () => {
    const [{ message, fix }] = findingsIn(`${gateway([HTTPS])}---\n${other({})}`, ISTIO).filter(({ ruleId }) => ruleId === 'NET030');
    expect(message).toBe('server 0 (HTTPS on port 443) has the certificate of server 0 (HTTPS on port 443) of Gateway edge, and other hosts');
    expect(fix).toBe('serve a.example, b.example by one server, or give each a certificate of its own');
  });
});

describe('NET032: hosts of VirtualServices', () => {
  const route = (gateways: readonly string[], hosts: readonly string[], namespace = 'shop'): string => stringify({
    apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'shop', namespace }, spec: { gateways, hosts, http: [{ route: [{ destination: { host: 'shop' } }] }] },
  });
  const serving = (hosts: readonly string[], written: Written = {}): string => gateway([{ ...HTTP, hosts }], written);
  const found = (...objects: string[]): string[] => findingsIn(objects.join('---\n'), ISTIO).filter(({ ruleId }) => ruleId === 'NET032')
    .map(({ pointer, message }) => `${pointer ?? ''}: ${message}`);

  test.each<[readonly string[], readonly string[], boolean]>([
    [['*'], ['shop.example'], true],
    [['shop.example'], ['shop.example'], true],
    [['*.example'], ['a.b.example'], true],
    [['*.example'], ['example'], false],
    [['a.example'], ['*.example'], true],
    [['*.a.example'], ['*.example'], true],
    [['*.a.example'], ['*.b.example'], false],
    [['shop/*'], ['shop.example'], true],
    [['pay/*'], ['shop.example'], false],
    [['./*'], ['shop.example'], false],
    [['*/shop.example'], ['shop.example'], true],
    [['shop.example'], ['pay.example'], false],
    [[], ['shop.example'], false],
    [['reviews.shop.svc.cluster.local'], ['reviews'], true],
    [['*.pay.svc.cluster.local'], ['reviews'], false],
    [['shop.example'], [], true],
  ])('a Gateway for %j, a VirtualService for %j: %s', (served, hosts, isServed) => {
    expect(found(serving(served), route(['ingress/edge'], hosts))).toHaveLength(isServed ? 0 : 1);
  });

  test('says what the Gateway serves', () => {
    expect(found(serving(['a.example']), route(['ingress/edge'], ['b.example']))).toEqual(['/spec/gateways/0: Gateway edge serves a.example, and none of the hosts b.example']);
    expect(found(serving(['./*']), route(['ingress/edge'], ['b.example']))).toEqual(['/spec/gateways/0: Gateway edge serves nothing for this namespace, and none of the hosts b.example']);
  });

  describe('routes that a server does not read', () => {
    const ROUTES = [{ route: [{ destination: { host: 'shop' } }] }];
    const routes = (kinds: object): string => stringify({
      apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'shop', namespace: 'shop' }, spec: { gateways: ['ingress/edge'], hosts: ['a.example'], ...kinds },
    });
    const server = (protocol: string, mode?: string): object => ({ port: { number: 443, name: 's', protocol }, hosts: ['*'], ...mode !== undefined && { tls: { mode } } });

    test.each<[string, readonly object[], object, string | undefined]>([
      ['TCP, and http alone', [server('TCP')], { http: ROUTES }, 'tcp'],
      ['TLS that ends, and http alone', [server('TLS', 'SIMPLE')], { http: ROUTES }, 'tcp'],
      ['TLS that is passed through, and http alone', [server('HTTPS', 'PASSTHROUGH')], { http: ROUTES }, 'tls'],
      ['HTTPS that ends, and tls alone', [server('HTTPS', 'SIMPLE')], { tls: ROUTES }, 'http'],
      ['HTTP, and tcp alone', [server('HTTP')], { tcp: ROUTES }, 'http'],
      ['TCP, and tcp', [server('TCP')], { tcp: ROUTES }, undefined],
      ['TCP, and both', [server('TCP')], { http: ROUTES, tcp: ROUTES }, undefined],
      ['gRPC', [server('GRPC')], { http: ROUTES }, undefined],
      ['HTTPS that ends for the mesh', [server('HTTPS', 'ISTIO_MUTUAL')], { http: ROUTES }, undefined],
      ['TLS by the names of Services', [server('TLS', 'AUTO_PASSTHROUGH')], { http: ROUTES }, undefined],
      ['one of two servers reads it', [server('TCP'), { ...server('HTTP'), port: { number: 80, name: 'h', protocol: 'HTTP' } }], { http: ROUTES }, undefined],
      ['no routes, which istiod refuses', [server('TCP')], {}, undefined],
    ])('%s', (_, servers, kinds, reads) => {
      expect(found(gateway(servers), routes(kinds))).toEqual(reads === undefined ? [] : [
        `/spec/gateways/0: Gateway edge reads ${reads} routes for *, and VirtualService shop has ${Object.keys(kinds)[0]} routes alone`,
      ]);
    });
  });

  test('one host of several is said where no Gateway serves it, and none may that is not known', () => {
    const gateways = [serving(['a.example']), serving(['b.example'], { name: 'second' })];
    expect(found(...gateways, route(['ingress/edge', 'ingress/second'], ['a.example', 'b.example']))).toEqual([]);
    expect(found(...gateways, route(['ingress/edge', 'ingress/second'], ['a.example', 'b.example', 'c.example']))).toEqual([
      '/spec/hosts/2: no Gateway of VirtualService shop serves c.example; they serve a.example, b.example',
    ]);
    for (const other of ['mesh', 'ingress/unknown', 'edge.ingress.svc.cluster.local']) {
      expect(found(...gateways, route(['ingress/edge', other], ['a.example', 'c.example']))).toEqual([]);
    }
  });

  test('a Gateway without servers is NET028\'s, one of another namespace is named', () => {
    expect(found(gateway([]), route(['ingress/edge'], ['a.example']))).toEqual([]);
    expect(found(serving(['*']), route(['edge'], ['a.example'], 'ingress'))).toEqual([]);
    expect(found(serving(['*']), route(['edge'], ['a.example']))).toEqual(['/spec/gateways/0: VirtualService shop names Gateway edge of namespace shop, and that Gateway stands in ingress']);
    expect(found(serving(['*']), serving(['*'], { namespace: 'other' }), route(['edge'], ['a.example']))).toEqual([]);
    expect(found(serving(['*']), route(['mesh'], ['a.example']), route([], ['a.example']))).toEqual([]);
  });

  test.each<[string, Written | undefined, string, string | undefined, number]>([
    ['both are applied to one', {}, 'edge', undefined, 0],
    ['the Gateway follows who names it', {}, 'edge', 'shop', 0],
    ['the VirtualService may be in any', { namespace: 'ingress' }, 'ingress/edge', undefined, 0],
    ['the VirtualService may be where the Gateway is', { namespace: 'ingress' }, 'edge', undefined, 0],
    ['a namespace that is written may have a Gateway that is not here', { namespace: 'ingress' }, 'infra/edge', 'shop', 0],
    ['both are said', { namespace: 'ingress' }, 'ingress/edge', 'shop', 1],
  ])('nobody says the namespace: %s', (_, { namespace } = {}, name, ofRoute, count) => {
    const withoutOwn = (yaml: string, own: string | undefined): string => yaml.replace('  namespace: NONE\n', own === undefined ? '' : `  namespace: ${own}\n`);
    expect(found(withoutOwn(serving(['./*'], { namespace: 'NONE' }), namespace), withoutOwn(route([name], ['a.example'], 'NONE'), ofRoute))).toHaveLength(count);
  });

  test('anything', () => {
    for (const spec of [{ gateways: 5, hosts: 'a' }, { gateways: [null, {}, '', '/', 'a/b/c'], hosts: [null, {}, ''] }]) {
      expect(() => found(serving(['*']), stringify({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'a', namespace: 'b' }, spec }))).not.toThrow();
    }
  });
});
