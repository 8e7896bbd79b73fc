import { type Json, type JsonObject, type MergeField, mergeStrategyFor, type MergeType } from '../model/merge';
import { joinPointer } from '../model/pointer';
import { isMap } from '../model/read';

/** Two patches as one. */
export interface Combined {
  readonly patch: JsonObject;
  /** Places that both set, to different values. */
  readonly conflicts: readonly string[];
}

/**
 * One patch that does what two would do, one after the other. Where both say something of one field they must say the same, so that it does
 * not matter which of them comes first. Directives and nulls of the second are kept for the merge that follows.
 */
export function combine(first: JsonObject, second: JsonObject, kind?: { readonly apiVersion: string; readonly kind: string }): Combined {
  const combiner = new Combiner();
  const patch = combiner.objects(first, second, kind && mergeStrategyFor(kind.apiVersion, kind.kind), '');
  return { patch, conflicts: combiner.conflicts };
}

class Combiner {
  public readonly conflicts: string[] = [];

  public objects(first: JsonObject, second: JsonObject, type: MergeType | undefined, at: string): JsonObject {
    const merged: JsonObject = { ...first };
    // `$patch` deletes or replaces the whole object, also what the first one puts there
    if (Object.hasOwn(second, '$patch') && Object.keys(first).length > 0) { this.conflicts.push(joinPointer(at, '$patch')); }
    for (const [key, value] of Object.entries(second)) {
      merged[key] = Object.hasOwn(first, key) ? this.values(first[key], value, type?.field(key), joinPointer(at, key)) : value;
    }
    return merged;
  }

  private values(first: Json, second: Json, field: MergeField | undefined, at: string): Json {
    if (isObject(first) && isObject(second)) {
      return this.objects(first, second, field?.kind === 'object' ? field.type : undefined, at);
    }
    if (Array.isArray(first) && Array.isArray(second) && field?.kind === 'list' && field.merged && field.mergeKey !== undefined) {
      return this.items(first, second, field.mergeKey, field.type, at);
    }
    if (JSON.stringify(first) !== JSON.stringify(second)) { this.conflicts.push(at); }
    return second;
  }

  /** Items with the same key are one item. Items without one are directives for the list, or mistakes that the merge finds. */
  private items(first: readonly Json[], second: readonly Json[], key: string, type: MergeType, at: string): Json[] {
    const merged = [...first];
    for (const item of second) {
      const name = isObject(item) ? item[key] : undefined;
      const same = name === undefined ? -1 : merged.findIndex((own) => isObject(own) && own[key] === name);
      if (name === undefined && isObject(item) && Object.hasOwn(item, '$patch')) { this.conflicts.push(at); }
      if (same < 0) { merged.push(item); continue; }
      const { [key]: _, ...rest } = merged[same] as JsonObject;
      // the key only says which item it is: of one of which nothing else was said, anything may be said
      merged[same] = { [key]: name!, ...this.objects(rest, item as JsonObject, type, joinPointer(at, same)) };
    }
    return merged;
  }
}

const isObject = (value: Json): value is JsonObject => isMap(value);
