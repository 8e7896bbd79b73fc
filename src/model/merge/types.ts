import { OTHER_TYPES } from './types-others';
import { WORKLOAD_TYPES } from './types-workloads';

/** One Kubernetes type, as far as merging is concerned: the fields that hold objects and lists. */
export interface TypeRow {
  readonly type: string;
  /**
   * `field:how`, separated by blanks. Fields of plain values are not named: there the patch's value stands.
   *
   * - `f:Type` an object, merged field by field
   * - `f:{}` a map, or an object that holds plain values only; merged key by key
   * - `f:=Type` an object that the patch replaces whole (`patchStrategy:"replace"`)
   * - `f:[]`, `f:[Type]` a list that the patch replaces whole
   * - `f:[Type@key]`, `f:[{}@key]` a list of objects, merged by the value of `key` (`patchStrategy:"merge"`, `patchMergeKey`)
   * - `f:[@]` a list of plain values, merged as a set
   *
   * The tag `retainKeys` (volumes, resource claims, Deployment strategy) is not named: it makes clients *write* `$retainKeys`;
   * when a patch is applied, that directive works in every object.
   */
  readonly fields: string;
  /** Where the struct tags were read. */
  readonly source: string;
}

/** How one field merges. */
export type MergeField =
  | { readonly kind: 'object'; readonly type: MergeType; readonly replaced: boolean }
  | { readonly kind: 'list'; readonly type: MergeType; readonly merged: boolean; readonly mergeKey?: string };

/** How the fields of one type merge. */
export class MergeType {
  private known?: ReadonlyMap<string, MergeField>;
  private folded?: ReadonlyMap<string, MergeField>;

  public constructor(
    /** The name of the Go type, for messages. */
    public readonly name: string,
    private readonly row: string,
  ) {}

  /** The fields that hold objects or lists. */
  public get fields(): ReadonlyMap<string, MergeField> {
    this.known ??= new Map(this.row.split(/\s+/).filter(Boolean).map(entry => {
      const colon = entry.indexOf(':');
      return [entry.slice(0, colon), readField(entry.slice(colon + 1))] as const;
    }));
    return this.known;
  }

  /** A field by its name; like Go's decoder, a name in another case finds it too (forked/golang/json/fields.go). */
  public field(name: string): MergeField | undefined {
    const exact = this.fields.get(name);
    if (exact) { return exact; }
    this.folded ??= new Map([...this.fields].map(([key, field]) => [key.toLowerCase(), field]));
    return this.folded.get(name.toLowerCase());
  }
}

/** A map, or an object of plain values: no field of it may hold an object or a list on both sides. */
export const PLAIN = new MergeType('map', '');

/** Group, version and kind with the type that describes them. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['v1 Pod', 'Pod'],
  ['v1 Service', 'Service'],
  ['v1 ServiceAccount', 'ServiceAccount'],
  ['v1 ConfigMap', 'ConfigMap'],
  ['apps/v1 Deployment', 'Deployment'],
  ['apps/v1 DaemonSet', 'DaemonSet'],
  ['apps/v1 ReplicaSet', 'ReplicaSet'],
  ['apps/v1 StatefulSet', 'StatefulSet'],
  ['batch/v1 Job', 'Job'],
  ['batch/v1 CronJob', 'CronJob'],
  ['autoscaling/v1 HorizontalPodAutoscaler', 'HorizontalPodAutoscalerV1'],
  ['autoscaling/v2 HorizontalPodAutoscaler', 'HorizontalPodAutoscaler'],
  ['policy/v1 PodDisruptionBudget', 'PodDisruptionBudget'],
  ['rbac.authorization.k8s.io/v1 Role', 'Role'],
  ['rbac.authorization.k8s.io/v1 RoleBinding', 'RoleBinding'],
]);

/** The rows as types, made when first asked for. */
let types: ReadonlyMap<string, MergeType> | undefined;

function typeNamed(name: string): MergeType {
  types ??= new Map([...WORKLOAD_TYPES, ...OTHER_TYPES].map(row => [row.type, new MergeType(row.type, row.fields)]));
  const found = types.get(name);
  if (!found) { throw new Error(`no row for type '${name}' in the merge table`); }
  return found;
}

function readField(how: string): MergeField {
  if (how === '{}') { return { kind: 'object', type: PLAIN, replaced: false }; }
  if (how.startsWith('=')) { return { kind: 'object', type: typeNamed(how.slice(1)), replaced: true }; }
  if (!how.startsWith('[')) { return { kind: 'object', type: typeNamed(how), replaced: false }; }
  const [item, mergeKey] = how.slice(1, -1).split('@');
  return {
    kind: 'list',
    type: item === '' || item === '{}' ? PLAIN : typeNamed(item),
    merged: mergeKey !== undefined,
    mergeKey: mergeKey === '' ? undefined : mergeKey,
  };
}

/** How a built-in kind merges; undefined for every other kind: the API server merges those as JSON (RFC 7386). */
export function mergeStrategyFor(apiVersion: string, kind: string): MergeType | undefined {
  const name = KINDS.get(`${apiVersion} ${kind}`);
  return name === undefined ? undefined : typeNamed(name);
}

/** The kinds with a merge table, as `apiVersion kind`. */
export function mergeableKinds(): readonly string[] {
  return [...KINDS.keys()];
}
