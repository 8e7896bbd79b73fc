import type { EffectiveProxy, ProxyResources } from '../../../model/effective-proxy';
import { type Effective, isSet, known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { stringsAt } from '../../../model/read';
import { Flavor } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { undecided } from '../../rule';
import { proxyRule, short, writtenAt } from '../proxy-rule';
import { metricsOf } from '../scaling/metrics';

/** RES007: what the number of worker threads means differs between the two meshes. */
export const concurrency = proxyRule({
  id: 'RES007',
  title: 'concurrency that does not fit',
  what: '`concurrency` is not a whole number of 0 or more (an error), is 0 on Istio, or is above the cpu limit of the proxy in whole processors (warnings). On ASM 0 '
    + 'derives the number from the limit or request, and passes.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'A number that is none is refused. On Istio 0 takes a thread for every core of the node, whatever the limit is; more threads than processors wait for each other.',
  source: 'istio.io/api mesh/v1alpha1/proxy.proto concurrency; Istio 1.30.3 pilot/cmd/pilot-agent/config/config.go (concurrency and cpu limit); '
    + 'ASM, Configure sidecar proxies (Istio-Proxy concurrency)',
}, (proxy) => {
  const value = proxy.proxyConfig.agent('concurrency');
  if (!value.known) { return undecided(value); }
  if (!isSet(value) || value.value === undefined || value.value === null) { return []; }
  const threads = typeof value.value === 'string' && /^[0-9]{1,9}$/.test(value.value) ? Number(value.value) : value.value;
  const { cpu } = proxy.resources.limits;
  const values = [{ name: 'concurrency', value, show: short }, { name: 'limits.cpu', value: cpu }];
  if (typeof threads !== 'number' || !Number.isInteger(threads) || threads < 0) {
    return [{
      message: `concurrency is ${short(value.value)}, expected a whole number of 0 or more`,
      fix: 'leave it out, or set it to the number of processors of the limit',
      at: placeOf(value),
      values,
    }];
  }
  if (threads === 0) {
    return proxy.platform.flavor === Flavor.ASM ? [] : [{
      severity: Severity.WARNING,
      message: 'concurrency is 0: the proxy runs a thread for every core of the node',
      fix: `leave it out: the number then follows the cpu limit${cpu.value ? ` (${cpu.value.toString()})` : ''}`,
      at: placeOf(value),
      values,
    }];
  }
  if (!cpu.known) { return undecided(cpu); }
  if (!cpu.value) { return []; }
  const processors = Number((cpu.value.milliValue() + 999n) / 1000n);
  return threads <= processors ? [] : [{
    severity: Severity.WARNING,
    message: `concurrency ${threads} is above the ${processors} processor${processors === 1 ? '' : 's'} of cpu limit ${cpu.value.toString()}`,
    fix: `leave it out, set it to ${processors} or less, or raise the limit to ${threads}`,
    at: placeOf(value),
    values,
  }];
});

const placeOf = writtenAt;

type Side = readonly [keyof ProxyResources, 'cpu' | 'memory'];
const REQUESTS: readonly Side[] = [['requests', 'cpu'], ['requests', 'memory']];

/** An autoscaler takes a percentage of the request: then SCL008 says that it is missing. */
function isScaledOn({ scaling, make, state, workload, container }: EffectiveProxy, resource: 'cpu' | 'memory'): boolean {
  // of a sidecar that may not be there it does not speak
  if (make === 'sidecar' && state === 'unknown') { return false; }
  const name: unknown = workload.at<unknown>(joinPointer(container ?? '', 'name')).value;
  return scaling.autoscalers.some(({ object }) => metricsOf(object).value?.resources.some((target) => (
    target.resource === resource && target.utilization !== undefined && (target.container === undefined || target.container === name))));
}

/** RES013: the scheduler counts requests only. */
export const noRequests = proxyRule({
  id: 'RES013',
  title: 'proxy without requests',
  what: 'The istio-proxy container of a gateway, waypoint or sidecar requests no cpu or no memory, and has no limit that would be the request. Overcommitted '
    + 'resources of ACK (kubernetes.io/batch-cpu, batch-memory) count. Of a request that an autoscaler takes a percentage of SCL008 speaks.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'Without a request the scheduler reserves nothing for the proxy, the kernel gives it the smallest share, and an autoscaler has nothing to take a percentage of.',
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/; Polaris cpuRequestsMissing, memoryRequestsMissing',
}, (proxy) => {
  const { resources, container, workload } = proxy;
  if (container === undefined) { return []; }
  const missing = REQUESTS.filter(([side, name]) => resources[side][name].known && resources[side][name].value === undefined)
    .filter(([, name]) => workload.at(joinPointer(container, 'resources', 'requests', `kubernetes.io/batch-${name}`)).value === undefined)
    .filter(([, name]) => !isScaledOn(proxy, name));
  const unknownOne = REQUESTS.map(([side, name]) => resources[side][name]).find((value) => !value.known);
  if (missing.length === 0) { return unknownOne ? undecided(unknownOne) : []; }
  const names = missing.map(([, name]) => name).join(' and ');
  const annotated = resourceAnnotations(proxy);
  const place = workload.origin(joinPointer(container, 'resources'));
  return [{
    message: `istio-proxy requests no ${names}${annotated.length > 0 ? `: ${annotated.join(', ')} discard${annotated.length === 1 ? 's' : ''} the default block` : ''}`,
    fix: annotated.length > 0
      ? `also set ${missing.map(([, name]) => (name === 'cpu' ? 'sidecar.istio.io/proxyCPU' : 'sidecar.istio.io/proxyMemory')).join(' and ')}`
      : `set requests of ${names}, such as 100m cpu and 128Mi memory`,
    at: annotated.length > 0 ? annotationPlace(proxy, annotated[0]) : place.kind === 'set' ? place : undefined,
    pointer: proxy.make === 'managed' || proxy.make === 'asm' ? '/spec' : container,
    values: missing.map(([side, name]) => ({ name: `${side}.${name}`, value: resources[side][name] })),
  }];
});

const ANNOTATIONS = [
  ['sidecar.istio.io/proxyCPU', 'requests', 'cpu'], ['sidecar.istio.io/proxyMemory', 'requests', 'memory'],
  ['sidecar.istio.io/proxyCPULimit', 'limits', 'cpu'], ['sidecar.istio.io/proxyMemoryLimit', 'limits', 'memory'],
] as const;

/** The resource annotations of the pods; the templates of gateways do not read them. */
function resourceAnnotations(proxy: EffectiveProxy): string[] {
  if (proxy.make !== 'sidecar') { return []; }
  const annotations = stringsAt(proxy.workload.object, joinPointer(proxy.template, 'metadata', 'annotations'));
  return ANNOTATIONS.map(([key]) => key).filter((key) => annotations[key] !== undefined);
}

function annotationPlace({ workload, template }: EffectiveProxy, key: string) {
  return workload.origin(joinPointer(template, 'metadata', 'annotations', key));
}

/** RES015: one annotation, and the rest of the default block is gone. Lost requests are RES013's. */
export const limitsLost = proxyRule({
  id: 'RES015',
  title: 'resource annotations drop the default limits',
  what: 'Pods on Istio carry some of the annotations proxyCPU, proxyMemory, proxyCPULimit and proxyMemoryLimit, and the limits that none of them sets are gone.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'One resource annotation discards the whole default block of the injector, for the proxy and for istio-init: limits that are not annotated are none.',
  source: 'Istio 1.30.3 manifests/charts/istio-control/istio-discovery/files/injection-template.yaml (template "resources")',
  makes: ['sidecar'],
}, (proxy) => {
  const given = resourceAnnotations(proxy);
  if (given.length === 0 || proxy.platform.flavor !== Flavor.ISTIO) { return []; }
  const lost = ANNOTATIONS.filter(([key, side, name]) => side === 'limits' && !given.includes(key)
    && proxy.resources[side][name].known && proxy.resources[side][name].value === undefined);
  if (lost.length === 0) { return []; }
  const origin = annotationPlace(proxy, given[0]);
  const first: Effective<unknown> = known(stringsAt(proxy.workload.object, joinPointer(proxy.template, 'metadata', 'annotations'))[given[0]], origin);
  return [{
    message: `${given.join(', ')} discard${given.length === 1 ? 's' : ''} the default block: istio-proxy has no ${lost.map(([, , name]) => name).join(' and ')} limit`,
    fix: `also set ${lost.map(([key]) => key).join(' and ')} where limits are meant to stay`,
    at: origin,
    values: [{ name: given[0], value: first, show: short }, ...lost.map(([, side, name]) => ({ name: `${side}.${name}`, value: proxy.resources[side][name] }))],
  }];
});
