import type { ApiObject } from 'cdk8s';
import { joinPointer, parsePointer, valueAt } from '../model/pointer';
import { isMap } from '../model/read';
import type { JsonMap } from '../platform/json';

/** A class that `cdk8s import` generated: it writes the fields that it knows, and drops all others without a word. */
interface TypedClass {
  readonly name: string;
  manifest(props: unknown): unknown;
}

/** Container fields in the form that an object's class takes, and what of them it would drop. */
export interface Fitted {
  readonly fields: JsonMap;
  readonly lost: readonly string[];
}

const SEEN = new WeakMap<object, Map<string, Fitted>>();

/** The generated class of an object; undefined for a raw one, which writes everything. */
export function typedClassOf(object: ApiObject): TypedClass | undefined {
  const made = object.constructor as unknown as TypedClass;
  return typeof made.manifest === 'function' ? made : undefined;
}

/**
 * Tries the fields of a container on the class itself, without rendering anybody's workload: its `manifest` maps props as rendering does.
 * Amounts and ports are classes there, so a value that is dropped as it stands is tried as an object of one `value` too.
 */
export function fitted(made: TypedClass, template: string, list: 'containers' | 'initContainers', fields: JsonMap): Fitted {
  const key = `${template} ${list} ${JSON.stringify(fields)}`;
  let seen = SEEN.get(made);
  if (!seen) { SEEN.set(made, seen = new Map()); }
  let found = seen.get(key);
  if (!found) { seen.set(key, found = fit(made, template, list, fields)); }
  return found;
}

function fit(made: TypedClass, template: string, list: string, fields: JsonMap): Fitted {
  const at = `${template}/spec/${list}/0`;
  const written = (candidate: unknown): unknown => valueAt(made.manifest(skeleton(parsePointer(`${template}/spec`), { [list]: [{ name: 'c', ...candidate as object }] })), at);
  const leaves = leavesOf(fields);
  const drops = (candidate: unknown, pointer: string): boolean => valueAt(written(candidate), pointer) !== valueAt(fields, pointer);
  let candidate: unknown = fields;
  for (const pointer of leaves) {
    if (drops(candidate, pointer)) {
      const wrapped = withValue(candidate, parsePointer(pointer), { value: valueAt(fields, pointer) });
      if (!drops(wrapped, pointer)) { candidate = wrapped; }
    }
  }
  const lost = leaves.filter((pointer) => drops(candidate, pointer));
  return { fields: candidate as JsonMap, lost: lost.map((pointer) => parsePointer(pointer).join('.')) };
}

function skeleton(tokens: readonly string[], value: unknown): unknown {
  return tokens.reduceRight<unknown>((inner, token) => ({ [token]: inner }), value);
}

function leavesOf(value: unknown, at = ''): readonly string[] {
  if (Array.isArray(value)) { return value.flatMap((item, index) => leavesOf(item, joinPointer(at, index))); }
  if (isMap(value)) { return Object.entries(value).flatMap(([key, item]) => leavesOf(item, joinPointer(at, key))); }
  return [at];
}

function withValue(target: unknown, [token, ...rest]: readonly string[], value: unknown): unknown {
  if (token === undefined) { return value; }
  if (Array.isArray(target)) { return target.map((item, index) => (String(index) === token ? withValue(item, rest, value) : item as unknown)); }
  const map = target as JsonMap;
  return { ...map, [token]: withValue(map[token], rest, value) };
}
