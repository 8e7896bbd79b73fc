import { goJson } from './go-json';
import { type Platform, Support } from '../../platform';
import type { ProxyConfigView } from '../draft';
import { type Effective, known, type Origin, unknown } from '../origin';
import { neededFor, printedField, PROXY_CONFIG_FIELDS } from '../proxy-config/proto-json';

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
};

/** Istio's own word for what nobody configured. */
const NOTHING: Origin = { kind: 'default', of: 'Istio', source: 'Istio 1.30.3 pkg/kube/inject/template.go cleanProxyConfig' };

const texts = new WeakMap<object, Effective<string>>();

/** The value of PROXY_CONFIG: what differs from the defaults, as one line of JSON. Written once for proxies that are answered alike. */
export function proxyConfigText(view: ProxyConfigView, platform: Platform): Effective<string> {
  let text = texts.get(view.sources);
  if (!text) { texts.set(view.sources, text = textOf(view, platform)); }
  return text;
}

function textOf(view: ProxyConfigView, platform: Platform): Effective<string> {
  const fields: Record<string, unknown> = {};
  let origin = NOTHING;
  for (const field of PROXY_CONFIG_FIELDS) {
    const needed = neededFor(field);
    if (needed !== undefined && platform.supports(needed) === Support.NO) { continue; }
    const value = view.template(field);
    if (!value.known) { return unknown(value.origin.why); }
    const isDefault = value.origin.kind === 'default' && field !== 'proxyMetadata';
    const text = isDefault ? undefined : printedField(field, value.value);
    if (text === undefined || LEFT_OUT[field] === text) { continue; }
    fields[field] = text;
    if (origin === NOTHING) { origin = value.origin; }
  }
  return known(`${goJson(fields)}\n`, origin);
}
