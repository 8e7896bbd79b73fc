import { daemonSetRollout, heldProblems, namedTargets, utilizationProblems } from './held-problems';
import { kernelProblems } from './kernel';
import { listenerProblems, managedPorts } from './managed-listeners';
import { overlays } from './managed-overlays';
import { serviceType } from './service-fields';
import { unwritableText } from '../../kube/yaml-text';
import { Feature, Support, type Platform } from '../../platform';
import type { JsonMap } from '../../platform/json';
import { shown } from '../../platform/problems';
import { valueFor } from '../../platform/values';
import type { GatewaySpec } from '../spec';

/** Ports that istiod's template declares in the proxy's container (istio files/kube-gateway.yaml). */
const TEMPLATE_PORTS = ['metrics', 'status-port', 'http-envoy-prom'];

/** Ports below need a privilege, or the sysctl that pods on the network of a node cannot have. */
const FIRST_UNPRIVILEGED_PORT = 1024;

/** Of infrastructure labels, and of annotations, where the version of the Gateway API is not known (gateway-api, maxProperties before 1.6). */
const MAX_INFRASTRUCTURE = 8;

/** What a managed gateway cannot hold. */
export function managedProblems(spec: GatewaySpec, platform: Platform): readonly string[] {
  const problems = problemsOf(spec, platform);
  // the overlays of a gateway that cannot be held cannot be made either
  return problems.length > 0 ? problems : textProblems(spec);
}

function textProblems(spec: GatewaySpec): string[] {
  const text = unwritableText(overlays(spec).map(([, fields]) => fields));
  return text === undefined ? [] : [`the options of a managed gateway cannot hold a text with half of a surrogate pair, got ${shown(text)}; correct it`];
}

function problemsOf(spec: GatewaySpec, platform: Platform): readonly string[] {
  return [
    ...supportProblems(spec, platform),
    ...listenerProblems(spec),
    ...kernelProblems(spec),
    ...sysctlProblems(spec),
    ...hostNetworkProblems(spec),
    ...carryOverProblems(spec, platform),
    ...heldProblems(spec),
    ...daemonSetRollout(spec),
    ...namedTargets(spec, TEMPLATE_PORTS),
    // istiod's values request 100m and 128Mi where nobody says
    ...utilizationProblems(spec, true),
    ...(serviceType(spec) === 'None' ? ["'serviceType' None cannot be had of a managed gateway, whose Service istiod makes; use the rendering INJECTED, or ClusterIP"] : []),
  ];
}

function supportProblems({ daemonSet }: GatewaySpec, platform: Platform): string[] {
  const problems: string[] = [];
  if (platform.supports(Feature.PARAMETERS_REF) === Support.NO) {
    problems.push(`the rendering MANAGED cannot be had here: ${platform.explain(Feature.PARAMETERS_REF)}; use the rendering INJECTED`);
  }
  if (daemonSet && platform.supports(Feature.MANAGED_DAEMON_SET) !== Support.YES) {
    problems.push(`'daemonSet' cannot be had of a managed gateway here: ${platform.explain(Feature.MANAGED_DAEMON_SET)}; use the rendering INJECTED`);
  }
  return problems;
}

/** kubernetes pkg/apis/core/validation: names of sysctls are unique, and those of the network are the node's where the network is. */
function sysctlProblems({ pod, kernel }: GatewaySpec): string[] {
  const own = Array.isArray(pod.securityContext?.sysctls) ? pod.securityContext.sysctls as readonly JsonMap[] : [];
  if (pod.hostNetwork === true && (kernel !== undefined || own.length > 0)) {
    const what = kernel === undefined ? 'podSecurityContext.sysctls' : 'kernel';
    return [`'${what}' cannot be had with hostNetwork, where the network is the node's; set them on the nodes, or leave hostNetwork out`];
  }
  return own.filter(({ name }) => kernel !== undefined && Object.hasOwn(kernel.parameters, String(name))).map(({ name }) => (
    `'kernel.parameters' and 'podSecurityContext.sysctls' both set ${shown(name)}; keep one of the two`
  ));
}

/** Without root a process binds low ports by a sysctl only, which the node's network does not give; Istio's image has no file capability. */
function hostNetworkProblems(spec: GatewaySpec): string[] {
  if (spec.pod.hostNetwork !== true || spec.container.runAsRoot === true) { return []; }
  const low = managedPorts(spec).filter(({ targetPort }) => typeof targetPort === 'number' && targetPort < FIRST_UNPRIVILEGED_PORT);
  if (low.length === 0) { return []; }
  return [`'hostNetwork' needs target ports of ${FIRST_UNPRIVILEGED_PORT} or more for a proxy that is not root, got ${low.map(({ targetPort }) => targetPort).join(', ')}; `
    + 'give others such as 8080, or set runAsRoot'];
}

/** Annotations that explain the gateway are kept from its pods by naming those that are to reach them, and these are limited. */
function carryOverProblems({ annotations, acknowledgements }: GatewaySpec, platform: Platform): string[] {
  const limit = valueFor(platform, 'infrastructureEntries');
  const most = limit.known ? limit.value : MAX_INFRASTRUCTURE;
  const count = Object.keys(annotations).length;
  if (Object.keys(acknowledgements).length === 0 || count <= most) { return []; }
  return [`'annotations' must be at most ${most} beside GatewaySpread.none, because a Gateway hands no more on to what is made of it, got ${count}; leave some out`];
}
