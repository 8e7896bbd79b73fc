import type { ManagedClass } from './classes';
import { listenerSetsOf } from './listener-sets';
import type { ModelContext } from '../draft';
import type { Manifest } from '../manifest/types';
import { known, type Known, type Origin } from '../origin';
import { joinPointer } from '../pointer';
import { isMap, listAt, numberAt, stringAt } from '../read';

/** One port of the Service as the templates write it. */
export interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly protocol: 'TCP';
  readonly appProtocol: string;
}

const STATUS_PORT: ServicePort = { name: 'status-port', port: 15021, protocol: 'TCP', appProtocol: 'tcp' };
const STATUS_SOURCE: Origin = {
  kind: 'default', of: 'Istio', source: 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go extractServicePorts',
};

/** The longest name of a Service port. */
const MAX_PORT_NAME = 63;

/**
 * The status port, and one port for each port number of the listeners: of several listeners on one port the first counts. A name
 * loses its dots and what is beyond 63 characters, and nobody looks whether two names have become one.
 */
export function servicePorts(gateway: Manifest, managed: ManagedClass, context: ModelContext): readonly Known<ServicePort>[] {
  const ports: Known<ServicePort>[] = [known(STATUS_PORT, STATUS_SOURCE)];
  const taken = new Set<number>();
  const sources = [gateway, ...(managed.listenerSets ? listenerSetsOf(gateway, context) : [])];
  let at = 0;
  for (const source of sources) {
    for (const [index, listener] of (listAt(source.object, '/spec/listeners') ?? []).entries()) {
      const port = portOf(listener, at);
      at += 1;
      if (!port || taken.has(port.port)) { continue; }
      taken.add(port.port);
      ports.push(known(port, { kind: 'set', manifest: source, pointer: joinPointer('/spec/listeners', index) }));
    }
  }
  return ports;
}

function portOf(listener: unknown, at: number): ServicePort | undefined {
  const port = isMap(listener) ? numberAt(listener, '/port') : undefined;
  if (port === undefined) { return undefined; }
  const protocol = (stringAt(listener, '/protocol') ?? '').toLowerCase();
  const name = (stringAt(listener, '/name') ?? '').replaceAll('.', '-').slice(0, MAX_PORT_NAME);
  return { name: name === '' ? `${protocol}-${at}` : name, port, protocol: 'TCP', appProtocol: protocol };
}
