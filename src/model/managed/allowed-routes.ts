import { GATEWAY_GROUP } from './classes';
import { allowsNamespace, type NamespaceAccess, readNamespaces } from './namespaces';
import type { ModelContext } from '../draft';
import type { Manifest } from '../manifest/types';
import { type Effective, known, type Origin, unknown } from '../origin';
import { joinPointer } from '../pointer';
import { listAt, mapAt, member, numberAt, stringAt, stringsAt } from '../read';

const SOURCE = 'Istio 1.30.3 pilot/pkg/serviceregistry/ambient/waypoints.go';
const BINDING = 'ambient.istio.io/waypoint-inbound-binding';
const WAYPOINT_FOR = 'istio.io/waypoint-for';

/** Who may use a waypoint, and for what. */
export interface WaypointAccess {
  /** Which namespaces its listener lets in. */
  readonly namespaces: NamespaceAccess;
  readonly namespacesOrigin: Origin;
  /** `service`, `workload`, `all` or `none`; other words match nothing. */
  readonly traffic: string;
  readonly trafficOrigin: Origin;
}

export function waypointAccess(gateway: Manifest, context: ModelContext): WaypointAccess {
  const gatewayClass = classObject(gateway, context);
  const own = stringsAt(gateway.object, '/metadata/labels')[WAYPOINT_FOR];
  const ofClass = gatewayClass && stringsAt(gatewayClass.object, '/metadata/labels')[WAYPOINT_FOR];
  const at = joinPointer('/metadata/labels', WAYPOINT_FOR);
  const trafficOrigin: Origin = own !== undefined ? { kind: 'set', manifest: gateway, pointer: at }
    : ofClass !== undefined ? { kind: 'set', manifest: gatewayClass!, pointer: at }
      : { kind: 'default', of: 'Istio', source: SOURCE };
  const listener = listenerOf(gateway, gatewayClass);
  const pointer = joinPointer('/spec/listeners', listener ?? 0, 'allowedRoutes', 'namespaces');
  const namespaces = listener === undefined ? undefined : mapAt(gateway.object, pointer);
  return {
    namespaces: readNamespaces(namespaces, 'Same'),
    namespacesOrigin: namespaces ? { kind: 'set', manifest: gateway, pointer } : { kind: 'default', of: 'Istio', source: SOURCE },
    traffic: own ?? ofClass ?? 'service',
    trafficOrigin,
  };
}

function classObject(gateway: Manifest, { index, cluster }: ModelContext): Manifest | undefined {
  const name = stringAt(gateway.object, '/spec/gatewayClassName');
  return name === undefined ? undefined : index.get({ cluster, group: GATEWAY_GROUP, kind: 'GatewayClass', name });
}

/** The listener that an inbound binding names, else the HBONE listener on 15008; without one only the own namespace is let in. */
function listenerOf(gateway: Manifest, gatewayClass: Manifest | undefined): number | undefined {
  const listeners = listAt(gateway.object, '/spec/listeners') ?? [];
  const bound = boundListener(listeners, stringsAt(gateway.object, '/metadata/annotations')[BINDING]
    ?? (gatewayClass && stringsAt(gatewayClass.object, '/metadata/annotations')[BINDING]));
  const found = bound ?? listeners.findIndex((listener) => member(listener, 'protocol') === 'HBONE' && numberAt(listener, '/port') === 15008);
  return found < 0 ? undefined : found;
}

/** `PROXY`, `PROXY/15088` or `NONE/15088` (makeInboundBinding, findBoundListener). */
function boundListener(listeners: readonly unknown[], binding: string | undefined): number | undefined {
  const match = binding !== undefined && binding.length < 40 ? /^(NONE|PROXY)(?:\/(\d{1,10}))?$/.exec(binding) : null;
  if (!match) { return undefined; }
  const port = Number(match[2] ?? 0);
  const found = listeners.findIndex((listener) => port !== 0
    ? numberAt(listener, '/port') === port
    : match[1] === 'PROXY' && member(listener, 'protocol') === 'istio.io/PROXY');
  return found < 0 ? undefined : found;
}

/** What kind of traffic an object brings: a namespace brings whatever the waypoint takes. */
export type Brings = 'service' | 'workload' | 'any';

/** Does the waypoint take it? */
export function isAccepted(
  access: WaypointAccess, waypoint: Manifest, from: string | undefined, brings: Brings, context: ModelContext,
): Effective<boolean> {
  const { traffic } = access;
  if (brings === 'any' ? !['service', 'workload', 'all'].includes(traffic) : traffic !== brings && traffic !== 'all') {
    return known(false, access.trafficOrigin);
  }
  const allowed = allowsNamespace(access.namespaces, context.index.namespaceOf(waypoint.key), from, context);
  return allowed === undefined
    ? unknown(`allowedRoutes of waypoint ${waypoint.key.name} goes by the labels of namespace ${from ?? '(none named)'}, which are not known`)
    : known(allowed, access.namespacesOrigin);
}
