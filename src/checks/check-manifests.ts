import { readFileSync } from 'node:fs';
import type { Acknowledgement } from './acknowledgements';
import { Severity, type ValidationReport } from './finding';
import { ALL_RULES, rulesById } from './rules';
import { runRules } from './runner';
import { effectiveMesh } from '../model';
import type { EffectiveProxy } from '../model/effective-proxy';
import { ManifestIndex, readManifests } from '../model/manifest';
import type { Manifest } from '../model/manifest/types';
import { MeshFacts } from '../platform';
import { platformOf } from '../platform/platform-text';

/** What is handed in besides manifests and facts. */
export interface CheckOptions {
  /** The day against which acknowledgements expire. */
  readonly asOf?: string;
  readonly acknowledgements?: readonly Acknowledgement[];
  /** The namespace of objects that name none. */
  readonly defaultNamespace?: string;
}

/** What the rules say, and what they judged. */
export interface Judgement {
  readonly report: ValidationReport;
  readonly index: ManifestIndex;
  readonly proxies: readonly EffectiveProxy[];
}

/** Judges manifests that no construct tree stands behind, with every rule: files, Helm output, plain YAML. One scene for each cluster. */
export function judgeManifests(
  manifests: Iterable<Manifest>, facts: MeshFacts, { asOf, acknowledgements = [], defaultNamespace }: CheckOptions = {},
): Judgement {
  const index = ManifestIndex.of(manifests, { defaultNamespace });
  const mesh = effectiveMesh(index, facts);
  const proxies = mesh.proxies.filter((proxy) => isJudgedHere(proxy, index));
  const scenes = index.clusters.map((cluster) => ({
    index,
    cluster,
    facts: cluster === undefined ? facts : facts.forCluster(cluster),
    proxies: proxies.filter(({ declaredBy }) => declaredBy.key.cluster === cluster),
    undecided: mesh.undecided.filter(({ key }) => key.cluster === cluster),
    owns: (manifest: Manifest) => manifest.key.cluster === cluster,
    partial: false,
  }));
  return { report: runRules({ scenes, rulesFor: () => ALL_RULES, acknowledgements, known: rulesById(), asOf }), index, proxies };
}

export function checkManifests(manifests: Iterable<Manifest>, facts: MeshFacts, options: CheckOptions = {}): ValidationReport {
  return judgeManifests(manifests, facts, options).report;
}

/**
 * ASM's control plane declares gateways that run elsewhere: they are judged with what declares them, unless that was handed in with the cluster
 * that they run in as well.
 */
function isJudgedHere({ cluster, declaredBy }: EffectiveProxy, index: ManifestIndex): boolean {
  return cluster === declaredBy.key.cluster || cluster === undefined || !index.get({ ...declaredBy.key, cluster });
}

/** Judges the files that `cdk8s synth` wrote; `properties` are those of the plugin in cdk8s.yaml. */
export function checkFiles(files: readonly string[], properties: { readonly [key: string]: unknown }): ValidationReport {
  const unknown = Object.keys(properties).filter((key) => !['platform', 'kubernetes', 'failOn', 'asOf'].includes(key));
  if (unknown.length) { throw new Error(`properties of MeshValidation: unknown ${unknown.join(', ')}, expected platform, kubernetes, failOn, asOf`); }
  const text = (key: string) => properties[key] === undefined ? undefined : String(properties[key]);
  const platform = platformOf(text('platform'), { kubernetesVersion: text('kubernetes') });
  const manifests = files.flatMap((file) => readManifests(readFileSync(file, 'utf8'), { file }));
  return checkManifests(manifests, new MeshFacts({ platform }), { asOf: text('asOf') });
}

/** The severities that fail a run with this `failOn`. */
export function failureSeverities(failOn: unknown = 'error'): ReadonlySet<Severity> {
  const order = [Severity.ERROR, Severity.WARNING, Severity.NOTE];
  const last = order.indexOf(failOn as Severity);
  if (last < 0 && failOn !== 'never') { throw new Error(`'failOn' must be error, warning, note or never, got ${JSON.stringify(failOn)}`); }
  return new Set(order.slice(0, last + 1));
}
