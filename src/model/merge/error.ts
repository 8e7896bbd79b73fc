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
  const path = wayTooDeep(patch, MAX_DEPTH);
  if (!path) { return; }
  const pointer = joinPointer('', ...path.reverse());
  const problem = `nested too deep, got ${brief(valueAt(patch, pointer) as Json)} at level ${MAX_DEPTH + 1}, expected ${MAX_DEPTH} levels at most, remove levels`;
  throw new MergeError(problem, pointer);
}

/** The way to an object or list with so many levels above it, last step first. */
function wayTooDeep(value: Json, levels: number): string[] | undefined {
  if (typeof value !== 'object' || value === null) { return undefined; }
  if (levels === 0) { return []; }
  for (const key in value) {
    const way = wayTooDeep((value as JsonObject)[key], levels - 1);
    if (way) { return [...way, key]; }
  }
  return undefined;
}
