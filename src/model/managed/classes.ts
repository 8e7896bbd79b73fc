import { problem, type Problem } from './problems';
import type { ModelContext } from '../draft';
import type { ProxyRole } from '../effective-proxy';
import type { Manifest } from '../manifest/types';
import { listAt, stringAt } from '../read';
import { flag, istiodEnv } from '../rendering/installation';

/** Which of the controller's two templates a class is rendered with. */
export type Template = 'kube-gateway' | 'waypoint';

/** A GatewayClass whose Gateways istiod deploys. */
export interface ManagedClass {
  readonly role: Extract<ProxyRole, 'gateway' | 'waypoint' | 'east-west'>;
  readonly controller: string;
  readonly template: Template;
  readonly serviceType: string;
  /** `gateway.istio.io/managed` on everything it makes. */
  readonly label: string;
  /** `<gateway>-<class>`, or the Gateway's own name. */
  readonly suffix: boolean;
  /** Listeners of ListenerSets join the Gateway's own. */
  readonly listenerSets: boolean;
  /** Environment variables of istiod that switch the class off when they are false. */
  readonly switches: readonly string[];
}

const CLASS_INFO = 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/classinfo.go';

/** The controllers that make Envoy proxies. `istio-remote` is never deployed; agentgateway is not Envoy. */
const CONTROLLERS: readonly (ManagedClass & { readonly gatewayClass: string; readonly source: string })[] = [
  {
    gatewayClass: 'istio',
    controller: 'istio.io/gateway-controller',
    role: 'gateway',
    template: 'kube-gateway',
    serviceType: 'LoadBalancer',
    label: 'istio.io-gateway-controller',
    suffix: true,
    listenerSets: true,
    switches: [],
    source: CLASS_INFO,
  },
  {
    gatewayClass: 'istio-waypoint',
    controller: 'istio.io/mesh-controller',
    role: 'waypoint',
    template: 'waypoint',
    serviceType: 'ClusterIP',
    label: 'istio.io-mesh-controller',
    suffix: false,
    listenerSets: false,
    switches: ['PILOT_ENABLE_AMBIENT', 'PILOT_ENABLE_AMBIENT_WAYPOINTS'],
    source: CLASS_INFO,
  },
  {
    gatewayClass: 'istio-east-west',
    controller: 'istio.io/eastwest-controller',
    role: 'east-west',
    template: 'waypoint',
    serviceType: 'LoadBalancer',
    label: 'istio.io-eastwest-controller',
    suffix: false,
    listenerSets: false,
    switches: ['PILOT_ENABLE_AMBIENT', 'AMBIENT_ENABLE_MULTI_NETWORK'],
    source: CLASS_INFO,
  },
];

/** The names that istiod has for classes of its own; those after them are none of the Envoy proxies that the model renders. */
export const MESH_CLASSES: readonly string[] = [
  ...CONTROLLERS.map(({ gatewayClass }) => gatewayClass), 'istio-remote', 'istio-agentgateway', 'istio-agentgateway-waypoint',
];

export const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/** The class of a Gateway when istiod deploys it; undefined for a class of somebody else, and for one that nobody describes. */
export function classOf(gateway: Manifest, context: ModelContext): ManagedClass | undefined {
  const name = stringAt(gateway.object, '/spec/gatewayClassName');
  if (name === undefined) { return undefined; }
  const controller = controllerOf(name, context);
  return CONTROLLERS.find((known) => controller === (known.role === 'gateway' ? gatewayController(context) : known.controller));
}

/** The GatewayClass object decides; without one, istiod knows its own classes by name. */
function controllerOf(name: string, context: ModelContext): string | undefined {
  const declared = context.index.get({ cluster: context.cluster, group: GATEWAY_GROUP, kind: 'GatewayClass', name });
  if (declared) { return stringAt(declared.object, '/spec/controllerName'); }
  const renamed = istiodEnv(context, 'PILOT_GATEWAY_API_DEFAULT_GATEWAYCLASS_NAME') ?? 'istio';
  if (name === renamed) { return gatewayController(context); }
  return CONTROLLERS.find((known) => known.gatewayClass === name && known.role !== 'gateway')?.controller;
}

function gatewayController(context: ModelContext): string {
  return istiodEnv(context, 'PILOT_GATEWAY_API_CONTROLLER_NAME') ?? CONTROLLERS[0].controller;
}

/**
 * A Gateway with a Hostname address, or with several addresses, stands for a deployment that already exists: istiod makes nothing
 * for it (gateway_utils.go IsManaged).
 */
export function isDeployed(gateway: Manifest, context: ModelContext): boolean {
  if (flag(context, 'ENABLE_GATEWAY_API_MANUAL_DEPLOYMENT') === false) { return true; }
  const addresses = listAt(gateway.object, '/spec/addresses') ?? [];
  if (addresses.length === 0) { return true; }
  const type = stringAt(addresses[0], '/type');
  return addresses.length === 1 && (type === undefined || type === 'IPAddress');
}

/** A class that istiod was told not to have. */
export function classSwitchedOff(gateway: Manifest, managed: ManagedClass, context: ModelContext): Problem[] {
  const off = managed.switches.find((name) => flag(context, name) === false);
  return off === undefined ? [] : [problem(
    'class-switched-off',
    `istiod does not deploy class ${stringAt(gateway.object, '/spec/gatewayClassName')}, got ${off}=false, expected true, set it in istiod's environment`,
    { kind: 'set', manifest: gateway, pointer: '/spec/gatewayClassName' },
  )];
}
