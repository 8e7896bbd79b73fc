import type { Add } from './shapes';
import { nameProblem } from '../../kube/names';
import { annotationsProblem, labelsProblem } from '../../kube/sizes';
import { shown } from '../../platform/problems';
import type { PlanInput } from '../plan';
import { WaypointServiceType, WaypointTrafficDistribution } from '../props';

/** Where pods run, what they carry, and the Service before them. */
export function checkPod({ props, platform }: PlanInput, add: Add): void {
  const { spread, affinity, priorityClassName, podLabels = {}, podAnnotations = {}, nodeSelector = {} } = props;
  const kindProblem = spread?._problem(platform.clusterKind);
  if (kindProblem !== undefined) { add(kindProblem); }
  if (affinity?.podAntiAffinity !== undefined && spread?._antiAffinity('', '', platform.clusterKind) !== undefined) {
    add("'affinity.podAntiAffinity' and 'spread' must not both spread the pods; keep one of the two");
  }
  for (const key of Object.keys(spread?._podAnnotations(platform.clusterKind) ?? {})) {
    if (Object.hasOwn(podAnnotations, key)) { add(`'podAnnotations' must not have ${shown(key)}, which 'spread' writes; keep one of the two`); }
  }
  const badClass = priorityClassName === undefined ? undefined : nameProblem('dns1123Subdomain', priorityClassName);
  if (badClass !== undefined) { add(`'priorityClassName' ${badClass}, got ${shown(priorityClassName)}`); }
  const texts = [
    ['podLabels', labelsProblem(podLabels)], ['podAnnotations', annotationsProblem(podAnnotations)], ['nodeSelector', labelsProblem(nodeSelector)],
  ] as const;
  for (const [name, problem] of texts) {
    if (problem !== undefined) { add(`'${name}': ${problem}`); }
  }
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  type: Object.values(WaypointServiceType),
  trafficDistribution: Object.values(WaypointTrafficDistribution),
  internalTrafficPolicy: ['Cluster', 'Local'],
  ipFamilyPolicy: ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
};

export function checkService({ props: { service } }: PlanInput, add: Add): void {
  if (service === undefined) { return; }
  for (const [name, words] of Object.entries(WORDS)) {
    const value = (service as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && !words.includes(value as string)) { add(`'service.${name}' must be one of ${words.join(', ')}, got ${shown(value)}`); }
  }
  const { ipFamilies, type, loadBalancerClass, labels = {}, annotations = {} } = service;
  if (ipFamilies !== undefined && !(Array.isArray(ipFamilies) && ipFamilies.length > 0 && ipFamilies.every((one) => one === 'IPv4' || one === 'IPv6'))) {
    add(`'service.ipFamilies' must be a list of IPv4 and IPv6, got ${Array.isArray(ipFamilies) ? ipFamilies.map(shown).join(', ') : shown(ipFamilies)}`);
  }
  if (loadBalancerClass !== undefined && type !== WaypointServiceType.LOAD_BALANCER) {
    add(`'service.loadBalancerClass' is for the service type LoadBalancer, got ${shown(loadBalancerClass)} with ${type ?? 'ClusterIP'}; leave it out`);
  }
  for (const [name, problem] of Object.entries({ labels: labelsProblem(labels), annotations: annotationsProblem(annotations) })) {
    if (problem !== undefined) { add(`'service.${name}': ${problem}`); }
  }
}
