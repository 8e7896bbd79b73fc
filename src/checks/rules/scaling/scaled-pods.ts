import { scaledProxy, type Standing, targetOf } from './objects';
import { homeOf } from '../../../model/by-home';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { podTemplatePointer } from '../../../model/manifest';
import { joinPointer } from '../../../model/pointer';
import { stringAt } from '../../../model/read';
import { TracedObject } from '../../../model/traced';
import { oncePerScene } from '../../once-per-scene';
import type { Scene } from '../../rule';
import { Pod, type PodContainer, podOf } from '../pod-rule';

/** The pods that an autoscaler moves, and the proxy in them where there is one. */
export interface Scaled {
  readonly pod: Pod;
  readonly namespace?: string;
  readonly cluster?: string;
  readonly proxy?: EffectiveProxy;
  /** Whether a sidecar is injected is not known: the pods are as they are written. */
  readonly isUndecided?: boolean;
}

export function scaledPods(standing: Standing, scene: Scene): Scaled | undefined {
  const proxy = scaledProxy(standing, scene);
  if (proxy) {
    return { pod: podOf(proxy, scene), namespace: proxy.namespace, cluster: proxy.declaredBy.key.cluster, proxy };
  }
  const target = targetOf(standing.object);
  if (!target) { return undefined; }
  const version = stringAt(standing.object.object, '/spec/scaleTargetRef/apiVersion') ?? 'apps/v1';
  const group = /^([^/]{1,253})\//.exec(version.slice(0, 300))?.[1] ?? '';
  const home = homeOfStanding(standing, scene);
  const manifest = scene.index.meant({ ...home, group, ...target });
  const template = manifest && podTemplatePointer(manifest.key);
  if (!manifest || template === undefined) { return undefined; }
  const pod = new Pod(TracedObject.of(manifest), template, scene.facts.platform);
  return { pod, ...home, isUndecided: undecidedIn(scene).has(manifest) };
}

const undecidedIn = oncePerScene(({ undecided }) => new Set(undecided));

/** The place of an object that is written. */
function homeOfStanding({ object }: Standing, { index, facts }: Scene): { readonly cluster?: string; readonly namespace?: string } {
  const origin = object.origin('/kind');
  return origin.kind === 'set' ? homeOf(index, origin.manifest.key) : { cluster: facts.cluster };
}

/** Containers that run as long as the pod: native sidecars count, other init containers do not. */
export function measured(pod: Pod, only?: string): readonly PodContainer[] {
  return pod.containers.filter(({ name, pointer }) => (only === undefined || name === only)
    && (!pointer.includes('/initContainers/') || stringAt(pod.object.object, joinPointer(pointer, 'restartPolicy')) === 'Always'));
}
