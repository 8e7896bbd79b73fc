import { given, type Fields } from '../../kube/given';
import type { GatewaySpec } from '../spec';

/** Where the agent answers whether the proxy is ready (both templates). */
export const READINESS = { path: '/healthz/ready', port: 15021 } as const;

const NETWORK_VIEW = 'ISTIO_META_REQUESTED_NETWORK_VIEW';

/** Fields of the pod that mean the same in every rendering. */
export function podFields({ pod }: GatewaySpec): Fields {
  return given({
    nodeSelector: pod.nodeSelector,
    affinity: pod.affinity,
    tolerations: pod.tolerations,
    topologySpreadConstraints: pod.topologySpreadConstraints,
    priorityClassName: pod.priorityClassName,
    terminationGracePeriodSeconds: pod.gracePeriodSeconds,
    hostAliases: pod.hostAliases,
    dnsPolicy: pod.dnsPolicy,
    dnsConfig: pod.dnsConfig,
    imagePullSecrets: pod.imagePullSecrets.map((name) => ({ name })),
    volumes: pod.volumes,
  });
}

/** Fields of the proxy's container that mean the same in every rendering. */
export function containerFields({ container }: GatewaySpec): Fields {
  return given({
    imagePullPolicy: container.imagePullPolicy,
    envFrom: container.envFrom,
    volumeMounts: container.volumeMounts,
    lifecycle: container.lifecycle,
    securityContext: { ...container.runAsRoot === true && AS_ROOT, ...container.securityContext },
  });
}

/** Root among the pod's other users, not on the node; the capability is for pods whose template drops all of them. */
const AS_ROOT = { runAsUser: 0, runAsNonRoot: false, capabilities: { add: ['NET_BIND_SERVICE'] } } as const;

/** The proxy's environment, with the network that it shall see. The user's own variable of that name wins. */
export function environment({ container }: GatewaySpec, networkView: string | undefined): readonly Fields[] {
  const isOwn = container.env.some(({ name }) => name === NETWORK_VIEW);
  return networkView === undefined || isOwn ? container.env : [...container.env, { name: NETWORK_VIEW, value: networkView }];
}

/** The ports that traffic arrives at, as a container declares them; each once. */
export function declaredPorts({ ports, exposeContainerPorts }: GatewaySpec): readonly Fields[] {
  if (!exposeContainerPorts) { return []; }
  const declared = new Map(ports.filter(({ targetPort }) => typeof targetPort === 'number' && targetPort !== ENVOY_METRICS.containerPort)
    .map(({ protocol, targetPort }): [string, Fields] => [`${protocol} ${targetPort}`, { containerPort: targetPort, protocol }]));
  return [...declared.values()];
}

/** Envoy's own metrics, which both templates declare. */
export const ENVOY_METRICS = { containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' } as const;
