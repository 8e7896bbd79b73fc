import { unusedAllowedRoutes } from './allowed-routes';
import { certificateProblems } from './certificates';
import { daemonSetRollout, heldProblems, namedTargets, protocolProblems, utilizationProblems } from './held-problems';
import { INJECT_LABEL, TEMPLATES_ANNOTATION } from './injected-pod';
import { kernelProblems, UNPRIVILEGED_PORTS } from './kernel';
import { ENVOY_METRICS } from './pod-fields';
import { serviceType } from './service-fields';
import type { Platform } from '../../platform';
import type { JsonMap } from '../../platform/json';
import { shown } from '../../platform/problems';
import { valueFor } from '../../platform/values';
import type { GatewaySpec } from '../spec';

/** What injection cannot hold. */
export function injectedProblems(spec: GatewaySpec, platform: Platform): readonly string[] {
  return [
    ...injectionProblems(spec, platform),
    ...lostSysctls(spec),
    ...missingKernelImage(spec),
    ...kernelProblems(spec),
    ...missingPorts(spec),
    ...heldProblems(spec),
    ...daemonSetRollout(spec),
    ...namedTargets(spec, [ENVOY_METRICS.name]),
    ...utilizationProblems(spec, false),
    ...certificateProblems(spec),
    ...unusedCertificates(spec),
    ...unusedAllowedRoutes(spec),
    ...(spec.autoCreateGateway ? protocolProblems(spec.ports, 'the Gateway of autoCreateGatewayYaml') : []),
  ];
}

/** What keeps the injector away, so that the image stays `auto` and is never found (istio pkg/kube/inject/inject.go injectRequired). */
function injectionProblems({ pod, namespace }: GatewaySpec, platform: Platform): string[] {
  const problems: string[] = [];
  if (pod.hostNetwork === true) {
    problems.push("'hostNetwork' keeps the injector away from the pods, got true; leave it out, or use the rendering MANAGED, which can hold it");
  }
  const label = pod.labels[INJECT_LABEL];
  if (label !== undefined && label !== 'true') { problems.push(`'podLabels' ${INJECT_LABEL} must be "true" for injection, got ${shown(label)}; leave it out, or use the rendering MANAGED`); }
  const templates = pod.annotations[TEMPLATES_ANNOTATION];
  if (templates !== undefined && !templates.split(',').some((name) => name.trim() === 'gateway')) {
    problems.push(`'podAnnotations' ${TEMPLATES_ANNOTATION} must name the template gateway, got ${shown(templates)}; add it, as in "gateway,custom"`);
  }
  const never = valueFor(platform, 'neverInjectedNamespaces');
  if (namespace !== undefined && never.known && never.value.includes(namespace)) {
    problems.push(`'namespace' ${shown(namespace)} is one that Istio never injects; use another, or the rendering MANAGED`);
  }
  return problems;
}

/** The injector's own list of sysctls replaces that of the pod as a whole (istio files/gateway-injection-template.yaml; the list is atomic). */
function lostSysctls({ pod }: GatewaySpec): string[] {
  const own = Array.isArray(pod.securityContext?.sysctls) ? pod.securityContext.sysctls as readonly JsonMap[] : [];
  const lost = own.filter(({ name, value }) => name !== UNPRIVILEGED_PORTS.name || value !== UNPRIVILEGED_PORTS.value);
  if (lost.length === 0) { return []; }
  return [`'podSecurityContext.sysctls' are replaced by the injector's own, got ${lost.map(({ name }) => shown(name)).join(', ')}; `
    + 'use kernel with kernelInitImage, or the rendering MANAGED, which can hold them'];
}

function missingKernelImage({ kernel }: GatewaySpec): string[] {
  if (kernel === undefined || kernel.initImage !== undefined) { return []; }
  return ["'kernel' needs 'kernelInitImage' with injection, got none: pod sysctls are lost there, and an init container sets them; "
    + 'name an image that has sysctl, or use the rendering MANAGED, which writes sysctls'];
}

/** With injection a certificate is named by an Istio Gateway, and the only one that is made here is that of autoCreateGatewayYaml. */
function unusedCertificates({ certificates, autoCreateGateway }: GatewaySpec): string[] {
  const names = Object.keys(certificates);
  if (autoCreateGateway || names.length === 0) { return []; }
  return [`'listenerCertificates' are for the Istio Gateway of autoCreateGatewayYaml with injection, got ${names.map((name) => shown(name)).join(', ')} without it; `
    + 'set autoCreateGatewayYaml, name them in an Istio Gateway of your own, or use the rendering MANAGED, which has listeners'];
}

/** A Service has a port or is refused; for an egress gateway none is invented. */
function missingPorts(spec: GatewaySpec): string[] {
  if (spec.ports.length > 0 || serviceType(spec) === 'None') { return []; }
  return [`'ports' must have an entry for an ${spec.gatewayType} gateway, got none; name what it listens on, or set serviceType to None`];
}
