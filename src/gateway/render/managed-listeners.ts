import { allowedRoutesOf, allowedRoutesProblems } from './allowed-routes';
import { certificateProblems } from './certificates';
import { nameOf, protocolProblems } from './held-problems';
import { CROSS_NETWORK_PORT } from './istio-gateway';
import { isAgentPort, protocolOf } from './port-protocol';
import { GatewaySpecListenersTlsMode as TlsMode, type GatewaySpecListeners } from '../../../imports/gateway.networking.k8s.io';
import { given, type Fields } from '../../kube/given';
import { own } from '../../kube/own';
import { shown } from '../../platform/problems';
import type { GatewaySpec, PortSpec } from '../spec';

/** The Service's port for health, which istiod adds by itself (deploymentcontroller.go extractServicePorts). */
const STATUS_PORT = { name: 'status-port', port: 15021 } as const;

/** Gateway API, Gateway.spec.listeners: maxItems. */
const MAX_LISTENERS = 64;

/** A Gateway with this option passes traffic between networks by its server name (istio pilot/pkg/config/kube/gateway, buildTLS). */
const AUTO_PASSTHROUGH = { 'gateway.istio.io/listener-protocol': 'auto-passthrough' } as const;

/**
 * The ports that a managed gateway opens. Where nobody names one, HTTPS is among them only with a certificate, which its listener must
 * name.
 */
export function managedPorts(spec: GatewaySpec): readonly PortSpec[] {
  return arePortsGiven(spec) ? spec.ports : spec.ports.filter((port) => protocolOf(port) !== 'HTTPS' || certificateOf(port, spec) !== undefined);
}

function certificateOf({ name }: PortSpec, { certificates }: GatewaySpec): string | undefined {
  return name === undefined ? undefined : own(certificates, name);
}

function arePortsGiven({ declared, cluster }: GatewaySpec): boolean {
  const ofCluster = cluster === undefined ? undefined : declared.overrides?.[cluster];
  return ['ports', 'meshExpansionPorts'].some((name) => declared.fields[name] !== undefined || ofCluster?.[name] !== undefined);
}

/** One listener a port, but for those that the agent answers. */
export function listeners(spec: GatewaySpec): readonly GatewaySpecListeners[] {
  return managedPorts(spec).filter((port) => !isAgentPort(port)).map((port) => listener(port, spec));
}

function listener(port: PortSpec, spec: GatewaySpec): GatewaySpecListeners {
  const protocol = protocolOf(port)!;
  const certificate = certificateOf(port, spec);
  const allowedRoutes = allowedRoutesOf(port, spec);
  const isCrossNetwork = spec.networkGateway !== undefined && port.port === CROSS_NETWORK_PORT;
  return {
    name: listenerName(port),
    ...(isCrossNetwork && { hostname: '*.local' }),
    port: port.port,
    protocol,
    ...(certificate !== undefined && { tls: { mode: TlsMode.TERMINATE, certificateRefs: [{ name: certificate }] } }),
    ...(protocol === 'TLS' && certificate === undefined && { tls: { mode: TlsMode.PASSTHROUGH, ...(isCrossNetwork && { options: AUTO_PASSTHROUGH }) } }),
    ...(allowedRoutes !== undefined && { allowedRoutes }),
  };
}

/** istiod gives the name to the port of the Service. */
function listenerName(port: PortSpec): string {
  return port.name ?? `${protocolOf(port)!.toLowerCase()}-${port.port}`;
}

/**
 * What a listener cannot say of its port, merged into the Service's ports by their number: the target port, which istiod follows where it
 * opens ports of the pod (pilot/pkg/model/gateway.go resolvePorts), the node port, and the protocol where it is finer than the listener's.
 */
export function servicePorts(spec: GatewaySpec): readonly Fields[] {
  return managedPorts(spec).flatMap((port) => {
    const { name, port: number, targetPort, nodePort, appProtocol } = port;
    const made = isAgentPort(port) ? agentPort(port) : { name: listenerName(port), appProtocol: protocolOf(port)!.toLowerCase() };
    const differing = given({
      name: name === made?.name ? undefined : name,
      targetPort: targetPort === number ? undefined : targetPort,
      nodePort,
      appProtocol: appProtocol === made?.appProtocol ? undefined : appProtocol,
    });
    return made !== undefined && Object.keys(differing).length === 0 ? [] : [{ port: number, ...differing }];
  });
}

/** Of the agent's ports istiod itself opens the one for health. */
function agentPort({ port }: PortSpec): { readonly name: string; readonly appProtocol: string } | undefined {
  return port === STATUS_PORT.port ? { name: STATUS_PORT.name, appProtocol: 'tcp' } : undefined;
}

/** What the Gateway API has no listener for. */
export function listenerProblems(spec: GatewaySpec): string[] {
  const ports = managedPorts(spec);
  const opened = ports.filter((port) => !isAgentPort(port));
  const problems = protocolProblems(ports, 'a Gateway');
  for (const port of opened.filter((one) => protocolOf(one) === 'HTTPS' && certificateOf(one, spec) === undefined)) {
    const give = port.name === undefined ? 'give the port a name and its Secret in listenerCertificates' : `give its Secret in listenerCertificates: { ${shown(port.name)}: … }`;
    problems.push(`'ports' ${nameOf(port)} is HTTPS, whose listener must name a certificate, got none; ${give}, name the port tls for TLS that passes through, `
      + 'or use the rendering INJECTED, where an Istio Gateway names the certificate');
  }
  problems.push(...certificateProblems(spec), ...allowedRoutesProblems(spec, opened));
  for (const port of ports.filter(({ name, port: number }) => name === STATUS_PORT.name && number !== STATUS_PORT.port)) {
    problems.push(`'ports' ${nameOf(port)} has the name that istiod gives to port ${STATUS_PORT.port}; give it another, or leave it out: istiod adds ${STATUS_PORT.port} by itself`);
  }
  if (opened.length === 0) { problems.push(`'ports' must have an entry that a Gateway can listen on, got ${ports.length === 0 ? 'none' : 'the agent\'s own only'}; name one`); }
  if (opened.length > MAX_LISTENERS) { problems.push(`'ports' must be at most ${MAX_LISTENERS} for the listeners of a Gateway, got ${shown(opened.length)}; use the rendering INJECTED`); }
  return problems;
}
