import { since, until } from '../span';
import { SYSCTL_ROW } from './sysctls';
import { always, AnyValueRow, ResourceDefaults } from './value-row';

const PROXY: ResourceDefaults = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } };

const ISTIO_VALUES = 'istio manifests/charts/istio-control/istio-discovery/values.yaml at 1.30.3';
const MESH_DEFAULTS = 'istio pkg/config/mesh/mesh.go at 1.30.3';
const ASM_DEFAULTS = 'ASM documentation, "default settings of features and parameters of ASM"';
const ASM_OLD_CRD_PAGE = 'ASM documentation, "modify an ingress gateway service" (help.aliyun.com document_detail 213005)';
const NO_GATEWAY_RESOURCE = { why: 'Istio has no IstioGateway resource' };
const WAYPOINT_UNPUBLISHED = { why: "ASM's own waypoint Deployment is not published" };

const RUNTIME_LIMIT = { carrier: 'runtimeValues', key: 'overload.global_downstream_max_connections' } as const;
const METADATA_LIMIT = { carrier: 'proxyMetadata', key: 'ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS' } as const;
const LIMIT_CASES = [
  { need: { istio: until('1.28') }, value: RUNTIME_LIMIT },
  // the bootstrap of 1.28 hard-codes the resource monitor, so the runtime key does nothing
  { need: { istio: [{ since: '1.28', until: '1.29' }] }, value: { carrier: 'none', key: '' } as const },
  { need: { istio: since('1.29') }, value: METADATA_LIMIT },
];

const OVERLAY_KEYS = ['deployment', 'service', 'serviceAccount', 'horizontalPodAutoscaler', 'podDisruptionBudget'];
const OLD_OVERRIDES = ['serviceAnnotations', 'podAnnotations', 'resources', 'replicaCount'];
const READINESS = { initialDelaySeconds: 0, periodSeconds: 15, failureThreshold: 4, timeoutSeconds: 3 };
const OLD_READINESS = { initialDelaySeconds: 1, periodSeconds: 2, failureThreshold: 30, timeoutSeconds: 3 };

/** Values by flavour and version: the second half of the one table. */
export const VALUE_ROWS: readonly AnyValueRow[] = [
  // ---- shutdown
  {
    key: 'waypointGraceSeconds',
    istio: [{ need: { istio: until('1.28') }, value: 2 }, { need: { istio: since('1.28') }, value: 30 }],
    asm: WAYPOINT_UNPUBLISHED,
    source: 'istio files/waypoint.yaml, compared tag by tag; istio PR 55799 removed the 2 s',
  },
  { key: 'podGraceSeconds', istio: always(30), asm: always(30), source: 'kubernetes pkg/apis/core/v1/defaults.go (SetDefaults_PodSpec)' },
  { key: 'drainSeconds', istio: always(45), asm: always(45), source: MESH_DEFAULTS },
  { key: 'terminationDrainSeconds', istio: always(5), asm: always(5), source: `${MESH_DEFAULTS}; ASM documentation 427220` },
  {
    key: 'minimumDrainSeconds',
    istio: always(5),
    asm: always(5),
    source: 'istio pilot/cmd/pilot-agent/options/options.go (MINIMUM_DRAIN_DURATION) at 1.30.3',
  },
  { key: 'exitOnZero', istio: always(false), asm: always(true), source: `istio pilot/cmd/pilot-agent/options/options.go; ${ASM_DEFAULTS}` },
  { key: 'holdApplication', istio: always(false), asm: always(true), source: `${ISTIO_VALUES}; ${ASM_DEFAULTS}` },
  {
    key: 'gatewayDrainRange',
    istio: NO_GATEWAY_RESOURCE,
    asm: [{ need: { asm: since('1.26') }, value: { min: 10, max: 890 } }],
    source: 'ASM documentation, "use graceful shutdown to avoid traffic loss" (help.aliyun.com document_detail 428859)',
  },

  // ---- managed gateways and waypoints
  {
    key: 'overlayKeys',
    istio: [{ need: { istio: since('1.26') }, value: OVERLAY_KEYS }],
    asm: always(['deployment', 'horizontalPodAutoscaler', 'proxyConfig']),
    source: 'istio gatewaycommon/deploymentcontroller.go (supportedOverlays); ASM: "customize configuration for Gateway API based deployment"',
  },
  {
    key: 'infrastructureEntries',
    istio: [{ need: { gatewayApi: [{ since: '1.2', until: '1.6' }] }, value: 8 }, { need: { gatewayApi: since('1.6') }, value: 16 }],
    asm: [{ need: { gatewayApi: [{ since: '1.2', until: '1.6' }] }, value: 8 }, { need: { gatewayApi: since('1.6') }, value: 16 }],
    source: 'gateway-api config/crd/standard (maxProperties), compared tag by tag',
  },
  {
    key: 'listenerSets',
    istio: [{ need: { istio: since('1.30') }, value: true }, { need: { istio: until('1.30') }, value: false }],
    asm: { why: 'the documents of ASM do not say whether it reads ListenerSets' },
    source: 'istio gatewaycommon/deploymentcontroller.go: ListenerSet of Gateway API 1.5 from 1.30 on, before that the alpha XListenerSet',
  },
  {
    key: 'ownedServiceAccount',
    istio: [{ need: { kubernetes: since('1.28') }, value: true }, { need: { kubernetes: until('1.28') }, value: false }],
    asm: WAYPOINT_UNPUBLISHED,
    source: 'istio files/kube-gateway.yaml and files/waypoint.yaml (KubeVersion); kubernetes PR 117412',
  },
  {
    key: 'eastWestNetworkView',
    istio: [{ need: { istio: since('1.29') }, value: true }, { need: { istio: until('1.29') }, value: false }],
    asm: WAYPOINT_UNPUBLISHED,
    source: 'istio PR 58167 (ISTIO_META_REQUESTED_NETWORK_VIEW), merged after 1.28 was branched',
  },
  {
    key: 'waypointResources',
    istio: always({ requests: PROXY.requests, limits: { cpu: '2', memory: '1Gi' } }),
    asm: WAYPOINT_UNPUBLISHED,
    source: ISTIO_VALUES,
  },

  // ---- ASM's IstioGateway
  {
    key: 'gatewayResources',
    istio: NO_GATEWAY_RESOURCE,
    asm: always({ requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '2G' } }),
    source: ASM_OLD_CRD_PAGE,
  },
  { key: 'gatewayReplicas', istio: NO_GATEWAY_RESOURCE, asm: always(1), source: ASM_OLD_CRD_PAGE },
  { key: 'gatewayServiceType', istio: NO_GATEWAY_RESOURCE, asm: always('LoadBalancer'), source: ASM_OLD_CRD_PAGE },
  { key: 'gatewayTrafficPolicy', istio: NO_GATEWAY_RESOURCE, asm: always('Cluster'), source: ASM_OLD_CRD_PAGE },
  {
    key: 'overrideFields',
    istio: NO_GATEWAY_RESOURCE,
    asm: [
      { need: { asm: since('1.16') }, value: [...OLD_OVERRIDES, 'minReplicas', 'maxReplicas', 'cpu', 'memory', 'serviceType'] },
      { need: { asm: until('1.16') }, value: OLD_OVERRIDES },
    ],
    source: 'ASM documentation, "CRD fields for an ASM gateway" (help.aliyun.com document_detail 165004)',
  },

  // ---- sidecars
  { key: 'proxyResources', istio: always(PROXY), asm: always(PROXY), source: `${ISTIO_VALUES}; OpenAPI examples of ASM` },
  {
    key: 'initResources',
    istio: always(PROXY),
    asm: always({ requests: { cpu: '10m', memory: '10Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } }),
    source: `istio files/injection-template.yaml (one block for both); ${ASM_DEFAULTS}`,
  },
  {
    key: 'readiness',
    istio: always(READINESS),
    asm: [{ need: { istio: since('1.20') }, value: READINESS }, { need: { istio: until('1.20') }, value: OLD_READINESS }],
    source: `${ISTIO_VALUES}, compared tag by tag`,
  },
  {
    key: 'uncapturedInboundPorts',
    istio: always(['15090', '15021', '15020']),
    asm: always(['15090', '15021', '15081', '9191', '15020']),
    source: 'istio files/injection-template.yaml; ASM documentation, "configure sidecar proxies"',
  },
  {
    key: 'uncapturedOutboundRanges',
    istio: always([]),
    asm: always(['192.168.0.1/32']),
    source: 'istio files/injection-template.yaml; ASM documentation, "configure sidecar proxies"',
  },
  {
    key: 'sidecarRevocationList',
    istio: [{ need: { istio: since('1.27') }, value: true }, { need: { istio: until('1.27') }, value: false }],
    asm: { why: "ASM's injection template is not published" },
    source: 'istio files/injection-template.yaml (istio-ca-crl) at 1.30.3; the list came with 1.27',
  },
  { key: 'proxyLogLevel', istio: always('warning'), asm: always('warning'), source: `${ISTIO_VALUES}; ${ASM_DEFAULTS} (not among the differences)` },
  {
    key: 'concurrency',
    istio: always('cpu-limit'),
    asm: always(2),
    source: 'istio pilot/cmd/pilot-agent/config/config.go; github.com/aliyun/alibabacloud-servicemesh-api (concurrency)',
  },
  {
    key: 'dnsCapture',
    istio: always(false),
    asm: { why: "ASM's default for ISTIO_META_DNS_CAPTURE could not be read" },
    source: 'istio pkg/istio-agent (ISTIO_META_DNS_CAPTURE)',
  },
  { key: 'statsInclusionRegexps', istio: always([]), asm: always(['.*adaptive_concurrency.*']), source: ASM_DEFAULTS },
  {
    key: 'clusterDomain',
    istio: always('cluster.local'),
    asm: { why: "ASM's cluster domain is chosen when the instance is made" },
    source: `${ISTIO_VALUES} (global.proxy.clusterDomain); ${ASM_DEFAULTS}`,
  },
  {
    key: 'trustDomain',
    istio: always('cluster.local'),
    asm: { why: "ASM's default trust domain is not documented" },
    source: MESH_DEFAULTS,
  },
  {
    key: 'connectionLimitCarrier',
    istio: LIMIT_CASES,
    asm: LIMIT_CASES,
    source: 'istio tools/packaging/common/envoy_bootstrap.json, compared tag by tag; istio issue 58594',
  },
  {
    key: 'neverInjectedNamespaces',
    istio: always(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']),
    asm: always(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']),
    source: 'istio pkg/kube/inject/inject.go (IgnoredNamespaces)',
  },

  // ---- Kubernetes
  SYSCTL_ROW,
];
