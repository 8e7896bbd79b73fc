import { type Effective, known, type Origin } from '../origin';
import { joinPointer } from '../pointer';

/** A part of a template whose value comes from somewhere: an annotation, the values of istiod, a default. */
export class Sourced {
  constructor(public readonly value: Effective<unknown>) {}
}

/** A part that was printed before, because it is the same in many templates. */
export class Embedded {
  constructor(public readonly printed: Printed<unknown>) {}
}

/** A template before it is printed: JSON in which some values know where they come from. A value that is undefined is left out. */
export type Part = string | number | boolean | undefined | Sourced | Embedded | readonly Part[] | { readonly [key: string]: Part };

/** A printed template, or a part of one, and what is known of its values. */
export interface Printed<T = Record<string, unknown>> {
  readonly object: T;
  /** Places without a value because it is not known, and why. */
  readonly unknown: ReadonlyMap<string, string>;
  /** Where the value at a pointer comes from. */
  origin(pointer: string): Origin;
}

export function sourced(value: Effective<unknown>): Sourced {
  return new Sourced(value);
}

export function set(value: unknown, origin: Origin): Sourced {
  return new Sourced(known(value, origin));
}

/** @param rest where everything comes from that does not say otherwise: the template itself */
export function print(part: { readonly [key: string]: Part }, rest: Origin): Printed {
  return printPart(part, rest) as Printed;
}

/** A part on its own, to be embedded in templates that come from the same place. */
export function embed(part: Part, rest: Origin): Embedded {
  return new Embedded(printPart(part, rest));
}

function printPart(part: Part, rest: Origin): Printed<unknown> {
  const origins = new Map<string, Origin>();
  const embedded = new Map<string, Printed<unknown>>();
  const unknown = new Map<string, string>();

  const visit = (node: Part, pointer: string): unknown => {
    if (node instanceof Sourced) {
      if (!node.value.known) {
        unknown.set(pointer, node.value.origin.why);
        return undefined;
      }
      origins.set(pointer, node.value.origin);
      return node.value.value;
    }
    if (node instanceof Embedded) {
      embedded.set(pointer, node.printed);
      for (const [below, why] of node.printed.unknown) { unknown.set(pointer + below, why); }
      return node.printed.object;
    }
    if (Array.isArray(node)) { return visitList(node as readonly Part[], pointer); }
    if (typeof node !== 'object') { return node; }
    const object: Record<string, unknown> = {};
    for (const [key, child] of Object.entries(node)) {
      const value = visit(child, joinPointer(pointer, key));
      if (value !== undefined) { object[key] = value; }
    }
    return object;
  };
  // an entry that is left out moves those behind it, so its place is that of the printed list
  const visitList = (node: readonly Part[], pointer: string): unknown[] => {
    const list: unknown[] = [];
    for (const child of node) {
      const value = visit(child, joinPointer(pointer, list.length));
      if (value !== undefined) { list.push(value); }
    }
    return list;
  };

  const object = visit(part, '');
  return {
    object,
    unknown,
    origin: (pointer) => {
      for (let place = pointer; ; place = place.slice(0, place.lastIndexOf('/'))) {
        const found = origins.get(place) ?? embedded.get(place)?.origin(pointer.slice(place.length));
        if (found) { return found; }
        if (place === '') { return rest; }
      }
    },
  };
}
