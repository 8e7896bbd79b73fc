import { isAgentPort, protocolOf } from './port-protocol';
import { GatewaySpecServersTlsMode as TlsMode, type GatewaySpec as IstioGatewaySpec, type GatewaySpecServers } from '../../../imports/networking.istio.io';
import { own } from '../../kube/own';
import type { GatewaySpec, PortSpec } from '../spec';

/** The port of an east-west gateway over which clusters reach each other's services. */
export const CROSS_NETWORK_PORT = 15443;

/**
 * An Istio Gateway for the ports: every host over HTTP; TLS ends here where a certificate is given, else it passes through by its server
 * name. Between networks the server name is a service of the mesh (istio samples/multicluster/expose-services.yaml).
 */
export function istioGatewaySpec(spec: GatewaySpec): IstioGatewaySpec {
  return { selector: { ...spec.selector }, servers: spec.ports.filter((port) => !isAgentPort(port)).map((port) => server(port, spec)) };
}

function server(port: PortSpec, { networkGateway, certificates }: GatewaySpec): GatewaySpecServers {
  const protocol = protocolOf(port)!;
  const credentialName = port.name === undefined ? undefined : own(certificates, port.name);
  const isCrossNetwork = networkGateway !== undefined && port.port === CROSS_NETWORK_PORT;
  const isTls = protocol === 'HTTPS' || protocol === 'TLS';
  return {
    // the port of the Service: istiod finds the target port itself
    port: { number: port.port, name: port.name ?? `${protocol.toLowerCase()}-${port.port}`, protocol },
    hosts: [isCrossNetwork ? '*.local' : '*'],
    ...(credentialName !== undefined && { tls: { mode: TlsMode.SIMPLE, credentialName } }),
    ...(isTls && credentialName === undefined && { tls: { mode: isCrossNetwork ? TlsMode.AUTO_UNDERSCORE_PASSTHROUGH : TlsMode.PASSTHROUGH } }),
  };
}
