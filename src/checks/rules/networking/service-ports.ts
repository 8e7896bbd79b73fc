import { originOf, portName, portsOf, protocolWord, type ServicePort, serviceRule, serviceValue, targetOf, transport, typeOf } from './service-rule';
import { nameProblem, shorterFix } from '../../../kube';
import { joinPointer, valueAt } from '../../../model/pointer';
import { member } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';
import { RuleClass, Severity } from '../../finding';
import { short } from '../proxy-rule';
import type { Answer, Problem } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';
const MAX_PORT = 65_535;

/** The ports behind the first of several that share a key; keys of undefined are nobody's twins. */
function twins(ports: readonly ServicePort[], key: (port: ServicePort) => string | undefined): { port: ServicePort; first: ServicePort }[] {
  const seen = new Map<string, ServicePort>();
  return ports.flatMap((port) => {
    const own = key(port);
    if (own === undefined) { return []; }
    const first = seen.get(own);
    if (!first) { seen.set(own, port); }
    return first ? [{ port, first }] : [];
  });
}

const numberIn = ({ value }: ServicePort, field: string): number | undefined => {
  const found = member(value, field);
  return typeof found === 'number' ? found : undefined;
};

function problemAt(service: TracedObject, pointer: string, field: string, text: { part: string; message: string; fix: string }): Problem {
  const place = joinPointer(pointer, field);
  return { ...text, at: originOf(service, place), pointer: place, values: [serviceValue(service, field, place)] };
}

/** NET001: TCP and UDP on one port are two ports. */
export const duplicatePort = serviceRule({
  id: 'NET001',
  title: 'service port given twice',
  what: 'Two ports of a Service have the same number and transport protocol. TCP and UDP on one number are two ports. Judged as written, and '
    + 'as istiod or ASM makes the Service of a gateway.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a Service with two ports of the same number and protocol.',
  source: `${VALIDATION} ValidateService (duplicate ports, by protocol and port)`,
}, (service) => twins(portsOf(service), (port) => {
  const number = numberIn(port, 'port');
  return number === undefined ? undefined : `${transport(port)} ${number}`;
}).map(({ port, first }) => problemAt(service, port.pointer, 'port', {
  part: `${port.at}`,
  message: `${portName(port)} is ${transport(port)} ${numberIn(port, 'port')}, and so is ${portName(first)}`,
  fix: `remove one of the two ports, or give ${portName(port)} another number than ${numberIn(port, 'port')}`,
})));

/** NET002: several ports need names. */
export const portNames = serviceRule({
  id: 'NET002',
  title: 'service port name missing, doubled or malformed',
  what: 'A Service has several ports and one of them no name, two ports of the same name, or a name that is no DNS label of at most 63 characters.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a Service with several ports unless each has a name of its own that is a DNS label.',
  source: `${VALIDATION} validateServicePort`,
}, (service) => {
  const ports = portsOf(service);
  const nameOf = ({ value }: ServicePort): string => { const name = member(value, 'name'); return typeof name === 'string' ? name : ''; };
  // a name of another type is the schema's concern
  const isText = ({ value }: ServicePort): boolean => { const name = member(value, 'name') ?? ''; return typeof name === 'string'; };
  const missing = ports.length < 2 ? [] : ports.filter((port) => isText(port) && nameOf(port) === '').map((port) => problemAt(service, port.pointer, 'name', {
    part: `${port.at}`,
    message: `port ${port.at} (${short(member(port.value, 'port') ?? 'no number')}) has no name, and the Service has ${ports.length} ports`,
    fix: `give it a name that says its protocol, such as http2-${short(member(port.value, 'port') ?? port.at)} or tcp-${short(member(port.value, 'port') ?? port.at)}`,
  }));
  const malformed = ports.flatMap((port) => {
    const problem = nameOf(port) === '' ? undefined : nameProblem('dns1123Label', nameOf(port));
    return problem === undefined ? [] : [problemAt(service, port.pointer, 'name', {
      part: `${port.at}`,
      message: `the name of port ${port.at} ${problem}, got ${JSON.stringify(short(nameOf(port)))}`,
      fix: shorterFix(problem) ?? 'use small letters, digits and dashes, such as http2 or tcp-db',
    })];
  });
  const doubled = twins(ports, (port) => nameOf(port) || undefined).map(({ port, first }) => problemAt(service, port.pointer, 'name', {
    part: `${port.at}`,
    message: `ports ${first.at} and ${port.at} are both named ${short(nameOf(port))}`,
    fix: `give port ${port.at} a name of its own, such as ${short(nameOf(port))}-${port.at}`,
  }));
  return [...missing, ...malformed, ...doubled];
});

/** NET004: what the server makes of 0 surprises who wrote it. */
export const targetPortZero = serviceRule({
  id: 'NET004',
  title: 'targetPort 0 means the port itself',
  what: 'A port of an IstioGateway, or of a Service in front of a proxy, has `targetPort` 0 or "".',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'The API server replaces a targetPort of 0 or "" with the number of the port: it means neither "any port" nor "none".',
  source: 'Kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Service',
}, (service, behind) => portsOf(service).flatMap((port): Problem[] => {
  // the model has put the number there already: what was written stands in the manifest
  const origin = service.origin(port.pointer);
  if (origin.kind !== 'set') { return []; }
  const written = origin.within === undefined ? valueAt(origin.manifest.object, joinPointer(origin.pointer, 'targetPort')) : member(port.value, 'targetPort');
  const number = numberIn(port, 'port');
  if ((written !== 0 && written !== '') || number === undefined || behind().length === 0) { return []; }
  const place = joinPointer(origin.pointer, 'targetPort');
  return [{
    message: `${portName(port)}: targetPort ${JSON.stringify(written)} becomes ${number}, the port itself`,
    fix: `write targetPort: ${number}`,
    part: `${port.at}`,
    ...origin.within === undefined ? { patch: [{ op: 'replace', path: place, value: number }] } : {},
    at: origin.within === undefined ? { ...origin, pointer: place } : origin,
    values: [
      { name: 'targetPort', value: { known: true, value: written, origin: origin.within === undefined ? { ...origin, pointer: place } : origin }, show: (value) => JSON.stringify(value) },
      serviceValue(service, 'port', joinPointer(port.pointer, 'port')),
    ],
  }];
}));

/** What the bytes of a port are, as its name and number say it. */
type Wire = 'TLS' | 'plain';

/** Words that Istio reads in appProtocol and names (istio pkg/config/protocol/instance.go, pkg/config/kube/conversion.go). */
const WIRES: ReadonlyMap<string, Wire> = new Map<string, Wire>([
  ['https', 'TLS'], ['tls', 'TLS'], ['kubernetes.io/wss', 'TLS'],
  ['http', 'plain'], ['http2', 'plain'], ['grpc', 'plain'], ['grpc-web', 'plain'], ['kubernetes.io/h2c', 'plain'], ['kubernetes.io/ws', 'plain'],
]);

/** 443, and the mesh's own port for TLS between networks; only where nothing else says what the port is. */
const TLS_PORTS: readonly unknown[] = [443, 15443];

function wireOf(port: ServicePort): Wire | undefined {
  const own = WIRES.get(protocolWord(port));
  const spoken = member(port.value, 'appProtocol');
  if (own !== undefined || (typeof spoken === 'string' && spoken !== '')) { return own; }
  return TLS_PORTS.includes(member(port.value, 'port')) ? 'TLS' : undefined;
}

/** NET005: one listener cannot be both. A load balancer that ends TLS in front is another matter: it says so. */
export const sharedTarget = serviceRule({
  id: 'NET005',
  title: 'TLS and plain text share a target port',
  what: 'Two ports of a Service lead to the same `targetPort`; by appProtocol, name or number (443, 15443) one of them takes TLS, and the '
    + 'other plain HTTP. Not where an annotation has the load balancer end TLS. Applications behind a sidecar may tell the two apart by '
    + 'themselves: there it is a warning; without a proxy nothing is said.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'One target port is one listener, and it expects either TLS or plain text. Bytes of the other kind are answered with a reset or a 400.',
  source: 'Istio analysis message IST0137 (DeploymentConflictingPorts); istio.io, Protocol Selection; ASM, Improve the availability of an ingress '
    + 'gateway (its example sends https 443 to targetPort 80)',
}, (service, behind) => {
  if (endsTlsInFront(service)) { return []; }
  const first = new Map<string, { port: ServicePort; wire: Wire }>();
  return portsOf(service).flatMap((port): Answer[] => {
    const wire = wireOf(port);
    const target = targetOf(port);
    if (wire === undefined || target === undefined || transport(port) !== 'TCP') { return []; }
    const key = `${typeof target} ${target}`;
    const other = first.get(key);
    if (!other) { first.set(key, { port, wire }); return []; }
    if (other.wire === wire || behind().length === 0) { return []; }
    const tls = wire === 'TLS' ? port : other.port;
    const plain = wire === 'TLS' ? other.port : port;
    const place = joinPointer(tls.pointer, 'targetPort');
    const number = member(tls.value, 'port');
    const own = number === target ? 'the port of its TLS listener' : short(number);
    return [{
      ...behind().every(({ role }) => role === 'sidecar') ? { severity: Severity.WARNING } : {},
      message: `${portName(tls)} (${short(member(tls.value, 'port'))}, TLS) and ${portName(plain)} (${short(member(plain.value, 'port'))}, plain text) `
        + `both lead to targetPort ${short(target)}`,
      fix: number === target ? `set the targetPort of one of them to ${own}` : `set the targetPort of ${portName(tls)} to ${own}`,
      part: `${tls.at}`,
      at: originOf(service, place),
      pointer: place,
      values: [serviceValue(service, `targetPort of ${portName(tls)}`, place), serviceValue(service, `targetPort of ${portName(plain)}`, joinPointer(plain.pointer, 'targetPort'))],
    }];
  });
});

/**
 * Annotations by which a cloud's load balancer ends TLS and sends plain text on (cloud-provider-aws, cloud-provider-alibaba-cloud,
 * cloud-provider-openstack, Azure and others name a certificate).
 */
const CERTIFICATE = /(?:ssl|tls|certificate|cert-id|protocol-port)/i;

function endsTlsInFront(service: TracedObject): boolean {
  const annotations = service.object.metadata?.annotations;
  return Object.keys(typeof annotations === 'object' && annotations !== null ? annotations : {})
    .some((key) => key.length < 320 && key.startsWith('service.beta.kubernetes.io/') && CERTIFICATE.test(key));
}

/** NET006: numbers from 1 to 65535. */
export const portRange = serviceRule({
  id: 'NET006',
  title: 'port number out of range',
  what: 'A `port`, a `targetPort` that is a number, or a `nodePort` of a Service is not a whole number from 1 to 65535. A targetPort of 0 is '
    + 'the port itself, a nodePort of 0 is given by the cluster.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a Service with a port number that is not in 1 to 65535.',
  source: `${VALIDATION} validateServicePort, ValidatePortNumOrName; pkg/registry/core/service/portallocator (nodePort)`,
}, (service) => portsOf(service).flatMap((port) => (['port', 'targetPort', 'nodePort'] as const).flatMap((field) => {
  const number = numberIn(port, field);
  const zeroIsFine = field !== 'port';
  if (number === undefined || (number === 0 && zeroIsFine) || (Number.isInteger(number) && number >= 1 && number <= MAX_PORT)) { return []; }
  return [problemAt(service, port.pointer, field, {
    part: `${port.at}.${field}`,
    message: `${field} of ${portName(port)} is ${number}, expected 1 to ${MAX_PORT}`,
    fix: field === 'port' ? `set it to a number from 1 to ${MAX_PORT}` : `set it to a number from 1 to ${MAX_PORT}, or leave it out`,
  })];
})));

/** The range that clusters give out unless --service-node-port-range says otherwise. */
const NODE_PORTS = { first: 30_000, last: 32_767 };

/** NET007: node ports are for Services that the outside reaches. */
export const nodePortMisuse = serviceRule({
  id: 'NET007',
  title: 'nodePort that the cluster will not give',
  what: 'A `nodePort` on a Service of type ClusterIP, or the same one twice for a protocol: an error. One outside 30000 to 32767: a warning, '
    + 'since a server may be started with another range.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a nodePort on a ClusterIP Service and one that is given twice, and a number outside its range (30000 to 32767 unless set).',
  source: `${VALIDATION} ValidateService; kube-apiserver flag --service-node-port-range`,
}, (service) => {
  const type = typeOf(service);
  const ports = portsOf(service).filter((port) => { const number = numberIn(port, 'nodePort'); return number !== undefined && number > 0 && number <= MAX_PORT; });
  if (ports.length === 0) { return []; }
  const doubled = twins(ports, (port) => `${transport(port)} ${numberIn(port, 'nodePort')}`).map(({ port, first }) => problemAt(service, port.pointer, 'nodePort', {
    part: `${port.at}.twin`,
    message: `${portName(port)} and ${portName(first)} both ask for ${transport(port)} nodePort ${numberIn(port, 'nodePort')}`,
    fix: 'leave one of the two out, and the cluster gives it a number',
  }));
  const misplaced = type.value === 'ClusterIP' ? ports.map((port) => problemAt(service, port.pointer, 'nodePort', {
    part: `${port.at}.type`,
    message: `${portName(port)} has nodePort ${numberIn(port, 'nodePort')}, and the Service is of type ClusterIP`,
    fix: 'remove the nodePort, or use type NodePort or LoadBalancer',
  })) : [];
  const outside = misplaced.length > 0 ? [] : ports.flatMap((port) => {
    const number = numberIn(port, 'nodePort')!;
    return number >= NODE_PORTS.first && number <= NODE_PORTS.last ? [] : [{
      ...problemAt(service, port.pointer, 'nodePort', {
        part: `${port.at}.range`,
        message: `nodePort ${number} of ${portName(port)} is outside ${NODE_PORTS.first} to ${NODE_PORTS.last}, the range of clusters that set no other one`,
        fix: `use a number from ${NODE_PORTS.first} to ${NODE_PORTS.last}, or leave it out`,
      }),
      severity: Severity.WARNING,
    }];
  });
  return [...misplaced, ...doubled, ...outside];
});
