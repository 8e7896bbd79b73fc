import type { Reporter } from './seconds';
import { meant } from '../kube/nearest';
import { shown } from '../platform/problems';

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
