import { isListIndex, parsePointer } from '../pointer';

/** Where the entries of a mapping or the items of a list begin in the text. */
type Offsets = Record<string, number> | number[];

/**
 * Where every value of one document stands in its text, noted while it is read: a number for each value, so that ten thousand objects cost
 * little more than their values, and a finding knows its line without a second reading. An alias is the very value of its anchor, and leads
 * to the anchor's places.
 */
export class Places {
  private readonly offsets = new Map<unknown, Offsets>();

  /** @param start where the document's value begins */
  public constructor(private readonly start = 0) {}

  /** The offsets of a collection, to be filled in by whoever reads it. */
  public of(collection: readonly unknown[]): number[];
  public of(collection: Readonly<Record<string, unknown>>): Record<string, number>;
  public of(collection: unknown): Offsets {
    let offsets = this.offsets.get(collection);
    if (!offsets) { this.offsets.set(collection, offsets = Array.isArray(collection) ? [] : {}); }
    return offsets;
  }

  /** Where the value at a pointer begins, or the nearest that holds it. */
  public offset(root: unknown, pointer: string): number {
    let value = root;
    let at = this.start;
    for (const token of parsePointer(pointer)) {
      const offsets = this.offsets.get(value);
      if (offsets === undefined || !holds(offsets, token)) { return at; }
      at = (offsets as Record<string, number>)[token];
      value = (value as Record<string, unknown>)[token];
    }
    return at;
  }
}

function holds(offsets: Offsets, token: string): boolean {
  return Array.isArray(offsets) ? isListIndex(token) && Number(token) < offsets.length : Object.hasOwn(offsets, token);
}
