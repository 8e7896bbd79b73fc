import { asmFields } from './asm';
import { metricsOf, type ResourceTarget } from './metrics';
import { ALL_AUTOSCALERS, AUTOSCALERS, madeFor, nameOf, objectRule, scaledProxy, type Standing } from './objects';
import { measured, type Scaled, scaledPods } from './scaled-pods';
import { Quantity } from '../../../kube';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { type Effective, known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { isMap, listAt, mapAt, member } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule, Scene } from '../../rule';
import type { Described } from '../described';
import type { Pod, PodContainer } from '../pod-rule';
import { GATEWAYS, short } from '../proxy-rule';
import { quantityOf } from '../resources/blocks';
import { isResource } from '../resources/names';
import { type Answer, verdictOf } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/autoscaling/validation/validation.go';

/** A limit is the request where there is none (SetDefaults_Pod). */
function requestOf({ object }: Pod, { pointer }: PodContainer, resource: string): Effective<unknown> {
  const request = object.at<unknown>(joinPointer(pointer, 'resources', 'requests', resource));
  const absent = request.known && (request.value === undefined || request.value === null);
  return absent ? object.at<unknown>(joinPointer(pointer, 'resources', 'limits', resource)) : request;
}

/** The namespace may give containers a request of its own. */
function defaulted({ cluster, namespace }: Scaled, resource: string, { index }: Scene): boolean {
  return index.list('', 'LimitRange', { cluster, namespace }).some(({ object }) => (listAt(object, '/spec/limits') ?? []).some((limit) => (
    member(limit, 'type') === 'Container' && [mapAt(limit, '/defaultRequest'), mapAt(limit, '/default')].some((list) => member(list, resource) !== undefined))));
}

/** SCL008: one container without a request, and there is no percentage. */
export const utilizationWithoutRequest = objectRule({
  id: 'SCL008',
  title: 'utilization target without a request',
  what: 'An autoscaler targets a percentage of cpu or memory, and a container of the pods that it scales (or the one that it names) has no request for it, nor '
    + 'a limit that would be the request. Judged where the workload is among the manifests, with injected containers. Pods without a proxy: a warning.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Utilization is a percentage of the requests of all containers. Without one of them the autoscaler reports an error and does not scale.',
  source: 'Kubernetes pkg/controller/podautoscaler/replica_calculator.go calculatePodRequests ("missing request for"); '
    + 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ (how it works)',
}, ALL_AUTOSCALERS, (standing, scene) => {
  const metrics = metricsOf(standing.object);
  if (!metrics.known) { return [{ undecided: metrics.origin.why }]; }
  // another name is SCL029's
  const targets = metrics.value.resources.filter(({ resource, utilization }) => utilization !== undefined && isResource(resource));
  if (targets.length === 0) { return []; }
  const scaled = scaledPods(standing, scene);
  if (!scaled) { return [{ undecided: 'the workload that the autoscaler scales is not among the manifests' }]; }
  return targets.flatMap((target) => withoutRequest(standing, target, scaled, scene));
});

function withoutRequest(standing: Standing, target: ResourceTarget, scaled: Scaled, scene: Scene): Answer[] {
  const { pod, proxy } = scaled;
  const { resource, utilization } = target;
  const containers = measured(pod, target.container).map((container) => ({ container, request: requestOf(pod, container, resource) }));
  const missing = containers.filter(({ request }) => request.known && (request.value === undefined || request.value === null));
  const ofPod = mapAt(pod.object.object, joinPointer(pod.template, 'spec', 'resources'));
  if (ofPod || (missing.length > 0 && defaulted(scaled, resource, scene))) { return []; }
  const unknown = containers.find(({ request }) => !request.known);
  if (missing.length === 0) { return unknown ? [{ undecided: (unknown.request.origin as { why: string }).why }] : []; }
  // whether the injector adds its container is not known: the pod may come without it
  if (proxy?.make === 'sidecar' && proxy.state === 'unknown' && missing.every(({ container }) => container.pointer === proxy.container)) {
    return [{ undecided: 'whether a sidecar is injected is not known' }];
  }
  const names = missing.map(({ container }) => container.name).join(', ').slice(0, 200);
  const places = missing.map(({ container: { pointer } }) => pod.object.origin(pointer));
  return [{
    ...proxy ? {} : { severity: Severity.WARNING },
    message: `${nameOf(standing.object)} targets ${short(utilization?.value)}% ${resource}, and container${missing.length === 1 ? '' : 's'} ${names} ${
      missing.length === 1 ? 'has' : 'have'} no ${resource} request: it cannot scale`,
    fix: `set resources.requests.${resource} of ${names}`,
    part: `${nameOf(standing.object)} ${resource}`,
    at: places.find(({ kind }) => kind === 'set') ?? (utilization?.origin.kind === 'set' ? utilization.origin : undefined),
    pointer: '/spec',
    values: [
      { name: `${resource} utilization`, value: utilization!, show: (value) => `${short(value)}%` },
      ...missing.slice(0, 5).map(({ container, request }) => ({ name: `${container.name} requests.${resource}`, value: request })),
    ],
  }];
}

function percentOf(value: unknown): number | undefined {
  if (typeof value === 'number') { return value; }
  return typeof value === 'string' && /^-?[0-9]{1,9}$/.test(value) ? Number(value) : undefined;
}

/** SCL009: more than 100 % of the requests is fine as long as the limit leaves room for it. */
const range = objectRule({
  id: 'SCL009',
  title: 'utilization target out of range',
  what: 'A utilization target is below 1 (an error). One above 100 that the limit of a gateway or waypoint, whose proxy is all that is measured, does not let it reach is a warning. In an '
    + 'IstioGateway targetAverageUtilization is not in 1 to 100 (an error).',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a target below 1. A container is held at its limit: a target at or above that is never exceeded, and no pod is added.',
  source: `${VALIDATION} validateMetricTarget; ASM, CRD fields for an ASM gateway (1 to 100)`,
}, ALL_AUTOSCALERS, (standing, scene) => {
  const metrics = metricsOf(standing.object);
  if (!metrics.known || standing.proxy?.make === 'asm') { return []; }
  return metrics.value.resources.flatMap((target): Answer[] => {
    const { utilization, resource } = target;
    const percent = percentOf(utilization?.value);
    if (utilization === undefined || percent === undefined || (percent >= 1 && percent <= 100)) { return []; }
    const values = [{ name: `${resource} utilization`, value: utilization, show: (value: unknown) => `${short(value)}%` }];
    const part = target.pointer;
    if (percent < 1) {
      return [{
        ...standing.object.object.kind === 'ScaledObject' ? { ruleClass: RuleClass.MESH } : {},
        message: `averageUtilization of ${resource} is ${percent}, expected 1 or more`,
        fix: 'set it to the percentage of the requests that pods should use, such as 80',
        part,
        at: utilization.origin,
        values,
      }];
    }
    const proxy = scaledProxy(standing, scene);
    // the percentage is of all containers that are measured: the numbers below are those of one
    const scaled = proxy && scaledPods(standing, scene);
    const containers = scaled ? measured(scaled.pod, target.container) : [];
    if (containers.length !== 1 || containers[0].pointer !== proxy?.container) { return []; }
    if (!GATEWAYS.includes(proxy.role) || (resource !== 'cpu' && resource !== 'memory')) { return []; }
    const [request, limit] = [proxy.resources.requests[resource], proxy.resources.limits[resource]];
    if (!request.value || !limit.value || request.value.percent(percent, Quantity.parse('1n')).compare(limit.value) < 0) { return []; }
    return [{
      severity: Severity.WARNING,
      ruleClass: RuleClass.MESH,
      message: `a target of ${percent}% of ${resource} request ${request.value.toString()} is not below the limit ${limit.value.toString()}: no pod is ever added`,
      fix: 'set a target below the limit, such as 80',
      part,
      at: utilization.origin,
      values: [...values, { name: `requests.${resource}`, value: request }, { name: `limits.${resource}`, value: limit }],
    }];
  });
});

export const targetOutOfRange: Described<ManifestRule> = {
  ...range,
  check: (manifest, scene) => (manifest.key.kind !== 'IstioGateway' ? range.check(manifest, scene) : verdictOf(
    madeFor(manifest, scene).flatMap((proxy) => ['cpu', 'memory'].flatMap((name) => asmTarget(proxy, name))),
  )),
};

function asmTarget(proxy: EffectiveProxy, name: string): Answer[] {
  const field = asmFields(proxy)(name);
  const percent = member(field.value, 'targetAverageUtilization');
  if (!field.known || typeof percent !== 'number' || (percent >= 1 && percent <= 100)) { return []; }
  const origin = field.origin.kind === 'set' ? { ...field.origin, pointer: joinPointer(field.origin.pointer, 'targetAverageUtilization') } : field.origin;
  return [{
    ruleClass: RuleClass.MESH,
    message: `${name}.targetAverageUtilization is ${percent}, expected 1 to 100`,
    fix: 'set it to the percentage of the requests that pods should use, such as 80',
    part: name,
    at: origin,
    values: [{ name: `${name}.targetAverageUtilization`, value: known(percent, origin) }],
  }];
}

const SOURCES: ReadonlyMap<string, string> = new Map([
  ['Resource', 'resource'], ['ContainerResource', 'containerResource'], ['Pods', 'pods'], ['Object', 'object'], ['External', 'external'],
]);

/** SCL027: what validateMetricSpec asks of an entry. */
export const metricEntry = objectRule({
  id: 'SCL027',
  title: 'metric entry with the wrong source or target',
  what: 'An entry of spec.metrics (autoscaling/v2, v2beta2) has a type that there is not, not exactly the one source that its type names, an External target with '
    + 'both value and averageValue, a target without an amount, or an amount that is not above 0.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a metric whose type and source differ, that has several sources, or that has no single positive target.',
  source: `${VALIDATION} validateMetricSpec, validateExternalSource, validateObjectSource, validatePodsSource, validateResourceSource`,
}, AUTOSCALERS, ({ object }) => {
  const { apiVersion } = object.object;
  if (apiVersion !== 'autoscaling/v2' && apiVersion !== 'autoscaling/v2beta2') { return []; }
  return (listAt(object.object, '/spec/metrics') ?? []).flatMap((entry, at): Answer[] => {
    if (!isMap(entry)) { return []; }
    const pointer = joinPointer('/spec/metrics', at);
    const problem = entryProblem(entry);
    if (!problem) { return []; }
    const place = joinPointer(pointer, ...problem.at);
    return [{
      message: `metric ${at} ${problem.message}`,
      fix: problem.fix,
      part: pointer,
      at: object.origin(object.at(place).value === undefined ? pointer : place),
      values: [{ name: `metrics[${at}]`, value: known(entry, object.origin(pointer)), show: short }],
    }];
  });
});

interface EntryProblem { readonly message: string; readonly fix: string; readonly at: readonly string[] }

function entryProblem(entry: Readonly<Record<string, unknown>>): EntryProblem | undefined {
  const type = member(entry, 'type');
  const expected = typeof type === 'string' ? SOURCES.get(type) : undefined;
  if (expected === undefined) {
    return { message: `has type ${short(type ?? 'none')}`, fix: `set type to one of ${[...SOURCES.keys()].join(', ')}`, at: ['type'] };
  }
  const present = [...SOURCES.values()].filter((source) => (member(entry, source) ?? undefined) !== undefined);
  if (present.length !== 1 || present[0] !== expected) {
    return {
      message: `of type ${String(type)} has ${present.join(' and ') || 'no source'}, expected ${expected} only`,
      fix: `set ${expected}, and no other source`,
      at: [present.find((one) => one !== expected) ?? 'type'],
    };
  }
  return targetProblem(expected, mapAt(entry, `/${expected}/target`));
}

const NEEDS: Readonly<Record<string, readonly string[]>> = {
  resource: ['averageUtilization', 'averageValue'],
  containerResource: ['averageUtilization', 'averageValue'],
  pods: ['averageValue'],
  object: ['value', 'averageValue'],
  external: ['value', 'averageValue'],
};

function targetProblem(source: string, target: Readonly<Record<string, unknown>> | undefined): EntryProblem | undefined {
  const given = ['value', 'averageValue', 'averageUtilization'].filter((name) => (member(target, name) ?? undefined) !== undefined);
  const place = (name: string): readonly string[] => [source, 'target', name];
  const needed = NEEDS[source];
  if (!needed.some((name) => given.includes(name))) {
    return { message: `has no ${needed.join(' or ')}`, fix: `set target.${needed[0]}`, at: [source, 'target'] };
  }
  if (source !== 'object' && source !== 'pods' && needed.every((name) => given.includes(name))) {
    return { message: `has both ${needed.join(' and ')}`, fix: `keep one of ${needed.join(', ')}`, at: place(needed[1]) };
  }
  // a percentage below 1 is SCL009's
  const bad = ['value', 'averageValue'].find((name) => given.includes(name) && !isPositive(member(target, name)));
  if (bad === undefined) { return undefined; }
  return { message: `has ${bad} ${short(member(target, bad))}, expected more than 0`, fix: `set ${bad} to an amount above 0`, at: place(bad) };
}

/** An amount that cannot be read is the decoder's concern. */
function isPositive(value: unknown): boolean {
  const amount = quantityOf(value);
  return amount === undefined || !(amount.isZero() || amount.isNegative());
}
