import { serverHostProblem } from './hosts';
import {
  addressProblem, FILES, isPort, isSet, modeOf, protocolOf, SOCKET, socketProblem, text, tlsProblems, written,
} from './listeners';
import { type Report, webhookRefusals } from './webhook';
import { nameProblem } from '../../../kube';
import type { Manifest } from '../../../model/manifest/types';
import { joinPointer } from '../../../model/pointer';
import { isBytes, isHttp, isProtocol, isTls } from '../../../model/protocols';
import { isMap, listAt, mapAt, member } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

function portProblems(server: unknown, place: string, report: Report): void {
  const port = member(server, 'port');
  if (port === undefined || port === null) {
    report(place, 'a server has no port', 'give it a port with number, name and protocol');
    return;
  }
  const [number, name, target] = [member(port, 'number'), member(port, 'name'), member(port, 'targetPort')];
  const isSocket = text(member(server, 'bind')).startsWith(SOCKET);
  if (!isSocket && !isPort(number)) { report(joinPointer(place, 'port', 'number'), `a server has the port number ${written(number)}`, 'give a number from 1 to 65535'); }
  if (text(name) === '') { report(joinPointer(place, 'port'), 'a port has no name', 'give it one, such as https'); }
  if (!isProtocol(protocolOf(server))) {
    report(joinPointer(place, 'port', 'protocol'), `a port has the protocol ${written(member(port, 'protocol'))}`, 'use HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TLS, TCP, MONGO, REDIS or MYSQL');
  }
  if (typeof target === 'number' && target > 0) { report(joinPointer(place, 'port', 'targetPort'), `targetPort ${target} has no effect in a Gateway`, 'remove it'); }
}

function bindProblems(server: unknown, place: string, report: Report): void {
  const bind = text(member(server, 'bind'));
  const pointer = joinPointer(place, 'bind');
  if (!bind.startsWith(SOCKET)) {
    addressProblem(bind, pointer, report);
    return;
  }
  socketProblem(bind, pointer, report);
  const number = member(member(server, 'port'), 'number') ?? 0;
  if (number !== 0) { report(joinPointer(place, 'port', 'number'), `a socket has the port number ${short(number)}`, 'set number: 0'); }
}

function hostProblems(server: unknown, place: string, report: Report): void {
  const hosts = listAt(server, '/hosts') ?? [];
  if (hosts.length === 0) { report(place, 'a server has no hosts', 'add the hosts it serves, or "*"'); }
  hosts.forEach((host, at) => {
    const problem = typeof host === 'string' ? serverHostProblem(host.slice(0, 1000)) : undefined;
    if (problem) { report(joinPointer(place, 'hosts', at), `host ${short(JSON.stringify(host))} ${problem}`, 'write it such as "shop.example.com", "*.example.com" or "*"'); }
  });
}

/** Whether the protocol and the settings of TLS go together; HTTP takes a redirect to HTTPS and nothing else. */
function protocolProblems(server: unknown, place: string, report: Report): void {
  const tls = mapAt(server, '/tls');
  const protocol = protocolOf(server);
  const called = `a server of protocol ${protocol.toUpperCase()}`;
  if (tls === undefined) {
    if (isTls(protocol)) { report(place, `${called} has no TLS settings`, 'add tls with a mode, and with a credentialName where the gateway ends TLS'); }
    return;
  }
  const isRedirect = modeOf(tls).endsWith('PASSTHROUGH') && !FILES.some((field) => isSet(tls, field));
  if (isHttp(protocol) ? !isRedirect : isBytes(protocol)) {
    report(joinPointer(place, 'tls'), `${called} has TLS settings`, isHttp(protocol) ? 'use protocol HTTPS; HTTP takes only httpsRedirect' : 'use protocol TLS, or remove tls');
  }
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
    for (const check of [portProblems, bindProblems, hostProblems, protocolProblems, tlsProblems]) { check(server, place, report); }
  });
  portNames(servers, report);
}
