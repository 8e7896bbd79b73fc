import { KERNEL_CONTAINER } from './kernel';
import { isAgentPort, protocolOf } from './port-protocol';
import { meant } from '../../kube/nearest';
import { PROXY_CONTAINER } from '../../model/names';
import { valueAt } from '../../model/pointer';
import type { JsonMap } from '../../platform/json';
import { shown } from '../../platform/problems';
import type { GatewaySpec, PortSpec } from '../spec';

/** Problems that a gateway has wherever its Deployment and Service are made on Istio, injected or managed. */
export function heldProblems(spec: GatewaySpec): readonly string[] {
  return [asmsDrain, portsTogether, serviceLabels, accountAnnotations, containerNames, daemonSetBudget].flatMap((check) => check(spec));
}

function asmsDrain({ managedDrainSeconds }: GatewaySpec): string[] {
  if (managedDrainSeconds === undefined) { return []; }
  return [`'shutdown' by managedDrain is for gateways that ASM deploys, got ${managedDrainSeconds} s; use ShutdownPolicy.of, or the rendering ASM`];
}

/** Envoy opens a target port once, for one protocol. Source document 004 sends port 443 to the plain listener of port 80. */
function portsTogether({ ports }: GatewaySpec): string[] {
  const first = new Map<string, PortSpec>();
  return ports.flatMap((port) => {
    const key = `${port.protocol} ${port.targetPort}`;
    const other = first.get(key);
    if (other === undefined) { first.set(key, port); }
    if (other === undefined || protocolOf(other) === protocolOf(port)) { return []; }
    return [`'ports' ${nameOf(other)} and ${nameOf(port)} lead to one target port ${port.targetPort} with different protocols; `
      + `give ${nameOf(port)} a target port of its own`];
  });
}

/** A port as people call it. */
export function nameOf({ name, port }: PortSpec): string {
  return name === undefined ? String(port) : `${shown(name)} (${port})`;
}

/** The port that is called so, or what is said where there is none. */
export function portCalled(name: string, ports: readonly PortSpec[], what: string): PortSpec | string {
  const names = ports.flatMap((port) => (port.name === undefined ? [] : [port.name]));
  return ports.find((port) => port.name === name)
    ?? `${what} must be for a port of this gateway, got ${shown(name)}, expected ${names.map((one) => shown(one)).join(', ') || 'a port with a name'}${meant(name, names)}`;
}

/** Ports that need a listener and do not say of which protocol. */
export function protocolProblems(ports: readonly PortSpec[], what: string): string[] {
  return ports.filter((port) => !isAgentPort(port)).flatMap((port) => {
    if (port.protocol !== 'TCP') { return [`'ports' ${nameOf(port)} is of protocol ${port.protocol}, for which ${what} has no listener; use TCP, or leave it out`]; }
    return protocolOf(port) === undefined
      ? [`'ports' ${nameOf(port)} does not say its protocol, which ${what} must; begin the name with http, https, tls or tcp, or give appProtocol`]
      : [];
  });
}

/** A target port by name is a port that a container declares. */
export function namedTargets({ ports, pod }: GatewaySpec, declared: readonly string[]): string[] {
  const others = pod.containers.flatMap(({ ports: own }) => (Array.isArray(own) ? own as readonly JsonMap[] : []));
  const names = new Set([...declared, ...others.map(({ name }) => name)]);
  return ports.filter(({ targetPort }) => typeof targetPort === 'string' && !names.has(targetPort)).map((port) => (
    `'ports' ${nameOf(port)} has the target port ${shown(port.targetPort)}, which no container declares; give the number`
  ));
}

/** The Service would find no pod. */
function serviceLabels({ service, pod, selector }: GatewaySpec): string[] {
  return Object.entries(service.selectorLabels).flatMap(([key, value]) => {
    const own = pod.labels[key] ?? selector[key];
    if (own === value) { return []; }
    return [`'serviceSelectorLabels' asks for ${shown(key)}: ${shown(value)}, and the pods have ${own === undefined ? 'no such label' : shown(own)}; set it in podLabels`];
  });
}

/** They would be written nowhere. */
function accountAnnotations({ account }: GatewaySpec): string[] {
  if (account.create || Object.keys(account.annotations).length === 0) { return []; }
  return [`'serviceAccountAnnotations' are for an account that is made here, got createServiceAccount false; set them where ${shown(account.name)} is made`];
}

/** Names of containers are unique in a pod, those of init containers included (kubernetes pkg/apis/core/validation). */
function containerNames({ pod, kernel }: GatewaySpec): string[] {
  const taken = new Set<unknown>([PROXY_CONTAINER, ...(kernel?.initImage === undefined ? [] : [KERNEL_CONTAINER])]);
  return ([['initContainers', pod.initContainers], ['extraContainers', pod.containers]] as const).flatMap(([what, containers]) => containers.flatMap(({ name }, at) => {
    const isTaken = taken.has(name);
    taken.add(name);
    return isTaken ? [`'${what}[${at}].name' must be one that no other container of the pod has, got ${shown(name)}; rename it`] : [];
  }));
}

/** A DaemonSet has no scale, so that only a whole number of pods can be asked to stay (kubernetes pkg/controller/disruption). */
function daemonSetBudget({ daemonSet, budget }: GatewaySpec): string[] {
  if (!daemonSet || budget === undefined || typeof budget.minAvailable === 'number') { return []; }
  const [field, value] = Object.entries(budget)[0];
  return [`'budget' ${field} ${shown(value)} cannot be reckoned for a DaemonSet; use DisruptionBudget.minAvailable with a number`];
}

/** kubernetes pkg/apis/apps/validation ValidateRollingUpdateDaemonSet: exactly one of the two; maxUnavailable is 1 where nobody says. */
export function daemonSetRollout({ daemonSet, rollout }: GatewaySpec): string[] {
  if (!daemonSet || rollout === undefined) { return []; }
  const { maxSurge = 0, maxUnavailable = 1 } = rollout;
  const isNone = (amount: number | string): boolean => Number.parseFloat(String(amount)) === 0;
  if (isNone(maxSurge) !== isNone(maxUnavailable)) { return []; }
  return [`a DaemonSet must have one of maxSurge and maxUnavailable at 0 and the other above, got ${shown(maxSurge)} and ${shown(maxUnavailable)}; `
    + 'use RolloutPolicy.outBeforeIn, or RolloutPolicy.surge with a 0'];
}

/**
 * A utilization is a share of what the containers request: with a container that requests none there is no share, and the autoscaler never
 * moves. A limit without a request is its own request.
 */
export function utilizationProblems({ autoscaler, container, pod, declared }: GatewaySpec, proxyRequestsByDefault: boolean): string[] {
  if (autoscaler === undefined) { return []; }
  const { cpu, memory, metrics } = autoscaler;
  // without a metric Kubernetes takes CPU at 80 percent; mesh metrics that were refused would have been some
  const isBare = memory === undefined && metrics.length === 0 && declared.additions.meshMetrics === undefined;
  const isShared = (name: string): boolean => metrics.some((metric) => (
    valueAt(metric, '/resource/name') === name && valueAt(metric, '/resource/target/type') === 'Utilization'
  ));
  const targets = [
    ...(cpu !== undefined || isBare || isShared('cpu') ? ['cpu'] : []),
    ...(memory !== undefined || isShared('memory') ? ['memory'] : []),
  ];
  const sidecars = pod.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  return targets.flatMap((name) => {
    const own = container.resources === undefined ? proxyRequestsByDefault : requests(container.resources, name);
    const without = [
      ...(own ? [] : [PROXY_CONTAINER]),
      ...[...pod.containers, ...sidecars].filter((one) => !requests(one.resources as JsonMap | undefined, name)).map((one) => (typeof one.name === 'string' ? one.name : shown(one.name))),
    ];
    if (without.length === 0) { return []; }
    return [`an autoscaler on ${name} looks at a share of the requests, and ${without.join(', ')} requests no ${name}; give resources.requests.${name}`];
  });
}

function requests(resources: JsonMap | undefined, name: string): boolean {
  return ['requests', 'limits'].some((part) => (resources?.[part] as JsonMap | undefined)?.[name] !== undefined);
}
