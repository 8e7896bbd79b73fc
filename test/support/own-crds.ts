import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { crdSchemas, Schema, SchemaChecker } from './schemas';

/** One of our own CRDs, as read from crds/. */
export interface OwnCrd {
  readonly file: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly listKind: string; readonly plural: string; readonly singular: string };
    readonly versions: ReadonlyArray<{
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }>;
  };
}

/** The project's folder. */
export const ROOT = join(__dirname, '../..');

/** A checker for one of our own files, e.g. `asm.yaml`. */
export function ownSchemas(file: string): SchemaChecker {
  return crdSchemas(join(ROOT, 'crds', file));
}

/** Every CRD of crds/. */
export function ownCrds(): OwnCrd[] {
  return readdirSync(join(ROOT, 'crds')).filter((file) => file.endsWith('.yaml')).sort().flatMap((file) =>
    parseAllDocuments(readFileSync(join(ROOT, 'crds', file), 'utf8')).map((document) => ({ ...document.toJS() as OwnCrd, file })));
}

/** Each schema of a tree with its path: `spec.ports[].name`, `spec.overrides{}.env[]`. The root has the empty path. */
export function everySchema(schema: Schema, path = ''): Array<[path: string, schema: Schema]> {
  const below = path ? `${path}.` : '';
  return [
    [path, schema],
    ...Object.entries(schema.properties ?? {}).flatMap(([name, child]) => everySchema(child, below + name)),
    ...(schema.items ? everySchema(schema.items, `${path}[]`) : []),
    ...(typeof schema.additionalProperties === 'object' ? everySchema(schema.additionalProperties, `${path}{}`) : []),
  ];
}

/** The schema at a path below, with `[]` for entries of a list and `{}` for those of a map. */
export function schemaAt(schema: Schema | undefined, path: string): Schema {
  let here = schema;
  for (const step of path.match(/\[\]|\{\}|[^.[{]+/g) ?? []) {
    if (step === '[]') { here = here?.items; } else if (step === '{}') {
      here = typeof here?.additionalProperties === 'object' ? here.additionalProperties : undefined;
    } else { here = here?.properties?.[step]; }
  }
  if (!here) { throw new Error(`no schema at ${path}`); }
  return here;
}
