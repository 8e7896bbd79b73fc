import { isClusterScoped, isKnownKind } from './known-kinds';
import { referencesOf, type Reference } from './references';
import type { Manifest, ObjectKey, ObjectRef } from './types';
import { podLabelsOf } from './workloads';
import { append, within } from '../group-by';
import type { LabelSelector } from '../selector';

export interface IndexOptions {
  /**
   * The namespace of objects, and of look-ups, that name none. Without it "no namespace" is a namespace of its own: an apply puts such
   * objects wherever its `-n` says, which nobody has told us.
   */
  readonly defaultNamespace?: string;
}

/** Narrows a listing; what is absent does not narrow. */
export interface Where {
  readonly cluster?: string;
  readonly namespace?: string;
}

/** What became of a reference. */
export type Resolution =
  | { readonly state: 'found'; readonly manifest: Manifest }
  /** Not among the manifests. `elsewhere`: same kind and name, in another namespace or cluster. */
  | { readonly state: 'missing'; readonly elsewhere: readonly Manifest[] }
  /** Not among the manifests, and nothing is known of its kind. */
  | { readonly state: 'unknown-kind' };

/** Means every namespace of a cluster; no namespace can have this name. */
export const ALL_NAMESPACES = '*';

/** By group and kind. */
type ByKind<T> = Map<string, Map<string, T>>;

interface Workload { readonly manifest: Manifest; readonly labels: Readonly<Record<string, string>> }

/** Manifests by cluster, group, kind, namespace and name. Versions of one group are one kind, as they are to the API server. */
export class ManifestIndex {
  public static of(manifests: Iterable<Manifest>, options: IndexOptions = {}): ManifestIndex {
    return new ManifestIndex([...manifests], options.defaultNamespace);
  }

  /** In the order given. */
  public readonly all: readonly Manifest[];
  /** Objects of kinds that are not in the table of known kinds; they can be looked up like all others. */
  public readonly unknown: readonly Manifest[];
  /** Objects that stand several times, each group in the order given. An object with a generateName only is never one of them. */
  public readonly duplicates: readonly (readonly Manifest[])[];
  /** In the order of their first object; undefined is a cluster as well: that of the objects for which none was named. */
  public readonly clusters: readonly (string | undefined)[];

  private readonly byKind: ByKind<Manifest[]> = new Map();
  /** The first object of each identity: by cluster, group, kind, namespace and name. */
  private readonly firsts = new Map<string | undefined, ByKind<Map<string | undefined, Map<string, Manifest>>>>();
  private byName?: ByKind<Map<string, Manifest[]>>;
  private readonly podLabels = new Map<string | undefined, Map<string | undefined, PodLabels>>();
  private readonly workloadsOf = new Map<string | undefined, Workload[]>();
  private readonly workloadsByNamespace = new Map<string | undefined, Map<string | undefined, Workload[]>>();
  private unresolved?: readonly Reference[];

  private constructor(all: readonly Manifest[], private readonly defaultNamespace: string | undefined) {
    this.all = all;
    const clusters = new Set<string | undefined>();
    const unknown: Manifest[] = [];
    const again = new Map<Manifest, Manifest[]>();
    for (const manifest of all) {
      const { cluster, group, kind, name } = manifest.key;
      clusters.add(cluster);
      if (!isKnownKind(group, kind)) { unknown.push(manifest); }
      append(within(this.byKind, group), kind, manifest);
      if (name === '') { continue; }
      const names = within(within(within(within(this.firsts, cluster), group), kind), this.namespaceOf(manifest.key));
      const first = names.get(name);
      if (first) { append(again, first, manifest); } else { names.set(name, manifest); }
    }
    this.clusters = [...clusters];
    this.unknown = unknown;
    this.duplicates = again.size === 0 ? [] : all.filter(manifest => again.has(manifest)).map(first => [first, ...again.get(first)!]);
  }

  /** The first object of this identity. */
  public get(ref: ObjectRef): Manifest | undefined {
    return this.firsts.get(ref.cluster)?.get(ref.group)?.get(ref.kind)?.get(this.namespaceOf(ref))?.get(ref.name);
  }

  /**
   * What a name in another object means: the object of this identity, else one that names no namespace, which an apply puts wherever its
   * `-n` says: beside what refers to it, most likely.
   */
  public meant(ref: ObjectRef): Manifest | undefined {
    return this.get(ref) ?? (this.defaultNamespace === undefined && ref.namespace ? this.get({ ...ref, namespace: undefined }) : undefined);
  }

  /** All objects of a kind, in the order given. */
  public list(group: string, kind: string, where: Where = {}): readonly Manifest[] {
    const all = this.byKind.get(group)?.get(kind) ?? [];
    if (where.cluster === undefined && where.namespace === undefined) { return all; }
    return all.filter(({ key }) => (where.cluster === undefined || key.cluster === where.cluster)
      && (where.namespace === undefined || this.namespaceOf(key) === where.namespace));
  }

  /** The namespace in which an object lives; undefined for cluster-scoped kinds, and where neither the object nor the caller names one. */
  public namespaceOf({ group, kind, namespace }: Pick<ObjectKey, 'group' | 'kind' | 'namespace'>): string | undefined {
    return isClusterScoped(group, kind) ? undefined : namespace || this.defaultNamespace;
  }

  public resolve(ref: ObjectRef): Resolution {
    const manifest = this.meant(ref);
    if (manifest) { return { state: 'found', manifest }; }
    if (!isKnownKind(ref.group, ref.kind) && this.byKind.get(ref.group)?.has(ref.kind) !== true) { return { state: 'unknown-kind' }; }
    return { state: 'missing', elsewhere: this.named(ref) };
  }

  /** Of any namespace and cluster. Few ask: a list that is looked through once is built then. */
  private named({ group, kind, name }: ObjectRef): readonly Manifest[] {
    if (!this.byName) {
      this.byName = new Map();
      for (const manifest of this.all) {
        const { key } = manifest;
        if (key.name !== '') { append(within(within(this.byName, key.group), key.kind), key.name, manifest); }
      }
    }
    return this.byName.get(group)?.get(kind)?.get(name) ?? [];
  }

  /**
   * The references whose object is not among the manifests, of known kinds or not. That is no mistake yet: the object may well be in
   * the cluster already.
   */
  public get missing(): readonly Reference[] {
    return this.unresolved ??= this.all.flatMap(referencesOf).filter(({ to }) => !this.get(to));
  }

  /**
   * The objects whose pods a selector matches, in one namespace of one cluster, in the order given; ALL_NAMESPACES for all of them.
   */
  public selected(cluster: string | undefined, namespace: string | undefined, selector: LabelSelector): readonly Manifest[] {
    if (selector.nothing) { return []; }
    const place = namespace ?? this.defaultNamespace;
    const places = within(this.podLabels, cluster);
    let labels = places.get(place);
    if (!labels) {
      labels = new PodLabels(place === ALL_NAMESPACES ? this.workloads(cluster) : this.inNamespace(cluster, place));
      places.set(place, labels);
    }
    return labels.selected(selector);
  }

  /** The workloads of a cluster, once for every namespace of it: the second look-up does not read them all again. */
  private workloads(cluster: string | undefined): readonly Workload[] {
    let all = this.workloadsOf.get(cluster);
    if (!all) {
      all = [];
      for (const manifest of this.all) {
        if (manifest.key.cluster !== cluster) { continue; }
        const labels = podLabelsOf(manifest.key, manifest.object);
        if (labels) { all.push({ manifest, labels }); }
      }
      this.workloadsOf.set(cluster, all);
    }
    return all;
  }

  private inNamespace(cluster: string | undefined, namespace: string | undefined): readonly Workload[] {
    let byNamespace = this.workloadsByNamespace.get(cluster);
    if (!byNamespace) {
      byNamespace = new Map();
      for (const workload of this.workloads(cluster)) { append(byNamespace, this.namespaceOf(workload.manifest.key), workload); }
      this.workloadsByNamespace.set(cluster, byNamespace);
    }
    return byNamespace.get(namespace) ?? [];
  }
}

/** The pods of one place by their labels: a selector looks at those that have its rarest label, not at all. */
class PodLabels {
  private readonly byLabel = new Map<string, Map<string, number[]>>();

  public constructor(private readonly workloads: readonly Workload[]) {
    workloads.forEach(({ labels }, index) => {
      for (const [key, value] of Object.entries(labels)) { append(within(this.byLabel, key), value, index); }
    });
  }

  public selected(selector: LabelSelector): Manifest[] {
    return this.candidates(selector).filter(({ labels }) => selector.matches(labels)).map(({ manifest }) => manifest);
  }

  private candidates(selector: LabelSelector): readonly Workload[] {
    let fewest: readonly number[] | undefined;
    for (const { key, values } of selector.required) {
      const indexes = [...values].flatMap(value => this.byLabel.get(key)?.get(value) ?? []);
      if (!fewest || indexes.length < fewest.length) { fewest = values.size > 1 ? indexes.sort((a, b) => a - b) : indexes; }
    }
    return fewest ? fewest.map(index => this.workloads[index]) : this.workloads;
  }
}
