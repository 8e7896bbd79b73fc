import type { Reporter } from './seconds';
import { inline } from '../kube/errors';
import { meant } from '../kube/nearest';
import { isPlainMap } from '../platform/json';
import { shown } from '../platform/problems';

/** Texts are texts, or not given: a number or a list would become one somewhere, or stumble there. */
export function checkTexts<T extends string>(given: Readonly<Partial<Record<T, unknown>>>, names: readonly T[], problems: Reporter): void {
  for (const name of names) {
    const value = given[name];
    if (value !== undefined && typeof value !== 'string') { problems.add(`'${name}' must be a text, got ${shown(value)}`); }
  }
}

/** Labels and annotations: maps of texts, or not given. */
export function checkTextMaps<T extends string>(given: Readonly<Partial<Record<T, unknown>>>, names: readonly T[], problems: Reporter): void {
  for (const name of names) {
    const map = given[name];
    if (map === undefined) { continue; }
    if (!isPlainMap(map)) { problems.add(`'${name}' must be a map of texts, got ${shown(map)}`); continue; }
    for (const [key, value] of Object.entries(map)) {
      if (typeof value !== 'string') { problems.add(`'${name}.${inline(key)}' must be a text, got ${shown(value)}; put it in quotes`); }
    }
  }
}

/**
 * Is it a map? Fields that it should not have are added to the problems, because what is mistyped would be left out in silence: no compiler asks
 * those who write JavaScript.
 *
 * @param what where it stands; empty for what a preset was called with
 */
export function isOf(given: unknown, fields: readonly string[], what: string, problems: Reporter): boolean {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    problems.add(`${what === '' ? 'the options' : `'${what}'`} must be a map with ${fields.join(', ')}, got ${shown(given)}`);
    return false;
  }
  for (const name of Object.keys(given).filter((one) => !fields.includes(one))) {
    problems.add(`'${what === '' ? '' : `${what}.`}${name}' is not a field there${meant(name, fields)}`);
  }
  return true;
}
