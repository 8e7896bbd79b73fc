/** Words of Istio that several makes of proxies read. */

/** The container in which the proxy runs (Istio pkg/kube/inject/inject.go ProxyContainerName). */
export const PROXY_CONTAINER = 'istio-proxy';

/** ProxyConfig of one pod, as YAML text (istio/api annotation/annotations.yaml). */
export const PROXY_CONFIG_ANNOTATION = 'proxy.istio.io/config';

/** On everything that istiod makes for a Gateway: by which of its controllers (Istio pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go). */
export const MANAGED_LABEL = 'gateway.istio.io/managed';

/** The Gateway for which an object was made (istio.io, Resource Labels: set by the controller, not by users). */
export const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

/** The group of Istio's own Gateways, VirtualServices, Sidecars and the like. */
export const NETWORKING_GROUP = 'networking.istio.io';

/** The label that names the waypoint of what it stands on, and the one that names its namespace (Istio pilot/pkg/serviceregistry/ambient/waypoints.go). */
export const USE_WAYPOINT = 'istio.io/use-waypoint';
export const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

/** The value of the first that opts out; no waypoint can have this name. */
export const NO_WAYPOINT = 'none';

/** The same of a second waypoint, and the annotation with its share of the connections. */
export const USE_WAYPOINT_CANARY = 'istio.io/use-waypoint-canary';
export const USE_WAYPOINT_CANARY_NAMESPACE = 'istio.io/use-waypoint-canary-namespace';
export const USE_WAYPOINT_CANARY_WEIGHT = 'istio.io/use-waypoint-canary-weight';
