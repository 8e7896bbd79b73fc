/**
 * Partial objects for what no prop says, merged over what the mesh makes as Kubernetes merges a strategic patch: each an object, or YAML
 * text. They are judged after merging: unknown fields, wrong types, two members of a "one of" and changes of identity are errors. A prop and
 * an overlay may not set the same field to different values.
 */
export interface WaypointOverlays {
  /**
   * For the Deployment.
   *
   * @default - none
   */
  readonly deployment?: string | { [key: string]: any };

  /**
   * For the Service. Not documented for ASM.
   *
   * @default - none
   */
  readonly service?: string | { [key: string]: any };

  /**
   * For the ServiceAccount. Not documented for ASM.
   *
   * @default - none
   */
  readonly serviceAccount?: string | { [key: string]: any };

  /**
   * For the HorizontalPodAutoscaler, which exists only where it is asked for.
   *
   * @default - none
   */
  readonly horizontalPodAutoscaler?: string | { [key: string]: any };

  /**
   * For the PodDisruptionBudget, which exists only where it is asked for. Not documented for ASM.
   *
   * @default - none
   */
  readonly podDisruptionBudget?: string | { [key: string]: any };

  /**
   * The proxy's configuration. Only ASM has this option: on Istio it would keep the whole waypoint from being made.
   *
   * @default - none
   */
  readonly proxyConfig?: string | { [key: string]: any };
}
