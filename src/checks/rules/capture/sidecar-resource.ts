import { nameProblem } from '../../../kube';
import type { Manifest } from '../../../model/manifest/types';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { isMap, listAt, mapAt, member } from '../../../model/read';
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
    unique(listener, place, seen, report);
    targetPort(listener, place, report);
  });
}

/** `ns/host`: the namespace is a label, `*`, `.` or `~`; the host is `*` or a name, the first part of which may be `*`. */
function hostProblem(host: string): string | undefined {
  const slash = host.indexOf('/');
  if (slash < 0) { return 'has no namespace, expected namespace/host'; }
  const [namespace, name] = [host.slice(0, slash), host.slice(slash + 1)];
  if (namespace === '' || name === '') { return 'has an empty part, expected namespace/host'; }
  if (!['*', '.', '~'].includes(namespace) && nameProblem('dns1123Label', namespace) !== undefined) {
    return `has ${short(JSON.stringify(namespace))} for a namespace, expected a name, "*", "." or "~"`;
  }
  return name.includes('/') || /\s/.test(name) ? 'is no host name' : undefined;
}

function egress(manifest: Manifest, report: Report): void {
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
      const problem = typeof host === 'string' ? hostProblem(host.slice(0, 1000)) : undefined;
      if (problem) { report(joinPointer(place, 'hosts', index), `host ${short(JSON.stringify(host))} ${problem}`, 'write it such as "shop/*" or "*/reviews.shop.svc.cluster.local"'); }
    });
  });
}

/** CAP022: what istiod's webhook says no to. */
export const sidecarShape: Described<ManifestRule> = {
  id: 'CAP022',
  title: 'Sidecar that the webhook refuses',
  what: 'A Sidecar that configures nothing; an egress listener without hosts, or with a host that is not `namespace/host`; a listener without port that is not '
    + 'the last one; a port with two listeners; an ingress listener without port; a targetPort.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The webhook of istiod validates Sidecars when they are applied, and refuses these. Where the webhook is off istiod ignores what it cannot read.',
  source: 'Istio 1.30.3 pkg/config/validation/validation.go ValidateSidecar; pkg/config/validation/agent ValidateNamespaceSlashWildcardHostname',
  on: 'manifest',
  kinds: ['networking.istio.io/Sidecar'],
  check: (manifest) => {
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
      egress(manifest, report);
    }
    return found;
  },
};
