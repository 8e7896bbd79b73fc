import { isIP } from 'node:net';
import type { Report } from './webhook';
import { modeOf } from '../../../model/gateway-servers';
import { joinPointer } from '../../../model/pointer';
import { listAt, mapAt, member } from '../../../model/read';
import { short } from '../proxy-rule';

export { modeOf, protocolOf } from '../../../model/gateway-servers';

/** The text, and none for what is no text. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function isPort(number: unknown): boolean {
  return typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= 65_535;
}

/** As it stands there; nothing where nothing does. */
export const written = (value: unknown): string => short(JSON.stringify(value) ?? 'undefined');

export const SOCKET = 'unix://';

/** An absolute path of a file, or a name in the abstract namespace. */
export function isSocketPath(path: string): boolean {
  return path.startsWith('@') || (path.startsWith('/') && !path.endsWith('/'));
}

export function socketProblem(bind: string, pointer: string, report: Report): void {
  if (!isSocketPath(bind.slice(SOCKET.length))) { report(pointer, `bind ${short(bind)} is no path of a socket`, 'write it such as unix:///var/run/edge.sock'); }
}

export function addressProblem(bind: string, pointer: string, report: Report): void {
  if (bind !== '' && isIP(bind) === 0) { report(pointer, `bind ${short(JSON.stringify(bind))} is no address`, 'write an address such as 0.0.0.0, or remove it'); }
}

const TERMINATED: readonly string[] = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'];
const MODES: readonly string[] = [...TERMINATED, 'PASSTHROUGH', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL'];

export const isTerminated = (tls: unknown): boolean => TERMINATED.includes(modeOf(tls));

/** Whether a field has something in it. */
export function isSet(tls: unknown, field: string): boolean {
  return text(member(tls, field)) !== '' || (listAt(tls, `/${field}`) ?? []).length > 0;
}

export const FILES: readonly string[] = ['serverCertificate', 'privateKey', 'caCertificates'];
export const CREDENTIALS: readonly string[] = ['credentialName', 'credentialNames'];

/** validation.go validateTLSOptions: what the settings of a listener lack, and what excludes each other in them. */
export function tlsProblems(listener: unknown, place: string, report: Report): void {
  const tls = mapAt(listener, '/tls');
  if (tls === undefined) { return; }
  const pointer = joinPointer(place, 'tls');
  const mode = modeOf(tls);
  if (!MODES.includes(mode)) {
    report(joinPointer(pointer, 'mode'), `tls has the mode ${short(JSON.stringify(mode))}`, `use ${MODES.join(', ')}`);
    return;
  }
  const has = (field: string): boolean => isSet(tls, field);
  const given = [...FILES, ...CREDENTIALS, 'tlsCertificates'].filter(has);
  if (mode === 'ISTIO_MUTUAL') {
    if (given.length > 0) { report(pointer, `ISTIO_MUTUAL has certificates of the mesh, and ${given.join(', ')} beside it`, `remove ${given.join(', ')}`); }
    return;
  }
  const sources = [...CREDENTIALS, 'tlsCertificates'].filter(has).concat(has('serverCertificate') && has('privateKey') ? ['serverCertificate'] : []);
  if (sources.length > 1) { report(pointer, `tls has ${sources.join(' and ')}, of which one can be`, 'keep one of them'); }
  if (!TERMINATED.includes(mode) || CREDENTIALS.some(has)) { return; }
  const pairs = has('tlsCertificates') ? listAt(tls, '/tlsCertificates') ?? [] : [tls];
  if (!pairs.every((pair) => isSet(pair, 'serverCertificate') && isSet(pair, 'privateKey'))) {
    report(pointer, `mode ${mode} has no certificate`, 'add credentialName, the Secret in the namespace of the gateway pods; in a Sidecar, serverCertificate and privateKey');
  }
  if (mode !== 'SIMPLE' && !has('caCertificates')) {
    report(pointer, `mode ${mode} has no CA for the certificates of clients`, 'add credentialName, whose Secret has ca.crt as well; in a Sidecar, caCertificates');
  }
  if (mode === 'SIMPLE' && has('caCrl')) { report(joinPointer(pointer, 'caCrl'), 'mode SIMPLE has a list of revoked certificates, and asks for none', 'remove caCrl, or use MUTUAL'); }
}
