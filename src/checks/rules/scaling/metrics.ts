import { oncePer } from '../../../model/once';
import { type Effective, known, unknown } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, member, stringAt } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';

/** A target of an autoscaler that is measured on the pods' own processors or memory. */
export interface ResourceTarget {
  readonly resource: string;
  /** Where its name stands; KEDA's triggers have it for their type. */
  readonly namePointer: string;
  /** Only this container is measured; all of them when absent. */
  readonly container?: string;
  /** Where the container's name stands, or would stand. */
  readonly containerPointer: string;
  /** Percent of the requests; undefined where the target is an amount. */
  readonly utilization?: Effective<unknown>;
  readonly pointer: string;
}

/** What an autoscaler measures, in all versions of its API; unknown where the list is not known. */
export interface Metrics {
  readonly count: number;
  readonly resources: readonly ResourceTarget[];
}

const V1_TARGET = '/spec/targetCPUUtilizationPercentage';

/** Several rules ask for them. */
export const metricsOf = oncePer((object: TracedObject): Effective<Metrics> => {
  if (object.object.kind === 'ScaledObject') { return kedaMetrics(object); }
  if (object.object.apiVersion === 'autoscaling/v1') {
    const target = object.at<unknown>(V1_TARGET);
    if (!target.known) { return target; }
    const resources = target.value === undefined || target.value === null ? [] : [{ resource: 'cpu', namePointer: V1_TARGET, containerPointer: V1_TARGET, utilization: target, pointer: V1_TARGET }];
    return known({ count: resources.length, resources }, target.origin);
  }
  const list = object.at<unknown>('/spec/metrics');
  if (!list.known) { return list; }
  if (list.value !== undefined && list.value !== null && !Array.isArray(list.value)) { return unknown('spec.metrics is not a list'); }
  const entries = (list.value ?? []) as readonly unknown[];
  return known({ count: entries.length, resources: entries.flatMap((entry, at) => resourceTarget(object, entry, joinPointer('/spec/metrics', at))) }, list.origin);
});

const FIELDS: ReadonlyMap<unknown, string> = new Map([['Resource', 'resource'], ['ContainerResource', 'containerResource']]);

/** v2 and v2beta2 have a `target`, v2beta1 names it `targetAverageUtilization`. */
function resourceTarget(object: TracedObject, entry: unknown, pointer: string): ResourceTarget[] {
  const field = FIELDS.get(member(entry, 'type'));
  const source = field === undefined ? undefined : member(entry, field);
  const resource = member(source, 'name');
  if (field === undefined || typeof resource !== 'string') { return []; }
  const container = member(source, 'container');
  const place = [joinPointer(pointer, field, 'target', 'averageUtilization'), joinPointer(pointer, field, 'targetAverageUtilization')]
    .find((candidate) => object.at(candidate).value !== undefined);
  return [{
    resource,
    namePointer: joinPointer(pointer, field, 'name'),
    ...typeof container === 'string' && { container },
    containerPointer: joinPointer(pointer, field, 'container'),
    ...place !== undefined && { utilization: object.at<unknown>(place) },
    pointer: place ?? pointer,
  }];
}

/** KEDA's triggers `cpu` and `memory`, which it hands to the autoscaler that it makes. */
function kedaMetrics(object: TracedObject): Effective<Metrics> {
  const triggers = listAt(object.object, '/spec/triggers') ?? [];
  const resources = triggers.flatMap((trigger, at): ResourceTarget[] => {
    const resource = member(trigger, 'type');
    if (resource !== 'cpu' && resource !== 'memory') { return []; }
    const pointer = joinPointer('/spec/triggers', at);
    const container = stringAt(trigger, '/metadata/containerName');
    const isUtilization = (member(trigger, 'metricType') ?? stringAt(trigger, '/metadata/type')) === 'Utilization';
    return [{
      resource,
      namePointer: joinPointer(pointer, 'type'),
      ...container !== undefined && { container },
      containerPointer: joinPointer(pointer, 'metadata', 'containerName'),
      ...isUtilization && { utilization: object.at<unknown>(joinPointer(pointer, 'metadata', 'value')) },
      pointer,
    }];
  });
  return known({ count: triggers.length, resources }, object.origin('/spec/triggers'));
}
