import { NameKind, betterTopologyKey, checkName, isKnownTopologyKey, nameProblem, nearest } from '../../src/kube';

const a = (count: number) => 'a'.repeat(count);

describe('names', () => {
  test.each<[NameKind, readonly string[], readonly string[]]>([
    ['dns1123Label', ['a', '0', 'a-b', '0-0', a(63)], ['', '-a', 'a-', 'A', 'a.b', 'a_b', 'a b', 'a\n', 'é', a(64)]],
    ['dns1123Subdomain', ['a', 'a.b', '0.0', 'a-b.c', a(253), `${a(100)}.${a(152)}`], ['', '.', 'a.', '.a', 'a..b', 'a-.b', 'a.-b', 'A', 'a_b', a(254)]],
    ['dns1035Label', ['a', 'a0', 'a-0', a(63)], ['', '0a', '-a', 'a-', 'A', 'a.b', a(64)]],
    ['labelKey', ['a', 'A', '0', 'a.b_c-d', 'x.y/z', `${a(253)}/${a(63)}`, a(63)], ['', '/', 'a/', '/a', 'a/b/c', 'A/b', 'a_b/c', '-a', 'a-', 'a b', a(64), `a/${a(64)}`, `${a(254)}/a`]],
    ['labelValue', ['', 'a', 'A.b_c-0', a(63)], ['-a', 'a-', '.a', '_a', 'a b', 'a/b', 'é', 'a\n', a(64)]],
    ['annotationKey', ['a', 'A.b/C', 'traffic.sidecar.istio.io/includeInboundPorts', `${a(253)}/${a(63)}`], ['', 'a_b/c', 'a/b/c', '-a', a(64), `${a(254)}/a`, '\u212a']],
    ['configMapKey', ['a', '.a', 'a..b', '-', '_', '0', 'A.b', a(253)], ['', '.', '..', '..a', '...', 'a/b', 'a b', 'é', a(254)]],
    ['envName', ['A', '_', '-', '.a', 'a.b-c', 'A_1', a(1024)], ['', '1A', '.', '..', '..a', 'A=B', 'A B', 'A/B', 'é', a(1025)]],
    ['portName', ['a', 'http-envoy-prom', '1a', 'a-1', '0-0a'], ['', '1', '-a', 'a-', 'a--b', 'A', 'a.b', 'a_b', 'http-envoy-proms', '1-2']],
    ['sysctlName', ['a', 'net.core.somaxconn', 'net/core/somaxconn', 'net.ipv4.conf.eth0/1.x', 'a_b', 'a-b', a(253)],
      ['', 'a b', 'net.ipv4.x=1', '../../etc', '/', '/a', 'a.', 'a..b', 'A', '_a', a(254)]],
    ['topologyKey', ['kubernetes.io/hostname', 'zone', 'example.com/Rack_1'], ['', 'a/b/c', '-a', `a/${a(64)}`, `${a(254)}/a`]],
  ])('%s', (kind, good, bad) => {
    expect(good.filter(name => nameProblem(kind, name) !== undefined)).toEqual([]);
    expect(bad.filter(name => nameProblem(kind, name) === undefined)).toEqual([]);
    expect(good.map(name => checkName(kind, name, 'name'))).toEqual(good);
    for (const name of bad) { expect(() => checkName(kind, name, 'name')).toThrow(/^name must /); }
    for (const value of [true, 1, null, undefined, {}, ['a']]) { expect(nameProblem(kind, value)).toMatch(/^must be a text/); }
  });
});

describe('topology keys', () => {
  test.each([
    ['kubernetes.io/hostname', true, undefined],
    ['topology.kubernetes.io/zone', true, undefined],
    ['topology.kubernetes.io/region', true, undefined],
    ['failure-domain.beta.kubernetes.io/zone', false, 'topology.kubernetes.io/zone'],
    ['failure-domain.beta.kubernetes.io/region', false, 'topology.kubernetes.io/region'],
    ['topology.kubernetes.io/zones', false, 'topology.kubernetes.io/zone'],
    ['kubernetes.io/Hostname', false, 'kubernetes.io/hostname'],
    ['hostname', false, 'kubernetes.io/hostname'],
    ['zone', false, 'topology.kubernetes.io/zone'],
    ['example.com/rack', false, undefined],
  ])('%s: known %p, better %p', (key, known, better) => {
    expect(isKnownTopologyKey(key)).toBe(known);
    expect(betterTopologyKey(key)).toBe(better);
  });
});

describe('did you mean', () => {
  test.each([
    ['acb', ['abc', 'xyz'], 'abc'],
    ['ABC', ['abc'], 'abc'],
    ['c9f3e8', ['c8a4b2', 'c9f3e7'], 'c9f3e7'],
    ['abcdef', ['abcxyz'], undefined],
    ['abcdef', ['abcdxy'], 'abcdxy'],
    ['ab', ['xy'], undefined],
    ['replica', ['replicas', 'replicaz'], 'replicas'],
    ['replica', ['replicaz', 'replicas'], 'replicas'],
    ['', ['a'], undefined],
    ['a', [], undefined],
    [a(65), [a(65)], undefined],
    [a(64), [a(64)], a(64)],
  ])('%p of %p: %p', (word, candidates, meant) => {
    expect(nearest(word, candidates)).toBe(meant);
  });
});
