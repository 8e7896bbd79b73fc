import { candidates, podLabelsOf } from './selector';
import { looksElsewhere, oneInEach, selectorOf, termOf } from './spread';
import type { EffectiveProxy, Spread } from '../../../model/effective-proxy';
import type { Effective } from '../../../model/origin';
import { placementKey } from '../../../model/placement';
import { isMap, listAt, mapAt, member, textsAt } from '../../../model/read';
import { running } from '../../../model/running';
import { LabelSelector } from '../../../model/selector';
import { oncePerScene } from '../../once-per-scene';
import type { Scene } from '../../rule';

/** The pods of other proxies that take places which a hard rule then keeps from the own ones: as many as there are at the fewest. */
export interface Others {
  readonly pods: number;
  /** The first of the proxies. */
  readonly named: readonly EffectiveProxy[];
  /** How many more there are. */
  readonly more: number;
  /** The number of pods of another one, where it is not known. */
  readonly unknown?: Effective<number>;
}

const NOBODY: Others = { pods: 0, named: [], more: 0 };
const MOST_NAMED = 2;

/** `3 of gw-canary`, `7 of gw-b, gw-c and 2 more` */
export function othersText({ pods, named, more }: Others): string {
  return `${pods} of ${named.map(({ name }) => name).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Proxies whose rules are the same, so that no two of their pods share a domain. */
interface Group {
  /** Those that have pods. */
  readonly members: readonly EffectiveProxy[];
  readonly pods: number;
  /** The first two of which it is not known how many pods they have: one of them may be the one that asks. */
  readonly unknown: readonly EffectiveProxy[];
  /** Another proxy that the same term selects by a rule of its own, or without any: it takes this many domains at least. */
  readonly outsider: Others;
}

/** Each port that several hold is a matter of its own; the one with the most pods decides. */
export function othersBeside(proxy: EffectiveProxy, spread: Spread, scene: Scene): Others {
  return keysOf(proxy, spread).map((key) => inGroup(proxy, groupsOf(scene).get(key)))
    .reduce((best, next) => (next.pods > best.pods || (best.unknown === undefined && next.pods === best.pods) ? next : best), NOBODY);
}

function inGroup(proxy: EffectiveProxy, group: Group | undefined): Others {
  if (!group) { return NOBODY; }
  const { outsider, members } = group;
  const isOther = (one: EffectiveProxy): boolean => idOf(one) !== idOf(proxy);
  const own = podsOf(proxy);
  const named = [...members.slice(0, MOST_NAMED + 1).filter(isOther), ...outsider.named].slice(0, MOST_NAMED);
  const unknown = group.unknown.find(isOther)?.scaling.min ?? outsider.unknown;
  return {
    pods: group.pods - own + outsider.pods,
    named,
    more: members.length - (own > 0 ? 1 : 0) + outsider.named.length - named.length,
    ...unknown && { unknown },
  };
}

const podsOf = ({ scaling: { min } }: EffectiveProxy): number => min.value ?? 0;
const idOf = ({ cluster, namespace, name }: EffectiveProxy): string => JSON.stringify([cluster, namespace, name]);

const groupsOf = oncePerScene((scene): ReadonlyMap<string, Group> => {
  const lists = new Map<string, Map<string, { readonly proxy: EffectiveProxy; readonly spread: Spread }>>();
  for (const proxy of scene.proxies.filter(running)) {
    for (const spread of proxy.spread) {
      for (const key of keysOf(proxy, spread)) {
        const list = lists.get(key) ?? new Map<string, { readonly proxy: EffectiveProxy; readonly spread: Spread }>();
        lists.set(key, list.set(idOf(proxy), { proxy, spread }));
      }
    }
  }
  return new Map([...lists].map(([key, list]) => {
    const all = [...list.values()].map(({ proxy }) => proxy);
    const [{ proxy, spread }] = list.values();
    return [key, {
      members: all.filter((one) => podsOf(one) > 0),
      pods: all.reduce((sum, one) => sum + podsOf(one), 0),
      unknown: all.filter(({ scaling: { min } }) => !min.known).slice(0, 2),
      outsider: outsiderOf(proxy, spread, new Set(list.keys()), scene),
    }];
  }));
});

/**
 * Rules with the same key keep the pods of all that have them apart: the selector matches each of them. Only pods that may be on the same
 * nodes are in each other's way.
 */
function keysOf(proxy: EffectiveProxy, spread: Spread): string[] {
  const { cluster, namespace } = proxy;
  if (!spread.required || !spread.matchesOwnPods || spread.doubt !== undefined) { return []; }
  const key = (...parts: unknown[]): string => JSON.stringify([...parts, cluster, placementKey(proxy)]);
  if (spread.kind === 'host-ports') { return (spread.ports ?? []).map((port) => key('port', port)); }
  // pods of another template are of another revision
  if (spread.kind !== 'anti-affinity' || spread.matchesOlderPods !== true) { return []; }
  const term = termOf(proxy, spread);
  const labels = podLabelsOf(proxy);
  return [key(
    'term',
    spread.topologyKey,
    looksElsewhere(proxy, spread) ? [[...textsAt(term, '/namespaces')].sort(), member(term, 'namespaceSelector')] : namespace,
    sorted(mapAt(term, '/labelSelector/matchLabels')),
    listAt(term, '/labelSelector/matchExpressions') ?? [],
    [...textsAt(term, '/matchLabelKeys')].sort().flatMap((name) => (Object.hasOwn(labels, name) ? [[name, labels[name]]] : [])),
  )];
}

function sorted(map: unknown): unknown {
  return isMap(map) ? Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
}

/** Outsiders may share domains with each other, so that the largest counts alone. */
function outsiderOf(proxy: EffectiveProxy, spread: Spread, members: ReadonlySet<string>, scene: Scene): Others {
  const hasKeys = textsAt(termOf(proxy, spread), '/matchLabelKeys').length > 0;
  if (spread.kind !== 'anti-affinity' || hasKeys || looksElsewhere(proxy, spread)) { return NOBODY; }
  const selector = LabelSelector.of(selectorOf(proxy, spread));
  const place = placementKey(proxy);
  const found = candidates(scene, selector)
    .filter((other) => running(other) && !members.has(idOf(other)) && other.cluster === proxy.cluster && other.namespace === proxy.namespace
      && selector.matches(podLabelsOf(other)) && placementKey(other) === place);
  const taken = (other: EffectiveProxy): number => {
    const isAlone = oneInEach(other, spread.topologyKey).some(({ doubt }) => doubt === undefined);
    return isAlone ? podsOf(other) : Math.min(1, podsOf(other));
  };
  const [largest] = [...found].sort((a, b) => taken(b) - taken(a));
  const unknown = found.find(({ scaling: { min } }) => !min.known)?.scaling.min;
  const beside = largest === undefined || taken(largest) === 0 ? NOBODY : { pods: taken(largest), named: [largest], more: 0 };
  return { ...beside, ...unknown && { unknown } };
}
