import type { GatewayDeclaration } from './declaration';
import type { ProxyMetrics } from '../autoscaling/proxy-metrics';
import type { JsonMap } from '../platform/json';

/** How a gateway is written down; the values of the enum `GatewayRendering`. */
export type RenderingName = 'ASM' | 'INJECTED' | 'MANAGED';

/** A port of the Service, as Kubernetes takes it: the words HTTP and HTTPS of ASM's documents are translated, target port 0 is written out. */
export interface PortSpec {
  readonly name?: string;
  readonly port: number;
  /** A number, or the name of a container port. */
  readonly targetPort: number | string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

/** A whole autoscaler: half of one never gets here. */
export interface AutoscalerSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Percent of the requests; both may be absent where other metrics are given. */
  readonly cpu?: number;
  readonly memory?: number;
  /** More metrics, as an HPA of autoscaling/v2 lists them. */
  readonly metrics: readonly JsonMap[];
  /** Annotations in which an adapter finds the queries of the mesh metrics. */
  readonly annotations: Readonly<Record<string, string>>;
  /** `spec.behavior` of an HPA. */
  readonly behavior?: JsonMap;
  /** The mesh metrics, which are among the others already. */
  readonly mesh?: ProxyMetrics;
}

/** The Service. */
export interface ServiceSpec {
  /** `None`: no Service is made. Undefined: nobody said; a rendering's own default holds. */
  readonly type?: 'LoadBalancer' | 'NodePort' | 'ClusterIP' | 'None';
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly loadBalancerClass?: string;
  readonly loadBalancerIP?: string;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly healthCheckNodePort?: number;
  readonly externalTrafficPolicy?: string;
  readonly internalTrafficPolicy?: string;
  readonly clusterIP?: string;
  readonly externalIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  /** Labels that the Service asks for besides the selector. */
  readonly selectorLabels: Readonly<Record<string, string>>;
}

/** The pod template, but for the istio-proxy container. What presets ask for is in it already. */
export interface PodSpec {
  /** With ECI's and `proxy.istio.io/config`, where a preset asks for them. */
  readonly annotations: Readonly<Record<string, string>>;
  /** The user's own; selector labels are added by a rendering. */
  readonly labels: Readonly<Record<string, string>>;
  readonly nodeSelector?: JsonMap;
  /** With the terms of the spread. */
  readonly affinity?: JsonMap;
  readonly tolerations?: readonly JsonMap[];
  readonly topologySpreadConstraints?: readonly JsonMap[];
  readonly priorityClassName?: string;
  readonly gracePeriodSeconds?: number;
  readonly hostNetwork?: boolean;
  readonly hostAliases?: readonly JsonMap[];
  readonly dnsPolicy?: string;
  readonly dnsConfig?: JsonMap;
  readonly imagePullSecrets: readonly string[];
  readonly securityContext?: JsonMap;
  /** configVolumes and secretVolumes as volumes, then the user's own. */
  readonly volumes: readonly JsonMap[];
  readonly initContainers: readonly JsonMap[];
  /** Containers beside istio-proxy. */
  readonly containers: readonly JsonMap[];
  readonly revision?: string;
}

/** The istio-proxy container. */
export interface ContainerSpec {
  readonly env: readonly JsonMap[];
  readonly envFrom: readonly JsonMap[];
  readonly resources?: JsonMap;
  /** Mounts of configVolumes and secretVolumes, then the user's own. */
  readonly volumeMounts: readonly JsonMap[];
  /** With the pause of the shutdown policy as preStop. */
  readonly lifecycle?: JsonMap;
  /** failureThreshold, periodSeconds, successThreshold: path and port are Istio's. */
  readonly readinessProbe?: JsonMap;
  readonly securityContext?: JsonMap;
  readonly imagePullPolicy?: string;
  readonly runAsRoot?: boolean;
}

/** Kernel parameters, by their kernel names; only there when they are to be set. */
export interface KernelSpec {
  readonly parameters: Readonly<Record<string, string>>;
  /** The image of the init container that sets them where pods cannot. */
  readonly initImage?: string;
}

/** Compression with the field names of the resource (and of Envoy); only there when responses are to be compressed. */
export interface CompressionSpec {
  readonly content_type?: readonly string[];
  readonly min_content_length?: number;
  readonly disable_on_etag_header?: boolean;
  readonly remove_accept_encoding_header?: boolean;
  readonly gzip: {
    readonly memory_level?: number;
    readonly compression_level?: string;
    readonly compression_strategy?: string;
    readonly window_bits?: number;
    readonly chunk_size?: number;
  };
}

/** The ServiceAccount of the pods, and its Role. */
export interface AccountSpec {
  readonly name: string;
  /** False: it exists already. */
  readonly create: boolean;
  readonly annotations: Readonly<Record<string, string>>;
  /** A Role that reads the secrets of the namespace, and its binding. */
  readonly rbac: boolean;
}

/**
 * One gateway as it is meant in one cluster: props or YAML, presets and the cluster's overrides are merged, values are plain and as
 * Kubernetes writes them. Absent means that nobody said: a renderer writes nothing for it. All of it is frozen.
 */
export interface GatewaySpec {
  /** Everything as it was declared, before the overrides of a cluster. */
  readonly declared: GatewayDeclaration;
  readonly rendering: RenderingName;
  /** The cluster whose overrides are merged in. */
  readonly cluster?: string;

  /** The gateway's name: of the IstioGateway resource, or of the Gateway. */
  readonly name: string;
  readonly namespace?: string;
  /** The name of Deployment, Service, HPA and PDB; for MANAGED what istiod will call them. */
  readonly objectName: string;
  /** The labels by which Deployment, Service and PDB find the pods: two (MANAGED: istiod's one). */
  readonly selector: Readonly<Record<string, string>>;
  /** The user's own labels and annotations for every object, selector labels not included. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Annotations for the object that declares the gateway and for no other: why a rule of the checks is put up with. */
  readonly acknowledgements: Readonly<Record<string, string>>;

  readonly gatewayType: 'ingress' | 'egress';
  readonly ports: readonly PortSpec[];
  /** A fixed number of pods; absent where an autoscaler has it. */
  readonly replicas?: number;
  readonly autoscaler?: AutoscalerSpec;
  /** `maxSurge` and `maxUnavailable` as Kubernetes writes them. */
  readonly rollout?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
  /** `minAvailable` or `maxUnavailable`, and perhaps `unhealthyPodEvictionPolicy`, as a PodDisruptionBudget writes them. */
  readonly budget?: JsonMap;
  readonly service: ServiceSpec;
  readonly pod: PodSpec;
  readonly container: ContainerSpec;
  readonly account: AccountSpec;
  readonly kernel?: KernelSpec;
  readonly compression?: CompressionSpec;

  /** A DaemonSet in place of a Deployment. */
  readonly daemonSet: boolean;
  readonly minReadySeconds?: number;
  /** The Secrets with the certificates of ports that end TLS, by the name of the port. */
  readonly certificates: Readonly<Record<string, string>>;
  /** `allowedRoutes.namespaces` of the listeners. */
  readonly allowedRoutes?: JsonMap;
  /** The same by the name of the port, in place of that of all. */
  readonly listenerAllowedRoutes: Readonly<Record<string, JsonMap>>;
  /** Also an Istio Gateway for the ports. */
  readonly autoCreateGateway: boolean;
  /** The container declares the target ports: true only when asked, because a declared port that changes rolls the pods. */
  readonly exposeContainerPorts: boolean;
  /** The network that an east-west gateway serves (`topology.istio.io/network`); `ports` are then its ports. */
  readonly networkGateway?: string;
  /** `ISTIO_META_REQUESTED_NETWORK_VIEW`. */
  readonly requestedNetworkView?: string;
  readonly networkPolicy: boolean;
  /** Seconds of ASM's drain annotation, for a shutdown whose order the mesh itself keeps. */
  readonly managedDrainSeconds?: number;
}
