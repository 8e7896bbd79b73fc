import { inline, shown } from '../../kube/errors';
import { meant } from '../../kube/nearest';
import { isPlainMap } from '../../platform/json';

/** What a place of a manifest holds. */
export type Shape =
  | 'whole' | 'flag' | 'text' | 'whole or text'
  /** Anything YAML can hold: a part of Kubernetes that is passed on. */
  | 'any'
  | { readonly oneOf: readonly string[] }
  | { readonly list: Shape }
  | { readonly mapOf: Shape }
  /** These keys and no others; those that are required must be there. */
  | { readonly keys: Readonly<Record<string, Shape>>; readonly required?: readonly string[] };

/** Adds everything in which a value differs from its shape. */
export function checkShape(value: unknown, shape: Shape, at: string, add: (problem: string) => void): void {
  if (shape === 'any') { return; }
  if (typeof shape === 'string') {
    if (!SCALARS[shape].holds(value)) { add(`'${at}' must be ${SCALARS[shape].expected}, got ${shown(value)}${hint(value, shape)}`); }
    return;
  }
  if ('oneOf' in shape) {
    if (!shape.oneOf.includes(value as string)) { add(`'${at}' must be one of ${shape.oneOf.join(', ')}, got ${shown(value)}${meant(value, shape.oneOf)}`); }
    return;
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) { return add(`'${at}' must be a list, got ${shown(value)}`); }
    return value.forEach((item, index) => checkShape(item, shape.list, `${at}[${index}]`, add));
  }
  if (!isPlainMap(value)) { return add(`'${at}' must be a map${'keys' in shape ? withKeys(Object.keys(shape.keys)) : ''}, got ${shown(value)}`); }
  if ('mapOf' in shape) {
    for (const [key, item] of Object.entries(value)) { checkShape(item, shape.mapOf, below(at, key), add); }
    return;
  }
  checkKeys(value, shape.keys, at, add);
  for (const key of shape.required ?? []) {
    if (value[key] === undefined) { add(`'${below(at, key)}' must be given, got nothing`); }
  }
}

/** The keys that are known, each by its shape, and the others as problems. */
export function checkKeys(
  map: Readonly<Record<string, unknown>>, keys: Readonly<Record<string, Shape>>, at: string, add: (problem: string) => void,
): void {
  for (const [key, item] of Object.entries(map)) {
    if (item === undefined) { continue; }
    if (Object.hasOwn(keys, key)) { checkShape(item, keys[key], below(at, key), add); } else {
      add(`'${below(at, key)}' is not a field${at === '' ? '' : ' there'}, got ${shown(item)}${meant(key, Object.keys(keys))}`);
    }
  }
}

const below = (at: string, key: string): string => (at === '' ? inline(key) : `${at}.${inline(key)}`);

/** The first of the keys, so that a bare value finds its place. */
function withKeys(keys: readonly string[]): string {
  return ` with ${keys.slice(0, 4).join(', ')}${keys.length > 4 ? ' …' : ''}`;
}

const SCALARS: Readonly<Record<'whole' | 'flag' | 'text' | 'whole or text', { readonly expected: string; holds(value: unknown): boolean }>> = {
  'whole': { expected: 'a whole number', holds: Number.isSafeInteger },
  'flag': { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  'text': { expected: 'a text', holds: (value) => typeof value === 'string' },
  'whole or text': { expected: 'a whole number or a text', holds: (value) => typeof value === 'string' || Number.isSafeInteger(value) },
};

function hint(value: unknown, shape: string): string {
  if (shape === 'text' && (typeof value === 'number' || typeof value === 'boolean')) { return '; put it in quotes'; }
  return shape !== 'text' && typeof value === 'string' ? '; write it without quotes' : '';
}
