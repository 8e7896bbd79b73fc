import { joinPointer } from '../pointer';
import { listAt, member } from '../read';
import type { TracedObject } from '../traced';
import type { Tri } from '../tri';

/** Pods as they are made of an object. */
export interface Pods {
  readonly workload: TracedObject;
  /** Where their template stands there. */
  readonly template: string;
}

/** TCP where nothing else is written (SetDefaults_Service, SetDefaults_ContainerPort). */
export function transportOf(port: unknown): string {
  const protocol = member(port, 'protocol');
  return typeof protocol === 'string' && protocol !== '' ? protocol : 'TCP';
}

/** Where a port of a Service leads to: a number, or a name that each pod decides. 0 and "" are the port itself (SetDefaults_Service). */
export function targetPortOf(port: unknown): number | string | undefined {
  const target = member(port, 'targetPort') ?? undefined;
  const own = target === undefined || target === 0 || target === '' ? member(port, 'port') : target;
  return typeof own === 'number' || typeof own === 'string' ? own : undefined;
}

/**
 * Whether one of the containers has the port, by its name or by its number; undefined where a container is there whose ports are not known. A name leads
 * to nobody without it; a number leads where it says, whoever declares it (Kubernetes pkg/api/v1/pod/util.go FindPort).
 */
export function hasPort({ workload, template }: Pods, target: number | string, protocol: string): Tri {
  const lists = ['containers', 'initContainers'].map((list) => {
    const pointer = joinPointer(template, 'spec', list);
    return (listAt(workload.object, pointer) ?? []).map((_, at) => workload.at<unknown>(joinPointer(pointer, at, 'ports')));
  });
  const all = lists.flat();
  const isIt = (port: unknown): boolean => member(port, typeof target === 'string' ? 'name' : 'containerPort') === target && transportOf(port) === protocol;
  if (all.some(({ value }) => Array.isArray(value) && value.some(isIt))) { return true; }
  return all.every(({ known }) => known) ? false : undefined;
}
