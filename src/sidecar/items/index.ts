import type { Item, ItemId } from './item';
import { LIFECYCLE_ITEMS } from './lifecycle';
import { PROXY_ITEMS } from './proxy';
import { RESOURCE_ITEMS } from './resources';
import { TRAFFIC_ITEMS } from './traffic';

export type { Add, Fallback, Item, ItemId, Level, PodView, Stamp, View } from './item';

/** Every item that can be set, in the order in which answers list them. */
export const ITEMS: readonly Item[] = [...RESOURCE_ITEMS, ...TRAFFIC_ITEMS, ...LIFECYCLE_ITEMS, ...PROXY_ITEMS];

const BY_ID = new Map<string, Item>(ITEMS.map((item) => [item.id, item]));

export function itemOf(id: ItemId): Item {
  return BY_ID.get(id)!;
}

/** Whether the table knows a name. */
export function isItem(id: string): id is ItemId {
  return BY_ID.has(id);
}
