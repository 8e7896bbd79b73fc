import type { Json } from './json';
import { joinPointer, parsePointer, valueAt } from '../pointer';

/** The two sides of a merge. */
export type Layer = 'base' | 'patch';

/** A place in one of the two inputs. */
export interface MergeSource {
  readonly layer: Layer;
  /** JSON pointer into that input. */
  readonly pointer: string;
}

/** Where each part of a merge result came from. */
export interface MergeTrace {
  /**
   * Where the very value that stands at this pointer in the result was taken from; undefined where the result has nothing.
   * A scalar that both sides set came from the patch. An object or list that was merged from both sides counts as the base's.
   */
  sourceOf(pointer: string): MergeSource | undefined;
}

/**
 * The origin of one node of the result. Only what differs from "the same place below my own origin" is recorded, so an untouched
 * subtree of any size costs one entry.
 */
export interface Trail extends MergeSource {
  /** By key or list index; what is not here came from the same key below `pointer`. */
  readonly below?: Trails;
}

/** The origins of the children of a node, as far as they are recorded. */
export interface Trails {
  get(token: string): Trail | undefined;
}

/** A value with its origin. */
export interface Traced<T extends Json = Json> {
  readonly value: T;
  readonly trail: Trail;
}

/** Of whatever nobody asks where it came from: nothing is noted of what is below it either. */
export const UNTRACED: Trail = { layer: 'base', pointer: '' };

/** The origin of a child. */
export function step(trail: Trail, token: string | number): Trail {
  if (trail === UNTRACED) { return UNTRACED; }
  return trail.below?.get(String(token)) ?? { layer: trail.layer, pointer: joinPointer(trail.pointer, token) };
}

/** The items of a list, each with its origin. */
export function itemsOf(list: Traced<Json[]>): Traced[] {
  return list.value.map((value, index) => ({ value, trail: step(list.trail, index) }));
}

/** A list made of items that may have moved. */
export function listOf(items: readonly Traced[], origin: MergeSource): Traced<Json[]> {
  const value = items.map(item => item.value);
  return {
    value,
    trail: origin === UNTRACED ? UNTRACED : { layer: origin.layer, pointer: origin.pointer, below: { get: (index) => items[Number(index)]?.trail } },
  };
}

/** Answers from the trails, walking only when asked. */
export function traceOf(root: Traced): MergeTrace {
  return {
    sourceOf(pointer: string): MergeSource | undefined {
      if (valueAt(root.value, pointer) === undefined) { return undefined; }
      let trail = root.trail;
      // how much of the pointer the trail stands for; what is left of it was taken over whole
      let end = 0;
      for (const token of parsePointer(pointer)) {
        if (!trail.below) { break; }
        trail = step(trail, token);
        end = pointer.indexOf('/', end + 1);
        if (end === -1) { end = pointer.length; }
      }
      return { layer: trail.layer, pointer: end === pointer.length ? trail.pointer : trail.pointer + pointer.slice(end) };
    },
  };
}
