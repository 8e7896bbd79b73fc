import { OBJECT_TYPES } from './object-types';
import { POD_TYPES } from './pod-types';
import { VOLUME_TYPES } from './volume-types';
import { WORKLOAD_TYPES } from './workload-types';

/** One Kubernetes type with all of its fields. */
export interface SchemaRow {
  readonly type: string;
  /**
   * `field:type`, separated by blanks; `!` behind a field that must be there.
   *
   * - `string`, `int`, `number`, `bool`, `time` plain values
   * - `quantity`, `intOrString` the two that are written as a text or a number
   * - `any` anything
   * - `[type]` a list, `{type}` a map
   * - everything else names a row
   */
  readonly fields: string;
  /** Where the fields are listed. */
  readonly source: string;
}

export type PlainKind = 'string' | 'int' | 'number' | 'bool' | 'time' | 'quantity' | 'intOrString' | 'any';

/** What may stand in a field. */
export type FieldType =
  | { readonly kind: PlainKind }
  | { readonly kind: 'list' | 'map'; readonly of: FieldType }
  | { readonly kind: 'object'; readonly type: string };

/** A field of a type. */
export interface Field {
  readonly type: FieldType;
  readonly required: boolean;
}

/** A type by the names of its fields. */
export type Fields = ReadonlyMap<string, Field>;

/** The kinds that are described, as `apiVersion kind`, and their types. */
export const SCHEMA_KINDS: ReadonlyMap<string, string> = new Map([
  ['apps/v1 Deployment', 'Deployment'],
  ['apps/v1 DaemonSet', 'DaemonSet'],
  ['apps/v1 ReplicaSet', 'ReplicaSet'],
  ['apps/v1 StatefulSet', 'StatefulSet'],
  ['batch/v1 CronJob', 'CronJob'],
  ['batch/v1 Job', 'Job'],
  ['v1 Service', 'Service'],
  ['v1 ServiceAccount', 'ServiceAccount'],
  ['autoscaling/v2 HorizontalPodAutoscaler', 'HorizontalPodAutoscaler'],
  ['policy/v1 PodDisruptionBudget', 'PodDisruptionBudget'],
]);

export const SCHEMA_ROWS: readonly SchemaRow[] = [...POD_TYPES, ...VOLUME_TYPES, ...WORKLOAD_TYPES, ...OBJECT_TYPES];

const PLAIN: ReadonlySet<string> = new Set<PlainKind>(['string', 'int', 'number', 'bool', 'time', 'quantity', 'intOrString', 'any']);

/** Rows by type, and their fields once they were asked for. */
let rows: ReadonlyMap<string, SchemaRow> | undefined;
const read = new Map<string, Fields>();

/** The fields of a type, in the order of its row. */
export function fieldsOf(type: string): Fields {
  let fields = read.get(type);
  if (fields) { return fields; }
  rows ??= new Map(SCHEMA_ROWS.map((row) => [row.type, row]));
  const row = rows.get(type);
  if (!row) { throw new Error(`no row for type '${type}' in the schema table`); }
  fields = new Map(row.fields.split(/\s+/).filter(Boolean).map((entry) => {
    const colon = entry.indexOf(':');
    const required = entry.endsWith('!');
    return [entry.slice(0, colon), { type: typeOf(entry.slice(colon + 1, required ? -1 : undefined)), required }];
  }));
  read.set(type, fields);
  return fields;
}

function typeOf(text: string): FieldType {
  if (text.startsWith('[')) { return { kind: 'list', of: typeOf(text.slice(1, -1)) }; }
  if (text.startsWith('{')) { return { kind: 'map', of: typeOf(text.slice(1, -1)) }; }
  return PLAIN.has(text) ? { kind: text as PlainKind } : { kind: 'object', type: text };
}
