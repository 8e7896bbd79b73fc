import { nameOf, portCalled } from './held-problems';
import { CROSS_NETWORK_PORT } from './istio-gateway';
import { protocolOf } from './port-protocol';
import { nameProblem } from '../../kube/names';
import { shown } from '../../platform/problems';
import type { GatewaySpec } from '../spec';

/** Certificates that no port could use, or that no Secret could hold. */
export function certificateProblems({ certificates, ports, networkGateway }: GatewaySpec): string[] {
  return Object.entries(certificates).flatMap(([name, secret]) => {
    const what = `'listenerCertificates.${name}'`;
    const problem = nameProblem('dns1123Subdomain', secret);
    const problems = problem === undefined ? [] : [`${what} names a Secret of the gateway's namespace and ${problem}, got ${shown(secret)}`];
    const port = portCalled(name, ports, what);
    if (typeof port === 'string') { return [...problems, port]; }
    const protocol = protocolOf(port);
    if (protocol !== 'HTTPS' && protocol !== 'TLS') {
      problems.push(`${what} is for ports of HTTPS or TLS, got ${protocol ?? 'no protocol'} for ${nameOf(port)}; begin its name with https or tls, or leave the certificate out`);
    }
    if (networkGateway !== undefined && port.port === CROSS_NETWORK_PORT) {
      problems.push(`${what} would end the TLS of services in other networks, which ${nameOf(port)} hands on; leave it out`);
    }
    return problems;
  });
}
