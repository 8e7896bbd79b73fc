import fc from 'fast-check';
import { asm, compareObjects, deployment, istioGateway, type Node } from './support';
import { type Manifest, ManifestError, manifestOf, readManifests } from '../../../src/model';
import { MeshFacts } from '../../../src/platform';
import {
  type Comparison, compareImpacts, compareManifests, comparisonJson, comparisonMarkdown, comparisonText, mayRestart, worstOf,
} from '../../../src/preview/compare';
import { CORPUS, MESHES } from '../../model/corpus';

const RUNS = Number(process.env.FUZZ_RUNS ?? 6);
const OBJECTS = readManifests(CORPUS).map(({ object }) => JSON.stringify(object));

/** What does not belong where it will stand. */
const HOSTILE = ([
  null, true, 0, -1, 1.5, 1e308, '', 'x', '__proto__', 'constructor', '99999999999999999999', '-5s', '\u0000', 'a\nb: [', '*'.repeat(5000), 'auto', [], {}, [null], [[]],
  [1, 'a', {}], { $patch: 'delete' }, { name: 'istio-proxy' }, [{ name: 'istio-proxy' }, { name: 'istio-proxy' }], { toString: 'x', hasOwnProperty: 1 },
] as unknown[]).map((value) => JSON.stringify(value));

const MUTATION = fc.record({
  object: fc.nat(), path: fc.array(fc.nat(40), { minLength: 1, maxLength: 9 }), json: fc.constantFrom(...HOSTILE), how: fc.constantFrom('put', 'put', 'drop'),
});
type Mutation = typeof MUTATION extends fc.Arbitrary<infer T> ? T : never;

function mutated(mutations: readonly Mutation[]): Manifest[] {
  const objects = OBJECTS.map((text) => JSON.parse(text) as Node);
  for (const { object, path, json, how } of mutations) {
    let node = objects[object % objects.length];
    for (const [depth, step] of path.entries()) {
      const keys = Object.keys(node);
      if (keys.length === 0) { break; }
      const key = keys[step % keys.length];
      const child = node[key];
      if (depth < path.length - 1 && typeof child === 'object' && child !== null) { node = child as Node; continue; }
      if (how === 'put') { node[key] = JSON.parse(json); } else if (Array.isArray(node)) { node.splice(Number(key), 1); } else { delete node[key]; }
      break;
    }
  }
  return objects.flatMap((object) => {
    try {
      return [manifestOf(object)];
    } catch (error) {
      expect(error).toBeInstanceOf(ManifestError);
      return [];
    }
  });
}

/** The same with the keys of every map in another order. */
function shuffled(value: unknown, by: number): unknown {
  if (Array.isArray(value)) { return value.map((item) => shuffled(item, by)); }
  if (typeof value !== 'object' || value === null) { return value; }
  const entries = Object.entries(value).map(([key, item]) => [key, shuffled(item, by)] as const);
  const at = by % Math.max(1, entries.length);
  return Object.fromEntries([...entries.slice(at), ...entries.slice(0, at)].reverse());
}

const impacts = ({ workloads, objects }: Comparison): unknown => [...workloads, ...objects].map(({ key, impact }) => [key, impact]);
const few = fc.array(MUTATION, { minLength: 1, maxLength: 12 });

describe.each(MESHES)('%s', (_, props) => {
  const input = { facts: new MeshFacts(props), defaultNamespace: 'ingress' };

  test('against itself, everything is none', () => {
    fc.assert(fc.property(few, (mutations) => {
      const { workloads, objects, worst } = compareManifests(mutated(mutations), mutated(mutations), input);
      expect([new Set(workloads.map(({ impact }) => impact)), objects, worst]).toEqual([new Set(['none']), [], 'none']);
    }), { numRuns: RUNS, seed: 7 });
  });

  test('the order of keys never decides', () => {
    fc.assert(fc.property(few, fc.nat(20), (mutations, by) => {
      const after = mutated(mutations);
      const turned = after.map(({ object }) => manifestOf(shuffled(object, by)));
      expect(impacts(compareManifests(mutated([]), turned, input))).toEqual(impacts(compareManifests(mutated([]), after, input)));
      expect(compareManifests(after, turned, input).worst).toBe('none');
    }), { numRuns: RUNS, seed: 8 });
  });

  test('anything anywhere: nothing is thrown, every writer writes, and each impact is the worst of its changes', () => {
    fc.assert(fc.property(few, few, (left, right) => {
      const comparison = compareManifests(mutated(left), mutated(right), input);
      for (const { impact, changes } of [...comparison.workloads, ...comparison.objects]) {
        if (impact !== 'added' && impact !== 'removed') { expect(impact).toBe(worstOf(changes.map((change) => change.impact))); }
      }
      expect(comparison.restarts.every(({ changes }) => changes.some(({ impact }) => mayRestart(impact)))).toBe(true);
      const unknown = comparison.workloads.filter(({ impact }) => mayRestart(impact));
      expect(comparison.restarts).toEqual(expect.arrayContaining(unknown));
      const text = comparisonText(comparison);
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
      // eslint-disable-next-line no-control-regex
      expect(`${text}${comparisonMarkdown(comparison)}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      expect(JSON.parse(comparisonJson(comparison))).toMatchObject({ worst: comparison.worst });
    }), { numRuns: RUNS, seed: 9 });
  });
});

/** Changes at places of their own, each with what it does alone. */
const CHANGES: readonly ((object: Node) => void)[] = [
  (object) => { (object.metadata as Node).labels = { a: 'b' }; },
  (object) => { (object.spec as Node).replicas = 5; },
  (object) => { (object.spec as Node).minReadySeconds = 5; },
  (object) => { (object.spec as Node).selector = { matchLabels: { x: 'y' } }; },
  (object) => { pod(object).hostNetwork = true; },
  (object) => { pod(object).terminationGracePeriodSeconds = 60; },
  (object) => { (pod(object).containers as Node[])[0].image = 'web:2'; },
  (object) => { ((pod(object).containers as Node[])[0].env as Node[]).reverse(); },
];
const pod = (object: Node): Node => ((object.spec as Node).template as Node).spec as Node;

test('two changes at different places are never less than either alone', () => {
  const impactWith = (...changes: readonly ((object: Node) => void)[]) => {
    const object = structuredClone(deployment());
    for (const change of changes) { change(object); }
    return compareObjects([deployment()], [object]).workloads[0].impact;
  };
  fc.assert(fc.property(fc.constantFrom(...CHANGES), fc.constantFrom(...CHANGES), (one, other) => {
    fc.pre(one !== other);
    const both = impactWith(one, other);
    for (const alone of [impactWith(one), impactWith(other)]) { expect(compareImpacts(both, alone)).toBeGreaterThanOrEqual(0); }
  }), { numRuns: 100, seed: 10 });
});

test('a version turns what is unknown into something known, and nothing else changes', () => {
  const spec = fc.record({
    ports: fc.array(fc.record({ port: fc.integer({ min: 1, max: 65535 }) }), { maxLength: 2 }),
    replicaCount: fc.nat(5),
    env: fc.array(fc.record({ name: fc.constantFrom('A', 'B'), value: fc.string() }), { maxLength: 2 }),
    runAsRoot: fc.boolean(),
    serviceType: fc.constantFrom('LoadBalancer', 'ClusterIP'),
    hostNetwork: fc.boolean(),
  }, { requiredKeys: [] });
  fc.assert(fc.property(spec, spec, fc.constantFrom('1.15', '1.16', '1.20', '1.26'), (left, right, version) => {
    const [without, with_] = [asm(), asm(version)]
      .map((facts) => compareObjects([istioGateway(left)], [istioGateway(right)], { facts }).workloads[0].impact);
    if (without !== 'unknown') { expect(with_).toBe(without); }
  }), { numRuns: 200, seed: 11 });
});
