import { refusedBy } from './refused';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { type Listener, listenersOf } from '../../../model/managed/listeners';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { member, stringsAt } from '../../../model/read';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, NamedValue, ProxyRule } from '../../rule';
import type { Described } from '../described';

const CONVERSION = 'Istio 1.30.3 pilot/pkg/config/kube/gateway/conversion.go';
const HBONE = 'HBONE';
const HBONE_PORT = 15008;
const BINDING = 'ambient.istio.io/waypoint-inbound-binding';

function valuesOf({ declaredBy: manifest }: EffectiveProxy, { pointer, value }: Listener, ...fields: readonly string[]): NamedValue[] {
  return fields.map((field) => {
    const own = member(value, field);
    return { name: field, value: known(own, { kind: 'set', manifest, pointer: own === undefined ? pointer : joinPointer(pointer, field) }), show: shown };
  });
}

const got = (value: unknown): string => (value === undefined ? 'none' : shown(value));

const isHbone = ({ value }: Listener): boolean => member(value, 'protocol') === HBONE && member(value, 'port') === HBONE_PORT;

/** GWA014: a waypoint that is bound to another listener by annotation, its own or its class's, has its own rules. */
export const waypointListener: Described<ProxyRule> = {
  id: 'GWA014',
  title: 'waypoint without its HBONE listener',
  what: 'A waypoint has no listener of port 15008 and protocol HBONE. Another listener beside it is a warning. Waypoints that are bound to a listener by the '
    + `annotation ${BINDING} are left alone.`,
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'What is meant for the waypoint arrives from ztunnel at port 15008 as HBONE. istiod accepts no other listener ("Expected a single listener on '
    + 'port 15008 with protocol HBONE"), and who may use the waypoint is read from that one.',
  source: `${CONVERSION} unexpectedWaypointListener; pilot/pkg/serviceregistry/ambient/waypoints.go`,
  on: 'proxy',
  makes: ['managed'],
  roles: ['waypoint'],
  check: (proxy, { index }) => {
    const { declaredBy: manifest } = proxy;
    const listeners = listenersOf(manifest);
    const { cluster, group } = manifest.key;
    const gatewayClass = index.get({ cluster, group, kind: 'GatewayClass', name: String(member(manifest.object.spec, 'gatewayClassName')) });
    const isBound = [manifest, gatewayClass].some((one) => stringsAt(one?.object, '/metadata/annotations')[BINDING] !== undefined);
    if (isBound || listeners.length === 0) { return []; }
    const hasOwn = listeners.some(isHbone);
    const others = listeners.filter((listener) => !isHbone(listener));
    return (hasOwn ? others : others.slice(0, 1)).map((listener): Found => ({
      ...hasOwn && { severity: Severity.WARNING },
      message: `${listener.called} of the waypoint has port ${got(member(listener.value, 'port'))} and protocol ${
        got(member(listener.value, 'protocol'))}, expected one listener of port ${HBONE_PORT} and protocol ${HBONE}`,
      fix: hasOwn ? 'remove it' : `set port: ${HBONE_PORT} and protocol: ${HBONE}`,
      ...!hasOwn && listeners.length === 1 && {
        patch: [
          { op: 'add', path: joinPointer(listener.pointer, 'port'), value: HBONE_PORT },
          { op: 'add', path: joinPointer(listener.pointer, 'protocol'), value: HBONE },
        ],
      },
      part: listener.pointer,
      pointer: listener.pointer,
      values: valuesOf(proxy, listener, 'port', 'protocol'),
    }));
  },
};

/** GWA015: waypoints are GWA014's. */
export const hboneElsewhere: Described<ProxyRule> = {
  id: 'GWA015',
  title: 'HBONE listener where none can be',
  what: 'A Gateway that is neither a waypoint nor an east-west gateway has a listener of protocol HBONE; or that of an east-west gateway has '
    + 'another port than 15008, or no tls of mode Terminate.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Only on waypoints and east-west gateways does istiod accept HBONE, on the latter on port 15008 with TLS terminated; other listeners are left out.',
  source: `${CONVERSION} listenerProtocolToIstio, unexpectedEastWestWaypointListener`,
  on: 'proxy',
  makes: ['managed'],
  roles: ['gateway', 'east-west'],
  check: (proxy) => listenersOf(proxy.declaredBy).filter(({ value }) => member(value, 'protocol') === HBONE).flatMap((listener): Found[] => {
    const common = { part: listener.pointer, pointer: joinPointer(listener.pointer, 'protocol'), values: valuesOf(proxy, listener, 'protocol', 'port') };
    if (proxy.role === 'gateway') {
      return [{
        ...common,
        message: `${listener.called} has protocol ${HBONE}, which only waypoints and east-west gateways have`,
        fix: 'use HTTP, HTTPS or TLS, or gatewayClassName istio-waypoint',
      }];
    }
    const mode = member(member(listener.value, 'tls'), 'mode') ?? (member(listener.value, 'tls') === undefined ? undefined : 'Terminate');
    if (member(listener.value, 'port') === HBONE_PORT && mode === 'Terminate') { return []; }
    return [{
      ...common,
      message: `${listener.called} of the east-west gateway has port ${got(member(listener.value, 'port'))} and tls.mode ${got(mode)}, expected ${
        HBONE_PORT} and Terminate`,
      fix: `set port: ${HBONE_PORT}, and tls with mode: Terminate and options gateway.istio.io/tls-terminate-mode: ISTIO_MUTUAL`,
    }];
  }),
};

const SUPPORTED: readonly string[] = ['HTTP', 'HTTPS', 'TLS', 'TCP', HBONE];

/** GWA018: of protocols with a domain, which the API leaves to implementations, Istio has none. */
export const listenerProtocol: Described<ProxyRule> = {
  id: 'GWA018',
  title: 'protocol that Istio does not serve',
  what: 'A listener of a managed gateway has a protocol that Istio does not serve: one in small letters, UDP, or another word than HTTP, HTTPS, '
    + 'TLS, TCP and HBONE.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The API server accepts any word; istiod refuses the listener as UnsupportedProtocol, and nothing is served on its port.',
  source: `${CONVERSION} listenerProtocolToIstio ("hint: … (uppercase) may be supported")`,
  on: 'proxy',
  makes: ['managed'],
  roles: ['gateway', 'east-west'],
  check: (proxy) => listenersOf(proxy.declaredBy).flatMap((listener): Found[] => {
    const protocol = member(listener.value, 'protocol');
    if (typeof protocol !== 'string' || protocol === '' || SUPPORTED.includes(protocol)) { return []; }
    const upper = protocol.length <= 64 ? protocol.toUpperCase() : '';
    const isCase = SUPPORTED.includes(upper);
    const pointer = joinPointer(listener.pointer, 'protocol');
    return [{
      severity: refusedBy(proxy),
      message: `${listener.called} has protocol ${shown(protocol)}, expected one of ${SUPPORTED.join(', ')}${isCase ? `; did you mean "${upper}"?` : ''}`,
      fix: isCase ? `write ${upper} in capitals` : 'use one that Istio serves',
      ...isCase && upper !== HBONE && { patch: [{ op: 'replace', path: pointer, value: upper }] },
      part: listener.pointer,
      pointer,
      values: valuesOf(proxy, listener, 'protocol'),
    }];
  }),
};
