import { objectName, type ThingBuilder } from './builder';
import { JUST_GONE, type Loss } from './loss';
import type { Ways } from './ways';
import { gatewayPorts, listenerPorts, type PodPort } from '../../model/gateway-ports';
import { routesReadBy, type Speech, speechOf, understands } from '../../model/gateway-servers';
import { hostsMeet, hostsOfServer, isSubsetOf } from '../../model/hosts';
import type { ManifestIndex } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { NETWORKING_GROUP } from '../../model/names';
import { booleanAt, listAt, numberAt, textsAt } from '../../model/read';
import type { Tri } from '../../model/tri';
import { qualifiedName, type RoutePlace, routesAt, type VirtualService, virtualServicesAt } from '../../model/virtual-services';

/** An Istio Gateway before and after, at pods that it selected, or a VirtualService at one; it is removed where there is no after. */
export interface GatewayChange {
  readonly before: Manifest;
  readonly was: Ways;
  readonly after?: Manifest;
  readonly is: Ways;
}

/** A host at a port of the proxies. */
export interface Served {
  readonly gateway: Manifest;
  readonly at: RoutePlace;
  readonly number: number | undefined;
  /** Where the proxies listen for it. */
  readonly targets: readonly PodPort[];
  readonly host: string;
  /** Of which namespace the VirtualServices have to be; undefined for all. */
  readonly namespace?: string;
  /** What the same server has, the host among it. */
  readonly beside: readonly string[];
  readonly speech: Speech;
  /** It answers without a VirtualService. */
  readonly alone: boolean;
}

/** A host of a VirtualService that stays, and that nothing serves any more although a Gateway has it. */
interface Unbound { readonly route: VirtualService; readonly host: string; readonly one: Served; readonly heir: Served }

/** What clients lose by it. Gateways of the same pods are merged, so that any of them may serve a host (Istio pilot/pkg/model/gateway.go mergeGateways). */
export function gatewayLoss({ before, was, after, is }: GatewayChange, workload: ThingBuilder, others: readonly Served[]): Loss | undefined {
  const gone = servedBy(before, was, workload).filter((one) => !others.some((other) => other.gateway === after && isAsGood(other, one)))
    .map((one) => ({ one, heirs: others.filter((other) => hostsMeet(other.host, one.host) && meets(other, one) && hears(other, one) !== false) }));
  if (gone.length === 0) { return after ? undefined : JUST_GONE; }
  const less = gone.every(({ heirs }) => heirs.length > 0) ? 'serves otherwise' : 'serves less';
  const what = !after ? 'is removed' : is.to(workload, NETWORKING_GROUP).includes(after) ? less : 'selects these pods no more';
  const bindings = { now: is.side.index, before: was.side.index };
  const routes = routesOf(before, bindings);
  const lost = gone.flatMap(({ one, heirs }) => (
    askedAt(one, routes, bindings).filter((host) => !heirs.some((heir) => isSubsetOf(host, heir.host))).map((host) => ({ ...one, host }))));
  if (lost.length > 0) {
    const nobody = `no ${after ? '' : 'other '}Gateway of these pods serves ${placeNames(lost)}${whoWantsElse(lost[0], others)}`;
    return { impact: 'cut-off', note: `${what}, and ${nobody}: its clients are refused; keep it until no client asks for them` };
  }
  const unbound = gone.flatMap(({ one, heirs }) => unboundAt(one, heirs, routes, bindings));
  if (unbound.length > 0) { return { impact: 'cut-off', note: `${what}, and ${whyUnbound(unbound, is.side.index)}` }; }
  const note = after ? `${what}; another Gateway of these pods has its hosts` : `${what}; other Gateways of these pods serve its hosts`;
  const warning = doubtIn(gone, routes, bindings);
  return { impact: 'live', note, ...warning !== undefined && { warning: `${objectName(before.key)} ${what}, and ${warning}` } };
}

interface Gone { readonly one: Served; readonly heirs: readonly Served[] }

/** What is not known of hosts that others have. */
function doubtIn(gone: readonly Gone[], routes: readonly VirtualService[], bindings: Bindings): string | undefined {
  const narrowed = gone.find(({ one, heirs }) => !heirs.some((heir) => isSubsetOf(one.host, heir.host)));
  if (narrowed) { return `of ${narrowed.one.host} only hosts that VirtualServices among the manifests have are served: others are refused`; }
  const doubtful = gone.find(({ one, heirs }) => (
    !one.alone && !routes.some((route) => isBoundBefore(route, one, bindings)) && !heirs.some((heir) => isAlike(heir, one))));
  if (doubtful) {
    const { one: { host }, heirs: [heir] } = doubtful;
    return `${objectName(heir.gateway.key)} has ${host} ${otherwise(heir)}: whether its routes fit is not known`;
  }
  const other = gone.find(({ one, heirs }) => !heirs.some((heir) => hears(heir, one)));
  if (!other) { return undefined; }
  const { one: { host, number }, heirs: [heir] } = other;
  return `${objectName(heir.gateway.key)} wants ${heir.speech} for ${host} on port ${number ?? '(none)'}: whether its clients speak that is not known`;
}

/** The VirtualServices that stay and were bound to it, or ask to be. */
function routesOf(gateway: Manifest, { before, now }: Bindings): readonly VirtualService[] {
  const stay = virtualServicesAt(gateway, before).flatMap(({ manifest, namespace }) => {
    const twin = now.get(manifest.key);
    return twin ? [{ manifest: twin, namespace, hosts: textsAt(twin.object, '/spec/hosts') }] : [];
  });
  return [...new Map([...stay, ...virtualServicesAt(gateway, now)].map((route) => [route.manifest, route])).values()];
}

/** The hosts that clients ask for: of a wildcard those of its VirtualServices, where they are known. */
function askedAt(one: Served, routes: readonly VirtualService[], bindings: Bindings): readonly string[] {
  const isWild = one.host.startsWith('*') && !one.alone;
  const asked = isWild ? routes.filter((route) => isBoundBefore(route, one, bindings)).flatMap((route) => hostsAt(route, one, bindings)) : [];
  return asked.length === 0 ? [one.host] : asked;
}

function unboundAt(one: Served, heirs: readonly Served[], routes: readonly VirtualService[], bindings: Bindings): Unbound[] {
  if (one.alone) { return []; }
  return routes.filter((route) => isBoundBefore(route, one, bindings)).flatMap((route) => hostsAt(route, one, bindings).flatMap((host) => {
    const having = heirs.filter((heir) => isSubsetOf(host, heir.host));
    if (isAnswered(host, having, bindings)) { return []; }
    return [{ route, host, one, heir: having.find(({ gateway }) => virtualServicesAt(gateway, bindings.now).includes(route)) ?? having[0] }];
  }));
}

/** Both sides of the manifests: what VirtualServices are bound to is read from the new ones. */
export interface Bindings { readonly now: ManifestIndex; readonly before: ManifestIndex }

/** Whether a host at these servers gets an answer, of a VirtualService or without one. */
function isAnswered(host: string, having: readonly Served[], bindings: Bindings): boolean {
  return having.some((one) => one.alone || virtualServicesAt(one.gateway, bindings.now).some((route) => (
    isBound(route, one, bindings) && hostsAt(route, one, bindings).some((its) => isSubsetOf(host, its)))));
}

/** The part of each host that both have. A proxy of bytes asks for none: one host that the server has is enough for all of them. */
export function hostsAt(route: VirtualService, one: Served, { now, before }: Bindings): readonly string[] {
  const { reads } = one.at;
  const matches = reads === 'tls' ? routesAt(route, one.at, now, before).flatMap((rule) => listAt(rule, '/match') ?? []) : undefined;
  const names = matches ? matches.flatMap((match) => textsAt(match, '/sniHosts')) : route.hosts;
  if (reads === 'tcp') { return names.some((name) => one.beside.some((host) => hostsMeet(name, host))) ? [one.host] : []; }
  return [...new Set(names.filter((host) => hostsMeet(host, one.host)).map((host) => (isSubsetOf(host, one.host) ? host : one.host)))];
}

/** Whether a VirtualService that names the Gateway has something for a server of it. */
export const isBound = (route: VirtualService, one: Served, { now, before }: Bindings): boolean => (
  (one.namespace === undefined || one.namespace === route.namespace) && routesAt(route, one.at, now, before).length > 0);

/** The same of a Gateway of the old side. */
const isBoundBefore = (route: VirtualService, one: Served, { before }: Bindings): boolean => isBound(route, one, { now: before, before });

function whyUnbound([{ route: { manifest, namespace }, host, one: { number }, heir }, ...more]: readonly Unbound[], index: ManifestIndex): string {
  const [route, gateway] = [objectName(manifest.key), objectName(heir.gateway.key)];
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`;
  const nothing = `nothing serves ${host} on port ${number ?? '(none)'} any more${rest}: ${gateway} has the host`;
  const name = qualifiedName(heir.gateway, index);
  if (!textsAt(manifest.object, '/spec/gateways').some((one) => one === name || `${namespace ?? ''}/${one}` === name)) {
    return `${nothing}, and ${route} does not name it; write ${name} into its gateways first`;
  }
  return heir.namespace !== undefined && heir.namespace !== namespace
    ? `${nothing} ${otherwise(heir)}, and ${route} is of ${namespace ?? 'another one'}; write ${namespace ?? '*'}/${heir.host} there`
    : `${nothing} ${otherwise(heir)}, and ${route} has no routes for that; give it some, or serve the host as before`;
}

const otherwise = ({ namespace, at: { reads } }: Served): string => [
  ...namespace === undefined ? [] : [`for namespace ${namespace} alone`],
  reads === 'tls' ? 'and passes its TLS through' : namespace === undefined ? `for ${reads ?? 'no'} routes` : '',
].join(' ').trim();

export function placeNames([{ host, number }, ...more]: readonly Pick<Served, 'host' | 'number'>[]): string {
  return `${host} on port ${number ?? '(none)'}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}

/** A Gateway that has the host there, for other clients. */
function whoWantsElse(lost: Served, others: readonly Served[]): string {
  const other = others.find((one) => isSubsetOf(lost.host, one.host) && meets(one, lost));
  return other ? ` for ${lost.speech} (${objectName(other.gateway.key)} wants ${other.speech})` : '';
}

/** What all Gateways of a workload serve. */
export function servedAt(ways: Ways, workload: ThingBuilder): readonly Served[] {
  return ways.to(workload, NETWORKING_GROUP).flatMap((one) => servedBy(one, ways, workload));
}

function servedBy(gateway: Manifest, ways: Ways, workload: ThingBuilder): Served[] {
  const own = ways.side.index.namespaceOf(gateway.key);
  const ports = gatewayPorts(ways.services(workload));
  return (listAt(gateway.object, '/spec/servers') ?? []).flatMap((server) => {
    const number = numberAt(server, '/port/number');
    const targets = number === undefined ? [] : listenerPorts(number, ports);
    const at = { gateway: qualifiedName(gateway, ways.side.index), number, reads: routesReadBy(server), pods: workload.key.namespace };
    const alone = at.reads === undefined || booleanAt(server, '/tls/httpsRedirect') === true;
    const hosts = hostsOfServer(server, own);
    const beside = hosts.map((host) => host.slice(host.indexOf('/') + 1));
    return hosts.map((host, i) => {
      const slash = host.indexOf('/');
      const namespace = slash > 0 && { namespace: host.slice(0, slash) };
      return { gateway, at, number, targets, host: beside[i], ...namespace, beside, speech: speechOf(server), alone };
    });
  });
}

const isAlike = (one: Served, other: Served): boolean => (
  one.at.reads === other.at.reads && (one.namespace === undefined || one.namespace === other.namespace));

const isAsGood = (one: Served, other: Served): boolean => (
  isSubsetOf(other.host, one.host) && isAlike(one, other) && meets(one, other) && hears(one, other) === true);

/** Whether it understands the clients of the other. */
const hears = (one: Served, other: Served): Tri => understands(one.speech, other.speech);

/** Two ports of a Service that lead to one are one, and what a name leads to is not known. */
export const meets = (one: Served, other: Served): boolean => (
  one.number === other.number || [...one.targets, ...other.targets].some((target) => typeof target === 'string') || one.targets.some((target) => other.targets.includes(target)));
