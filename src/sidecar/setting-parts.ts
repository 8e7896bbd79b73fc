import type { Duration } from 'cdk8s';

/** Resources of a container, as Kubernetes writes them. */
export interface SidecarResources {
  /**
   * What is set aside, by resource name: `{ cpu: '100m', memory: '128Mi' }`.
   *
   * @default - none
   */
  readonly requests?: { [name: string]: string };

  /**
   * The most it may use, by resource name.
   *
   * @default - none
   */
  readonly limits?: { [name: string]: string };
}

/** What proportional resources are a part of. */
export enum SidecarScalingStrategy {
  /** The largest of the application's containers, resource by resource. */
  MAX = 'PercentageMax',
  /** All of the application's containers together. */
  SUM = 'PercentageSum',
  /** One container, by name; the pod's annotation `scaled-resource.inject.istio.alibabacloud.com/container-ref` comes first. */
  CONTAINER = 'PercentageRef',
}

/**
 * Resources as a part of the application's. Without requests there the sidecar asks for 100m and 128Mi, without limits it has none; nothing is
 * below 100m and 128Mi; memory is cut to whole Mi.
 */
export interface ScaledSidecarResources {
  /** The part, in percent. */
  readonly percentage: number;

  /**
   * What it is a part of.
   *
   * @default SidecarScalingStrategy.MAX, or CONTAINER where a container is named
   */
  readonly strategy?: SidecarScalingStrategy;

  /**
   * The container for `SidecarScalingStrategy.CONTAINER`.
   *
   * @default - none
   */
  readonly container?: string;
}

/** An amount of ACK's overcommitted resources. */
export interface OvercommittedAmount {
  /**
   * Thousandths of a core (`kubernetes.io/batch-cpu`).
   *
   * @default - not set
   */
  readonly cpuMillicores?: number;

  /**
   * Memory, such as `256Mi` (`kubernetes.io/batch-memory`).
   *
   * @default - not set
   */
  readonly memory?: string;
}

/** Resources from ACK's dynamic overcommitment. */
export interface OvercommittedSidecarResources {
  /**
   * What is set aside.
   *
   * @default - nothing
   */
  readonly requests?: OvercommittedAmount;

  /**
   * The most it may use.
   *
   * @default - no limit
   */
  readonly limits?: OvercommittedAmount;
}

/** How traffic gets to the sidecar. */
export enum SidecarInterceptionMode {
  /** By redirection: the application sees the sidecar as the client. */
  REDIRECT = 'REDIRECT',
  /** Transparently: the application sees the address of the client. */
  TPROXY = 'TPROXY',
  /** Not at all: nothing is captured. */
  NONE = 'NONE',
}

/** What happens to traffic for hosts that the mesh does not know. */
export enum OutboundTrafficMode {
  /** It goes through. */
  ALLOW_ANY = 'ALLOW_ANY',
  /** It does not: HTTP is answered with 502, a TCP connection is reset. No boundary of security. */
  REGISTRY_ONLY = 'REGISTRY_ONLY',
  /** It goes through, and hosts are resolved by name; for the whole mesh only, from Istio 1.31. */
  ALLOW_ANY_DYNAMIC_DNS = 'ALLOW_ANY_DYNAMIC_DNS',
}

/** An HTTP request of a hook. */
export interface SidecarHttpGet {
  /** The port. */
  readonly port: number;

  /**
   * The path.
   *
   * @default '/'
   */
  readonly path?: string;
}

/** What runs when a container starts or before it stops: exactly one of these. */
export interface SidecarHook {
  /**
   * A command, as a list of its words.
   *
   * @default - no command
   */
  readonly exec?: string[];

  /**
   * A request to the container.
   *
   * @default - no request
   */
  readonly httpGet?: SidecarHttpGet;

  /**
   * A pause, in whole seconds; needs Kubernetes 1.30.
   *
   * @default - no pause
   */
  readonly sleep?: Duration;
}

/** Hooks of the container istio-proxy. */
export interface SidecarLifecycle {
  /**
   * After its start; the next container starts when it has ended.
   *
   * @default - none
   */
  readonly postStart?: SidecarHook;

  /**
   * Before the signal to stop; its time counts against the grace period.
   *
   * @default - none
   */
  readonly preStop?: SidecarHook;
}

/** The readiness probe of istio-proxy. */
export interface SidecarReadiness {
  /**
   * Seconds until the first probe.
   *
   * @default - the mesh's own
   */
  readonly initialDelaySeconds?: number;

  /**
   * Seconds between probes.
   *
   * @default - the mesh's own
   */
  readonly periodSeconds?: number;

  /**
   * Failures in a row until the pod counts as not ready.
   *
   * @default - the mesh's own
   */
  readonly failureThreshold?: number;
}

/** Metrics that Envoy reports in addition. */
export interface SidecarStatsMatcher {
  /**
   * Beginnings of their names.
   *
   * @default - none
   */
  readonly prefixes?: string[];

  /**
   * Ends of their names.
   *
   * @default - none
   */
  readonly suffixes?: string[];

  /**
   * Regular expressions (RE2) for whole names: `.*outlier_detection.*`.
   *
   * @default - none
   */
  readonly regexps?: string[];
}

/** Tracing of requests. */
export interface SidecarTracing {
  /**
   * The part of requests that is traced, in percent.
   *
   * @default - the mesh's own
   */
  readonly sampling?: number;

  /**
   * The longest path that a span holds.
   *
   * @default - the mesh's own
   */
  readonly maxPathTagLength?: number;

  /**
   * Where Zipkin takes spans: `zipkin.istio-system:9411`.
   *
   * @default - the mesh's own
   */
  readonly zipkinAddress?: string;
}

/** Builds of the proxy image. */
export enum SidecarImageType {
  /** The usual one. */
  DEFAULT = 'default',
  /** With tools for finding errors. */
  DEBUG = 'debug',
  /** Without a shell and without anything else that is not needed. */
  DISTROLESS = 'distroless',
}
