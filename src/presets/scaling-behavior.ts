import { Duration } from 'cdk8s';

/** Which of several steps counts. */
export enum ScalingSelect {
  /** The one that changes most: Kubernetes' own. */
  MAX = 'Max',

  /** The one that changes least. */
  MIN = 'Min',

  /** No change in this direction at all. */
  DISABLED = 'Disabled',
}

/** So much change within a period: pods or a percentage, one of the two. */
export interface ScalingStep {
  /**
   * So many pods.
   *
   * @default - `percent` is given
   */
  readonly pods?: number;

  /**
   * So many percent of the pods there are.
   *
   * @default - `pods` is given
   */
  readonly percent?: number;

  /** Within this time: 1 second to 30 minutes. */
  readonly period: Duration;
}

/** How fast the number of pods moves in one direction. */
export interface ScalingRules {
  /**
   * How far back recommendations are looked at, so that a short dip or peak moves nothing: up to one hour.
   *
   * @default - Kubernetes' own: 0 when it scales up, 5 minutes when it scales down
   */
  readonly stabilizationWindow?: Duration;

  /**
   * Which of the steps counts.
   *
   * @default - Kubernetes' own, ScalingSelect.MAX
   */
  readonly select?: ScalingSelect;

  /**
   * The steps.
   *
   * @default - Kubernetes' own
   */
  readonly steps?: ScalingStep[];
}

/**
 * How an autoscaler moves the number of pods.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior
 */
export interface ScalingBehavior {
  /**
   * Upwards.
   *
   * @default - Kubernetes' own
   */
  readonly scaleUp?: ScalingRules;

  /**
   * Downwards. Its window should be at least as long as a pod needs to stop.
   *
   * @default - Kubernetes' own
   */
  readonly scaleDown?: ScalingRules;
}
