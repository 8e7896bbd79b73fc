import type { Reporter } from './seconds';
import { shown } from '../platform/problems';

/** Switches are on or off, or not given: what only looks like it, such as `'false'`, would count as on. */
export function checkSwitches<T extends string>(
  given: Readonly<Partial<Record<T, unknown>>>, names: readonly T[], at: string, problems: Reporter,
): void {
  for (const name of names) {
    const value = given[name];
    if (value !== undefined && typeof value !== 'boolean') { problems.add(`'${at}${name}' must be true or false, got ${shown(value)}`); }
  }
}
