/** A JSON value, as the YAML reader gives it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. The merge treats its inputs as immutable: results may share parts with them, so treat results that way too. */
export interface JsonObject { [key: string]: Json }

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The type of a value as the Go program sees it: `k8s.io/apimachinery` decodes whole numbers as int64 and others as float64, and a
 * list may not mix the two.
 */
export function jsonType(value: Json): string {
  if (value === null) { return 'null'; }
  if (Array.isArray(value)) { return 'list'; }
  if (typeof value === 'number') { return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'int' : 'float'; }
  return typeof value;
}

/** A value as an error shows it: short, with control characters escaped. */
export function brief(value: Json | undefined): string {
  if (value === undefined) { return 'nothing'; }
  if (Array.isArray(value)) { return 'a list'; }
  if (isObject(value)) {
    const keys = Object.keys(value);
    const first = keys.slice(0, 5).map(key => JSON.stringify(key.slice(0, 40))).join(', ');
    return keys.length === 0 ? 'an empty object' : `an object with ${first}${keys.length > 5 ? ', …' : ''}`;
  }
  return JSON.stringify(typeof value === 'string' ? value.slice(0, 80) : value);
}
