import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ValidateFunction } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { celProblems } from './cel';
import { childSchema, newAjv, Schema, schemaProblems, strict, withDefaults } from './strict-schema';

export type { Schema } from './strict-schema';

/** Judges objects as the API server would, only stricter: what it would drop in silence is a problem too. */
export interface SchemaChecker {
  /** Everything wrong with one object, as `/json/pointer: what`; empty when nothing is. A kind without a schema is a problem. */
  problems(object: unknown): string[];
  /** The schema of a kind, as published. */
  schemaOf(apiVersion: string, kind: string): Schema | undefined;
}

/** The folder of the published schemas of Kubernetes, Istio and the Gateway API, where there is one. */
export function sharedSchemas(): string | undefined {
  const folder = process.env.CDK8S_ISTIO_SCHEMAS ?? join(__dirname, '../../../shared/schemas');
  return existsSync(folder) ? folder : undefined;
}

/** `describe` for tests that need the published schemas; without them they are reported as skipped, by name. */
export const describeWithSchemas: jest.Describe = sharedSchemas() ? describe : describe.skip;

/** What an author may write into the metadata of an object; the rest belongs to the API server. */
const METADATA: Schema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    generateName: { type: 'string' },
    namespace: { type: 'string' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
    finalizers: { type: 'array', items: { type: 'string' } },
    ownerReferences: { type: 'array', items: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  },
};

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: ReadonlyArray<{ readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }>;
  };
}

const checkers = new Map<string, SchemaChecker>();

/** Makes a checker once for each file: tests of several rooms share it, and reading the large files takes half a second. */
function once(file: string, make: (text: string) => SchemaChecker): SchemaChecker {
  let checker = checkers.get(file);
  if (!checker) {
    checker = make(readFileSync(file, 'utf8'));
    checkers.set(file, checker);
  }
  return checker;
}

function shared(): string {
  const folder = sharedSchemas();
  if (!folder) { throw new Error('no published schemas here; guard the test with describeWithSchemas, or set CDK8S_ISTIO_SCHEMAS'); }
  return folder;
}

function identity(object: unknown): { apiVersion: string; kind: string } {
  const { apiVersion, kind } = (object ?? {}) as { apiVersion?: unknown; kind?: unknown };
  return { apiVersion: String(apiVersion), kind: String(kind) };
}

/** The CRDs of a file: a path, or a name below the folder of published schemas such as `istio/crds-1.30.3.yaml`. */
export function crdSchemas(file: string): SchemaChecker {
  const path = existsSync(file) ? resolve(file) : join(shared(), file);
  return once(path, (text) => {
    const schemas = new Map<string, Schema>();
    for (const crd of parseAllDocuments(text).map((document) => document.toJS() as Crd | null)) {
      for (const { name, schema } of crd?.spec.versions ?? []) {
        schemas.set(`${crd!.spec.group}/${name}/${crd!.spec.names.kind}`, schema.openAPIV3Schema);
      }
    }
    const compiled = new Map<string, ValidateFunction>();
    return {
      schemaOf: (apiVersion, kind) => schemas.get(`${apiVersion}/${kind}`),
      problems: (object) => {
        const { apiVersion, kind } = identity(object);
        const key = `${apiVersion}/${kind}`;
        const schema = schemas.get(key);
        if (!schema) { return [`/: no schema for ${key} in ${file}`]; }
        let validate = compiled.get(key);
        if (!validate) {
          const properties = { ...schema.properties, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: METADATA };
          validate = newAjv().compile(strict({ ...schema, properties }, false));
          compiled.set(key, validate);
        }
        const full = withDefaults(schema, object);
        const wrong = [...schemaProblems(validate, full), ...duplicateKeys(schema, full, '')];
        // rules see values of the right types only
        return wrong.length ? wrong : celProblems(schema, full);
      },
    };
  });
}

/** Entries of a keyed list that share their key: the API server refuses them. */
function duplicateKeys(schema: Schema | undefined, value: unknown, at: string): string[] {
  if (!schema || typeof value !== 'object' || value === null) { return []; }
  if (!Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, child]) => duplicateKeys(childSchema(schema, name), child, `${at}/${name}`));
  }
  const keys = schema['x-kubernetes-list-type'] === 'map' ? schema['x-kubernetes-list-map-keys'] : undefined;
  const seen = new Set<string>();
  const twice = value.flatMap((item, index) => {
    const key = keys && JSON.stringify(keys.map((name) => (item as Record<string, unknown> | null)?.[name]));
    if (!key || !seen.has(key)) { seen.add(key ?? ''); return []; }
    return [`${at}/${index}: same ${keys.join(', ')} as an earlier entry`];
  });
  return [...twice, ...value.flatMap((item, index) => duplicateKeys(schema.items, item, `${at}/${index}`))];
}

interface KubernetesDefinition extends Schema {
  readonly 'x-kubernetes-group-version-kind'?: ReadonlyArray<{ readonly group: string; readonly version: string; readonly kind: string }>;
}

/** Kubernetes' own kinds at a version. Their limits are in code more than in the schema; this finds unknown fields and wrong types. */
export function kubernetesSchemas(version: '1.28.0' | '1.33.0' | '1.36.0'): SchemaChecker {
  return once(join(shared(), `kubernetes/definitions-${version}.json`), (text) => {
    const { definitions } = JSON.parse(text) as { definitions: Record<string, KubernetesDefinition> };
    const closed: Record<string, unknown> = {};
    const names = new Map<string, string>();
    for (const [name, definition] of Object.entries(definitions)) {
      closed[name] = scalar(name) ?? strict(definition, true);
      for (const { group, version: apiVersion, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
        names.set(`${group ? `${group}/` : ''}${apiVersion}/${kind}`, name);
      }
    }
    const ajv = newAjv().addSchema({ $id: 'kubernetes', definitions: closed });
    return {
      schemaOf: (apiVersion, kind) => {
        const name = names.get(`${apiVersion}/${kind}`);
        return name ? expand(definitions, name, new Set()) : undefined;
      },
      problems: (object) => {
        const { apiVersion, kind } = identity(object);
        const name = names.get(`${apiVersion}/${kind}`);
        if (!name) { return [`/: no schema for ${apiVersion}/${kind} in Kubernetes ${version}`]; }
        return schemaProblems(ajv.getSchema(`kubernetes#/definitions/${name}`)!, object);
      },
    };
  });
}

/** Two types the definitions call strings, though numbers are accepted. */
function scalar(name: string): Record<string, unknown> | undefined {
  if (name.endsWith('.IntOrString')) { return { anyOf: [{ type: 'integer' }, { type: 'string' }] }; }
  return name.endsWith('.resource.Quantity') ? { anyOf: [{ type: 'number' }, { type: 'string' }] } : undefined;
}

/** A definition with its references put in place; the few that hold themselves (JSON schemas) stay references there. */
function expand(definitions: Record<string, Schema>, name: string, above: ReadonlySet<string>): Schema {
  if (scalar(name)) { return { 'x-kubernetes-int-or-string': true }; }
  const inside = new Set(above).add(name);
  const resolved = (schema: Schema): Schema => {
    if (schema.$ref) {
      const target = schema.$ref.slice('#/definitions/'.length);
      return inside.has(target) ? schema : expand(definitions, target, inside);
    }
    return {
      ...schema,
      ...(schema.properties && { properties: Object.fromEntries(Object.entries(schema.properties).map(([key, child]) => [key, resolved(child)])) }),
      ...(schema.items && { items: resolved(schema.items) }),
      ...(typeof schema.additionalProperties === 'object' && { additionalProperties: resolved(schema.additionalProperties) }),
    };
  };
  return resolved(definitions[name]);
}
