import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MergeField, mergeableKinds, mergeStrategyFor, type MergeType } from '../../../src/model/merge';
import { OTHER_TYPES } from '../../../src/model/merge/types-others';
import { WORKLOAD_TYPES } from '../../../src/model/merge/types-workloads';

const SCHEMAS = process.env.CDK8S_ISTIO_SCHEMAS ?? join(__dirname, '../../../../shared/schemas');
const VERSIONS = ['1.28.0', '1.33.0', '1.36.0'];

/** The part of an OpenAPI definition that says how a field merges. */
interface Schema {
  readonly '$ref'?: string;
  readonly 'type'?: string;
  readonly 'items'?: Schema;
  readonly 'properties'?: Record<string, Schema>;
  readonly 'additionalProperties'?: unknown;
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
}

type Definitions = Readonly<Record<string, Schema>>;

function resolved(schema: Schema, definitions: Definitions): Schema {
  return schema.$ref === undefined ? schema : definitions[schema.$ref.replace('#/definitions/', '')];
}

/** What disagrees between a type of the table and its published schema, both ways where the schema is the newest. */
function differences(type: MergeType, schema: Schema, definitions: Definitions, path: string, seen: Set<string>): string[] {
  const mark = `${type.name} ${JSON.stringify(Object.keys(schema.properties ?? {}))}`;
  if (seen.has(mark)) { return []; }
  seen.add(mark);
  const wrong: string[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const place = `${path}.${name}`;
    const target = resolved(property, definitions);
    const field = type.field(name);
    const composite = target.type === 'array' || target.properties !== undefined || (target.type === 'object' && target.additionalProperties !== undefined);
    if (!composite) {
      if (field) { wrong.push(`${place} holds plain values`); }
    } else if (!field) {
      // A map of plain values in the table (`{}`) is a type without fields of its own.
      wrong.push(`${place} is missing`);
    } else {
      wrong.push(...fieldDifferences(field, property, target, definitions, place, seen));
    }
  }
  return wrong;
}

function fieldDifferences(field: MergeField, property: Schema, target: Schema, definitions: Definitions, place: string, seen: Set<string>): string[] {
  const strategies = (property['x-kubernetes-patch-strategy'] ?? '').split(',');
  if (field.kind === 'object') {
    if (target.type === 'array') { return [`${place} is a list`]; }
    const replaced = strategies.includes('replace') === field.replaced ? [] : [`${place} replaced: ${!field.replaced}`];
    return [...replaced, ...differences(field.type, target, definitions, place, seen)];
  }
  if (target.type !== 'array') { return [`${place} is no list`]; }
  const wrong: string[] = [];
  if (strategies.includes('merge') !== field.merged) { wrong.push(`${place} merged: ${!field.merged}`); }
  if (property['x-kubernetes-patch-merge-key'] !== field.mergeKey) { wrong.push(`${place} merge key: ${property['x-kubernetes-patch-merge-key']}`); }
  return field.merged ? [...wrong, ...differences(field.type, resolved(target.items ?? {}, definitions), definitions, place, seen)] : wrong;
}

describe.each(VERSIONS)('the merge table and the published schema of Kubernetes %s (skipped without the schemas)', version => {
  const file = join(SCHEMAS, 'kubernetes', `definitions-${version}.json`);

  (existsSync(file) ? test : test.skip).each(mergeableKinds())('%s', apiVersionKind => {
    const definitions = (JSON.parse(readFileSync(file, 'utf8')) as { definitions: Definitions }).definitions;
    const [apiVersion, kind] = apiVersionKind.split(' ');
    const schema = Object.values(definitions).find(one => one['x-kubernetes-group-version-kind']?.some(gvk =>
      gvk.kind === kind && apiVersion === (gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version)));
    expect(schema).toBeDefined();
    expect(differences(mergeStrategyFor(apiVersion, kind) as MergeType, schema as Schema, definitions, kind, new Set())).toEqual([]);
  });
});

test('every row has a source and can be read', () => {
  const rows = [...WORKLOAD_TYPES, ...OTHER_TYPES];
  expect(rows.filter(row => row.source === '')).toEqual([]);
  expect(new Set(rows.map(row => row.type)).size).toBe(rows.length);
  const seen = new Set<string>();
  const visit = (type: MergeType): void => {
    if (seen.has(type.name)) { return; }
    seen.add(type.name);
    type.fields.forEach(field => visit(field.type));
  };
  mergeableKinds().forEach(one => visit(mergeStrategyFor(...one.split(' ') as [string, string]) as MergeType));
  expect(rows.map(row => row.type).filter(type => !seen.has(type))).toEqual([]);
});

test.each([['v1', 'Gateway'], ['apps/v1beta1', 'Deployment'], ['', ''], ['v1', 'constructor']])('no table for %s %s', (apiVersion, kind) => {
  expect(mergeStrategyFor(apiVersion, kind)).toBeUndefined();
});
