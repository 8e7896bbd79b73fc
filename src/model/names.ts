/** Words of Istio that several makes of proxies read. */

/** The container in which the proxy runs (Istio pkg/kube/inject/inject.go ProxyContainerName). */
export const PROXY_CONTAINER = 'istio-proxy';

/** ProxyConfig of one pod, as YAML text (istio/api annotation/annotations.yaml). */
export const PROXY_CONFIG_ANNOTATION = 'proxy.istio.io/config';

/** On everything that istiod makes for a Gateway: by which of its controllers (Istio pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go). */
export const MANAGED_LABEL = 'gateway.istio.io/managed';

/** The Gateway for which an object was made (istio.io, Resource Labels: set by the controller, not by users). */
export const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';
