import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { CONFIG_KEYS, type ConfigName, type ConfigType } from './config-keys';
import { systemMessage, UsageError } from './errors';
import { type Acknowledgement, acknowledgementProblem } from '../checks/acknowledgements';
import { meant } from '../kube/nearest';
import { readYamlValue } from '../model/manifest';
import { ManifestError } from '../model/manifest/errors';
import { isMap, type JsonMap } from '../model/read';
import { shown } from '../platform/problems';

export const CONFIG_FILE = '.cdk8s-istio.yaml';

/** A configuration file as it was read. */
export interface Config {
  /** Undefined where there is none. */
  readonly path?: string;
  /** As messages name it: seen from the working directory. */
  readonly shownPath?: string;
  readonly values: { readonly [Name in ConfigName]?: unknown };
  readonly acknowledgements: readonly Acknowledgement[];
}

/** The configuration that holds for a folder: that in the nearest folder upwards, or the one named. */
export function findConfig(cwd: string, named?: string): Config {
  const path = named === undefined ? upwards(cwd) : resolve(cwd, named);
  if (path === undefined) { return { values: {}, acknowledgements: [] }; }
  return readConfig(path, relative(cwd, path) || path);
}

function upwards(folder: string): string | undefined {
  const path = join(folder, CONFIG_FILE);
  if (existsSync(path)) { return path; }
  const parent = dirname(folder);
  return parent === folder ? undefined : upwards(parent);
}

function readConfig(path: string, shownPath: string): Config {
  const value = read(path, shownPath) ?? {};
  if (!isMap(value)) { throw new UsageError(`${shownPath}: expected a map, got ${shown(value)}`); }
  const problems = Object.entries(value).flatMap(([key, entry]) => {
    const known = Object.hasOwn(CONFIG_KEYS, key) ? CONFIG_KEYS[key as ConfigName] : undefined;
    if (!known) { return [`unknown key ${shown(key)}${meant(key, Object.keys(CONFIG_KEYS)) || `, expected ${Object.keys(CONFIG_KEYS).join(', ')}`}`]; }
    const expected = typeProblem(known.type, entry);
    return expected === undefined ? [] : [`'${key}' must be ${expected}, got ${shown(entry)}`];
  });
  const listed = Array.isArray(value.acknowledgements) ? value.acknowledgements as unknown[] : [];
  const acknowledgements = listed.map((entry, at) => readAcknowledgement(entry, `${shownPath} acknowledgements[${at}]`));
  problems.push(...acknowledgements.flatMap((one) => one.problems));
  if (problems.length > 0) { throw new UsageError(problems.map((problem) => `${shownPath}: ${problem}`)); }
  const values = filesFrom(dirname(path), value);
  return { path, shownPath, values, acknowledgements: acknowledgements.map(({ acknowledgement }) => acknowledgement) };
}

function read(path: string, shownPath: string): unknown {
  try {
    return readYamlValue(readFileSync(path, 'utf8'), { file: shownPath });
  } catch (error) {
    throw new UsageError(error instanceof ManifestError ? error.message : `${shownPath}: ${systemMessage(error)}`);
  }
}

function typeProblem(type: ConfigType, value: unknown): string | undefined {
  switch (type) {
    case 'version': return typeof value === 'string' ? undefined : 'a version in quotes, because a number loses the zero at its end';
    case 'flag': return typeof value === 'boolean' ? undefined : 'true or false';
    case 'map': return isMap(value) ? undefined : 'a map';
    case 'list': return Array.isArray(value) ? undefined : 'a list';
    case 'file': return typeof value === 'string' && value !== '' ? undefined : 'the path of a file';
    default: return typeof value === 'string' && value !== '' ? undefined : 'a text';
  }
}

/** Files are named from where the configuration stands. */
function filesFrom(folder: string, value: JsonMap): Config['values'] {
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => (
    [key, CONFIG_KEYS[key as ConfigName].type === 'file' ? resolve(folder, entry as string) : entry])));
}

const ACKNOWLEDGEMENT_KEYS = ['rule', 'reason', 'part', 'object', 'expires'];

function readAcknowledgement(entry: unknown, at: string): { readonly acknowledgement: Acknowledgement; readonly problems: readonly string[] } {
  const map = isMap(entry) ? entry : {};
  const problems = Object.keys(map).filter((key) => !ACKNOWLEDGEMENT_KEYS.includes(key))
    .map((key) => `unknown key ${shown(key)}${meant(key, ACKNOWLEDGEMENT_KEYS) || `, expected ${ACKNOWLEDGEMENT_KEYS.join(', ')}`}`);
  const text = (key: string): string => {
    if (typeof map[key] === 'string') { return map[key]; }
    problems.push(`'${key}' must be a text, got ${shown(map[key])}`);
    return '';
  };
  const optional = (key: string): string | undefined => (map[key] === undefined ? undefined : text(key));
  const object = objectOf(optional('object'), problems);
  const acknowledgement = { rule: text('rule'), reason: text('reason'), part: optional('part'), expires: optional('expires'), at, scope: '', object };
  if (!isMap(entry)) { problems.splice(0, problems.length, `must be a map with rule and reason, got ${shown(entry)}`); }
  const problem = problems.length === 0 ? acknowledgementProblem(acknowledgement) : undefined;
  return { acknowledgement, problems: [...problems, ...problem === undefined ? [] : [problem]].map((one) => `${at.slice(at.lastIndexOf(' ') + 1)}: ${one}`) };
}

/** `Deployment shop/web`, `Namespace shop`; a star stands for any letters. */
function objectOf(text: string | undefined, problems: string[]): Acknowledgement['object'] {
  if (text === undefined) { return undefined; }
  const match = text.length <= 600 ? /^([^\s/]+) (?:([^\s/]+)\/)?([^\s/]+)$/.exec(text) : null;
  if (!match) { problems.push(`'object' must be KIND NAMESPACE/NAME, * stands for anything, got ${shown(text)}`); return undefined; }
  const [, kind, namespace, name] = match;
  return { kind, namespace, name };
}
