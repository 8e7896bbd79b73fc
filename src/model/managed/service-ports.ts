import type { ManagedClass } from './classes';
import { listenerSetsOf } from './listener-sets';
import type { ModelContext } from '../draft';
import type { Manifest } from '../manifest/types';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { isMap, listAt, numberAt, stringAt } from '../read';
import { embed, type Part, set } from '../rendering/sourced';

const BY_CONTROLLER: Origin = {
  kind: 'default', of: 'Istio', source: 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go extractServicePorts',
};

const STATUS_PORT = embed({ name: 'status-port', port: 15021, protocol: 'TCP', appProtocol: 'tcp' }, BY_CONTROLLER);

/** The longest name of a Service port. */
const MAX_PORT_NAME = 63;

/**
 * The status port, and one port for each port number of the listeners: of several listeners on one port the first counts. A name
 * loses its dots and what is beyond 63 characters, and nobody looks whether two names have become one.
 */
export function servicePorts(gateway: Manifest, managed: ManagedClass, context: ModelContext): readonly Part[] {
  const ports: Part[] = [STATUS_PORT];
  const taken = new Set<number>();
  const sources = [gateway, ...(managed.listenerSets ? listenerSetsOf(gateway, context) : [])];
  let at = 0;
  for (const source of sources) {
    for (const [index, listener] of (listAt(source.object, '/spec/listeners') ?? []).entries()) {
      const number = isMap(listener) ? numberAt(listener, '/port') : undefined;
      if (number !== undefined && !taken.has(number)) {
        taken.add(number);
        ports.push(portOf(listener, number, at, { kind: 'set', manifest: source, pointer: joinPointer('/spec/listeners', index) }));
      }
      at += 1;
    }
  }
  return ports;
}

function portOf(listener: unknown, number: number, at: number, place: Extract<Origin, { kind: 'set' }>): Part {
  const protocol = stringAt(listener, '/protocol') ?? '';
  const name = stringAt(listener, '/name') ?? '';
  const inListener = (field: string): Origin => ({ ...place, pointer: joinPointer(place.pointer, field) });
  const lower = protocol.toLowerCase();
  return embed({
    name: name === '' ? set(`${lower}-${at}`, BY_CONTROLLER) : set(name.replaceAll('.', '-').slice(0, MAX_PORT_NAME), inListener('name')),
    port: set(number, inListener('port')),
    protocol: set('TCP', BY_CONTROLLER),
    appProtocol: set(lower, protocol === '' ? BY_CONTROLLER : inListener('protocol')),
  }, place);
}
