import { hasServiceListener } from './inbound-listener';
import { allServices, originOf, portName, portsOf, protocolWord, type ServicePort, serviceRule, serviceValue, targetOf, transport } from './service-rule';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { joinPointer } from '../../../model/pointer';
import { member } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';
import { RuleClass, Severity } from '../../finding';
import type { Scene } from '../../rule';
import { short } from '../proxy-rule';
import type { Problem } from '../standing-rule';

/** How a sidecar reads what comes in: TLS of the application is bytes to it (istio pilot/pkg/networking, ModelProtocolToListenerProtocol). */
const READ_AS: ReadonlyMap<string, 'HTTP' | 'bytes'> = new Map([
  ...['http', 'http2', 'http_proxy', 'grpc', 'grpc-web', 'kubernetes.io/h2c', 'kubernetes.io/ws'].map((word) => [word, 'HTTP'] as const),
  ...['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis', 'kubernetes.io/wss'].map((word) => [word, 'bytes'] as const),
]);

const readAs = (port: ServicePort): 'HTTP' | 'bytes' | undefined => (transport(port) === 'TCP' ? READ_AS.get(protocolWord(port)) : undefined);

/** NET031: one port of a pod has one listener. Ports of one Service are NET005's. */
export const protocolConflict = serviceRule({
  id: 'NET031',
  title: 'Services that disagree on the protocol of a port',
  what: 'Two Services lead to the same port of pods with a sidecar, by the same `targetPort`, and one says by appProtocol or name that it is HTTP or gRPC, the other that it is not. '
    + 'Silent where the sidecar has no listener of its Services there: for ports that are not captured, with interception mode NONE, and where a Sidecar has `ingress`.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'The sidecar has one listener for a port, of the protocol that the oldest of the Services says. Other bytes than HTTP are then answered with 400, or HTTP is without its metrics and policies.',
  source: 'Istio analysis message IST0137 (DeploymentConflictingPorts); Istio (main, August 2026) pilot/pkg/networking/core/listener_inbound.go getFilterChainsByServicePort, buildInboundChainConfigs',
}, (service, behind, scene) => behind().filter(({ role }) => role === 'sidecar').flatMap((sidecar) => {
  const all = allServices(sidecar);
  const earlier = all.slice(0, all.findIndex(({ object }) => object === service.object));
  return earlier.length === 0 ? [] : portsOf(service).flatMap((port) => disagreement(service, port, earlier, sidecar, scene));
}));

function disagreement(service: TracedObject, port: ServicePort, earlier: readonly TracedObject[], sidecar: EffectiveProxy, scene: Scene): Problem[] {
  const own = readAs(port);
  const target = targetOf(port);
  if (own === undefined || target === undefined) { return []; }
  for (const other of earlier) {
    const clash = portsOf(other).find((one) => targetOf(one) === target && ![undefined, own].includes(readAs(one)));
    if (clash && hasServiceListener(sidecar, target, scene)) {
      const place = joinPointer(port.pointer, member(port.value, 'appProtocol') ? 'appProtocol' : 'name');
      return [{
        message: `${portName(port)} says that port ${short(target)} of the pods is ${protocolWord(port)}, and ${portName(clash)} of Service ${short(other.object.metadata.name)} that it is ${protocolWord(clash)}`,
        fix: 'say the same protocol in both, or lead one of them to another port',
        part: `${port.at}`,
        at: originOf(service, place),
        values: [serviceValue(service, 'name', joinPointer(port.pointer, 'name')), serviceValue(service, 'appProtocol', joinPointer(port.pointer, 'appProtocol'))],
      }];
    }
  }
  return [];
}
