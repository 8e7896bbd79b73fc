/** Fields of an object while it is written. */
export type Fields = Readonly<Record<string, unknown>>;

/** Without what nobody gave: undefined, and lists and maps that hold nothing. */
export function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isNothing(value)));
}

function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) { return value.length === 0; }
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
