import { Feature } from '../feature';
import { ClusterKind } from '../flavor';
import { since } from '../span';
import { ALWAYS, FeatureRow, NEVER, onAsm } from './row';

const CRD_PAGE = 'ASM documentation, "CRD fields for an ASM gateway" (help.aliyun.com document_detail 165004)';
const OLD_CRD_PAGE = 'ASM documentation, "modify an ingress gateway service" (help.aliyun.com document_detail 213005)';
const GO_TYPES = 'github.com/aliyun/alibabacloud-servicemesh-api, v1 types';
const MESH_CONFIG = 'ASM documentation, "ASMMeshConfig CRD description"';
const SIDECAR_PAGE = 'ASM documentation, "configure sidecar proxies" (help.aliyun.com document_detail 610989)';
const DRAIN_PAGE = 'ASM documentation, "use graceful shutdown to avoid traffic loss" (help.aliyun.com document_detail 428859)';
const VIRTUAL_NODES = 'ASM documentation, "applications in ECI pods on virtual nodes" (help.aliyun.com document_detail 186939)';

/** What Alibaba Cloud documents for ASM. */
export const ASM_ROWS: readonly FeatureRow[] = [
  onAsm(Feature.ISTIO_GATEWAY_RESOURCE, 'the IstioGateway resource', ALWAYS, GO_TYPES),
  onAsm(Feature.ASM_PROXY_CONFIG_RESOURCE, 'the ASMProxyConfig resource', ALWAYS, GO_TYPES),
  onAsm(Feature.ASM_MESH_CONFIG_RESOURCE, 'the ASMMeshConfig resource with all fields', { asm: since('1.24') }, MESH_CONFIG),
  onAsm(Feature.ASM_RATE_LIMIT_SERVICE, "ASMMeshConfig's rateLimitService", { asm: since('1.25.6.84') }, MESH_CONFIG),
  onAsm(Feature.ASM_RESOURCES_IN_DATA_PLANE, "ASM resources through a cluster's own kubeconfig", { asm: since('1.22') }, MESH_CONFIG),
  onAsm(Feature.ASM_RESOURCES_BY_TERRAFORM, "ASM resources through Terraform's Kubernetes provider", { asm: since('1.22.6.109') },
    'ASM documentation, "use Terraform to create or modify ASM custom resources"'),

  onAsm(Feature.OVERRIDE_AUTOSCALING, 'autoscaling fields in overrides', { asm: since('1.16') }, CRD_PAGE),
  onAsm(Feature.OVERRIDE_SERVICE_TYPE, 'serviceType in overrides', { asm: since('1.16') }, CRD_PAGE),
  onAsm(Feature.REPLICAS_MANAGED_BY_USER, "the annotation 'asm.alibabacloud.com/replicas-managed-by-asm'", { asm: since('1.19') },
    'ASM documentation, "customize the scaling policy of an ASM gateway"'),
  onAsm(Feature.GATEWAY_DRAIN_ANNOTATION, "the annotation 'asm.alibabacloud.com/gateway-drain-timeout-seconds'", { asm: since('1.26') }, DRAIN_PAGE),
  onAsm(Feature.PORTS_WITHOUT_RESTART, "a change of an IstioGateway's ports without a restart of its pods", { asm: since('1.16') }, CRD_PAGE),
  onAsm(Feature.PORT_PROTOCOLS, "a protocol other than TCP in an IstioGateway's ports", { asm: since('1.9.7.107') }, OLD_CRD_PAGE),
  onAsm(Feature.NETWORK_LOAD_BALANCER, "the load balancer class 'alibabacloud.com/nlb'", { asm: since('1.18'), kubernetes: since('1.24') },
    'ASM documentation, "use NLB in an ASM ingress gateway" (CCM 2.5.0 or later as well)'),

  {
    feature: Feature.WAYPOINT_FOR_PODS,
    summary: 'pods behind a waypoint by a label of their own',
    istio: ALWAYS,
    asm: NEVER,
    source: 'ASM documentation, "Configure the effective range of Waypoint" (namespaces and Services only); istio pilot/pkg/serviceregistry/ambient/waypoints.go',
  },
  {
    feature: Feature.CAPTURE_SETTINGS,
    summary: 'sidecar items for captured addresses and ports',
    istio: ALWAYS,
    asm: { asm: since('1.15.3.25') },
    source: `${SIDECAR_PAGE}; istio pkg/kube/inject/validate.go`,
  },
  {
    feature: Feature.TPROXY_SETTING,
    summary: 'a sidecar item for TPROXY interception',
    istio: ALWAYS,
    asm: { asm: since('1.15.3.25') },
    source: `${SIDECAR_PAGE}; istio pkg/kube/inject/validate.go`,
  },
  onAsm(Feature.OVERCOMMITTED_RESOURCES, 'sidecar resources from dynamic overcommitment',
    { asm: since('1.16'), exceptOn: [ClusterKind.ACK_SERVERLESS, ClusterKind.REGISTERED, ClusterKind.OTHER] },
    'ASM documentation, "dynamically overcommitted ACK resources" (ACK Pro with ack-koordinator)'),
  {
    feature: Feature.DNS_CAPTURE,
    summary: 'DNS capture in the sidecar',
    istio: ALWAYS,
    asm: { exceptOn: [ClusterKind.ACK_SERVERLESS] },
    source: `${SIDECAR_PAGE}; istio tools/istio-iptables`,
  },
  {
    feature: Feature.POD_ANTI_AFFINITY,
    summary: 'anti-affinity between nodes',
    istio: ALWAYS,
    asm: { exceptOn: [ClusterKind.ACK_SERVERLESS] },
    source: 'ASM documentation, "improve availability for the ingress gateway service" (help.aliyun.com document_detail 287011)',
  },
  onAsm(Feature.VIRTUAL_NODES, "pods on virtual nodes by the label 'alibabacloud.com/eci'", { asm: since('1.7.5.41') }, VIRTUAL_NODES),
];
