import { WaypointServiceType, WaypointTrafficDistribution } from './enums';

/** The Service before the waypoint's pods. Only on Istio: ASM documents no options for it. */
export interface WaypointService {
  /**
   * How it can be reached.
   *
   * @default - WaypointServiceType.CLUSTER_IP
   */
  readonly type?: WaypointServiceType;

  /**
   * Labels.
   *
   * @default - those that istiod gives it
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations, for a load balancer for example.
   *
   * @default - those that istiod gives it
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Which of the pods a client is sent to.
   *
   * @default - WaypointTrafficDistribution.PREFER_CLOSE
   */
  readonly trafficDistribution?: WaypointTrafficDistribution;

  /**
   * Whether clients reach pods of their own node only: `Cluster` or `Local`.
   *
   * @default - Kubernetes' own, Cluster
   */
  readonly internalTrafficPolicy?: string;

  /**
   * `SingleStack`, `PreferDualStack` or `RequireDualStack`.
   *
   * @default - PreferDualStack
   */
  readonly ipFamilyPolicy?: string;

  /**
   * `IPv4` and `IPv6`, in this order or the other.
   *
   * @default - those of the cluster
   */
  readonly ipFamilies?: string[];

  /**
   * Who makes the load balancer; only for the type LOAD_BALANCER.
   *
   * @default - the cloud's own
   */
  readonly loadBalancerClass?: string;
}
