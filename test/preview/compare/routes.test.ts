import { compareYaml, type Node, yaml } from './support';
import type { Thing } from '../../../src/preview/compare';

const named = (kind: string, name: string, spec: Node): Node => ({ apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name, namespace: 'plain' }, spec });
const gatewayOf = (...listeners: readonly Node[]): Node => named('Gateway', 'gw', { gatewayClassName: 'istio', listeners });
const LISTENER = { name: 'http', port: 80, protocol: 'HTTP' };
const TCP = { name: 'tcp', port: 5432, protocol: 'TCP' };
const GATEWAY = gatewayOf(LISTENER, TCP);
const routeOf = (kind: string, name: string, hostnames?: readonly string[], rules?: readonly Node[], parent: Node = {}): Node => (
  named(kind, name, { parentRefs: [{ name: 'gw', ...parent }], ...hostnames && { hostnames }, ...rules && { rules } }));
const http = (...rest: readonly [string, (readonly string[])?, (readonly Node[])?, Node?]): Node => routeOf('HTTPRoute', ...rest);
const grpc = (...rest: readonly [string, (readonly string[])?, (readonly Node[])?, Node?]): Node => routeOf('GRPCRoute', ...rest);
const path = (value: string, type = 'PathPrefix', more: Node = {}): Node => ({ matches: [{ path: { type, value }, ...more }] });
const method = (service?: string, name?: string): Node => ({ matches: [{ method: { service, method: name } }] });

/** What becomes of a route, told with the gateway. */
function told(before: readonly Node[], after: readonly Node[], name = 'r'): Pick<Thing['changes'][number], 'impact' | 'note'> & Pick<Thing, 'warnings'> {
  const { workloads } = compareYaml(yaml(...before), yaml(...after));
  const gateway = workloads.find(({ key }) => key.name === 'gw-istio')!;
  const { impact, note } = gateway.changes.find(({ object, note: said }) => object.endsWith(`Route plain/${name}`) && said !== undefined)!;
  return { impact, note, warnings: gateway.warnings };
}

describe('a route that is removed', () => {
  const BOTH = ['a.com', 'b.com'];
  const API = [path('/api')];

  test.each<[string, Node, readonly Node[], readonly Node[], string]>([
    ['is split', http('r', BOTH), [], [http('a', ['a.com']), http('b', ['b.com'])], 'HTTPRoute plain/a, HTTPRoute plain/b'],
    ['goes to one without hosts that stands', http('r', ['a.com']), [http('all')], [], 'HTTPRoute plain/all'],
    ['goes to a wildcard that stands', http('r', ['a.b.com']), [http('all', ['*.b.com'])], [], 'HTTPRoute plain/all'],
    ['was a part of one that stands', http('r', ['a.com'], API), [http('all', ['a.com'])], [], 'HTTPRoute plain/all'],
    ['was below the path of one that stands', http('r', ['a.com'], [path('/api/v1', 'Exact')]), [http('all', ['a.com'], API)], [], 'HTTPRoute plain/all'],
    ['goes to two that stand, and to a new one', http('r', BOTH, [path('/api'), path('/ui/x')]), [http('a', BOTH, API), http('b', ['b.com'], [path('/ui')])], [http('c', ['a.com'])],
      'HTTPRoute plain/c, HTTPRoute plain/a, HTTPRoute plain/b'],
    ['is one of gRPC now', http('r', ['a.com']), [], [grpc('g', ['a.com'])], 'GRPCRoute plain/g'],
    ['was one of gRPC', grpc('r', ['a.com'], [method('pkg.S', 'Get')]), [], [http('h', ['a.com'], [path('/pkg.S', 'PathPrefix', { method: 'POST' })])], 'HTTPRoute plain/h'],
    ['was one of gRPC, of a whole service', grpc('r', ['a.com'], [method('pkg.S')]), [http('h', ['a.com'], [path('/pkg.S/')])], [], 'HTTPRoute plain/h'],
    ['has another one of TCP beside it', routeOf('TCPRoute', 'r'), [routeOf('TCPRoute', 'other')], [], 'TCPRoute plain/other'],
  ])('and %s is no loss', (_, removed, stands, added, names) => {
    expect(told([GATEWAY, removed, ...stands], [GATEWAY, ...stands, ...added])).toEqual({ impact: 'live', note: `is removed; ${names} may have taken its place`, warnings: [] });
  });

  test.each<[string, Node, readonly Node[], readonly Node[], RegExp]>([
    ['of one of two hosts', http('r', BOTH), [], [http('a', ['a.com'])], /takes b\.com on port 80 over: requests/],
    ['where another path stands', http('r', ['a.com']), [http('api', ['a.com'], API)], [], /a\.com on port 80/],
    ['where a path that only begins alike stands', http('r', ['a.com'], [path('/apis')]), [http('api', ['a.com'], API)], [], /a\.com on port 80/],
    ['where one with conditions stands', http('r', ['a.com'], API), [http('api', ['a.com'], [path('/api', 'PathPrefix', { headers: [{ name: 'x', value: 'y' }] })])], [], /a\.com/],
    ['where one for all hosts stands, and the closest name has another path', http('r', ['a.com']), [http('all'), http('api', ['a.com'], API)], [], /a\.com on port 80/],
    ['of gRPC, where one of other paths comes', grpc('r', ['a.com'], [method('pkg.S', 'Get')]), [], [http('h', ['a.com'], API)], /a\.com on port 80/],
    ['of another port', http('r'), [], [http('h', undefined, undefined, { port: 8080 })], /takes port 80 over/],
    ['of TCP', routeOf('TCPRoute', 'r'), [http('h')], [], /takes port 5432 over: connections that it alone matched are refused; keep it until no client opens them$/],
  ])('is a loss: %s', (_, removed, stands, added, note) => {
    expect(told([GATEWAY, removed, ...stands], [GATEWAY, ...stands, ...added])).toEqual({ impact: 'cut-off', note: expect.stringMatching(note), warnings: [] });
  });

  test('a pattern that may take its requests is a warning', () => {
    const stands = http('p', ['a.com'], [path('/a.*', 'RegularExpression')]);
    const { impact, note, warnings } = told([GATEWAY, http('r', ['a.com'], API), stands], [GATEWAY, stands]);
    expect([impact, note]).toEqual(['live', 'is removed']);
    expect(warnings).toEqual(['HTTPRoute plain/r is removed, and whether HTTPRoute plain/p takes what it took is not known: try it before clients do']);
  });

  test('and that no listener took is no loss', () => {
    const other = gatewayOf({ ...LISTENER, hostname: 'b.com' });
    expect(told([other, http('r', ['a.com'])], [other])).toEqual({ impact: 'live', note: 'is removed', warnings: [] });
  });
});

describe('a route that stays', () => {
  const MANY = ['a.com', 'b.com'];
  const OTHER: Node = { ...GATEWAY, metadata: { name: 'other', namespace: 'plain' } };
  const elsewhere = (node: Node): Node => ({ ...node, metadata: { name: 'r', namespace: 'shop' } });
  const far = elsewhere(http('r', ['a.com'], undefined, { namespace: 'plain' }));
  const ofAll = gatewayOf({ ...LISTENER, allowedRoutes: { namespaces: { from: 'All' } } });
  const bySelector = gatewayOf({ ...LISTENER, allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'x' } } } } });
  const cutOf = (before: readonly Node[], after: readonly Node[]): (string | undefined)[] => {
    const { workloads } = compareYaml(yaml(...before), yaml(...after));
    return workloads.filter(({ key }) => key.name === 'gw-istio').flatMap(({ changes }) => changes.filter(({ impact }) => impact === 'cut-off').map(({ note }) => note));
  };

  test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
    ['a hostname leaves it', [GATEWAY, http('r', MANY)], [GATEWAY, http('r', ['a.com'])], /^no listener takes it for b\.com on port 80 any more, and no other route/],
    ['a hostname goes to another route', [GATEWAY, http('r', MANY)], [GATEWAY, http('r', ['a.com']), http('b', ['b.com'])], undefined],
    ['a hostname becomes a wildcard', [GATEWAY, http('r', ['a.b.com'])], [GATEWAY, http('r', ['*.b.com'])], undefined],
    ['its rules change', [GATEWAY, http('r', MANY, [path('/a')])], [GATEWAY, http('r', MANY, [path('/b')])], /^does not match paths below \/a any more for a\.com on port 80, b\.com on port 80, and no other route/],
    ['it goes to another Gateway', [GATEWAY, OTHER, http('r')], [GATEWAY, OTHER, http('r', undefined, undefined, { name: 'other' })], /^no listener takes it for port 80 any more/],
    ['its listener lets in the own namespace alone now', [ofAll, far], [GATEWAY, far], /for a\.com on port 80 any more/],
    ['its listener lets in namespaces whose labels are others', [ofAll, far], [bySelector, far], /for a\.com on port 80 any more/],
    ['its listener has another hostname now', [GATEWAY, http('r', ['a.com'])], [gatewayOf({ ...LISTENER, hostname: 'b.com' }, TCP), http('r', ['a.com'])], /a\.com on port 80/],
    ['its listener is gone', [GATEWAY, routeOf('TCPRoute', 'r')], [gatewayOf(LISTENER), routeOf('TCPRoute', 'r')], /for port 5432 any more.*: connections to it are refused/],
    ['a listener that did not take it is gone', [GATEWAY, http('r')], [gatewayOf(LISTENER), http('r')], undefined],
    ['its Gateway runs under another name', [GATEWAY, http('r')], [{ ...GATEWAY, metadata: { name: 'gw', namespace: 'plain', annotations: { 'gateway.istio.io/name-override': 'x' } } }, http('r')], undefined],
  ])('%s', (_, before, after, note) => {
    expect(cutOf(before, after)).toEqual(note === undefined ? [] : [expect.stringMatching(note)]);
  });

  const header = (value: string, type = 'Exact'): Node => ({ matches: [{ headers: [{ name: 'x', type, value }] }] });
  const A = ['a.com'];

  test.each<[string, readonly Node[] | undefined, readonly Node[] | undefined, readonly Node[], RegExp | undefined]>([
    ['it had none and gets one', undefined, [path('/new')], [], /^does not match all paths \(only paths below \/new\) any more for a\.com on port 80/],
    ['one of two goes', [path('/a'), path('/b', 'Exact')], [path('/a')], [], /^does not match path \/b any more/],
    ['a header is asked for', [path('/a')], [path('/a', 'PathPrefix', { headers: [{ name: 'x', value: 'y' }] })], [], /^does not match paths below \/a \(only paths below \/a with headers x\) any more/],
    ['another value of a header is asked for', [header('v1')], [header('v2')], [], /^does not match all paths with headers x any more/],
    ['another route that stands has another path', undefined, [path('/new')], [http('s', A, [path('/old')])], /^does not match all paths \(only paths below \/new, paths below \/old\) any more/],
    ['another route that stands takes the rest', undefined, [path('/new')], [http('s', A)], undefined],
    ['another rule takes the rest', undefined, [path('/new'), {}], [], undefined],
    ['one is put before others', [path('/a')], [path('/a/b'), path('/a')], [], undefined],
    ['it goes to a wider one', [path('/a/b')], [path('/a')], [], undefined],
    ['a condition goes', [header('v1')], [{}], [], undefined],
    ['it is the same in other words', undefined, [path('/')], [], undefined],
    ['the backends are others', [path('/a')], [{ ...path('/a'), backendRefs: [{ name: 'x', port: 80 }] }], [], undefined],
  ])('its matches change: %s', (_, before, after, stands, note) => {
    expect(cutOf([GATEWAY, http('r', A, before), ...stands], [GATEWAY, http('r', A, after), ...stands])).toEqual(note === undefined ? [] : [expect.stringMatching(note)]);
  });

  test('a route that comes takes the rest by its matches, whatever its name', () => {
    const comes = (...rules: readonly Node[]): (string | undefined)[] => cutOf([GATEWAY, http('r', A)], [GATEWAY, http('r', A, [path('/new')]), http('s', A, rules)]);
    expect(comes({})).toEqual([]);
    expect(comes(path('/old'))).toHaveLength(1);
  });

  test.each<[string, readonly Node[], readonly Node[]]>([
    ['of a path', [path('/a')], [path('/a.*', 'RegularExpression')]],
    ['of a header', [header('v1')], [header('v1|v2', 'RegularExpression')]],
    ['that gets another text', [header('v1', 'RegularExpression')], [header('v1|v2', 'RegularExpression')]],
  ])('a pattern %s that may take it is a warning', (_, before, after) => {
    const { workloads } = compareYaml(yaml(GATEWAY, http('r', A, before)), yaml(GATEWAY, http('r', A, after)));
    const { changes, warnings } = workloads.find(({ key }) => key.name === 'gw-istio')!;
    expect(changes.filter(({ impact }) => impact === 'cut-off')).toEqual([]);
    expect(warnings).toEqual([
      'HTTPRoute plain/r matches otherwise on a.com on port 80, and whether HTTPRoute plain/r takes what it took is not known: try it before clients do',
    ]);
  });
});
