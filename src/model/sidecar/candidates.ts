import type { ModelContext } from '../draft';
import { annotationRow, AUTO_IMAGE, type FoundContainer, findContainer, gatewayForm, isMadeByAnother, type PodTemplate } from '../injected';
import { PROXY_CONTAINER } from '../names';
import { listAt, member } from '../read';

/** An application's pods that nobody else models: no gateway, and not made by an object that stands among the manifests as well. */
export function isSidecarCandidate(pods: PodTemplate, context: ModelContext): boolean {
  return gatewayForm(pods) === undefined && !isMadeByAnother(pods, context);
}

/** A sidecar that stands complete in the manifest, as `istioctl kube-inject` writes it. */
export function writtenInFull(pods: PodTemplate): FoundContainer | undefined {
  return (['containers', 'initContainers'] as const)
    .flatMap((list) => findContainer(pods, list, PROXY_CONTAINER) ?? [])
    .find(({ container }) => (listAt(container, '/args') ?? []).includes('sidecar'));
}

/** Labels with which a pod asks for the injector. */
const ASKING_LABELS = ['sidecar.istio.io/inject', 'istio.io/rev'] as const;

/**
 * Do the pods themselves show that they are to have a sidecar? Where the injector stays away, or may, only such pods have something to
 * say: most applications of a cluster are not in the mesh, and nobody misses their sidecars.
 */
export function isMeantForMesh(pods: PodTemplate): boolean {
  const { labels, annotations } = pods;
  const word = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  // `auto` waits for the injector even where the pods send it away
  if (word === 'false') { return member(findContainer(pods, 'containers', PROXY_CONTAINER)?.container, 'image') === AUTO_IMAGE; }
  if (word === 'true' || ASKING_LABELS.some((key) => labels[key] !== undefined)) { return true; }
  return Object.keys(annotations).some((key) => { const row = annotationRow(key); return row !== undefined && row.reader !== 'written-by-istio'; })
    || findContainer(pods, 'containers', PROXY_CONTAINER) !== undefined;
}
