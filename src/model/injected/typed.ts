import { isMap } from '../read';

/** No kind of Kubernetes nests as deep; below it everything is left as it is, and the merge refuses it. */
const DEPTH = 200;

/**
 * A pod as the injector holds it: read into Go's types, where a null is no value and merge directives are no fields. Only a quantity
 * keeps its null, as zero (apimachinery resource.Quantity UnmarshalJSON). Shares what it does not change.
 */
export function typed(value: unknown, depth = 0, quantities = false): unknown {
  if (depth > DEPTH || typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) {
    const items = value.map((item) => typed(item, depth + 1));
    return items.every((item, at) => item === value[at]) ? value : items;
  }
  let changed = false;
  const entries: [string, unknown][] = [];
  for (const [key, child] of Object.entries(value)) {
    const kept = !isDirective(key) && (child !== null || quantities);
    const result: unknown = child === null ? '0' : typed(child, depth + 1, isQuantityMap(key));
    changed ||= !kept || result !== child;
    if (kept) { entries.push([key, result]); }
  }
  return changed ? Object.fromEntries(entries) : value;
}

function isDirective(key: string): boolean {
  return key === '$patch' || key === '$retainKeys' || key.startsWith('$setElementOrder/') || key.startsWith('$deleteFromPrimitiveList/');
}

function isQuantityMap(key: string): boolean {
  return key === 'requests' || key === 'limits';
}

/** The same JSON, whatever the order of its keys. */
export function sameJson(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) { return true; }
  if (depth > DEPTH) { return false; }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => sameJson(item, b[at], depth + 1));
  }
  if (!isMap(a) || !isMap(b)) { return false; }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key], depth + 1));
}
