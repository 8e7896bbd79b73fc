import { nameProblem } from '../../../kube';
import type { Manifest } from '../../../model/manifest/types';
import { joinPointer } from '../../../model/pointer';
import { isMap, listAt, mapAt, member } from '../../../model/read';
import type { Platform } from '../../../platform';
import { unmodelledVersions } from '../../../platform/values';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';
import { hostNameProblem, type Report, webhookRefusals } from '../webhook';

const present = (value: unknown): boolean => value !== undefined && value !== null;

/** One way to say nothing at all. */
function emptiness(manifest: Manifest, report: Report): boolean {
  const spec = mapAt(manifest.object, '/spec');
  const says = (listAt(spec, '/egress') ?? []).length > 0 || (listAt(spec, '/ingress') ?? []).length > 0
    || present(member(spec, 'outboundTrafficPolicy')) || present(member(spec, 'inboundConnectionPool'));
  if (!says) { report('/spec', 'it configures nothing', 'add egress, ingress, outboundTrafficPolicy or inboundConnectionPool, or remove the Sidecar'); }
  return !says;
}

function portNumber(listener: unknown): number | undefined {
  const port = member(member(listener, 'port'), 'number');
  return typeof port === 'number' ? port : undefined;
}

function targetPort(listener: unknown, place: string, report: Report): void {
  const target = member(member(listener, 'port'), 'targetPort');
  if (typeof target === 'number' && target > 0) {
    report(joinPointer(place, 'port', 'targetPort'), `targetPort ${target} has no effect in a Sidecar`, 'remove it');
  }
}

function unique(listener: unknown, place: string, seen: Set<number>, report: Report): void {
  const number = portNumber(listener);
  if (number === undefined || number === 0) { return; }
  if (seen.has(number)) { report(joinPointer(place, 'port', 'number'), `port ${number} has a listener already`, 'give each listener its own port'); }
  seen.add(number);
}

function ingress(manifest: Manifest, report: Report): void {
  const seen = new Set<number>();
  (listAt(manifest.object, '/spec/ingress') ?? []).forEach((listener, at) => {
    const place = joinPointer('/spec/ingress', at);
    if (!isMap(listener)) { return; }
    if (!present(member(listener, 'port'))) {
      report(place, 'an ingress listener has no port', 'give it a port with number, protocol and name');
      return;
    }
    const number = member(member(listener, 'port'), 'number') ?? 0;
    if (typeof number === 'number' && (number < 1 || number > 65_535)) {
      report(joinPointer(place, 'port'), `an ingress listener has port number ${number}`, 'give it a number from 1 to 65535');
    }
    unique(listener, place, seen, report);
    targetPort(listener, place, report);
    const endpoint = member(listener, 'defaultEndpoint');
    if (typeof endpoint === 'string' && endpoint !== '' && !ENDPOINT.test(endpoint.slice(0, 300))) {
      report(joinPointer(place, 'defaultEndpoint'), `defaultEndpoint ${short(JSON.stringify(endpoint))} is none of a sidecar`, 'write it such as 127.0.0.1:8080, [::1]:8080, 0.0.0.0:8080 or unix:///path');
    }
  });
}

/** A port of the pod itself, or a socket. */
const ENDPOINT = /^(?:unix:\/\/.+|(?:127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\[::\]|):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$/;

/** `ns/host`: the namespace is a label, `*`, `.` or `~`; the host is `*` or a name, the first part of which may be `*`. */
function hostProblem(host: string, platform: Platform): string | undefined {
  const slash = host.indexOf('/');
  if (slash < 0) { return 'has no namespace, expected namespace/host'; }
  const [namespace, name] = [host.slice(0, slash), host.slice(slash + 1)];
  if (namespace === '' || name === '') { return 'has an empty part, expected namespace/host'; }
  // since 1.31 a namespace is left out by a ~ before it (istio/istio 60581)
  if (namespace.startsWith('~') && unmodelledVersions(platform).some((text) => text.startsWith('Istio'))) { return undefined; }
  if (!['*', '.', '~'].includes(namespace) && nameProblem('dns1123Label', namespace) !== undefined) {
    return `has ${short(JSON.stringify(namespace))} for a namespace, expected a name, "*", "." or "~"`;
  }
  return hostNameProblem(name);
}

function egress(manifest: Manifest, platform: Platform, report: Report): void {
  const listeners = listAt(manifest.object, '/spec/egress') ?? [];
  const seen = new Set<number>();
  listeners.forEach((listener, at) => {
    const place = joinPointer('/spec/egress', at);
    if (!isMap(listener)) { return; }
    if (!present(member(listener, 'port'))) {
      if (at < listeners.length - 1) {
        report(place, 'an egress listener without port stands before others', 'move it to the end, and keep one such listener');
      }
    } else {
      unique(listener, place, seen, report);
      targetPort(listener, place, report);
    }
    const hosts = listAt(listener, '/hosts') ?? [];
    if (hosts.length === 0) { report(place, 'an egress listener has no hosts', 'add hosts such as "./*" and "istio-system/*"'); }
    hosts.forEach((host, index) => {
      const problem = typeof host === 'string' ? hostProblem(host.slice(0, 1000), platform) : undefined;
      if (problem) { report(joinPointer(place, 'hosts', index), `host ${short(JSON.stringify(host))} ${problem}`, 'write it such as "shop/*" or "*/reviews.shop.svc.cluster.local"'); }
    });
  });
}

/** CAP022: what istiod's webhook says no to. */
export const sidecarShape: Described<ManifestRule> = {
  id: 'CAP022',
  title: 'Sidecar that the webhook refuses',
  what: 'A Sidecar that configures nothing; an egress listener without hosts, or with a host that is not `namespace/host`, the host being `*` or a name with dots; a listener '
    + 'without port that is not the last one; a port with two listeners; an ingress listener without port, or with a defaultEndpoint outside the pod; a targetPort.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The webhook of istiod validates Sidecars when they are applied, and refuses these. Where the webhook is off istiod ignores what it cannot read.',
  source: 'Istio 1.30.3 pkg/config/validation/validation.go ValidateSidecar; pkg/config/validation/agent ValidateNamespaceSlashWildcardHostname',
  on: 'manifest',
  kinds: ['networking.istio.io/Sidecar'],
  check: (manifest, { facts: { platform } }) => webhookRefusals(manifest, (report) => {
    if (emptiness(manifest, report)) { return; }
    ingress(manifest, report);
    egress(manifest, platform, report);
  }),
};
