import type { Json, JsonObject, MergeResult } from '../../../src/model/merge';
import { joinPointer, valueAt } from '../../../src/model/pointer';

/** The pointers of all plain values, null among them. */
function* leaves(value: Json, pointer = ''): Generator<string> {
  if (typeof value !== 'object' || value === null) {
    yield pointer;
  } else {
    for (const [key, child] of Object.entries(value)) { yield* leaves(child, joinPointer(pointer, key)); }
  }
}

/** Every value of the result stands where its trace says. */
export function expectTrace({ object, trace }: MergeResult, base: JsonObject, patch: JsonObject): void {
  for (const pointer of leaves(object)) {
    const source = trace.sourceOf(pointer);
    expect([pointer, source && valueAt(source.layer === 'base' ? base : patch, source.pointer)]).toEqual([pointer, valueAt(object, pointer)]);
  }
}
