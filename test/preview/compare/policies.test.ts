import { compareYaml, deployment, ISTIO, type Node, yaml } from './support';
import { MeshFacts, Platform } from '../../../src/platform';

const workload = (name: string, namespace = 'shop', ports?: readonly Node[]): Node => {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1', ...ports && { ports } }] } };
  return { ...deployment({ selector: { matchLabels: labels }, template }), metadata: { name, namespace } };
};
const PODS = workload('web');
const policy = (kind: string, name: string, spec: Node, namespace = 'shop'): Node => (
  { apiVersion: kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : kind === 'Sidecar' || kind === 'ServiceEntry' ? 'networking.istio.io/v1' : 'security.istio.io/v1', kind, metadata: { name, namespace }, spec });
const authz = (name: string, spec: Node, namespace?: string): Node => policy('AuthorizationPolicy', name, spec, namespace);
const SELECTOR = { selector: { matchLabels: { app: 'web' } } };

/** What is said of the workload `web`. */
function warningsOf(before: readonly Node[], after: readonly Node[], around: readonly Node[] = [PODS], facts: MeshFacts = ISTIO): readonly string[] {
  const { workloads } = compareYaml(yaml(...around, ...before), yaml(...around, ...after), { facts });
  return workloads.find(({ key }) => key.name === 'web')!.warnings;
}

type Row = [string, readonly Node[], readonly Node[], RegExp | undefined];
const judges = (_: string, before: readonly Node[], after: readonly Node[], warning: RegExp | undefined): void => {
  expect(warningsOf(before, after)).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)]);
};

describe('AuthorizationPolicy', () => {
  const GET = { to: [{ operation: { methods: ['GET'] } }] };
  const READ = { to: [{ operation: { methods: ['GET', 'HEAD'] } }] };
  const FROM = { from: [{ source: { principals: ['cluster.local/ns/a/sa/a'] } }] };
  const dry = (name: string, spec: Node): Node => ({ ...authz(name, spec), metadata: { name, namespace: 'shop', annotations: { 'istio.io/dry-run': 'true' } } });
  const NOTHING = /allows nothing, and no other ALLOW policy among the manifests is for these pods: every request to them is refused with 403$/;
  const FIRST = /is the first ALLOW policy for these pods: .* refused with 403/;
  const LESS = /allows less than it did, and may refuse/;

  test.each<Row>([
    ['without rules allows nothing', [], [authz('p', SELECTOR)], NOTHING],
    ['for the namespace', [], [authz('p', {})], NOTHING],
    ['for the mesh', [], [authz('p', {}, 'istio-system')], NOTHING],
    ['beside one that allows', [authz('q', { rules: [GET] })], [authz('q', { rules: [GET] }), authz('p', {})], undefined],
    ['that allows all', [], [authz('p', { rules: [{}] })], undefined],
    ['that is the first', [], [authz('p', { rules: [GET] })], FIRST],
    ['that is the second', [authz('q', { rules: [GET] })], [authz('q', { rules: [GET] }), authz('p', { rules: [FROM] })], undefined],
    ['that is the first beside one that allows all', [authz('q', { rules: [{}] })], [authz('q', { rules: [{}] }), authz('p', { rules: [GET] })], undefined],
    ['loses a rule', [authz('p', { rules: [GET, FROM] })], [authz('p', { rules: [FROM] })], LESS],
    ['loses its rules', [authz('p', { rules: [GET] })], [authz('p', {})], NOTHING],
    ['loses a rule to another one', [authz('p', { rules: [GET, FROM] })], [authz('p', { rules: [FROM] }), authz('q', { rules: [READ] })], undefined],
    ['asks for more', [authz('p', { rules: [GET] })], [authz('p', { rules: [{ ...GET, ...FROM }] })], LESS],
    ['asks for less', [authz('p', { rules: [{ ...GET, ...FROM }] })], [authz('p', { rules: [GET] })], undefined],
    ['allows a method more', [authz('p', { rules: [GET] })], [authz('p', { rules: [READ] })], undefined],
    ['allows a method less', [authz('p', { rules: [READ] })], [authz('p', { rules: [GET] })], LESS],
    ['has a wider path', [authz('p', { rules: [{ to: [{ operation: { paths: ['/api/v1'] } }] }] })], [authz('p', { rules: [{ to: [{ operation: { paths: ['/api/*'] } }] }] })], undefined],
    ['leaves fewer out', [authz('p', { rules: [{ to: [{ operation: { notPaths: ['/a', '/b'] } }] }] })], [authz('p', { rules: [{ to: [{ operation: { notPaths: ['/a'] } }] }] })], undefined],
    ['leaves more out', [authz('p', { rules: [{ to: [{ operation: { notPaths: ['/a'] } }] }] })], [authz('p', { rules: [{ to: [{ operation: { notPaths: ['/a', '/b'] } }] }] })], LESS],
    ['has another condition', [authz('p', { rules: [{ when: [{ key: 'k', values: ['a'] }] }] })], [authz('p', { rules: [{ when: [{ key: 'k', values: ['b'] }] }] })], LESS],
    ['is removed', [authz('p', { rules: [GET] })], [], undefined],
    ['is removed, and others stay', [authz('p', { rules: [GET] }), authz('q', { rules: [FROM] })], [authz('q', { rules: [FROM] })], LESS],
    ['of other pods', [], [authz('p', { selector: { matchLabels: { app: 'x' } } })], undefined],
    ['of another namespace', [], [authz('p', {}, 'plain')], undefined],
    ['denies', [], [authz('p', { action: 'DENY', rules: [GET] })], /denies more than before, and may refuse/],
    ['denies everything', [], [authz('p', { action: 'DENY', rules: [{}] })], /denies everything: every request to these pods is refused with 403$/],
    ['denies nothing', [], [authz('p', { action: 'DENY' })], undefined],
    ['denies what another one does', [authz('q', { action: 'DENY', rules: [READ] })], [authz('p', { action: 'DENY', rules: [GET] })], undefined],
    ['denies less', [authz('p', { action: 'DENY', rules: [READ] })], [authz('p', { action: 'DENY', rules: [GET] })], undefined],
    ['asks a provider', [], [authz('p', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] })], /asks opa about every request, and refuses with 403 what that does not allow/],
    ['asks another provider', [authz('p', { action: 'CUSTOM', provider: { name: 'a' }, rules: [GET] })], [authz('p', { action: 'CUSTOM', provider: { name: 'b' }, rules: [GET] })],
      /asks b about more requests than before/],
    ['denies everything, as a dry run', [], [dry('p', { action: 'DENY', rules: [{}] })], undefined],
    ['allows nothing, as a dry run', [], [dry('p', {})], undefined],
    ['is a dry run no more', [dry('p', { rules: [GET] })], [authz('p', { rules: [GET] })], FIRST],
    ['denies, and is a dry run no more', [dry('p', { action: 'DENY', rules: [{}] })], [authz('p', { action: 'DENY', rules: [{}] })], /denies everything/],
    ['is the first beside a dry run', [dry('q', { rules: [GET] })], [dry('q', { rules: [GET] }), authz('p', { rules: [GET] })], FIRST],
    ['becomes a dry run', [authz('p', { rules: [GET] })], [dry('p', { rules: [GET] })], undefined],
    ['becomes a dry run, and others stay', [authz('p', { rules: [GET] }), authz('q', { rules: [FROM] })], [dry('p', { rules: [GET] }), authz('q', { rules: [FROM] })], LESS],
    ['says no dry run', [], [{ ...authz('p', {}), metadata: { name: 'p', namespace: 'shop', annotations: { 'istio.io/dry-run': 'false' } } }], NOTHING],
    ['only notes', [], [authz('p', { action: 'AUDIT', rules: [{}] })], undefined],
    ['has other metadata', [authz('p', {})], [{ ...authz('p', {}), metadata: { name: 'p', namespace: 'shop', labels: { a: 'b' } } }], undefined],
  ])('%s', judges);

  const MAYBE = /may allow less than it did, as its old and new rules cannot be compared for sure/;
  const source = (field: string, ...values: readonly unknown[]): Node => ({ from: [{ source: { [field]: values } }] });
  const operation = (field: string, ...values: readonly unknown[]): Node => ({ to: [{ operation: { [field]: values } }] });
  const when = (key: string, ...values: readonly string[]): Node => ({ when: [{ key, values }] });
  const WEB = 'cluster.local/ns/shop/sa/web';
  const MANY = Array.from({ length: 300 }, (_, i) => `n${i}`);

  test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
    ['a wider block', [source('ipBlocks', '10.1.0.0/16')], [source('ipBlocks', '10.0.0.0/8')], undefined],
    ['a narrower block', [source('ipBlocks', '10.0.0.0/8')], [source('ipBlocks', '10.1.0.0/16')], LESS],
    ['an address in a block', [source('remoteIpBlocks', '10.1.0.1')], [source('remoteIpBlocks', '10.1.0.0/16')], undefined],
    ['a block in halves', [source('ipBlocks', '10.0.0.0/8')], [source('ipBlocks', '10.0.0.0/9', '10.128.0.0/9')], MAYBE],
    ['a block as a condition', [source('ipBlocks', '10.1.0.0/16')], [when('source.ip', '10.0.0.0/8')], undefined],
    ['a rule for each method', [operation('methods', 'GET', 'POST')], [operation('methods', 'GET'), operation('methods', 'POST')], undefined],
    ['a rule for each method but one', [operation('methods', 'GET', 'POST', 'PUT')], [operation('methods', 'GET'), operation('methods', 'POST')], LESS],
    ['crossed rules', [{ ...source('namespaces', 'a', 'b'), ...operation('methods', 'GET', 'POST') }],
      [{ ...source('namespaces', 'a'), ...operation('methods', 'GET') }, { ...source('namespaces', 'b'), ...operation('methods', 'POST') }], LESS],
    ['methods joined', [operation('methods', 'GET'), operation('methods', 'POST')], [operation('methods', 'GET', 'POST')], undefined],
    ['a namespace as a field', [when('source.namespace', 'shop')], [source('namespaces', 'shop')], undefined],
    ['a namespace as a condition', [source('namespaces', 'shop')], [when('source.namespace', 'shop')], undefined],
    ['the namespace of an account', [source('principals', WEB)], [source('namespaces', 'shop')], undefined],
    ['another namespace', [source('principals', WEB)], [source('namespaces', 'pay')], LESS],
    ['an account of a namespace', [source('namespaces', 'shop')], [source('principals', WEB)], LESS],
    ['an account by its short name', [source('principals', WEB)], [source('serviceAccounts', 'shop/web')], undefined],
    ['an account of the own namespace', [source('principals', WEB)], [source('serviceAccounts', 'web')], undefined],
    ['another account', [source('principals', WEB)], [source('serviceAccounts', 'shop/api')], LESS],
    ['an account by its long name', [source('serviceAccounts', 'shop/web')], [source('principals', WEB)], MAYBE],
    ['the account in all trust domains', [source('serviceAccounts', 'shop/web')], [source('principals', '*/ns/shop/sa/web')], undefined],
    ['the namespace of accounts', [source('principals', 'cluster.local/ns/shop/*')], [source('namespaces', 'shop')], undefined],
    ['the namespace of an account anywhere', [source('principals', '*/sa/web')], [source('namespaces', 'shop')], MAYBE],
    ['namespaces by a pattern', [source('namespaces', 'shop-a')], [source('namespaces', 'shop*')], undefined],
    ['single paths of many', [operation('paths', '/api/*')], [operation('paths', '/api/a', '/api/b')], LESS],
    ['a template of paths', [operation('paths', '/a/b')], [operation('paths', '/a/{*}')], MAYBE],
    ['ports as numbers', [operation('ports', '8080')], [operation('ports', 8080)], undefined],
    ['another spelling of a host', [operation('hosts', 'A.com')], [operation('hosts', 'a.com')], undefined],
    ['all but others', [operation('paths', '/a')], [operation('notPaths', '/b')], undefined],
    ['all but itself', [operation('paths', '/a')], [operation('notPaths', '/a')], LESS],
    ['all but some', [GET], [{ to: [{ operation: { methods: ['GET'], notPaths: ['/a'] } }] }], LESS],
    ['all but one of a pattern', [operation('paths', '/api/*')], [operation('notPaths', '/api/a')], LESS],
    ['a pattern but one', [operation('paths', '/api/*')], [{ to: [{ operation: { paths: ['/api/*'], notPaths: ['/api/a'] } }] }], LESS],
    ['a namespace but an account', [source('namespaces', 'shop')], [{ from: [{ source: { namespaces: ['shop'], notPrincipals: [WEB] } }] }], LESS],
    ['a namespace but an account of another one', [source('namespaces', 'pay')], [{ from: [{ source: { namespaces: ['pay'], notPrincipals: [WEB] } }] }], undefined],
    ['all but another claim', [when('request.auth.claims[groups]', 'a')], [{ when: [{ key: 'request.auth.claims[groups]', notValues: ['b'] }] }], LESS],
    ['a template within a pattern', [operation('paths', '/a/{*}')], [operation('paths', '/a/*')], undefined],
    ['a pattern of the other end', [operation('paths', '/a*')], [operation('paths', '*/b')], MAYBE],
    ['everything there is', [operation('paths', '*')], [operation('paths', '/a*')], LESS],
    ['all but more by a pattern', [operation('notPaths', '/a/*')], [operation('notPaths', '/a/b')], undefined],
    ['many values and one more', [source('namespaces', ...MANY)], [source('namespaces', 'x', ...MANY)], undefined],
    ['many values and one less', [source('namespaces', ...MANY)], [source('namespaces', ...MANY.slice(1))], MAYBE],
  ])('has %s', (_, before, after, warning) => {
    expect(warningsOf([authz('p', { rules: before })], [authz('p', { rules: after })])).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)]);
    // what a policy that allows loses is what a policy that denies gets when it goes the other way
    const deny = (rules: readonly Node[]): Node[] => [authz('p', { action: 'DENY', rules })];
    const denies = warning === LESS ? /denies more than before/ : /may deny more than before, as its old and new rules cannot be compared for sure/;
    expect(warningsOf(deny(after), deny(before))).toEqual(warning === undefined ? [] : [expect.stringMatching(denies)]);
    const custom = (rules: readonly Node[]): Node[] => [authz('p', { action: 'CUSTOM', provider: { name: 'opa' }, rules })];
    const asks = warning === LESS ? /asks opa about more requests than before/ : /asks opa about maybe more requests than before/;
    expect(warningsOf(custom(after), custom(before))).toEqual(warning === undefined ? [] : [expect.stringMatching(asks)]);
  });

  test('is split in two', () => {
    const both = [authz('p', { rules: [source('namespaces', 'shop', 'pay')] })];
    const each = [authz('a', { rules: [source('namespaces', 'shop')] }), authz('b', { rules: [source('namespaces', 'pay')] })];
    expect([warningsOf(both, each), warningsOf(each, both)]).toEqual([[], []]);
  });

  test('of a managed Gateway, which it names', () => {
    const gateway: Node = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    };
    const named = authz('p', { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web' }] });
    const { workloads } = compareYaml(yaml(gateway, PODS), yaml(gateway, PODS, named));
    expect(workloads.map(({ key, warnings }) => [key.name, warnings.length])).toEqual([['web', 0], ['web-istio', 1]]);
  });
});

describe('NetworkPolicy', () => {
  const net = (name: string, spec: Node, namespace?: string): Node => policy('NetworkPolicy', name, { podSelector: {}, ...spec }, namespace);
  const IN = { policyTypes: ['Ingress'] };
  const peers = { from: [{ podSelector: { matchLabels: { app: 'a' } } }] };
  const port = (number: number): Node => ({ ports: [{ protocol: 'TCP', port: number }] });
  const NOTHING = /lets nothing in, and no other NetworkPolicy among the manifests does: every connection to these pods is refused/;
  const LESS = /lets less in than before, and may refuse connections to these pods/;

  test.each<Row>([
    ['lets nothing in', [], [net('p', IN)], NOTHING],
    ['lets nothing in, and nobody says types', [], [net('p', {})], NOTHING],
    ['of the pods alone', [], [net('p', { ...IN, podSelector: { matchLabels: { app: 'web' } } })], NOTHING],
    ['of other pods', [], [net('p', { ...IN, podSelector: { matchLabels: { app: 'x' } } })], undefined],
    ['of another namespace', [], [net('p', IN, 'plain')], undefined],
    ['lets all in', [], [net('p', { ...IN, ingress: [{}] })], undefined],
    ['lets some in', [], [net('p', { ...IN, ingress: [peers] })], LESS],
    ['beside another one', [net('q', IN)], [net('q', IN), net('p', { ...IN, ingress: [peers] })], undefined],
    ['loses a peer', [net('p', { ...IN, ingress: [peers, port(80)] })], [net('p', { ...IN, ingress: [port(80)] })], LESS],
    ['gets a port more', [net('p', { ...IN, ingress: [port(80)] })], [net('p', { ...IN, ingress: [port(80), port(81)] })], undefined],
    ['is removed', [net('p', IN)], [], undefined],
    ['is removed, and others stay', [net('p', { ingress: [peers] }), net('q', IN)], [net('q', IN)], NOTHING],
    ['lets nothing out', [], [net('p', { policyTypes: ['Egress'] })], /lets nothing out, .* every connection of these pods is refused/],
    ['lets less out', [], [net('p', { policyTypes: ['Egress'], egress: [port(53)] })], /lets less out than before, and may refuse connections of these pods/],
    ['lets all out', [], [net('p', { policyTypes: ['Egress'], egress: [{}] })], undefined],
  ])('%s', judges);

  const MAYBE = /may let in less than before, as its old and new rules cannot be compared for sure; look at the ports of connections to these pods/;
  const from = (...peersOf: Node[]): Node => ({ from: peersOf });
  const block = (cidr: string, ...except: string[]): Node => ({ ipBlock: { cidr, ...except.length > 0 && { except } } });
  const space = (labels: Node): Node => ({ namespaceSelector: { matchLabels: labels } });
  const app = (name: string): Node => ({ podSelector: { matchLabels: { app: name } } });
  const EVERY = { podSelector: {} };

  test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
    ['a wider block', [from(block('10.1.0.0/16'))], [from(block('10.0.0.0/8'))], undefined],
    ['the block of all', [from(block('10.1.0.0/16'))], [from(block('0.0.0.0/0'))], undefined],
    ['a narrower block', [from(block('10.0.0.0/8'))], [from(block('10.1.0.0/16'))], LESS],
    ['another block', [from(block('10.1.0.0/16'))], [from(block('10.2.0.0/16'))], LESS],
    ['a block of the other family', [from(block('10.1.0.0/16'))], [from(block('::/0'))], LESS],
    ['a block in two halves', [from(block('10.0.0.0/8'))], [from(block('10.0.0.0/9'), block('10.128.0.0/9'))], MAYBE],
    ['a block that nobody can read', [from(block('10.0.0.0/8'))], [from(block('x'))], MAYBE],
    ['a block without its gap', [from(block('10.0.0.0/8', '10.1.0.0/16'))], [from(block('10.0.0.0/8'))], undefined],
    ['a block with a smaller gap', [from(block('10.0.0.0/8', '10.1.0.0/16'))], [from(block('10.0.0.0/8', '10.1.1.0/24'))], undefined],
    ['a block with a gap elsewhere', [from(block('10.1.0.0/16'))], [from(block('10.0.0.0/8', '10.2.0.0/16'))], undefined],
    ['a block with a new gap', [from(block('10.0.0.0/8'))], [from(block('10.0.0.0/8', '10.1.0.0/16'))], LESS],
    ['a block with a wider gap', [from(block('10.0.0.0/8', '10.1.1.0/24'))], [from(block('10.0.0.0/8', '10.1.0.0/16'))], LESS],
    ['all addresses instead of all', [{ ports: [{ port: 80 }] }], [{ ...from(block('0.0.0.0/0')), ports: [{ port: 80 }] }], MAYBE],
    ['a block instead of all', [{ ports: [{ port: 80 }] }], [{ ...from(block('10.0.0.0/8')), ports: [{ port: 80 }] }], LESS],
    ['pods instead of a block', [from(block('10.0.0.0/8'))], [from(EVERY)], LESS],
    ['a block instead of pods', [from(EVERY)], [from(block('10.0.0.0/8'))], MAYBE],
    ['pods of all namespaces', [from(EVERY)], [from({ namespaceSelector: {} })], undefined],
    ['pods of the own namespace alone', [from({ namespaceSelector: {} })], [from(EVERY)], LESS],
    ['the own namespace by its name', [from(EVERY)], [from(space({ 'kubernetes.io/metadata.name': 'shop' }))], undefined],
    ['the own namespace without its name', [from(space({ 'kubernetes.io/metadata.name': 'shop' }))], [from(EVERY)], undefined],
    ['another namespace by its name', [from(EVERY)], [from(space({ 'kubernetes.io/metadata.name': 'pay' }))], LESS],
    ['namespaces by a label', [from(EVERY)], [from(space({ team: 'x' }))], MAYBE],
    ['more pods', [from(app('a'))], [from(EVERY)], undefined],
    ['fewer pods', [from(EVERY)], [from(app('a'))], LESS],
    ['other pods', [from(app('a'))], [from(app('b'))], LESS],
    ['pods by another label', [from(app('a'))], [from({ podSelector: { matchLabels: { role: 'a' } } })], MAYBE],
    ['pods by an expression', [from(app('a'))], [from({ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] } })], undefined],
    ['pods that have the label', [from(app('a'))], [from({ podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } })], undefined],
    ['two peers in two rules', [{ ...from(EVERY, space({ n: 'i' })), ports: [{ port: 80 }, { port: 81 }] }],
      [{ ...from(EVERY), ports: [{ port: 80 }, { port: 81 }] }, { ...from(space({ n: 'i' })), ports: [{ port: 81 }, { port: 80 }] }], undefined],
    ['two ports in two rules', [{ ports: [{ port: 80 }, { port: 81 }] }], [{ ports: [{ port: 80 }] }, { ports: [{ port: 81, protocol: 'TCP' }] }], undefined],
    ['two ports for one peer each', [{ ...from(app('a'), app('b')), ports: [{ port: 80 }, { port: 81 }] }],
      [{ ...from(app('a')), ports: [{ port: 80 }] }, { ...from(app('b')), ports: [{ port: 81 }] }], LESS],
    ['a range', [{ ports: [{ port: 80 }] }], [{ ports: [{ port: 79, endPort: 81 }] }], undefined],
    ['a smaller range', [{ ports: [{ port: 80, endPort: 90 }] }], [{ ports: [{ port: 80, endPort: 85 }] }], LESS],
    ['all ports of a protocol', [{ ports: [{ port: 80 }] }], [{ ports: [{ protocol: 'TCP' }] }], undefined],
    ['another protocol', [{ ports: [{ port: 80 }] }], [{ ports: [{ port: 80, protocol: 'UDP' }] }], LESS],
    ['the name of the port', [{ ports: [{ port: 8080 }] }], [{ ports: [{ port: 'http' }] }], undefined],
    ['the number of the port', [{ ports: [{ port: 'http' }] }], [{ ports: [{ port: 8080 }] }], undefined],
    ['the name of another port', [{ ports: [{ port: 9090 }] }], [{ ports: [{ port: 'http' }] }], LESS],
    ['a name that no container has', [{ ports: [{ port: 8080 }] }], [{ ports: [{ port: 'web' }] }], MAYBE],
    ['a name that stays', [{ ports: [{ port: 'web' }] }], [{ ports: [{ port: 'web' }, { port: 81 }] }], undefined],
  ])('that has %s', (_, before, after, warning) => {
    const pods = workload('web', 'shop', [{ name: 'http', containerPort: 8080 }]);
    const rules = (ingress: readonly Node[]): Node[] => [net('p', { ...IN, ingress })];
    expect(warningsOf(rules(before), rules(after), [pods])).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)]);
  });

  test.each<[string, boolean]>([['8.8.8.8/32', true], ['10.0.0.0/8', false]])('what goes out is compared the same way: %s', (cidr, isLess) => {
    const rules = (one: string): Node[] => [net('p', { policyTypes: ['Egress'], egress: [{ to: [block(one)], ports: [{ port: 'dns' }] }] })];
    expect(warningsOf(rules('10.1.0.0/16'), rules(cidr))).toHaveLength(isLess ? 1 : 0);
  });

  test.each<[string, Node, boolean]>([
    ['the ports', port(8080), true],
    ['the ports by a range', { ports: [{ port: 8000, endPort: 9000 }] }, true],
    ['every port', {}, true],
    ['another port', port(9090), false],
    ['the ports for some', { ...peers, ...port(8080) }, false],
  ])('that opens %s of their Service', (_, rule, isOpen) => {
    const service: Node = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] } };
    expect(warningsOf([], [net('p', { ...IN, ingress: [rule] })], [PODS, service])).toHaveLength(isOpen ? 0 : 1);
  });
});

describe('PeerAuthentication', () => {
  const peer = (name: string, spec: Node, namespace?: string): Node => policy('PeerAuthentication', name, spec, namespace);
  const mode = (text: string): Node => ({ mtls: { mode: text } });
  const STRICT = /makes mTLS STRICT for these pods, and may refuse requests that are answered now: those in plain text/;

  test.each<Row>([
    ['becomes strict', [peer('p', mode('PERMISSIVE'))], [peer('p', mode('STRICT'))], STRICT],
    ['is strict', [], [peer('p', mode('STRICT'))], STRICT],
    ['of the mesh', [], [peer('p', mode('STRICT'), 'istio-system')], STRICT],
    ['of the mesh, and the namespace has its own', [peer('q', mode('PERMISSIVE'))], [peer('q', mode('PERMISSIVE')), peer('p', mode('STRICT'), 'istio-system')], undefined],
    ['goes, and that of the mesh is strict', [peer('p', mode('PERMISSIVE')), peer('q', mode('STRICT'), 'istio-system')], [peer('q', mode('STRICT'), 'istio-system')], STRICT],
    ['of a port', [], [peer('p', { ...SELECTOR, portLevelMtls: { 8080: { mode: 'STRICT' } } })], /STRICT for these pods on port 8080, and may refuse/],
    ['loosens', [peer('p', mode('STRICT'))], [peer('p', mode('PERMISSIVE'))], undefined],
    ['says nothing', [], [peer('p', mode('UNSET'))], undefined],
    ['of another namespace', [], [peer('p', mode('STRICT'), 'plain')], undefined],
  ])('%s', judges);

  test('reaches no pods outside of the mesh, and no gateway', () => {
    const strict = [peer('p', mode('STRICT'), 'plain')];
    expect(warningsOf([], strict, [workload('web', 'plain')])).toEqual([]);
    const ambient = new MeshFacts({ platform: Platform.istio({ version: '1.30.3' }), namespaces: { plain: { labels: { 'istio.io/dataplane-mode': 'ambient' } } } });
    expect(warningsOf([], strict, [workload('web', 'plain')], ambient)).toHaveLength(1);
    const pods = workload('web');
    const gateway = JSON.parse(JSON.stringify(pods).replace('"labels":{"app":"web"}}', '"labels":{"app":"web"},"annotations":{"inject.istio.io/templates":"gateway"}}')) as Node;
    expect(warningsOf([], [peer('p', mode('STRICT'))], [gateway])).toEqual([]);
  });
});

describe('RequestAuthentication', () => {
  const tokens = (...issuers: string[]): Node => policy('RequestAuthentication', 'p', { jwtRules: issuers.map((issuer) => ({ issuer })) });

  test.each<Row>([
    ['is the first', [], [tokens('a')], /is the first RequestAuthentication for these pods: requests with a token that is not valid for it, of another issuer as well, are refused with 401; those without a token and with a valid one pass$/],
    ['has an issuer no more', [tokens('a', 'b')], [tokens('b')], /^RequestAuthentication shop\/p takes no tokens of a any more, and may refuse requests that are answered now, with 401: those with such a token$/],
    ['has an issuer more', [tokens('a')], [tokens('a', 'b')], undefined],
    ['is the first beside one that goes', [policy('RequestAuthentication', 'q', { jwtRules: [{ issuer: 'b' }] })], [tokens('a')], /RequestAuthentication shop\/q takes no tokens of b any more, and may refuse/],
    ['is removed', [tokens('a')], [], undefined],
  ])('%s', judges);
});

describe('what pods may reach', () => {
  const sidecar = (hosts: readonly string[], mode?: string, spec: Node = {}, namespace?: string): Node => (
    policy('Sidecar', 'default', { egress: [{ hosts }], ...mode !== undefined && { outboundTrafficPolicy: { mode } }, ...spec }, namespace));
  const entry = (name: string, ...hosts: string[]): Node => policy('ServiceEntry', name, { hosts, ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] });
  const ONLY = 'REGISTRY_ONLY';
  const own = sidecar(['./*'], ONLY);

  test.each<Row>([
    ['a Sidecar where none stood', [], [sidecar(['./*', 'istio-system/*'], ONLY)],
      /^Sidecar shop\/default is the first for these pods, and from now on they reach only hosts of the mesh that it imports \(shop\/\*, istio-system\/\*; REGISTRY_ONLY\): requests to others/],
    ['a Sidecar where none stood, and others pass', [], [sidecar(['./*'], 'ALLOW_ANY')], undefined],
    ['a namespace is imported no more', [sidecar(['./*', 'pay/*'], ONLY)], [own], /^Sidecar shop\/default imports pay\/\* no more, and other hosts are refused \(REGISTRY_ONLY\)/],
    ['a namespace is imported more', [own], [sidecar(['./*', 'pay/*'], ONLY)], undefined],
    ['all are imported', [own], [sidecar(['*/*'], ONLY)], undefined],
    ['other hosts pass', [sidecar(['./*', 'pay/*'])], [sidecar(['./*'])], undefined],
    ['only registered ones pass', [sidecar(['./*'])], [own], /lets these pods reach registered hosts alone/],
    ['others pass again', [own], [sidecar(['./*'], 'ALLOW_ANY')], undefined],
    ['an empty setting is the strict one', [sidecar(['./*'])], [sidecar(['./*'], undefined, { outboundTrafficPolicy: {} })], /registered hosts alone/],
    ['a Sidecar of the mesh, and the namespace has its own', [own], [own, sidecar(['pay/*'], ONLY, {}, 'istio-system')], undefined],
    ['a Sidecar of the pods comes first', [sidecar(['*/*'], ONLY)], [sidecar(['*/*'], ONLY), { ...sidecar(['pay/*'], ONLY, { workloadSelector: { labels: { app: 'web' } } }), metadata: { name: 'w', namespace: 'shop' } }],
      /^Sidecar shop\/w imports \*\/\* no more/],
    ['a host of a ServiceEntry changes', [own, entry('e', 'a.com')], [own, entry('e', 'b.com')], /^ServiceEntry shop\/e leaves a\.com, and no other ServiceEntry among the manifests has that/],
    ['a ServiceEntry is removed', [own, entry('e', 'a.com')], [own], /^ServiceEntry shop\/e is removed with a\.com/],
    ['a ServiceEntry is renamed', [own, entry('e', 'a.com')], [own, entry('f', '*.com')], undefined],
    ['a ServiceEntry changes where all pass', [entry('e', 'a.com')], [entry('e', 'b.com')], undefined],
  ])('%s', judges);
});

test('a policy for many is told once', () => {
  const many = Array.from({ length: 51 }, (_, i) => workload(`w${i}`));
  const { workloads, objects } = compareYaml(yaml(...many), yaml(...many, authz('p', {})));
  expect(workloads.flatMap(({ warnings }) => warnings)).toEqual([]);
  expect(objects.map(({ key, impact, warnings }) => [key.kind, impact, warnings])).toEqual([
    ['AuthorizationPolicy', 'added', [expect.stringMatching(/^AuthorizationPolicy shop\/p allows nothing.* \(51 workloads\)$/)]],
  ]);
});

test('a policy that is no stricter stands on its own, and a workload that comes with one has nobody to refuse', () => {
  const { workloads, objects } = compareYaml(yaml(PODS, authz('p', {})), yaml(PODS));
  expect([workloads[0].impact, objects[0].impact]).toEqual(['none', 'removed']);
  const added = compareYaml('', yaml(PODS, authz('p', {})));
  expect([added.workloads[0].warnings, added.objects[0].impact]).toEqual([[], 'added']);
});
