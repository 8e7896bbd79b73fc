import { type FolderObjects, manifestIn } from './folder-objects';
import type { MeshObjects } from './mesh-objects';
import type { ValidationReport } from '../checks/finding';
import { ALL_RULES, rulesById } from '../checks/rules';
import { runRules } from '../checks/runner';
import { effectiveMesh } from '../model';
import { ManifestIndex } from '../model/manifest';
import type { Manifest } from '../model/manifest/types';
import type { MeshFacts } from '../platform';

/** What is handed in for one cluster. */
export interface ClusterCase {
  readonly cluster: string;
  readonly own: FolderObjects;
  readonly mesh?: { readonly manifests: MeshObjects; readonly objects: FolderObjects };
  readonly facts: MeshFacts;
  readonly asOf?: string;
}

/** What the checks say of one cluster, and the objects that it has twice. */
export interface ClusterVerdict {
  readonly report: ValidationReport;
  readonly problems: readonly string[];
}

/** Every rule on everything that one cluster has: what stands in it, and what the mesh's control plane runs in it. */
export function judgeCluster({ cluster, own, mesh, facts, asOf }: ClusterCase): ClusterVerdict {
  const manifests = own.rendered.flatMap((one) => manifestIn(cluster, own, one) ?? []);
  // a cluster's own objects first: a look-up by name takes the first
  const index = ManifestIndex.of([...manifests, ...mesh?.manifests.in(cluster) ?? []]);
  const { proxies, undecided } = effectiveMesh(index, facts);
  const report = runRules({
    scenes: [{
      index,
      cluster,
      facts: facts.forCluster(cluster),
      proxies: proxies.filter((proxy) => proxy.cluster === cluster),
      undecided: undecided.filter(({ key }) => key.cluster === cluster),
      owns: () => true,
      partial: false,
    }],
    rulesFor: () => ALL_RULES,
    acknowledgements: [...own.acknowledgements, ...mesh?.objects.acknowledgements ?? []],
    known: rulesById(),
    asOf: asOf ?? own.asOf ?? mesh?.objects.asOf,
  });
  return {
    // what an acknowledgement in the control plane is for may be in another cluster
    report: { ...report, findings: report.findings.filter(({ ruleId }) => ruleId !== 'ENGINE004') },
    problems: duplicates(index.duplicates.map((same) => same.filter((manifest) => manifests.includes(manifest)))),
  };
}

/** Objects that one folder has several times; kustomize refuses them. */
export function duplicates(groups: readonly (readonly Manifest[])[]): readonly string[] {
  return groups.filter((same) => same.length > 1).map((same) => {
    const { kind, namespace, name } = same[0].key;
    const places = same.map(({ construct }) => construct).join(', ');
    return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} must be there once, got ${same.length} (${places}); give one of them another name`;
  });
}
