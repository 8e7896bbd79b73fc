import type { JsonMapping } from './types';
import { isMap } from '../read';

/** The items of a list; kinds that only end in List (an IPAllowList) are objects. kubectl reads `items: null` as an empty list. */
export function itemsOf(value: JsonMapping): readonly unknown[] | undefined {
  const { kind, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List')) { return undefined; }
  if (Array.isArray(items)) { return items.map((item: unknown) => withDefaults(item, value)); }
  return kind === 'List' && items === null ? [] : undefined;
}

/** The items of a typed list need not repeat what the list says (apimachinery, unstructuredJSONScheme.decodeToList). */
function withDefaults(item: unknown, { apiVersion, kind }: JsonMapping): unknown {
  return kind !== 'List' && isMap(item) && item.kind === undefined && item.apiVersion === undefined
    ? { apiVersion, kind: (kind as string).slice(0, -'List'.length), ...item } : item;
}

/** An object as kubectl applies it: those of a list one by one, whatever stands around them. */
export function appliedAs(object: JsonMapping): readonly unknown[] {
  const items = itemsOf(object);
  return items ? items.flatMap((item) => (isMap(item) ? appliedAs(item as JsonMapping) : [item])) : [object];
}
