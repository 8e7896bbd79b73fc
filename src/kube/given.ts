import { setOwn } from './own';

/** Fields of an object while it is written. */
export type Fields = Readonly<Record<string, unknown>>;

/** Without what nobody gave: undefined, and lists and maps that hold nothing. */
export function given(fields: Fields): Fields {
  return kept(fields, isGiven);
}

/** The members of a map whose values pass, in their order. */
export function kept<T extends object>(map: T, isKept: (value: unknown) => boolean): Partial<T> {
  const found: Record<string, unknown> = {};
  for (const key of Object.keys(map)) {
    const value = (map as Fields)[key];
    if (isKept(value)) { setOwn(found, key, value); }
  }
  return found as Partial<T>;
}

function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) { return value.length > 0; }
  return value !== undefined && (typeof value !== 'object' || value === null || Object.keys(value).length > 0);
}
