import { AUTO_IMAGE } from './names';
import type { FoundContainer } from './pod-template';
import type { Printed } from './sourced';
import { type JsonObject, strategicMerge } from '../merge';
import type { Origin } from '../origin';
import { isMap, listAt, member } from '../read';

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
export function withOwnContainer(below: Stage, own: FoundContainer, source: (pointer: string) => Origin): Stage {
  const { image, ...rest } = own.container;
  const container = (image === AUTO_IMAGE || image === undefined || image === '' ? rest : own.container) as JsonObject;
  const inPatch = '/spec/containers/0';
  return merged(below, { spec: { containers: [container] } }, (pointer) => source(own.pointer + pointer.slice(inPatch.length)));
}

/** The proxy stands last among the containers, or first when it holds the application back (webhook.go reorderPod). */
export function withProxyMoved(below: Stage, name: string, first: boolean): Stage {
  const containers = [...listAt(below.pod, '/spec/containers') ?? []];
  const at = containers.findIndex((container) => member(container, 'name') === name);
  const place = first ? 0 : containers.length - 1;
  if (at === -1 || at === place || !isMap(below.pod.spec)) { return below; }
  const order = containers.map((_, index) => index).filter((index) => index !== at);
  order.splice(place, 0, at);
  return {
    pod: { ...below.pod, spec: { ...below.pod.spec, containers: order.map((index) => containers[index]) } as JsonObject },
    origin: (pointer) => {
      const match = /^\/spec\/containers\/(\d{1,9})(?=\/|$)/.exec(pointer);
      const old = match && order[Number(match[1])];
      return below.origin(match && old !== undefined && old !== null ? `/spec/containers/${old}${pointer.slice(match[0].length)}` : pointer);
    },
  };
}
