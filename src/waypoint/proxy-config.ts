import { given } from './options';
import { WaypointProps } from './props';
import { copyJsonMap, type JsonMap } from '../platform/json';

/** What a waypoint asks of its proxy, in the words of Istio's ProxyConfig. */
export interface ProxySettings {
  /** All fields but the environment. */
  readonly fields: JsonMap;
  /** `proxyMetadata`: environment variables. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Drain times come first, in the order of document 000. */
export function proxySettings({ shutdown, proxyConfig = {} }: WaypointProps): ProxySettings {
  const { proxyMetadata, ...times } = (shutdown?._proxyConfig() ?? {}) as { readonly proxyMetadata?: Readonly<Record<string, string>> };
  const { concurrency, environment, runtimeValues, more } = proxyConfig;
  return {
    fields: given({ ...times, concurrency, runtimeValues: copyJsonMap(runtimeValues, 'runtimeValues', ignore), ...copyJsonMap(more, 'more', ignore) }),
    environment: { ...proxyMetadata, ...environment },
  };
}

/** Wrong values are refused where props are judged. */
const ignore = (): void => undefined;

/** The option `proxyConfig` of ASM. */
export function asmProxyConfig({ fields, environment }: ProxySettings): JsonMap {
  return given({ ...fields, proxyMetadata: environment });
}

type Kind = 'text' | 'duration' | 'count' | 'flag' | 'list' | 'map' | 'texts' | 'any';

/**
 * The fields of ProxyConfig with what they hold. The agent refuses every other field when it starts, and the pod does not come up.
 * Source: istio/api mesh/v1alpha1/proxy.proto at 1.30.3.
 */
export const PROXY_CONFIG_FIELDS: Readonly<Record<string, Kind>> = {
  configPath: 'text',
  binaryPath: 'text',
  serviceCluster: 'text',
  tracingServiceName: 'any',
  drainDuration: 'duration',
  terminationDrainDuration: 'duration',
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
