import { append, within } from './group-by';
import type { ManifestIndex } from './manifest/manifest-index';
import type { Manifest, ObjectKey } from './manifest/types';
import type { Origin } from './origin';
import { stringAt } from './read';

/** Where objects live together: names are unique, and selectors reach, within one namespace of one cluster. */
export interface Home {
  readonly cluster?: string;
  readonly namespace?: string;
}

/** Where an object lives; one that names no namespace lives in the one that the index was told. */
export function homeOf(index: ManifestIndex, key: ObjectKey): Home {
  return { cluster: key.cluster, namespace: index.namespaceOf(key) };
}

/** Lengths go along, so that no two homes read the same; a cluster or namespace that is not named differs from every name. */
export function homeKey({ cluster, namespace }: Home): string {
  return `${part(cluster)}${part(namespace)}`;
}

const part = (name: string | undefined): string => (name === undefined ? '-' : `${name.length}:${name}`);

/** Who says in which namespace an object lives: itself, or whoever applies it. */
export function namespaceOrigin(manifest: Manifest): Origin {
  return (stringAt(manifest.object, '/metadata/namespace') ?? '') === ''
    ? { kind: 'policy', level: 'global', by: 'the namespace to which objects without one are applied' }
    : { kind: 'set', manifest, pointer: '/metadata/namespace' };
}

/** Objects grouped by where they live in one pass over them; the groups are built when first asked for. */
export class ByHome<T> {
  private readonly members = new Map<string | undefined, Map<string | undefined, Manifest[]>>();
  private readonly built = new Map<readonly Manifest[], T>();

  constructor(index: ManifestIndex, manifests: Iterable<Manifest>, private readonly build: (members: readonly Manifest[]) => T) {
    for (const manifest of manifests) { append(within(this.members, manifest.key.cluster), index.namespaceOf(manifest.key), manifest); }
  }

  public at({ cluster, namespace }: Home): T | undefined {
    const members = this.members.get(cluster)?.get(namespace);
    if (!members) { return undefined; }
    let group = this.built.get(members);
    if (group === undefined) { this.built.set(members, group = this.build(members)); }
    return group;
  }
}
