import { once } from '../once';
import { joinPointer } from '../pointer';
import { DELETE_FROM_PRIMITIVE_LIST, fieldOf, isDirective, isPlain, replacedBy, RETAIN_KEYS, retainedKeys, SET_ELEMENT_ORDER, takenFrom } from './directives';
import { MergeError, refuseTooDeep } from './error';
import { brief, isObject, type Json, type JsonObject, jsonType } from './json';
import { type ListField, mergeLists, orderedList } from './lists';
import { MergedObject } from './merged-object';
import { type MergeTrace, step, traceOf, type Traced, type Trail, UNTRACED } from './trace';
import { mergeableKinds, mergeStrategyFor, type MergeType, PLAIN } from './types';

/** What a merge gives. */
export interface MergeResult {
  /** The merged object. It shares parts with both inputs. */
  readonly object: JsonObject;
  /** Which input each part came from. */
  readonly trace: MergeTrace;
}

/**
 * Kubernetes' strategic merge patch, as `kubectl patch --type=strategic`, the API server and Istio's gateway controller apply it
 * (k8s.io/apimachinery v0.32 to v0.36, pkg/util/strategicpatch/patch.go, which is one text in these versions; Istio applies the same
 * package to its templates). kubectl 1.28 to 1.33 answer alike; 1.27 still leaves `$patch` in new objects.
 *
 * Nothing is validated: typos stay, unions can end up with two members (see `unionMembers`), names and selectors can change. Nulls
 * and directives inside *new* list items stay in the result, as they do in Kubernetes. The one thing Kubernetes leaves to chance,
 * a list that is merged and deleted from in the same patch, is done in this order: delete, then merge.
 *
 * @throws MergeError where Kubernetes refuses the patch
 */
export function strategicMerge(base: JsonObject, patch: JsonObject, gvk: { readonly apiVersion: string; readonly kind: string }): MergeResult {
  const type = mergeStrategyFor(gvk.apiVersion, gvk.kind);
  if (!type) {
    throw new MergeError(
      `no merge table for kind, got ${brief(gvk.kind)} of ${brief(gvk.apiVersion)}, expected one of ${mergeableKinds().join(', ')}, `
      + 'merge other kinds as JSON', '');
  }
  if (!isObject(patch)) { throw new MergeError(`got ${brief(patch)}, expected an object, give a partial ${gvk.kind}`, ''); }
  refuseTooDeep(patch);
  // who asks where something came from, be it for an error, has it merged again with notes
  const merged = (isTraced: boolean) => mergeObject(
    { value: base, trail: isTraced ? BASE : UNTRACED }, { value: patch, trail: isTraced ? OF_PATCH : UNTRACED }, type);
  let object: JsonObject;
  try { object = merged(false).value; } catch { object = merged(true).value; }
  if (typeof base.kind === 'string' && (typeof object.kind !== 'string' || object.kind === '')) {
    throw new MergeError("'kind' is missing in the result, expected a partial object that leaves it alone, remove it from the patch", '');
  }
  const trace = once(() => traceOf(merged(true)));
  return { object, trace: { sourceOf: (pointer) => trace().sourceOf(pointer) } };
}

const BASE: Trail = { layer: 'base', pointer: '' };
const OF_PATCH: Trail = { layer: 'patch', pointer: '' };

function mergeObject(base: Traced<JsonObject>, patch: Traced<JsonObject>, type: MergeType): Traced<JsonObject> {
  const present = Object.keys(patch.value);
  if (present.some(isDirective)) { return mergeDirected(base, patch, type, present); }
  if (present.length === 0) { return base; }
  const result = new MergedObject(base);
  for (const key of present) { mergeMember(result, patch, key, type); }
  return result.finish();
}

/** The same of a patch in which a key may be a directive. */
function mergeDirected(base: Traced<JsonObject>, patch: Traced<JsonObject>, type: MergeType, present: readonly string[]): Traced<JsonObject> {
  const { pointer } = patch.trail;
  const replaced = replacedBy(patch.value, pointer);
  if (replaced) { return replaced; }
  const retained = retainedKeys(patch.value, pointer);
  const keys = retained ? present.filter(key => key !== RETAIN_KEYS) : present;
  const result = new MergedObject(base, retained);
  const done = new Set<string>();
  for (const key of keys) {
    const field = fieldOf(SET_ELEMENT_ORDER, key, pointer);
    if (field === undefined) { continue; }
    setOrder(result, patch, key, field, type);
    done.add(key).add(field);
  }
  const left = keys.filter(key => !done.has(key));
  const isDeletion = (key: string): boolean => key.startsWith(DELETE_FROM_PRIMITIVE_LIST);
  left.filter(isDeletion).forEach(key => mergeMember(result, patch, key, type));
  left.filter(key => !isDeletion(key)).forEach(key => mergeMember(result, patch, key, type));
  return result.finish();
}

function mergeMember(result: MergedObject, patch: Traced<JsonObject>, key: string, type: MergeType): void {
  const trail = step(patch.trail, key);
  const place = trail.pointer;
  const deletionFrom = isDirective(key) ? fieldOf(DELETE_FROM_PRIMITIVE_LIST, key, patch.trail.pointer) : undefined;
  const deleting = deletionFrom !== undefined;
  const name = deletionFrom || key;
  const value = patch.value[key];
  if (value === null) {
    result.set(name, undefined);
    return;
  }
  const old = result.member(name);
  if (!old || jsonType(old.value) !== jsonType(value)) {
    if (!deleting) { result.set(name, takenFrom(value, trail)); }
    return;
  }
  if (value === old.value && isPlain(value, false)) {
    // also a map that is put over itself; the items of a list have places of their own on both sides
    result.set(name, { value, trail });
  } else if (Array.isArray(value)) {
    const { field, mergeItems } = listField(type, name, place);
    result.set(name, mergeLists(old as Traced<Json[]>, { value, trail }, field, mergeItems, deleting));
  } else if (isObject(value)) {
    const field = type.field(name);
    if (!field) { throw unknownField(type, name, place, 'objects'); }
    result.set(name, field.kind === 'object' && field.replaced
      ? { value, trail }
      : mergeObject(old as Traced<JsonObject>, { value, trail }, field.kind === 'object' ? field.type : PLAIN));
  } else {
    result.set(name, { value, trail });
  }
}

function setOrder(result: MergedObject, patch: Traced<JsonObject>, key: string, name: string, type: MergeType): void {
  const place = joinPointer(patch.trail.pointer, key);
  const listPlace = joinPointer(patch.trail.pointer, name);
  const order = asList(patch.value[key], place);
  const old = result.member(name);
  const base = old && { value: asList(old.value, place), trail: old.trail };
  const set = Object.hasOwn(patch.value, name)
    ? { value: asList(patch.value[name], listPlace), trail: step(patch.trail, name) }
    : undefined;
  const { field, mergeItems } = listField(type, name, place);
  // With its own list beside it a directive keeps the nulls of a new list (patch.go mergePatchIntoOriginal).
  const taken = set && takenFrom(set.value, set.trail, true) as Traced<Json[]>;
  const ordered = orderedList(base, set, taken, { value: order, trail: { layer: 'patch', pointer: place } }, field, mergeItems);
  if (ordered) { result.set(name, ordered); }
}

function listField(type: MergeType, name: string, place: string): {
  readonly field: ListField; readonly mergeItems: (base: Traced<JsonObject>, patch: Traced<JsonObject>) => Traced<JsonObject>;
} {
  const field = type.field(name);
  if (!field) { throw unknownField(type, name, place, 'lists'); }
  if (field.kind !== 'list') {
    throw new MergeError(`'${name}' is a list on both sides, expected an object, correct both`, place);
  }
  return { field, mergeItems: (base, patch) => mergeObject(base, patch, field.type) };
}

function asList(value: Json, place: string): Json[] {
  if (Array.isArray(value)) { return value; }
  throw new MergeError(`'${SET_ELEMENT_ORDER}' got ${brief(value)}, expected lists on every side, correct it or remove the directive`, place);
}

function unknownField(type: MergeType, name: string, place: string, both: string): MergeError {
  const expected = type === PLAIN ? 'plain values here' : `one of the fields of ${type.name}`;
  return new MergeError(`${brief(name)} holds ${both} on both sides and no merge rule is known for it, expected ${expected}, correct the name`, place);
}
