import type { ProxyConfigView } from '../draft';
import { type Effective, known, type Origin, unknown } from '../origin';
import { isMap } from '../read';

/** The fields of ProxyConfig in the order of its definition, in which they are printed (istio/api mesh/v1alpha1/proxy.proto, 1.30). */
const FIELDS: readonly string[] = [
  'configPath', 'binaryPath', 'serviceCluster', 'tracingServiceName', 'drainDuration', 'discoveryAddress', 'statsdUdpAddress', 'proxyAdminPort',
  'controlPlaneAuthPolicy', 'customConfigFile', 'statNameLength', 'concurrency', 'proxyBootstrapTemplatePath', 'interceptionMode', 'tracing',
  'envoyAccessLogService', 'envoyMetricsService', 'proxyMetadata', 'runtimeValues', 'statusPort', 'extraStatTags', 'gatewayTopology',
  'terminationDrainDuration', 'meshId', 'readinessProbe', 'proxyStatsMatcher', 'holdApplicationUntilProxyStarts', 'caCertificatesPem', 'image',
  'privateKeyProvider', 'proxyHeaders', 'fileFlushInterval', 'fileFlushMinSizeKb', 'statsCompression',
];

/** Values that are left out of the text (Istio pkg/kube/inject/template.go cleanProxyConfig: fields that have their default). */
const LEFT_OUT: Readonly<Record<string, unknown>> = {
  configPath: './etc/istio/proxy',
  binaryPath: '/usr/local/bin/envoy',
  serviceCluster: 'istio-proxy',
  drainDuration: '45s',
  terminationDrainDuration: '5s',
  discoveryAddress: 'istiod.istio-system.svc:15012',
  controlPlaneAuthPolicy: 'MUTUAL_TLS',
  proxyAdminPort: 15000,
  statNameLength: 189,
  statusPort: 15020,
  // the zero of its type
  interceptionMode: 'REDIRECT',
};

/** Istio's own word for what nobody configured. */
const NOTHING: Origin = { kind: 'default', of: 'Istio', source: 'Istio 1.30.3 pkg/kube/inject/template.go cleanProxyConfig' };

/** The value of PROXY_CONFIG: what differs from the defaults, as one line of JSON. */
export function proxyConfigText(view: ProxyConfigView): Effective<string> {
  const fields: Record<string, unknown> = {};
  let origin = NOTHING;
  for (const field of FIELDS) {
    const value = view.template(field);
    if (!value.known) { return unknown(value.origin.why); }
    const isDefault = value.origin.kind === 'default' && field !== 'proxyMetadata';
    if (isDefault || isZero(field, value.value) || LEFT_OUT[field] === value.value) { continue; }
    fields[field] = value.value;
    if (origin === NOTHING) { origin = value.origin; }
  }
  return known(`${JSON.stringify(fields)}\n`, origin);
}

/** Fields of a wrapped type: there, zero and false are values like others. */
const WRAPPED: ReadonlySet<string> = new Set(['concurrency', 'holdApplicationUntilProxyStarts', 'statsCompression']);

/** What protobuf's JSON does not print: the zero of a type. */
function isZero(field: string, value: unknown): boolean {
  if (value === undefined || value === null) { return true; }
  if (isMap(value)) { return Object.keys(value).length === 0; }
  return !WRAPPED.has(field) && (value === '' || value === 0 || value === false);
}
