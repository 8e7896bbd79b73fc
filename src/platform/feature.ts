/** What depends on the flavour, on a version or on the kind of cluster. `Platform.supports` answers, `Platform.explain` says why. */
export enum Feature {
  // ---- resources of one flavour
  /** The IstioGateway resource: ASM deploys the gateway that it describes. */
  ISTIO_GATEWAY_RESOURCE = 'istio-gateway-resource',
  /** The ASMProxyConfig resource: sidecar settings for a namespace or for selected workloads. */
  ASM_PROXY_CONFIG_RESOURCE = 'asm-proxy-config-resource',
  /** The ASMMeshConfig resource with all of its fields. */
  ASM_MESH_CONFIG_RESOURCE = 'asm-mesh-config-resource',
  /** ASMMeshConfig's field for the rate limit service. */
  ASM_RATE_LIMIT_SERVICE = 'asm-rate-limit-service',
  /** ASM's resources can be written through a cluster's own kubeconfig. */
  ASM_RESOURCES_IN_DATA_PLANE = 'asm-resources-in-data-plane',
  /** ASM's resources can be managed with Terraform's Kubernetes provider. */
  ASM_RESOURCES_BY_TERRAFORM = 'asm-resources-by-terraform',

  // ---- the IstioGateway resource
  /** Autoscaling fields may differ by cluster (`overrides`). */
  OVERRIDE_AUTOSCALING = 'override-autoscaling',
  /** `serviceType` may differ by cluster (`overrides`). */
  OVERRIDE_SERVICE_TYPE = 'override-service-type',
  /** The annotation that leaves the replicas of a gateway to the user's own autoscaler. */
  REPLICAS_MANAGED_BY_USER = 'replicas-managed-by-user',
  /** The annotation with which ASM drains a gateway before it stops. */
  GATEWAY_DRAIN_ANNOTATION = 'gateway-drain-annotation',
  /** A change of `ports` leaves the gateway's pods alone. */
  PORTS_WITHOUT_RESTART = 'ports-without-restart',
  /** `ports[].protocol` may be other than TCP. */
  PORT_PROTOCOLS = 'port-protocols',
  /** `loadBalancerClass: alibabacloud.com/nlb`. */
  NETWORK_LOAD_BALANCER = 'network-load-balancer',

  // ---- managed gateways and waypoints
  /** `infrastructure.parametersRef` names a ConfigMap with overlays. */
  PARAMETERS_REF = 'parameters-ref',
  /** The ConfigMap key `proxyConfig`; on Istio an unknown key stops the whole Gateway. */
  PARAMETERS_PROXY_CONFIG = 'parameters-proxy-config',
  /** A ConfigMap with overlays for every Gateway of a class. */
  CLASS_DEFAULTS = 'class-defaults',
  /** A bad `parametersRef` shows in the Gateway's status; before, only in istiod's log. */
  PARAMETERS_REF_STATUS = 'parameters-ref-status',
  /** Overlays that would render other kinds, names or namespaces are refused. */
  OVERLAY_SAFEGUARDS = 'overlay-safeguards',
  /** An overlay may turn the Deployment of a managed Gateway into a DaemonSet. */
  MANAGED_DAEMON_SET = 'managed-daemon-set',
  /** An overlay may give the volume `workload-socket` another source, such as SPIRE's CSI driver. */
  WORKLOAD_SOCKET_OVERLAY = 'workload-socket-overlay',
  /** With QUIC on, the Service of a managed Gateway has a UDP port beside each one of HTTPS. */
  QUIC_SERVICE_PORTS = 'quic-service-ports',
  /** Listener names that become the same port name no longer break the Service. */
  LISTENER_NAMES_MADE_UNIQUE = 'listener-names-made-unique',
  /** Of listeners that conflict on one port, the first is served and the others are refused. */
  LISTENER_CONFLICTS = 'listener-conflicts',
  /** The label `istio.io/use-waypoint-namespace`. */
  WAYPOINT_OF_OTHER_NAMESPACE = 'waypoint-of-other-namespace',
  /** The label `istio.io/ingress-use-waypoint` on a namespace. */
  INGRESS_WAYPOINT_BY_NAMESPACE = 'ingress-waypoint-by-namespace',
  /** The label `istio.io/use-waypoint-canary`, which shares the connections out between two waypoints. */
  WAYPOINT_CANARY = 'waypoint-canary',
  /** Pods behind a waypoint by a label of their own. */
  WAYPOINT_FOR_PODS = 'waypoint-for-pods',

  /** The CRD of Gateway refuses a listener of protocol TLS without `tls`. */
  GATEWAY_TLS_REQUIRED = 'gateway-tls-required',
  /** The CRD of Gateway takes HTTPS without `tls` and `options` in place of `certificateRefs`, and refuses Passthrough for HTTPS. */
  GATEWAY_TLS_BY_OPTIONS = 'gateway-tls-by-options',

  // ---- shutdown
  /** Exit-on-zero ends ambient gateways and waypoints; before the fix they wait until they are killed. */
  EXIT_ON_ZERO_ON_AMBIENT = 'exit-on-zero-on-ambient',
  /** Sidecars are native by default. */
  NATIVE_SIDECARS_BY_DEFAULT = 'native-sidecars-by-default',
  /** The pod annotation `sidecar.istio.io/nativeSidecar`. */
  NATIVE_SIDECAR_ANNOTATION = 'native-sidecar-annotation',
  /** Kubernetes runs native sidecars: init containers with `restartPolicy: Always`. */
  SIDECAR_CONTAINERS = 'sidecar-containers',
  /** The lifecycle action `sleep`, which needs no shell in the image. */
  SLEEP_ACTION = 'sleep-action',
  /** `sleep.seconds: 0`. */
  SLEEP_ZERO = 'sleep-zero',

  // ---- sidecar settings
  /** The sidecar items for captured addresses and ports. */
  CAPTURE_SETTINGS = 'capture-settings',
  /** The sidecar item for TPROXY interception. */
  TPROXY_SETTING = 'tproxy-setting',
  /** Resources from ACK's dynamic overcommitment (`kubernetes.io/batch-cpu`). */
  OVERCOMMITTED_RESOURCES = 'overcommitted-resources',
  /** Capturing DNS requests in the sidecar. */
  DNS_CAPTURE = 'dns-capture',
  /** `ISTIO_META_DNS_AUTO_ALLOCATE` has an effect; later istiod allocates by itself. */
  DNS_AUTO_ALLOCATE_METADATA = 'dns-auto-allocate-metadata',
  /** Outbound exclusions also hold for DNS and other UDP. */
  OUTBOUND_EXCLUSION_OF_DNS = 'outbound-exclusion-of-dns',
  /** The connection limit as Envoy runtime key `overload.global_downstream_max_connections`. */
  CONNECTION_LIMIT_RUNTIME_KEY = 'connection-limit-runtime-key',
  /** The connection limit as proxy metadata `ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS`. */
  CONNECTION_LIMIT_METADATA = 'connection-limit-metadata',
  /** The annotation `istio.io/reroute-virtual-interfaces`. */
  REROUTE_INTERFACES_ANNOTATION = 'reroute-interfaces-annotation',
  /** The annotations for the flush and eviction interval of statistics. */
  STATS_INTERVAL_ANNOTATIONS = 'stats-interval-annotations',
  /** Any interval in `sidecar.istio.io/statsFlushInterval` lets the proxy start. */
  STATS_INTERVAL_OF_ANY_LENGTH = 'stats-interval-of-any-length',
  /** The annotation `sidecar.istio.io/statsCompression`. */
  STATS_COMPRESSION_ANNOTATION = 'stats-compression-annotation',
  /** The annotation `sidecar.istio.io/bootstrapOverride` on gateways by injection. */
  GATEWAY_BOOTSTRAP_ANNOTATION = 'gateway-bootstrap-annotation',
  /** The annotation `sidecar.istio.io/enableCoreDump`. */
  CORE_DUMP_ANNOTATION = 'core-dump-annotation',
  /** The injector refuses resource annotations that are no quantities. */
  RESOURCE_ANNOTATIONS_CHECKED = 'resource-annotations-checked',
  /** The injector refuses interface annotations that are no interface names. */
  INTERFACE_ANNOTATIONS_CHECKED = 'interface-annotations-checked',
  /** `excludeInterfaces` cannot smuggle arguments into iptables (CVE-2026-23766). */
  EXCLUDE_INTERFACES_SAFE = 'exclude-interfaces-safe',
  /** An empty list of captured inbound ports works with native nftables and TPROXY. */
  EMPTY_INBOUND_PORTS_ON_NFTABLES = 'empty-inbound-ports-on-nftables',
  /** The annotations that templates paste into the pod stay the one value that they are. */
  ANNOTATIONS_ESCAPED = 'annotations-escaped',
  /** The annotation `prometheus.istio.io/scrape-targets`; the injector refuses ports to scrape that are no ports or the mesh's own. */
  SCRAPE_TARGETS = 'scrape-targets',
  /** Merged metrics by mutual TLS (`ENVOY_SECURE_MERGED_METRICS_PORT`), with an annotation that names the port. */
  SECURE_METRICS_PORT = 'secure-metrics-port',
  /** The compliance policy `fips-140-3`. */
  FIPS_140_3 = 'fips-140-3',
  /** Attributes of the service for OpenTelemetry in the sidecar's environment. */
  OTEL_RESOURCE_ATTRIBUTES = 'otel-resource-attributes',
  /** A canonical name that is cut to the length of a label is a valid label. */
  CANONICAL_NAME_TRIMMED = 'canonical-name-trimmed',
  /** `connectionSettings` of a ProxyConfig. */
  CONNECTION_SETTINGS = 'connection-settings',
  /** Hosts with `~` in front, which a Sidecar resource leaves out. */
  SIDECAR_HOST_EXCLUSIONS = 'sidecar-host-exclusions',
  /** The operation `MERGE_AND_REPLACE_LIST` of EnvoyFilter patches. */
  MERGE_AND_REPLACE_LIST = 'merge-and-replace-list',
  /** istio-init's image follows `global.proxy_init.image`. */
  INIT_IMAGE_VALUE = 'init-image-value',
  /** The outbound policy `ALLOW_ANY_DYNAMIC_DNS` of the mesh. */
  DYNAMIC_DNS_OUTBOUND_POLICY = 'dynamic-dns-outbound-policy',

  // ---- the istio/gateway chart, for gateways that are adopted from it
  /** The chart labels its pods `istio.io/dataplane-mode: none`. */
  CHART_DATAPLANE_MODE_LABEL = 'chart-dataplane-mode-label',
  /** The chart leaves out a budget that would block every drain. */
  CHART_SAFE_BUDGET = 'chart-safe-budget',
  /** The chart writes uid and gid 1337 into the container's security context. */
  CHART_PROXY_USER = 'chart-proxy-user',

  // ---- scheduling, services and scaling
  /** Anti-affinity between nodes. */
  POD_ANTI_AFFINITY = 'pod-anti-affinity',
  /** Pods on virtual nodes (ECI) by the label `alibabacloud.com/eci`. */
  VIRTUAL_NODES = 'virtual-nodes',
  /** `minDomains` of a topology spread constraint. */
  SPREAD_MIN_DOMAINS = 'spread-min-domains',
  /** `matchLabelKeys` of a topology spread constraint. */
  SPREAD_MATCH_LABEL_KEYS = 'spread-match-label-keys',
  /** The API server merges `matchLabelKeys` of a spread constraint into its selector when a pod is created. */
  SPREAD_SELECTOR_MERGE = 'spread-selector-merge',
  /** `nodeAffinityPolicy` and `nodeTaintsPolicy` of a topology spread constraint. */
  SPREAD_NODE_POLICIES = 'spread-node-policies',
  /** `matchLabelKeys` of a pod affinity term. */
  AFFINITY_MATCH_LABEL_KEYS = 'affinity-match-label-keys',
  /** `unhealthyPodEvictionPolicy` of a budget. */
  UNHEALTHY_POD_EVICTION = 'unhealthy-pod-eviction',
  /** `trafficDistribution: PreferClose` of a Service. */
  TRAFFIC_DISTRIBUTION = 'traffic-distribution',
  /** `trafficDistribution: PreferSameNode` and `PreferSameZone`. */
  TRAFFIC_SAME_NODE = 'traffic-same-node',
  /** Metrics of one container (`ContainerResource`) in an autoscaler. */
  CONTAINER_RESOURCE_METRIC = 'container-resource-metric',
  /** `tolerance` in an autoscaler's behavior. */
  AUTOSCALER_TOLERANCE = 'autoscaler-tolerance',
  /** Names of environment variables may have every printable ASCII character but `=`. */
  RELAXED_ENVIRONMENT_NAMES = 'relaxed-environment-names',
  /** The feature gate with which names of Services may begin with a digit; before 1.36 it is off. */
  RELAXED_SERVICE_NAMES_GATE = 'relaxed-service-names-gate',
  /** `minReplicas: 0` of an autoscaler without a feature gate. */
  SCALE_TO_ZERO = 'scale-to-zero',
}

/** The answer to "can this platform do that?". */
export enum Support {
  /** It can. */
  YES = 'yes',

  /** It cannot. */
  NO = 'no',

  /** What was declared does not tell: never to be read as a yes. */
  UNKNOWN = 'unknown',
}
