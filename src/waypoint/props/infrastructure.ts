/**
 * Labels and annotations for everything that is made for the waypoint, its pods included; a change replaces the pods. As soon as either is
 * given, istiod no longer copies those of the Gateway itself, so the waypoint's own `labels` or `annotations` are added to them. Eight of
 * each at most, the added ones included; sixteen from Gateway API 1.6.
 */
export interface WaypointInfrastructure {
  /**
   * Labels.
   *
   * @default - istiod copies those of the Gateway
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations.
   *
   * @default - istiod copies those of the Gateway
   */
  readonly annotations?: { [key: string]: string };
}

/** An options ConfigMap that somebody else makes. */
export interface WaypointParametersRef {
  /** Its name. */
  readonly name: string;

  /**
   * Its kind; nothing but a ConfigMap will do.
   *
   * @default 'ConfigMap'
   */
  readonly kind?: string;

  /**
   * Its API group; that of ConfigMaps is empty.
   *
   * @default ''
   */
  readonly group?: string;

  /**
   * Its namespace, which must be that of the waypoint.
   *
   * @default - that of the waypoint
   */
  readonly namespace?: string;
}
