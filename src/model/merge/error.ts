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
export function refuseTooDeep(patch: Json, path: (string | number)[] = []): void {
  if (typeof patch !== 'object' || patch === null) { return; }
  if (path.length >= MAX_DEPTH) {
    const problem = `nested too deep, got ${brief(patch)} at level ${path.length + 1}, expected ${MAX_DEPTH} levels at most, remove levels`;
    throw new MergeError(problem, joinPointer('', ...path));
  }
  if (Array.isArray(patch)) {
    for (let at = 0; at < patch.length; at += 1) {
      path.push(at);
      refuseTooDeep(patch[at], path);
      path.pop();
    }
    return;
  }
  for (const key in patch) {
    path.push(key);
    refuseTooDeep(patch[key], path);
    path.pop();
  }
}
