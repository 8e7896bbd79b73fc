import { GATEWAY_FIELDS, OWN_FIELDS } from '../../src/model/asm/fields';
import { PROXY_CONFIG_FIELDS } from '../../src/model/asm/proxy-config-fields';
import { fieldProblems, placeText, type Shape, shapeProblems } from '../../src/model/shape';
import { ownCrds } from '../support/own-crds';
import type { Schema } from '../support/schemas';

/** The places of a resource and what each holds, as the table of fields has them: `ports[].port` is `required whole`. */
function ofShape(shape: Shape, path: string, add: (path: string, type: string) => void): void {
  if (typeof shape === 'string') { add(path, shape); } else if ('oneOf' in shape) { add(path, 'text'); } else if ('list' in shape) {
    ofShape(shape.list, `${path}[]`, add);
  } else if ('mapOf' in shape) { ofShape(shape.mapOf, `${path}{}`, add); } else {
    for (const [key, child] of Object.entries(shape.keys)) { ofShape(child, path === '' ? key : `${path}.${key}`, add); }
    for (const key of shape.required ?? []) { add(`${path}.${key}`, 'required'); }
  }
}

/** The same, as our CRD has them. */
function ofSchema(schema: Schema, path: string, add: (path: string, type: string) => void): void {
  const { properties, items, additionalProperties } = schema;
  if (properties) {
    for (const [key, child] of Object.entries(properties)) { ofSchema(child, path === '' ? key : `${path}.${key}`, add); }
    for (const key of schema.required ?? []) { add(`${path}.${key}`, 'required'); }
  } else if (items) { ofSchema(items, `${path}[]`, add); } else if (typeof additionalProperties === 'object') { ofSchema(additionalProperties, `${path}{}`, add); } else {
    add(path, 'anyOf' in schema ? 'whole or text' : TYPES[String(schema.type)]);
  }
}

const TYPES: Readonly<Record<string, string>> = { integer: 'whole', number: 'number', boolean: 'flag', string: 'text' };

function places<T>(walk: (of: T, path: string, add: (path: string, type: string) => void) => void, of: T): string[] {
  const found: string[] = [];
  walk(of, '', (path, type) => { found.push(`${path}: ${type}`); });
  return found.sort();
}

function specOf(kind: string): Schema {
  return ownCrds().find(({ spec }) => spec.names.kind === kind)!.spec.versions[0].schema.openAPIV3Schema.properties!.spec;
}

describe('one table of fields', () => {
  test.each([
    ['IstioGateway', { ...GATEWAY_FIELDS, ...OWN_FIELDS, overrides: { mapOf: { keys: GATEWAY_FIELDS } } }],
    ['ASMProxyConfig', PROXY_CONFIG_FIELDS],
  ] as const)('%s: what is read and judged is what our CRD has, to the bottom', (kind, keys) => {
    const table = places(ofShape, { keys: keys as Readonly<Record<string, Shape>> });
    expect(table.length).toBeGreaterThan(50);
    expect(table).toEqual(places(ofSchema, specOf(kind)));
  });
});

describe('a value and its shape', () => {
  test.each<[unknown, Shape, string[]]>([
    [1, 'whole', []], [1.5, 'whole', ['wrong  a whole number']], ['1', 'whole', ['wrong  a whole number, remove quotes']], [2 ** 53, 'whole', ['wrong  a whole number']],
    [1.5, 'number', []], [NaN, 'number', ['wrong  a number']],
    [1, 'text', ['wrong  a text, add quotes']], [null, 'text', ['wrong  a text']],
    ['25%', 'whole or text', []], [0.5, 'whole or text', ['wrong  a whole number or a text']],
    ['local', { oneOf: ['Cluster', 'Local'] }, ['wrong  one of Cluster, Local, meant Local']],
    [{}, { list: 'text' }, ['wrong  a list']], [['a', 1], { list: 'text' }, ['wrong [1] a text, add quotes']],
    [[], { mapOf: 'text' }, ['wrong  a map']], [{ a: { b: 1 } }, { mapOf: { mapOf: 'text' } }, ['wrong a.b a text, add quotes']],
    [{ nam: 1 }, { keys: { name: 'text' }, required: ['name'] }, ['unknown nam name, meant name', 'missing name given']],
    [{ __proto__: 1, constructor: 2 }, { keys: {} }, ['unknown constructor ']],
    [2, { keys: { value: 'whole' }, or: 'whole' }, []], ['2', { keys: { value: 'whole' }, or: 'whole' }, ['wrong  a whole number or a map with value, remove quotes']],
    [{ value: '2' }, { keys: { value: 'whole' }, or: 'whole' }, ['wrong value a whole number, remove quotes']],
  ])('%j as %j: %j', (value, shape, expected) => {
    expect(shapeProblems(value, shape).map(({ code, path, expected: what, meant, quotes }) => (
      `${code} ${placeText(path)} ${what}${meant === undefined ? '' : `, meant ${meant}`}${quotes === undefined ? '' : `, ${quotes} quotes`}`))).toEqual(expected);
  });

  test('what is undefined is not there', () => {
    expect(fieldProblems({ a: undefined, b: 1 }, { b: 'whole' })).toEqual([]);
  });
});
