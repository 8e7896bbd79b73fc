import { shapeProblems } from './crd-shape';
import { GATEWAY_GROUP } from '../../../model/managed/classes';
import { type Listener, listenersOf } from '../../../model/managed/listeners';
import type { Manifest } from '../../../model/manifest/types';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { isMap, listAt, mapAt, member } from '../../../model/read';
import { Feature, type Platform, Support } from '../../../platform';
import { shown } from '../../../platform/problems';
import { valueFor } from '../../../platform/values';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule, Scene, Verdict } from '../../rule';
import type { Described } from '../described';
import { proxiesOf } from '../standing-rule';

const GATEWAY = `${GATEWAY_GROUP}/Gateway`;
const LISTENERS = '/spec/listeners';

function problem(manifest: Manifest, pointer: string, message: string, fix: string): Found & { readonly part: string } {
  const value = valueAt(manifest.object, pointer);
  const name = pointer.slice(pointer.lastIndexOf('/') + 1);
  return { message, fix, part: pointer, pointer, values: [{ name, value: known(value, { kind: 'set', manifest, pointer }), show: shown }] };
}

const got = (value: unknown): string => (value === undefined ? 'none' : shown(value));

const HOSTNAME = /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** GWA016: the rules that the CRD itself holds, as its schema and in CEL; values of other types are refused as well, by the schema. */
export const gatewayRules: Described<ManifestRule> = {
  id: 'GWA016',
  title: 'Gateway that its CRD refuses',
  what: 'A listener without name, port or protocol, or with values that none can have; two listeners of one name, or of one port, protocol and '
    + 'hostname; a hostname on TCP or UDP; tls on HTTP, TCP or UDP; HTTPS with another mode than Terminate; Terminate without certificateRefs or '
    + 'options; an address twice; no gatewayClassName; a parametersRef without group, kind or name; labels in infrastructure that are none; references, routes and '
    + 'namespaces that the schema does not take. TLS without tls is an error before Gateway API 1.1 and from 1.5 on, and a warning otherwise. Gateway API 1.0 also asks '
    + 'for tls on HTTPS, and for certificateRefs beside options.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The CRD of the Gateway API holds these rules, and the API server rejects a Gateway that breaks one.',
  source: 'kubernetes-sigs/gateway-api config/crd/standard gateway.networking.k8s.io_gateways.yaml (x-kubernetes-validations), compared tag by tag: v1.0.0 to '
    + 'v1.5.1',
  on: 'manifest',
  kinds: [GATEWAY],
  check: (manifest, scene) => {
    const { platform } = scene.facts;
    const listeners = listenersOf(manifest);
    return [
      ...listeners.flatMap((listener) => [...fields(manifest, listener), ...tls(manifest, listener, platform)]),
      ...sameListeners(manifest, listeners),
      ...sameAddresses(manifest),
      ...shapes(manifest, scene),
    ];
  },
};

/** GWA001's, where the mesh looks for options. */
const PARAMETERS = /^\/spec\/infrastructure\/parametersRef\/(?:group|kind|name)$/;

/** Everything else of the schema; what a listener has to have is said above. */
function shapes(manifest: Manifest, scene: Scene): Found[] {
  const isSaid = proxiesOf(manifest, scene).some(({ refusals }) => refusals.some(({ code }) => code === 'wrong-parameters-kind' || code === 'missing-parameters'));
  return shapeProblems(manifest.object.spec).filter(({ pointer }) => !isSaid || !PARAMETERS.test(pointer)).filter(({ pointer, message }) => !/\/protocol$/.test(pointer) || (message !== 'is missing' && !['', null].includes(valueAt(manifest.object, pointer) as string | null)))
    .map(({ pointer, message, fix }) => problem(manifest, pointer, `${pointer === '/spec' ? 'spec' : pointer.slice('/spec/'.length).replace(/\/([0-9]+)(?=\/|$)/g, '[$1]').replaceAll('/', '.')} ${message}`, fix));
}

function fields(manifest: Manifest, { value, pointer, called }: Listener): Found[] {
  const [name, port, protocol, hostname] = ['name', 'port', 'protocol', 'hostname'].map((field) => member(value, field));
  const at = (field: string): string => joinPointer(pointer, field);
  const found: Found[] = [];
  const isName = typeof name === 'string' && name.length >= 1 && name.length <= 253 && NAME.test(name);
  if (!isName) {
    found.push(problem(manifest, at('name'),
      `${called} has name ${got(name)}, expected a DNS name of at most 253 characters`,
      'give it a name such as http'));
  }
  if (!Number.isInteger(port) || (port as number) < 1 || (port as number) > 65535) {
    found.push(problem(manifest, at('port'), `${called} has port ${got(port)}, expected a number from 1 to 65535`, 'set a port from 1 to 65535'));
  }
  if (typeof protocol !== 'string' || protocol === '') {
    found.push(problem(manifest, at('protocol'),
      `${called} has protocol ${got(protocol)}, expected one such as HTTP`, 'set HTTP, HTTPS, TLS, TCP or HBONE'));
  }
  const isHostname = hostname === undefined
    || (typeof hostname === 'string' && hostname.length >= 1 && hostname.length <= 253 && HOSTNAME.test(hostname));
  if (!isHostname) {
    found.push(problem(manifest, at('hostname'),
      `${called} has hostname ${got(hostname)}, expected a DNS name, or one behind "*."`,
      'correct it, or leave it out for all hosts'));
  } else if ((protocol === 'TCP' || protocol === 'UDP') && typeof hostname === 'string') {
    found.push(problem(manifest, at('hostname'),
      `${called} has hostname ${got(hostname)} with protocol ${protocol}, which knows no hosts`,
      'remove the hostname'));
  }
  return found;
}

/** Is it the CRD of Gateway API 1.0? Nobody who says nothing has it: Istio is built with later ones since 1.22 (go.mod). */
const isFirst = (platform: Platform): boolean => platform.supports(Feature.GATEWAY_TLS_BY_OPTIONS) === Support.NO;

/** A listener that should have tls, and has none. */
function withoutTls(manifest: Manifest, { value, pointer, called }: Listener, platform: Platform): Found[] {
  const protocol = member(value, 'protocol');
  const at = joinPointer(pointer, 'protocol');
  if (protocol === 'HTTPS') {
    return isFirst(platform)
      ? [problem(manifest, at, `${called} has protocol HTTPS and no tls, which Gateway API ${platform.gatewayApiVersion} asks for`, 'name the Secret with the certificate in tls.certificateRefs')]
      : [];
  }
  if (protocol !== 'TLS') { return []; }
  const isRefused = platform.supports(Feature.GATEWAY_TLS_REQUIRED) === Support.YES;
  return [{
    ...problem(manifest, at, `${called} has protocol TLS and no tls, expected tls.mode Terminate or Passthrough${isRefused ? '' : ': Gateway API 1.5 or later refuses it'}`, 'set tls.mode'),
    ...!isRefused && { severity: Severity.WARNING, ruleClass: RuleClass.PRACTICE },
  }];
}

function tls(manifest: Manifest, listener: Listener, platform: Platform): Found[] {
  const { value, pointer, called } = listener;
  const protocol = member(value, 'protocol');
  const own = member(value, 'tls');
  const at = joinPointer(pointer, 'tls');
  if (!isMap(own)) { return withoutTls(manifest, listener, platform); }
  if (protocol === 'HTTP' || protocol === 'TCP' || protocol === 'UDP') {
    return [problem(manifest, at,
      `${called} has tls with protocol ${protocol}, which takes none`,
      protocol === 'HTTP' ? 'use protocol HTTPS, or remove tls' : 'use protocol TLS, or remove tls')];
  }
  // the schema fills in Terminate
  const mode = member(own, 'mode') ?? 'Terminate';
  if (mode !== 'Terminate' && mode !== 'Passthrough') {
    return [problem(manifest, joinPointer(at, 'mode'),
      `${called} has tls.mode ${got(mode)}, expected Terminate or Passthrough`, 'set one of the two')];
  }
  if (mode === 'Passthrough') {
    return protocol === 'HTTPS' && !isFirst(platform)
      ? [problem(manifest, joinPointer(at, 'mode'),
        `${called} has tls.mode Passthrough with protocol HTTPS, expected Terminate`,
        'use protocol TLS for passthrough')]
      : [];
  }
  const certificates = listAt(own, '/certificateRefs') ?? [];
  const options = mapAt(own, '/options') ?? {};
  return certificates.length > 0 || (Object.keys(options).length > 0 && !isFirst(platform))
    ? []
    : [problem(manifest, at,
      `${called} terminates TLS without certificateRefs${isFirst(platform) ? '' : ' and options'}`,
      'name the Secret with the certificate in certificateRefs')];
}

function sameListeners(manifest: Manifest, listeners: readonly Listener[]): Found[] {
  const names = new Map<unknown, Listener>();
  const places = new Map<string, Listener>();
  return listeners.flatMap((listener): Found[] => {
    const [name, port, protocol, hostname] = ['name', 'port', 'protocol', 'hostname'].map((field) => member(listener.value, field));
    const place = JSON.stringify([port, protocol, hostname ?? null]);
    const [namesake, neighbour] = [names.get(name), places.get(place)];
    if (typeof name === 'string') { names.set(name, namesake ?? listener); }
    places.set(place, neighbour ?? listener);
    return [
      ...namesake === undefined ? [] : [problem(manifest, joinPointer(listener.pointer, 'name'),
        `listener ${listener.at} has the name ${got(name)} of listener ${namesake.at}`,
        'give each listener its own name')],
      ...neighbour === undefined ? [] : [problem(manifest, joinPointer(listener.pointer, 'port'),
        `${listener.called} has port ${got(port)}, protocol ${got(protocol)} and hostname ${got(hostname)} of ${neighbour.called}`, 'change the port or the hostname, or keep one of the two')],
    ];
  });
}

function sameAddresses(manifest: Manifest): Found[] {
  const seen = new Map<string, number>();
  return (listAt(manifest.object, '/spec/addresses') ?? []).flatMap((address, at): Found[] => {
    const type = member(address, 'type') ?? 'IPAddress';
    const value = member(address, 'value');
    if ((type !== 'IPAddress' && type !== 'Hostname') || typeof value !== 'string') { return []; }
    const key = `${type} ${value}`;
    const first = seen.get(key);
    seen.set(key, first ?? at);
    return first === undefined ? [] : [problem(manifest, joinPointer('/spec/addresses', at, 'value'),
      `address ${shown(value)} stands twice, first as number ${first}`, 'keep one of the two')];
  });
}

const MAX_LISTENERS = 64;
const MAX_ADDRESSES = 16;

/** GWA017: how many entries infrastructure may have depends on the version of the CRD. */
export const gatewayCounts: Described<ManifestRule> = {
  id: 'GWA017',
  title: 'too many or no entries in a Gateway',
  what: 'A Gateway has no listener or more than 64, more than 16 addresses, or more labels or annotations in spec.infrastructure than its CRD '
    + 'takes: 8 with Gateway API 1.2 to 1.5, 16 from 1.6.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The CRD limits these lists and maps, and the API server rejects a Gateway that goes beyond.',
  source: 'kubernetes-sigs/gateway-api config/crd/standard (minItems, maxItems, maxProperties), compared tag by tag',
  on: 'manifest',
  kinds: [GATEWAY],
  check: (manifest, { facts }): Verdict => {
    const found: Found[] = [];
    const listeners = valueAt(manifest.object, LISTENERS);
    const count = Array.isArray(listeners) ? listeners.length : 0;
    if (count === 0 || count > MAX_LISTENERS) {
      found.push(problem(manifest, LISTENERS,
        `the Gateway has ${count} listeners, expected 1 to ${MAX_LISTENERS}`,
        count === 0 ? 'add a listener' : 'split it into several Gateways, or use ListenerSets'));
    }
    const addresses = listAt(manifest.object, '/spec/addresses') ?? [];
    if (addresses.length > MAX_ADDRESSES) {
      found.push(problem(manifest, '/spec/addresses',
        `the Gateway has ${addresses.length} addresses, expected at most ${MAX_ADDRESSES}`,
        'split it into several Gateways'));
    }
    const entries = ['labels', 'annotations'].map((map) => {
      const pointer = `/spec/infrastructure/${map}`;
      return { map, pointer, count: Object.keys(mapAt(manifest.object, pointer) ?? {}).length };
    }).filter((one) => one.count > 8);
    if (entries.length === 0) { return found; }
    const most = valueFor(facts.platform, 'infrastructureEntries');
    const limit = most.known ? most.value : 16;
    for (const one of entries.filter((each) => each.count > limit)) {
      found.push(problem(manifest, one.pointer, `infrastructure has ${one.count} ${one.map}, expected at most ${limit}`,
        one.map === 'labels' ? 'take some out, or set them by the options ConfigMap' : 'take some out, or set them by the options ConfigMap, keys deployment and service'));
    }
    return found.length === 0 && !most.known ? { undecided: most.why } : found;
  },
};
