import { Assembly } from './assembly';
import type { ClusterSpec, SpecField } from './cluster-spec';
import { madeName, REPLICAS_ANNOTATION, SOURCES } from './names';
import { Feature, Support, type Platform } from '../../platform';
import { valueFor } from '../../platform/values';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { member, stringAt } from '../read';
import type { TracedObject } from '../traced';

const unknown = (why: string): Origin => ({ kind: 'unknown', why });
const byAsm = (source: string): Origin => ({ kind: 'default', of: 'ASM', source });

const REPLICAS = ['spec', 'replicas'] as const;

/** Fields that only make sense with an autoscaler. */
const AUTOSCALING_FIELDS = ['autoscaleEnabled', 'minReplicas', 'maxReplicas', 'cpu', 'memory'] as const;

/**
 * How many pods the gateway has: a fixed number, ASM's own autoscaler, or the user's. ASM documents that an autoscaler is made from
 * minReplicas and maxReplicas, and not what becomes of half of one; then the number is unknown.
 */
export function scaleInto(deployment: Assembly, spec: ClusterSpec, platform: Platform): TracedObject | undefined {
  const left = replicasLeftToUser(spec, platform);
  if (left) { return leaveOut(deployment, left); }
  if (AUTOSCALING_FIELDS.every((name) => spec.field(name) === undefined)) { return putFixed(deployment, spec, platform); }
  const [min, max] = [spec.field('minReplicas'), spec.field('maxReplicas')];
  if (!isNumber(min) || !isNumber(max) || min.value >= max.value || spec.field('autoscaleEnabled')?.value === false) {
    return leaveOut(deployment, unknown('ASM documents an autoscaler for minReplicas below maxReplicas and not what becomes of anything else'));
  }
  const count = spec.field('replicaCount');
  // A number beside an autoscaler is the author's mistake to see: both move the pods.
  if (isNumber(count)) { deployment.put(REPLICAS, count.value, count.origin); } else { leaveOut(deployment, byAsm(SOURCES.scaling)); }
  return autoscaler(spec, min, max);
}

function leaveOut(deployment: Assembly, origin: Origin): undefined {
  deployment.leaveOut(REPLICAS, origin);
  return undefined;
}

function putFixed(deployment: Assembly, spec: ClusterSpec, platform: Platform): undefined {
  const count = spec.field('replicaCount');
  if (isNumber(count)) {
    deployment.put(REPLICAS, count.value, count.origin);
    return undefined;
  }
  if (count) { return leaveOut(deployment, count.origin.kind === 'unknown' ? count.origin : unknown('replicaCount is not a number')); }
  const own = valueFor(platform, 'gatewayReplicas');
  if (!own.known) { return leaveOut(deployment, unknown(own.why)); }
  deployment.put(REPLICAS, own.value, byAsm(own.source));
  return undefined;
}

function isNumber(field: SpecField | undefined): field is SpecField & { readonly value: number } {
  return typeof field?.value === 'number';
}

/** Why the number of pods is not ASM's to say. */
function replicasLeftToUser({ manifest }: ClusterSpec, platform: Platform): Origin | undefined {
  if (stringAt(manifest.object, joinPointer('/metadata/annotations', REPLICAS_ANNOTATION)) !== 'false') { return undefined; }
  switch (platform.supports(Feature.REPLICAS_MANAGED_BY_USER)) {
    case Support.NO: return undefined;
    case Support.YES: return unknown(`${REPLICAS_ANNOTATION} leaves the number of pods to an autoscaler of the user`);
    default: return unknown(`whether ASM heeds ${REPLICAS_ANNOTATION} depends on its version, which is not known`);
  }
}

function autoscaler(spec: ClusterSpec, min: SpecField, max: SpecField): TracedObject {
  const { manifest } = spec;
  const made = byAsm(SOURCES.scaling);
  const name = madeName(manifest.key.name);
  const hpa = new Assembly(made, unknown(SOURCES.unpublished));
  hpa.put(['apiVersion'], 'autoscaling/v2', made);
  hpa.put(['kind'], 'HorizontalPodAutoscaler', made);
  hpa.put(['metadata', 'name'], name, made);
  if (manifest.key.namespace !== undefined) { hpa.put(['metadata', 'namespace'], manifest.key.namespace, made); }
  hpa.put(['spec', 'scaleTargetRef'], { apiVersion: 'apps/v1', kind: 'Deployment', name }, made);
  hpa.put(['spec', 'minReplicas'], min.value, min.origin);
  hpa.put(['spec', 'maxReplicas'], max.value, max.origin);
  let at = 0;
  for (const resource of ['cpu', 'memory'] as const) {
    const target = spec.field(resource);
    const percent = member(target?.value, 'targetAverageUtilization');
    if (!target || typeof percent !== 'number') { continue; }
    const metric = ['spec', 'metrics', at++] as const;
    hpa.put(metric, { type: 'Resource', resource: { name: resource, target: { type: 'Utilization' } } }, made);
    hpa.put([...metric, 'resource', 'target', 'averageUtilization'], percent, inside(target.origin, 'targetAverageUtilization'));
  }
  return hpa.traced();
}

function inside(origin: Origin, key: string): Origin {
  return origin.kind === 'set' ? { ...origin, pointer: joinPointer(origin.pointer, key) } : origin;
}
