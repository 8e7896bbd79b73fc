import type { PodView } from './item';
import { INIT_CONTAINER } from '../../model/injected/names';
import { PROXY_CONTAINER } from '../../model/names';
import { isMap, type JsonMap, member } from '../../model/read';
import type { Json } from '../../platform/json';

/** A field of the pod's own `proxy.istio.io/config`. */
export const configField = (field: string) => ({ config }: PodView): Json | undefined => member(config, field) as Json | undefined;

/** A variable of the pod's own `proxyMetadata`. */
export const configVariable = (name: string) => ({ config }: PodView): Json | undefined => member(member(config, 'proxyMetadata'), name) as Json | undefined;

/** An annotation of the pod. */
export const ownAnnotation = (key: string) => ({ annotations }: PodView): Json | undefined => member(annotations, key) as Json | undefined;

/** A field of a container that the author wrote for the injector to fill in. */
export function containerField(of: 'proxy' | 'init', field: string): (pod: PodView) => Json | undefined {
  return (pod) => member(ownContainer(pod, of), field) as Json | undefined;
}

/** A sidecar may stand among the init containers as well, where it is native (inject.go FindContainer in both lists). */
export function ownContainer({ containers, initContainers }: PodView, of: 'proxy' | 'init'): JsonMap | undefined {
  const named = (name: string) => (container: unknown): container is JsonMap => isMap(container) && container.name === name;
  return of === 'proxy'
    ? containers.find(named(PROXY_CONTAINER)) ?? initContainers.find(named(PROXY_CONTAINER))
    : initContainers.find(named(INIT_CONTAINER));
}
