import { append } from './group-by';
import type { KubeObject } from './manifest/types';
import { oldestBy } from './oldest';
import { listAt, numberAt, stringsAt } from './read';
import { istioProtocolOf, portNamed, targetPortOf, transportOf } from './service-port';

/** A port of the pods: its number, or its name where nobody knows the number. */
export type PodPort = number | string;

/** The ports of the pods to which Services lead the ports of Gateways; several where it is not known which of the Services istiod takes. */
export type GatewayPorts = ReadonlyMap<number, readonly PodPort[]>;

/** Its author asks that ports of Gateways stay as they are; whatever the value is. */
const UNTRANSLATED = 'experimental.istio.io/disable-gateway-port-translation';

/** What a name leads to; false: to nothing, undefined: nobody knows. */
type Named = (name: string, transport: string) => ReturnType<typeof portNamed>;

/**
 * At which ports of the pods servers of Istio Gateways stand. istiod goes through the Services that select the pods, the oldest first and by host name among
 * equals, and takes the target of the first port with the number of the server, also where that is for UDP. A name that no container has leads nowhere
 * (Istio, main of August 2026: pilot/pkg/model/gateway.go resolvePorts; context.go SetServiceTargets; serviceregistry/kube/controller/controller.go
 * GetProxyServiceTargetsByPod).
 *
 * @param services those in front of the pods
 */
export function gatewayPorts(services: readonly KubeObject[], named: Named = () => undefined): GatewayPorts {
  const found = new Map<number, { readonly service: KubeObject; readonly target: PodPort }[]>();
  for (const service of services) {
    if (UNTRANSLATED in stringsAt(service, '/metadata/labels')) { continue; }
    for (const [number, target] of targetsOf(service, named)) { append(found, number, { service, target }); }
  }
  return new Map([...found].map(([number, all]) => {
    const targets = [...new Set(all.map(({ target }) => target))];
    // the dot of host names comes after the hyphen of longer names
    const first = targets.length === 1 ? undefined : oldestBy(all, ({ service }) => ({ object: service, name: `${service.metadata.name ?? ''}.` }));
    return [number, first ? [first.target] : targets];
  }));
}

/**
 * What the ports of one Service lead to: of several with one number the first. Of several that lead to one port with one protocol istiod knows the first
 * alone, so that a server of another one's number stands there itself, where the Service does not lead.
 */
function targetsOf(service: KubeObject, named: Named): ReadonlyMap<number, PodPort> {
  const found = new Map<number, PodPort>();
  const taken = new Set<string>();
  for (const port of listAt(service, '/spec/ports') ?? []) {
    const number = numberAt(port, '/port');
    const written = targetPortOf(port);
    const target = typeof written === 'string' ? named(written, transportOf(port)) ?? written : written;
    const place = `${target} ${istioProtocolOf(port)}`;
    if (number === undefined || target === undefined || target === false || taken.has(place)) { continue; }
    taken.add(place);
    if (!found.has(number)) { found.set(number, target); }
  }
  return found;
}

/** Without a Service for it a server stands at the port that it says. */
export const listenerPorts = (number: number, ports: GatewayPorts): readonly PodPort[] => ports.get(number) ?? [number];
