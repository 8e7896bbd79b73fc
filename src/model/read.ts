import { oncePer } from './once';
import { valueAt } from './pointer';
import { own } from '../kube/own';

/**
 * Reading manifests that nobody has checked: a list may stand where a map belongs, a number where a name belongs. A value of
 * another type than the one asked for reads as absent; what is wrong with it is said by the schema rules.
 */
export type JsonMap = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member; `constructor` and its like are never found by accident. */
export function member(map: unknown, key: string): unknown {
  return isMap(map) ? own(map, key) : undefined;
}

export function mapAt(object: unknown, pointer: string): JsonMap | undefined {
  const value = valueAt(object, pointer);
  return isMap(value) ? value : undefined;
}

export function listAt(object: unknown, pointer: string): readonly unknown[] | undefined {
  const value = valueAt(object, pointer);
  return Array.isArray(value) ? value : undefined;
}

export function stringAt(object: unknown, pointer: string): string | undefined {
  const value = valueAt(object, pointer);
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(object: unknown, pointer: string): number | undefined {
  const value = valueAt(object, pointer);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function booleanAt(object: unknown, pointer: string): boolean | undefined {
  const value = valueAt(object, pointer);
  return typeof value === 'boolean' ? value : undefined;
}

/** The texts of a list (hosts, ids); items of another type are left out. */
export function textsAt(object: unknown, pointer: string): readonly string[] {
  return (listAt(object, pointer) ?? []).filter((item) => typeof item === 'string');
}

/** The entries of a map of strings (labels, annotations, a selector); entries of another type are left out. */
export function stringsOf(value: unknown): Readonly<Record<string, string>> {
  return isMap(value) ? stringsIn(value) : NO_STRINGS;
}

/** A map that inherits nothing: unlike `Object.create(null)`, which V8 keeps as a hash table, it is read as fast as any object. */
class Strings { [key: string]: string; }
Object.setPrototypeOf(Strings.prototype, null);
Reflect.deleteProperty(Strings.prototype, 'constructor');

const NO_STRINGS = Object.freeze(new Strings());

/** The labels of a pod are asked for by many. */
const stringsIn = oncePer((map: JsonMap): Readonly<Record<string, string>> => {
  const found = new Strings();
  for (const key of Object.keys(map)) {
    const entry = map[key];
    if (typeof entry === 'string') { found[key] = entry; }
  }
  return found;
});

export function stringsAt(object: unknown, pointer: string): Readonly<Record<string, string>> {
  return stringsOf(valueAt(object, pointer));
}
