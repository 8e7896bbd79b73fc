import { readFileSync } from 'node:fs';
import { Severity, type ValidationReport } from './finding';
import { ALL_RULES, rulesById } from './rules';
import { runRules } from './runner';
import { effectiveMesh } from '../model';
import { ManifestIndex, readManifests } from '../model/manifest';
import type { Manifest } from '../model/manifest/types';
import { MeshFacts } from '../platform';
import { platformOf } from '../platform/platform-text';

/** Judges manifests that no construct tree stands behind, with every rule: files, Helm output, plain YAML. One scene for each cluster. */
export function checkManifests(manifests: Iterable<Manifest>, facts: MeshFacts, options: { readonly asOf?: string } = {}): ValidationReport {
  const index = ManifestIndex.of(manifests);
  const { proxies } = effectiveMesh(index, facts);
  const scenes = index.clusters.map((cluster) => ({
    index,
    cluster,
    facts: cluster === undefined ? facts : facts.forCluster(cluster),
    // an IstioGateway of the control plane makes proxies in many clusters: it is judged where it stands
    proxies: proxies.filter((proxy) => proxy.declaredBy.key.cluster === cluster),
    owns: (manifest: Manifest) => manifest.key.cluster === cluster,
    partial: false,
  }));
  return runRules({ scenes, rulesFor: () => ALL_RULES, acknowledgements: [], known: rulesById(), asOf: options.asOf });
}

/** Judges the files that `cdk8s synth` wrote; `properties` are those of the plugin in cdk8s.yaml. */
export function checkFiles(files: readonly string[], properties: { readonly [key: string]: unknown }): ValidationReport {
  const unknown = Object.keys(properties).filter((key) => !['platform', 'kubernetes', 'failOn', 'asOf'].includes(key));
  if (unknown.length) { throw new Error(`properties of MeshValidation: unknown ${unknown.join(', ')}, expected platform, kubernetes, failOn, asOf`); }
  const text = (key: string) => properties[key] === undefined ? undefined : String(properties[key]);
  const platform = platformOf(text('platform') ?? 'istio@1.30', text('kubernetes'));
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
