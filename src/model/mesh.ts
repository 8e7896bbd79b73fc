import { asmGateways } from './asm';
import { complete } from './complete';
import type { ModelContext, Recognizer } from './draft';
import type { EffectiveProxy } from './effective-proxy';
import { injectedGateways } from './injected';
import { managedGateways } from './managed';
import { sidecars } from './sidecar';
import type { MeshFacts } from '../platform';
import type { ManifestIndex } from './manifest/manifest-index';
import type { Manifest } from './manifest/types';

/** One for each make of proxy. This is the one place that knows them all. */
const RECOGNIZERS: readonly Recognizer[] = [managedGateways, injectedGateways, asmGateways, sidecars];

/** What will really run. */
export interface EffectiveMesh {
  /** By cluster, namespace and name. */
  readonly proxies: readonly EffectiveProxy[];
  /** Workloads of which it is not known whether they get a sidecar, and that do not ask for one themselves. */
  readonly undecided: readonly Manifest[];
}

/** Every proxy that the manifests ask for, in every cluster they name; with `concerns` only those of such manifests. */
export function effectiveMesh(index: ManifestIndex, facts: MeshFacts, concerns?: ModelContext['concerns']): EffectiveMesh {
  const undecided: Manifest[] = [];
  const onUndecided = (workload: Manifest): void => { undecided.push(workload); };
  const proxies = index.clusters.flatMap((cluster) => {
    const context: ModelContext = { index, cluster, concerns, onUndecided, facts: cluster === undefined ? facts : facts.forCluster(cluster) };
    return RECOGNIZERS.flatMap((recognize) => recognize(context).map((draft) => complete(draft, context)));
  });
  const sorted = proxies.map((proxy) => ({ proxy, key: sortKey(proxy) })).sort((a, b) => compare(a.key, b.key)).map(({ proxy }) => proxy);
  return { proxies: sorted, undecided };
}

/** How many namespaces one sentence names. */
const NAMED = 5;

/** Why it is not known whether such workloads get a sidecar, and what to do. */
export function whyUndecided(workloads: readonly Manifest[], index: ManifestIndex): string {
  const names = [...new Set(workloads.flatMap(({ key }) => index.namespaceOf(key) ?? []))].sort();
  const rest = names.length - NAMED;
  const where = [...names.slice(0, NAMED), ...rest > 0 ? [`${rest} more`] : []].join(', ') || 'objects that name none';
  return `whether pods get a sidecar is not known without the labels of their namespaces (${where}); name them in the facts or add their manifests`;
}

/** Parts, compared one after the other; what is not named comes first. */
function sortKey({ cluster, namespace, name, make, declaredBy }: EffectiveProxy): readonly string[] {
  return [cluster ?? '', namespace ?? '', name, make, declaredBy.key.kind, declaredBy.key.name];
}

/** By code unit, so that no locale has a say. */
function compare(a: readonly string[], b: readonly string[]): number {
  for (let part = 0; part < a.length; part += 1) {
    if (a[part] !== b[part]) { return a[part] < b[part] ? -1 : 1; }
  }
  return 0;
}
