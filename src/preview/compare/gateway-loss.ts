import { objectName, type ThingBuilder } from './builder';
import { JUST_GONE, type Loss } from './loss';
import { hasRoutesFor, namesOf, qualifiedName, type VirtualService } from './virtual-services';
import type { Ways } from './ways';
import { gatewayPorts, listenerPorts, type PodPort } from '../../model/gateway-ports';
import { hostsMeet, hostsOfServer, isSubsetOf } from '../../model/hosts';
import type { ManifestIndex } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { NETWORKING_GROUP } from '../../model/names';
import { booleanAt, listAt, numberAt, stringAt, textsAt } from '../../model/read';

/** An Istio Gateway before and after, at pods that it selected; it is removed where there is no after. */
export interface GatewayChange {
  readonly before: Manifest;
  readonly was: Ways;
  readonly after?: Manifest;
  readonly is: Ways;
}

/** A host at a port of the proxies. */
export interface Served {
  readonly gateway: Manifest;
  readonly number: number | undefined;
  /** Where the proxies listen for it. */
  readonly targets: readonly PodPort[];
  readonly host: string;
  /** Of which namespace the VirtualServices have to be; undefined for all. */
  readonly namespace?: string;
  readonly passesTls: boolean;
  /** It answers by itself. */
  readonly redirects: boolean;
}

/** A host of a VirtualService that stays, and that nothing serves any more although a Gateway has it. */
interface Unbound { readonly route: VirtualService; readonly host: string; readonly one: Served; readonly heir: Served }

/** What clients lose by it. Gateways of the same pods are merged, so that any of them may serve a host (Istio pilot/pkg/model/gateway.go mergeGateways). */
export function gatewayLoss({ before, was, after, is }: GatewayChange, workload: ThingBuilder, others: readonly Served[]): Loss | undefined {
  const gone = servedBy(before, was, workload).filter((one) => !others.some((other) => other.gateway === after && isAsGood(other, one)))
    .map((one) => ({ one, heirs: others.filter((other) => hostsMeet(other.host, one.host) && meets(other, one)) }));
  if (gone.length === 0) { return after ? undefined : JUST_GONE; }
  const what = !after ? 'is removed' : is.to(workload, NETWORKING_GROUP).includes(after) ? 'serves less' : 'selects these pods no more';
  const routes = routesOf(before, was.side.index, is.side.index);
  const lost = gone.flatMap(({ one, heirs }) => (
    askedAt(one, routes).filter((host) => !heirs.some((heir) => isSubsetOf(host, heir.host))).map((host) => ({ ...one, host }))));
  if (lost.length > 0) {
    const nobody = `no ${after ? '' : 'other '}Gateway of these pods serves ${placeNames(lost)}`;
    return { impact: 'cut-off', note: `${what}, and ${nobody}: its clients are refused; keep it until no client asks for them` };
  }
  const unbound = gone.flatMap(({ one, heirs }) => unboundAt(one, heirs, routes, is.side.index));
  if (unbound.length > 0) { return { impact: 'cut-off', note: `${what}, and ${whyUnbound(unbound, is.side.index)}` }; }
  const note = after ? `${what}; another Gateway of these pods has its hosts` : `${what}; other Gateways of these pods serve its hosts`;
  const narrowed = gone.find(({ one, heirs }) => !heirs.some((heir) => isSubsetOf(one.host, heir.host)));
  if (narrowed) {
    const { host } = narrowed.one;
    const rest = `of ${host} only hosts that VirtualServices among the manifests have are served: others are refused`;
    return { impact: 'live', note, warning: `${objectName(before.key)} ${what}, and ${rest}` };
  }
  const doubtful = gone.find(({ one, heirs }) => (
    !one.redirects && !routes.some((route) => isBound(route, one)) && !heirs.some((heir) => isAlike(heir, one))));
  if (!doubtful) { return { impact: 'live', note }; }
  const { one: { host }, heirs: [heir] } = doubtful;
  const has = `${objectName(heir.gateway.key)} has ${host} ${otherwise(heir)}`;
  return { impact: 'live', note, warning: `${objectName(before.key)} ${what}, and ${has}: whether its routes fit is not known` };
}

/** The VirtualServices that stay and were bound to it, or ask to be. */
function routesOf(gateway: Manifest, old: ManifestIndex, now: ManifestIndex): readonly VirtualService[] {
  const stay = namesOf(gateway, old).flatMap(({ manifest, namespace }) => {
    const twin = now.get(manifest.key);
    return twin ? [{ manifest: twin, namespace, hosts: textsAt(twin.object, '/spec/hosts') }] : [];
  });
  return [...new Map([...stay, ...namesOf(gateway, now)].map((route) => [route.manifest, route])).values()];
}

/** The hosts that clients ask for: of a wildcard those of its VirtualServices, where they are known. */
function askedAt(one: Served, routes: readonly VirtualService[]): readonly string[] {
  const asked = one.host.startsWith('*') && !one.redirects ? routes.filter((route) => isBound(route, one)).flatMap((route) => hostsAt(route, one)) : [];
  return asked.length === 0 ? [one.host] : asked;
}

/** The part of each host that both have. */
const hostsAt = ({ hosts }: VirtualService, one: Served): readonly string[] => (
  hosts.filter((host) => hostsMeet(host, one.host)).map((host) => (isSubsetOf(host, one.host) ? host : one.host)));

function unboundAt(one: Served, heirs: readonly Served[], routes: readonly VirtualService[], index: ManifestIndex): Unbound[] {
  if (one.redirects) { return []; }
  return routes.filter((route) => isBound(route, one)).flatMap((route) => hostsAt(route, one).flatMap((host) => {
    const having = heirs.filter((heir) => isSubsetOf(host, heir.host));
    const isServed = having.some((heir) => namesOf(heir.gateway, index).some((other) => (
      isBound(other, heir) && other.hosts.some((its) => isSubsetOf(host, its)))));
    return isServed ? [] : [{ route, host, one, heir: having.find(({ gateway }) => namesOf(gateway, index).includes(route)) ?? having[0] }];
  }));
}

/** Whether a VirtualService that names the Gateway has something for a server of it. */
const isBound = (route: VirtualService, { namespace, passesTls }: Served): boolean => (
  (namespace === undefined || namespace === route.namespace) && hasRoutesFor(route, passesTls));

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

const otherwise = ({ namespace, passesTls }: Served): string => [
  ...namespace === undefined ? [] : [`for namespace ${namespace} alone`],
  passesTls ? 'and passes its TLS through' : namespace === undefined ? 'without passing TLS through' : '',
].join(' ').trim();

function placeNames([{ host, number }, ...more]: readonly Served[]): string {
  return `${host} on port ${number ?? '(none)'}${more.length === 0 ? '' : ` and ${more.length} more`}`;
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
    const passesTls = /^(?:AUTO_)?PASSTHROUGH$/.test(stringAt(server, '/tls/mode') ?? '');
    const redirects = booleanAt(server, '/tls/httpsRedirect') === true;
    return hostsOfServer(server, own).map((host) => {
      const slash = host.indexOf('/');
      return { gateway, number, targets, host: host.slice(slash + 1), ...slash > 0 && { namespace: host.slice(0, slash) }, passesTls, redirects };
    });
  });
}

const isAlike = (one: Served, other: Served): boolean => (
  one.passesTls === other.passesTls && (one.namespace === undefined || one.namespace === other.namespace));

const isAsGood = (one: Served, other: Served): boolean => isSubsetOf(other.host, one.host) && isAlike(one, other) && meets(one, other);

/** Two ports of a Service that lead to one are one, and what a name leads to is not known. */
const meets = (one: Served, other: Served): boolean => (
  one.number === other.number || [...one.targets, ...other.targets].some((target) => typeof target === 'string') || one.targets.some((target) => other.targets.includes(target)));
