import { joinPointer } from '../pointer';
import { MergeError } from './error';
import { brief, isObject, type Json, type JsonObject } from './json';
import { step, type Traced, type Trail, UNTRACED } from './trace';
import { own, setOwn } from '../../kube/own';

/** In an object: replace or delete it. In a list of objects: delete the item with this merge key, or replace the list. */
export const PATCH = '$patch';
/** In an object: the keys of the base that may stay. Works in every object, tag or no tag. */
export const RETAIN_KEYS = '$retainKeys';
/** `$setElementOrder/<field>`: the order of the list in <field>. */
export const SET_ELEMENT_ORDER = '$setElementOrder';
/** `$deleteFromPrimitiveList/<field>`: plain values to take out of the list in <field>. */
export const DELETE_FROM_PRIMITIVE_LIST = '$deleteFromPrimitiveList';

/** Could the key be one of these? Nearly none is, and then nobody needs to look closer. */
export function isDirective(key: string): boolean {
  return key.startsWith('$');
}

/** The field that `$setElementOrder/<field>` or `$deleteFromPrimitiveList/<field>` speaks of; undefined for any other key. */
export function fieldOf(directive: string, key: string, pointer: string): string | undefined {
  if (!key.startsWith(directive)) { return undefined; }
  if (key.length === directive.length || key[directive.length] !== '/') {
    throw new MergeError(`unknown directive, got ${brief(key)}, expected '${directive}/<field>', correct the key`, joinPointer(pointer, key));
  }
  return key.slice(directive.length + 1);
}

/** The keys that `$retainKeys` keeps; undefined where the patch has no such directive. */
export function retainedKeys(patch: JsonObject, pointer: string): ReadonlySet<string> | undefined {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) { return undefined; }
  const place = joinPointer(pointer, RETAIN_KEYS);
  const listed = patch[RETAIN_KEYS];
  if (!Array.isArray(listed) || listed.some(item => typeof item === 'object' && item !== null)) {
    throw new MergeError(`'${RETAIN_KEYS}' got ${brief(listed)}, expected a list of keys, list the keys that stay`, place);
  }
  const keys = new Set(listed.filter(item => typeof item === 'string'));
  for (const key of Object.keys(patch)) {
    const set = patch[key] !== null && key !== RETAIN_KEYS && !key.startsWith(DELETE_FROM_PRIMITIVE_LIST) && !key.startsWith(SET_ELEMENT_ORDER);
    if (set && !keys.has(key)) {
      throw new MergeError(`'${RETAIN_KEYS}' does not list ${brief(key)}, which the patch sets, expected every key that is set, add it`, place);
    }
  }
  return keys;
}

/**
 * What is left of an object that is taken over or emptied by `$patch`; undefined where there is no such directive. A replaced
 * object is taken as it stands: nulls and directives further down stay in it.
 */
export function replacedBy(patch: JsonObject, pointer: string): Traced<JsonObject> | undefined {
  if (!Object.hasOwn(patch, PATCH)) { return undefined; }
  const trail: Trail = { layer: 'patch', pointer };
  switch (patch[PATCH]) {
    case 'delete': return { value: {}, trail };
    case 'replace': {
      const value: JsonObject = {};
      for (const key of Object.keys(patch)) {
        if (key !== PATCH) { setOwn(value, key, patch[key]); }
      }
      return { value, trail };
    }
    default:
      throw new MergeError(
        `unknown '${PATCH}' directive, got ${brief(patch[PATCH])}, expected 'replace' or 'delete', correct it`, joinPointer(pointer, PATCH));
  }
}

/**
 * What a value of the patch becomes where the base has nothing to merge with: without objects that hold `$patch` and, unless
 * `keepNulls`, without keys whose value is null. Other directives stay as they are, as in Kubernetes (patch.go removeDirectives,
 * discardNullValuesFromPatch). Undefined: nothing is left. What needs no change is shared, not copied.
 */
export function takenFrom(patch: Json, trail: Trail, keepNulls = false): Traced | undefined {
  if (isPlain(patch)) { return { value: patch, trail }; }
  if (Array.isArray(patch)) { return listTakenFrom(patch, trail, keepNulls); }
  if (isObject(patch)) { return objectTakenFrom(patch, trail, keepNulls); }
  return { value: patch, trail };
}

/** Neither nulls nor directives inside: taken as it is, without looking for the way to each of its parts. */
export function isPlain(patch: Json, withLists = true): boolean {
  if (typeof patch !== 'object') { return true; }
  if (patch === null) { return false; }
  if (Array.isArray(patch)) { return withLists && patch.every((item) => isPlain(item)); }
  for (const key in patch) {
    if (isDirective(key) || !isPlain(patch[key], withLists)) { return false; }
  }
  return true;
}

function listTakenFrom(patch: Json[], trail: Trail, keepNulls: boolean): Traced<Json[]> {
  const value: Json[] = [];
  const below = new Map<string, Trail>();
  patch.forEach((item, index) => {
    const taken = takenFrom(item, step(trail, index), keepNulls);
    if (taken) {
      if (value.length !== index || taken.trail.below) { below.set(String(value.length), taken.trail); }
      value.push(taken.value);
    }
  });
  const same = value.length === patch.length && value.every((item, index) => item === patch[index]);
  return { value: same ? patch : value, trail: withBelow(trail, below) };
}

function objectTakenFrom(patch: JsonObject, trail: Trail, keepNulls: boolean): Traced<JsonObject> | undefined {
  const directive = own(patch, PATCH);
  if (directive !== undefined && (directive !== null || keepNulls)) { return undefined; }
  const value: JsonObject = {};
  const below = new Map<string, Trail>();
  let same = true;
  for (const key of Object.keys(patch)) {
    const item = patch[key];
    const taken = item === null && !keepNulls ? undefined : takenFrom(item, step(trail, key), keepNulls);
    if (taken) {
      setOwn(value, key, taken.value);
      if (taken.trail.below) { below.set(key, taken.trail); }
    }
    same &&= taken?.value === item;
  }
  return { value: same ? patch : value, trail: withBelow(trail, below) };
}

function withBelow(trail: Trail, below: ReadonlyMap<string, Trail>): Trail {
  return trail === UNTRACED || below.size === 0 ? trail : { layer: trail.layer, pointer: trail.pointer, below };
}
