import { type Selection, selectionOf } from './selected-gateways';
import { allServices } from './service-rule';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { type GatewayPorts, gatewayPorts, listenerPorts } from '../../../model/gateway-ports';
import { append, within } from '../../../model/group-by';
import { hostsOfServer, isSubsetOf } from '../../../model/hosts';
import type { Manifest } from '../../../model/manifest/types';
import { NETWORKING_GROUP } from '../../../model/names';
import { oncePer, onceEach } from '../../../model/once';
import { joinPointer } from '../../../model/pointer';
import { isHttp, isTls } from '../../../model/protocols';
import { isMap, listAt, mapAt, member, numberAt, stringAt, stringsAt } from '../../../model/read';
import { portNamed } from '../../../model/service-port';
import { RuleClass, Severity } from '../../finding';
import { oncePerScene } from '../../once-per-scene';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { isTerminated, protocolOf } from '../istio/listeners';
import { short, writtenValue } from '../proxy-rule';

/** A server of an Istio Gateway. */
interface Server {
  readonly manifest: Manifest;
  readonly at: number;
  readonly port: number;
  readonly kind: 'http' | 'tls' | 'tcp';
  readonly protocol: string;
  readonly hosts: readonly string[];
  /** The server ends TLS for HTTP. */
  readonly endsHttps: boolean;
  /** What the certificate is read from then. */
  readonly certificate?: string;
  /** It answers requests in plain text by sending clients to HTTPS. */
  readonly redirects: boolean;
}

const areOfOne = (server: Server, other: Server): boolean => server.manifest === other.manifest;

/** One port of the same pods, and which of its servers comes first for what. */
class Listener {
  public plain?: Server;
  public readonly byHost = new Map<string, Server>();
  /** By the names that clients send, which know no namespaces. */
  public readonly byName = new Map<string, Server>();
  public readonly byCertificate = new Map<string, Server>();
  public readonly byRedirect = new Map<string, Server>();
  private readonly ofGateway = onceEach((_gateway: Manifest) => new Set<string>());

  public add(server: Server): void {
    if (server.kind !== 'tls') {
      this.plain ??= server;
      if (!server.redirects) { return; }
    }
    const { certificate } = server;
    const own = this.ofGateway(server.manifest);
    // whatever the age of other Gateways, istiod leaves it out, and then it has none of its hosts (CheckDuplicates)
    if (server.hosts.some((host) => own.has(host))) { return; }
    for (const host of server.hosts) { own.add(host); }
    if (server.redirects) { keepFirst(this.byRedirect, server.hosts, server); return; }
    keepFirst(this.byHost, server.hosts, server);
    if (server.endsHttps) { keepFirst(this.byName, server.hosts.map(plainHost), server); }
    if (certificate !== undefined) { keepFirst(this.byCertificate, [certificate], server); }
  }
}

function keepFirst(map: Map<string, Server>, keys: readonly string[], server: Server): void {
  for (const key of keys) { if (!map.has(key)) { map.set(key, server); } }
}

/** Without the namespace of routes. */
const plainHost = (host: string): string => host.slice(host.indexOf('/') + 1);

interface Standing { readonly server: Server; readonly listeners: readonly Listener[] }

function certificateOf(tls: unknown): string | undefined {
  const [name, certificate, key] = ['credentialName', 'serverCertificate', 'privateKey'].map((field) => stringAt(tls, `/${field}`));
  return name ?? (certificate && key && `${certificate} ${key}`);
}

function serversOf(manifest: Manifest, namespace: string | undefined): Server[] {
  return (listAt(manifest.object, '/spec/servers') ?? []).flatMap((written, at): Server[] => {
    const port = numberAt(written, '/port/number');
    const protocol = protocolOf(written);
    if (!isMap(written) || port === undefined || protocol === '') { return []; }
    const tls = mapAt(written, '/tls');
    const kind = isHttp(protocol) ? 'http' : isTls(protocol) ? 'tls' : 'tcp';
    const endsHttps = protocol === 'https' && isTerminated(tls);
    const hosts = hostsOfServer(written, namespace);
    const redirects = kind === 'http' && member(tls, 'httpsRedirect') === true;
    const shown = { manifest, at, port, kind, protocol: protocol.toUpperCase(), hosts } as const;
    return [{ ...shown, endsHttps, redirects, ...(endsHttps && { certificate: certificateOf(tls) }) }];
  });
}

const bindOf = ({ manifest, at }: Server): string => stringAt(manifest.object, joinPointer('/spec/servers', at, 'bind')) ?? '';

/** Gateways that the same selections find, and whose Services lead to the same ports: they run the same servers, so they count as one. */
interface Runner { readonly ports: GatewayPorts }

const portsOfProxy = oncePer((proxy: EffectiveProxy) => {
  const ports = gatewayPorts(allServices(proxy).map(({ object }) => object), (name, transport) => portNamed(name, transport, proxy));
  return { ports, text: JSON.stringify([...ports]) };
});

/** What runs the servers of each selection: its gateways, and where they are not among the manifests the selection itself. */
function runners(all: Iterable<Selection>): ReadonlyMap<Selection, readonly Runner[]> {
  const distinct = [...new Set(all)];
  const finders = new Map<EffectiveProxy, number[]>();
  distinct.forEach(({ gateways }, at) => { for (const gateway of gateways) { append(finders, gateway, at); } });
  const known = new Map<string, Runner>();
  const runnerOf = onceEach((gateway: EffectiveProxy): Runner => {
    const { ports, text } = portsOfProxy(gateway);
    const key = `${finders.get(gateway)!.join(' ')} ${text}`;
    const runner = known.get(key) ?? { ports };
    known.set(key, runner);
    return runner;
  });
  const runnersOf = ({ gateways, services }: Selection): readonly Runner[] => (
    gateways.length === 0 ? [{ ports: gatewayPorts(services().map(({ object }) => object)) }] : [...new Set(gateways.map(runnerOf))]);
  return new Map(distinct.map((selection) => [selection, runnersOf(selection)]));
}

/** The port at which a server stands. Where nobody knows which it is, servers of the same number still share it. */
function standsAt({ port }: Server, { ports }: Runner): string {
  const [first, ...others] = listenerPorts(port, ports);
  return others.length === 0 ? `${first}` : `that of ${port}`;
}

/** The servers of all Istio Gateways, with the listeners that they share. */
const standings = oncePerScene((scene): ReadonlyMap<Manifest, readonly Standing[]> => {
  const byRunner = new Map<Runner, Map<string, Listener>>();
  const listener = (runner: Runner, place: string): Listener => {
    const places = within(byRunner, runner);
    const one = places.get(place) ?? new Listener();
    places.set(place, one);
    return one;
  };
  const selecting = scene.index.list(NETWORKING_GROUP, 'Gateway', { cluster: scene.cluster }).flatMap((manifest) => {
    const selection = selectionOf(manifest, scene);
    return selection ? [{ manifest, selection }] : [];
  });
  const runnersOf = runners(selecting.map(({ selection }) => selection));
  return new Map(selecting.map(({ manifest, selection }) => {
    const revision = stringsAt(manifest.object, '/metadata/labels')['istio.io/rev'] ?? '';
    return [manifest, serversOf(manifest, scene.index.namespaceOf(manifest.key)).map((server): Standing => {
      const listeners = runnersOf.get(selection)!.map((runner) => listener(runner, `${standsAt(server, runner)} ${bindOf(server)} ${revision}`));
      listeners.forEach((one) => { one.add(server); });
      return { server, listeners };
    })];
  }));
});

/** The one that a server meets first in any of the listeners, if it is another one. */
function met({ server, listeners }: Standing, first: (listener: Listener) => Server | undefined): Server | undefined {
  return listeners.map(first).find((other) => other !== undefined && other !== server);
}

/** The first of some hosts or names that another server has. */
function shared(standing: Standing, by: 'byHost' | 'byName' | 'byRedirect', hosts: readonly string[]): { readonly host: string; readonly other: Server } | undefined {
  for (const host of hosts) {
    const other = met(standing, (listener) => listener[by].get(host));
    if (other) { return { host, other }; }
  }
  return undefined;
}

const nameOf = ({ at, protocol, port }: Server): string => `server ${at} (${protocol} on port ${port})`;

/** How a server is called beside one of another Gateway. */
function besides(other: Server, server: Server): string {
  if (areOfOne(server, other)) { return nameOf(other); }
  const { name, namespace } = other.manifest.key;
  return `${nameOf(other)} of Gateway ${namespace === server.manifest.key.namespace || namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** istiod goes through Gateways by their age, and through the servers of one in their order. */
const winner = (server: Server, other: Server): string => (areOfOne(server, other) ? 'the first one' : 'that of the older Gateway');

function clash(standing: Standing, conflict: Omit<Found, 'pointer' | 'part' | 'values'>, field: string): Found {
  const { manifest, at } = standing.server;
  const pointer = joinPointer('/spec/servers', at, ...field.split('/'));
  return {
    ...conflict,
    pointer,
    part: `${at}`,
    values: [writtenValue(manifest, field.replace('/', '.'), pointer)],
  };
}

function conflictOf(standing: Standing): Found[] {
  const found = sameHost(standing) ?? sameName(standing) ?? samePort(standing) ?? sameRedirect(standing);
  return found ? [found] : [];
}

function sameHost(standing: Standing): Found | undefined {
  const { server } = standing;
  const found = server.kind === 'tls' ? shared(standing, 'byHost', server.hosts) : undefined;
  return found && clash(standing, {
    message: `${nameOf(server)} and ${besides(found.other, server)} serve ${short(found.host)} by TLS from the same pods: istiod takes ${
      winner(server, found.other)}, and leaves the other server out`,
    fix: `keep ${short(found.host)} in one of them`,
  }, 'hosts');
}

/** Of two servers that redirect a host one is left out as well; with the same hosts in both nobody notices. */
function sameRedirect(standing: Standing): Found | undefined {
  const { server } = standing;
  const found = server.redirects ? shared(standing, 'byRedirect', server.hosts) : undefined;
  if (!found) { return undefined; }
  const { host, other } = found;
  const lost = onlyIn(server, other) ?? (areOfOne(server, other) ? undefined : onlyIn(other, server));
  return lost === undefined ? undefined : clash(standing, {
    message: `${nameOf(server)} and ${besides(other, server)} redirect ${short(host)} to HTTPS from the same pods: istiod takes ${
      winner(server, other)}, and leaves the other server out${areOfOne(server, other) ? ', so that' : `; if that is the one with ${short(lost)},`} ${short(lost)} is not redirected`,
    fix: `keep ${short(host)} in one of them`,
  }, 'hosts');
}

/** A host of the one that the other has no host for. */
function onlyIn(one: Server, other: Server): string | undefined {
  return one.hosts.find((host) => !other.hosts.some((wider) => isSubsetOf(plainHost(host), plainHost(wider))));
}

function sameName(standing: Standing): Found | undefined {
  const { server } = standing;
  const found = server.endsHttps ? shared(standing, 'byName', server.hosts.map(plainHost)) : undefined;
  return found && clash(standing, {
    message: `${nameOf(server)} and ${besides(found.other, server)} serve ${short(found.host)} by TLS from the same pods, each for other namespaces: Envoy cannot tell them apart, and refuses the whole listener`,
    fix: `serve ${short(found.host)} by one server, with a host for each namespace`,
  }, 'hosts');
}

function samePort(standing: Standing): Found | undefined {
  const { server } = standing;
  const other = met(standing, ({ plain }) => plain);
  if (other === undefined || !isConflict(server, other)) { return undefined; }
  const isLater = server.kind === 'tls' && !areOfOne(server, other);
  return clash(standing, {
    message: `${nameOf(server)} and ${besides(other, server)} stand on one port of the same pods: ${
      isLater ? `istiod leaves ${nameOf(server)} out where the other Gateway is the older` : `istiod takes ${winner(server, other)}, and leaves the other out`}`,
    fix: 'give one of them another port',
  }, 'port/protocol');
}

/** Servers of HTTP share a port. Within one Gateway a server of TLS may stand before one without, and not after it. */
function isConflict(server: Server, plain: Server): boolean {
  if (server.kind === 'tls') { return !areOfOne(server, plain) || plain.at < server.at; }
  return server.kind !== 'http' || plain.kind !== 'http';
}

const GATEWAYS: readonly string[] = ['networking.istio.io/Gateway'];

/** NET029: what mergeGateways skips. */
export const serverConflict: Described<ManifestRule> = {
  id: 'NET029',
  title: 'servers of Istio Gateways that exclude each other',
  what: 'Two servers of Istio Gateways stand on one port of the same gateway pods, and serve the same host by TLS, also for other namespaces, or one is HTTP and the other TCP or TLS, or both are TCP, '
    + 'or both redirect the same host to HTTPS and one of them other hosts too. '
    + 'The same pods are those that both selectors find among the manifests, or those of the same selector. Servers stand at the port to which the oldest Service '
    + 'with theirs leads; where several lead to different ones, and their age is not known, only servers of one number are compared.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'One of the two is left out, with all its hosts, and only the log of istiod says so: what was meant for it is refused or answered by the other. Which one stays follows from '
    + 'the age of the Gateways. One name for several namespaces is worse: Envoy then refuses all that was written for the port.',
  source: 'Istio (main, August 2026) pilot/pkg/model/gateway.go mergeGateways, resolvePorts, CheckDuplicates, canMergeProtocols, GetSNIHostsForServer, pilot/pkg/networking/core/gateway.go buildGatewayTCPBasedFilterChains; analysis message IST0145 (ConflictingGateways), which also names servers that istiod merges',
  on: 'manifest',
  kinds: GATEWAYS,
  wholeApp: true,
  check: (manifest, scene) => (standings(scene).get(manifest) ?? []).flatMap(conflictOf),
};

/** NET030: a connection that is used again for another host. */
export const sharedCertificate: Described<ManifestRule> = {
  id: 'NET030',
  title: 'certificate that several HTTPS servers share',
  what: 'Two HTTPS servers of Istio Gateways on one port of the same gateway pods have the same certificate and other hosts.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Browsers send requests for every host of a certificate through a connection that they have already. The connection belongs to the server of its first host, which knows no other: 404.',
  source: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#404-errors-occur-when-multiple-gateways-configured-with-same-tls-certificate; '
    + 'Istio analysis message IST0138 (GatewayDuplicateCertificate)',
  on: 'manifest',
  kinds: GATEWAYS,
  wholeApp: true,
  check: (manifest, scene) => (standings(scene).get(manifest) ?? []).flatMap((standing): Found[] => {
    const { server } = standing;
    const { certificate } = server;
    const other = certificate === undefined ? undefined : met(standing, ({ byCertificate }) => byCertificate.get(certificate));
    const others = new Set(other?.hosts.map(plainHost));
    if (other === undefined || server.hosts.every((host) => others.has(plainHost(host)))) { return []; }
    return [clash(standing, {
      message: `${nameOf(server)} has the certificate of ${besides(other, server)}, and other hosts`,
      fix: `serve ${short([...new Set([...other.hosts, ...server.hosts].map(plainHost))].join(', '))} by one server, or give each a certificate of its own`,
    }, 'tls')];
  }),
};
