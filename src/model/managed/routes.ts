import { classOf, GATEWAY_GROUP } from './classes';
import { type Listener, listenersOf } from './listeners';
import { allowsNamespace, readNamespaces } from './namespaces';
import type { ModelContext } from '../draft';
import { hostsMeet, isSubsetOf } from '../hosts';
import type { Manifest } from '../manifest/types';
import { oncePer, oncePerContext } from '../once';
import { joinPointer } from '../pointer';
import { isMap, listAt, mapAt, member, numberAt, stringAt, textsAt } from '../read';
import { every, type Tri } from '../tri';

/** The kinds of routes that istiod reads (Istio, main of August 2026: pilot/pkg/config/kube/gateway/route_collections.go). */
export const ROUTE_KINDS: readonly string[] = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];

/** What one listener says to a route (conversion.go referenceAllowed). Not known: labels of the namespace, or what only some versions take. */
export interface Binding {
  readonly listener: Listener;
  readonly kind: Tri;
  readonly namespace: Tri;
  /** One hostname of the route that meets that of the listener is enough. */
  readonly hostname: Tri;
}

/** What stands behind a parent: a gateway of istiod, a waypoint, nothing among the manifests, or something with rules of its own. */
export type ParentStanding = 'gateway' | 'waypoint' | 'missing' | 'other';

/** An entry of `parentRefs`. */
export interface RouteParent {
  readonly pointer: string;
  readonly standing: ParentStanding;
  readonly name: string;
  /** Where the Gateway stands, as far as it is said. */
  readonly namespace?: string;
  readonly sectionName?: string;
  readonly port?: number;
  /** The Gateway, where it is among the manifests. */
  readonly gateway?: Manifest;
  /** Of a gateway: what the listeners say that the entry names; without sectionName and port it names all. */
  readonly bindings: readonly Binding[];
}

const parentsIn = oncePerContext((context) => oncePer((route: Manifest): readonly RouteParent[] => (
  (listAt(route.object, '/spec/parentRefs') ?? []).map((ref, at) => parentOf(route, ref, joinPointer('/spec/parentRefs', at), context))
)));

/** What a route names as its parents, and what their listeners say to it; read once for all who ask. */
export function routeParents(route: Manifest, context: ModelContext): readonly RouteParent[] {
  return parentsIn(context)(route);
}

function parentOf(route: Manifest, ref: unknown, pointer: string, context: ModelContext): RouteParent {
  const { index, cluster } = context;
  const name = stringAt(ref, '/name') ?? '';
  const namespace = stringAt(ref, '/namespace') ?? index.namespaceOf(route.key);
  const [sectionName, port] = [stringAt(ref, '/sectionName'), numberAt(ref, '/port')];
  const said = { pointer, name, namespace, ...sectionName && { sectionName }, ...port && { port }, bindings: [] };
  const isGateway = (stringAt(ref, '/group') ?? GATEWAY_GROUP) === GATEWAY_GROUP && (stringAt(ref, '/kind') ?? 'Gateway') === 'Gateway';
  if (!isGateway || name === '') { return { ...said, standing: 'other' }; }
  const gateway = index.meant({ cluster, group: GATEWAY_GROUP, kind: 'Gateway', namespace, name });
  if (!gateway) { return { ...said, standing: 'missing' }; }
  const role = classOf(gateway, context)?.role;
  // an east-west gateway takes routes in some versions only
  if (role !== 'gateway') { return { ...said, gateway, standing: role === 'waypoint' ? role : 'other' }; }
  const home = index.namespaceOf(gateway.key) ?? namespace;
  const named = listenersOf(gateway).filter(({ value }) => (
    (said.sectionName === undefined || member(value, 'name') === said.sectionName) && (said.port === undefined || member(value, 'port') === said.port)
  ));
  return { ...said, gateway, standing: 'gateway', namespace: home, bindings: named.map((listener) => bindingOf(listener, route, home, context)) };
}

function bindingOf(listener: Listener, route: Manifest, home: string | undefined, context: ModelContext): Binding {
  return {
    listener,
    kind: takesKind(listener, route.key.kind),
    namespace: takesNamespace(listener, home, context.index.namespaceOf(route.key), context),
    hostname: route.key.kind === 'TCPRoute' ? true : takesOne(listener, hostnamesOf(route)),
  };
}

/** Is a route bound by it? */
export function binds({ kind, namespace, hostname }: Binding): Tri {
  return every([kind, namespace, hostname]);
}

/**
 * gatewaycommon/conversion.go GenerateGatewaySupportedKinds. A TLSRoute where TLS ends is taken by newer versions, and a listener of HTTPS or
 * TLS without `tls` is none in some.
 */
export function takesKind({ value }: Listener, kind: string): Tri {
  const kinds = listAt(value, '/allowedRoutes/kinds') ?? [];
  const isNamed = kinds.length === 0 || kinds.some((one) => member(one, 'kind') === kind && (stringAt(one, '/group') ?? GATEWAY_GROUP) === GATEWAY_GROUP);
  return every([isNamed, protocolTakes(value, kind)]);
}

function protocolTakes(listener: unknown, kind: string): Tri {
  const tls = member(listener, 'tls');
  const isHttp = kind === 'HTTPRoute' || kind === 'GRPCRoute';
  switch (member(listener, 'protocol')) {
    case 'HTTP': return isHttp;
    case 'HTTPS': return isHttp && isMap(tls) ? true : isHttp ? undefined : false;
    case 'TCP': return kind === 'TCPRoute';
    case 'TLS':
      if (isHttp) { return false; }
      if (!isMap(tls)) { return undefined; }
      if (member(tls, 'mode') === 'Passthrough') { return kind === 'TLSRoute'; }
      return kind === 'TCPRoute' ? true : undefined;
    default: return undefined;
  }
}

/** conversion.go namespacesFromSelector: a selector that is missing counts as All. Words that the CRD refuses are not judged. */
function takesNamespace({ value }: Listener, home: string | undefined, from: string | undefined, context: ModelContext): Tri {
  const access = readNamespaces(mapAt(value, '/allowedRoutes/namespaces'), 'Same');
  switch (access.from) {
    // objects that name no namespace are applied where an `-n` says, both to one
    case 'Same': return home === from || (home === undefined || from === undefined ? undefined : false);
    case 'Selector': return !isMap(access.selector) || allowsNamespace(access, home, from, context);
    case 'All': return true;
    default: return undefined;
  }
}

/** The hostnames of a route that are texts; what else stands there, the CRD refuses. */
export function hostnamesOf({ object }: Manifest): readonly string[] {
  return textsAt(object, '/spec/hostnames');
}

function takesOne(listener: Listener, hostnames: readonly string[]): boolean {
  return hostnames.length === 0 || hostnames.some((host) => takesHostname(listener, host));
}

/** Without a hostname a listener is for all. */
export function takesHostname({ value }: Listener, hostname: string): boolean {
  const own = stringAt(value, '/hostname') ?? '';
  return own === '' || hostsMeet(own, hostname);
}

const ISOLATED_KINDS: readonly string[] = ['HTTPRoute', 'GRPCRoute'];

/**
 * The listener that keeps a hostname from another one of the same port and protocol, since it is for that hostname more exactly: the other serves nothing
 * of it, whatever its routes say (Istio, main of August 2026: conversion.go hostnameAllowedByIsolation; every version that is modelled does it).
 */
export function isolates({ value }: Listener, hostname: string, route: Manifest, gateway: Manifest): Listener | undefined {
  const own = stringAt(value, '/hostname') ?? '';
  if (!ISOLATED_KINDS.includes(route.key.kind) || (own !== '' && !own.startsWith('*'))) { return undefined; }
  return listenersOf(gateway).find(({ value: other }) => {
    const theirs = stringAt(other, '/hostname') ?? '';
    return theirs !== '' && theirs !== own && theirs.length >= own.length && isSubsetOf(hostname, theirs)
      && member(other, 'port') === member(value, 'port') && member(other, 'protocol') === member(value, 'protocol');
  });
}
