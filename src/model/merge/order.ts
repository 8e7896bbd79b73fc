import type { Json } from './json';
import type { Traced } from './trace';

/** What an item of a list is known by: the value of its merge key, or itself. */
export type KeyOf = (item: Traced) => Json;

/** The first place of each key in a list. */
export function placesOf(list: readonly Traced[], keyOf: KeyOf): ReadonlyMap<Json, number> {
  const places = new Map<Json, number>();
  list.forEach((item, index) => {
    const key = keyOf(item);
    if (!places.has(key)) { places.set(key, index); }
  });
  return places;
}

/**
 * The order of a merged list (patch.go normalizeElementOrder): items that the order list names follow it, the others keep the
 * order of the base; the two are woven together by the base's order where it knows both, else the named item comes first. That is
 * why an item that only the patch has stands before those that only the base has.
 */
export function ordered(merged: readonly Traced[], orderList: readonly Traced[], baseOrder: readonly Traced[], keyOf: KeyOf): Traced[] {
  const inOrderList = placesOf(orderList, keyOf);
  const inBase = placesOf(baseOrder, keyOf);
  const named = sorted(merged.filter(item => inOrderList.has(keyOf(item))), inOrderList, keyOf);
  const others = sorted(merged.filter(item => !inOrderList.has(keyOf(item))), inBase, keyOf);
  return woven(others, named, inBase, keyOf);
}

function woven(others: readonly Traced[], named: readonly Traced[], inBase: ReadonlyMap<Json, number>, keyOf: KeyOf): Traced[] {
  const all: Traced[] = [];
  let next = 0;
  for (const item of named) {
    const place = inBase.get(keyOf(item));
    while (next < others.length) {
      const other = inBase.get(keyOf(others[next]));
      if (place === undefined || other === undefined || other >= place) { break; }
      all.push(others[next]);
      next += 1;
    }
    all.push(item);
  }
  return all.concat(others.slice(next));
}

/**
 * Stable, by place. Items without a place (only an empty `$setElementOrder` list makes them) end up where Go's insertion sort puts
 * them: its comparison says "before" for each of them.
 */
function sorted(items: Traced[], places: ReadonlyMap<Json, number>, keyOf: KeyOf): Traced[] {
  const ranked = items.map(item => ({ item, place: places.get(keyOf(item)) }));
  if (ranked.every(({ place }) => place !== undefined)) {
    return ranked.sort((a, b) => (a.place as number) - (b.place as number)).map(({ item }) => item);
  }
  for (let end = 1; end < ranked.length; end += 1) {
    for (let at = end; at > 0; at -= 1) {
      const [left, right] = [ranked[at - 1], ranked[at]];
      if (left.place !== undefined && right.place !== undefined && right.place >= left.place) { break; }
      ranked[at - 1] = right;
      ranked[at] = left;
    }
  }
  return ranked.map(({ item }) => item);
}
