import { INIT_CONTAINER, VALIDATION_CONTAINER } from './names';
import type { Stage } from './stage';
import type { JsonObject } from '../merge';
import { PROXY_CONTAINER } from '../names';
import { isMap, listAt, member } from '../read';

type ListName = 'containers' | 'initContainers';

/** A container by where it stood before. */
interface Place {
  readonly list: ListName;
  readonly index: number;
}

type Order = Readonly<Record<ListName, readonly Place[]>>;

function orderOf(pod: unknown): Order {
  const places = (list: ListName): Place[] => (listAt(pod, `/spec/${list}`) ?? []).map((_, index) => ({ list, index }));
  return { containers: places('containers'), initContainers: places('initContainers') };
}

function containerAt(pod: unknown, { list, index }: Place): unknown {
  return listAt(pod, `/spec/${list}`)?.[index];
}

const isNamed = (pod: unknown, name: string) => (place: Place): boolean => member(containerAt(pod, place), 'name') === name;

/** The pod with its containers in another order; what stood at a place still comes from where it came from. */
function rearranged(below: Stage, before: Order, after: Order): Stage {
  if (!isMap(below.pod.spec) || sameOrder(before, after)) { return below; }
  const spec: Record<string, unknown> = { ...below.pod.spec };
  for (const list of ['containers', 'initContainers'] as const) {
    if (after[list].length > 0 || spec[list] !== undefined) { spec[list] = after[list].map((place) => containerAt(below.pod, place)); }
  }
  return {
    pod: { ...below.pod, spec } as JsonObject,
    origin: (pointer) => {
      const match = /^\/spec\/(containers|initContainers)\/(\d{1,9})(?=\/|$)/.exec(pointer);
      const old = match && after[match[1] as ListName][Number(match[2])];
      return below.origin(old ? `/spec/${old.list}/${old.index}${pointer.slice(match[0].length)}` : pointer);
    },
  };
}

function sameOrder(a: Order, b: Order): boolean {
  return (['containers', 'initContainers'] as const).every((list) => (
    a[list].length === b[list].length && a[list].every((place, at) => place.list === b[list][at].list && place.index === b[list][at].index)));
}

/** The author's own container becomes an init container, as the template's of that name is one (inject.go moveContainer). */
export function withMovedToInit(below: Stage, name: string): Stage {
  const order = orderOf(below.pod);
  const own = order.containers.find(isNamed(below.pod, name));
  if (!own) { return below; }
  return rearranged(below, order, {
    containers: order.containers.filter((place) => place !== own),
    initContainers: [...order.initContainers, own],
  });
}

/**
 * Among the containers the proxy stands last, or first when it holds the application back. Among the init containers a native proxy
 * stands first, behind what sets up iptables, so that the others are part of the mesh; without one iptables is set up last, so that the
 * others still reach the network, and only the check of it comes first (webhook.go reorderPod).
 */
export function withProxyInPlace(below: Stage, holds: boolean): Stage {
  const order = orderOf(below.pod);
  const first = (places: readonly Place[], name: string): readonly Place[] => moved(below.pod, places, name, true);
  const last = (places: readonly Place[], name: string): readonly Place[] => moved(below.pod, places, name, false);
  const isNative = order.initContainers.some(isNamed(below.pod, PROXY_CONTAINER));
  return rearranged(below, order, {
    containers: moved(below.pod, order.containers, PROXY_CONTAINER, holds),
    initContainers: isNative
      ? first(first(first(order.initContainers, PROXY_CONTAINER), VALIDATION_CONTAINER), INIT_CONTAINER)
      : last(first(order.initContainers, VALIDATION_CONTAINER), INIT_CONTAINER),
  });
}

function moved(pod: unknown, places: readonly Place[], name: string, toFront: boolean): readonly Place[] {
  const own = places.find(isNamed(pod, name));
  if (!own) { return places; }
  const others = places.filter((place) => place !== own);
  return toFront ? [own, ...others] : [...others, own];
}
