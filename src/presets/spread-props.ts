/** How strongly pods are kept apart. */
export interface SpreadOptions {
  /**
   * A rule rather than a wish: a pod that cannot be placed apart stays pending. Then there must be more places than pods, the surge of a
   * rolling update included.
   *
   * @default false: the scheduler does what it can, and two pods may still meet
   */
  readonly required?: boolean;

  /**
   * How much the wish counts beside others, 1 to 100: a score, not a rank. Only where it is not required.
   *
   * @default 100
   */
  readonly weight?: number;
}

/** How strongly pods are kept apart over nodes, and over zones. */
export interface NodesAndZonesOptions {
  /**
   * Over nodes.
   *
   * @default - a wish of weight 100
   */
  readonly nodes?: SpreadOptions;

  /**
   * Over zones.
   *
   * @default - a wish of weight 100
   */
  readonly zones?: SpreadOptions;
}

/** In which order vSwitches are used for elastic container instances. */
export enum EciStrategy {
  /** In the listed order: the next one is used when the one before has no capacity or addresses left. All pods may stand in one zone. */
  ORDERED = 'VSwitchOrdered',

  /** At random: pods land in all zones in the long run; two pods may still share one. */
  RANDOM = 'VSwitchRandom',
}

/** A vSwitch with the zone it is in, so that a reader and a check can tell zones apart. */
export interface EciVSwitch {
  /** Its id, `vsw-bp1…`. */
  readonly vSwitch: string;
  /** Its zone, `cn-hangzhou-h`. */
  readonly zone: string;
}

/** Spreading on elastic container instances (ACK Serverless, virtual nodes). */
export interface EciSpreadOptions {
  /** The vSwitches, one to ten: `{ zone, vSwitch }` pairs, or plain ids. All in the VPC of the cluster. */
  readonly vSwitches: (string | EciVSwitch)[];

  /**
   * The order in which they are used.
   *
   * @default EciStrategy.RANDOM
   */
  readonly strategy?: EciStrategy;
}
