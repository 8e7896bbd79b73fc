import type { PortSpec } from '../spec';

/** What a listener makes of a port. */
export type ListenerProtocol = 'HTTP' | 'HTTPS' | 'TLS' | 'TCP';

/** The words that Istio knows for a protocol over TCP (istio pkg/config/protocol/instance.go and pkg/config/kube/conversion.go). */
const WORDS: Readonly<Record<string, ListenerProtocol>> = {
  'http': 'HTTP',
  'http2': 'HTTP',
  'grpc': 'HTTP',
  'grpc-web': 'HTTP',
  'kubernetes.io/h2c': 'HTTP',
  'kubernetes.io/ws': 'HTTP',
  'https': 'HTTPS',
  'kubernetes.io/wss': 'HTTPS',
  'tls': 'TLS',
  'tcp': 'TCP',
  'mongo': 'TCP',
  'mysql': 'TCP',
  'redis': 'TCP',
};

/** Ports that the agent and Envoy open by themselves: merged metrics, health, Envoy's metrics. No listener is made for them. */
const AGENT_PORTS: ReadonlySet<number | string> = new Set([15020, 15021, 15090]);

/** Whether the port leads to the agent and not to a listener. */
export function isAgentPort({ targetPort }: PortSpec): boolean {
  return AGENT_PORTS.has(targetPort);
}

/** The protocol as `appProtocol` says it, else as the name begins; undefined where neither says one. */
export function protocolOf({ name, protocol, appProtocol }: PortSpec): ListenerProtocol | undefined {
  if (protocol !== 'TCP') { return undefined; }
  return WORDS[(appProtocol ?? wordOf(name ?? '')).toLowerCase()];
}

/** `grpc-web` is the one word with a dash. */
function wordOf(name: string): string {
  return /^grpc-web(?:-|$)/i.test(name) ? 'grpc-web' : name.split('-', 1)[0];
}
