import type { Fields } from '../../kube/given';
import type { GatewaySpec, KernelSpec } from '../spec';

/**
 * Parameters of the node, not of a network namespace: no pod has them for itself. Source: Linux net/core/sysctl_net_core.c,
 * net/ipv4/sysctl_net_ipv4.c, kernel/printk and mm/vmscan.c, where these stand in tables that are made once.
 */
const OF_THE_NODE: ReadonlySet<string> = new Set(['net.core.netdev_max_backlog', 'net.ipv4.tcp_max_orphans', 'kernel.printk', 'vm.swappiness']);

/** Linux removed it in 4.12 (commit 4396e46187ca); a container that sets it does not start. */
const GONE = 'net.ipv4.tcp_tw_recycle';

/** With it a proxy that is not root can listen below 1024. Istio's templates set it (files/kube-gateway.yaml, gateway-injection-template.yaml). */
export const UNPRIVILEGED_PORTS = { name: 'net.ipv4.ip_unprivileged_port_start', value: '0' } as const;

/** The init container that sets kernel parameters. */
export const KERNEL_CONTAINER = 'kernel-parameters';

/** Parameters that no rendering but ASM's can take. */
export function kernelProblems({ kernel }: GatewaySpec): readonly string[] {
  return Object.keys(kernel?.parameters ?? {}).flatMap((key) => {
    if (OF_THE_NODE.has(key)) {
      return [`'kernel.parameters' ${key} belongs to the whole node and no pod can have it for itself; set it on the nodes, or use the rendering ASM`];
    }
    return key === GONE ? [`'kernel.parameters' ${key} is in no kernel since Linux 4.12 and keeps the container from starting; leave it out`] : [];
  });
}

/**
 * Sets the parameters of the pod's network namespace before the proxy starts. Injection replaces the sysctls of a pod, and /proc/sys can only
 * be written by a privileged container. Each parameter is one argument: no shell reads it.
 */
export function kernelInitContainer({ parameters, initImage }: KernelSpec): Fields {
  return {
    name: KERNEL_CONTAINER,
    image: initImage,
    command: ['sysctl', '-w', ...Object.entries(parameters).map(([key, value]) => `${key}=${value}`)],
    securityContext: { privileged: true, runAsUser: 0, runAsGroup: 0, runAsNonRoot: false },
  };
}

/** The parameters as a pod's sysctls. The list replaces Istio's own as a whole, so what Istio sets stays in it. */
export function sysctls(parameters: Readonly<Record<string, string>>, others: readonly Fields[]): readonly Fields[] {
  const own = [...others, ...Object.entries(parameters).map(([name, value]) => ({ name, value }))];
  return own.some(({ name }) => name === UNPRIVILEGED_PORTS.name) ? own : [UNPRIVILEGED_PORTS, ...own];
}
