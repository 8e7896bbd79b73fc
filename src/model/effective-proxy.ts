import type { Platform } from '../platform';
import type { Manifest, ObjectKey } from './manifest/types';
import type { Effective, Origin } from './origin';
import type { ProxyConfigView } from './proxy-config-view';
import type { TracedObject } from './traced';
import type { Tri } from './tri';
import type { IntOrPercent, Quantity } from '../kube';

/** What a proxy is for. */
export type ProxyRole = 'gateway' | 'waypoint' | 'east-west' | 'sidecar';

/**
 * Who makes the proxy's pod.
 *
 * - `managed`: istiod (or ASM) deploys a Gateway API Gateway.
 * - `injected`: a Deployment or DaemonSet whose `istio-proxy` container the injector fills in.
 * - `asm`: ASM deploys an IstioGateway resource.
 * - `sidecar`: the injector adds a proxy to an application's pod.
 */
export type ProxyMake = 'managed' | 'injected' | 'asm' | 'sidecar';

/** Why a proxy will not run as written, in the words of the program that refuses, and where to look. */
export interface Refusal {
  /** Stable, for rules: `unknown-overlay-key`, `identity-change`, `host-network` … */
  readonly code: string;
  readonly message: string;
  /** The manifest and place to look at. */
  readonly origin: Origin;
}

/** Whether the proxy runs at all. `unknown` when a fact is missing; the refusals then say which. */
export type ProxyState = 'runs' | 'refused' | 'not-injected' | 'unknown';

/** A setting that its author wrote and that has no effect, because something else decides there. */
export interface LostSetting {
  /** Where it stands in the manifest that its origin names. */
  readonly pointer: string;
  readonly value: unknown;
  readonly why: string;
  readonly origin: Origin;
}

/** What stops a proxy, second by second. All times are seconds. */
export interface Shutdown {
  /** `terminationGracePeriodSeconds`: SIGKILL this long after the pod's deletion; preStop time counts. */
  readonly gracePeriod: Effective<number>;
  /** How long the preStop hook takes; 0 without one; unknown for a hook whose time cannot be read. */
  readonly preStop: Effective<number>;
  /** `drainDuration`: how long Envoy keeps accepting while it asks clients to go. */
  readonly drain: Effective<number>;
  /** `terminationDrainDuration`: how long the agent waits between SIGTERM and killing Envoy. */
  readonly terminationDrain: Effective<number>;
  /** `EXIT_ON_ZERO_ACTIVE_CONNECTIONS`: wait for connections to end instead of for a time. */
  readonly exitOnZero: Effective<boolean>;
  /** `MINIMUM_DRAIN_DURATION`: the wait before connections are first counted. */
  readonly minimumDrain: Effective<number>;
  /** A sidecar that runs as an init container with `restartPolicy: Always`. */
  readonly native: Effective<boolean>;
  /** What happens when, from the pod's deletion on. */
  readonly timeline: ShutdownTimeline;
}

/** The parts of a shutdown in order. A time that is not known leaves `end` undefined. */
export interface ShutdownTimeline {
  readonly steps: readonly ShutdownStep[];
  /** When Envoy is stopped by the agent; undefined when only connections decide (exit-on-zero) or a time is unknown. */
  readonly stopped?: number;
  /** When the kubelet kills what is left; undefined when the grace period is unknown. */
  readonly killed?: number;
  /** Seconds between `stopped` (for exit-on-zero: the first count) and the kill; negative: requests are cut. */
  readonly slack?: number;
}

export interface ShutdownStep {
  readonly name: 'preStop' | 'drain' | 'terminationDrain' | 'minimumDrain' | 'connections' | 'endpointLag';
  readonly start: number;
  /** Undefined: open end. */
  readonly end?: number;
  readonly note?: string;
}

/** One HorizontalPodAutoscaler (or KEDA ScaledObject) that moves the proxy's workload. */
export interface Autoscaler {
  readonly object: TracedObject;
  /** `managed`: the proxy's own, made with it; `user`: stands beside it. */
  readonly owner: 'managed' | 'user';
  readonly minReplicas: Effective<number>;
  readonly maxReplicas: Effective<number | undefined>;
}

/** How many pods there are, and who decides. */
export interface Scaling {
  /** `spec.replicas` as it stands; absent when an autoscaler owns it. Not there for a DaemonSet. */
  readonly replicas: Effective<number | undefined>;
  readonly autoscalers: readonly Autoscaler[];
  /** Autoscalers of other workloads that look at pods at which one of these looks: Kubernetes then stops all of them. */
  readonly rivals: readonly Autoscaler[];
  /** The fewest and most pods in steady state. `max` is undefined for a DaemonSet (one a node). */
  readonly min: Effective<number>;
  readonly max: Effective<number | undefined>;
}

/** How a rolling update goes, at the fewest replicas, rounded as Kubernetes rounds (surge up, unavailable down). */
export interface Rollout {
  readonly strategy: Effective<string>;
  readonly maxSurge: Effective<IntOrPercent>;
  readonly maxUnavailable: Effective<IntOrPercent>;
  /** Most pods at one time, and fewest ready ones, during an update that starts from `Scaling.min`. */
  readonly highWater: Effective<number>;
  readonly lowWater: Effective<number>;
}

/** A PodDisruptionBudget that selects the proxy's pods. */
export interface Budget {
  readonly object: TracedObject;
  readonly owner: 'managed' | 'user';
  readonly minAvailable?: IntOrPercent;
  readonly maxUnavailable?: IntOrPercent;
  /** Why it is not certain that it selects the pods: it asks for a label that they may carry or not. */
  readonly doubt?: string;
}

/** One rule that spreads the proxy's pods: an anti-affinity term, a topology spread constraint, or ports of the node that only one pod can hold. */
export interface Spread {
  readonly kind: 'anti-affinity' | 'topology-spread' | 'eci' | 'host-ports';
  /** `kubernetes.io/hostname`, `topology.kubernetes.io/zone` …; for ECI the annotation key. */
  readonly topologyKey: string;
  /** Hard: the scheduler leaves a pod pending rather than break it. */
  readonly required: boolean;
  readonly weight?: number;
  readonly maxSkew?: number;
  /** With fewer domains than this the emptiest one counts as empty, so that each takes `maxSkew` pods. */
  readonly minDomains?: number;
  /** The ports that a pod holds on its node, each as `80/TCP`, or `10.0.0.1:80/TCP` where it names an address of the node. */
  readonly ports?: readonly string[];
  /** Does its selector match the proxy's own pods? A rule that does not is a silent no-op. */
  readonly matchesOwnPods: boolean;
  /** Why that is not certain; `matchesOwnPods` is then true, so that nobody calls it a no-op. */
  readonly doubt?: string;
  /** Does it count the pods of the revision before as well, which an update replaces? Undefined: a version that is not known decides. */
  readonly matchesOlderPods: Tri;
  /** It asks for pods that differ from the own ones in a label (`mismatchLabelKeys`): it is meant against others. */
  readonly againstOthers?: true;
  /** Where it stands in the workload. */
  readonly pointer: string;
}

/** CPU and memory of the istio-proxy container. Absent ones are known to be absent. */
export interface ProxyResources {
  readonly requests: { readonly cpu: Effective<Quantity | undefined>; readonly memory: Effective<Quantity | undefined> };
  readonly limits: { readonly cpu: Effective<Quantity | undefined>; readonly memory: Effective<Quantity | undefined> };
}

/** What a waypoint stands in front of. */
export interface Attachment {
  /** Namespace, Service, ServiceEntry, Pod or workload whose label `istio.io/use-waypoint` names this waypoint. */
  readonly by: ObjectKey;
  /** Named by `istio.io/use-waypoint-canary`: it gets a share of the connections, beside another waypoint. */
  readonly canary?: true;
  readonly manifest?: Manifest;
  /**
   * False when the waypoint does not take it: `allowedRoutes` of its listener does not let the other namespace in, or
   * `istio.io/waypoint-for` asks for other traffic.
   */
  readonly accepted: Effective<boolean>;
}

/**
 * One proxy that will run: a gateway, a waypoint or a sidecar, in one cluster. The heart of the library: checks, previews, diff and
 * pictures read this record and nothing else.
 */
export interface EffectiveProxy {
  readonly role: ProxyRole;
  readonly make: ProxyMake;
  readonly platform: Platform;
  readonly cluster?: string;
  readonly namespace?: string;
  /** The name of the workload that runs. */
  readonly name: string;
  /** The Gateway, IstioGateway, Deployment … that asked for it. */
  readonly declaredBy: Manifest;
  readonly state: ProxyState;
  readonly refusals: readonly Refusal[];

  /** The Deployment or DaemonSet as the cluster will hold it; for a pod-level make, as the pods will be. */
  readonly workload: TracedObject;
  /** Pointer of the pod template inside `workload` (`/spec/template`, or '' for a bare Pod). */
  readonly template: string;
  /** Pointer of the istio-proxy container inside `workload`; undefined when there is none. */
  readonly container?: string;
  /** Every other object made with the proxy: Service, ServiceAccount, HPA, PDB. */
  readonly companions: readonly TracedObject[];

  /** Istio's ProxyConfig for this proxy, as istiod and the agent read it. */
  readonly proxyConfig: ProxyConfigView;
  readonly shutdown: Shutdown;
  readonly scaling: Scaling;
  readonly rollout: Rollout;
  readonly resources: ProxyResources;
  readonly spread: readonly Spread[];
  /** Budgets and Services that select the proxy's pods, made with it or not. */
  readonly budgets: readonly Budget[];
  readonly services: readonly TracedObject[];
  /** What was written for the proxy and does not reach it. Absent where nothing can get lost. */
  readonly lost?: readonly LostSetting[];
  /** Only for waypoints. */
  readonly attachments: readonly Attachment[];
}
