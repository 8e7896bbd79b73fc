/** A group of rules. It only names them: the rules themselves are loaded when they first run. */
export interface IValidationAspect {
  /** The group's name, for people. */
  readonly name: string;
  /** The ids of its rules. `cdk8s-istio rules ID`, or docs/rules, says what each checks and why. */
  readonly ruleIds: string[];
}

/** `DRN001` to `DRN017`. */
function ids(group: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${group}${String(i + 1).padStart(3, '0')}`);
}

/**
 * Shutdown: the grace period must outlast the drain, the drain must outlast Envoy's own window, and what stands in the way is named.
 */
export class DrainOrderAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'drain order';
  /** The ids of its rules, DRN001 to DRN017. */
  public readonly ruleIds = ids('DRN', 17);
}

/**
 * Availability: the replicas of a proxy must not share one node or one zone, and the rule that spreads them must match its pods and fit.
 */
export class AntiAffinityAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'anti-affinity';
  /** The ids of its rules, AVL001 to AVL016. */
  public readonly ruleIds = ids('AVL', 16);
}
