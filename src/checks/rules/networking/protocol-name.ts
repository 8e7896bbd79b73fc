import { originOf, portsOf, protocolWord, serviceRule, serviceValue, transport } from './service-rule';
import { joinPointer } from '../../../model/pointer';
import { isProtocol } from '../../../model/protocols';
import { member } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import { short } from '../proxy-rule';
import type { Problem } from '../standing-rule';

/** NET016: what is not named is sniffed. */
export const protocolName = serviceRule({
  id: 'NET016',
  title: 'protocol not readable from the port',
  what: 'A TCP port of a Service in front of pods with a sidecar has no `appProtocol`, and a name that does not begin with a protocol of Istio (http, '
    + 'http2, grpc, https, tls, tcp, mongo, mysql, redis).',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'Istio then waits for the first bytes to tell HTTP from other traffic. Where the server speaks first, each connection waits for the detection to time out.',
  source: 'Istio analysis message IST0118 (PortNameIsNotUnderNamingConvention); https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
}, (service, behind) => portsOf(service).flatMap((port): Problem[] => {
  const name = member(port.value, 'name') ?? '';
  const spoken = member(port.value, 'appProtocol') ?? '';
  if (typeof name !== 'string' || spoken !== '' || transport(port) !== 'TCP') { return []; }
  if (isProtocol(protocolWord(port))) { return []; }
  // a gateway's own configuration says what its ports are
  if (!behind().some(({ role }) => role === 'sidecar')) { return []; }
  const place = joinPointer(port.pointer, 'name');
  const number = short(member(port.value, 'port') ?? port.at);
  return [{
    message: `port ${number} is ${name === '' ? 'not named' : `named ${short(name)}`} and has no appProtocol: Istio has to detect its protocol`,
    fix: `set appProtocol: http, grpc, tls or tcp${name === '' ? `, or name it such as http-${number}` : ''}`,
    part: `${port.at}`,
    at: originOf(service, place),
    values: [serviceValue(service, 'name', place), serviceValue(service, 'appProtocol', joinPointer(port.pointer, 'appProtocol'))],
  }];
}));
