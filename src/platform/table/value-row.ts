import { Need } from '../needs';

/** Requests and limits as a default block writes them. */
export interface ResourceDefaults {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** The numbers of a readiness probe. */
export interface ReadinessDefaults {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly failureThreshold: number;
  readonly timeoutSeconds: number;
}

/** Where a limit of downstream connections is written. */
export interface ConnectionLimitCarrier {
  /** `none`: this version has no way that works. */
  readonly carrier: 'runtimeValues' | 'proxyMetadata' | 'none';
  readonly key: string;
}

/** The values that differ by flavour or version, and their types. Durations are in seconds. */
export interface VersionedValues {
  /** `terminationGracePeriodSeconds` of a waypoint that sets none. */
  readonly waypointGraceSeconds: number;
  /** `terminationGracePeriodSeconds` of any other pod that sets none. */
  readonly podGraceSeconds: number;
  readonly drainSeconds: number;
  readonly terminationDrainSeconds: number;
  /** MINIMUM_DRAIN_DURATION, which only exit-on-zero reads. */
  readonly minimumDrainSeconds: number;
  /** EXIT_ON_ZERO_ACTIVE_CONNECTIONS where nobody sets it. */
  readonly exitOnZero: boolean;
  /** holdApplicationUntilProxyStarts where nobody sets it. */
  readonly holdApplication: boolean;
  /** The range of ASM's gateway drain annotation, with a load balancer of Alibaba Cloud. */
  readonly gatewayDrainRange: { readonly min: number; readonly max: number };
  /** The keys that an options ConfigMap may have. */
  readonly overlayKeys: readonly string[];
  /** How many infrastructure labels, and how many annotations, a Gateway may have. */
  readonly infrastructureEntries: number;
  /** istiod adds the listeners of ListenerSets to a Gateway's Service. */
  readonly listenerSets: boolean;
  /** istiod makes the ServiceAccount of a managed Gateway one of its owned objects. */
  readonly ownedServiceAccount: boolean;
  /** An east-west gateway that istiod deploys sees the endpoints of its own network only. */
  readonly eastWestNetworkView: boolean;
  readonly proxyResources: ResourceDefaults;
  readonly initResources: ResourceDefaults;
  readonly waypointResources: ResourceDefaults;
  /** Resources of an IstioGateway that sets none. */
  readonly gatewayResources: ResourceDefaults;
  /** Replicas of an IstioGateway that sets none. */
  readonly gatewayReplicas: number;
  readonly gatewayServiceType: string;
  readonly gatewayTrafficPolicy: string;
  /** The fields that an IstioGateway may override by cluster, as documented. */
  readonly overrideFields: readonly string[];
  readonly readiness: ReadinessDefaults;
  /** Inbound ports that are never captured, in the order of istio-init's `-d`. Istio puts the user's own before the last, ASM behind it. */
  readonly uncapturedInboundPorts: readonly string[];
  /** Outbound ranges that are never captured, before the user's own in `-x`. */
  readonly uncapturedOutboundRanges: readonly string[];
  /** The template mounts the list of revoked certificates into sidecars. */
  readonly sidecarRevocationList: boolean;
  readonly proxyLogLevel: string;
  /** Envoy's worker threads where nobody sets them: a number, or the CPU limit rounded up. */
  readonly concurrency: number | 'cpu-limit';
  readonly dnsCapture: boolean;
  readonly statsInclusionRegexps: readonly string[];
  readonly clusterDomain: string;
  readonly trustDomain: string;
  readonly connectionLimitCarrier: ConnectionLimitCarrier;
  /** Namespaces whose pods are never injected. */
  readonly neverInjectedNamespaces: readonly string[];
  /** Kernel parameters that a pod may set without the kubelet's allow-list. */
  readonly safeSysctls: readonly string[];
}

/** One value, and where it holds. The first case that holds is taken. */
export interface ValueCase<T> {
  readonly need: Need;
  readonly value: T;
}

/** A value that cannot be known, with the reason. */
export interface Unpublished {
  readonly why: string;
}

/** What a value is on each flavour. */
export interface ValueRow<K extends keyof VersionedValues> {
  readonly key: K;
  readonly istio: ReadonlyArray<ValueCase<VersionedValues[K]>> | Unpublished;
  readonly asm: ReadonlyArray<ValueCase<VersionedValues[K]>> | Unpublished;
  readonly source: string;
}

export type AnyValueRow = { [K in keyof VersionedValues]: ValueRow<K> }[keyof VersionedValues];

/** A row with one value everywhere. */
export const always = <T>(value: T): ReadonlyArray<ValueCase<T>> => [{ need: {}, value }];
