import { isMap } from './read';

/** No kind of Kubernetes nests as deep. */
const DEPTH = 200;

/** Equal as JSON; the order of a map's keys does not count. What nests deeper than anything does counts as different. */
export function sameJson(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) { return true; }
  if (depth > DEPTH) { return false; }
  if (Array.isArray(a)) { return Array.isArray(b) && a.length === b.length && a.every((item, at) => sameJson(item, b[at], depth + 1)); }
  if (!isMap(a) || !isMap(b)) { return Number.isNaN(a) && Number.isNaN(b); }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key], depth + 1));
}
