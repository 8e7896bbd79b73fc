import { serviceTypeOf, type Add, type Judged } from './judge';
import { nameProblem } from '../../kube/names';
import { meant } from '../../kube/nearest';
import { Feature, Flavor, Support } from '../../platform';
import { shown } from '../../platform/problems';
import { type PortField } from '../fields';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
/** ASM's documents write these in place of TCP. */
const WORDS = ['HTTP', 'HTTPS'];

const MAX_PORT = 65535;

export function checkPorts(judged: Judged, add: Add): void {
  const { fields } = judged;
  for (const name of ['ports', 'meshExpansionPorts'] as const) {
    fields[name]?.forEach((port, at) => checkPort(port, `${name}[${at}]`, judged, add));
    checkTogether(fields[name] ?? [], name, add);
  }
  if (fields.ports?.length === 0 && judged.strict && serviceTypeOf(judged) !== 'None') {
    add("'ports' must have an entry, got an empty list; a Service without ports is refused");
  }
  if (judged.rendering !== 'ASM' && fields.applicationPorts !== undefined) {
    add(`'applicationPorts' is ASM's own and not documented, got ${shown(fields.applicationPorts)} in the rendering ${judged.rendering}; use ports`);
  }
}

/** kubernetes pkg/apis/core/validation validateServicePort. */
function checkPort(port: PortField, at: string, judged: Judged, add: Add): void {
  const { name, protocol, targetPort, nodePort, appProtocol } = port;
  const inRange = (value: number, what: string, min: number): void => {
    if (value < min || value > MAX_PORT) { add(`'${at}.${what}' must be ${min} to ${MAX_PORT}, got ${value}`); }
  };
  inRange(port.port, 'port', 1);
  if (typeof targetPort === 'number') { inRange(targetPort, 'targetPort', 0); }
  if (typeof targetPort === 'string' && targetPort !== '') {
    const problem = /^[0-9]+$/.test(targetPort) ? 'must be a number, or the name of a container port' : nameProblem('portName', targetPort);
    if (problem !== undefined) { add(`'${at}.targetPort' ${problem}, got ${shown(targetPort)}`); }
  }
  const nameIssue = name === undefined || name === '' ? undefined : nameProblem('dns1123Label', name);
  if (nameIssue !== undefined) { add(`'${at}.name' ${nameIssue}, got ${shown(name)}`); }
  if (protocol !== undefined && ![...PROTOCOLS, ...WORDS].includes(protocol)) {
    add(`'${at}.protocol' must be one of ${PROTOCOLS.join(', ')}, got ${shown(protocol)}${meant(protocol, PROTOCOLS) || '; say the protocol of the traffic by name or appProtocol'}`);
  }
  if ((protocol === 'UDP' || protocol === 'SCTP') && judged.strict && judged.rendering === 'ASM'
    && judged.platform.flavor === Flavor.ASM && judged.platform.supports(Feature.PORT_PROTOCOLS) === Support.NO) {
    add(`'${at}.protocol' must be TCP here, got ${shown(protocol)}: ${judged.platform.explain(Feature.PORT_PROTOCOLS)}`);
  }
  if (nodePort !== undefined && nodePort !== 0) {
    inRange(nodePort, 'nodePort', 1);
    const type = serviceTypeOf(judged);
    if (judged.strict && (type === 'ClusterIP' || type === 'None')) { add(`'${at}.nodePort' is for the service types NodePort and LoadBalancer, got ${nodePort} with ${type}; leave it out`); }
  }
  const appIssue = appProtocol === undefined ? undefined : nameProblem('labelKey', appProtocol);
  if (appIssue !== undefined) { add(`'${at}.appProtocol' ${appIssue.replace('label key', 'protocol such as http or kubernetes.io/h2c')}, got ${shown(appProtocol)}`); }
}

function checkTogether(ports: readonly PortField[], at: string, add: Add): void {
  const transport = ({ protocol = 'TCP' }: PortField): string => (WORDS.includes(protocol) ? 'TCP' : protocol);
  const unnamed = ports.findIndex(({ name }) => name === undefined || name === '');
  if (ports.length > 1 && unnamed >= 0) { add(`'${at}[${unnamed}].name' must be given where there are several ports, got nothing`); }
  repeated(ports.map(({ name }) => name || undefined), (name) => add(`'${at}' names ${shown(name)} twice; each port needs its own name`));
  repeated(ports.map((port) => `${transport(port)} ${port.port}`), (one) => add(`'${at}' has the port ${one} twice; keep one`));
  repeated(ports.map((port) => (port.nodePort ? `${transport(port)} ${port.nodePort}` : undefined)), (one) => add(`'${at}' has the node port ${one} twice; keep one`));
}

function repeated(values: readonly (string | undefined)[], report: (value: string) => void): void {
  const seen = new Set<string>();
  const told = new Set<string>();
  for (const value of values) {
    if (value !== undefined && seen.has(value) && !told.has(value)) {
      told.add(value);
      report(value);
    }
    if (value !== undefined) { seen.add(value); }
  }
}
