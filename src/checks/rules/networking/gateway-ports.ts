import { selectionOf } from './selected-gateways';
import { allServices, originOf, portName, portsOf, serviceValue, targetOf, transport, typeOf } from './service-rule';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { oncePer } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, member, numberAt, stringAt } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';
import { RuleClass, Severity } from '../../finding';
import { type Found, type ManifestRule, undecided } from '../../rule';
import type { Described } from '../described';
import { proxyRule, short } from '../proxy-rule';

const PORTS_PAGE = 'https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio';

/** What the proxy of a gateway and its agent use the ports for. The ports of traffic capture are those of sidecars: a gateway captures nothing. */
const RESERVED: ReadonlyMap<number, string> = new Map([
  [15000, 'Envoy\'s admin interface, on localhost'],
  [15004, 'the agent\'s debug interface, on localhost'],
]);

/** Open on all addresses, and meant to be reached: a Service may lead there, a listener of the user may not stand there. */
const TAKEN: ReadonlyMap<number, string> = new Map([
  ...RESERVED,
  [15020, 'the agent\'s merged metrics'],
  [15021, 'the health check'],
  [15090, 'Envoy\'s metrics'],
]);

const LISTENERS = '/spec/listeners';

/** NET014: the proxy stands there itself. */
export const reservedPort = proxyRule({
  id: 'NET014',
  title: 'port that the proxy keeps for itself',
  what: 'A Service leads to a port of a gateway that the proxy keeps for itself (15000, 15004), or a listener of a Gateway is on one of these or on '
    + '15020, 15021 or 15090.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Envoy and the agent use these ports: a listener there cannot be opened, and what a Service sends to the ports of localhost reaches nobody.',
  source: `${PORTS_PAGE}; Istio 1.30.3 tools/packaging/common/envoy_bootstrap.json (15021, 15090); pilot/pkg/networking/core/gateway.go buildGatewayListeners `
    + '(none for traffic capture)',
  roles: ['gateway'],
}, (proxy) => {
  const services = allServices(proxy).flatMap((service) => portsOf(service).flatMap((port): Found[] => {
    const target = targetOf(port);
    const used = typeof target === 'number' && transport(port) === 'TCP' ? RESERVED.get(target) : undefined;
    if (used === undefined) { return []; }
    const place = joinPointer(port.pointer, member(port.value, 'targetPort') ? 'targetPort' : 'port');
    const at = originOf(service, place);
    // the status port that istiod adds is its own, and of a port that comes from a listener the listener is what has to change
    if (at.kind !== 'set' || (at.manifest === proxy.declaredBy && at.pointer.startsWith(LISTENERS))) { return []; }
    return [{
      message: `${portName(port)} leads to ${target}, which is for ${used}`,
      fix: 'lead it to the port of a listener of your own, such as 8080, or remove it',
      part: `${short(service.object.metadata.name)}.${port.at}`,
      at,
      values: [serviceValue(service, 'targetPort', place)],
    }];
  }));
  return proxy.make === 'managed' ? [...services, ...listenersOf(proxy)] : services;
});

function listenersOf({ declaredBy }: EffectiveProxy): Found[] {
  return (listAt(declaredBy.object, LISTENERS) ?? []).flatMap((listener, at): Found[] => {
    const port = numberAt(listener, '/port');
    const used = port === undefined ? undefined : TAKEN.get(port);
    if (used === undefined) { return []; }
    const origin = { kind: 'set', manifest: declaredBy, pointer: joinPointer(LISTENERS, at, 'port') } as const;
    return [{
      message: `listener ${short(stringAt(listener, '/name') ?? at)} is on port ${port}, which is for ${used}`,
      fix: 'use another port, such as 8080 or 8443',
      part: `listener.${at}`,
      at: origin,
      values: [{ name: 'listener port', value: known(port, origin) }],
    }];
  });
}

const UNPRIVILEGED = 'net.ipv4.ip_unprivileged_port_start';

/** NET015: below 1024 only root listens, unless the pod says otherwise. */
export const lowPort = proxyRule({
  id: 'NET015',
  title: 'port below 1024 without the right to open it',
  what: 'A Service leads to a port below 1024 of a gateway that runs as another user than root, and the pod\'s sysctls do not set '
    + `\`${UNPRIVILEGED}\` to that port or lower.`,
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Users other than root open ports from ip_unprivileged_port_start on, 1024 unless the container runtime sets it. istiod adds the sysctl; '
    + 'a list of sysctls in an overlay or in the installation replaces it, and the listener is missing.',
  source: 'Istio 1.30.3 istio-discovery chart, files/kube-gateway.yaml and files/gateway-injection-template.yaml (securityContext.sysctls); '
    + 'Kubernetes API, PodSecurityContext.sysctls is an atomic list',
  roles: ['gateway'],
  makes: ['managed', 'injected'],
}, (proxy) => {
  const { workload, template, container } = proxy;
  if (container === undefined) { return []; }
  const low = allServices(proxy).flatMap((service) => portsOf(service).flatMap((port) => {
    const target = targetOf(port);
    return typeof target === 'number' && target > 0 && target < 1024 && transport(port) === 'TCP' ? [{ service, port, target }] : [];
  }));
  if (low.length === 0) { return []; }
  const place = joinPointer(template, 'spec', 'securityContext', 'sysctls');
  const sysctls = workload.at<unknown>(place);
  const start = startOf(sysctls.value);
  const closed = low.filter(({ target }) => start === undefined || target < start);
  if (closed.length === 0) { return []; }
  const user = userOf(proxy);
  const added = listAt(workload.object, joinPointer(container, 'securityContext', 'capabilities', 'add')) ?? [];
  // on the host network the node's own setting holds
  if (workload.at<unknown>(joinPointer(template, 'spec', 'hostNetwork')).value === true || added.includes('NET_BIND_SERVICE')) { return []; }
  if (user.value === 0) { return []; }
  // an image may run as root by itself
  if (!sysctls.known || !user.known || user.value === undefined) { return undecided(sysctls, user); }
  const [{ service, port, target }] = closed;
  return [{
    message: `${portName(port)} leads to ${target}, the proxy runs as user ${short(user.value)}, and ${UNPRIVILEGED} is ${start ?? 'not among the pod\'s sysctls'}`,
    fix: `add {name: ${UNPRIVILEGED}, value: "0"} to the pod's securityContext.sysctls, or lead the port to ${target + 8000}`,
    at: sysctls.origin.kind === 'set' ? sysctls.origin : originOf(service, joinPointer(port.pointer, 'port')),
    values: [
      serviceValue(service, 'targetPort', joinPointer(port.pointer, member(port.value, 'targetPort') ? 'targetPort' : 'port')),
      { name: 'sysctls', value: sysctls, show: short },
      { name: 'runAsUser', value: user },
    ],
  }];
});

/** Undefined when the parameter is not set, or not by a number. */
function startOf(sysctls: unknown): number | undefined {
  const own = Array.isArray(sysctls) ? sysctls.find((one) => member(one, 'name') === UNPRIVILEGED || member(one, 'name') === UNPRIVILEGED.replaceAll('.', '/')) : undefined;
  const value = member(own, 'value');
  return typeof value === 'string' && /^[0-9]{1,5}$/.test(value) ? Number(value) : undefined;
}

/** The container's user before the pod's. */
function userOf({ workload, template, container }: EffectiveProxy): ReturnType<typeof workload.at<unknown>> {
  const own = workload.at<unknown>(joinPointer(container ?? '', 'securityContext', 'runAsUser'));
  return own.known && own.value === undefined ? workload.at<unknown>(joinPointer(template, 'spec', 'securityContext', 'runAsUser')) : own;
}

/** The ports at which Services take and hand on TCP; undefined where not all of them are known. Asked for each Gateway of the same pods. */
const openPorts = oncePer((services: readonly TracedObject[]): ReadonlySet<unknown> | undefined => {
  const ports = services.flatMap(portsOf).filter(({ value }) => (member(value, 'protocol') ?? 'TCP') === 'TCP');
  // a named port may lead anywhere, and ports that are not known may be the right ones
  if (ports.some((port) => typeof targetOf(port) === 'string') || services.some((service) => !service.at('/spec/ports').known)) { return undefined; }
  return new Set(ports.flatMap((port) => [member(port.value, 'port'), targetOf(port)]));
});

/** Pods on the host network or with ports of the node are reached without a Service. */
function isReachedAtPods({ workload, template }: EffectiveProxy): boolean {
  if (workload.at<unknown>(joinPointer(template, 'spec', 'hostNetwork')).value === true) { return true; }
  return (listAt(workload.object, joinPointer(template, 'spec', 'containers')) ?? [])
    .some((container) => (listAt(container, '/ports') ?? []).some((port) => member(port, 'hostPort') !== undefined));
}

/** NET017: what nobody sends to. */
export const unreachableServer: Described<ManifestRule> = {
  id: 'NET017',
  title: 'Gateway port that no Service has',
  what: 'A server of an Istio Gateway has a port that is neither a TCP port nor a targetPort of one of a Service in front of the gateway pods that it selects. '
    + 'Only where such pods and their Services are among the manifests, and not for pods that are reached by a headless Service or at ports of the node.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'The gateway opens the port, and no Service leads there: from outside the server cannot be reached.',
  source: 'Istio analysis message IST0162 (GatewayPortNotDefinedOnService); Istio pkg/config/analysis/analyzers/gateway/gateway.go',
  on: 'manifest',
  kinds: ['networking.istio.io/Gateway'],
  wholeApp: true,
  check: (manifest, scene) => {
    const servers = listAt(manifest.object, '/spec/servers') ?? [];
    const selection = selectionOf(manifest, scene);
    const services = selection?.services() ?? [];
    if (services.length === 0 || selection?.gateways.some(isReachedAtPods) || services.some(({ object }) => stringAt(object, '/spec/clusterIP') === 'None')) { return []; }
    const open = openPorts(services);
    if (open === undefined) { return []; }
    return servers.flatMap((server, at): Found[] => {
      const number = numberAt(server, '/port/number');
      if (number === undefined || open.has(number) || stringAt(server, '/bind')?.startsWith('unix:')) { return []; }
      const origin = { kind: 'set', manifest, pointer: joinPointer('/spec/servers', at, 'port', 'number') } as const;
      const names = [...new Set(services.map(({ object }) => short(object.metadata.name)))].slice(0, 3).join(', ');
      return [{
        message: `server ${at} listens on port ${number}, and no port of Service ${names} leads there`,
        fix: `add port ${number} to the Service, or use one of ${[...open].filter((one) => typeof one === 'number').slice(0, 8).join(', ')}`,
        part: `${at}`,
        at: origin,
        values: [{ name: 'port.number', value: known(number, origin) }],
      }];
    });
  },
};

const HEALTH_PORTS: readonly unknown[] = [15020, 15021];

/** NET022: load balancers ask the pods whether they live. */
export const healthPort = proxyRule({
  id: 'NET022',
  title: 'load balancer without a port for health checks',
  what: 'A Service of type LoadBalancer in front of a gateway has no port that leads to 15021 (or 15020).',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'On 15021 the proxy says whether it is ready. Without the port a load balancer that checks health by HTTP has only the traffic ports, and sends to '
    + 'proxies that drain.',
  source: 'istio.io, Ports used by Istio (15021); istio gateway chart, values.yaml (status-port); ASM, CRD fields for an ASM gateway (examples)',
  roles: ['gateway'],
}, (proxy) => {
  const balanced = allServices(proxy).filter((service) => typeOf(service).value === 'LoadBalancer');
  const judged = balanced.filter((service) => portsOf(service).length > 0);
  if (judged.length === 0 || judged.some((service) => portsOf(service).some((port) => HEALTH_PORTS.includes(targetOf(port)) || typeof targetOf(port) === 'string'))) { return []; }
  const [service] = judged;
  return [{
    message: `Service ${short(service.object.metadata.name)} of type LoadBalancer has no port that leads to 15021`,
    fix: 'add {name: status-port, port: 15021, targetPort: 15021} as its first port',
    at: originOf(service, '/spec/ports'),
    values: [{ name: 'type', value: typeOf(service) }, { name: 'ports', value: service.at<unknown>('/spec/ports'), show: (value) => `${(value as readonly unknown[]).length}` }],
  }];
});
