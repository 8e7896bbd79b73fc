import { isReadAtPodCreation } from './object-fields';
import type { Pair } from './pairs';
import type { Side } from './side';
import { homeKey, homeOf } from '../../model/by-home';
import type { ManifestIndex } from '../../model/manifest';
import { isClusterScoped } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { podTemplatePointer } from '../../model/manifest/workloads';
import type { MeshFacts } from '../../platform';

/** Whose proxies may run otherwise although their own manifests are the same. */
export interface Touched {
  /** Pods of this manifest may be injected otherwise. */
  injection(workload: Manifest): boolean;
  /** What a controller deploys for this manifest may be otherwise. */
  deployment(declaredBy: Manifest): boolean;
}

/** Read from what changed: a policy speaks for its namespace, one in the root namespace and everything cluster-wide for all. */
export function touchedBy(pairs: readonly Pair[], old: Side, now: Side): Touched {
  const facts = !sameFacts(old.facts, now.facts);
  const injection = new Reach(facts);
  const deployment = new Reach(facts);
  for (const pair of pairs) {
    if (pair.same) { continue; }
    const manifest = (pair.after ?? pair.before)!;
    const index = pair.after ? now.index : old.index;
    if (podTemplatePointer(manifest.key) !== undefined && pair.before && pair.after) { continue; }
    const inRoot = index.namespaceOf(manifest.key) === now.facts.rootNamespace;
    deployment.add(manifest, index, inRoot);
    if (decidesInjection(manifest, inRoot)) { injection.add(manifest, index, inRoot); }
  }
  return {
    injection: (workload) => injection.has(workload, now.index),
    deployment: (declaredBy) => deployment.has(declaredBy, now.index),
  };
}

/** Policies, the labels of namespaces, webhooks with their tags, and istiod's own ConfigMaps. */
function decidesInjection({ key }: Manifest, inRoot: boolean): boolean {
  return isReadAtPodCreation(key) || key.kind === 'Namespace' || key.kind === 'MutatingWebhookConfiguration' || key.group === 'istio.alibabacloud.com'
    || (key.kind === 'ConfigMap' && inRoot);
}

/** Namespaces, or all. */
class Reach {
  private readonly homes = new Set<string>();

  constructor(private all: boolean) {}

  public add(manifest: Manifest, index: ManifestIndex, inRoot: boolean): void {
    const { group, kind, cluster, name } = manifest.key;
    if (kind === 'Namespace') {
      this.homes.add(homeKey({ cluster, namespace: name }));
    } else if (inRoot || isClusterScoped(group, kind)) {
      this.all = true;
    } else {
      this.homes.add(homeKey(homeOf(index, manifest.key)));
    }
  }

  public has(manifest: Manifest, index: ManifestIndex): boolean {
    return this.all || this.homes.has(homeKey(homeOf(index, manifest.key)));
  }
}

function sameFacts(a: MeshFacts, b: MeshFacts): boolean {
  return a === b || factsText(a) === factsText(b);
}

/** Everything that is given, as text; the order of keys may differ without a difference, which costs time and no correctness. */
function factsText(facts: MeshFacts): string {
  const one = (of: MeshFacts): unknown => [
    of.platform.toString(), of.meshConfig, of.injectionValues, of.namespaces, of.namespacesComplete, of.rootNamespace, of.trustDomain,
    of.clusterDomain, of.assumeIstioBase, of.nativeSidecars, of.nodes,
  ];
  return JSON.stringify([one(facts), ...facts.clusterIds.map((id) => [id, one(facts.forCluster(id))])]);
}
