import { asm, compareYaml, ISTIO, istioGateway, PROXY_LABELS as LABELS, PROXY_PODS as PODS, type Node, yaml } from './support';
import type { MeshFacts } from '../../../src/platform';

const server = (number: number, hosts: readonly string[], protocol = 'HTTP', tls?: Node): Node => ({ port: { number, name: `s-${number}`, protocol }, hosts, ...tls && { tls } });
const gateway = (name: string, servers: readonly Node[], selector: Node = LABELS): Node => (
  { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name, namespace: 'plain' }, spec: { selector, servers } });
const ROUTE = { route: [{ destination: { host: 'x' } }] };
const virtual = (name: string, hosts: readonly string[], spec: Node = {}, namespace = 'plain'): Node => (
  { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace }, spec: { hosts, gateways: ['plain/gw'], http: [ROUTE], ...spec } });
const GATEWAY = gateway('gw', [server(80, ['*.com'])]);
const A = ['a.com'];
const V = virtual('v', A);

/** What clients of the gateway lose by VirtualServices, told with its pods. */
function lossesOf(before: readonly Node[], after: readonly Node[], around: readonly Node[] = [PODS, GATEWAY], facts: MeshFacts = ISTIO): unknown[] {
  const { workloads } = compareYaml(yaml(...around, ...before), yaml(...around, ...after), { facts });
  return workloads.flatMap(({ key, changes }) => changes.filter(({ impact }) => impact === 'cut-off').map(({ object, note }) => `${key.name}: ${object} ${note}`));
}

const GONE = 'in: VirtualService plain/v has no routes for a.com on port 80 of Gateway plain/gw any more, and no other VirtualService has: requests get 404; keep it until no client sends them';

test.each<[string, Node, Node[]]>([
  ['has other hosts', V, [virtual('v', ['x.com'])]],
  ['names another Gateway', V, [virtual('v', A, { gateways: ['gw2'] })]],
  ['is for sidecars alone', V, [virtual('v', A, { gateways: ['mesh'] })]],
  ['names none', V, [virtual('v', A, { gateways: undefined })]],
  ['has no routes any more', V, [virtual('v', A, { http: [] })]],
  ['has routes of TCP instead', V, [virtual('v', A, { http: undefined, tcp: [ROUTE] })]],
  ['has routes for sidecars alone', V, [virtual('v', A, { gateways: ['plain/gw', 'mesh'], http: [{ match: [{ gateways: ['mesh'] }], ...ROUTE }] })]],
  ['has routes for another port alone', V, [virtual('v', A, { http: [{ match: [{ port: 443 }], ...ROUTE }] })]],
  ['is exported to another namespace', V, [virtual('v', A, { exportTo: ['shop'] })]],
  ['leaves its host to one of another Gateway', V, [virtual('v', ['x.com']), virtual('w', A, { gateways: ['plain/other'] })]],
  ['leaves its host to one that only has a part of it', virtual('v', ['*.com']), [virtual('v', ['x.com']), virtual('w', A)]],
])('a VirtualService that %s: its clients get 404', (_, before, after) => {
  expect(lossesOf([before], after)).toEqual([before === V ? GONE : GONE.replace('a.com', '*.com')]);
});

test('one that is removed', () => {
  expect(lossesOf([V], [])).toEqual([
    'in: VirtualService plain/v is removed, and no other VirtualService has routes for a.com on port 80 of Gateway plain/gw: requests get 404; keep it until no client sends them',
  ]);
});

test.each<[string, Node[], Node[]]>([
  ['has another name', [V], [virtual('w', A)]],
  ['leaves its host to another one', [V, virtual('w', ['b.com'])], [virtual('v', ['x.com']), virtual('w', ['a.com', 'b.com'])]],
  ['leaves its host to a wildcard', [V], [virtual('v', ['x.com']), virtual('w', ['*.com'])]],
  ['is one of several', [V, virtual('w', A)], [V]],
  ['names another Gateway of the same pods', [V, gateway('second', [server(80, A)])], [virtual('v', A, { gateways: ['second'] }), gateway('second', [server(80, A)])]],
  ['names one more', [V], [virtual('v', A, { gateways: ['plain/gw', 'mesh'] })]],
  ['has other routes', [V], [virtual('v', A, { http: [{ ...ROUTE, timeout: '1s' }] })]],
  ['had hosts that the Gateway does not serve', [virtual('v', ['a.org'])], [virtual('v', ['b.org'])]],
  ['was for sidecars', [virtual('v', A, { gateways: ['mesh'] })], []],
  ['was of other pods', [virtual('v', A, { gateways: ['far'] }), gateway('far', [server(80, A)], { app: 'x' })], [gateway('far', [server(80, A)], { app: 'x' })]],
  ['had no routes', [virtual('v', A, { http: [] })], []],
  ['was not exported', [virtual('v', A, { exportTo: ['.'] }, 'shop')], []],
  ['goes with its Gateway', [virtual('v', A, { gateways: ['second'] }), gateway('second', [server(81, A)])], [gateway('second', [server(82, A)])]],
])('a VirtualService that %s takes nothing away', (_, before, after) => {
  expect(lossesOf(before, after).filter((one) => !String(one).startsWith('in: Gateway'))).toEqual([]);
});

describe('what a VirtualService matches', () => {
  const uri = (kind: string, text: string, more: Node = {}): Node => ({ match: [{ uri: { [kind]: text }, ...more }], ...ROUTE });
  const of = (...http: readonly Node[]): Node => virtual('v', A, { http });
  const asked = (field: string, value: Node): Node => ({ match: [{ [field]: value }], ...ROUTE });
  const header = (value: Node): Node => asked('headers', { x: value });
  const without = (value: Node): Node => asked('withoutHeaders', { x: value });

  test.each<[string, Node, readonly Node[], RegExp | undefined]>([
    ['its last route goes', of(uri('prefix', '/a'), ROUTE), [of(uri('prefix', '/a'))], /does not match all paths \(only paths that begin with \/a\) for a\.com on port 80 of .*: such requests get 404/],
    ['one before the last goes', of(uri('prefix', '/a'), ROUTE), [of(ROUTE)], undefined],
    ['a path goes', of(uri('prefix', '/a'), uri('exact', '/b')), [of(uri('prefix', '/a'))], /does not match path \/b for/],
    ['a path goes to one that begins alike', of(uri('prefix', '/ab')), [of(uri('prefix', '/a'))], undefined],
    ['a path goes to another VirtualService', of(uri('prefix', '/a'), uri('prefix', '/b')), [of(uri('prefix', '/a')), virtual('w', A, { http: [uri('prefix', '/b')] })], undefined],
    ['a path goes to a wildcard, which the closer name hides', of(uri('prefix', '/a'), uri('prefix', '/b')), [of(uri('prefix', '/a')), virtual('w', ['*.com'])], /paths that begin with \/b/],
    ['a header is asked for', of(ROUTE), [of(header({ exact: 'a' }))], /does not match all paths \(only all paths with headers x\) for/],
    ['a header is another', of(header({ exact: 'a' })), [of(header({ exact: 'b' }))], /does not match all paths with headers x for/],
    ['a header is asked for no more', of(header({ exact: 'a' })), [of(ROUTE)], undefined],
    ['a method is another', of({ match: [{ method: { exact: 'GET' } }], ...ROUTE }), [of({ match: [{ method: { exact: 'POST' } }], ...ROUTE })], /with method for/],
    ['a header is there or not', of(ROUTE), [of(header({}), without({}))], undefined],
    ['a header has a value or not', of(ROUTE), [of(header({ exact: '1' }), without({ exact: '1' }))], undefined],
    ['a header has a value or not another one', of(ROUTE), [of(header({ exact: '1' }), without({ exact: '2' }))], /does not match all paths/],
    ['both schemes', of(ROUTE), [of(asked('scheme', { exact: 'http' }), asked('scheme', { exact: 'https' }))], undefined],
    ['one scheme', of(ROUTE), [of(asked('scheme', { exact: 'https' }))], /does not match all paths/],
    ['the host as authority', of(ROUTE), [of(asked('authority', { exact: 'a.com' }))], undefined],
    ['the host as the beginning of the authority', of(ROUTE), [of(asked('authority', { prefix: 'a.' }))], undefined],
    ['another authority', of(ROUTE), [of(asked('authority', { exact: 'b.com' }))], /does not match all paths/],
    ['the method as a header', of(asked('method', { exact: 'GET' })), [of({ match: [{ headers: { ':method': { exact: 'GET' } } }], ...ROUTE })], undefined],
    ['a pattern that takes everything', of(ROUTE), [of(uri('regex', '.*'))], undefined],
    ['a prefix becomes whole segments', of(uri('prefix', '/a')), [of(uri('exact', '/a'), uri('prefix', '/a/'))], /begin with \/a \(only path \/a, paths that begin with \/a\/\) for/],
    ['a route becomes one of sidecars', of(uri('prefix', '/a'), uri('prefix', '/b')), [of(uri('prefix', '/a', { gateways: ['mesh'] }), uri('prefix', '/b'))], /begin with \/a/],
  ])('%s', (_, before, after, note) => {
    expect(lossesOf([before], after)).toEqual(note === undefined ? [] : [expect.stringMatching(note)]);
  });

  test.each<[string, Node, Node]>([
    ['of a path', of(uri('prefix', '/a')), of(uri('regex', '/a.*'))],
    ['of a header', of(header({ exact: 'a' })), of(header({ prefix: 'a' }))],
    ['of methods that may be all', of(ROUTE), of(asked('method', { exact: 'GET' }), asked('method', { regex: '[^G].*' }))],
    ['of a path in any case', of(uri('prefix', '/a')), of(uri('prefix', '/a', { ignoreUriCase: true }))],
  ])('a pattern %s is a warning', (_, before, after) => {
    const { workloads: [{ warnings, changes }] } = compareYaml(yaml(PODS, GATEWAY, before), yaml(PODS, GATEWAY, after));
    expect(changes.map(({ impact }) => impact)).not.toContain('cut-off');
    expect(warnings).toEqual([expect.stringMatching(/^VirtualService plain\/v matches otherwise on a\.com on port 80 of Gateway plain\/gw, and whether its matches take all that it took/)]);
  });
});

describe('other servers', () => {
  test.each<[string, Node, Node, Node, string | undefined]>([
    ['one that redirects answers alone', server(80, A, 'HTTP', { httpsRedirect: true }), V, virtual('v', ['x.com']), undefined],
    ['one that passes TLS through by the names in the mesh', server(443, ['*'], 'TLS', { mode: 'AUTO_PASSTHROUGH' }), V, virtual('v', ['x.com']), undefined],
    ['TLS that is passed through is routed by its names', server(443, A, 'TLS', { mode: 'PASSTHROUGH' }),
      virtual('v', A, { tls: [{ match: [{ sniHosts: A }], ...ROUTE }] }), virtual('v', A, { tls: [{ match: [{ sniHosts: ['x.com'] }], ...ROUTE }] }),
      'has no routes for a.com on port 443 of Gateway plain/gw any more, and no other VirtualService has: connections are refused; keep it until no client opens them'],
    ['bytes have no host', server(81, ['a.com', 'b.com'], 'TCP'), virtual('v', ['a.com', 'b.com'], { tcp: [ROUTE] }), virtual('v', ['b.com'], { tcp: [ROUTE] }), undefined],
    ['and are lost with the routes', server(81, A, 'TCP'), virtual('v', A, { tcp: [ROUTE] }), virtual('v', A), 'has no routes for a.com on port 81'],
    ['for another namespace than that of the VirtualService', server(80, ['shop/a.com']), V, virtual('v', ['x.com']), undefined],
    ['for its namespace', server(80, ['./a.com']), V, virtual('v', ['x.com']), 'has no routes for a.com on port 80'],
  ])('%s', (_, one, before, after, note) => {
    expect(lossesOf([before], [after], [PODS, gateway('gw', [one])])).toEqual(note === undefined ? [] : [expect.stringContaining(`in: VirtualService plain/v ${note}`)]);
  });

  test('the pods may be what ASM deploys', () => {
    const around = [istioGateway(), gateway('gw', [server(80, A)], { istio: 'ingress' })];
    expect(lossesOf([V], [virtual('v', ['x.com'])], around, asm('1.26'))).toEqual([GONE.replace('in:', 'istio-ingress:')]);
  });
});

describe('a VirtualService that hands requests on to another', () => {
  const root = (...names: string[]): Node => virtual('v', A, { http: names.map((name) => ({ match: [{ uri: { prefix: `/${name}` } }], delegate: { name, namespace: 'shop' } })) });
  const delegate = (name: string, spec: Node = {}): Node => (
    { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace: 'shop' }, spec: { http: [ROUTE], ...spec } });

  test('is bound by way of it', () => {
    expect(lossesOf([root('d'), delegate('d')], [root('d')])).toEqual([
      'in: VirtualService shop/d is removed, and no other VirtualService has routes for a.com on port 80 of Gateway plain/gw: requests get 404; keep it until no client sends them',
    ]);
    expect(lossesOf([root('d'), delegate('d')], [root('d'), delegate('d', { exportTo: ['.'] })])).toHaveLength(1);
    expect(lossesOf([root('d'), delegate('d')], [root('d'), delegate('d', { http: [] })])).toHaveLength(1);
  });

  test('and is not lost with one of several, or where the other one stands elsewhere', () => {
    expect(lossesOf([root('d', 'e'), delegate('d'), delegate('e')], [root('d', 'e'), delegate('e'), virtual('w', A)])).toEqual([]);
    expect(lossesOf([root('d', 'e'), delegate('d'), delegate('e')], [root('d', 'e'), delegate('e')])).toEqual([
      expect.stringMatching(/shop\/d is removed, and takes with it paths that begin with \/d for a\.com on port 80 of Gateway plain\/gw, and no other VirtualService does: such requests/),
    ]);
    expect(lossesOf([root('d')], [virtual('w', A, { http: [{ delegate: { name: 'd', namespace: 'shop' } }] })])).toEqual([]);
    expect(lossesOf([root('d'), delegate('d')], [root('d'), delegate('d', { http: [{ ...ROUTE, timeout: '1s' }] })])).toEqual([]);
  });
});
