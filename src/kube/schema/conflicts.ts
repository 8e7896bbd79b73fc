/** What is wrong with fields that do not go together: the field to look at, below the value that was judged. */
export interface Conflict {
  readonly at: readonly (string | number)[];
  readonly message: string;
  readonly fix: string;
}

/** A value with fields. */
export type ValueMap = Readonly<Record<string, unknown>>;
/** What is wrong with a value of one type; `at` is the way to it. */
export type Check = (value: ValueMap, at: readonly string[]) => readonly Conflict[];

export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
export const isMap = (value: unknown): value is ValueMap => typeof value === 'object' && value !== null && !Array.isArray(value);
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const conflict = (at: string | readonly (string | number)[], message: string, fix: string): Conflict => ({ at: typeof at === 'string' ? [at] : at, message, fix });

/** Exactly one of these fields. */
export function oneOf(what: string, members: readonly string[]): Check {
  return (value) => {
    const given = members.filter((name) => isGiven(value[name]));
    if (given.length === 1) { return []; }
    return given.length === 0
      ? [conflict([], `has no ${what}, expected one of ${members.join(', ')}`, `set one of ${members.join(', ')}`)]
      : [conflict(given[1], `stands beside ${given[0]}, expected one ${what}`, `keep ${given[0]} or ${given[1]}, not both`)];
  };
}

/** An item that shares its key with one before it. */
export interface Double { readonly at: number; readonly first: number; readonly key: string }

/** The items of a list that share a key with one before them. */
export function doubles(items: readonly unknown[], key: (item: ValueMap) => string | undefined): readonly Double[] {
  if (items.length < 2) { return []; }
  const seen = new Map<string, number>();
  return items.flatMap((item, at) => {
    const own = isMap(item) ? key(item) : undefined;
    if (own === undefined) { return []; }
    const first = seen.get(own);
    if (first === undefined) { seen.set(own, at); return []; }
    return [{ at, first, key: own }];
  });
}

export const nameOf = (item: ValueMap): string | undefined => (typeof item.name === 'string' && item.name !== '' ? item.name : undefined);
