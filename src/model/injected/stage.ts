import { AUTO_IMAGE } from './names';
import type { FoundContainer } from './pod-template';
import { type JsonObject, strategicMerge } from '../merge';
import type { Origin } from '../origin';
import { nearest, parsePointer, valueAt } from '../pointer';
import { isMap, member } from '../read';
import type { Printed } from '../rendering/sourced';

/** A pod on its way through the injector. Pointers are those of a Pod: `/metadata/…`, `/spec/…`. */
export interface Stage {
  readonly pod: JsonObject;
  /** Where the value at a pointer comes from. */
  origin(pointer: string): Origin;
}

const POD = { apiVersion: 'v1', kind: 'Pod' };

/** The pod with something put over it. */
function merged(below: Stage, patch: JsonObject, patchOrigin: (pointer: string) => Origin): Stage {
  const { object, trace } = strategicMerge(below.pod, patch, POD);
  return {
    pod: object,
    origin: (pointer) => {
      const source = trace.sourceOf(pointer);
      return source?.layer === 'patch' ? patchOrigin(source.pointer) : below.origin(source?.pointer ?? pointer);
    },
  };
}

/** The template goes over the pod, not the pod over the template: what both set outside of containers is the template's. */
export function withTemplate(below: Stage, template: Printed): Stage {
  return merged(below, template.object as JsonObject, (pointer) => template.origin(pointer));
}

/** The author's container goes over the template's of the same name, without its image if that is `auto` (reapplyOverwrittenContainers). */
export function withOwnContainer(
  below: Stage, list: 'containers' | 'initContainers', own: FoundContainer, source: (pointer: string) => Origin,
): Stage {
  const { image, ...rest } = own.container;
  const container = (image === AUTO_IMAGE || image === undefined || image === '' ? rest : own.container) as JsonObject;
  const inPatch = `/spec/${list}/0`;
  const over = merged(below, { spec: { [list]: [container] } }, (pointer) => source(own.pointer + pointer.slice(inPatch.length)));
  return {
    pod: over.pod,
    origin: (pointer) => {
      const origin = over.origin(pointer);
      const written = origin.kind === 'unknown' ? placeInOwn(over.pod, list, container, pointer) : undefined;
      return written === undefined ? origin : source(own.pointer + written);
    },
  };
}

/** A map that the author wrote is the author's, whatever an unknown template may have had in its place. */
function placeInOwn(pod: unknown, list: string, container: JsonObject, pointer: string): string | undefined {
  const match = new RegExp(`^/spec/${list}/\\d{1,9}(?=/)`).exec(pointer);
  const inside = match && pointer.slice(match[0].length);
  if (!inside || !isMap(valueAt(container, inside)) || member(valueAt(pod, match[0]), 'name') !== container.name) { return undefined; }
  return inside;
}

/** A value that the injector puts into the pod by itself; undefined takes away what is there. */
export interface Change {
  readonly pointer: string;
  readonly value: unknown;
  readonly origin: Origin;
}

/** The pod with some values changed. Parts that no change touches are shared. */
export function withChanges(below: Stage, changes: readonly Change[]): Stage {
  if (changes.length === 0) { return below; }
  const copies = new Set<unknown>();
  const copied = (value: unknown): Record<string, unknown> => {
    if (copies.has(value)) { return value as Record<string, unknown>; }
    const copy = Array.isArray(value) ? [...value as unknown[]] : isMap(value) ? { ...value } : {};
    copies.add(copy);
    return copy as Record<string, unknown>;
  };
  const pod = copied(below.pod);
  for (const { pointer, value } of changes) {
    const tokens = parsePointer(pointer);
    let at = pod;
    for (const token of tokens.slice(0, -1)) { at = at[token] = copied(at[token]); }
    const last = tokens[tokens.length - 1];
    if (value === undefined) { delete at[last]; } else { at[last] = value; }
  }
  const origins = new Map(changes.map(({ pointer, origin }) => [pointer, origin]));
  return { pod: pod as JsonObject, origin: (pointer) => nearest(pointer, (place) => origins.get(place)) ?? below.origin(pointer) };
}
