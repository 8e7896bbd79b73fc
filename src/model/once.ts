import type { ModelContext } from './draft';
import type { ManifestIndex } from './manifest/manifest-index';

/** Computed when first asked for, and not again. */
export function once<T>(compute: () => T): () => T {
  let entry: { readonly result: T } | undefined;
  return () => (entry ??= { result: compute() }).result;
}

/** Computed once for each argument. */
export function onceEach<K, T>(compute: (key: K) => T): (key: K) => T {
  const results = new Map<K, T>();
  return (key) => {
    let result = results.get(key);
    if (result === undefined && !results.has(key)) { results.set(key, result = compute(key)); }
    return result as T;
  };
}

/** Computed once for an index, and forgotten with it. */
export function oncePerIndex<T>(compute: (index: ManifestIndex) => T): (index: ManifestIndex) => T {
  return oncePer(compute);
}

/** Computed once for all proxies of a cluster. */
export function oncePerContext<T>(compute: (context: ModelContext) => T): (context: ModelContext) => T {
  return oncePer(compute);
}

/** Computed once for each object, and forgotten with it. */
export function oncePer<K extends object, T>(compute: (key: K) => T): (key: K) => T {
  const results = new WeakMap<K, T>();
  return (key) => {
    let result = results.get(key);
    if (result === undefined && !results.has(key)) { results.set(key, result = compute(key)); }
    return result as T;
  };
}
