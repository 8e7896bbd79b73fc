import { PROXY_CONTAINER } from './names';
import type { Printed } from './sourced';
import type { Stage } from './stage';
import { joinPointer, parsePointer, valueAt } from '../pointer';
import { listAt, member } from '../read';

/** A template that cannot be printed: what it may have changed or added is unknown. */
export interface Veil {
  readonly why: string;
  /** A template of Istio's lineage changes the proxy and what belongs to it; one of the mesh's operator may change anything. */
  readonly everything: boolean;
}

/** What Istio's own templates add to outside of containers. */
const ADDED: readonly string[] = ['/metadata/labels', '/metadata/annotations', '/spec/initContainers', '/spec/volumes', '/spec/imagePullSecrets'];

/** May the template have changed the value at this place? */
export function mayChange({ everything }: Veil, pod: unknown, pointer: string): boolean {
  if (everything || pointer.startsWith('/spec/securityContext')) { return true; }
  const match = /^\/spec\/(containers|initContainers)\/\d{1,9}(?=\/|$)/.exec(pointer);
  return match !== null && member(valueAt(pod, match[0]), 'name') === PROXY_CONTAINER;
}

/** May the template have put a value at this place, where the pod has none? */
export function mayAdd(veil: Veil, pod: unknown, pointer: string): boolean {
  return mayChange(veil, pod, pointer)
    || /^\/spec\/containers(\/\d{1,9})?$/.test(pointer)
    || ADDED.some((place) => pointer === place || pointer.startsWith(`${place}/`));
}

/** The pod under the veil; what is put over it afterwards is known again. */
export function veiled(below: Stage, veil: Veil): Stage {
  return {
    pod: below.pod,
    origin: (pointer) => (mayChange(veil, below.pod, pointer) ? { kind: 'unknown', why: veil.why } : below.origin(pointer)),
  };
}

/** Where in the finished pod a template left out a value that it does not know; what its author set there is known. */
export function unknownPlaces(printed: Printed, pod: unknown): Map<string, string> {
  const places = new Map<string, string>();
  for (const [pointer, why] of printed.unknown) {
    const place = sameNamePlace(printed.object, pod, pointer);
    if (place !== undefined && valueAt(pod, place) === undefined) { places.set(place, why); }
  }
  return places;
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
