import { MeshMetric, MetricsAdapter } from '../../autoscaling';
import { AllowedNamespaces, DisruptionBudget, GatewaySpread, LoadBalancer, RolloutPolicy, ScalingBehavior, ShutdownPolicy } from '../../presets';

/**
 * What the IstioGateway resource has no field for: presets, and what users of the istio/gateway Helm chart have. What a rendering cannot
 * hold is refused with the rendering or version that can.
 */
export interface GatewayAdditions {
  /**
   * How pods are kept apart. A gateway that can have two pods must say it: without a spread the check AVL010 stops the synth.
   *
   * @default - none
   */
  readonly spread?: GatewaySpread;

  /**
   * How a rolling update replaces pods; in place of `rollingMaxSurge` and `rollingMaxUnavailable`.
   *
   * @default - those two fields
   */
  readonly rollout?: RolloutPolicy;

  /**
   * How the proxy stops. On ASM the grace period is 30 seconds and cannot be set: from 1.26 `ShutdownPolicy.managedDrain` fits.
   *
   * @default - the mesh's own: 30 s grace period, 5 s termination drain, 45 s drain
   */
  readonly shutdown?: ShutdownPolicy;

  /**
   * How many pods a voluntary disruption may take. On ASM it stands beside the resource.
   *
   * @default - no PodDisruptionBudget
   */
  readonly budget?: DisruptionBudget;

  /**
   * How fast the autoscaler moves. On ASM the autoscaler then stands beside the resource (1.19 or later).
   *
   * @default - Kubernetes' own
   */
  readonly scalingBehavior?: ScalingBehavior;

  /**
   * More metrics of the autoscaler, as an HPA of `autoscaling/v2` lists them. On ASM the autoscaler then stands beside the resource.
   *
   * @default - cpu and memory only
   */
  readonly metrics?: { [key: string]: any }[];

  /**
   * What the autoscaler looks at besides: the requests that the gateway sends, as its proxies count them. On ASM the autoscaler then stands beside
   * the resource (1.19 or later).
   *
   * @default - none
   */
  readonly meshMetrics?: MeshMetric[];

  /**
   * What serves the mesh metrics in the cluster. One that makes the autoscaler by itself, KEDA, needs a MeshAutoscaler in its place.
   *
   * @default - none; needed as soon as there are mesh metrics
   */
  readonly metricsAdapter?: MetricsAdapter;

  /**
   * The load balancer before the gateway; in place of its annotations and class.
   *
   * @default - `serviceAnnotations` and `loadBalancerClass`
   */
  readonly loadBalancer?: LoadBalancer;

  /**
   * Topology spread constraints of the pods, as Kubernetes writes them.
   *
   * @default - none
   */
  readonly topologySpreadConstraints?: { [key: string]: any }[];

  /**
   * The priority class of the pods.
   *
   * @default - none
   */
  readonly priorityClassName?: string;

  /**
   * Seconds that a new pod must be ready before it counts.
   *
   * @default - Kubernetes' own, 0
   */
  readonly minReadySeconds?: number;

  /**
   * A DaemonSet, one pod a node, in place of a Deployment. It has no replicas and no autoscaler.
   *
   * @default false
   */
  readonly daemonSet?: boolean;

  /**
   * Secrets for the registries of the images.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * When the image of the proxy is pulled: Always, IfNotPresent or Never.
   *
   * @default - the mesh's own
   */
  readonly imagePullPolicy?: string;

  /**
   * The revision of the control plane that this gateway belongs to (`istio.io/rev`).
   *
   * @default - that of the platform, if it has one
   */
  readonly revision?: string;

  /**
   * Entries for the hosts file of the pods, as Kubernetes writes them.
   *
   * @default - none
   */
  readonly hostAliases?: { [key: string]: any }[];

  /**
   * DNS settings of the pods, as Kubernetes writes them; needed for the DNS policy None.
   *
   * @default - none
   */
  readonly dnsConfig?: { [key: string]: any };

  /**
   * The security context of the pods, as Kubernetes writes it. Under INJECTED its sysctls are lost: the injector's own replace them.
   *
   * @default - the mesh's own
   */
  readonly podSecurityContext?: { [key: string]: any };

  /**
   * The security context of the proxy's container, as Kubernetes writes it.
   *
   * @default - the mesh's own
   */
  readonly securityContext?: { [key: string]: any };

  /**
   * Sources of the proxy's environment, as Kubernetes writes them.
   *
   * @default - none
   */
  readonly envFrom?: { [key: string]: any }[];

  /**
   * Volumes of the pods, as Kubernetes writes them, beside `configVolumes` and `secretVolumes`.
   *
   * @default - none
   */
  readonly volumes?: { [key: string]: any }[];

  /**
   * Mounts in the proxy's container, as Kubernetes writes them.
   *
   * @default - none
   */
  readonly volumeMounts?: { [key: string]: any }[];

  /**
   * Init containers, as Kubernetes writes them.
   *
   * @default - none
   */
  readonly initContainers?: { [key: string]: any }[];

  /**
   * Containers beside the proxy, as Kubernetes writes them.
   *
   * @default - none
   */
  readonly extraContainers?: { [key: string]: any }[];

  /**
   * The image of the init container that sets kernel parameters in the rendering INJECTED: it must have `sysctl`, and runs privileged.
   *
   * @default - none, and INJECTED refuses kernel parameters
   */
  readonly kernelInitImage?: string;

  /**
   * The name of the ServiceAccount.
   *
   * @default - by `naming`
   */
  readonly serviceAccountName?: string;

  /**
   * Whether the ServiceAccount is made. When not, it must be there already and `serviceAccountName` be given.
   *
   * @default true
   */
  readonly createServiceAccount?: boolean;

  /**
   * Annotations of the ServiceAccount: identities of clouds, for example.
   *
   * @default - none
   */
  readonly serviceAccountAnnotations?: { [key: string]: string };

  /**
   * Whether a Role that reads the Secrets of the namespace, and its RoleBinding, are made: certificates of Istio Gateways need it.
   *
   * @default true
   */
  readonly rbac?: boolean;

  /**
   * The certificates of the ports that end TLS: by the name of the port, the Secret (`kubernetes.io/tls`, in the namespace of the gateway).
   * MANAGED writes them to the listeners, which for HTTPS must name one; INJECTED to the Istio Gateway of `autoCreateGatewayYaml`.
   *
   * @default - none: ports called `tls` are passed through, and HTTPS is refused by MANAGED
   */
  readonly listenerCertificates?: { [portName: string]: string };

  /**
   * From which namespaces the listeners take routes (`allowedRoutes.namespaces`), in the rendering MANAGED. A route of another namespace is not
   * accepted, and its requests get 404. With injection and on ASM the hosts of an Istio Gateway say it (`namespace/host`).
   *
   * @default - not written: the gateway's own namespace, as the Gateway API has it
   */
  readonly allowedRoutes?: AllowedNamespaces;

  /**
   * The same for single ports, by the name of the port: these in place of `allowedRoutes`.
   *
   * @default - none: `allowedRoutes` for all ports
   */
  readonly listenerAllowedRoutes?: { [portName: string]: AllowedNamespaces };

  /**
   * The cluster address of the Service; `None` makes it headless.
   *
   * @default - chosen by Kubernetes
   */
  readonly clusterIP?: string;

  /**
   * Addresses outside that lead to the nodes.
   *
   * @default - none
   */
  readonly externalIPs?: string[];

  /**
   * Address families of the Service: IPv4, IPv6, or both in an order.
   *
   * @default - the cluster's own
   */
  readonly ipFamilies?: string[];

  /**
   * SingleStack, PreferDualStack or RequireDualStack.
   *
   * @default - the cluster's own
   */
  readonly ipFamilyPolicy?: string;

  /**
   * Which pods traffic from inside the cluster goes to: Cluster or Local.
   *
   * @default - Kubernetes' own, Cluster
   */
  readonly internalTrafficPolicy?: string;

  /**
   * The ranges that may reach the load balancer, as CIDRs; only for LoadBalancer.
   *
   * @default - all
   */
  readonly loadBalancerSourceRanges?: string[];

  /**
   * Whether a load balancer also gets node ports; only for LoadBalancer.
   *
   * @default - Kubernetes' own, true
   */
  readonly allocateLoadBalancerNodePorts?: boolean;

  /**
   * The port of the load balancer's health check on every node; only for LoadBalancer with the traffic policy Local. It can never be changed.
   *
   * @default - chosen by Kubernetes
   */
  readonly healthCheckNodePort?: number;

  /**
   * Labels that the Service asks for besides the gateway's own.
   *
   * @default - none
   */
  readonly serviceSelectorLabels?: { [key: string]: string };

  /**
   * The network that this east-west gateway serves. Its ports are then 15021, 15443, 15012 and 15017 unless `ports` are given.
   *
   * @default - not an east-west gateway
   */
  readonly networkGateway?: string;

  /**
   * Whether a NetworkPolicy lets in what the gateway needs: its ports, health and metrics.
   *
   * @default false
   */
  readonly networkPolicy?: boolean;
}
