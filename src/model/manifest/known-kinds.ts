/**
 * The kinds this library knows by name, by API group. A kind outside the table is kept and told apart, never refused: whether it has a
 * namespace is taken from its objects.
 */
interface KnownGroup {
  readonly group: string;
  readonly namespaced: readonly string[];
  readonly cluster: readonly string[];
  /** Where the kinds and their scopes were read. */
  readonly source: string;
}

const KUBERNETES = 'Kubernetes 1.26-1.36 OpenAPI, paths with and without {namespace}';

export const KNOWN_GROUPS: readonly KnownGroup[] = [
  {
    group: '',
    namespaced: [
      'ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'PersistentVolumeClaim', 'Pod', 'PodTemplate', 'ReplicationController', 'ResourceQuota',
      'Secret', 'Service', 'ServiceAccount',
    ],
    cluster: ['Namespace', 'Node', 'PersistentVolume'],
    source: KUBERNETES,
  },
  {
    group: 'admissionregistration.k8s.io',
    namespaced: [],
    cluster: [
      'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration', 'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration',
    ],
    source: KUBERNETES,
  },
  { group: 'apiextensions.k8s.io', namespaced: [], cluster: ['CustomResourceDefinition'], source: KUBERNETES },
  { group: 'apiregistration.k8s.io', namespaced: [], cluster: ['APIService'], source: KUBERNETES },
  { group: 'apps', namespaced: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'], cluster: [], source: KUBERNETES },
  { group: 'autoscaling', namespaced: ['HorizontalPodAutoscaler'], cluster: [], source: KUBERNETES },
  { group: 'batch', namespaced: ['CronJob', 'Job'], cluster: [], source: KUBERNETES },
  { group: 'certificates.k8s.io', namespaced: [], cluster: ['CertificateSigningRequest', 'ClusterTrustBundle'], source: KUBERNETES },
  { group: 'coordination.k8s.io', namespaced: ['Lease'], cluster: [], source: KUBERNETES },
  { group: 'discovery.k8s.io', namespaced: ['EndpointSlice'], cluster: [], source: KUBERNETES },
  { group: 'events.k8s.io', namespaced: ['Event'], cluster: [], source: KUBERNETES },
  { group: 'flowcontrol.apiserver.k8s.io', namespaced: [], cluster: ['FlowSchema', 'PriorityLevelConfiguration'], source: KUBERNETES },
  { group: 'networking.k8s.io', namespaced: ['Ingress', 'NetworkPolicy'], cluster: ['IPAddress', 'IngressClass', 'ServiceCIDR'], source: KUBERNETES },
  { group: 'node.k8s.io', namespaced: [], cluster: ['RuntimeClass'], source: KUBERNETES },
  { group: 'policy', namespaced: ['PodDisruptionBudget'], cluster: ['PodSecurityPolicy'], source: `${KUBERNETES}; PodSecurityPolicy: until 1.24` },
  { group: 'rbac.authorization.k8s.io', namespaced: ['Role', 'RoleBinding'], cluster: ['ClusterRole', 'ClusterRoleBinding'], source: KUBERNETES },
  { group: 'scheduling.k8s.io', namespaced: [], cluster: ['PriorityClass'], source: KUBERNETES },
  {
    group: 'storage.k8s.io',
    namespaced: ['CSIStorageCapacity'],
    cluster: ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
    source: KUBERNETES,
  },
  {
    group: 'gateway.networking.k8s.io',
    namespaced: ['BackendTLSPolicy', 'GRPCRoute', 'Gateway', 'HTTPRoute', 'ListenerSet', 'ReferenceGrant', 'TCPRoute', 'TLSRoute', 'UDPRoute'],
    cluster: ['GatewayClass'],
    source: 'kubernetes-sigs/gateway-api config/crd standard and experimental, spec.scope',
  },
  {
    group: 'networking.istio.io',
    namespaced: [
      'DestinationRule', 'EnvoyFilter', 'Gateway', 'ProxyConfig', 'ServiceEntry', 'Sidecar', 'VirtualService', 'WorkloadEntry', 'WorkloadGroup',
    ],
    cluster: [],
    source: 'istio 1.30.3 manifests/charts/base/files/crd-all.gen.yaml, spec.scope',
  },
  {
    group: 'security.istio.io',
    namespaced: ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'],
    cluster: [],
    source: 'istio 1.30.3 manifests/charts/base/files/crd-all.gen.yaml, spec.scope',
  },
  { group: 'telemetry.istio.io', namespaced: ['Telemetry'], cluster: [], source: 'istio 1.30.3 manifests/charts/base/files/crd-all.gen.yaml, spec.scope' },
  {
    group: 'extensions.istio.io',
    namespaced: ['TrafficExtension', 'WasmPlugin'],
    cluster: [],
    source: 'istio 1.30.3 manifests/charts/base/files/crd-all.gen.yaml, spec.scope',
  },
  {
    group: 'istio.alibabacloud.com',
    namespaced: ['ASMCustomProxyConfigInjectionTemplate', 'ASMProxyConfig', 'IstioGateway'],
    cluster: ['ASMMeshConfig'],
    source: 'ASM Go API package; ASMMeshConfig is not namespaced: help.aliyun.com/en/asm/sidecar/asmmeshconfig-crd-description',
  },
  {
    group: 'keda.sh',
    namespaced: ['ScaledJob', 'ScaledObject', 'TriggerAuthentication'],
    cluster: ['ClusterTriggerAuthentication'],
    source: 'kedacore/keda config/crd/bases, spec.scope',
  },
];

/** Whether the kinds of a group are namespaced. */
const SCOPES: ReadonlyMap<string, ReadonlyMap<string, boolean>> = new Map(KNOWN_GROUPS.map(({ group, namespaced, cluster }) => (
  [group, new Map([...namespaced.map(kind => [kind, true] as const), ...cluster.map(kind => [kind, false] as const)])])));

export function isKnownKind(group: string, kind: string): boolean {
  return SCOPES.get(group)?.has(kind) === true;
}

/** Whether objects of this kind surely have no namespace. */
export function isClusterScoped(group: string, kind: string): boolean {
  return SCOPES.get(group)?.get(kind) === false;
}
