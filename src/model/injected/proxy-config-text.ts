import type { ProxyConfigView } from '../draft';
import { type Effective, known, type Origin, unknown } from '../origin';

/** The fields of ProxyConfig in the order of the proto (istio/api mesh/v1alpha1/proxy.proto), in which istiod prints them. */
const FIELDS: readonly string[] = [
  'configPath', 'binaryPath', 'serviceCluster', 'drainDuration', 'discoveryAddress', 'zipkinAddress', 'statsdUdpAddress', 'proxyAdminPort',
  'controlPlaneAuthPolicy', 'customConfigFile', 'statNameLength', 'concurrency', 'proxyBootstrapTemplatePath', 'interceptionMode', 'tracing', 'sds',
  'envoyAccessLogService', 'envoyMetricsService', 'proxyMetadata', 'statusPort', 'extraStatTags', 'gatewayTopology', 'terminationDrainDuration',
  'meshId', 'readinessProbe', 'proxyStatsMatcher', 'holdApplicationUntilProxyStarts', 'caCertificatesPem', 'image', 'privateKeyProvider', 'runtimeValues',
  'proxyHeaders', 'fileFlushInterval', 'fileFlushMinSizeKb', 'statsCompression',
];

const NOTHING: Origin = {
  kind: 'default',
  of: 'Istio',
  source: 'Istio 1.30.3 pkg/kube/inject/template.go: PROXY_CONFIG holds what differs from the built-in ProxyConfig',
};

/**
 * The environment variable PROXY_CONFIG: one line of JSON with what somebody set, ended by a line break. Its origin is that of the
 * first field in it; ask the view for a single field.
 */
export function proxyConfigText(view: ProxyConfigView): Effective<string> {
  const fields: Record<string, unknown> = {};
  let origin: Origin | undefined;
  for (const name of FIELDS) {
    const value = view.template(name);
    if (!value.known) { return unknown(value.origin.why); }
    if (value.value === undefined || value.origin.kind === 'default') { continue; }
    fields[name] = value.value;
    origin ??= value.origin;
  }
  return known(`${JSON.stringify(fields)}\n`, origin ?? NOTHING);
}
