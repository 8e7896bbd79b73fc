import { joinPointer } from '../pointer';
import { brief, isObject, type Json } from './json';

/** Why a patch cannot be applied, and where in the patch (or, for what stands in the base, where in the result). */
export class MergeError extends Error {
  public constructor(
    /** What, the value got, what is expected, what to do. */
    public readonly problem: string,
    /** JSON pointer (RFC 6901) into the patch. */
    public readonly pointer: string,
  ) {
    super(`patch at ${pointer === '' ? 'the top' : JSON.stringify(pointer.slice(0, 400))}: ${problem}`);
    this.name = 'MergeError';
  }
}

/**
 * The deepest patch that is merged. No Kubernetes kind comes near it; it is there so that a hostile file ends in an error and not
 * in an exhausted stack.
 */
export const MAX_DEPTH = 200;

/** Refuses a patch with more than {@link MAX_DEPTH} levels of objects and lists; what recurses over patches is called after it. */
export function refuseTooDeep(patch: Json): void {
  // pointers are only for the message, and nearly every patch gets none
  if (isTooDeep(patch, 0)) { nameTooDeep(patch, '', 0); }
}

function isTooDeep(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) { return false; }
  if (depth >= MAX_DEPTH) { return true; }
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      if (isTooDeep(value[at], depth + 1)) { return true; }
    }
    return false;
  }
  for (const key in value) {
    if (isTooDeep(value[key], depth + 1)) { return true; }
  }
  return false;
}

function nameTooDeep(patch: Json, pointer: string, depth: number): void {
  if (typeof patch !== 'object' || patch === null) { return; }
  if (depth >= MAX_DEPTH) {
    throw new MergeError(`nested too deep, got ${brief(patch)} at level ${depth + 1}, expected ${MAX_DEPTH} levels at most, remove levels`, pointer);
  }
  if (Array.isArray(patch)) {
    patch.forEach((item, index) => typeof item === 'object' && nameTooDeep(item, `${pointer}/${index}`, depth + 1));
  } else if (isObject(patch)) {
    for (const key of Object.keys(patch)) {
      const value = patch[key];
      if (typeof value === 'object') { nameTooDeep(value, joinPointer(pointer, key), depth + 1); }
    }
  }
}
