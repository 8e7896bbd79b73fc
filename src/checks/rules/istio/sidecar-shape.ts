import {
  addressProblem, CREDENTIALS, isPort, isSet, isSocketPath, modeOf, protocolOf, SOCKET, socketProblem, text, tlsProblems, written,
} from './listeners';
import { type Report, webhookRefusals } from './webhook';
import { nameProblem } from '../../../kube';
import { domainProblem, hostNameProblem } from '../../../model/hosts';
import type { Manifest } from '../../../model/manifest/types';
import { joinPointer } from '../../../model/pointer';
import { isProtocol, isTls } from '../../../model/protocols';
import { isMap, listAt, mapAt, member, stringsAt } from '../../../model/read';
import { Feature, type Platform, Support } from '../../../platform';
import { needsOf } from '../../../platform/features';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

const present = (value: unknown): boolean => value !== undefined && value !== null;

/** One way to say nothing at all. */
function emptiness(manifest: Manifest, report: Report): boolean {
  const spec = mapAt(manifest.object, '/spec');
  const says = (listAt(spec, '/egress') ?? []).length > 0 || (listAt(spec, '/ingress') ?? []).length > 0
    || present(member(spec, 'outboundTrafficPolicy')) || present(member(spec, 'inboundConnectionPool'));
  if (!says) { report('/spec', 'it configures nothing', 'add egress, ingress, outboundTrafficPolicy or inboundConnectionPool, or remove the Sidecar'); }
  return !says;
}

function selector({ object }: Manifest, report: Report): void {
  const place = '/spec/workloadSelector/labels';
  for (const [key, value] of Object.entries(stringsAt(object, place))) {
    const pointer = joinPointer(place, key);
    if (key === '') { report(pointer, 'a label of the selector has no name', 'name the label'); }
    if (key.includes('*') || value.includes('*')) { report(pointer, `the selector has "*" in ${short(`${key}=${value}`)}`, 'write the whole label, or leave it out'); }
  }
}

/** What is asked of the port of any listener. */
function portProblems(listener: unknown, place: string, seen: Set<unknown>, report: Report): void {
  const port = member(listener, 'port');
  const [number, name, target] = [member(port, 'number') ?? 0, text(member(port, 'name')), member(port, 'targetPort')];
  if (number !== 0) {
    if (!isPort(number)) { report(joinPointer(place, 'port', 'number'), `a listener has the port number ${written(number)}`, 'give it a number from 1 to 65535'); }
    if (seen.has(number)) { report(joinPointer(place, 'port', 'number'), `port ${short(number)} has a listener already`, 'give each listener its own port'); }
    seen.add(number);
  }
  if (name !== '' && nameProblem('dns1123Label', name.toLowerCase()) !== undefined) {
    report(joinPointer(place, 'port', 'name'), `port name ${short(JSON.stringify(name))} is none`, 'use letters, digits and "-", such as http-web');
  }
  const protocol = protocolOf(listener);
  if (protocol !== '' && !isProtocol(protocol)) {
    report(joinPointer(place, 'port', 'protocol'), `a port has the protocol ${written(member(port, 'protocol'))}`, 'use HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TLS, TCP, MONGO, REDIS or MYSQL');
  }
  if (typeof target === 'number' && target > 0) { report(joinPointer(place, 'port', 'targetPort'), `targetPort ${target} has no effect in a Sidecar`, 'remove it'); }
}

function ingress(manifest: Manifest, report: Report): void {
  const seen = new Set<unknown>();
  (listAt(manifest.object, '/spec/ingress') ?? []).forEach((listener, at) => {
    const place = joinPointer('/spec/ingress', at);
    if (!isMap(listener)) {
      if (listener === null) { report(place, 'an ingress listener is null', 'give it a port, or remove it'); }
      return;
    }
    if (!present(member(listener, 'port'))) {
      report(place, 'an ingress listener has no port', 'give it a port with number, protocol and name');
      return;
    }
    if ((member(member(listener, 'port'), 'number') ?? 0) === 0) { report(joinPointer(place, 'port'), 'an ingress listener has port number 0', 'give it a number from 1 to 65535'); }
    portProblems(listener, place, seen, report);
    addressProblem(text(member(listener, 'bind')), joinPointer(place, 'bind'), report);
    endpoint(text(member(listener, 'defaultEndpoint')), joinPointer(place, 'defaultEndpoint'), report);
    ingressTls(listener, place, report);
    pool(member(listener, 'connectionPool'), joinPointer(place, 'connectionPool'), report);
  });
}

/** Addresses of the pod itself, and a number as Go's strconv.Atoi reads it. */
const ENDPOINT = /^(?:127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\[::\]|):\+?([0-9]{1,20})$/;

function endpoint(given: string, pointer: string, report: Report): void {
  const isOne = given.startsWith(SOCKET) ? isSocketPath(given.slice(SOCKET.length)) : given === '' || isPort(Number(ENDPOINT.exec(given.slice(0, 300))?.[1]));
  if (!isOne) { report(pointer, `defaultEndpoint ${short(JSON.stringify(given))} is none of a sidecar`, 'write it such as 127.0.0.1:8080, [::1]:8080, 0.0.0.0:8080 or unix:///path'); }
}

function ingressTls(listener: unknown, place: string, report: Report): void {
  const tls = mapAt(listener, '/tls');
  if (tls === undefined) { return; }
  const pointer = joinPointer(place, 'tls');
  for (const field of ['subjectAltNames', ...CREDENTIALS, 'tlsCertificates']) {
    if (isSet(tls, field)) { report(joinPointer(pointer, field), `${field} has no effect in a Sidecar`, 'use serverCertificate and privateKey, files of the proxy'); }
  }
  if (tls.httpsRedirect === true) { report(joinPointer(pointer, 'httpsRedirect'), 'httpsRedirect has no effect in a Sidecar', 'remove it'); }
  if (['ISTIO_MUTUAL', 'AUTO_PASSTHROUGH'].includes(modeOf(tls))) { report(joinPointer(pointer, 'mode'), `mode ${modeOf(tls)} is none of a Sidecar`, 'use SIMPLE or MUTUAL'); }
  if (!isTls(protocolOf(listener))) { report(pointer, `a listener of protocol ${protocolOf(listener).toUpperCase() || 'none'} has TLS settings`, 'use protocol HTTPS or TLS'); }
  tlsProblems(listener, place, report);
}

const COUNTS: readonly (readonly [string, string])[] = [
  ['http', 'http1MaxPendingRequests'], ['http', 'http2MaxRequests'], ['http', 'maxRequestsPerConnection'], ['http', 'maxRetries'], ['http', 'maxConcurrentStreams'], ['tcp', 'maxConnections'],
];

/** validation.go validateConnectionPool, without durations, which the CRD judges. */
function pool(given: unknown, place: string, report: Report): void {
  if (!isMap(given)) { return; }
  if (!present(given.http) && !present(given.tcp)) { report(place, 'a connection pool has neither http nor tcp', 'add one of them, or remove it'); }
  for (const [part, field] of COUNTS) {
    const value = member(given[part], field);
    if (typeof value === 'number' && value < 0) { report(joinPointer(place, part, field), `${field} is ${value}`, 'use 0 or more'); }
  }
  if (member(given.http, 'h2UpgradePolicy') === 'UPGRADE' && member(given.http, 'useClientProtocol') === true) {
    report(joinPointer(place, 'http', 'useClientProtocol'), 'useClientProtocol stands beside h2UpgradePolicy UPGRADE', 'keep one of them');
  }
}

/**
 * `ns/host`: the namespace is a label, `*`, `.` or `~`, and newer versions leave out what has a `~` before it; the host is `*` or a name, the
 * first part of which may be `*`.
 */
function hostProblem(host: string, platform: Platform): string | undefined {
  const slash = host.indexOf('/');
  if (slash < 0) { return 'has no namespace, expected namespace/host'; }
  const [namespace, name] = [host.slice(0, slash), host.slice(slash + 1)];
  if (namespace === '' || name === '') { return 'has an empty part, expected namespace/host'; }
  const excludes = namespace.length > 1 && namespace.startsWith('~');
  const from = excludes ? namespace.slice(1) : namespace;
  if (!['*', '.', ...excludes ? [] : ['~']].includes(from) && nameProblem('dns1123Label', from.toLowerCase()) !== undefined) {
    return `has ${short(JSON.stringify(namespace))} for a namespace, expected a name, "*", "." or "~"`;
  }
  if (excludes && platform.supports(Feature.SIDECAR_HOST_EXCLUSIONS) === Support.NO) {
    return `leaves out what it names, which needs ${needsOf(platform, Feature.SIDECAR_HOST_EXCLUSIONS)}`;
  }
  return hostNameProblem(name);
}

/** Without a number a listener of outbound traffic is a socket. */
function egressBind(listener: unknown, place: string, sockets: Set<string>, report: Report): void {
  const bind = text(member(listener, 'bind'));
  const pointer = joinPointer(place, 'bind');
  if ((member(member(listener, 'port'), 'number') ?? 0) !== 0) {
    addressProblem(bind, pointer, report);
    return;
  }
  if (!bind.startsWith(SOCKET)) {
    report(joinPointer(place, 'port'), 'an egress listener with a port has no number, and binds to no socket', 'give the port a number, or bind to unix:///path');
  } else {
    socketProblem(bind, pointer, report);
    if (sockets.has(bind)) { report(pointer, `${short(bind)} has a listener already`, 'give each listener its own socket'); }
    sockets.add(bind);
  }
  if (member(listener, 'captureMode') === 'IPTABLES') { report(joinPointer(place, 'captureMode'), 'a socket has captureMode IPTABLES', 'use NONE, or remove it'); }
}

function egress(manifest: Manifest, platform: Platform, report: Report): void {
  const listeners = listAt(manifest.object, '/spec/egress') ?? [];
  const [ports, sockets] = [new Set<unknown>(), new Set<string>()];
  listeners.forEach((listener, at) => {
    const place = joinPointer('/spec/egress', at);
    if (!isMap(listener)) {
      if (listener === null) { report(place, 'an egress listener is null', 'give it hosts, or remove it'); }
      return;
    }
    if (present(member(listener, 'port'))) {
      portProblems(listener, place, ports, report);
      egressBind(listener, place, sockets, report);
    } else if (at < listeners.length - 1) {
      report(place, 'an egress listener without port stands before others', 'move it to the end, and keep one such listener');
    }
    const hosts = listAt(listener, '/hosts') ?? [];
    if (hosts.length === 0) { report(place, 'an egress listener has no hosts', 'add hosts such as "./*" and "istio-system/*"'); }
    hosts.forEach((host, index) => {
      const problem = typeof host === 'string' ? hostProblem(host.slice(0, 1000), platform) : undefined;
      if (problem) { report(joinPointer(place, 'hosts', index), `host ${short(JSON.stringify(host))} ${problem}`, 'write it such as "shop/*" or "*/reviews.shop.svc.cluster.local"'); }
    });
  });
}

function outbound({ object }: Manifest, report: Report): void {
  const place = '/spec/outboundTrafficPolicy';
  const policy = mapAt(object, place);
  const mode = text(policy?.mode) || 'REGISTRY_ONLY';
  if (!['REGISTRY_ONLY', 'ALLOW_ANY'].includes(mode)) { report(joinPointer(place, 'mode'), `the mode of outboundTrafficPolicy is ${short(JSON.stringify(mode))}`, 'use REGISTRY_ONLY or ALLOW_ANY'); }
  const proxy = mapAt(policy, '/egressProxy');
  if (proxy === undefined) { return; }
  const pointer = joinPointer(place, 'egressProxy');
  if (mode !== 'ALLOW_ANY') {
    report(pointer, `egressProxy stands beside mode ${short(mode)}`, 'use ALLOW_ANY, or remove it');
    return;
  }
  const problem = domainProblem(text(proxy.host).slice(0, 1000)) ?? (text(proxy.host).includes('*') ? 'is no single host' : undefined);
  if (problem) { report(joinPointer(pointer, 'host'), `host ${written(proxy.host)} of egressProxy ${problem}`, 'write the whole name of a Service'); }
  if (!isPort(member(proxy.port, 'number'))) { report(joinPointer(pointer, 'port'), 'egressProxy has no port', 'add port with a number from 1 to 65535'); }
}

/** CAP022: what istiod's webhook says no to. */
export const sidecarShape: Described<ManifestRule> = {
  id: 'CAP022',
  title: 'Sidecar that the webhook refuses',
  what: 'A Sidecar that configures nothing; an egress listener without hosts, or with a host that is not `namespace/host`, the host being `*` or a name with dots; a listener '
    + 'without port that is not the last one; a port or a socket with two listeners, an unknown protocol, or nothing to bind to; an ingress listener without port, with a defaultEndpoint '
    + 'outside the pod, or with TLS settings that only a Gateway has; a targetPort; a selector with `*`; an egressProxy without ALLOW_ANY or port; a connection pool with negative numbers.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The webhook of istiod validates Sidecars when they are applied, and refuses these. Where the webhook is off istiod ignores what it cannot read.',
  source: 'Istio 1.30.3 and 1.31 pkg/config/validation/validation.go ValidateSidecar; pkg/config/validation/agent ValidateNamespaceSlashWildcardHostname',
  on: 'manifest',
  kinds: ['networking.istio.io/Sidecar'],
  check: (manifest, { facts: { platform } }) => webhookRefusals(manifest, (report) => {
    selector(manifest, report);
    if (emptiness(manifest, report)) { return; }
    ingress(manifest, report);
    egress(manifest, platform, report);
    outbound(manifest, report);
    pool(member(manifest.object.spec, 'inboundConnectionPool'), '/spec/inboundConnectionPool', report);
  }),
};
