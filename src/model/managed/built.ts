import type { OverlayKey } from './options';
import type { KubeObject } from '../manifest/types';
import type { Origin } from '../origin';
import { isWithin, nearest } from '../pointer';
import type { Printed } from '../rendering/sourced';
import { type Provenance, TracedObject } from '../traced';

/** An object while it is made: what it holds, where each part came from, and why a part is not there. */
export interface Built extends Provenance {
  readonly object: KubeObject;
}

/** Makes the objects before any overlay. */
export type Templates = (key: OverlayKey) => Built;

/** What an object does not set, the API server defaults. */
export const BY_KUBERNETES: Origin = { kind: 'default', of: 'Kubernetes', source: 'Kubernetes API reference' };

/** A printed template: what it leaves out is left to Kubernetes, except what could not be known. */
export function built(printed: Printed, absent: Origin = BY_KUBERNETES): Built {
  const { unknown } = printed;
  return {
    object: printed.object as unknown as KubeObject,
    origin: (pointer) => printed.origin(pointer),
    absence: (pointer) => {
      const why = unknown.size === 0 ? undefined : nearest(pointer, (place) => unknown.get(place));
      return why === undefined ? absent : { kind: 'unknown', why };
    },
  };
}

/** The same object, where something that was not given may have changed everything except who it is. */
export function veiled(below: Built, why: string, keeps: readonly string[]): Built {
  const veil: Origin = { kind: 'unknown', why };
  const kept = (pointer: string): boolean => keeps.some((place) => isWithin(pointer, place));
  return {
    object: below.object,
    origin: (pointer) => (kept(pointer) ? below.origin(pointer) : veil),
    absence: (pointer) => (kept(pointer) ? below.absence(pointer) : veil),
  };
}

export function traced(made: Built): TracedObject {
  return new TracedObject(made.object, made);
}

/** What is rendered as Istio renders it, on a mesh that does not publish its own way: every default says so. */
export function assumed(below: Built): Built {
  const relabel = (origin: Origin): Origin => origin.kind === 'default' && origin.of === 'Istio'
    ? { kind: 'default', of: 'ASM', source: `assumed from Istio: ${origin.source}` }
    : origin;
  return { object: below.object, origin: (pointer) => relabel(below.origin(pointer)), absence: (pointer) => relabel(below.absence(pointer)) };
}
