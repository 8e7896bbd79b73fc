import { originOf, portName, portsOf, serviceRule, serviceValue, targetOf, transport } from './service-rule';
import { hasPort } from '../../../model/around';
import { joinPointer } from '../../../model/pointer';
import { RuleClass, Severity } from '../../finding';
import { GATEWAYS, short } from '../proxy-rule';
import type { Answer } from '../standing-rule';

const ENDPOINTS = 'Kubernetes pkg/api/v1/pod/util.go FindPort; k8s.io/endpointslice utils.go getEndpointPorts, addressToEndpoint';

/** NET026: a name leads where a container has it. */
export const unknownTarget = serviceRule({
  id: 'NET026',
  title: 'targetPort that no container has',
  what: 'A Service in front of gateways or waypoints has a `targetPort` by name, and no container of their pods has a port of that name and protocol. The injected '
    + 'and the managed proxy have one name, http-envoy-prom.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The port gets no endpoints: whoever connects to it is refused.',
  source: `${ENDPOINTS}; Istio 1.30.3 files/gateway-injection-template.yaml`,
}, (service, behind) => {
  const proxies = behind();
  if (proxies.length === 0 || !proxies.every(({ role }) => role !== 'sidecar')) { return []; }
  return portsOf(service).flatMap((port): Answer[] => {
    const target = targetOf(port);
    if (typeof target !== 'string') { return []; }
    const answers = proxies.map((proxy) => hasPort(proxy, target, transport(port)));
    if (answers.includes(true)) { return []; }
    if (answers.includes(undefined)) { return [{ undecided: `which ports the pods behind ${short(service.object.metadata.name)} name is not known` }]; }
    const place = joinPointer(port.pointer, 'targetPort');
    return [{
      message: `${portName(port)} leads to targetPort ${short(target)}, and no container of the pods has a ${transport(port)} port of that name`,
      fix: 'write the number of the listener, such as 8080 or 8443, or name the port in the container istio-proxy',
      part: `${port.at}`,
      at: originOf(service, place),
      pointer: place,
      values: [serviceValue(service, `targetPort of ${portName(port)}`, place)],
    }];
  });
});

/** NET027: for peers that look each other up while they start, not for traffic. */
export const unreadyAddresses = serviceRule({
  id: 'NET027',
  title: 'Service that sends to pods that are not ready',
  what: '`publishNotReadyAddresses: true` on a Service in front of gateways or waypoints.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Every endpoint counts as ready then: proxies get connections before they have a configuration, and while they shut down. Each rollout drops requests.',
  source: ENDPOINTS,
}, (service, behind) => {
  const place = '/spec/publishNotReadyAddresses';
  const flag = service.at<unknown>(place);
  if (flag.value !== true || !behind().some(({ role }) => GATEWAYS.includes(role))) { return []; }
  return [{
    message: 'publishNotReadyAddresses sends connections to proxies that start or shut down',
    fix: 'remove publishNotReadyAddresses',
    part: 'publishNotReadyAddresses',
    at: flag.origin,
    values: [serviceValue(service, 'publishNotReadyAddresses', place)],
  }];
});
