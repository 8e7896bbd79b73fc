import { WaypointProps } from './waypoint-props';

/** A waypoint in a chart of its own. */
export interface WaypointChartProps extends WaypointProps {
  /**
   * Whether generated names go without a hash. The objects of a waypoint have explicit names; this is for what is added to the chart.
   *
   * @default false
   */
  readonly disableResourceNameHashes?: boolean;
}

/** How something is put behind a waypoint. */
export interface WaypointUse {
  /**
   * Whether traffic from ingress gateways goes through the waypoint too (`istio.io/ingress-use-waypoint`). For Services, ServiceEntries and
   * namespaces.
   *
   * @default false: it goes to the pods directly
   */
  readonly ingress?: boolean;
}
