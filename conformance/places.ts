import { isDeepStrictEqual } from 'node:util';

/** A place where two values differ. */
export interface DifferentPlace {
  /** A pointer; items of a list are one place. */
  readonly at: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The deepest places where two JSON values differ. */
export function placesOf(ours: unknown, theirs: unknown, at = ''): DifferentPlace[] {
  if (isDeepStrictEqual(ours, theirs)) { return []; }
  if (!isMap(ours) || !isMap(theirs)) { return [{ at, ours, theirs }]; }
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort().flatMap((key) => placesOf(ours[key], theirs[key], `${at}/${key}`));
}
