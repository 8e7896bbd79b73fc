import { type Item, type ItemId, ITEMS, type Level, type PodView } from './items';
import type { SidecarLevel } from './level';
import { canonical } from './merge-maps';
import type { PolicyLevel } from '../model/origin';
import type { Flavor } from '../platform';
import { isPlainMap, type Json, type JsonMap } from '../platform/json';

/** A policy as it is remembered: plain data, so that nothing of its props can change it later. */
export interface Policy {
  /** The path of its construct, which names it in messages. */
  readonly path: string;
  readonly flavor: Flavor;
  readonly level: SidecarLevel;
  readonly values: ReadonlyMap<ItemId, Json>;
  readonly redeploy: boolean;
}

/** What one level says of an item. */
export interface Said {
  readonly level: PolicyLevel;
  /** The policy; undefined for the pod itself. */
  readonly by?: string;
  readonly value: Json;
}

/** One item for one workload: what holds, and what it shadows. */
export interface Resolved {
  readonly item: Item;
  /** The most specific that says something; undefined where nobody does. */
  readonly winner?: Said;
  /** Less specific ones, most specific first. */
  readonly shadowed: readonly Said[];
  /** What policies say beside the pod: of each level one. */
  readonly policies: readonly Said[];
}

const ORDER: readonly Level[] = ['workload', 'namespace', 'global'];

/** Whether a policy speaks for pods. */
export function speaksFor({ level }: Policy, namespace: string | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (level._level === 'global') { return true; }
  if (level._namespace !== namespace) { return false; }
  return level._level === 'namespace' || Object.entries(level._labels ?? {}).every(([key, value]) => labels[key] === value);
}

/** Each item for one workload: pod, workload, namespace, global, and the most specific one wins. */
export function resolve(policies: readonly Policy[], pod: PodView): readonly Resolved[] {
  return ITEMS.map((item) => {
    const said = ORDER.flatMap((level) => sayings(policies, item, level).slice(0, 1));
    const own = item.ofPod(pod);
    const all: readonly Said[] = own === undefined ? said : [{ level: 'pod', value: own }, ...said];
    if (!item.byKey || all.length < 2) { return { item, winner: all[0], shadowed: all.slice(1), policies: said }; }
    const value = addedUp(all);
    return { item, winner: { ...all[0], value }, shadowed: all.slice(1).flatMap((one) => shadowedKeys(one, all)), policies: said };
  });
}

/** What policies of one level say of an item; those that say the same are one. */
function sayings(policies: readonly Policy[], item: Item, level: Level): readonly Said[] {
  const found = policies.filter((policy) => policy.level._level === level && policy.values.has(item.id));
  if (found.length === 0) { return []; }
  const said = found.map((policy): Said => ({ level, by: policy.path, value: policy.values.get(item.id)! }));
  return item.byKey && said.length > 1 ? [{ ...said[0], value: addedUp(said) }] : said;
}

/** Entries of maps are settings of their own; the first map that has one wins. */
export function addedUp(said: readonly Said[]): JsonMap {
  return Object.assign({}, ...[...said].reverse().map(({ value }) => value)) as JsonMap;
}

/** Of a map only those entries are shadowed that a more specific one has too. */
function shadowedKeys(one: Said, all: readonly Said[]): readonly Said[] {
  const above = all.slice(0, all.indexOf(one));
  const hidden = Object.entries(one.value as JsonMap).filter(([key]) => above.some(({ value }) => isPlainMap(value) && Object.hasOwn(value, key)));
  return hidden.length > 0 ? [{ ...one, value: Object.fromEntries(hidden) }] : [];
}

/** Policies of one level that speak for the same pods and say different things, as sentences. */
export function disagreements(policies: readonly Policy[]): readonly string[] {
  const found: string[] = [];
  for (const level of ORDER) {
    const peers = policies.filter((policy) => policy.level._level === level).sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const [at, one] of peers.entries()) {
      for (const other of peers.slice(at + 1)) {
        const differing = [...one.values].filter(([id, value]) => other.values.has(id) && differs(id, value, other.values.get(id)!)).map(([id]) => `'${id}'`);
        if (differing.length === 0) { continue; }
        found.push(`${one.path} (${one.level.toString()}) and ${other.path} (${other.level.toString()}) speak for the same pods at the same level and must agree, `
          + `got different values of ${differing.join(', ')}; give one of them other labels, or leave these out in one`);
      }
    }
  }
  return found;
}

function differs(id: ItemId, a: Json, b: Json): boolean {
  const item = ITEMS.find((one) => one.id === id)!;
  if (!item.byKey) { return canonical(a) !== canonical(b); }
  return Object.entries(a as JsonMap).some(([key, value]) => Object.hasOwn(b as JsonMap, key) && canonical((b as JsonMap)[key]) !== canonical(value));
}

/** What no workload has to show: policies for the very same pods that differ. The later one, by path, says it. */
export function overlapsOf(policies: readonly Policy[]): readonly { readonly path: string; readonly problem: string }[] {
  return policies.flatMap((policy) => policies
    .filter(({ path, flavor, level }) => path < policy.path && flavor === policy.flavor && surelyOverlap(level, policy.level))
    .flatMap((other) => disagreements([other, policy]).map((problem) => ({ path: policy.path, problem }))));
}

/** Do these selectors meet in every pod of one of them? Then it takes no workload to know that two policies overlap. */
function surelyOverlap(a: SidecarLevel, b: SidecarLevel): boolean {
  if (a._level !== b._level || a._namespace !== b._namespace) { return false; }
  const within = (inner: SidecarLevel, outer: SidecarLevel): boolean => Object.entries(outer._labels ?? {})
    .every(([key, value]) => inner._labels?.[key] === value);
  return within(a, b) || within(b, a);
}
