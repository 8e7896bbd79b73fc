import type { MeshFacts } from '../platform';
import type { EffectiveProxy } from './effective-proxy';
import type { ManifestIndex } from './manifest/manifest-index';
import type { Manifest } from './manifest/types';
import type { Effective } from './origin';

export type { ProxyConfigView } from './proxy-config-view';

/** What a recognizer may read: all manifests, and the facts of the cluster it looks at. */
export interface ModelContext {
  readonly index: ManifestIndex;
  /** Undefined: the manifests name no cluster. */
  readonly cluster?: string;
  /** Whose proxies are asked for; all when absent. What stands around a proxy is looked up among all manifests. */
  readonly concerns?: (manifest: Manifest) => boolean;
  /** Told of each workload that nothing is known of: whether it gets a sidecar hangs on labels of its namespace that nobody gave. */
  readonly onUndecided?: (workload: Manifest) => void;
  /** Already narrowed to the cluster. */
  readonly facts: MeshFacts;
}

/** A proxy as a recognizer finds it; `complete()` adds what all makes have in common. */
export type ProxyDraft =
  & Omit<EffectiveProxy, 'shutdown' | 'scaling' | 'rollout' | 'resources' | 'spread' | 'budgets' | 'services'>
  & { readonly native: Effective<boolean> };

/** The part that says how many pods there are and how they roll; a workload without a proxy has it too. */
export type WorkloadDraft = Pick<ProxyDraft, 'workload' | 'template' | 'companions' | 'name' | 'namespace' | 'cluster' | 'declaredBy'>;

/** Finds the proxies of one make. One for each make; sidecars have their place in the same list. */
export type Recognizer = (context: ModelContext) => ProxyDraft[];

/** Is the manifest of the cluster that is looked at, and are its proxies asked for? */
export function isAskedFor(manifest: Manifest, { cluster, concerns }: ModelContext): boolean {
  return manifest.key.cluster === cluster && (concerns === undefined || concerns(manifest));
}
