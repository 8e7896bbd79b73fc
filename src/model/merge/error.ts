import { joinPointer, valueAt } from '../pointer';
import { brief, type Json, type JsonObject } from './json';

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
  if (!isDeeper(patch, MAX_DEPTH)) { return; }
  const pointer = placeBelow(patch, MAX_DEPTH);
  const problem = `nested too deep, got ${brief(valueAt(patch, pointer) as Json)} at level ${MAX_DEPTH + 1}, expected ${MAX_DEPTH} levels at most, remove levels`;
  throw new MergeError(problem, pointer);
}

/** Whether an object or list stands below so many others. */
function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) { return false; }
  if (levels === 0) { return true; }
  if (Array.isArray(value)) { return value.some((item) => isDeeper(item, levels - 1)); }
  for (const key in value) {
    if (isDeeper(value[key], levels - 1)) { return true; }
  }
  return false;
}

/** The first place of which that is so. */
function placeBelow(patch: Json, levels: number): string {
  const path: string[] = [];
  let value = patch;
  for (let left = levels - 1; left >= 0; left -= 1) {
    const [key, below] = Object.entries(value as JsonObject).find(([, item]) => isDeeper(item, left))!;
    path.push(key);
    value = below;
  }
  return joinPointer('', ...path);
}
