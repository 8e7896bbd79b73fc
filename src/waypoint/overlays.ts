import { type OptionKey, OPTION_KEYS, type Options } from './options';
import { WaypointProps } from './props';
import { InvalidValue, nearest } from '../kube';
import { ManifestError, readYamlValue } from '../model/manifest';
import { isMap } from '../model/read';
import { copyJsonMap, type JsonMap } from '../platform/json';
import { shown } from '../platform/problems';

/** The raw overlays as they were read. */
export interface ReadOverlays {
  readonly options: Options;
  /** The text of those that were given as text: it is written as it is, with its comments, where nothing has to be added. */
  readonly texts: ReadonlyMap<OptionKey, string>;
  readonly problems: readonly string[];
}

/** Far beyond any Deployment, and little enough to be copied, merged and written in no time. */
const MAX_VALUES = 20_000;
const MAX_DEPTH = 100;

/** Reads overlays, objects or YAML text, and says what is wrong with each. */
export function readOverlays(overlays: WaypointProps['overlays']): ReadOverlays {
  const options = new Map<OptionKey, JsonMap>();
  const texts = new Map<OptionKey, string>();
  const problems: string[] = [];
  if (overlays !== undefined && !isMap(overlays)) { return { options, texts, problems: [`'overlays' must be a map by option, got ${shown(overlays)}`] }; }
  for (const [key, given] of Object.entries(overlays ?? {}) as [string, unknown][]) {
    if (given === undefined) { continue; }
    if (!(OPTION_KEYS as readonly string[]).includes(key)) {
      const meant = nearest(key, OPTION_KEYS);
      problems.push(`'overlays.${key}' is no option; ${meant === undefined ? `the options are ${OPTION_KEYS.join(', ')}` : `did you mean ${shown(meant)}?`}`);
      continue;
    }
    try {
      const value = typeof given === 'string' ? readYamlValue(given) ?? {} : given;
      options.set(key as OptionKey, copied(value, `overlays.${key}`, problems));
      if (typeof given === 'string') { texts.set(key as OptionKey, given.endsWith('\n') || given === '' ? given : `${given}\n`); }
    } catch (error) {
      if (error instanceof ManifestError) { problems.push(`'overlays.${key}' cannot be read as YAML: ${error.message}`); } else if (error instanceof InvalidValue) {
        problems.push(error.message);
      } else { throw error; }
    }
  }
  return { options, texts, problems };
}

function copied(value: unknown, what: string, problems: string[]): JsonMap {
  if (!isMap(value)) { throw new InvalidValue(`'${what}'`, value, 'must be a partial object'); }
  if (countDown(value, 0, MAX_VALUES) < 0) {
    throw new InvalidValue(`'${what}'`, value, `must have at most ${MAX_VALUES} values in ${MAX_DEPTH} levels and not contain itself`);
  }
  return copyJsonMap(value, what, (problem) => problems.push(problem)) ?? {};
}

/** How many values are left of a budget; negative when it is spent, by number or by depth. */
function countDown(value: unknown, depth: number, left: number): number {
  if (typeof value !== 'object' || value === null) { return left - 1; }
  if (depth > MAX_DEPTH) { return -1; }
  let rest = left - 1;
  for (const child of Array.isArray(value) ? value as unknown[] : Object.values(value)) {
    rest = countDown(child, depth + 1, rest);
    if (rest < 0) { return rest; }
  }
  return rest;
}
