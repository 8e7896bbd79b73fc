import type { Shape } from '../../../model/shape';

/*
 * Fields of Istio's resources, as deep as people write them by hand. Source of every row: istio/istio 1.30.3
 * manifests/charts/base/files/crd-all.gen.yaml; 1.31 has the same.
 */

const SELECTOR: Shape = { keys: { matchLabels: 'any' } };
const WORKLOAD_SELECTOR: Shape = { keys: { labels: 'any' } };
const TARGETS: Readonly<Record<string, Shape>> = { targetRef: 'any', targetRefs: 'any' };

export const RESOURCES: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  'networking.istio.io/ProxyConfig': { selector: SELECTOR, concurrency: 'any', environmentVariables: 'any', image: { keys: { imageType: 'any' } } },
  'networking.istio.io/Sidecar': {
    workloadSelector: WORKLOAD_SELECTOR,
    ingress: { list: { keys: { port: 'any', bind: 'any', captureMode: 'any', defaultEndpoint: 'any', tls: 'any', connectionPool: 'any' } } },
    egress: { list: { keys: { port: 'any', bind: 'any', captureMode: 'any', hosts: 'any' } } },
    inboundConnectionPool: { keys: { http: 'any', tcp: 'any' } },
    outboundTrafficPolicy: { keys: { mode: 'any', egressProxy: 'any' } },
  },
  'networking.istio.io/EnvoyFilter': {
    workloadSelector: WORKLOAD_SELECTOR,
    targetRefs: 'any',
    configPatches: { list: { keys: { applyTo: 'any', match: 'any', patch: 'any' } } },
    priority: 'any',
  },
  'security.istio.io/PeerAuthentication': { selector: SELECTOR, mtls: { keys: { mode: 'any' } }, portLevelMtls: 'any' },
  'security.istio.io/RequestAuthentication': { selector: SELECTOR, ...TARGETS, jwtRules: 'any' },
  'security.istio.io/AuthorizationPolicy': { selector: SELECTOR, ...TARGETS, action: 'any', provider: 'any', rules: 'any' },
  'telemetry.istio.io/Telemetry': { selector: SELECTOR, ...TARGETS, accessLogging: 'any', metrics: 'any', tracing: 'any' },
};

/** The field by which a kind chooses its pods, and the field of that which holds the labels. */
export function selectorOf(kind: string): { readonly selector: string; readonly labels: string } {
  return kind === 'Sidecar' || kind === 'EnvoyFilter' ? { selector: 'workloadSelector', labels: 'labels' } : { selector: 'selector', labels: 'matchLabels' };
}
