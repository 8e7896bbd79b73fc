import type { ApiObject } from 'cdk8s';
import type { PodView } from './items';
import { produced } from './pod-view';
import { withContainer, type Written } from './stamp';
import { fitted, typedClassOf } from './typed';
import { PROXY_CONTAINER } from '../model/names';
import { type JsonMap as ReadMap, member } from '../model/read';
import type { JsonMap } from '../platform/json';

/** A pod template with what policies put into it, and what of that the class of its object drops. */
export interface StampedTemplate {
  readonly template: ReadMap;
  /** `istio-proxy lifecycle.preStop.sleep.seconds`. */
  readonly lost: readonly string[];
}

type ContainerList = 'containers' | 'initContainers';

/** Puts into a pod template what policies say, around what its author wrote. */
export function stampedTemplate(object: ApiObject, place: string, template: ReadMap, pod: PodView, written: Written): StampedTemplate {
  const { annotations, proxy, init } = written;
  const lost: string[] = [];
  const stamped: Record<string, unknown> = { ...template };
  if (annotations) { stamped.metadata = { ...produced(template.metadata) as ReadMap | undefined, annotations }; }
  if (!proxy && !init) { return { template: stamped, lost }; }
  const made = typedClassOf(object);
  const fit = (list: ContainerList, fields: JsonMap): JsonMap => {
    if (!made) { return fields; }
    const result = fitted(made, place, list, fields);
    lost.push(...result.lost.map((field) => `${list === 'containers' ? PROXY_CONTAINER : 'an init container'} ${field}`));
    return result.fields;
  };
  const spec: Record<string, unknown> = { ...produced(template.spec) as ReadMap | undefined };
  if (init) { spec.initContainers = withContainer(produced(spec.initContainers), 'init', fit('initContainers', init)); }
  if (proxy) {
    // an author may write the sidecar among the init containers; it stays there
    const list = !isAmong(pod.containers) && isAmong(pod.initContainers) ? 'initContainers' : 'containers';
    spec[list] = withContainer(produced(spec[list]), 'proxy', fit(list, proxy));
  }
  stamped.spec = spec;
  return { template: stamped, lost };
}

function isAmong(containers: readonly unknown[]): boolean {
  return containers.some((container) => member(container, 'name') === PROXY_CONTAINER);
}
