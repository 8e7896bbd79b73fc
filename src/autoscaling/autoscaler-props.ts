import { MetricsAdapter } from './adapter';
import { MeshMetric } from './metric';
import { ScaleTarget } from './target';
import { ScalingBehavior } from '../presets/scaling-behavior';

/** An autoscaler. */
export interface MeshAutoscalerProps {
  /** What it scales. */
  readonly target: ScaleTarget;

  /** What it looks at. With several metrics the one that asks for most pods wins. */
  readonly metrics: MeshMetric[];

  /** What serves the metrics in the cluster. */
  readonly adapter: MetricsAdapter;

  /**
   * The fewest pods: 1 or more. A workload without pods reports no requests, and so would never be woken.
   *
   * @default 1
   */
  readonly minReplicas?: number;

  /** The most pods. */
  readonly maxReplicas: number;

  /**
   * How fast it moves: ScalingBehaviors has some that fit traffic.
   *
   * @default - Kubernetes' own: up at once, down after 5 minutes
   */
  readonly behavior?: ScalingBehavior;

  /**
   * The name of the HorizontalPodAutoscaler, or of the ScaledObject. The names of the metrics begin with it.
   *
   * @default - the id of the construct
   */
  readonly name?: string;

  /**
   * The namespace, which is that of the target.
   *
   * @default - that of the target, or of the chart
   */
  readonly namespace?: string;

  /**
   * Labels of the autoscaler.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the autoscaler, besides those of the adapter.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}
