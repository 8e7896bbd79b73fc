/** What a field of ProxyConfig holds. */
export type ProxyConfigKind = 'text' | 'duration' | 'count' | 'flag' | 'list' | 'map' | 'texts' | 'any';

/**
 * The fields of Istio's ProxyConfig, in the order of its definition. Its reader takes every other name in silence and forgets it (Istio 1.30.3
 * pkg/util/protomarshal, ApplyJSON: what is unknown is discarded).
 *
 * Source: istio/api mesh/v1alpha1/proxy.proto at 1.30.3.
 */
export const PROXY_CONFIG_FIELDS: Readonly<Record<string, ProxyConfigKind>> = {
  configPath: 'text',
  binaryPath: 'text',
  serviceCluster: 'text',
  tracingServiceName: 'any',
  drainDuration: 'duration',
  discoveryAddress: 'text',
  statsdUdpAddress: 'text',
  proxyAdminPort: 'count',
  controlPlaneAuthPolicy: 'any',
  customConfigFile: 'text',
  statNameLength: 'count',
  concurrency: 'count',
  proxyBootstrapTemplatePath: 'text',
  interceptionMode: 'any',
  tracing: 'map',
  envoyAccessLogService: 'map',
  envoyMetricsService: 'map',
  proxyMetadata: 'texts',
  runtimeValues: 'texts',
  statusPort: 'count',
  extraStatTags: 'list',
  gatewayTopology: 'map',
  terminationDrainDuration: 'duration',
  meshId: 'text',
  readinessProbe: 'map',
  proxyStatsMatcher: 'map',
  holdApplicationUntilProxyStarts: 'flag',
  caCertificatesPem: 'list',
  image: 'map',
  privateKeyProvider: 'map',
  proxyHeaders: 'map',
  fileFlushInterval: 'duration',
  fileFlushMinSizeKb: 'count',
  statsCompression: 'flag',
};
