import { asm, compareYaml, ISTIO, istioGateway, PROXY_LABELS as LABELS, PROXY_PODS as PODS, type Node, yaml } from './support';
import type { MeshFacts } from '../../../src/platform';
import type { Thing } from '../../../src/preview/compare';

const service = (ports: readonly Node[], labels: Node = {}, selector: Node = LABELS): Node => (
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'in', namespace: 'plain', labels }, spec: { selector, ports } });
/** With a mode of TLS it is one of HTTPS, as the webhook asks. */
const server = (number: number, hosts: readonly string[], more: Node = {}): Node => (
  { port: { number, name: `s-${number}`, protocol: JSON.stringify(more).includes('mode') ? 'HTTPS' : 'HTTP' }, hosts, ...more });
const gateway = (name: string, servers: readonly Node[], selector: Node = LABELS): Node => (
  { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name, namespace: 'plain' }, spec: { selector, servers } });
const A = ['a.com'];

/** What becomes of Gateway `old`, told with the pods. */
function told(before: readonly Node[], after: readonly Node[], facts: MeshFacts = ISTIO): Pick<Thing['changes'][number], 'impact' | 'note'> & Pick<Thing, 'warnings'> {
  const { workloads: [{ changes, warnings }] } = compareYaml(yaml(...before), yaml(...after), { facts });
  const { impact, note } = changes.find(({ object, note: said }) => object === 'Gateway plain/old' && said !== undefined)!;
  return { impact, note, warnings };
}

const SERVED = 'is removed; other Gateways of these pods serve its hosts';

describe('a Gateway is compared by the port that the proxies listen on', () => {
  const https = (targetPort?: unknown): Node => ({ name: 'https', port: 443, ...targetPort !== undefined && { targetPort } });

  test.each<[string, Node | undefined, number, number, boolean]>([
    ['the target of a port of the Service', service([https(8443)]), 443, 8443, true],
    ['and the other way', service([https(8443)]), 8443, 443, true],
    ['a name that the pods decide', service([https('tls')]), 443, 8443, true],
    ['another target', service([https(9443)]), 443, 8443, false],
    ['no target', service([https()]), 443, 8443, false],
    ['no Service', undefined, 443, 8443, false],
    ['a Service of other pods', service([https(8443)], {}, { app: 'x' }), 443, 8443, false],
    ['a Service that leaves ports as they are', service([https(8443)], { 'experimental.istio.io/disable-gateway-port-translation': 'true' }), 443, 8443, false],
  ])('%s: %#', (_, front, was, is, served) => {
    const around = [PODS, ...front ? [front] : []];
    expect(told([...around, gateway('old', [server(was, A)])], [...around, gateway('new', [server(is, A)])]))
      .toMatchObject(served ? { impact: 'live', note: SERVED } : { impact: 'cut-off', note: expect.stringContaining(`serves a.com on port ${was}:`) });
  });

  test.each([
    ['older', '2026-06-01T00:00:00Z', true],
    ['younger', '2026-08-01T00:00:00Z', false],
  ])('of two Services the %s one leads there', (_, creationTimestamp, served) => {
    const created = (front: Node, metadata: Node): Node => ({ ...front, metadata: { ...front.metadata as Node, ...metadata } });
    const fronts = [
      created(service([https(8443)]), { creationTimestamp }),
      created(service([https(9443)]), { name: 'second', creationTimestamp: '2026-07-01T00:00:00Z' }),
    ];
    const [before, after] = [gateway('old', [server(443, A)]), gateway('new', [server(8443, A)])].map((one) => [PODS, ...fronts, one]);
    expect(told(before, after).impact).toBe(served ? 'live' : 'cut-off');
  });

  test('a Service that ASM makes', () => {
    const ingress = istioGateway({ ports: [{ name: 'https', port: 443, targetPort: 8443 }] });
    const selector = { istio: 'ingress' };
    const [before, after] = [443, 8443].map((port, at) => [ingress, gateway(at === 0 ? 'old' : 'new', [server(port, A)], selector)]);
    expect(told(before, after, asm('1.26'))).toMatchObject({ impact: 'live', note: SERVED });
  });
});

describe('a Gateway whose hosts another one has', () => {
  const route = (gateways: readonly string[], more: Node = {}, hosts = A): Node => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'v', namespace: 'shop' },
    spec: { hosts, gateways, http: [{ route: [{ destination: { host: 'x' } }] }], ...more },
  });
  const tls = (mode: string): Node => ({ tls: { mode } });
  const [OLD, NEW, BOTH] = [['plain/old'], ['plain/new'], ['plain/old', 'plain/new']];
  const SNI = { tls: [{ match: [{ port: 443, sniHosts: A }], route: [{ destination: { host: 'x' } }] }] };
  const simple = [server(443, A, tls('SIMPLE'))];
  const other: Node = { ...route(NEW), metadata: { name: 'w', namespace: 'shop' } };

  test.each<[string, readonly Node[], readonly Node[], readonly Node[], readonly Node[], string | RegExp]>([
    ['the VirtualService names both', simple, [route(BOTH)], simple, [route(BOTH)], SERVED],
    ['it names the new one with it', simple, [route(OLD)], simple, [route(NEW)], SERVED],
    ['another VirtualService names it', simple, [route(OLD)], simple, [route(OLD), other], SERVED],
    ['the VirtualService is of the mesh', simple, [route(['mesh'])], simple, [route(['mesh'])], SERVED],
    ['it never had routes for it', simple, [route(OLD, { http: [] })], simple, [route(OLD, { http: [] })], SERVED],
    ['its hosts are others', simple, [route(OLD, {}, ['b.com'])], simple, [route(OLD, {}, ['b.com'])], SERVED],
    ['it was of another namespace than the host', [server(443, ['x/a.com'], tls('SIMPLE'))], [route(OLD)], simple, [route(OLD)], SERVED],
    ['it redirects by itself', [server(80, A, { tls: { httpsRedirect: true } })], [route(OLD)], [server(80, A, { tls: { httpsRedirect: true } })], [route(OLD)], SERVED],
    ['TLS is passed through, for routes by name', simple, [route(OLD)], [server(443, A, tls('PASSTHROUGH'))], [route(NEW, SNI)], SERVED],
    ['nobody binds to it', simple, [route(OLD)], simple, [route(OLD)],
      /nothing serves a\.com on port 443 any more: Gateway plain\/new has the host, and VirtualService shop\/v does not name it; write plain\/new into its gateways first$/],
    ['nobody binds to a wildcard', simple, [route(OLD)], [server(443, ['*.com'], tls('SIMPLE'))], [route(OLD)], /VirtualService shop\/v does not name it/],
    ['it has the host for another namespace', simple, [route(OLD)], [server(443, ['other/a.com'], tls('SIMPLE'))], [route(NEW)],
      /has the host for namespace other alone, and VirtualService shop\/v is of shop; write shop\/a\.com there$/],
    ['it passes TLS through', simple, [route(OLD)], [server(443, A, tls('PASSTHROUGH'))], [route(NEW)], /and passes its TLS through, and VirtualService shop\/v has no routes for that/],
  ])('%s', (_, was, routesBefore, is, routesAfter, note) => {
    expect(told([PODS, gateway('old', was), ...routesBefore], [PODS, gateway('new', is), ...routesAfter]))
      .toEqual({ impact: note === SERVED ? 'live' : 'cut-off', note: expect.stringMatching(note), warnings: [] });
  });

  test.each<[string, Node, RegExp]>([
    ['for another namespace', server(443, ['other/a.com'], tls('SIMPLE')), /has a\.com for namespace other alone: whether its routes fit is not known$/],
    ['with its TLS passed through', server(443, A, tls('PASSTHROUGH')), /has a\.com and passes its TLS through: whether/],
  ])('%s, and no VirtualService is known: a warning', (_, is, warning) => {
    expect(told([PODS, gateway('old', simple)], [PODS, gateway('new', [is])])).toEqual({ impact: 'live', note: SERVED, warnings: [expect.stringMatching(warning)] });
  });
});

describe('a server that speaks otherwise', () => {
  const port = (protocol: string, mode?: string): Node => ({ port: { number: 443, name: 's', protocol }, hosts: A, ...mode !== undefined && { tls: { mode } } });
  const v = (kinds: Node): Node => ({
    apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'v', namespace: 'plain' }, spec: { hosts: A, gateways: ['old'], ...kinds },
  });
  const ROUTE = [{ route: [{ destination: { host: 'x' } }] }];
  const HTTP_ROUTES = v({ http: ROUTE });
  const find = (was: Node, is: Node, ...routes: readonly Node[]): unknown => {
    const [before, after] = [was, is].map((one) => yaml(PODS, gateway('old', [one]), ...routes));
    const { workloads: [{ changes, warnings }] } = compareYaml(before, after);
    return [changes.flatMap(({ impact, note }) => (impact === 'cut-off' ? [note] : [])), warnings];
  };

  test.each<[string, Node, Node, readonly Node[], RegExp]>([
    ['HTTP becomes TCP, and there are routes of HTTP alone', port('HTTP'), port('TCP'), [HTTP_ROUTES],
      /^serves otherwise, and nothing serves a\.com on port 443 any more: Gateway plain\/old has the host for tcp routes, and VirtualService plain\/v has no routes for that; give it some/],
    ['HTTPS becomes TLS that ends', port('HTTPS', 'SIMPLE'), port('TLS', 'SIMPLE'), [HTTP_ROUTES], /for tcp routes, and VirtualService plain\/v has no routes for that/],
    ['HTTPS is passed through', port('HTTPS', 'SIMPLE'), port('HTTPS', 'PASSTHROUGH'), [HTTP_ROUTES], /and passes its TLS through, and VirtualService plain\/v has no routes for that/],
    ['TCP becomes HTTP', port('TCP'), port('HTTP'), [v({ tcp: ROUTE })], /for http routes, and VirtualService plain\/v has no routes for that/],
    ['HTTP becomes HTTPS', port('HTTP'), port('HTTPS', 'SIMPLE'), [HTTP_ROUTES],
      /^serves less, and no Gateway of these pods serves a\.com on port 443 for plain HTTP \(Gateway plain\/old wants TLS\): its clients are refused/],
    ['HTTPS becomes HTTP', port('HTTPS', 'SIMPLE'), port('HTTP'), [HTTP_ROUTES], /serves a\.com on port 443 for TLS \(Gateway plain\/old wants plain HTTP\)/],
  ])('%s: a loss', (_, was, is, routes, note) => {
    expect(find(was, is, ...routes)).toEqual([[expect.stringMatching(note)], []]);
  });

  test.each<[string, Node, Node, readonly Node[], RegExp]>([
    ['HTTP becomes TCP, and no routes are known', port('HTTP'), port('TCP'), [], /Gateway plain\/old serves otherwise, and Gateway plain\/old has a\.com for tcp routes: whether its routes fit/],
    ['clients are asked for certificates', port('HTTPS', 'SIMPLE'), port('HTTPS', 'MUTUAL'), [HTTP_ROUTES],
      /wants TLS with a certificate of the client for a\.com on port 443: whether its clients speak that is not known$/],
    ['TCP gets TLS, and routes of TCP stay', port('TCP'), port('TLS', 'SIMPLE'), [v({ tcp: ROUTE })], /wants TLS for a\.com on port 443: whether/],
  ])('%s: a warning', (_, was, is, routes, warning) => {
    expect(find(was, is, ...routes)).toEqual([[], [expect.stringMatching(warning)]]);
  });

  test.each<[string, Node, Node, readonly Node[]]>([
    ['HTTP becomes HTTP2', port('HTTP'), port('HTTP2'), [HTTP_ROUTES]],
    ['HTTP becomes TCP, and there are routes of both', port('HTTP'), port('TCP'), [v({ http: ROUTE, tcp: ROUTE })]],
    ['no certificate is asked for any more', port('HTTPS', 'MUTUAL'), port('HTTPS', 'SIMPLE'), [HTTP_ROUTES]],
    ['another certificate', port('HTTPS', 'SIMPLE'), { ...port('HTTPS', 'SIMPLE'), tls: { mode: 'SIMPLE', credentialName: 'x' } }, [HTTP_ROUTES]],
  ])('%s: nothing is lost', (_, was, is, routes) => {
    expect(find(was, is, ...routes)).toEqual([[], []]);
  });
});

describe('a wildcard that becomes its hosts', () => {
  const v = (hosts: readonly string[]): Node => ({
    apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'v', namespace: 'plain' }, spec: { hosts, gateways: ['old'], http: [{ route: [] }] },
  });
  const of = (hosts: readonly string[], ...routes: readonly Node[]): Node[] => [PODS, gateway('old', [server(80, hosts)]), ...routes];
  const find = (before: readonly Node[], after: readonly Node[]): unknown => {
    const { workloads: [{ changes, warnings }] } = compareYaml(yaml(...before), yaml(...after));
    return [changes.flatMap(({ impact, note }) => (impact === 'cut-off' ? [note] : [])), warnings];
  };

  test('is a warning where they are those of the VirtualServices', () => {
    const route = v(['a.x.com', 'b.x.com']);
    expect(find(of(['*.x.com'], route), of(['a.x.com', 'b.x.com'], route))).toEqual([[], [expect.stringMatching(/of \*\.x\.com only hosts that VirtualServices/)]]);
  });

  test.each<[string, readonly Node[], RegExp]>([
    ['where one of them is missing', [v(['a.x.com', 'b.x.com'])], /serves b\.x\.com on port 80:/],
    ['where none are known', [], /serves \*\.x\.com on port 80:/],
  ])('is a loss %s', (_, routes, note) => {
    expect(find(of(['*.x.com'], ...routes), of(['a.x.com'], ...routes))).toEqual([[expect.stringMatching(note)], []]);
  });
});

describe('a Gateway that stays', () => {
  const cutsOf = (before: readonly Node[], after: readonly Node[]): unknown[] => {
    const { workloads: [{ changes }] } = compareYaml(yaml(PODS, ...before), yaml(PODS, ...after));
    return changes.filter(({ impact }) => impact === 'cut-off').map(({ pointer, note }) => [pointer, note]);
  };
  const both = [server(80, ['a.com', 'b.com'])];

  test.each<[string, readonly Node[], readonly Node[], [string, RegExp] | undefined]>([
    ['loses a host', [gateway('old', both)], [gateway('old', [server(80, A)])], ['/spec/servers', /^serves less, and no Gateway of these pods serves b\.com on port 80:/]],
    ['loses a host to another one', [gateway('old', both)], [gateway('old', [server(80, A)]), gateway('new', [server(80, ['b.com'])])], undefined],
    ['gets a wildcard for a host', [gateway('old', both)], [gateway('old', [server(80, ['*.com'])])], undefined],
    ['gets another port', [gateway('old', both)], [gateway('old', [server(81, ['a.com', 'b.com'])])], ['/spec/servers', /serves a\.com on port 80 and 1 more/]],
    ['selects other pods', [gateway('old', both)], [gateway('old', both, { app: 'x' })], ['/spec/selector', /^selects these pods no more, and no Gateway/]],
    ['selects other pods, and another one is there', [gateway('old', both), gateway('new', both)], [gateway('old', both, { app: 'x' }), gateway('new', both)], undefined],
  ])('%s', (_, before, after, cut) => {
    expect(cutsOf(before, after)).toEqual(cut ? [[cut[0], expect.stringMatching(cut[1])]] : []);
  });
});
