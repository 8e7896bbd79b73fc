/** What an autoscaler scales, as far as Istio's metrics tell them apart. */
export enum TargetRole {
  /** A workload with a sidecar, or behind a waypoint. */
  WORKLOAD = 'workload',

  /** An ingress or egress gateway. */
  GATEWAY = 'gateway',

  /** A waypoint. */
  WAYPOINT = 'waypoint',
}
