import { PATCH, SET_ELEMENT_ORDER } from './directives';
import { MergeError } from './error';
import { brief, isObject, type Json, type JsonObject, jsonType } from './json';
import { type KeyOf, ordered, placesOf } from './order';
import { itemsOf, listOf, type Traced } from './trace';
import type { MergeField } from './types';
import { own } from '../../kube/own';

export type ListField = Extract<MergeField, { kind: 'list' }>;

/** Merges one object of a list with the item of the patch that has the same merge key. */
export type MergeItems = (base: Traced<JsonObject>, patch: Traced<JsonObject>) => Traced<JsonObject>;

/** A merged list, and the base's order as it counts for a `$setElementOrder` list. */
interface MergedList { readonly items: Traced[]; readonly baseOrder: readonly Traced[] }

/** Merges two lists by the rule of their field. */
export function mergeLists(base: Traced<Json[]>, patch: Traced<Json[]>, field: ListField, mergeItems: MergeItems, deleting = false): Traced<Json[]> {
  if (!field.merged && !deleting) { return patch; }
  if (base.value.length === 0 && patch.value.length === 0) { return base; }
  return listOf(merge(itemsOf(base), itemsOf(patch), field, mergeItems, deleting, patch.trail.pointer).items, base.trail);
}

/** Brings a list into the order of its `$setElementOrder` list; undefined where neither side has the list. */
export function orderedList(
  base: Traced<Json[]> | undefined, patch: Traced<Json[]> | undefined, taken: Traced<Json[]> | undefined,
  order: Traced<Json[]>, field: ListField, mergeItems: MergeItems,
): Traced<Json[]> | undefined {
  const { pointer } = order.trail;
  const baseItems = base ? itemsOf(base) : [];
  const patchItems = patch ? itemsOf(patch) : [];
  const orderItems = itemsOf(order);
  const keyOf = keyReader(field.mergeKey, pointer);
  refuseOtherOrder(patchItems, orderItems, keyOf, pointer);

  let merged: MergedList;
  if (base && patch) {
    merged = field.merged && baseItems.length + patchItems.length > 0
      ? merge(baseItems, patchItems, field, mergeItems, false, patch.trail.pointer)
      : { items: field.merged ? baseItems : patchItems, baseOrder: baseItems };
  } else if (base || taken) {
    merged = { items: base ? baseItems : itemsOf(taken as Traced<Json[]>), baseOrder: baseItems };
  } else {
    return undefined;
  }
  itemType([...baseItems, ...patchItems], pointer);
  return listOf(ordered(merged.items, orderItems, merged.baseOrder, keyOf), (base ?? patch as Traced<Json[]>).trail);
}

function merge(base: Traced[], patch: Traced[], field: ListField, mergeItems: MergeItems, deleting: boolean, pointer: string): MergedList {
  if (itemType([...base, ...patch], pointer) !== 'object') {
    return deleting ? { items: without(base, patch), baseOrder: base } : mergeValues(base, patch, field, pointer);
  }
  if (field.mergeKey === undefined) {
    throw new MergeError(
      'objects in a list that has no merge key, expected plain values, correct the items or set the whole list', pointer);
  }
  return mergeObjects(base as Traced<JsonObject>[], patch as Traced<JsonObject>[], field.mergeKey, mergeItems, pointer);
}

function mergeObjects(
  base: Traced<JsonObject>[], patch: Traced<JsonObject>[], mergeKey: string, mergeItems: MergeItems, pointer: string,
): MergedList {
  const keyOf = keyReader(mergeKey, pointer);
  const { plain, deleted, replace } = specialItems(patch, mergeKey, keyOf);
  if (replace) {
    return { items: ordered(plain, [], plain, keyOf), baseOrder: base };
  }
  const left = deleted.size === 0 ? base : base.filter(item => !Object.hasOwn(item.value, mergeKey) || !deleted.has(item.value[mergeKey]));
  const merged = [...left];
  const places = new Map(placesOf(left, keyOf));
  for (const item of plain) {
    const key = keyOf(item);
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, merged.length);
      merged.push(item);
    } else {
      merged[place] = mergeItems(merged[place], item);
    }
  }
  return {
    items: merged.length === 1 ? alone(merged, keyOf) : deletedLast(ordered(merged, plain, left, keyOf)),
    // Items that were deleted leave room in Go's slice, and the first added ones take it: for $setElementOrder they count as the base's.
    baseOrder: merged.slice(0, base.length),
  };
}

/** One item is in order; that a null took its key away is refused as among several. */
function alone(items: Traced[], keyOf: KeyOf): Traced[] {
  keyOf(items[0]);
  return items;
}

/** Items of the patch that carry `$patch`, apart from the others. */
function specialItems(patch: Traced<JsonObject>[], mergeKey: string, keyOf: KeyOf): {
  readonly plain: Traced<JsonObject>[]; readonly deleted: ReadonlySet<Json>; readonly replace: boolean;
} {
  const plain: Traced<JsonObject>[] = [];
  const deleted = new Set<Json>();
  let replace = false;
  for (const item of patch) {
    if (!Object.hasOwn(item.value, PATCH)) {
      plain.push(item);
      continue;
    }
    const directive = item.value[PATCH];
    if (directive === 'delete') {
      deleted.add(keyOf(item));
    } else if (directive === 'replace') {
      replace = true;
    } else {
      throw new MergeError(
        `unknown '${PATCH}' directive in a list item, got ${brief(directive)}, expected 'delete' beside '${mergeKey}', `
        + "or 'replace' in an item of its own, correct it", item.trail.pointer);
    }
  }
  return { plain, deleted, replace };
}

/** A `$patch: delete` that an earlier merge left in the base goes to the end (patch.go normalizeSliceOrder). */
function deletedLast(items: Traced[]): Traced[] {
  const isDeleted = (item: Traced): boolean => isObject(item.value) && own(item.value, PATCH) === 'delete';
  return items.some(isDeleted) ? [...items.filter(item => !isDeleted(item)), ...items.filter(isDeleted)] : items;
}

function mergeValues(base: Traced[], patch: Traced[], field: ListField, pointer: string): MergedList {
  if (field.mergeKey !== undefined) {
    throw new MergeError(`list of plain values, expected objects with '${field.mergeKey}', correct the items`, pointer);
  }
  const all = [...base, ...patch];
  const kept = deduplicated(all);
  // Go appends in place where the decoded list has room (it grows by doubling), and deduplicating then rewrites the base's part.
  const room = 2 ** Math.ceil(Math.log2(Math.max(base.length, 1))) - base.length;
  const baseOrder = patch.length <= (base.length === 0 ? 0 : room) ? all.slice(0, base.length) : base;
  const set = new Map([...patch].reverse().map(item => [item.value, item]));
  const items = kept.map(item => set.get(item.value) ?? item);
  return { items: ordered(items, patch, baseOrder, item => item.value), baseOrder };
}

/** Each value once. Like patch.go deduplicateScalars, the last item fills the place of a duplicate, in the list itself. */
function deduplicated(list: Traced[]): Traced[] {
  let last = list.length - 1;
  for (let first = 0; first < last; first += 1) {
    for (let other = first + 1; other <= last; other += 1) {
      if (list[first].value === list[other].value) {
        list[other] = list[last];
        last -= 1;
        other -= 1;
      }
    }
  }
  return list.slice(0, last + 1);
}

function without(base: Traced[], deleted: readonly Traced[]): Traced[] {
  const values = new Set(deleted.map(item => item.value));
  return base.filter(item => !values.has(item.value));
}

/** The one type that all items have (patch.go sliceElementType). */
function itemType(items: readonly Traced[], pointer: string): string {
  const [first] = items;
  if (!first) { throw new MergeError('the list is empty on both sides, expected items to order, remove the directive', pointer); }
  const type = jsonType(first.value);
  if (type === 'list' || type === 'null') {
    throw new MergeError(`list item that cannot be merged, got ${type === 'null' ? 'null' : 'a list'}, expected an object or a plain value, `
      + 'set it without null and without lists', placeOf(first, pointer));
  }
  const other = items.find(item => jsonType(item.value) !== type);
  if (other) {
    throw new MergeError(`list items of two types, got ${brief(other.value)} beside ${brief(first.value)}, expected one type, correct the items`,
      placeOf(other, pointer));
  }
  return type;
}

/** Reads what an item is known by, and refuses an item that has none. */
function keyReader(mergeKey: string | undefined, pointer: string): KeyOf {
  return item => {
    if (mergeKey === undefined) {
      if (typeof item.value !== 'object' || item.value === null) { return item.value; }
      throw new MergeError(`'${SET_ELEMENT_ORDER}' for a list without a merge key, got ${brief(item.value)}, expected plain values, remove it`, pointer);
    }
    if (!isObject(item.value) || !Object.hasOwn(item.value, mergeKey)) {
      throw new MergeError(`list item without its merge key, got ${brief(item.value)}, expected an object with '${mergeKey}', add '${mergeKey}'`,
        placeOf(item, pointer));
    }
    const key = item.value[mergeKey];
    if (typeof key === 'object' && key !== null) {
      throw new MergeError(`merge key '${mergeKey}' got ${brief(key)}, expected a plain value, correct it`, placeOf(item, pointer));
    }
    return key;
  };
}

/** An item of the base has no place in the patch: there the list itself is named. */
function placeOf(item: Traced, pointer: string): string {
  return item.trail.layer === 'patch' ? item.trail.pointer : pointer;
}

/**
 * The patch list must follow its own `$setElementOrder` list; items to delete do not count (patch.go validatePatchWithSetOrderList).
 * An item with another directive does not either, unless it stands behind the last item that the order list names.
 */
function refuseOtherOrder(patch: readonly Traced[], order: readonly Traced[], keyOf: KeyOf, pointer: string): void {
  if (patch.length === 0 || order.length === 0) { return; }
  const directive = (item: Traced): Json | undefined => isObject(item.value) ? own(item.value, PATCH) : undefined;
  const listed = patch.filter(item => directive(item) !== 'delete');
  let [next, place] = [0, 0];
  while (next < listed.length && place < order.length) {
    if (directive(listed[next]) !== undefined) {
      next += 1;
    } else {
      if (keyOf(listed[next]) === keyOf(order[place])) { next += 1; }
      place += 1;
    }
  }
  if (next < listed.length) {
    throw new MergeError(`'${SET_ELEMENT_ORDER}' does not name ${brief(listed[next].value)} in this place, expected every item of the list `
      + 'beside it in the same order, add or move it', pointer);
  }
}
