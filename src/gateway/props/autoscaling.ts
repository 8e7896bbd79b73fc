/** A target of the autoscaler. */
export interface GatewayUtilization {
  /**
   * The average over the pods, in percent of what they request: 1 to 100.
   *
   * @default - none: the autoscaler does not look at this resource
   */
  readonly targetAverageUtilization?: number;
}
