import { isIP } from 'node:net';
import { nameProblem } from '../../../kube';
import type { Manifest } from '../../../model/manifest/types';
import { joinPointer } from '../../../model/pointer';
import { isMap, listAt, mapAt, member } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';
import { hostNameProblem, type Report, webhookRefusals } from '../webhook';

const HTTP: readonly unknown[] = ['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'];
const TLS: readonly unknown[] = ['https', 'tls'];
const OTHERS: readonly unknown[] = ['tcp', 'udp', 'mongo', 'redis', 'mysql'];
/** Read by some versions of istiod and not by others. */
const SOME: readonly unknown[] = ['hbone', 'doublehbone'];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

export const protocolOf = (server: unknown): string => text(member(member(server, 'port'), 'protocol')).toLowerCase();
export const isHttp = (protocol: string): boolean => HTTP.includes(protocol);
export const isTls = (protocol: string): boolean => TLS.includes(protocol);

/** What is taken where nobody says a mode. */
export const modeOf = (tls: unknown): string => text(member(tls, 'mode')) || 'PASSTHROUGH';
const TERMINATED: readonly string[] = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'];
const MODES: readonly string[] = [...TERMINATED, 'PASSTHROUGH', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL'];

export const isTerminated = (tls: unknown): boolean => TERMINATED.includes(modeOf(tls));

/** As istiod writes hosts before it compares them: a dot is the Gateway's own namespace, and a star for any namespace is left out. */
export function hostsOfServer(server: unknown, namespace = ''): string[] {
  const hosts = (listAt(server, '/hosts') ?? []).filter((host) => typeof host === 'string');
  if (hosts.includes('*/*')) { return ['*']; }
  return hosts.map((host) => (host.startsWith('./') ? `${namespace}/${host.slice(2)}` : host.replace(/^\*\//, '')));
}

function portProblems(server: unknown, place: string, report: Report): void {
  const port = member(server, 'port');
  if (!isGiven(port)) {
    report(place, 'a server has no port', 'give it a port with number, name and protocol');
    return;
  }
  const [number, name, target] = [member(port, 'number'), member(port, 'name'), member(port, 'targetPort')];
  const isSocket = text(member(server, 'bind')).startsWith(SOCKET);
  if (!isSocket && !(typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= 65_535)) {
    report(joinPointer(place, 'port', 'number'), `a server has the port number ${short(JSON.stringify(number) ?? 'undefined')}`, 'give a number from 1 to 65535');
  }
  if (text(name) === '') { report(joinPointer(place, 'port'), 'a port has no name', 'give it one, such as https'); }
  const protocol = protocolOf(server);
  if (![...HTTP, ...TLS, ...OTHERS, ...SOME].includes(protocol)) {
    report(joinPointer(place, 'port', 'protocol'), `a port has the protocol ${short(JSON.stringify(member(port, 'protocol')) ?? 'undefined')}`,
      'use HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TLS, TCP, MONGO, REDIS or MYSQL');
  }
  if (typeof target === 'number' && target > 0) { report(joinPointer(place, 'port', 'targetPort'), `targetPort ${target} has no effect in a Gateway`, 'remove it'); }
}

const SOCKET = 'unix://';

function bindProblems(server: unknown, place: string, report: Report): void {
  const bind = text(member(server, 'bind'));
  const pointer = joinPointer(place, 'bind');
  if (bind.startsWith(SOCKET)) {
    const path = bind.slice(SOCKET.length);
    if (!path.startsWith('@') && (!path.startsWith('/') || path.endsWith('/'))) { report(pointer, `bind ${short(bind)} is no path of a socket`, 'write it such as unix:///var/run/edge.sock'); }
    const number = member(member(server, 'port'), 'number') ?? 0;
    if (number !== 0) { report(joinPointer(place, 'port', 'number'), `a socket has the port number ${short(number)}`, 'set number: 0'); }
  } else if (bind !== '' && isIP(bind) === 0) {
    report(pointer, `bind ${short(JSON.stringify(bind))} is no address`, 'write an address such as 0.0.0.0, or remove it');
  }
}

/** `host` or `namespace/host`; an address is a host as well. */
function hostProblem(host: string): string | undefined {
  const slash = host.indexOf('/');
  const [namespace, name] = slash < 0 ? ['*', host] : [host.slice(0, slash), host.slice(slash + 1)];
  if (namespace === '' || name === '') { return 'has an empty part, expected host or namespace/host'; }
  if (!['*', '.'].includes(namespace) && nameProblem('dns1123Label', namespace.toLowerCase()) !== undefined) {
    return `has ${short(JSON.stringify(namespace))} for a namespace, expected a name, "*" or "."`;
  }
  return isIP(name) !== 0 && name.includes('.') ? undefined : hostNameProblem(name);
}

function hostProblems(server: unknown, place: string, report: Report): void {
  const hosts = listAt(server, '/hosts') ?? [];
  if (hosts.length === 0) { report(place, 'a server has no hosts', 'add the hosts it serves, or "*"'); }
  hosts.forEach((host, at) => {
    const problem = typeof host === 'string' ? hostProblem(host.slice(0, 1000)) : undefined;
    if (problem) { report(joinPointer(place, 'hosts', at), `host ${short(JSON.stringify(host))} ${problem}`, 'write it such as "shop.example.com", "*.example.com" or "*"'); }
  });
}

const FILES = ['serverCertificate', 'privateKey', 'caCertificates'] as const;

function tlsProblems(server: unknown, place: string, report: Report): void {
  const tls = mapAt(server, '/tls');
  const protocol = protocolOf(server);
  if (tls === undefined) {
    if (isTls(protocol)) { report(place, `a server of protocol ${protocol.toUpperCase()} has no TLS settings`, 'add tls with a mode, and with a credentialName where the gateway ends TLS'); }
    return;
  }
  const pointer = joinPointer(place, 'tls');
  const mode = modeOf(tls);
  if (!MODES.includes(mode)) {
    report(joinPointer(pointer, 'mode'), `tls has the mode ${short(JSON.stringify(mode))}`, `use ${MODES.join(', ')}`);
    return;
  }
  const isSet = (field: string): boolean => text(tls[field]) !== '' || (listAt(tls, `/${field}`) ?? []).length > 0;
  const isRedirect = isHttp(protocol) && mode.endsWith('PASSTHROUGH') && !FILES.some(isSet);
  if ((isHttp(protocol) && !isRedirect) || OTHERS.includes(protocol)) {
    report(pointer, `a server of protocol ${protocol.toUpperCase()} has TLS settings`, isHttp(protocol) ? 'use protocol HTTPS; HTTP takes only httpsRedirect' : 'use protocol TLS, or remove tls');
  }
  certificates(mode, isSet, pointer, report);
}

const CREDENTIALS = ['credentialName', 'credentialNames'] as const;

function certificates(mode: string, isSet: (field: string) => boolean, pointer: string, report: Report): void {
  const given = [...FILES, ...CREDENTIALS, 'tlsCertificates'].filter(isSet);
  if (mode === 'ISTIO_MUTUAL') {
    if (given.length > 0) { report(pointer, `ISTIO_MUTUAL has certificates of the mesh, and ${given.join(', ')} beside it`, `remove ${given.join(', ')}`); }
    return;
  }
  const sources = [...CREDENTIALS, 'tlsCertificates'].filter(isSet).concat(isSet('serverCertificate') && isSet('privateKey') ? ['serverCertificate'] : []);
  if (sources.length > 1) { report(pointer, `tls has ${sources.join(' and ')}, of which one can be`, 'keep one of them'); }
  if (!TERMINATED.includes(mode) || CREDENTIALS.some(isSet)) { return; }
  if (!isSet('tlsCertificates') && !(isSet('serverCertificate') && isSet('privateKey'))) {
    report(pointer, `mode ${mode} has no certificate`, 'add credentialName, the Secret in the namespace of the gateway pods');
  }
  if (mode !== 'SIMPLE' && !isSet('caCertificates')) { report(pointer, `mode ${mode} has no CA for the certificates of clients`, 'add credentialName, whose Secret has ca.crt as well'); }
  if (mode === 'SIMPLE' && isSet('caCrl')) { report(joinPointer(pointer, 'caCrl'), 'mode SIMPLE has a list of revoked certificates, and asks for none', 'remove caCrl, or use MUTUAL'); }
}

/** Names of ports tell the servers of a Gateway apart. */
function portNames(servers: readonly unknown[], report: Report): void {
  const first = new Map<string, number>();
  servers.forEach((server, at) => {
    const name = text(member(member(server, 'port'), 'name'));
    const other = first.get(name);
    if (other === undefined) { first.set(name, at); return; }
    if (name !== '') { report(joinPointer('/spec/servers', at, 'port', 'name'), `port name ${short(name)} stands in server ${other} already`, 'give each server its own port name'); }
  });
}

/** NET028: what istiod's webhook says no to. */
export const gatewayShape: Described<ManifestRule> = {
  id: 'NET028',
  title: 'Istio Gateway that the webhook refuses',
  what: 'An Istio Gateway whose name has dots, or that has no servers; a server without port, hosts, port name or a known protocol, or with a host that is none; a port name that stands '
    + 'twice; HTTPS or TLS without `tls`, and other protocols with it; a mode that ends TLS without a certificate, or with two sources of it.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The webhook of istiod validates Gateways when they are applied, and refuses these; some its CRD refuses already. Where the webhook is off istiod leaves such servers out.',
  source: 'Istio (main, August 2026) pkg/config/validation/validation.go ValidateGateway, validateServer, validateTLSOptions; CRD gateways.networking.istio.io of 1.30.3',
  on: 'manifest',
  kinds: ['networking.istio.io/Gateway'],
  check: (manifest) => webhookRefusals(manifest, (report) => { gatewayProblems(manifest, report); }),
};

function gatewayProblems({ object, key }: Manifest, report: Report): void {
  // other names are refused for every object
  if (nameProblem('dns1123Subdomain', key.name) === undefined && nameProblem('dns1123Label', key.name) !== undefined) {
    report('/metadata/name', key.name.includes('.') ? 'its name has dots' : 'its name is longer than 63 characters', `use ${key.name.replaceAll('.', '-').slice(0, 63)}`);
  }
  const servers = listAt(object, '/spec/servers') ?? [];
  if (servers.length === 0) { report('/spec', 'it has no servers', 'add a server with port and hosts'); }
  servers.forEach((server, at) => {
    if (!isMap(server)) { return; }
    const place = joinPointer('/spec/servers', at);
    portProblems(server, place, report);
    bindProblems(server, place, report);
    hostProblems(server, place, report);
    tlsProblems(server, place, report);
  });
  portNames(servers, report);
}
