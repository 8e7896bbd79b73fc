import type { ManagedClass } from './classes';
import { listenerSetsOf } from './listener-sets';
import { Feature, Support } from '../../platform';
import type { ModelContext } from '../draft';
import type { Manifest } from '../manifest/types';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { isMap, listAt, numberAt, stringAt } from '../read';
import { flag } from '../rendering/installation';
import { embed, type Part, set } from '../rendering/sourced';

const BY_CONTROLLER: Origin = {
  kind: 'default', of: 'Istio', source: 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go extractServicePorts',
};

const STATUS_PORT_NAME = 'status-port';
const STATUS_PORT = embed({ name: STATUS_PORT_NAME, port: 15021, protocol: 'TCP', appProtocol: 'tcp' }, BY_CONTROLLER);

/** The longest name of a Service port. */
const MAX_PORT_NAME = 63;

/**
 * The status port, and one port for each port number of the listeners: of several listeners on one port the first counts. A name
 * loses its dots and what is beyond 63 characters; older versions do not look whether two names have become one. With QUIC on, newer
 * ones open the UDP port of each HTTPS listener as well.
 */
export function servicePorts(gateway: Manifest, managed: ManagedClass, context: ModelContext): readonly Part[] {
  const { platform } = context.facts;
  const quic = flag(context, 'PILOT_ENABLE_QUIC_LISTENERS') === true && platform.supports(Feature.QUIC_SERVICE_PORTS) === Support.YES;
  const names = platform.supports(Feature.LISTENER_NAMES_MADE_UNIQUE) === Support.YES ? new Set([STATUS_PORT_NAME]) : undefined;
  const ports: Part[] = [STATUS_PORT];
  const taken = new Set<number>();
  const sources = [gateway, ...(managed.listenerSets ? listenerSetsOf(gateway, context) : [])];
  let at = 0;
  for (const source of sources) {
    for (const [index, listener] of (listAt(source.object, '/spec/listeners') ?? []).entries()) {
      const number = isMap(listener) ? numberAt(listener, '/port') : undefined;
      if (number !== undefined && !taken.has(number)) {
        taken.add(number);
        const place: Place = { kind: 'set', manifest: source, pointer: joinPointer('/spec/listeners', index) };
        const name = nameOf(listener, number, at, names);
        ports.push(portOf(listener, { number, name, protocol: 'TCP' }, place));
        if (quic && protocolOf(listener) === 'https') {
          // the waypoint's template writes TCP whatever it is told
          ports.push(portOf(listener, { number, name: unique(`${name}-quic`, number, names), protocol: managed.template === 'waypoint' ? 'TCP' : 'UDP' }, place));
        }
      }
      at += 1;
    }
  }
  return ports;
}

type Place = Extract<Origin, { kind: 'set' }>;

interface Port {
  readonly number: number;
  readonly name: string;
  readonly protocol: string;
}

const protocolOf = (listener: unknown): string => (stringAt(listener, '/protocol') ?? '').toLowerCase();

/** @param names those of the ports before; undefined where nobody looks at them */
function nameOf(listener: unknown, number: number, at: number, names: Set<string> | undefined): string {
  const name = stringAt(listener, '/name') ?? '';
  return unique(name === '' ? `${protocolOf(listener)}-${at}` : name.replaceAll('.', '-'), number, names);
}

/** The port's number tells apart what would have one name (uniquePortName). */
function unique(wanted: string, number: number, names: Set<string> | undefined): string {
  const name = wanted.slice(0, MAX_PORT_NAME);
  let candidate = name;
  for (let suffix = `-${number}`; names?.has(candidate); suffix += 'x') { candidate = name.slice(0, MAX_PORT_NAME - suffix.length) + suffix; }
  names?.add(candidate);
  return candidate;
}

function portOf(listener: unknown, { number, name, protocol }: Port, place: Place): Part {
  const inListener = (field: string): Origin => ({ ...place, pointer: joinPointer(place.pointer, field) });
  const isNamed = (stringAt(listener, '/name') ?? '') !== '';
  return embed({
    name: set(name, isNamed ? inListener('name') : BY_CONTROLLER),
    port: set(number, inListener('port')),
    protocol: set(protocol, BY_CONTROLLER),
    appProtocol: set(protocolOf(listener), protocolOf(listener) === '' ? BY_CONTROLLER : inListener('protocol')),
  }, place);
}
