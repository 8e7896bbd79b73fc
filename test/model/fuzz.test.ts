import fc from 'fast-check';
import { CORPUS, MESHES, partsOf, valuesIn } from './corpus';
import { describeOrigin, effectiveMesh, type Manifest, ManifestError, ManifestIndex, manifestOf, readManifests } from '../../src/model';
import { MeshFacts } from '../../src/platform';

/** What does not belong where it will stand: other types, sizes that nobody writes, keys of the language, texts in a text. */
const HOSTILE: readonly string[] = ([
  null, true, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, '', ' ', 'x', '$patch', '__proto__', 'constructor', '99999999999999999999', '-5s', '1e9h', '$(POD_NAME)',
  '\u0000', 'a\nb: [', '*'.repeat(5000), '{"a": [1, {"b": null}]}', 'drainDuration: {a: 1}', '- 1', 'deployment', 'istio-proxy', 'auto', 'istio-waypoint',
  [], {}, [null], [[]], [1, 'a', {}], { $patch: 'delete' }, { $patch: 'replace' }, { name: 'istio-proxy' }, [{ name: 'istio-proxy' }, { name: 'istio-proxy' }],
  { toString: 'x', hasOwnProperty: 1 }, JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}'),
] as unknown[]).map((value) => JSON.stringify(value));

/** More by hand, when the model has changed. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 20);

const OBJECTS = readManifests(CORPUS).map(({ object }) => JSON.stringify(object));

/** Where in which object, by numbers that are taken modulo what is there, and what is put there. */
const MUTATION = fc.record({
  object: fc.nat(), path: fc.array(fc.nat(40), { minLength: 1, maxLength: 9 }), json: fc.constantFrom(...HOSTILE), how: fc.constantFrom('put', 'put', 'drop', 'text', 'rename'),
});
type Mutation = typeof MUTATION extends fc.Arbitrary<infer T> ? T : never;

type Node = Record<string, unknown>;

function setOwn(node: Node, key: string, value: unknown): void {
  Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
}

function mutate(root: Node, { path, json, how }: Mutation): void {
  let node = root;
  for (const [depth, step] of path.entries()) {
    const keys = Object.keys(node);
    if (keys.length === 0) { return; }
    const key = keys[step % keys.length];
    const child = node[key];
    if (depth < path.length - 1 && typeof child === 'object' && child !== null) { node = child as Node; continue; }
    switch (how) {
      case 'drop': if (Array.isArray(node)) { node.splice(Number(key), 1); } else { delete node[key]; } return;
      case 'text': setOwn(node, key, json); return;
      case 'rename': if (!Array.isArray(node)) { setOwn(node, json.replace(/^"|"$/g, ''), child); } return;
      default: setOwn(node, key, JSON.parse(json)); return;
    }
  }
}

function manifestsAfter(mutations: readonly Mutation[]): Manifest[] {
  const objects = OBJECTS.map((text) => JSON.parse(text) as Node);
  for (const mutation of mutations) { mutate(objects[mutation.object % objects.length], mutation); }
  return objects.flatMap((object) => {
    try {
      return [manifestOf(object)];
    } catch (error) {
      expect(error).toBeInstanceOf(ManifestError);
      return [];
    }
  });
}

/** Every part of every proxy, every value, every origin. */
function readAll(manifests: readonly Manifest[], facts: MeshFacts): number {
  let count = 0;
  for (const proxy of effectiveMesh(ManifestIndex.of(manifests, { defaultNamespace: 'ingress' }), facts).proxies) {
    for (const { origin } of valuesIn(partsOf(proxy), '')) {
      describeOrigin(origin);
      count += 1;
    }
    for (const refusal of [...proxy.refusals, ...proxy.lost ?? []]) { describeOrigin(refusal.origin); }
  }
  return count;
}

describe.each(MESHES)('%s', (_, props) => {
  const facts = new MeshFacts(props);

  test('manifests as they should be', () => {
    expect(readAll(manifestsAfter([]), facts)).toBeGreaterThan(500);
  });

  test('anything anywhere: nothing is thrown', () => {
    const property = fc.property(fc.array(MUTATION, { minLength: 1, maxLength: 25 }), (mutations) => { readAll(manifestsAfter(mutations), facts); });
    fc.assert(property, { numRuns: RUNS, seed: 3 });
  });
});

test('the language itself is as it was', () => {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
});
