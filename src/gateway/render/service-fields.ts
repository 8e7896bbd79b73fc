import { given, type Fields } from '../../kube/given';
import type { GatewaySpec } from '../spec';

/** What a Service is of where nobody says: an egress gateway is for the inside. */
export function serviceType({ service, gatewayType }: GatewaySpec): 'LoadBalancer' | 'NodePort' | 'ClusterIP' | 'None' {
  return service.type ?? (gatewayType === 'egress' ? 'ClusterIP' : 'LoadBalancer');
}

/** Fields of the Service under their own names, but for type, ports and selector. */
export function serviceFields({ service }: GatewaySpec): Fields {
  return given({
    clusterIP: service.clusterIP,
    externalIPs: service.externalIPs,
    ipFamilies: service.ipFamilies,
    ipFamilyPolicy: service.ipFamilyPolicy,
    loadBalancerClass: service.loadBalancerClass,
    loadBalancerIP: service.loadBalancerIP,
    loadBalancerSourceRanges: service.loadBalancerSourceRanges,
    allocateLoadBalancerNodePorts: service.allocateLoadBalancerNodePorts,
    externalTrafficPolicy: service.externalTrafficPolicy,
    internalTrafficPolicy: service.internalTrafficPolicy,
    healthCheckNodePort: service.healthCheckNodePort,
  });
}
