import { AUTO_IMAGE } from './names';
import type { PodTemplate } from './pod-template';
import type { LostSetting } from '../effective-proxy';
import { joinPointer } from '../pointer';
import { isMap, listAt, member } from '../read';
import { sameJson } from '../same-json';

const WHY_SYSCTLS = 'the gateway template sets the kernel parameters of the pod, and it replaces the whole list; '
  + "use istiod's value gateways.securityContext, a managed Gateway or a privileged init container";
const WHY_OTHER = "the injector's template sets it and goes over the pod; only what stands in the container of the proxy goes over the template";

/**
 * What the author wrote in the pod and the injected pod does not have. Parts that the merge did not touch are the same objects in
 * both, so only what the templates touch is compared.
 */
export function lostSettings(template: PodTemplate, before: unknown, after: unknown, isMoved: (pointer: string) => boolean): LostSetting[] {
  const lost: LostSetting[] = [];
  const add = (pointer: string, value: unknown): void => {
    if (isMoved(pointer) || (value === AUTO_IMAGE && pointer.endsWith('/image'))) { return; }
    const place = template.pointer + pointer;
    const why = pointer.startsWith('/spec/securityContext/sysctls') ? WHY_SYSCTLS : WHY_OTHER;
    lost.push({ pointer: place, value, why, origin: { kind: 'set', manifest: template.manifest, pointer: place } });
  };
  const compare = (own: unknown, found: unknown, pointer: string): void => {
    if (own === found) { return; }
    if (isMap(own) && isMap(found)) {
      for (const [key, value] of Object.entries(own)) { compare(value, member(found, key), joinPointer(pointer, key)); }
    } else if (Array.isArray(own) && Array.isArray(found)) {
      compareLists(own, found, pointer);
    } else {
      add(pointer, own);
    }
  };
  const compareLists = (own: readonly unknown[], found: readonly unknown[], pointer: string): void => {
    // a native sidecar stands among the init containers, wherever its author put it
    const elsewhere = pointer === '/spec/containers' ? listAt(after, '/spec/initContainers') ?? [] : [];
    const byName = new Map([...elsewhere, ...found].map((item) => [member(item, 'name'), item] as const));
    own.forEach((item, at) => {
      const place = joinPointer(pointer, at);
      const name = member(item, 'name');
      if (found.includes(item)) { return; }
      if (typeof name === 'string' && byName.has(name)) {
        compare(item, byName.get(name), place);
      } else if (!found.some((other) => sameJson(item, other))) {
        add(place, item);
      }
    });
  };
  compare(before, after, '');
  return lost;
}
