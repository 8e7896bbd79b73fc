import type { MeshFacts } from './facts';
import { isPlainMap, Json, JsonMap } from './json';

/** What the facts say of one setting. Unset is an answer: the default holds. Unknown is none. */
export type Fact<T> =
  | { readonly state: 'set'; readonly value: T; readonly where: string }
  | { readonly state: 'unset'; readonly where: string }
  | { readonly state: 'unknown'; readonly why: string };

function lookUp(map: JsonMap | undefined, name: string, path: readonly string[], cluster: string | undefined): Fact<Json> {
  if (map === undefined) {
    return { state: 'unknown', why: `the ${name} ${name.endsWith('s') ? 'are' : 'is'} not given${cluster === undefined ? '' : ` for cluster ${cluster}`}` };
  }
  let at: Json | undefined = map;
  for (const key of path) {
    at = isPlainMap(at) ? (at as JsonMap)[key] : undefined;
  }
  const where = `${name} ${path.join('.')}`;
  return at === undefined || at === null ? { state: 'unset', where } : { state: 'set', value: at, where };
}

/** A setting of the mesh config, by its path: `meshConfigFact(facts, 'defaultConfig', 'drainDuration')`. */
export function meshConfigFact(facts: MeshFacts, ...path: string[]): Fact<Json> {
  return lookUp(facts.meshConfig, 'mesh config', path, facts.cluster);
}

/** One of istiod's injection values, by its path: `injectionFact(facts, 'global', 'proxy', 'lifecycle')`. */
export function injectionFact(facts: MeshFacts, ...path: string[]): Fact<Json> {
  return lookUp(facts.injectionValues, 'injection values', path, facts.cluster);
}

/** The labels of a namespace. Unset: the namespace does not exist. */
export function namespaceFact(facts: MeshFacts, name: string): Fact<Readonly<Record<string, string>>> {
  const where = `namespace ${name}`;
  const found = facts.namespaces?.[name];
  if (found !== undefined) { return { state: 'set', value: found.labels ?? {}, where }; }
  if (facts.namespaces !== undefined && facts.namespacesComplete) { return { state: 'unset', where }; }
  return { state: 'unknown', why: `nothing is said of namespace ${name}` };
}
