import type { Duration } from 'cdk8s';
import type { Fallback, Add } from './item';
import { shown } from '../../kube/errors';
import { nameProblem } from '../../kube/names';
import { unquotedProblem, yamlTextProblem } from '../../kube/yaml-safe';
import type { Platform } from '../../platform';
import { isPlainMap, type Json, type JsonMap } from '../../platform/json';
import { valueFor, type VersionedValues } from '../../platform/values';

/** Istio refuses longer ones in a ProxyConfig (istio.io/api networking/v1beta1/proxy_config.proto). */
const LONGEST_VARIABLE = 2048;

/** Nothing that a policy writes is longer; what is longer would only cost time. */
const LONGEST_TEXT = 65_536;

/**
 * The injector pastes these values into a template of quoted YAML: a quote, a line break or the beginning of another expression would
 * change the pod, or leave it without any (Istio 1.30.3 files/injection-template.yaml).
 */
export function pastedTextProblem(text: string): string | undefined {
  if (text.length > LONGEST_TEXT) { return `must be at most ${LONGEST_TEXT} characters`; }
  if (text.includes('"')) { return 'must not have a double quote, which ends the text in the injection template'; }
  if (/[\n\r]/.test(text)) { return 'must not have a line break, which ends the text in the injection template'; }
  if (text.includes('{{')) { return 'must not have "{{", which begins an expression of the injection template'; }
  const problem = yamlTextProblem(text);
  return problem === undefined || problem.includes('for a number') ? undefined : `must not be ${problem}`;
}

export function wholeSeconds(duration: Duration, what: string, add: Add): number | undefined {
  const milliseconds: unknown = typeof duration?.toMilliseconds === 'function' ? duration.toMilliseconds({ integral: false }) : undefined;
  if (typeof milliseconds !== 'number') {
    add(`'${what}' must be a Duration such as Duration.seconds(10), got ${shown(duration)}`);
    return undefined;
  }
  if (milliseconds % 1000 !== 0 || milliseconds < 0) {
    add(`'${what}' must be whole seconds, got ${milliseconds} ms; round it up`);
    return undefined;
  }
  return milliseconds / 1000;
}

export function wholeNumber(value: unknown, what: string, least: number, most: number, add: Add): number | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) { return value; }
  add(`'${what}' must be a whole number from ${least} to ${most}, got ${shown(value)}`);
  return undefined;
}

export function flag(value: unknown, what: string, add: Add): boolean | undefined {
  if (typeof value === 'boolean') { return value; }
  add(`'${what}' must be true or false, got ${shown(value)}`);
  return undefined;
}

export function oneOf(value: unknown, what: string, words: readonly string[], add: Add): string | undefined {
  if (typeof value === 'string' && words.includes(value)) { return value; }
  add(`'${what}' must be one of ${words.join(', ')}, got ${shown(value)}`);
  return undefined;
}

/** Texts that go into the template, or undefined with what is wrong with them. */
export function pastedTexts(value: unknown, what: string, add: Add): readonly string[] | undefined {
  if (!Array.isArray(value)) {
    add(`'${what}' must be a list of texts, got ${shown(value)}`);
    return undefined;
  }
  const list = value as readonly unknown[];
  for (const [at, text] of list.entries()) {
    const problem = typeof text !== 'string' || text === '' ? 'must be a text, not empty' : pastedTextProblem(text);
    if (problem !== undefined) { add(`'${what}[${at}]' ${problem}, got ${shown(text)}`); }
  }
  return list.every((text) => typeof text === 'string') ? [...list] : undefined;
}

/** A map of texts, sorted by key, so that nobody sees the order in which it was written. */
export function pastedMap(value: unknown, what: string, key: 'envName' | undefined, add: Add): JsonMap | undefined {
  if (!isPlainMap(value)) {
    add(`'${what}' must be a map of texts, got ${shown(value)}`);
    return undefined;
  }
  for (const [name, text] of Object.entries(value)) {
    const nameIs = (key === undefined ? undefined : nameProblem(key, name) ?? unquotedProblem(name)) ?? pastedTextProblem(name);
    if (nameIs !== undefined) { add(`'${what}' has the name ${shown(name)}, which ${nameIs}`); }
    if (typeof text !== 'string') {
      add(`'${what}.${name.slice(0, 80)}' must be a text, got ${shown(text)}; put it in quotes`);
      continue;
    }
    const problem = pastedTextProblem(text) ?? (key === undefined ? undefined : variableProblem(text));
    if (problem !== undefined) { add(`'${what}.${name.slice(0, 80)}' ${problem}, got ${shown(text)}`); }
  }
  return sorted(value as Record<string, string>);
}

/** Variables stand in double quotes, where YAML reads a backslash as the beginning of another character. */
function variableProblem(text: string): string | undefined {
  if (text.includes('\\')) { return 'must not have a backslash, which the injection template reads as an escape'; }
  return text.length > LONGEST_VARIABLE ? `must be at most ${LONGEST_VARIABLE} characters` : undefined;
}

export function sorted<T extends Json>(map: Readonly<Record<string, T>>): { readonly [key: string]: T } {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}

/** A value of the table of versions as a fallback, in the item's own form. */
export function table<K extends keyof VersionedValues>(key: K, form: (value: VersionedValues[K]) => Json): (platform: Platform) => Fallback {
  return (platform) => {
    const found = valueFor(platform, key);
    return found.known ? { value: form(found.value) } : { why: found.why };
  };
}

export const none = (): Fallback => ({ none: true });

export const always = (value: Json) => (): Fallback => ({ value });
