import { joinPointer } from '../pointer';
import { brief, type Json } from './json';

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
  const deep = tooDeep(patch, 0);
  if (!deep) { return; }
  const problem = `nested too deep, got ${brief(deep.value)} at level ${MAX_DEPTH + 1}, expected ${MAX_DEPTH} levels at most, remove levels`;
  throw new MergeError(problem, joinPointer('', ...deep.path.reverse()));
}

/** What stands too deep, with the way to it from below. */
function tooDeep(patch: Json, depth: number): { readonly value: Json; readonly path: (string | number)[] } | undefined {
  if (typeof patch !== 'object' || patch === null) { return undefined; }
  if (depth >= MAX_DEPTH) { return { value: patch, path: [] }; }
  if (Array.isArray(patch)) {
    for (let at = 0; at < patch.length; at += 1) {
      const deep = tooDeep(patch[at], depth + 1);
      if (deep) { deep.path.push(at); return deep; }
    }
    return undefined;
  }
  for (const key in patch) {
    const deep = tooDeep(patch[key], depth + 1);
    if (deep) { deep.path.push(key); return deep; }
  }
  return undefined;
}
