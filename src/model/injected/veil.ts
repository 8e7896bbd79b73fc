import { INIT_CONTAINER, VALIDATION_CONTAINER } from './names';
import { PROXY_CONTAINER } from '../names';
import type { Stage } from './stage';
import { isWithin, joinPointer, parsePointer, valueAt } from '../pointer';
import { listAt, member } from '../read';
import type { Printed } from '../rendering/sourced';

/** A template that cannot be printed: what it may have changed or added is unknown. */
export interface Veil {
  readonly why: string;
  /** A template of Istio's lineage changes the proxy and what belongs to it; one of the mesh's operator may change anything. */
  readonly everything: boolean;
  /** Fields of a container, by its name, that are known in full all the same: what is not in them is not there. */
  readonly whole?: Readonly<Record<string, readonly string[]>>;
  /** It may also send the application's probes to the agent. */
  readonly probes?: boolean;
}

const INJECTED: readonly unknown[] = [PROXY_CONTAINER, INIT_CONTAINER, VALIDATION_CONTAINER];

/** What Istio's own templates add to outside of containers. */
const ADDED: readonly string[] = ['/metadata/labels', '/metadata/annotations', '/spec/initContainers', '/spec/volumes', '/spec/imagePullSecrets'];

/** The container that a place is in, and the place inside of it. */
function containerPlace(pod: unknown, pointer: string): { readonly name: unknown; readonly inside: string } | undefined {
  const match = /^\/spec\/(containers|initContainers)\/\d{1,9}(?=\/|$)/.exec(pointer);
  return match ? { name: member(valueAt(pod, match[0]), 'name'), inside: pointer.slice(match[0].length) } : undefined;
}

/** May the template have changed the value at this place? */
export function mayChange({ everything, probes }: Veil, pod: unknown, pointer: string): boolean {
  if (everything || pointer.startsWith('/spec/securityContext')) { return true; }
  const place = containerPlace(pod, pointer);
  if (!place) { return false; }
  return INJECTED.includes(place.name) || (probes === true && /^\/(?:(?:readiness|liveness|startup)Probe|lifecycle)\//.test(place.inside));
}

/** May the template have put a value at this place, where the pod has none? */
export function mayAdd(veil: Veil, pod: unknown, pointer: string): boolean {
  const place = containerPlace(pod, pointer);
  const whole = typeof place?.name === 'string' ? veil.whole?.[place.name] : undefined;
  if (whole?.some((field) => isWithin(place!.inside, `/${field}`))) { return false; }
  return mayChange(veil, pod, pointer)
    || /^\/spec\/containers(\/\d{1,9})?$/.test(pointer)
    || ADDED.some((added) => isWithin(pointer, added));
}

/** The pod under the veil; what is put over it afterwards is known again. */
export function veiled(below: Stage, veil: Veil): Stage {
  return {
    pod: below.pod,
    origin: (pointer) => (mayChange(veil, below.pod, pointer) ? { kind: 'unknown', why: veil.why } : below.origin(pointer)),
  };
}

/** What is needed of a printed template to tell what it left out. */
export type Unprinted = Pick<Printed, 'object' | 'unknown'>;

/** Why it is not known whether the finished pod has a value at this place: a template left out one that it does not know, and its author set none. */
export function whyUnknown({ object, unknown }: Unprinted, pod: unknown, pointer: string): string | undefined {
  for (const [left, why] of unknown) {
    // the way to the first list is the same in both
    const list = left.search(/\/[0-9]/);
    if (!pointer.startsWith(list === -1 ? left : left.slice(0, list))) { continue; }
    const place = sameNamePlace(object, pod, left);
    if (place !== undefined && isWithin(pointer, place) && valueAt(pod, place) === undefined) { return why; }
  }
  return undefined;
}

/** The place in another object, where list items stand elsewhere and are known by their names. */
function sameNamePlace(from: unknown, to: unknown, pointer: string): string | undefined {
  let place = '';
  let source = from;
  for (const token of parsePointer(pointer)) {
    const name = Array.isArray(source) ? member(source[Number(token)], 'name') : undefined;
    const index = name === undefined ? token : (listAt(to, place) ?? []).findIndex((item) => member(item, 'name') === name);
    if (index === -1) { return undefined; }
    source = valueAt(source, `/${token}`);
    place = joinPointer(place, index);
  }
  return place;
}
