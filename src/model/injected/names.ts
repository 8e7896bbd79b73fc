import type { Origin } from '../origin';

/** The container that sets up iptables before the pod's own containers start (InitContainerName). */
export const INIT_CONTAINER = 'istio-init';

/** Its place where the CNI plugin has set iptables up: it only checks that (ValidationContainerName). */
export const VALIDATION_CONTAINER = 'istio-validation';

/** The uid and gid of the proxy; on OpenShift the namespace's range decides (template: ProxyUID, ProxyGID). */
export const PROXY_USER = 1337;

/** The image that stands for the injector's own (Istio pkg/kube/inject/webhook.go AutoImage). */
export const AUTO_IMAGE = 'auto';

export const INJECT_KEY = 'sidecar.istio.io/inject';
export const REVISION_KEY = 'istio.io/rev';
export const NAMESPACE_INJECTION_KEY = 'istio-injection';
export const TEMPLATES_ANNOTATION = 'inject.istio.io/templates';

/** Istio's name for a control plane without a revision (chart value `revision: ""`). */
export const DEFAULT_REVISION = 'default';

/** Where the pages of the injector can be read; the version is the one that was read. */
export const SOURCES = {
  injector: 'Istio 1.30.3 pkg/kube/inject/inject.go',
  webhook: 'Istio 1.30.3 pkg/kube/inject/webhook.go',
  validation: 'Istio 1.30.3 pkg/kube/inject/validate.go',
  selectors: 'Istio 1.30.3 istio-discovery chart, templates/mutatingwebhook.yaml',
  gatewayTemplate: 'Istio 1.30.3 istio-discovery chart, files/gateway-injection-template.yaml',
  sidecarTemplate: 'Istio 1.30.3 istio-discovery chart, files/injection-template.yaml',
  chartValues: 'Istio 1.30.3 istio-discovery chart, values.yaml',
  annotations: 'istio/api 1.30.3 annotation/annotations.yaml',
} as const;

/** Where everything in the gateway template comes from that no annotation and no value of istiod decides. */
export const BY_GATEWAY_TEMPLATE: Origin = { kind: 'default', of: 'Istio', source: SOURCES.gatewayTemplate };

/** The same for the sidecar's template. */
export const BY_SIDECAR_TEMPLATE: Origin = { kind: 'default', of: 'Istio', source: SOURCES.sidecarTemplate };
