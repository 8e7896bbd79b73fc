import { MeshMetric, MetricsAdapter } from '../../autoscaling';
import { ScalingBehavior } from '../../presets/scaling-behavior';

/** An autoscaler for the waypoint's pods. */
export interface WaypointAutoscaling {
  /**
   * The fewest pods.
   *
   * @default - Kubernetes' own, 1
   */
  readonly minReplicas?: number;

  /** The most pods. The same as the fewest keeps the number fixed. */
  readonly maxReplicas: number;

  /**
   * The average CPU over the pods, in percent of what they request: 1 or more.
   *
   * @default - on Istio Kubernetes' own where there is no metric at all: 80 percent; on ASM as ASM has it
   */
  readonly cpuUtilization?: number;

  /**
   * The average memory over the pods, in percent of what they request: 1 or more.
   *
   * @default - memory is not looked at
   */
  readonly memoryUtilization?: number;

  /**
   * More metrics, as an autoscaler of `autoscaling/v2` lists them: `{ type: 'Pods', pods: { … } }`.
   *
   * @default - none
   */
  readonly metrics?: { [key: string]: any }[];

  /**
   * What the autoscaler looks at besides: the requests that the waypoint passes on, as its proxies count them. Istio's metrics do not name a
   * waypoint: with several in one namespace, narrow them by `filter.labels`.
   *
   * @default - none
   */
  readonly meshMetrics?: MeshMetric[];

  /**
   * What serves the mesh metrics in the cluster. One that makes the autoscaler by itself, KEDA, needs a MeshAutoscaler in its place.
   *
   * @default - none; needed as soon as there are mesh metrics
   */
  readonly metricsAdapter?: MetricsAdapter;

  /**
   * How fast the number of pods moves.
   *
   * @default - Kubernetes' own
   */
  readonly behavior?: ScalingBehavior;
}
