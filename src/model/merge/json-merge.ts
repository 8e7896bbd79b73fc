import { joinPointer } from '../pointer';
import { refuseTooDeep } from './error';
import { isObject, type Json, type JsonObject } from './json';
import { MergedObject } from './merged-object';
import type { MergeResult } from './strategic';
import { traceOf, type Traced } from './trace';

/**
 * JSON merge patch (RFC 7386), as the API server merges kinds without a merge table: objects key by key, null removes a key,
 * everything else, lists included, is replaced whole. The result shares parts with both inputs. One difference: Kubernetes (seen in
 * kubectl 1.32) also drops null members of objects inside lists, where the RFC keeps the list as it is given.
 *
 * @throws MergeError when the patch is nested too deep
 */
export function jsonMerge(base: JsonObject, patch: JsonObject): MergeResult {
  refuseTooDeep(patch);
  const merged = mergeObject({ value: base, trail: { layer: 'base', pointer: '' } }, patch, '');
  return { object: merged.value, trace: traceOf(merged) };
}

function mergeObject(base: Traced<JsonObject>, patch: JsonObject, pointer: string): Traced<JsonObject> {
  const keys = Object.keys(patch);
  if (keys.length === 0) { return base; }
  const result = new MergedObject(base);
  for (const key of keys) {
    const value = patch[key];
    result.set(key, value === null ? undefined : mergeValue(result.member(key), value, joinPointer(pointer, key)));
  }
  return result.finish();
}

function mergeValue(old: Traced | undefined, patch: Json, pointer: string): Traced {
  if (!isObject(patch)) { return { value: patch, trail: { layer: 'patch', pointer } }; }
  const base = old && isObject(old.value) ? { value: old.value, trail: old.trail } : { value: {}, trail: { layer: 'patch', pointer } as const };
  return mergeObject(base, patch, pointer);
}
