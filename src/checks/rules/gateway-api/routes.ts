import { refusedBy } from './refused';
import { meant } from '../../../kube/nearest';
import { namespaceOrigin } from '../../../model/by-home';
import { contextOf } from '../../../model/context-of';
import { classOf, GATEWAY_GROUP } from '../../../model/managed/classes';
import { listenersOf } from '../../../model/managed/listeners';
import {
  type Binding, binds, hostnamesOf, isolates, ROUTE_KINDS, type RouteParent, routeParents, takesHostname, takesKind,
} from '../../../model/managed/routes';
import type { Manifest } from '../../../model/manifest/types';
import { namespaceLabels } from '../../../model/namespace-labels';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { member, stringAt } from '../../../model/read';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule, NamedValue, Scene, Verdict } from '../../rule';
import type { Described } from '../described';
import { writtenValue } from '../proxy-rule';
import type { Problem } from '../standing-rule';

const CONVERSION = 'Istio (main, August 2026) pilot/pkg/config/kube/gateway/conversion.go';
const GATEWAY_API = 'Gateway API apis/v1';

const ON_ROUTES = {
  ruleClass: RuleClass.MESH,
  severity: Severity.ERROR,
  wholeApp: true,
  on: 'manifest',
  kinds: ROUTE_KINDS.map((kind) => `${GATEWAY_GROUP}/${kind}`),
} as const;

/** Why no listener takes a route: what the listeners that come nearest to it refuse. */
type Reason = 'kind' | 'hostname' | 'namespace';

/** What becomes of a route at one parent. */
function fateAt({ bindings }: RouteParent): Reason | 'bound' | 'unknown' {
  const answers = bindings.map(binds);
  if (answers.includes(true) || bindings.length === 0) { return 'bound'; }
  if (answers.includes(undefined)) { return 'unknown'; }
  const ofKind = bindings.filter(({ kind }) => kind !== false);
  if (ofKind.length === 0) { return 'kind'; }
  return ofKind.some(({ hostname }) => hostname !== false) ? 'namespace' : 'hostname';
}

const parentsOf = (route: Manifest, scene: Scene): readonly RouteParent[] => routeParents(route, contextOf(scene, route.key.cluster));

const place = ({ namespace, name }: Pick<RouteParent, 'namespace' | 'name'>): string => `${namespace === undefined ? '' : `${namespace}/`}${name}`;

const entryOf = ({ pointer }: RouteParent): string => `parentRefs[${pointer.slice(pointer.lastIndexOf('/') + 1)}]`;

function valueOfListener({ gateway }: RouteParent, { listener }: Binding, field: string): NamedValue {
  return writtenValue(gateway!, `${field} of ${listener.called}`.slice(0, 80), joinPointer(listener.pointer, field), shown);
}

/** From where a listener takes routes, also where nobody wrote it. */
function fromOf({ gateway }: RouteParent, { listener }: Binding): NamedValue {
  const name = `from of ${listener.called}`.slice(0, 80);
  const pointer = `${listener.pointer}/allowedRoutes/namespaces/from`;
  return valueAt(gateway!.object, pointer) === undefined
    ? { name, value: known('Same', { kind: 'default', of: 'Kubernetes', source: `${GATEWAY_API} RouteNamespaces` }) }
    : writtenValue(gateway!, name, pointer, shown);
}

/** How many listeners one sentence names. */
const MOST = 4;

/** What each listener refuses of a route. */
function refusals(route: Manifest, parent: RouteParent, { index }: Scene, bindings = parent.bindings): string {
  const told = bindings.slice(0, MOST).map(({ listener, kind, namespace, hostname }) => {
    if (kind === false) { return `${listener.called} takes ${kindsOf(listener)}`; }
    if (hostname === false) { return `${listener.called} is for ${shown(member(listener.value, 'hostname'))}`; }
    if (namespace !== false) { return `${listener.called} takes it`; }
    return stringAt(listener.value, '/allowedRoutes/namespaces/from') === 'Selector'
      ? `the selector of ${listener.called} does not match namespace ${index.namespaceOf(route.key)}`
      : `${listener.called} takes routes of namespace ${parent.namespace} only`;
  });
  const rest = bindings.length - MOST;
  return [...told, ...rest > 0 ? [`${rest} more refuse it`] : []].join('; ');
}

function kindsOf(listener: Binding['listener']): string {
  const kinds = ROUTE_KINDS.filter((kind) => takesKind(listener, kind) !== false);
  return kinds.length === 0 ? 'no routes' : `${kinds.join(' and ')} only`;
}

/** A finding for each parent at which a route fails for one reason. */
function unbound(
  route: Manifest, scene: Scene, reason: Reason,
  say: (parent: RouteParent, binding: Binding) => { readonly fix: string; readonly values: readonly NamedValue[] },
): Problem[] {
  return parentsOf(route, scene).filter((parent) => fateAt(parent) === reason).map((parent) => {
    const nearest = parent.bindings.find(({ kind, hostname }) => kind !== false && hostname !== false)
      ?? parent.bindings.find(({ kind }) => kind !== false) ?? parent.bindings[0];
    return {
      severity: refusedBy(scene.facts),
      message: `Gateway ${place(parent)} does not take the ${route.key.kind}: ${refusals(route, parent, scene)}`,
      pointer: parent.pointer,
      part: parent.pointer,
      ...say(parent, nearest),
    };
  });
}

/** GWA029: a waypoint has no listeners for routes; what is behind it is named by Services. */
export const parentWithoutListener: Described<ManifestRule> = {
  ...ON_ROUTES,
  id: 'GWA029',
  title: 'parentRef that leads to no listener',
  what: 'An HTTPRoute, GRPCRoute, TLSRoute or TCPRoute names, in parentRefs, a listener (sectionName) or a port that the Gateway does not have, or a waypoint. As a '
    + 'warning, it names no namespace, and the Gateway of that name is not in the namespace of the route but in another.',
  why: 'A route is bound by the listeners that its parentRef names. Where there is none, nothing of the route is served: requests get 404, or are refused. '
    + 'Waypoints take no routes themselves: those for traffic behind a waypoint name the Service.',
  source: `${CONVERSION} referenceAllowed ("sectionName … not found"); gateway_collection.go (waypoints); ${GATEWAY_API} ParentReference`,
  check: (route, scene): Verdict => {
    const parents = parentsOf(route, scene);
    const found = parents.flatMap((parent) => nowhere(route, parent, scene));
    const missing = parents.find(({ standing }) => standing === 'missing');
    return found.length > 0 || !missing ? found : { undecided: `Gateway ${place(missing)} is not among the manifests` };
  },
};

function nowhere(route: Manifest, parent: RouteParent, scene: Scene): Found[] {
  const common = { part: parent.pointer, pointer: parent.pointer, values: [writtenValue(route, 'name', joinPointer(parent.pointer, 'name'), shown)] };
  switch (parent.standing) {
    case 'missing': return inOtherNamespace(route, parent, scene).map((found) => ({ ...common, ...found }));
    case 'waypoint': return [{
      ...common,
      severity: refusedBy(scene.facts),
      message: `${entryOf(parent)} names waypoint ${place(parent)}, which takes no routes: the ${route.key.kind} has no effect`,
      fix: 'name the Service behind the waypoint: group: "", kind: Service and its name',
    }];
    case 'gateway': return parent.bindings.length > 0 ? [] : unnamed(route, parent, scene).map((found) => ({ ...common, ...found }));
    default: return [];
  }
}

/** Neither a name nor a port: then the Gateway has no listeners, and GWA017 says so. */
function unnamed(route: Manifest, parent: RouteParent, scene: Scene): Found[] {
  const { sectionName, port, gateway } = parent;
  const fields = [...sectionName === undefined ? [] : ['sectionName'], ...port === undefined ? [] : ['port']];
  const listeners = listenersOf(gateway!).map(({ value }) => value);
  if (fields.length === 0 || listeners.length === 0) { return []; }
  const names = listeners.map((one) => member(one, 'name')).filter((name) => typeof name === 'string');
  const wanted = [...sectionName === undefined ? [] : [`listener ${shown(sectionName)}`], ...port === undefined ? [] : [`port ${port}`]].join(' with ');
  const has = listeners.slice(0, MOST * 2).map((one) => `${shown(member(one, 'name'))} (${shown(member(one, 'port'))})`).join(', ');
  const hint = sectionName === undefined || names.includes(sectionName) ? '' : meant(sectionName, names);
  return [{
    severity: refusedBy(scene.facts),
    message: `${entryOf(parent)} names ${wanted} of Gateway ${place(parent)}, which has ${has}${hint}`,
    fix: `name a listener that is there, or leave ${fields.join(' and ')} out for all listeners`,
    pointer: joinPointer(parent.pointer, fields[0]),
    values: fields.map((field) => writtenValue(route, field, joinPointer(parent.pointer, field), shown)),
  }];
}

/** Said only where the author left the namespace out: a namespace that is written may hold what is not among the manifests. */
function inOtherNamespace(route: Manifest, parent: RouteParent, scene: Scene): Found[] {
  const { cluster } = route.key;
  const { name, namespace } = parent;
  if (namespace === undefined || stringAt(valueAt(route.object, parent.pointer), '/namespace') !== undefined) { return []; }
  const resolved = scene.index.resolve({ cluster, group: GATEWAY_GROUP, kind: 'Gateway', namespace, name });
  const context = contextOf(scene, cluster);
  const others = resolved.state !== 'missing' ? [] : resolved.elsewhere.filter((one) => one.key.cluster === cluster && classOf(one, context)?.role === 'gateway');
  const there = others.length === 1 ? scene.index.namespaceOf(others[0].key) : undefined;
  return there === undefined ? [] : [{
    severity: Severity.WARNING,
    message: `${entryOf(parent)} names no namespace, which means ${namespace}, that of the route; Gateway ${name} is not among the manifests there, and stands in ${there}`,
    fix: `write namespace: ${there}, if that Gateway is meant`,
  }];
}

/** GWA030: the default of the Gateway API, Same, is the usual reason. */
export const namespaceNotTaken: Described<ManifestRule> = {
  ...ON_ROUTES,
  id: 'GWA030',
  title: 'route of a namespace that the Gateway does not take',
  what: 'A route names a Gateway of another namespace, and allowedRoutes.namespaces of none of its listeners lets the namespace of the route in. Without '
    + 'allowedRoutes a listener takes routes of its own namespace only.',
  why: 'The route is not accepted (NotAllowedByListeners), and the gateway knows nothing of it: its requests get 404, or are refused.',
  source: `${CONVERSION} referenceAllowed, namespacesFromSelector; ${GATEWAY_API} RouteNamespaces (default Same)`,
  check: (route, scene): Verdict => {
    const namespace = scene.index.namespaceOf(route.key);
    const found = unbound(route, scene, 'namespace', (parent, binding) => ({
      fix: `let namespace ${namespace} in by allowedRoutes.namespaces of ${binding.listener.called}, with from: All or a selector that matches it`
        + `${scene.index.namespaceOf(parent.gateway!.key) === undefined ? '' : `, or move the route to ${parent.namespace}`}`,
      values: [
        { name: 'namespace', value: known(namespace, namespaceOrigin(route)) },
        fromOf(parent, binding),
      ],
    }));
    if (found.length > 0) { return found; }
    const open = parentsOf(route, scene).find((parent) => fateAt(parent) === 'unknown' && parent.bindings.some((one) => one.namespace === undefined && one.kind !== false && one.hostname !== false));
    if (!open) { return []; }
    const { why = 'it is not known which namespaces the listeners take' } = namespaceLabels(contextOf(scene, route.key.cluster), namespace);
    return { undecided: `Gateway ${place(open)} takes routes by namespace: ${why}` };
  },
};

/** GWA031: what a protocol carries, and what `kinds` leaves of it. */
export const kindNotTaken: Described<ManifestRule> = {
  ...ON_ROUTES,
  id: 'GWA031',
  title: 'route of a kind that no listener takes',
  what: 'A route names listeners none of which takes its kind: HTTP and HTTPS take HTTPRoute and GRPCRoute, TCP takes TCPRoute, TLS takes TLSRoute, and TCPRoute where '
    + 'it ends TLS; allowedRoutes.kinds leaves only what it names. A TLSRoute at a listener that ends TLS, which newer versions of Istio take, is left alone.',
  why: 'The route is not accepted (NotAllowedByListeners): "kind … is not allowed", and nothing of it is served.',
  source: `${CONVERSION} referenceAllowed; gatewaycommon/conversion.go GenerateGatewaySupportedKinds`,
  check: (route, scene) => unbound(route, scene, 'kind', (parent, binding) => ({
    fix: 'name another listener, add one of a protocol that carries the kind, or allow the kind in allowedRoutes.kinds',
    values: [{ name: 'kind', value: known(route.key.kind, { kind: 'set', manifest: route, pointer: '/kind' }) }, valueOfListener(parent, binding, 'protocol')],
  })),
};

/** GWA032: whole routes at a parent, and single hostnames that no parent serves. */
export const hostnameNotServed: Described<ManifestRule> = {
  ...ON_ROUTES,
  id: 'GWA032',
  title: 'hostname that no listener serves',
  what: 'A route names listeners, and none of its hostnames meets the hostname of any of them; "*.example.com" stands for a.example.com and a.b.example.com, not for example.com. As '
    + 'a warning, one hostname of a route is served by no listener of all its parents, while others are, or by a listener of the same port that is for it more exactly than those that '
    + 'the route names: with listeners for *.example.com and a.example.com the first serves nothing of a.example.com.',
  why: 'A listener hands on only what meets its own hostname. A route without such a hostname is not accepted (NoMatchingListenerHostname), and requests to a '
    + 'hostname that no listener serves get 404.',
  source: `${CONVERSION} referenceAllowed, hostnameAllowedByIsolation; pkg/config/host/name.go; ${GATEWAY_API} HTTPRouteSpec.hostnames, Listener (Listener Isolation)`,
  check: (route, scene) => {
    const refused = unbound(route, scene, 'hostname', (parent, binding) => ({
      fix: `correct the hostnames of the route, or the hostname of ${binding.listener.called}`,
      values: [writtenValue(route, 'hostnames', '/spec/hostnames', shown), valueOfListener(parent, binding, 'hostname')],
    }));
    return [...refused, ...leftOver(route, scene)];
  },
};

/**
 * Hostnames of a route that is bound, and that nobody serves: the route is bound for the sake of others, or another listener is for them. Where a parent is not
 * known, it may be the one that serves them.
 */
function leftOver(route: Manifest, scene: Scene): Problem[] {
  const parents = parentsOf(route, scene);
  if (route.key.kind === 'TCPRoute' || parents.some(({ standing }) => standing !== 'gateway')) { return []; }
  const taking = parents.flatMap(({ bindings, gateway }) => bindings.map((binding) => ({ binding, gateway: gateway! })))
    .filter(({ binding }) => binds({ ...binding, hostname: true }) !== false);
  if (!taking.some(({ binding }) => binds(binding) === true)) { return []; }
  const listeners = taking.map(({ binding: { listener } }) => `${listener.called} is for ${shown(member(listener.value, 'hostname'))}`);
  return hostnamesOf(route).flatMap((hostname, at): Problem[] => {
    const pointer = joinPointer('/spec/hostnames', at);
    const common = { severity: Severity.WARNING, part: pointer, pointer, values: [writtenValue(route, 'hostname', pointer, shown)] };
    const meeting = taking.filter(({ binding: { listener } }) => takesHostname(listener, hostname));
    if (meeting.length === 0) {
      return [{
        ...common,
        message: `hostname ${shown(hostname)} is served by no listener that takes the route: ${listeners.slice(0, MOST).join('; ')}`,
        fix: 'remove it, or add a listener or a parentRef for it',
      }];
    }
    const left = meeting.flatMap(({ binding: { listener }, gateway }) => {
      const keeper = isolates(listener, hostname, route, gateway);
      return keeper ? [{ listener, keeper }] : [];
    });
    return left.length < meeting.length ? [] : [{
      ...common,
      message: `hostname ${shown(hostname)} is not served: ${left.slice(0, MOST).map(({ listener, keeper }) => (
        `${listener.called} leaves it to ${keeper.called}, which is for ${shown(member(keeper.value, 'hostname'))} and does not have the route`)).join('; ')}`,
      fix: `name ${left.slice(0, MOST).map(({ keeper }) => keeper.called).join(' and ')} in parentRefs, or remove the hostname`,
    }];
  });
}
