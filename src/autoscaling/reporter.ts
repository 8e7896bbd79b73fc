/** Which proxy counted a request: the label `reporter` of Istio's metrics. */
export enum MetricReporter {
  /** The proxy beside the workload that was called: its sidecar. */
  DESTINATION = 'destination',

  /** The proxy that made the call: a gateway, or the sidecar of the caller. */
  SOURCE = 'source',

  /** The waypoint in front of the workload. */
  WAYPOINT = 'waypoint',
}
