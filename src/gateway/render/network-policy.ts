import type { Fields } from '../../kube/given';
import type { PortSpec } from '../spec';

/** Health, merged metrics, Envoy's metrics (istio manifests/charts/gateway/templates/networkpolicy.yaml at 1.30.3). */
const OPERATION_PORTS = [15021, 15020, 15090];

/**
 * Lets in what the gateway's Service sends it, health checks and metrics, and lets out everything: a gateway must reach istiod and whatever
 * it routes to. The ports are those of the pods, because a policy looks at packets that the Service has already turned round.
 */
export function networkPolicySpec(selector: Readonly<Record<string, string>>, ports: readonly PortSpec[]): Fields {
  const open = new Map(OPERATION_PORTS.map((port): [string, Fields] => [`TCP ${port}`, { protocol: 'TCP', port }]));
  for (const { protocol, targetPort } of ports) { open.set(`${protocol} ${targetPort}`, { protocol, port: targetPort }); }
  return {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ ports: [...open.values()] }],
    egress: [{}],
  };
}
