import type { Chart } from 'cdk8s';
import type { Acknowledgement } from './acknowledgements';
import type { Registration } from './app-validation';
import type { Severity, ValidationReport } from './finding';
import { outputFileOf } from './output-file';
import type { Rule, Scene } from './rule';
import { ALL_RULES, rulesById } from './rules';
import { runRules } from './runner';
import type { Rendered } from './synth-hook';
import { effectiveMesh } from '../model';
import { ManifestIndex, manifestOf, type ObjectOptions } from '../model/manifest';
import { appliedAs } from '../model/manifest/lists';
import type { JsonMapping, Manifest } from '../model/manifest/types';
import { onceEach } from '../model/once';
import { MeshFacts } from '../platform';

/** One judgement of a construct tree. */
export interface TreeRun {
  readonly rendered: readonly Rendered[];
  readonly partial: boolean;
  /** The mildest severity that somebody hears. */
  readonly mildest: Severity;
  readonly asOf?: string;
  readonly acknowledgements: readonly Acknowledgement[];
  readonly covering: (construct: string | undefined) => readonly Registration[];
}

/** Judges the objects of a construct tree by the rules that are registered where they stand. */
export function checkTree({ rendered, partial, mildest, asOf, acknowledgements, covering }: TreeRun): ValidationReport {
  const manifests: Manifest[] = [];
  const facts = new Map<string, MeshFacts>();
  const chartPath = onceEach((chart: Chart) => chart.node.path);
  for (const { construct, json } of rendered) {
    const { path } = construct.node;
    for (const object of appliedAs(json as unknown as JsonMapping)) {
      const manifest = tryManifest(object, { construct: path, chart: chartPath(construct.chart), output: outputFileOf(construct) });
      if (manifest) { manifests.push(manifest); facts.set(path, MeshFacts.of(construct)); }
    }
  }
  const rulesFor = ruleLists(covering);
  const scenes = scenesOf(ManifestIndex.of(manifests), facts, partial, ({ construct }) => rulesFor(construct));
  return runRules({ scenes, rulesFor, mildest, acknowledgements, known: rulesById(), asOf });
}

/** The rules that hold for a construct; the very same list for constructs under the same groups of rules. */
function ruleLists(covering: TreeRun['covering']): (construct: string | undefined) => readonly Rule[] {
  const lists = new Map<string, readonly Rule[]>();
  const listOf = (key: string): readonly Rule[] => {
    const ids = new Set(key.split(' '));
    return ids.has('all') ? ALL_RULES : ALL_RULES.filter((rule) => ids.has(rule.id));
  };
  // what stands below one construct is covered by one and the same list
  const rulesOf = onceEach((registrations: readonly Registration[]) => {
    const groups = registrations.map(({ ruleIds }) => ruleIds === 'all' ? 'all' : ruleIds.join(' '));
    if (!groups.length) { return NONE; }
    const key = groups.length === 1 ? groups[0] : [...new Set(groups)].sort().join(' ');
    let list = lists.get(key);
    if (!list) { lists.set(key, list = listOf(key)); }
    return list;
  });
  return (construct) => rulesOf(covering(construct));
}

const NONE: readonly Rule[] = [];

/** One scene for each set of facts that holds somewhere in the tree: a proxy is modelled with the facts of its own construct. */
function scenesOf(
  index: ManifestIndex, facts: ReadonlyMap<string, MeshFacts>, partial: boolean, rulesOn: (manifest: Manifest) => readonly Rule[],
): Scene[] {
  const all = [...new Set(facts.values())];
  return all.map((own) => {
    const owns = all.length === 1 ? () => true : (manifest: Manifest) => facts.get(manifest.construct!) === own;
    const mesh = effectiveMesh(index, own, (manifest) => rulesOn(manifest).length > 0 && owns(manifest));
    return { index, facts: own, partial, ...mesh, owns, asks: (rule: string, manifest: Manifest) => rulesOn(manifest).some(({ id }) => id === rule) };
  });
}

/** A manifest without a name or a kind: the API server says so, and no rule can speak of it. */
function tryManifest(json: unknown, from: ObjectOptions): Manifest | undefined {
  try {
    return manifestOf(json, from);
  } catch {
    return undefined;
  }
}
