/** The items by a key of each, in the order given. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) { append(groups, keyOf(item), item); }
  return groups;
}

/** Adds to the list behind a key, which begins with it where there is none yet. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) { list.push(value); } else { map.set(key, [value]); }
}

/** The map behind a key, which begins empty. */
export function within<K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let inner = map.get(key);
  if (!inner) { map.set(key, inner = new Map()); }
  return inner;
}
