import type { Shape } from '../../model/shape';
import type { GatewayAdditions } from '../props';

const LABELS: Shape = { mapOf: 'text' };
/** A structure of Kubernetes that is passed on. */
const STRUCTURE: Shape = { mapOf: 'any' };
const STRUCTURES: Shape = { list: STRUCTURE };
const NAMES: Shape = { list: 'text' };

/** A preset, which only its own class makes: it is looked at by what it can do, not by its shape. */
const PRESET: Shape = 'any';

/**
 * What the resource lacks, by the names of GatewayAdditions; a name too many or too few does not compile. A value of another shape is refused
 * before anything is made of it: no compiler asks those who write JavaScript.
 */
export const ADDITION_SHAPES: Readonly<Record<keyof GatewayAdditions, Shape>> = {
  spread: PRESET,
  rollout: PRESET,
  shutdown: PRESET,
  budget: PRESET,
  scalingBehavior: PRESET,
  metrics: STRUCTURES,
  meshMetrics: { list: PRESET },
  metricsAdapter: PRESET,
  loadBalancer: PRESET,
  topologySpreadConstraints: STRUCTURES,
  priorityClassName: 'text',
  minReadySeconds: 'whole',
  daemonSet: 'flag',
  imagePullSecrets: NAMES,
  imagePullPolicy: 'text',
  revision: 'text',
  hostAliases: STRUCTURES,
  dnsConfig: STRUCTURE,
  podSecurityContext: STRUCTURE,
  securityContext: STRUCTURE,
  envFrom: STRUCTURES,
  volumes: STRUCTURES,
  volumeMounts: STRUCTURES,
  initContainers: STRUCTURES,
  extraContainers: STRUCTURES,
  kernelInitImage: 'text',
  serviceAccountName: 'text',
  createServiceAccount: 'flag',
  serviceAccountAnnotations: LABELS,
  rbac: 'flag',
  listenerCertificates: LABELS,
  allowedRoutes: PRESET,
  listenerAllowedRoutes: { mapOf: PRESET },
  clusterIP: 'text',
  externalIPs: NAMES,
  ipFamilies: NAMES,
  ipFamilyPolicy: 'text',
  internalTrafficPolicy: 'text',
  loadBalancerSourceRanges: NAMES,
  allocateLoadBalancerNodePorts: 'flag',
  healthCheckNodePort: 'whole',
  serviceSelectorLabels: LABELS,
  networkGateway: 'text',
  networkPolicy: 'flag',
};

export function additionNames(): readonly (keyof GatewayAdditions)[] {
  return Object.keys(ADDITION_SHAPES) as (keyof GatewayAdditions)[];
}
