import type { ManifestIndex } from './manifest/manifest-index';
import type { Manifest } from './manifest/types';

/** Where objects live together: names are unique, and selectors reach, within one namespace of one cluster. */
export interface Home {
  readonly cluster?: string;
  readonly namespace?: string;
}

/** Cluster and namespace are quoted, so that no two homes read the same. */
export function homeKey(home: Home): string {
  return JSON.stringify([home.cluster ?? null, home.namespace ?? null]);
}

/** Computed once for an index, and forgotten with it. */
export function oncePerIndex<T>(compute: (index: ManifestIndex) => T): (index: ManifestIndex) => T {
  const results = new WeakMap<ManifestIndex, { readonly result: T }>();
  return (index) => {
    let entry = results.get(index);
    if (!entry) { results.set(index, entry = { result: compute(index) }); }
    return entry.result;
  };
}

/** Objects grouped by where they live in one pass over them; the groups are built when first asked for. */
export class ByHome<T> {
  private readonly members = new Map<string, Manifest[]>();
  private readonly built = new Map<string, T>();

  constructor(manifests: Iterable<Manifest>, private readonly build: (members: readonly Manifest[]) => T) {
    for (const manifest of manifests) {
      const key = homeKey(manifest.key);
      const group = this.members.get(key);
      if (group) { group.push(manifest); } else { this.members.set(key, [manifest]); }
    }
  }

  public at(home: Home): T | undefined {
    const key = homeKey(home);
    const members = this.members.get(key);
    if (!members) { return undefined; }
    let group = this.built.get(key);
    if (group === undefined) { this.built.set(key, group = this.build(members)); }
    return group;
  }
}
