import { nameProblem } from '../../../kube';
import type { Manifest } from '../../../model/manifest/types';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { isMap, listAt, mapAt, member } from '../../../model/read';
import { Feature, type Platform, Support } from '../../../platform';
import { featureAnswer } from '../../../platform/features';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

/** Something that the webhook has against a place of the Sidecar. */
type Report = (pointer: string, message: string, fix: string) => void;

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
  if (!['*', '.', ...excludes ? [] : ['~']].includes(from) && nameProblem('dns1123Label', from) !== undefined) {
    return `has ${short(JSON.stringify(namespace))} for a namespace, expected a name, "*", "." or "~"`;
  }
  if (excludes && platform.supports(Feature.SIDECAR_HOST_EXCLUSIONS) === Support.NO) {
    return `leaves out what it names, which needs ${featureAnswer(platform._target, Feature.SIDECAR_HOST_EXCLUSIONS).needs}`;
  }
  return dnsProblem(name);
}

const LABEL = /^[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/** `*`, or a name with dots, the first part of which may be `*`. */
function dnsProblem(name: string): string | undefined {
  if (name === '*') { return undefined; }
  if (!name.includes('.')) { return 'has a short name, expected "*" or a whole name such as reviews.shop.svc.cluster.local'; }
  const [first, ...rest] = name.replace(/\.$/, '').split('.');
  if (name.includes('*') && (first !== '*' || rest.some((label) => label.includes('*')))) { return 'has "*" beside other letters, expected it alone before the first dot'; }
  const isName = name.length <= 255 && (first === '*' || LABEL.test(first)) && rest.every((label) => LABEL.test(label)) && !/^[0-9]+$/.test(rest.at(-1) ?? '');
  return isName ? undefined : 'is no host name';
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
  source: 'Istio 1.30.3 and 1.31 pkg/config/validation/validation.go ValidateSidecar; pkg/config/validation/agent ValidateNamespaceSlashWildcardHostname',
  on: 'manifest',
  kinds: ['networking.istio.io/Sidecar'],
  check: (manifest, { facts: { platform } }) => {
    const found: Found[] = [];
    const report: Report = (pointer, message, fix) => {
      const value = valueAt(manifest.object, pointer);
      found.push({
        message: `Sidecar ${manifest.key.name} is refused: ${message}`,
        fix,
        pointer,
        part: pointer,
        values: [{ name: pointer.slice(1).replaceAll('/', '.'), value: known(value, { kind: 'set', manifest, pointer }), show: short }],
      });
    };
    if (!emptiness(manifest, report)) {
      ingress(manifest, report);
      egress(manifest, platform, report);
    }
    return found;
  },
};
