import type { RenderInput } from './input';
import type { LostSetting } from '../effective-proxy';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { stringsAt } from '../read';

/** Annotations that the template writes after those of the Gateway (files/kube-gateway.yaml, files/waypoint.yaml, Istio 1.30.3). */
const OVERWRITTEN = ['istio.io/rev', 'prometheus.io/path', 'prometheus.io/port', 'prometheus.io/scrape'];

/** Annotations of the sidecar injector that the templates of managed gateways do not read. */
const NOT_READ = ['sidecar.istio.io/proxyCPU', 'sidecar.istio.io/proxyCPULimit', 'sidecar.istio.io/proxyMemory', 'sidecar.istio.io/proxyMemoryLimit'];

/** Where labels and annotations for what istiod makes can stand. */
const PLACES = ['/metadata/annotations', '/spec/infrastructure/labels', '/spec/infrastructure/annotations'];

/** What stands on the Gateway and does not reach its proxy. On ASM, whose templates are not public, that is not known of anything. */
export function lostSettings({ gateway, annotations, isAsm }: RenderInput): readonly LostSetting[] {
  if (isAsm) { return []; }
  const lost: LostSetting[] = [];
  const add = (pointer: string, value: unknown, why: string): void => {
    const origin: Origin = { kind: 'set', manifest: gateway, pointer };
    lost.push({ pointer, value, why, origin });
  };
  for (const place of PLACES) {
    for (const [key, value] of Object.entries(stringsAt(gateway.object, place))) {
      const pointer = joinPointer(place, key);
      if (place.startsWith('/spec') && key.startsWith('gateway.networking.k8s.io/')) {
        add(pointer, value, 'istiod leaves out infrastructure entries of the Gateway API itself');
      } else if (NOT_READ.includes(key)) {
        add(pointer, value, 'the injector reads it on pods that it injects; the resources of a managed gateway are set in its options ConfigMap, key deployment');
      } else if (OVERWRITTEN.includes(key) && copied(annotations, key, pointer)) {
        add(pointer, value, 'the template writes its own value on the pods; set it in the options ConfigMap, key deployment');
      }
    }
  }
  return lost;
}

/** The Gateway's own annotations count only where infrastructure names none. */
function copied(annotations: RenderInput['annotations'], key: string, pointer: string): boolean {
  const origin = annotations.get(key)?.origin;
  return origin?.kind === 'set' && origin.pointer === pointer;
}
