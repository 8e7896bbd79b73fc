import { since, until } from '../span';
import { NEVER, FeatureRow, onBoth } from './row';
import { Feature } from '../feature';

const API_ANNOTATIONS = 'istio/api annotation/annotations.yaml, compared tag by tag';
const INJECTION_TEMPLATE = 'istio manifests/charts/istio-control/istio-discovery/files/injection-template.yaml, compared tag by tag';
const GATEWAY_CHART = 'istio manifests/charts/gateway, compared tag by tag';
const GATEWAY_CRD = 'github.com/kubernetes-sigs/gateway-api config/crd/standard gateway.networking.k8s.io_gateways.yaml, compared tag by tag: v1.0.0 to v1.5.1';
const CONNECTION_LIMIT = 'istio tools/packaging/common/envoy_bootstrap.json, compared tag by tag; istio issue 58594';

/** What Istio's own source decides, read at the release tags 1.22 to 1.31.0-rc.0 and at the branch of 1.31 (commit eed52ebb66ad, before 1.31.1). */
export const ISTIO_ROWS: readonly FeatureRow[] = [
  // ---- managed gateways and waypoints
  {
    feature: Feature.PARAMETERS_REF,
    summary: 'an options ConfigMap named by infrastructure.parametersRef',
    istio: { istio: since('1.26') },
    // the page names the component's version and no ASM version
    asm: { gatewayApi: since('1.2.1') },
    source: 'istio PR 55283; ASM: help.aliyun.com asm/ambient "customize configuration for Gateway API based deployment"',
  },
  {
    feature: Feature.PARAMETERS_PROXY_CONFIG,
    summary: "the key 'proxyConfig' in an options ConfigMap",
    istio: NEVER,
    asm: { gatewayApi: since('1.2.1') },
    source: 'istio pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go (supportedOverlays); ASM: the same page as parametersRef',
  },
  onBoth(Feature.CLASS_DEFAULTS, 'a ConfigMap with defaults for a GatewayClass', { istio: since('1.26') }, 'istio PR 55283'),
  onBoth(Feature.PARAMETERS_REF_STATUS, 'a Gateway status that shows a bad parametersRef', { istio: since('1.31') },
    'istio pilot/pkg/config/kube/gateway/gateway_collection.go, 1.30.3 compared with 1.31.0-rc.0'),
  onBoth(Feature.OVERLAY_SAFEGUARDS, 'the refusal of overlays for other kinds, names or namespaces', { istio: since('1.29') }, 'istio PR 58891'),
  onBoth(Feature.MANAGED_DAEMON_SET, 'a managed Gateway as DaemonSet', { istio: since('1.30') }, 'istio PR 59662'),
  onBoth(Feature.WORKLOAD_SOCKET_OVERLAY, "an overlay with another source for the volume 'workload-socket'", { istio: since('1.31') },
    'istio files/kube-gateway.yaml and files/waypoint.yaml; istio release note 60108'),
  onBoth(Feature.QUIC_SERVICE_PORTS, 'UDP ports of the Service for listeners of HTTPS, where QUIC is on', { istio: since('1.31') },
    'istio pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go (extractServicePorts); istio issue 58247'),
  onBoth(Feature.LISTENER_NAMES_MADE_UNIQUE, 'a valid Service for listener names that become the same port name',
    { istio: [{ since: '1.29.7', until: '1.30' }, { since: '1.31' }] },
    'istio pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go, 1.30.3 compared with 1.31.0-rc.0; istio.io, Istio 1.29.7'),
  onBoth(Feature.LISTENER_CONFLICTS, 'the refusal of listeners that conflict on one port', { istio: since('1.31') },
    'istio pilot/pkg/config/kube/gatewaycommon/listener_conflict.go (PR 60775 of July 2026), which PR 61000 brings to later releases of 1.30'),
  onBoth(Feature.WAYPOINT_OF_OTHER_NAMESPACE, "the label 'istio.io/use-waypoint-namespace'", { istio: since('1.23') },
    'istio pilot/pkg/serviceregistry/ambient/waypoints.go, compared tag by tag'),
  onBoth(Feature.INGRESS_WAYPOINT_BY_NAMESPACE, "the label 'istio.io/ingress-use-waypoint' on a namespace", { istio: since('1.25') },
    'istio pilot/pkg/serviceregistry/ambient/services.go, compared tag by tag'),
  onBoth(Feature.WAYPOINT_CANARY, "the label 'istio.io/use-waypoint-canary'", { istio: since('1.31') },
    'istio pilot/pkg/serviceregistry/ambient/waypoints.go; istio issue 60801'),
  onBoth(Feature.GATEWAY_TLS_REQUIRED, "a CRD that refuses listeners of protocol TLS without 'tls'", { gatewayApi: [{ until: '1.1' }, { since: '1.5' }] },
    GATEWAY_CRD),
  onBoth(Feature.GATEWAY_TLS_BY_OPTIONS, "a CRD that takes HTTPS without 'tls' and 'options' for 'certificateRefs', and no Passthrough for HTTPS",
    { gatewayApi: since('1.1') }, GATEWAY_CRD),

  // ---- shutdown
  onBoth(Feature.EXIT_ON_ZERO_ON_AMBIENT, 'exit-on-zero that ends ambient gateways and waypoints',
    { istio: [{ since: '1.29.6', until: '1.30' }, { since: '1.30.3' }] }, 'istio pkg/envoy/agent.go per tag; istio PRs 60731 and 60743'),
  {
    feature: Feature.NATIVE_SIDECARS_BY_DEFAULT,
    summary: 'native sidecars by default',
    // ENABLE_NATIVE_SIDECARS=auto asks the kubelet of every node
    istio: { istio: since('1.27'), kubernetes: since('1.33') },
    asm: { asm: since('1.22'), kubernetes: since('1.30') },
    source: 'istio pilot/pkg/features/pilot.go and pkg/kube/inject/webhook.go (DetectNativeSidecar); ASM: help.aliyun.com doc-detail 2853377',
  },
  onBoth(Feature.NATIVE_SIDECAR_ANNOTATION, "the annotation 'sidecar.istio.io/nativeSidecar'", { istio: since('1.24') }, INJECTION_TEMPLATE),

  // ---- sidecar settings
  onBoth(Feature.DNS_AUTO_ALLOCATE_METADATA, "the proxy metadata 'ISTIO_META_DNS_AUTO_ALLOCATE'", { istio: until('1.25') },
    'istio pilot/pkg/features/pilot.go (PILOT_ENABLE_IP_AUTOALLOCATE); pkg/config/validation/agent'),
  onBoth(Feature.OUTBOUND_EXCLUSION_OF_DNS, 'outbound exclusions that hold for DNS and UDP', { istio: since('1.25') },
    'istio tools/istio-iptables/pkg/capture, compared tag by tag'),
  onBoth(Feature.CONNECTION_LIMIT_RUNTIME_KEY, "the runtime key 'overload.global_downstream_max_connections'",
    { istio: [{ until: '1.28' }, { since: '1.29' }] }, CONNECTION_LIMIT,
    { since: '1.29', instead: "proxy metadata 'ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS'" }),
  onBoth(Feature.CONNECTION_LIMIT_METADATA, "the proxy metadata 'ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS'",
    { istio: since('1.29') }, CONNECTION_LIMIT),
  onBoth(Feature.REROUTE_INTERFACES_ANNOTATION, "the annotation 'istio.io/reroute-virtual-interfaces'", { istio: since('1.25') }, API_ANNOTATIONS),
  onBoth(Feature.STATS_INTERVAL_ANNOTATIONS, "the annotations 'sidecar.istio.io/statsFlushInterval' and 'statsEvictionInterval'",
    { istio: since('1.28') }, API_ANNOTATIONS),
  onBoth(Feature.STATS_INTERVAL_OF_ANY_LENGTH, "a bootstrap that Envoy reads, whatever 'sidecar.istio.io/statsFlushInterval' says",
    { istio: [{ until: '1.28' }, { since: '1.30.5', until: '1.31' }, { since: '1.31.1' }] },
    'istio tools/packaging/common/envoy_bootstrap.json (stats_flush_interval) at 1.31.0; istio.io, Istio 1.30.5 and 1.31.1'),
  onBoth(Feature.STATS_COMPRESSION_ANNOTATION, "the annotation 'sidecar.istio.io/statsCompression'", { istio: since('1.26') },
    `${API_ANNOTATIONS}; istio release note 48051`, { since: '1.29', instead: "the ProxyConfig field 'statsCompression'" }),
  onBoth(Feature.GATEWAY_BOOTSTRAP_ANNOTATION, "the annotation 'sidecar.istio.io/bootstrapOverride' on gateways", { istio: since('1.27') },
    'istio PR 56149 (gateway-injection-template.yaml), merged in May 2025 after 1.26'),
  onBoth(Feature.CORE_DUMP_ANNOTATION, "the annotation 'sidecar.istio.io/enableCoreDump'", { istio: until('1.24') }, 'istio release note drop-coredump'),
  onBoth(Feature.RESOURCE_ANNOTATIONS_CHECKED, 'the refusal of resource annotations that are no quantities', { istio: since('1.29') },
    'istio pkg/kube/inject/validate.go; istio release note 58889'),
  onBoth(Feature.INTERFACE_ANNOTATIONS_CHECKED, 'the refusal of interface annotations that are no interface names', { istio: since('1.30') },
    'istio pkg/kube/inject/validate.go; istio release note 58781'),
  onBoth(Feature.EXCLUDE_INTERFACES_SAFE, "an 'excludeInterfaces' that cannot add iptables arguments", { istio: since('1.28.3') },
    'CVE-2026-23766 (Istio up to 1.28.2)'),
  onBoth(Feature.EMPTY_INBOUND_PORTS_ON_NFTABLES, 'TPROXY with an empty list of inbound ports on native nftables', { istio: since('1.29') },
    'istio tools/istio-nftables, compared tag by tag'),
  onBoth(Feature.ANNOTATIONS_ESCAPED, 'annotations that are escaped where the templates paste them',
    { istio: [{ since: '1.29.7', until: '1.30' }, { since: '1.30.4', until: '1.31' }, { since: '1.31.1' }] },
    'istio.io, Istio 1.29.7, 1.30.4 and 1.31.1 (proxyImage, bootstrapOverride, logLevel, componentLogLevel, agentLogLevel)'),
  onBoth(Feature.SCRAPE_TARGETS, "the annotation 'prometheus.istio.io/scrape-targets'", { istio: since('1.31') },
    'istio pkg/kube/inject/webhook.go (applyPrometheusMerge); istio issue 59567'),
  onBoth(Feature.SECURE_METRICS_PORT, "the proxy metadata 'ENVOY_SECURE_MERGED_METRICS_PORT'", { istio: since('1.31') },
    'istio pkg/kube/inject/webhook.go (applySecurePrometheusAnnotation); istio issue 50114'),
  onBoth(Feature.FIPS_140_3, "the compliance policy 'fips-140-3'", { istio: since('1.31') },
    'istio files/injection-template.yaml and gateway-injection-template.yaml; istio release note fips-140-3-compliance-policy'),
  onBoth(Feature.OTEL_RESOURCE_ATTRIBUTES, "the sidecar's variable 'OTEL_RESOURCE_ATTRIBUTES'", { istio: since('1.30') },
    'istio pkg/kube/inject/template.go (otelResourceAttributes); istio.io, Istio 1.30.0'),
  onBoth(Feature.CANONICAL_NAME_TRIMMED, 'a canonical name that is valid where it is cut at a dot or an underscore', { istio: since('1.31') },
    `${INJECTION_TEMPLATE}; istio release note 60756`),
  onBoth(Feature.CONNECTION_SETTINGS, "the ProxyConfig field 'connectionSettings'", { istio: since('1.31') },
    'istio/api mesh/v1alpha1/proxy.proto, 1.30.3 compared with 1.31.1'),
  onBoth(Feature.SIDECAR_HOST_EXCLUSIONS, "hosts with '~' in a Sidecar resource", { istio: since('1.31') },
    'istio/api networking/v1alpha3/sidecar.proto, 1.30.3 compared with 1.31.1; istio issue 60139'),
  onBoth(Feature.MERGE_AND_REPLACE_LIST, "the EnvoyFilter operation 'MERGE_AND_REPLACE_LIST'", { istio: since('1.31') },
    'istio/api networking/v1alpha3/envoy_filter.proto, 1.30.3 compared with 1.31.1'),
  onBoth(Feature.INIT_IMAGE_VALUE, "istio-init's image from 'global.proxy_init.image'", { istio: since('1.31') }, 'istio pkg/kube/inject/inject.go'),
  onBoth(Feature.DYNAMIC_DNS_OUTBOUND_POLICY, "the mesh's outbound policy 'ALLOW_ANY_DYNAMIC_DNS'", { istio: since('1.31') },
    'istio.io, Istio 1.31.0 (the API has the word since 1.30, the release that reads it is this one)'),

  // ---- the istio/gateway chart
  { ...chart(Feature.CHART_DATAPLANE_MODE_LABEL, "the chart's pod label 'istio.io/dataplane-mode: none'"), istio: { istio: since('1.25') } },
  { ...chart(Feature.CHART_SAFE_BUDGET, "the chart's omission of a budget that blocks every drain"), istio: { istio: since('1.28') } },
  { ...chart(Feature.CHART_PROXY_USER, "the chart's uid and gid 1337"), istio: { istio: until('1.30') } },
];

/** ASM deploys its gateways from the IstioGateway resource, so the chart says nothing there. */
function chart(feature: Feature, summary: string): Omit<FeatureRow, 'istio'> {
  return { feature, summary, asm: NEVER, source: GATEWAY_CHART };
}
