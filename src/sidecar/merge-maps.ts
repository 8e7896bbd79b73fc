import { isPlainMap, type Json, type JsonMap } from '../platform/json';

/** Maps put together, key by key and in the order of keys; the later one wins where both have something else than a map. */
export function mergedMaps(...maps: readonly (JsonMap | undefined)[]): JsonMap {
  const result: Record<string, Json> = {};
  for (const map of maps) {
    for (const [key, value] of Object.entries(map ?? {})) {
      const before = result[key];
      result[key] = isPlainMap(before) && isPlainMap(value) ? mergedMaps(before as JsonMap, value as JsonMap) : value;
    }
  }
  return Object.fromEntries(Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same value has the same text, in whatever order its keys were written. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isPlainMap(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part)) ?? '';
}
