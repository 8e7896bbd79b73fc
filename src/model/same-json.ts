import { isMap } from './read';

/** Equal as JSON; the order of a map's keys does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) { return true; }
  if (Array.isArray(a)) { return Array.isArray(b) && a.length === b.length && a.every((item, at) => sameJson(item, b[at])); }
  if (!isMap(a) || !isMap(b)) { return Number.isNaN(a) && Number.isNaN(b); }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}
