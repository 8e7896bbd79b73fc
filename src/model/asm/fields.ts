/**
 * The fields of an IstioGateway's basic configuration: what its spec and, by type, each entry of `overrides` may hold. Which of them ASM
 * documents for overrides is in the table of versions (`overrideFields`).
 *
 * Source: github.com/aliyun/alibabacloud-servicemesh-api, IstioGateway (Go types); ASM, CRD fields for an ASM gateway.
 */
export const GATEWAY_FIELDS: ReadonlySet<string> = new Set([
  'affinity', 'applicationPorts', 'autoCreateGatewayYaml', 'autoscaleEnabled', 'compression', 'configVolumes', 'cpu', 'disableContainerPortExposed',
  'dnsPolicy', 'env', 'externalTrafficPolicy', 'hostNetwork', 'kernel', 'lifecycle', 'loadBalancerClass', 'loadBalancerIP', 'maxReplicas', 'memory',
  'meshExpansionPorts', 'minReplicas', 'nodeSelector', 'podAnnotations', 'podLabels', 'ports', 'readinessProbe', 'replicaCount', 'requestedNetworkView',
  'resources', 'rollingMaxSurge', 'rollingMaxUnavailable', 'runAsRoot', 'sds', 'secretVolumes', 'serviceAnnotations', 'serviceLabels', 'serviceType',
  'tolerations',
]);
