import { GatewayUtilization } from './autoscaling';
import { GatewayCompression } from './compression';
import { GatewayDnsPolicy, GatewayServiceType, GatewayTrafficPolicy } from './enums';
import { GatewayKernel } from './kernel';
import { GatewayConfigVolume, GatewayEnvVariable, GatewayReadinessProbe, GatewaySds, GatewaySecretVolume } from './pod';
import { GatewayPort } from './ports';
import { ResourceRequirements } from '../../presets';

/**
 * The fields of the IstioGateway resource that may differ by cluster, under their own names. "Rolls" says that a change replaces the pods.
 *
 * @see https://help.aliyun.com/document_detail/165004.htm
 */
export interface GatewayConfiguration {
  /**
   * Pods while nothing scales them, 0 or more. Leave it out where `minReplicas` and `maxReplicas` are set: both would move the pods.
   *
   * @default - ASM: 1. Istio: Kubernetes' own, 1
   */
  readonly replicaCount?: number;

  /**
   * Whether an autoscaler is made. In the resource's type and in no document: every documented example scales by `minReplicas` and
   * `maxReplicas` alone.
   *
   * @default - not written: an autoscaler is made when its fields are given
   */
  readonly autoscaleEnabled?: boolean;

  /**
   * The fewest pods of the autoscaler, 1 or more. Overrides from ASM 1.16.
   *
   * @default - no autoscaler
   */
  readonly minReplicas?: number;

  /**
   * The most pods of the autoscaler. Overrides from ASM 1.16.
   *
   * @default - no autoscaler
   */
  readonly maxReplicas?: number;

  /**
   * The autoscaler's target for CPU. Overrides from ASM 1.16.
   *
   * @default - none
   */
  readonly cpu?: GatewayUtilization;

  /**
   * The autoscaler's target for memory, which an Envoy seldom gives back. Overrides from ASM 1.16.
   *
   * @default - none
   */
  readonly memory?: GatewayUtilization;

  /**
   * Resources of the proxy's container. Rolls. In MANAGED what they do not name is taken away from istiod's values, so that one spec means the same
   * in each rendering; the notes of the gateway say what.
   *
   * @default - ASM: requests 200m and 256Mi, limits 2 CPU and 2G. Istio INJECTED: none; MANAGED: istiod's values, 100m and 128Mi to 2 CPU and 1Gi
   */
  readonly resources?: ResourceRequirements;

  /**
   * Pods above the wanted number during an update: a number or percentage, as text. `rollout` says the same with a name.
   *
   * @default - ASM's own, not documented (examples: `100%`, `25%`). Istio: Kubernetes' own, 25%
   */
  readonly rollingMaxSurge?: string;

  /**
   * Pods below the wanted number during an update: a number or percentage, as text. Only 0 means that new pods come first.
   *
   * @default - ASM's own, not documented (examples: `25%`). Istio: Kubernetes' own, 25%
   */
  readonly rollingMaxUnavailable?: string;

  /**
   * The type of the Service. For egress gateways usually ClusterIP. Overrides from ASM 1.16.
   *
   * @default - ASM: LoadBalancer. Istio: LoadBalancer for an ingress gateway, ClusterIP for an egress gateway
   */
  readonly serviceType?: GatewayServiceType;

  /**
   * The class of the load balancer, only for LoadBalancer. `alibabacloud.com/nlb` is Alibaba Cloud's network load balancer (ASM 1.18,
   * Kubernetes 1.24, or later). It can never be changed.
   *
   * @default - none; on Alibaba Cloud a classic load balancer
   */
  readonly loadBalancerClass?: string;

  /**
   * The address of the load balancer, only for LoadBalancer, where the cloud supports it. Deprecated by Kubernetes.
   *
   * @default - chosen by the cloud
   */
  readonly loadBalancerIP?: string;

  /**
   * Which pods a node sends traffic from outside to. Ingress gateways of type LoadBalancer or NodePort only.
   *
   * @default - Cluster
   */
  readonly externalTrafficPolicy?: GatewayTrafficPolicy;

  /**
   * The ports. Up to ASM 1.15 a change rolls.
   *
   * @default - ASM: its own. Istio: 15021 status-port, 80 http2 and 443 https for an ingress gateway; none is invented for an egress gateway
   */
  readonly ports?: GatewayPort[];

  /**
   * More ports for machines outside the cluster, of old. In the resource's type and in no document.
   *
   * @default - none
   */
  readonly meshExpansionPorts?: GatewayPort[];

  /**
   * Of old; in the resource's type and in no document. ASM only.
   *
   * @default - not written
   */
  readonly applicationPorts?: string;

  /**
   * Which networks the gateway sees endpoints of (`ISTIO_META_REQUESTED_NETWORK_VIEW`).
   *
   * @default - all
   */
  readonly requestedNetworkView?: string;

  /**
   * Annotations of the Service; those of a cloud configure its load balancer. Alibaba Cloud's older prefix `alicloud-` is read; one key
   * under both prefixes is refused, because the older one would have no effect. Without an address type the load balancer is public.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { [key: string]: string };

  /**
   * Labels of the Service.
   *
   * @default - none
   */
  readonly serviceLabels?: { [key: string]: string };

  /**
   * Annotations of the pods. Rolls.
   *
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };

  /**
   * Labels of the pods; those of the selector are refused. Rolls.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * Variables in the environment of the proxy. Rolls.
   *
   * @default - none
   */
  readonly env?: GatewayEnvVariable[];

  /**
   * Labels that a node must have. Rolls.
   *
   * @default - any node
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Where pods may or should run, as Kubernetes writes it. For spreading use `spread`, which asks for the right label. Rolls.
   *
   * @default - none
   */
  readonly affinity?: { [key: string]: any };

  /**
   * Taints of nodes that the pods put up with, as Kubernetes writes them. Rolls.
   *
   * @default - none
   */
  readonly tolerations?: { [key: string]: any }[];

  /**
   * ConfigMaps mounted into the proxy's container. Rolls.
   *
   * @default - none
   */
  readonly configVolumes?: GatewayConfigVolume[];

  /**
   * Secrets mounted into the proxy's container. Rolls.
   *
   * @default - none
   */
  readonly secretVolumes?: GatewaySecretVolume[];

  /**
   * Whether the pods use the network of their node. Rolls. Istio's injector passes such pods by, so that INJECTED cannot have it.
   *
   * @default false
   */
  readonly hostNetwork?: boolean;

  /**
   * How the pods resolve names. Rolls.
   *
   * @default - Kubernetes' own, ClusterFirst
   */
  readonly dnsPolicy?: GatewayDnsPolicy;

  /**
   * Whether the proxy runs as root, privileged on ASM. Only needed where it must bind ports below 1024 and the sysctl for that is missing.
   *
   * @default - not written: false on Istio, ASM's own is not documented
   */
  readonly runAsRoot?: boolean;

  /**
   * Kernel parameters. Rolls.
   *
   * @default - none
   */
  readonly kernel?: GatewayKernel;

  /**
   * Compression of responses, ingress gateways only.
   *
   * @default - none
   */
  readonly compression?: GatewayCompression;

  /**
   * A side container for certificates, of old. Current proxies fetch their certificates themselves, so other renderings have nothing to
   * write for it.
   *
   * @default - not written
   */
  readonly sds?: GatewaySds;

  /**
   * Hooks of the proxy's container, as Kubernetes writes them. They replace those of the mesh as a whole. `shutdown` adds a preStop pause.
   *
   * @default - none
   */
  readonly lifecycle?: { [key: string]: any };

  /**
   * When the proxy counts as ready.
   *
   * @default - the mesh's own
   */
  readonly readinessProbe?: GatewayReadinessProbe;

  /**
   * Whether an Istio Gateway for the ports is made as well. In the resource's type and in no document; on ASM by its name.
   *
   * @default - not written: none on Istio
   */
  readonly autoCreateGatewayYaml?: boolean;

  /**
   * Whether the proxy's container declares no ports. On Istio it declares the metrics port only unless `false` is written here, because a
   * declared port that changes rolls the pods.
   *
   * @default - not written: ASM's own is not documented; true on Istio
   */
  readonly disableContainerPortExposed?: boolean;
}
