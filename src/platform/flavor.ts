/** Which mesh runs. */
export enum Flavor {
  /** Upstream Istio. */
  ISTIO = 'istio',

  /** Alibaba Cloud Service Mesh: its control plane runs beside the clusters and has an API server of its own. */
  ASM = 'asm',
}

/** What kind of cluster the mesh's proxies run in, where that decides what can be scheduled. */
export enum ClusterKind {
  /** An ACK cluster with nodes of its own (managed or dedicated). */
  ACK = 'ack',

  /** An ACK Serverless cluster: every pod runs on a virtual node, so there is no anti-affinity between nodes. */
  ACK_SERVERLESS = 'ack-serverless',

  /** A cluster from elsewhere that is registered with ACK; load balancers are its own affair. */
  REGISTERED = 'registered',

  /** Any other cluster. */
  OTHER = 'other',
}
