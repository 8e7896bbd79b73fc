import { type JsonObject, MergeError, strategicMerge } from '../../../src/model/merge';

/** Why a merge is refused; one that is not fails the test. */
export function refused(base: JsonObject, patch: JsonObject, gvk: { readonly apiVersion: string; readonly kind: string }): MergeError {
  try {
    strategicMerge(base, patch, gvk);
  } catch (error) {
    if (error instanceof MergeError) { return error; }
    throw error;
  }
  throw new Error('the merge was not refused');
}
