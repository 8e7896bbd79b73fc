/** A group of rules. It only names them: the rules themselves are loaded when they first run. */
export interface IValidationAspect {
  /** The group's name, for people. */
  readonly name: string;
  /** The ids of its rules. `cdk8s-istio rules ID`, or docs/rules, says what each checks and why. */
  readonly ruleIds: string[];
}

/** `DRN001` to `DRN019`, without the numbers that are no rules (docs/rules/left-out.md). */
function ids(group: string, count: number, leftOut: readonly number[] = []): string[] {
  return Array.from({ length: count }, (_, i) => i + 1).filter((number) => !leftOut.includes(number))
    .map((number) => `${group}${String(number).padStart(3, '0')}`);
}

/**
 * Shutdown: the grace period must outlast the drain, the drain must outlast Envoy's own window, and what stands in the way is named.
 */
export class DrainOrderAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'drain order';
  /** The ids of its rules, DRN001 to DRN019. */
  public readonly ruleIds = ids('DRN', 19);
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

/** Scaling and rollout: who decides how many pods there are, and whether a rollout or a node drain leaves enough of them. */
export class ScalingAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'scaling';
  /** The ids of its rules, SCL001 to SCL033. */
  public readonly ruleIds = ids('SCL', 33);
}

/** Resources: quantities that mean what they say, requests within limits, and what the injector makes of them. */
export class ResourcesAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'resources';
  /** The ids of its rules, RES001 to RES015. */
  public readonly ruleIds = ids('RES', 15);
}

/** Services and ports: what the server refuses, and what leads traffic to the wrong listener. */
export class NetworkingAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'networking';
  /** The ids of its rules, NET001 to NET032. */
  public readonly ruleIds = ids('NET', 32);
}

/** Security: what weakens a proxy, what bypasses the mesh, and text that breaks out of where it is put. */
export class SecurityAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'security';
  /** The ids of its rules, SEC001 to SEC023 without SEC016. */
  public readonly ruleIds = ids('SEC', 23, [16]);
}

/** Names, sizes and output: limits of the API server, objects that overwrite each other, text that readers of YAML change. */
export class OutputAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'output';
  /** The ids of its rules, LIM001 to LIM014, without LIM010 and LIM011. */
  public readonly ruleIds = ids('LIM', 14);
}

/** Deprecated API versions, annotations and settings. */
export class DeprecationAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'deprecation';
  /** The ids of its rules, DEP001 to DEP009. */
  public readonly ruleIds = ids('DEP', 9);
}

/** Sidecars: which traffic they capture, which settings have no effect, and policies that contradict each other. */
export class CaptureAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'capture';
  /** The ids of its rules, CAP001 to CAP037 without CAP011 and CAP017. */
  public readonly ruleIds = ids('CAP', 37, [11, 17]);
}

/** Versions: what the target version does not know, and which of its faults a setting meets. */
export class VersionAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'versions';
  /** The ids of its rules, VER003 to VER009 without VER005. */
  public readonly ruleIds = ids('VER', 9, [1, 2, 5]);
}

/** Many clusters: overrides that reach no cluster, and specs that differ where they must not. */
export class MultiClusterAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'clusters';
  /** The ids of its rules, MUL001 to MUL011, without MUL005. */
  public readonly ruleIds = ids('MUL', 11, [5]);
}

/** Gateway API: options and overlays that istiod refuses or that merge into something else, listeners, routes that no listener takes, waypoints and who uses them. */
export class GatewayApiAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'gateway API';
  /** The ids of its rules, GWA001 to GWA034. */
  public readonly ruleIds = ids('GWA', 34);
}

/** Compression: values that Envoy refuses, and compression that does nothing. */
export class CompressionAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'compression';
  /** The ids of its rules, CMP001 to CMP008. */
  public readonly ruleIds = ids('CMP', 8);
}

/** Autoscaling on telemetry: queries that an adapter ignores, misreads, or that answer something else than was meant. */
export class TelemetryAspect implements IValidationAspect {
  /** The group's name. */
  public readonly name = 'telemetry';
  /** The ids of its rules, TEL001 to TEL021. */
  public readonly ruleIds = ids('TEL', 21, [17, 18]);
}
