/** Whose traffic goes through a waypoint. */
export enum WaypointTraffic {
  /** Of Services: what calls a Service that is behind the waypoint. Istio's own. */
  SERVICE = 'service',
  /** Of pods: what calls the address of a pod that is behind the waypoint. */
  WORKLOAD = 'workload',
  /** Of both. */
  ALL = 'all',
  /** None; for tests. */
  NONE = 'none',
}

/** How a waypoint can be reached. */
export enum WaypointServiceType {
  /** Inside the cluster: the waypoint's own. */
  CLUSTER_IP = 'ClusterIP',
  /** Also through a port of every node. */
  NODE_PORT = 'NodePort',
  /** Also through a load balancer of the cloud, from other clusters for example. */
  LOAD_BALANCER = 'LoadBalancer',
}

/** Which of the waypoint's pods a client is sent to. */
export enum WaypointTrafficDistribution {
  /** Any of them. */
  ANY = 'Any',
  /** The closest ones, by network, region, zone and subzone: the waypoint's own. */
  PREFER_CLOSE = 'PreferClose',
  /** The same by its newer name: Istio 1.27 or later. */
  PREFER_SAME_ZONE = 'PreferSameZone',
  /** One on the client's node, where there is one: Istio 1.27 or later. */
  PREFER_SAME_NODE = 'PreferSameNode',
}
