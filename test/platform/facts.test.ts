import { Chart, Testing } from 'cdk8s';
import * as api from '../../src/platform';
import { ClusterKind, MeshFacts, MeshFactsProps, Platform } from '../../src/platform';
import { injectionFact, meshConfigFact, namespaceFact } from '../../src/platform/lookup';

describe('what is not given', () => {
  test('is unknown', () => {
    const facts = new MeshFacts();
    expect([facts.meshConfig, facts.injectionValues, facts.namespaces, facts.nodes, facts.zones, facts.cluster]).toEqual(Array(6).fill(undefined));
    expect(facts.clusterIds).toEqual([]);
    expect(facts.assumeIstioBase).toBe(false);
    expect(facts.namespacesComplete).toBe(false);
    expect(facts.platform).toMatchObject({ version: '1.31', assumed: true });
  });

  test('is told apart from what is given as empty', () => {
    const none = new MeshFacts();
    const empty = new MeshFacts({ meshConfig: {}, injectionValues: {} });
    expect(meshConfigFact(none, 'defaultConfig', 'drainDuration')).toEqual({ state: 'unknown', why: 'the mesh config is not given' });
    expect(meshConfigFact(empty, 'defaultConfig', 'drainDuration')).toEqual({ state: 'unset', where: 'mesh config defaultConfig.drainDuration' });
    expect(injectionFact(none, 'global')).toEqual({ state: 'unknown', why: 'the injection values are not given' });
    expect(injectionFact(empty, 'global')).toEqual({ state: 'unset', where: 'injection values global' });
    expect(meshConfigFact(none.forCluster('a'), 'x')).toEqual({ state: 'unknown', why: 'the mesh config is not given for cluster a' });
  });

  test.each<[string, MeshFactsProps, object]>([
    ['named', { namespaces: { shop: { labels: { 'istio-injection': 'enabled' } } } },
      { state: 'set', value: { 'istio-injection': 'enabled' }, where: 'namespace shop' }],
    ['named without labels', { namespaces: { shop: {} } }, { state: 'set', value: {}, where: 'namespace shop' }],
    ['not named in a list that may go on', { namespaces: { other: {} } }, { state: 'unknown', why: 'nothing is said of namespace shop' }],
    ['not named in a complete list', { namespaces: { other: {} }, namespacesComplete: true }, { state: 'unset', where: 'namespace shop' }],
    ['of no list', { namespacesComplete: true }, { state: 'unknown', why: 'nothing is said of namespace shop' }],
  ])('a namespace %s', (_, props, expected) => {
    expect(namespaceFact(new MeshFacts(props), 'shop')).toEqual(expected);
  });
});

describe('looking up a setting', () => {
  const facts = new MeshFacts({
    meshConfig: { defaultConfig: { drainDuration: '60s', proxyMetadata: null, concurrency: 0 }, outboundTrafficPolicy: 'text' },
    injectionValues: { global: { proxy: { lifecycle: { preStop: {} } } } },
  });

  test.each<[string[], object]>([
    [['defaultConfig', 'drainDuration'], { state: 'set', value: '60s', where: 'mesh config defaultConfig.drainDuration' }],
    [['defaultConfig', 'concurrency'], { state: 'set', value: 0, where: 'mesh config defaultConfig.concurrency' }],
    [['defaultConfig', 'proxyMetadata'], { state: 'unset', where: 'mesh config defaultConfig.proxyMetadata' }],
    [['defaultConfig', 'proxyMetadata', 'X'], { state: 'unset', where: 'mesh config defaultConfig.proxyMetadata.X' }],
    [['outboundTrafficPolicy', 'mode'], { state: 'unset', where: 'mesh config outboundTrafficPolicy.mode' }],
    [['toString'], { state: 'unset', where: 'mesh config toString' }],
    [['constructor', 'name'], { state: 'unset', where: 'mesh config constructor.name' }],
  ])('%j', (path, expected) => {
    expect(meshConfigFact(facts, ...path)).toEqual(expected);
  });

  test('of the injector', () => {
    expect(injectionFact(facts, 'global', 'proxy', 'lifecycle')).toMatchObject({ state: 'set', value: { preStop: {} } });
  });
});

describe('what follows from the facts', () => {
  test.each<[string, MeshFactsProps, string, string | undefined, string | undefined]>([
    ['nothing given', {}, 'istio-system', 'cluster.local', 'cluster.local'],
    ['the mesh config', { meshConfig: { rootNamespace: 'mesh', trustDomain: 'td' }, injectionValues: { global: { proxy: { clusterDomain: 'dom' } } } },
      'mesh', 'td', 'dom'],
    ['the props before the mesh config', { meshConfig: { rootNamespace: 'a', trustDomain: 'b' }, rootNamespace: 'x', trustDomain: 'y', clusterDomain: 'z' },
      'x', 'y', 'z'],
    ['nothing given on ASM', { platform: Platform.asm({ version: '1.26' }) }, 'istio-system', undefined, undefined],
    ['an Istio that is not modelled', { platform: Platform.istio({ version: '1.20' }) }, 'istio-system', undefined, undefined],
  ])('%s', (_, props, rootNamespace, trustDomain, clusterDomain) => {
    const facts = new MeshFacts(props);
    expect([facts.rootNamespace, facts.trustDomain, facts.clusterDomain]).toEqual([rootNamespace, trustDomain, clusterDomain]);
  });

  const zone = (name: string, value?: string): api.NodeFacts => ({ name, labels: value === undefined ? {} : { 'topology.kubernetes.io/zone': value } });
  test.each<[string, MeshFactsProps, string[] | undefined]>([
    ['as given', { zones: ['b', 'a'], nodes: [zone('n1', 'c')] }, ['b', 'a']],
    ['of the nodes, once each', { nodes: [zone('n1', 'z2'), zone('n2', 'z1'), zone('n3', 'z2'), zone('n4')] }, ['z1', 'z2']],
    ['unknown where a node\'s labels are', { nodes: [zone('n1', 'z2'), { name: 'n2' }] }, undefined],
    ['none where there are no nodes', { nodes: [] }, []],
  ])('zones %s', (_, props, expected) => {
    expect(new MeshFacts(props).zones).toEqual(expected);
  });

  const node = (name: string, kubeletVersion?: string): api.NodeFacts => ({ name, kubeletVersion });
  const setting = (value: unknown) => ({ pilot: { env: { ENABLE_NATIVE_SIDECARS: value } } });
  const istio = (kubernetesVersion?: string) => Platform.istio({ version: '1.30', kubernetesVersion });
  test.each<[string, MeshFactsProps, boolean | undefined]>([
    ['the platform\'s rule', { platform: istio('1.33') }, true],
    ['unknown', { platform: istio() }, undefined],
    ['istiod\'s setting', { platform: istio('1.33'), injectionValues: setting('false') }, false],
    ['istiod\'s setting as YAML reads it', { platform: istio('1.32'), injectionValues: setting(true) }, true],
    ['istiod\'s automatic', { platform: istio('1.33'), injectionValues: setting('auto') }, true],
    ['a declaration before istiod\'s setting', { platform: Platform.istio({ nativeSidecars: true }), injectionValues: setting('false') }, true],
    ['one older node', { platform: istio('1.33'), nodes: [node('a', 'v1.33.1'), node('b', 'v1.32.9-aliyun.1')] }, false],
    ['nodes that are new enough', { platform: istio(), nodes: [node('a', '1.33.0'), node('b', '1.34')] }, true],
    ['a node that does not say', { platform: istio(), nodes: [node('a', '1.33.0'), node('b')] }, undefined],
    ['ASM by Kubernetes alone', { platform: Platform.asm({ version: '1.22', kubernetesVersion: '1.30' }), nodes: [node('a', '1.29')] }, true],
  ])('native sidecars: %s', (_, props, expected) => {
    expect(new MeshFacts(props).nativeSidecars).toBe(expected);
  });
});

describe('facts by cluster', () => {
  const facts = new MeshFacts({
    platform: Platform.asm({ version: '1.26', kubernetesVersion: '1.31' }),
    meshConfig: { a: 1 },
    namespaces: { shop: {} },
    namespacesComplete: true,
    zones: ['z'],
    clusters: {
      c2: { kind: ClusterKind.ACK_SERVERLESS, kubernetesVersion: 'v1.29.1-aliyun.1', namespaces: { web: {} }, nodes: [] },
      c1: { meshConfig: { a: 2 } },
      c0: { namespacesComplete: false },
    },
  });

  test('the cluster\'s own before those of all clusters', () => {
    expect(facts.clusterIds).toEqual(['c0', 'c1', 'c2']);
    expect(facts.forCluster('c1')).toMatchObject({ cluster: 'c1', meshConfig: { a: 2 }, namespaces: { shop: {} }, zones: ['z'] });
    expect(facts.forCluster('c1').platform).toBe(facts.platform);
    const other = facts.forCluster('c2');
    expect(other).toMatchObject({ cluster: 'c2', meshConfig: { a: 1 }, namespaces: { web: {} } });
    expect(String(other.platform)).toBe('asm 1.26 on Kubernetes 1.29.1-aliyun.1 (ack-serverless)');
    expect(other.nativeSidecars).toBe(false);
    expect(facts.nativeSidecars).toBe(true);
  });

  test('whether a list is complete is said of that list', () => {
    expect([facts, ...facts.clusterIds.map((id) => facts.forCluster(id))].map((at) => at.namespacesComplete)).toEqual([true, false, true, false]);
  });

  test('a cluster\'s own nodes have their own zones', () => {
    expect(facts.forCluster('c2').zones).toEqual([]);
  });

  test('a cluster of which nothing is said has those of all clusters', () => {
    for (const id of ['c9', 'toString', '__proto__']) {
      expect(facts.forCluster(id)).toMatchObject({ cluster: id, meshConfig: { a: 1 } });
    }
  });

  test('the Istio base of ASM\'s waypoints is assumed for all clusters or for none', () => {
    expect(new MeshFacts({ assumeIstioBase: true }).assumeIstioBase).toBe(true);
    expect(new MeshFacts({ assumeIstioBase: true, clusters: { c1: {} } }).forCluster('c1').assumeIstioBase).toBe(true);
  });

  test('is one object a cluster', () => {
    expect(facts.forCluster('c1')).toBe(facts.forCluster('c1'));
  });
});

describe('the facts of a scope', () => {
  const platform = Platform.asm({ version: '1.26' });

  test('are those of the nearest scope, as a whole', () => {
    const app = Testing.app();
    const outer = new Chart(app, 'outer');
    const inner = new Chart(app, 'inner');
    const all = new MeshFacts({ platform, meshConfig: { a: 1 } });
    all.applyTo(app);
    new MeshFacts({ zones: ['z'] }).applyTo(inner);
    expect(MeshFacts.of(outer)).toBe(all);
    expect(MeshFacts.of(inner)).toMatchObject({ meshConfig: undefined, zones: ['z'] });
    expect(MeshFacts.of(inner).platform).toBe(platform);
    expect(MeshFacts.of(inner)).toBe(MeshFacts.of(inner));
  });

  test('are unknown where nobody applied any, but for the platform', () => {
    const app = Testing.app();
    platform.applyTo(app);
    expect(MeshFacts.of(new Chart(app, 'c'))).toMatchObject({ meshConfig: undefined, platform });
  });

  test('take the platform that is nearer than they are', () => {
    const app = Testing.app();
    const chart = new Chart(app, 'chart');
    new MeshFacts({ platform, meshConfig: { a: 1 } }).applyTo(app);
    Platform.istio({ version: '1.29' }).applyTo(chart);
    expect(MeshFacts.of(chart)).toMatchObject({ meshConfig: { a: 1 }, platform: { version: '1.29' } });
    expect(MeshFacts.of(app).platform).toBe(platform);
  });

  test('apply the platform they carry, and refuse a scope with another', () => {
    const app = Testing.app();
    const chart = new Chart(app, 'chart');
    new MeshFacts({ platform }).applyTo(app);
    expect(Platform.of(chart)).toBe(platform);
    Platform.istio({ version: '1.29' }).applyTo(chart);
    expect(() => new MeshFacts({ platform }).applyTo(chart)).toThrow('[chart] a scope has one platform, got asm 1.26 where istio 1.29');
    expect(MeshFacts.of(chart)).toMatchObject({ meshConfig: undefined });
  });

  test('are one: a second set that differs is refused', () => {
    const chart = new Chart(Testing.app(), 'chart');
    new MeshFacts({ zones: ['a'] }).applyTo(chart);
    new MeshFacts({ zones: ['a'] }).applyTo(chart);
    expect(() => new MeshFacts({ zones: ['b'] }).applyTo(chart)).toThrow(new Error(
      '[chart] a scope has one set of mesh facts, got a second one that differs; give all facts in one MeshFacts, or apply one of them to a chart below'));
  });

  test('are shared by two copies of this package', () => {
    let theirs: typeof api | undefined;
    jest.isolateModules(() => { theirs = jest.requireActual<typeof api>('../../src/platform'); });
    const app = Testing.app();
    new MeshFacts({ platform, meshConfig: { a: 1 }, clusters: { c1: { kind: ClusterKind.ACK } } }).applyTo(app);
    const facts = theirs!.MeshFacts.of(new Chart(app, 'chart'));
    expect(facts).toBeInstanceOf(theirs!.MeshFacts);
    expect(facts).toMatchObject({ meshConfig: { a: 1 }, platform: { flavor: 'asm', version: '1.26' } });
    expect(facts.forCluster('c1').platform.clusterKind).toBe('ack');
  });
});

describe('what is given', () => {
  test('is copied, and cannot be changed afterwards', () => {
    const meshConfig = { defaultConfig: { drainDuration: '60s', list: [{ a: 1 }] } };
    const labels: Record<string, string> = { a: 'b' };
    const nodes = [{ name: 'n1', labels }];
    const zones = ['z'];
    const clusters: Record<string, api.ClusterFacts> = { c1: { meshConfig } };
    const facts = new MeshFacts({ meshConfig, namespaces: { shop: { labels } }, nodes, zones, clusters });
    meshConfig.defaultConfig.drainDuration = '1s';
    meshConfig.defaultConfig.list[0].a = 2;
    labels.a = 'c';
    nodes.push({ name: 'n2', labels: {} });
    zones.push('y');
    clusters.c2 = {};
    expect(facts.meshConfig).toEqual({ defaultConfig: { drainDuration: '60s', list: [{ a: 1 }] } });
    expect(facts.forCluster('c1').meshConfig).toEqual(facts.meshConfig);
    expect(facts.namespaces).toEqual({ shop: { labels: { a: 'b' } } });
    expect([facts.nodes, facts.zones, facts.clusterIds]).toEqual([[{ name: 'n1', labels: { a: 'b' } }], ['z'], ['c1']]);
    expect(() => { facts.meshConfig!.defaultConfig.drainDuration = '2s'; }).toThrow(TypeError);
    facts.zones!.push('x');
    expect(facts.zones).toEqual(['z']);
  });

  test('may use one part twice, and may have a key that is called __proto__', () => {
    const shared = { a: 1 };
    const facts = new MeshFacts({ meshConfig: { one: shared, two: [shared, shared], left: undefined, ...JSON.parse('{"__proto__":{"x":1}}') } });
    expect(JSON.parse(JSON.stringify(facts.meshConfig))).toEqual({ one: { a: 1 }, two: [{ a: 1 }, { a: 1 }], ['__proto__']: { x: 1 } });
    expect(({} as any).x).toBeUndefined();
  });

  test('every problem is told at once', () => {
    const loop: Record<string, unknown> = {};
    loop.self = { loop };
    class Odd {}
    const props: any = {
      meshConfig: { when: new Date(0), n: Number.NaN, f: () => 1, deep: [{ odd: new Odd() }], loop },
      injectionValues: 'global: {}',
      namespaces: { Shop: {}, web: { labels: { a: true } }, api: 'x' },
      namespacesComplete: 'yes',
      nodes: [{ name: 'n1', kubeletVersion: 'latest' }, { labels: [] }, 'n3'],
      zones: ['', 7],
      clusters: { c1: { kind: 'gke', kubernetesVersion: '1', zones: {} }, c2: null },
      rootNamespace: 'istio.system',
      trustDomain: '',
      clusterDomain: 'a'.repeat(254),
      assumeIstioBase: 'yes',
    };
    expect(() => new MeshFacts(props)).toThrow(new Error([
      '[MeshFacts]',
      '  - \'clusters.c1.zones\' must be a list, got a map',
      '  - \'clusters.c1.kind\' must be one of ack, ack-serverless, registered, other, got "gke"',
      '  - \'clusters.c1.kubernetesVersion\' must be a Kubernetes version such as 1.33, 1.33.2 or v1.33.2-aliyun.1, got "1"; give at least major and '
      + 'minor as digits, without leading zeros',
      '  - \'clusters.c2\' must be a map, got null',
      '  - \'meshConfig.when\' must be a value that YAML can hold, got a Date',
      '  - \'meshConfig.n\' must be a value that YAML can hold, got NaN',
      '  - \'meshConfig.f\' must be a value that YAML can hold, got a function',
      '  - \'meshConfig.deep[0].odd\' must be a value that YAML can hold, got a Odd',
      '  - \'meshConfig.loop.self.loop\' must not contain itself',
      '  - \'injectionValues\' must be a map as parsed YAML gives it, got "global: {}"',
      '  - a namespace in \'namespaces\' must be a DNS label: small letters, digits or "-", starting and ending with a letter or digit, got "Shop"',
      '  - \'namespaces.web.labels.a\' must be text, as label values are, got true; quote it',
      '  - \'namespaces.api\' must be a map such as { labels: {} }, got "x"',
      '  - \'namespacesComplete\' must be true or false, got "yes"',
      '  - \'nodes[0].kubeletVersion\' must be a Kubernetes version such as 1.33, 1.33.2 or v1.33.2-aliyun.1, got "latest"; give at least major and '
      + 'minor as digits, without leading zeros',
      '  - \'nodes[1].name\' must be a text, a DNS name, got undefined',
      '  - \'nodes[1].labels\' must be a map, got a list of 0',
      '  - \'nodes[2]\' must be a map with the name of the node, got "n3"',
      '  - \'zones[0]\' must be the name of a zone, got ""',
      '  - \'zones[1]\' must be the name of a zone, got 7',
      '  - \'rootNamespace\' must be a DNS label: small letters, digits or "-", starting and ending with a letter or digit, got "istio.system"',
      '  - \'trustDomain\' must be a DNS name, not empty, got ""',
      `  - 'clusterDomain' must be a DNS name of at most 253 characters, not 254, got "${'a'.repeat(80)}"… (254 characters)`,
      '  - \'assumeIstioBase\' must be true or false, got "yes"',
    ].join('\n')));
  });

  test('an error escapes the keys it names', () => {
    const odd: any = { meshConfig: { 'a\u001b[31m': () => 1 }, clusters: { 'c\n1': null } };
    expect(() => new MeshFacts(odd)).toThrow(new Error([
      '[MeshFacts]',
      '  - \'clusters."c\\n1"\' must be a map, got null',
      '  - \'meshConfig."a\\u001b[31m"\' must be a value that YAML can hold, got a function',
    ].join('\n')));
  });

  test('a deep map does not break it', () => {
    let deep: Record<string, unknown> = {};
    for (let level = 0; level < 1000; level += 1) { deep = { deep }; }
    expect(new MeshFacts({ meshConfig: deep }).meshConfig).toBeDefined();
  });
});
