import { PROXY_CONTAINER } from '../../../model/names';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { listAt, member } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { Found } from '../../rule';
import { GATEWAYS, proxyRule } from '../proxy-rule';

const STANDARDS = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/';

/** SEC001: nothing that a gateway does needs root. */
export const rootProxy = proxyRule({
  id: 'SEC001',
  title: 'proxy runs as root',
  what: 'The proxy of a gateway or waypoint is set to run as user 0, or an IstioGateway has `runAsRoot: true`.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'A proxy at the edge parses what strangers send. As root, a fault in it is a fault of the node; the restricted Pod Security standard refuses such pods. '
    + 'Ports below 1024 need only the sysctl net.ipv4.ip_unprivileged_port_start.',
  source: `${STANDARDS} (restricted: running as non-root); ASM, CRD fields for an ASM gateway (runAsRoot)`,
  roles: GATEWAYS,
}, ({ make, declaredBy, workload, template, container }) => {
  if (make === 'asm') {
    if (valueAt(declaredBy.object, '/spec/runAsRoot') !== true) { return []; }
    const origin = { kind: 'set', manifest: declaredBy, pointer: '/spec/runAsRoot' } as const;
    return [{
      message: 'runAsRoot is true: the gateway runs as root',
      fix: 'set runAsRoot: false, and let ports below 1024 lead to targetPorts from 1024 on',
      at: origin,
      values: [{ name: 'runAsRoot', value: known(true, origin) }],
    }];
  }
  const own = container === undefined ? undefined : workload.at<unknown>(joinPointer(container, 'securityContext', 'runAsUser'));
  const user = own?.known && own.value !== undefined ? own : workload.at<unknown>(joinPointer(template, 'spec', 'securityContext', 'runAsUser'));
  // an unknown user of the container stands before the pod's
  if (own === undefined || !own.known || user.value !== 0) { return []; }
  return [{
    message: `${PROXY_CONTAINER} runs as user 0`,
    fix: 'remove runAsUser, or set 1337; ports below 1024 need only the sysctl net.ipv4.ip_unprivileged_port_start',
    at: user.origin,
    values: [{ name: 'runAsUser', value: user }],
  }];
});

/** SEC002: the node's network is not the gateway's. */
export const hostNetwork = proxyRule({
  id: 'SEC002',
  title: 'proxy on the node\'s network',
  what: 'A gateway or waypoint has `hostNetwork: true`. Acknowledge it where that is the plan, with the reason.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'The proxy then sees and opens the node\'s ports, its localhost ports are the node\'s, and network policies do not hold it. The baseline Pod '
    + 'Security standard refuses such pods.',
  source: `${STANDARDS} (baseline: host namespaces)`,
  roles: GATEWAYS,
}, ({ workload, template }) => {
  const value = workload.at<unknown>(joinPointer(template, 'spec', 'hostNetwork'));
  return value.value !== true ? [] : [{
    message: 'hostNetwork is true: the proxy runs on the node\'s network',
    fix: 'remove hostNetwork and use a Service of type LoadBalancer or NodePort, or acknowledge it with the reason',
    at: value.origin,
    values: [{ name: 'hostNetwork', value }],
  }];
});

/** The user whose traffic the capture leaves alone (istio-iptables --proxy-uid). */
const PROXY_USER = 1337;

/** SEC017: the capture takes it for the proxy. Init containers may: it is how they reach the network before the proxy runs. */
export const proxyUser = proxyRule({
  id: 'SEC017',
  title: 'application runs as the proxy\'s user',
  what: 'A container of a pod with a sidecar, init containers apart, runs as user 1337, by its own security context or the pod\'s.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'What user 1337 sends is not captured, so that the proxy does not capture itself. The application\'s requests leave the pod without mTLS and without policy.',
  source: 'https://istio.io/latest/docs/ops/deployment/application-requirements/ (application UIDs); Istio analysis message IST0144',
  makes: ['sidecar'],
}, ({ workload, template }) => {
  const podUser = workload.at<unknown>(joinPointer(template, 'spec', 'securityContext', 'runAsUser'));
  const list = joinPointer(template, 'spec', 'containers');
  return (listAt(workload.object, list) ?? []).flatMap((container, at): Found[] => {
    const name = member(container, 'name');
    if (name === PROXY_CONTAINER || typeof name !== 'string') { return []; }
    const own = workload.at<unknown>(joinPointer(list, at, 'securityContext', 'runAsUser'));
    const user = own.value === undefined ? podUser : own;
    if (user.value !== PROXY_USER) { return []; }
    return [{
      message: `container ${name.slice(0, 63)} runs as user ${PROXY_USER}, whose traffic is not captured`,
      fix: 'give it another user, such as 1000',
      part: name.slice(0, 63),
      at: user.origin,
      values: [{ name: 'runAsUser', value: user }],
    }];
  });
});
