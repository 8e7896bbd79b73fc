import type { Duration } from 'cdk8s';
import type {
  OutboundTrafficMode, OvercommittedSidecarResources, ScaledSidecarResources, SidecarImageType, SidecarInterceptionMode, SidecarLifecycle,
  SidecarReadiness, SidecarResources, SidecarStatsMatcher, SidecarTracing,
} from './setting-parts';

/**
 * What can be set of a sidecar. What is left out falls through to the next level (pod, workload, namespace, global), and there to the mesh's
 * own default. Changes reach pods that are created afterwards.
 */
export interface SidecarSettings {
  // ---- resources
  /**
   * Resources of istio-proxy. On Istio they are four annotations of the pod, and one of them discards every default of the others, for
   * istio-init too: a number that is not given here is then not set at all.
   *
   * @default - requests of 100m and 128Mi, limits of 2 and 1Gi
   */
  readonly resources?: SidecarResources;

  /**
   * Resources of istio-proxy as a part of those of the application's containers. It comes before `resources`, which then hold only where the
   * named container is not there. On Istio the numbers are computed when the manifests are written.
   *
   * @default - off
   */
  readonly scaledResources?: ScaledSidecarResources;

  /**
   * Resources of istio-init.
   *
   * @default - on Istio those of istio-proxy, on ASM requests of 10m and 10Mi and limits of 2 and 1Gi
   */
  readonly initResources?: SidecarResources;

  /**
   * Resources of istio-proxy from ACK's dynamic overcommitment, for pods with the label `koordinator.sh/qosClass`. Needs ASM 1.16 and ACK Pro.
   *
   * @default - off
   */
  readonly overcommittedResources?: OvercommittedSidecarResources;

  /**
   * The same for istio-init.
   *
   * @default - off
   */
  readonly overcommittedInitResources?: OvercommittedSidecarResources;

  /**
   * Envoy's worker threads (PROXY_CONFIG, and on ASM the argument `--concurrency`). 0 means all cores of the node on Istio, and as many as the
   * limits or requests allow on ASM.
   *
   * @default - on Istio the CPU limit rounded up, on ASM 2
   */
  readonly concurrency?: number;

  // ---- what is captured
  /**
   * Ranges whose outbound traffic goes through the sidecar, with commas: `10.0.0.0/8,192.168.0.0/16`. `*` is all, the empty text none. On ASM
   * from 1.15.3.25 (as are the five lists that follow).
   *
   * @default '*'
   */
  readonly includeOutboundIpRanges?: string;

  /**
   * Ranges whose outbound traffic does not; comes before every include.
   *
   * @default - none; ASM always leaves 192.168.0.1/32 out
   */
  readonly excludeOutboundIpRanges?: string;

  /**
   * Ports whose inbound traffic goes through the sidecar, with commas. `*` is all, the empty text none.
   *
   * @default '*'
   */
  readonly includeInboundPorts?: string;

  /**
   * Ports whose inbound traffic does not; only while all of them are included.
   *
   * @default - none beside the sidecar's own
   */
  readonly excludeInboundPorts?: string;

  /**
   * Ports whose outbound traffic goes through the sidecar whatever the address.
   *
   * @default - none
   */
  readonly includeOutboundPorts?: string;

  /**
   * Ports whose outbound traffic does not; comes before every include.
   *
   * @default - none
   */
  readonly excludeOutboundPorts?: string;

  /**
   * How traffic gets to the sidecar: by iptables REDIRECT, by TPROXY, which keeps the address of the client and makes the sidecar run as root (not
   * on CentOS nodes; ASM from 1.15.3.25), or not at all.
   *
   * @default SidecarInterceptionMode.REDIRECT
   */
  readonly interceptionMode?: SidecarInterceptionMode;

  /**
   * Whether the sidecar answers DNS requests. Not on ACK Serverless clusters nor in ECI pods.
   *
   * @default - off
   */
  readonly dnsProxy?: boolean;

  /**
   * What happens to traffic for hosts that the mesh does not know. A setting of the whole mesh: for a namespace or workloads use
   * `OutboundTrafficPolicy`.
   *
   * @default OutboundTrafficMode.ALLOW_ANY
   */
  readonly outboundTrafficPolicy?: OutboundTrafficMode;

  // ---- start and end
  /**
   * Whether the application waits for the sidecar. A native sidecar starts first in any case.
   *
   * @default - false on Istio, true on ASM
   */
  readonly holdApplicationUntilProxyStarts?: boolean;

  /**
   * How long the sidecar goes on after the signal to stop. Without effect with `exitOnZero` and in native sidecars.
   *
   * @default - 5 seconds
   */
  readonly terminationDrain?: Duration;

  /**
   * The time over which Envoy asks its clients to go, in whole seconds.
   *
   * @default - 45 seconds
   */
  readonly drain?: Duration;

  /**
   * Whether the sidecar ends when its last connection does (EXIT_ON_ZERO_ACTIVE_CONNECTIONS).
   *
   * @default - false on Istio, true on ASM
   */
  readonly exitOnZero?: boolean;

  /**
   * How long the sidecar waits before it first counts its connections (MINIMUM_DRAIN_DURATION); only with `exitOnZero`.
   *
   * @default - 5 seconds
   */
  readonly minimumDrain?: Duration;

  /**
   * Hooks of the container istio-proxy. They replace the mesh's own: `pilot-agent wait` where the application waits, and in a native sidecar the
   * drain before it stops. On ASM native sidecars ignore them.
   *
   * @default - the mesh's own
   */
  readonly lifecycle?: SidecarLifecycle;

  /**
   * Whether the sidecar is an init container that Kubernetes keeps running (annotation `sidecar.istio.io/nativeSidecar`, Istio 1.24).
   *
   * @default - on Istio from 1.27 on Kubernetes 1.33, on ASM from 1.22 on Kubernetes 1.30
   */
  readonly nativeSidecar?: boolean;

  /**
   * The readiness probe of istio-proxy.
   *
   * @default - no delay, every 15 seconds, 4 failures
   */
  readonly readiness?: SidecarReadiness;

  // ---- the proxy itself
  /**
   * Environment variables of the sidecar, which on Istio reach istio-init as well (`proxyMetadata`). Variables of several levels add up.
   *
   * @default - none but the mesh's own
   */
  readonly environment?: { [name: string]: string };

  /**
   * Runtime values of Envoy. Values of several levels add up.
   *
   * @default - none
   */
  readonly runtimeValues?: { [key: string]: string };

  /**
   * The most connections that the sidecar takes from clients, written in the form that the version honours: a runtime value before Istio 1.28, an
   * environment variable from 1.29. 1.28 has no way.
   *
   * @default - no limit
   */
  readonly downstreamConnectionLimit?: number;

  /**
   * Envoy's log level: trace, debug, info, warning, error, critical or off. `warn`, `err` and other common spellings are understood.
   *
   * @default 'warning'
   */
  readonly logLevel?: string;

  /**
   * Metrics that Envoy reports beside those that the mesh asks for.
   *
   * @default - on Istio none, on ASM those of adaptive concurrency
   */
  readonly statsMatcher?: SidecarStatsMatcher;

  /**
   * Tags that metrics may carry in addition.
   *
   * @default - none
   */
  readonly extraStatTags?: string[];

  /**
   * Tracing.
   *
   * @default - on Istio to zipkin.istio-system:9411, on ASM off
   */
  readonly tracing?: SidecarTracing;

  /**
   * Which build of the proxy image.
   *
   * @default - the mesh's own
   */
  readonly imageType?: SidecarImageType;
}
