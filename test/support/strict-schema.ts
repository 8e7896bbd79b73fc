import { isIPv4, isIPv6 } from 'node:net';
import Ajv, { ErrorObject, ValidateFunction } from 'ajv';

/** The part of OpenAPI v3 that CRDs and the definitions of Kubernetes use. */
export interface Schema {
  readonly '$ref'?: string;
  readonly 'description'?: string;
  readonly 'type'?: string;
  readonly 'format'?: string;
  readonly 'nullable'?: boolean;
  readonly 'default'?: unknown;
  readonly 'enum'?: readonly unknown[];
  readonly 'pattern'?: string;
  readonly 'minimum'?: number;
  readonly 'maximum'?: number;
  readonly 'required'?: readonly string[];
  readonly 'properties'?: Readonly<Record<string, Schema>>;
  readonly 'additionalProperties'?: Schema | boolean;
  readonly 'items'?: Schema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: ReadonlyArray<{ readonly rule: string; readonly message?: string }>;
}

/** Keywords that say nothing about which values are right. */
const IGNORED = new Set(['description', 'default', 'example', 'nullable', 'externalDocs']);
/** Keywords whose schemas restate parts of their surroundings, so that a field they leave out is not unknown. */
const BRANCHES = new Set(['oneOf', 'anyOf', 'allOf', 'not']);

/**
 * The schema for ajv, closed: what the API server would drop in silence is refused. A CRD drops every field it does not name; in the
 * definitions of Kubernetes an object without fields is a free one (a patch, a raw extension), so those stay open.
 */
export function strict(schema: Schema, openWhenEmpty: boolean): Record<string, unknown> {
  return close(schema, openWhenEmpty, false);
}

function close(schema: Schema, openWhenEmpty: boolean, inBranch: boolean): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (IGNORED.has(keyword) || keyword.startsWith('x-kubernetes')) { continue; }
    const branch = inBranch || BRANCHES.has(keyword);
    if (keyword === 'properties' || keyword === 'definitions') {
      result[keyword] = Object.fromEntries(Object.entries(value as Record<string, Schema>)
        .map(([name, child]) => [name, close(child, openWhenEmpty, branch)]));
    } else if (BRANCHES.has(keyword) && Array.isArray(value)) {
      result[keyword] = value.map((child: Schema) => close(child, openWhenEmpty, true));
    } else if (typeof value === 'object' && !Array.isArray(value)) {
      result[keyword] = close(value as Schema, openWhenEmpty, branch);
    } else {
      result[keyword] = value;
    }
  }
  if (schema['x-kubernetes-int-or-string']) {
    delete result.type;
    result.anyOf = [{ type: 'integer' }, { type: 'string' }];
  }
  if (schema.nullable && result.type) { result.type = [result.type, 'null']; }
  const open = inBranch || schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties !== undefined
    || (!schema.properties && (openWhenEmpty || schema.type !== 'object'));
  if (!open) { result.additionalProperties = false; }
  return result;
}

/** An ajv that knows the formats of Kubernetes and takes patterns as RE2 does, without the `u` flag of JavaScript. */
export function newAjv(): Ajv {
  const whole = (low: number, high: number) => ({
    type: 'number' as const,
    validate: (value: number) => Number.isInteger(value) && value >= low && value <= high,
  });
  return new Ajv({
    strict: false,
    allErrors: true,
    logger: false,
    unicodeRegExp: false,
    formats: {
      'int32': whole(-(2 ** 31), 2 ** 31 - 1),
      'int64': whole(-(2 ** 63), 2 ** 63),
      'uint32': whole(0, 2 ** 32 - 1),
      'ipv4': isIPv4,
      'ipv6': isIPv6,
      'date-time': true,
      'double': true,
      'byte': true,
      'int-or-string': true,
    },
  });
}

/** What a compiled schema says of a value, one sentence each. */
export function schemaProblems(validate: ValidateFunction, value: unknown): string[] {
  return validate(value) ? [] : [...new Set((validate.errors ?? []).map(sentence))];
}

function sentence(error: ErrorObject): string {
  const at = error.instancePath || '/';
  switch (error.keyword) {
    case 'additionalProperties': return `${at}: unknown field "${error.params.additionalProperty}"`;
    case 'required': return `${at}: field "${error.params.missingProperty}" is missing`;
    case 'enum': return `${at}: must be one of ${error.params.allowedValues.join(', ')}`;
    case 'const': return `${at}: must be ${error.params.allowedValue}`;
    default: return `${at}: ${error.message}`;
  }
}

/** The schema of a field's values, whether the field is named or an entry of a map. */
export function childSchema(schema: Schema, field: string): Schema | undefined {
  return schema.properties?.[field] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
}

/** The value with the schema's defaults filled in, as the API server does before it looks at the rules. The value itself stays as it is. */
export function withDefaults(schema: Schema | undefined, value: unknown): unknown {
  if (Array.isArray(value)) { return value.map((item) => withDefaults(schema?.items, item)); }
  if (typeof value !== 'object' || value === null) { return value; }
  const result: Record<string, unknown> = { ...value };
  for (const [name, child] of Object.entries(schema?.properties ?? {})) {
    if (result[name] === undefined && child.default !== undefined) { result[name] = child.default; }
  }
  for (const [name, child] of Object.entries(result)) { result[name] = withDefaults(schema && childSchema(schema, name), child); }
  return result;
}
