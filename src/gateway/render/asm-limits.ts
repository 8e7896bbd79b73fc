import { unusedAllowedRoutes } from './allowed-routes';
import { DRAIN_ANNOTATION, REPLICAS_ANNOTATION } from '../../model/asm/names';
import { Feature, Support, type Platform } from '../../platform';
import { shown } from '../../platform/problems';
import { valueFor } from '../../platform/values';
import type { GatewayAdditions } from '../props';
import type { GatewaySpec } from '../spec';

/**
 * What the type has no field for and nothing beside it can bring (aliyun/alibabacloud-servicemesh-api, istiogateway_types.go), with what to do
 * instead where there is something.
 */
const NO_FIELD: Readonly<Partial<Record<keyof GatewayAdditions, string>>> = {
  topologySpreadConstraints: 'spread the pods with `spread`',
  priorityClassName: '',
  minReadySeconds: '',
  daemonSet: '',
  imagePullSecrets: '',
  imagePullPolicy: '',
  revision: '',
  hostAliases: '',
  dnsConfig: '',
  podSecurityContext: '',
  securityContext: '',
  envFrom: 'list the variables in `env`',
  volumes: 'use configVolumes and secretVolumes',
  volumeMounts: 'use configVolumes and secretVolumes',
  initContainers: '',
  extraContainers: '',
  kernelInitImage: 'ASM sets kernel parameters by itself, leave it out',
  serviceAccountName: '',
  serviceAccountAnnotations: '',
  listenerCertificates: 'name the certificates in an Istio Gateway',
  clusterIP: '',
  externalIPs: '',
  ipFamilies: '',
  ipFamilyPolicy: '',
  internalTrafficPolicy: '',
  loadBalancerSourceRanges: 'use an access control list of the load balancer, by its annotations acl-id, acl-status and acl-type',
  allocateLoadBalancerNodePorts: '',
  healthCheckNodePort: '',
  serviceSelectorLabels: '',
  networkGateway: '',
  networkPolicy: 'add a NetworkPolicy of your own for the pods',
};

const ELSEWHERE = 'the rendering INJECTED on Istio can hold it';

/** What an IstioGateway and the objects beside it cannot hold. */
export function fieldProblems(spec: GatewaySpec, platform: Platform): readonly string[] {
  const { additions } = spec.declared;
  const problems: string[] = [];
  for (const [name, instead] of Object.entries(NO_FIELD)) {
    const value: unknown = additions[name as keyof GatewayAdditions];
    const isAsked = value !== undefined && value !== false;
    if (isAsked) { problems.push(`'${name}' has no field in an IstioGateway, got ${shown(value)}; ${instead === '' ? '' : `${instead}, or: `}${ELSEWHERE}`); }
  }
  for (const name of ['createServiceAccount', 'rbac'] as const) {
    if (additions[name] === false) { problems.push(`'${name}' is ASM's to decide for an IstioGateway, got false; leave it out, or: ${ELSEWHERE}`); }
  }
  if (spec.service.type === 'None') { problems.push(`'serviceType' must be one of ClusterIP, NodePort, LoadBalancer on ASM, got "None"; ${ELSEWHERE}`); }
  return [...problems, ...unusedAllowedRoutes(spec), ...shutdownProblems(spec, platform), ...autoscalerProblems(spec, platform)];
}

function shutdownProblems(spec: GatewaySpec, platform: Platform): string[] {
  const { shutdown } = spec.declared.additions;
  if (shutdown === undefined) { return []; }
  const { gracePeriodSeconds } = spec.pod;
  if (gracePeriodSeconds !== undefined) {
    const own = valueFor(platform, 'podGraceSeconds');
    if (own.known && own.value === gracePeriodSeconds) { return []; }
    return [`'shutdown' needs a grace period of ${gracePeriodSeconds} s, and ASM gives the pods of a gateway 30 s, for which an IstioGateway has no field; `
      + `use ShutdownPolicy.managedDrain on ASM 1.26 or later, or a gracePeriod of 30 s, or: ${ELSEWHERE}`];
  }
  const { managedDrainSeconds: seconds, annotations } = spec;
  if (seconds === undefined) { return []; }
  if (annotations[DRAIN_ANNOTATION] !== undefined) { return [`'annotations' must not have ${shown(DRAIN_ANNOTATION)}, which 'shutdown' writes; keep one of the two`]; }
  if (platform.supports(Feature.GATEWAY_DRAIN_ANNOTATION) !== Support.YES) {
    return [`'shutdown' by managedDrain cannot be had here: ${platform.explain(Feature.GATEWAY_DRAIN_ANNOTATION)}; `
      + 'before, use ShutdownPolicy.of with a gracePeriod of 30 s, and connectionDrain of the load balancer'];
  }
  const range = valueFor(platform, 'gatewayDrainRange');
  const isBalanced = (spec.service.type ?? 'LoadBalancer') === 'LoadBalancer';
  if (isBalanced && range.known && (seconds < range.value.min || seconds > range.value.max)) {
    return [`'shutdown' by managedDrain must be ${range.value.min} s to ${range.value.max} s behind a load balancer, got ${seconds} s`];
  }
  return [];
}

/** Does the user's own autoscaler stand beside the resource? ASM's has neither behavior nor other metrics. */
export function hasOwnAutoscaler({ autoscaler }: GatewaySpec): boolean {
  return autoscaler !== undefined && (autoscaler.behavior !== undefined || autoscaler.metrics.length > 0);
}

function autoscalerProblems(spec: GatewaySpec, platform: Platform): string[] {
  if (!hasOwnAutoscaler(spec)) { return []; }
  const { additions } = spec.declared;
  const what = additions.scalingBehavior !== undefined ? 'scalingBehavior' : additions.meshMetrics === undefined ? 'metrics' : 'meshMetrics';
  if (spec.annotations[REPLICAS_ANNOTATION] !== undefined) {
    return [`'annotations' must not have ${shown(REPLICAS_ANNOTATION)}, which '${what}' writes; keep one of the two`];
  }
  if (platform.supports(Feature.REPLICAS_MANAGED_BY_USER) === Support.YES) { return []; }
  return [`'${what}' needs an autoscaler of its own beside the resource: ${platform.explain(Feature.REPLICAS_MANAGED_BY_USER)}; leave it out, or: ${ELSEWHERE}`];
}

/** Why what stands beside the resource cannot stand in one file with it: the resource is ASM's, and the rest belongs into each cluster. */
export function placementProblems(spec: GatewaySpec, platform: Platform): readonly string[] {
  const beside = [spec.budget && 'budget', hasOwnAutoscaler(spec) && 'autoscaler'].filter((name) => typeof name === 'string').join(' and ');
  if (beside === '') { return []; }
  const clusters = spec.declared.clusterIds?.length ?? 0;
  if (clusters > 1) { return [`the ${beside} of this gateway must be in each of its ${clusters} clusters, and a chart is for one; use MeshFleet`]; }
  if (platform.supports(Feature.ASM_RESOURCES_IN_DATA_PLANE) !== Support.NO) { return []; }
  return [`the ${beside} of this gateway must be in the cluster and the IstioGateway in ASM: ${platform.explain(Feature.ASM_RESOURCES_IN_DATA_PLANE)}; use MeshFleet`];
}
