import type { JsonMap } from '../read';

/** No kind of Kubernetes nests as deep; below it everything is left as it is, and the merge refuses it. */
const DEPTH = 200;

/**
 * A pod as the injector holds it: read into Go's types, where a null is no value and merge directives are no fields. Only a quantity
 * keeps its null, as zero (apimachinery resource.Quantity UnmarshalJSON). Shares what it does not change.
 */
export function typed(value: unknown, depth = 0, quantities = false): unknown {
  if (depth > DEPTH || typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) {
    let items = value as unknown[];
    for (let at = 0; at < value.length; at += 1) {
      const item = typed(value[at], depth + 1);
      if (item === value[at]) { continue; }
      if (items === value) { items = [...value as unknown[]]; }
      items[at] = item;
    }
    return items;
  }
  let result = value as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    const child = (value as JsonMap)[key];
    const isKept = !isDirective(key) && (child !== null || quantities);
    const read: unknown = child === null ? '0' : typed(child, depth + 1, isQuantityMap(key));
    if (isKept && read === child) { continue; }
    // fromEntries defines keys, whatever their name
    if (result === value) { result = Object.fromEntries(Object.entries(value)); }
    if (isKept) { result[key] = read; } else { delete result[key]; }
  }
  return result;
}

function isDirective(key: string): boolean {
  return key.startsWith('$')
    && (key === '$patch' || key === '$retainKeys' || key.startsWith('$setElementOrder/') || key.startsWith('$deleteFromPrimitiveList/'));
}

function isQuantityMap(key: string): boolean {
  return key === 'requests' || key === 'limits';
}
