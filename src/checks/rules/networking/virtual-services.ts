import { homeOf } from '../../../model/by-home';
import { type RouteKind, routesReadBy } from '../../../model/gateway-servers';
import { hostsMeet, hostsOfServer } from '../../../model/hosts';
import type { Manifest } from '../../../model/manifest/types';
import { NETWORKING_GROUP } from '../../../model/names';
import { onceEach } from '../../../model/once';
import { joinPointer } from '../../../model/pointer';
import { listAt, textsAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import { oncePerScene } from '../../once-per-scene';
import type { Found, ManifestRule, Scene } from '../../rule';
import type { Described } from '../described';
import { short, writtenValue } from '../proxy-rule';

/** What routes of sidecars are bound to, and no Gateway. */
const MESH = 'mesh';

/** A Gateway that a VirtualService names: by `namespace/name`, or by its name in the same namespace. */
interface Named {
  readonly at: number;
  readonly name: string;
  readonly found?: Manifest;
  /** The one of this name in another namespace, where the author wrote none and there is no other. */
  readonly elsewhere?: Manifest;
}

function gatewaysOf(route: Manifest, { index }: Scene): Named[] {
  const home = homeOf(index, route.key);
  return textsAt(route.object, '/spec/gateways').flatMap((text, at): Named[] => {
    const [first, second] = text.split('/');
    // the name of a Service of old, and what istiod makes of the Gateway API
    if (text === MESH || /[.~]/.test(text)) { return []; }
    const [namespace, name] = second === undefined ? [home.namespace, first] : [first, second];
    const resolved = index.resolve({ cluster: home.cluster, group: NETWORKING_GROUP, kind: 'Gateway', namespace, name });
    if (resolved.state === 'found') { return [{ at, name, found: resolved.manifest }]; }
    // a namespace that is written may hold what is not among the manifests, and one that nobody says may be the right one
    const isGuess = second === undefined && namespace !== undefined && resolved.state === 'missing';
    const elsewhere = isGuess ? resolved.elsewhere.filter(({ key }) => key.cluster === home.cluster) : [];
    return [{ at, name, elsewhere: elsewhere.length === 1 ? elsewhere[0] : undefined }];
  });
}

/** Many routes share a Gateway with many hosts. */
const hostsFor = oncePerScene((scene) => onceEach((gateway: Manifest) => (
  onceEach((namespace: string | undefined) => servedHosts(gateway, namespace, scene)))));

/** A host, and the routes that its server reads; none where it reads no VirtualService. */
interface ServedHost { readonly host: string; readonly reads: RouteKind | undefined }

/** The hosts that a Gateway serves for routes of a namespace; undefined without servers, which is NET028's. */
function servedHosts(gateway: Manifest, namespace: string | undefined, { index }: Scene): readonly ServedHost[] | undefined {
  const servers = listAt(gateway.object, '/spec/servers') ?? [];
  if (servers.length === 0) { return undefined; }
  // who names no namespace is applied where an `-n` says, a Gateway and its routes to one
  const own = index.namespaceOf(gateway.key) ?? namespace;
  return servers.flatMap((server) => hostsOfServer(server, own).flatMap((host) => {
    const slash = host.indexOf('/');
    const isFor = slash < 0 || namespace === undefined || host.slice(0, slash) === namespace;
    return isFor ? [{ host: host.slice(slash + 1), reads: routesReadBy(server) }] : [];
  }));
}

const list = (hosts: readonly string[]): string => short([...new Set(hosts)].join(', '));

const namesOf = (served: readonly ServedHost[]): readonly string[] => served.map(({ host }) => host);

const KINDS: readonly RouteKind[] = ['http', 'tls', 'tcp'];

const kindsOf = ({ object }: Manifest): readonly RouteKind[] => KINDS.filter((kind) => (listAt(object, `/spec/${kind}`) ?? []).length > 0);

/** A short host is a Service beside the route (pilot/pkg/model/virtualservice.go ResolveShortnameToFQDN); of no namespace it may be any. */
function wholeHost(host: string, namespace: string | undefined, { facts }: Scene): string {
  if (host.includes('.') || host === '*') { return host; }
  return namespace === undefined || facts.clusterDomain === undefined ? '*' : `${host}.${namespace}.svc.${facts.clusterDomain}`;
}

/** NET032: what is bound to a Gateway is served for hosts of both. */
export const hostNotServed: Described<ManifestRule> = {
  id: 'NET032',
  title: 'VirtualService whose hosts its Gateway does not serve',
  what: 'A VirtualService names an Istio Gateway, and none of its hosts is one that a server of the Gateway serves for its namespace; or one of its hosts is served by none '
    + 'of its Gateways; or the servers that have its hosts read routes of another kind than it has; or it names a Gateway without a namespace, and the only one of this '
    + 'name stands in another than its own. Only for Gateways among the manifests.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'The gateway has routes for hosts that both name. Requests for another host get 404, or no connection where the server has TLS. A server reads `http` '
    + 'routes for HTTP, and for HTTPS that ends there, `tls` routes where TLS is passed through, and `tcp` routes for the rest: without any it opens no listener.',
  source: 'Istio analysis messages IST0132 (VirtualServiceHostNotFoundInGateway), IST0101 (ReferencedResourceNotFound); Istio pkg/config/analysis/analyzers/virtualservice/gateways.go; '
    + 'pilot/pkg/networking/core/gateway.go buildGatewayTCPBasedFilterChains',
  on: 'manifest',
  kinds: ['networking.istio.io/VirtualService'],
  wholeApp: true,
  check: (route, scene) => {
    const gateways = gatewaysOf(route, scene);
    const { namespace } = homeOf(scene.index, route.key);
    const hosts = textsAt(route.object, '/spec/hosts').map((host) => wholeHost(host, namespace, scene));
    const served = gateways.map(({ found }) => found && hostsFor(scene)(found)(namespace));
    const meets = (all: readonly ServedHost[], host: string): boolean => all.some((one) => hostsMeet(one.host, host));
    const kinds = kindsOf(route);
    const apart = gateways.flatMap((gateway, i): Found[] => {
      const all = served[i];
      if (gateway.elsewhere) { return [inAnother(route, gateway, gateway.elsewhere, scene)]; }
      if (all === undefined || hosts.length === 0) { return []; }
      const met = all.filter((one) => hosts.some((host) => hostsMeet(one.host, host)));
      if (met.length === 0) { return [unserved(route, gateway, hosts, namesOf(all))]; }
      const isRead = kinds.length === 0 || met.some(({ reads }) => reads === undefined || kinds.includes(reads));
      return isRead ? [] : [unread(route, gateway, met, kinds)];
    });
    // with a Gateway that is not known, or the mesh's own, each host may be for that one
    if (apart.length > 0 || gateways.length === 0 || gateways.length < textsAt(route.object, '/spec/gateways').length || served.includes(undefined)) { return apart; }
    const every = served.flatMap((all) => all ?? []);
    return hosts.flatMap((host, at) => (meets(every, host) ? [] : [alone(route, host, at, namesOf(every))]));
  },
};

function inAnother(route: Manifest, { at, name }: Named, { key }: Manifest, { index }: Scene): Found {
  const pointer = joinPointer('/spec/gateways', at);
  const [own, there] = [index.namespaceOf(route.key), index.namespaceOf(key)];
  return {
    message: `VirtualService ${short(route.key.name)} names Gateway ${short(name)} of namespace ${short(own)}, and that Gateway stands in ${short(there)}`,
    fix: `write ${short(there)}/${short(name)}`,
    part: pointer,
    pointer,
    values: [writtenValue(route, 'gateway', pointer)],
  };
}

function unserved(route: Manifest, { at, name }: Named, hosts: readonly string[], served: readonly string[]): Found {
  const pointer = joinPointer('/spec/gateways', at);
  return {
    message: `Gateway ${short(name)} serves ${served.length === 0 ? 'nothing for this namespace' : list(served)}, and none of the hosts ${list(hosts)}`,
    fix: `add a host of the VirtualService to a server of Gateway ${short(name)}, or correct it`,
    part: pointer,
    pointer,
    values: [writtenValue(route, 'hosts', '/spec/hosts')],
  };
}

function unread(route: Manifest, { at, name }: Named, [{ host, reads }]: readonly ServedHost[], kinds: readonly RouteKind[]): Found {
  const pointer = joinPointer('/spec/gateways', at);
  return {
    message: `Gateway ${short(name)} reads ${reads ?? 'no'} routes for ${short(host)}, and VirtualService ${short(route.key.name)} has ${kinds.join(' and ')} routes alone`,
    fix: `write ${reads ?? 'such'} routes, or let the server read ${kinds[0]} routes by its protocol and the mode of its TLS`,
    part: pointer,
    pointer,
    values: kinds.map((kind) => writtenValue(route, `${kind} routes`, `/spec/${kind}`)),
  };
}

function alone(route: Manifest, host: string, at: number, served: readonly string[]): Found {
  const pointer = joinPointer('/spec/hosts', at);
  return {
    message: `no Gateway of VirtualService ${short(route.key.name)} serves ${short(host)}; they serve ${list(served)}`,
    fix: 'correct it, or add it to a server of a Gateway',
    part: pointer,
    pointer,
    values: [writtenValue(route, 'host', pointer)],
  };
}
