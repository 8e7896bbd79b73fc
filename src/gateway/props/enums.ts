/** The direction of the traffic. */
export enum GatewayType {
  /** Into the mesh. */
  INGRESS = 'ingress',
  /** Out of the mesh. */
  EGRESS = 'egress',
}

/** How a gateway is written down. */
export enum GatewayRendering {
  /** ASM's IstioGateway resource, from which ASM makes everything; what it cannot hold stands beside it. Only on ASM. */
  ASM = 'ASM',
  /** A Deployment whose proxy istiod injects, with its Service and the rest: as the istio/gateway Helm chart. Only on Istio. */
  INJECTED = 'INJECTED',
  /** A Gateway of the Gateway API with an options ConfigMap, from which istiod makes everything. Only on Istio, 1.26 or later. */
  MANAGED = 'MANAGED',
}

/** The API version of the IstioGateway resource; both have the same fields. */
export enum IstioGatewayApiVersion {
  /** `istio.alibabacloud.com/v1beta1`. */
  V1BETA1 = 'v1beta1',
  /** `istio.alibabacloud.com/v1`. */
  V1 = 'v1',
}

/** The type of the Service. */
export enum GatewayServiceType {
  /** A load balancer of the cloud. */
  LOAD_BALANCER = 'LoadBalancer',
  /** A port of every node. */
  NODE_PORT = 'NodePort',
  /** Inside the cluster only. */
  CLUSTER_IP = 'ClusterIP',
  /** No Service at all, as the Helm chart has it. */
  NONE = 'None',
}

/** Which pods a node sends traffic to. */
export enum GatewayTrafficPolicy {
  /** To all of them. */
  CLUSTER = 'Cluster',
  /** To its own only; for traffic from outside that keeps the address of the client. */
  LOCAL = 'Local',
}

/** How pods resolve names. */
export enum GatewayDnsPolicy {
  /** By the cluster's DNS. */
  CLUSTER_FIRST = 'ClusterFirst',
  /** By the cluster's DNS, on the network of the node. */
  CLUSTER_FIRST_WITH_HOST_NET = 'ClusterFirstWithHostNet',
  /** As the node does. */
  DEFAULT = 'Default',
  /** As `dnsConfig` says. */
  NONE = 'None',
}
