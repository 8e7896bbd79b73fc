import { nameProblem, shorterFix } from '../../../kube';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { listAt, member } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import { type Pod, type PodContainer, podRule } from '../pod-rule';
import { short } from '../proxy-rule';
import type { Problem } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';

interface ContainerPort {
  readonly container: PodContainer;
  readonly pointer: string;
  readonly value: unknown;
}

function portsOf(containers: readonly PodContainer[]): ContainerPort[] {
  return containers.flatMap((container) => {
    const list = joinPointer(container.pointer, 'ports');
    return (listAt(container.spec, '/ports') ?? []).map((value, at) => ({ container, pointer: joinPointer(list, at), value }));
  });
}

/** Ports that something unknown may have changed are not judged. Most ports are right, and nobody has to ask where those come from. */
function isKnown(pod: Pod, pointer: string): boolean {
  return pod.object.knows(pointer);
}

/** NET003: names of container ports are names of services (RFC 6335), shorter than labels. */
export const containerPortName = podRule({
  id: 'NET003',
  title: 'container port name malformed or doubled',
  what: 'The name of a container port has more than 15 characters, other characters than a-z, 0-9 and single dashes between them, or no letter; '
    + 'or two ports of one container have the same name. Judged for every pod template, as written and as merged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server takes names of container ports of at most 15 small letters, digits and dashes with a letter among them, each once a container.',
  source: `${VALIDATION} validateContainerPorts; apimachinery pkg/util/validation IsValidPortName`,
}, (pod) => {
  const named = new Map<string, string>();
  return portsOf(pod.containers.filter((container) => !pod.isAuthors(container, 'ports'))).flatMap(({ container, pointer, value }): Problem[] => {
    const name = member(value, 'name');
    if (typeof name !== 'string' || name === '') { return []; }
    const place = joinPointer(pointer, 'name');
    const found = (message: string, fix: string): Problem[] => (!isKnown(pod, pointer) ? [] : [{
      message: `container ${container.name}: ${message}`,
      fix,
      part: `${pointer.slice(pod.template.length)}.name`,
      at: pod.object.origin(place),
      values: [{ name: 'ports.name', value: known(name, pod.object.origin(place)), show: (text) => JSON.stringify(short(text)) }],
    }]);
    const problem = nameProblem('portName', name);
    if (problem !== undefined) {
      return found(`port name ${JSON.stringify(short(name))} ${problem}`, shorterFix(problem) ?? 'use small letters, digits and dashes, such as http-envoy-prom');
    }
    const key = `${container.pointer} ${name}`;
    const first = named.get(key);
    if (first !== undefined && isKnown(pod, first)) { return found(`two ports are named ${name}`, `name the second one otherwise, such as ${name.slice(0, 13)}-2`); }
    named.set(key, pointer);
    return [];
  });
});

/** NET011: on the node's network a container port is the node's port. */
export const hostPortDiffers = podRule({
  id: 'NET011',
  title: 'hostPort differs from containerPort on the host network',
  what: 'A pod has `hostNetwork: true`, and a container port a `hostPort` that is not its `containerPort`. Judged for every pod template, as '
    + 'written and as merged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'On the host network the container listens on the node itself. The API server rejects a hostPort that is not the containerPort.',
  source: `${VALIDATION} validateHostNetwork; pkg/apis/core/v1/defaults.go SetDefaults_PodSpec (an absent hostPort becomes the containerPort)`,
}, (pod) => {
  const hostNetwork = joinPointer(pod.template, 'spec', 'hostNetwork');
  if (valueAt(pod.object.object, hostNetwork) !== true) { return []; }
  return portsOf(pod.containers).flatMap(({ container, pointer, value }): Problem[] => {
    const [host, own] = [member(value, 'hostPort'), member(value, 'containerPort')];
    if (typeof host !== 'number' || host === 0 || typeof own !== 'number' || host === own || !isKnown(pod, pointer)) { return []; }
    const place = joinPointer(pointer, 'hostPort');
    const origin = pod.object.origin(place);
    return [{
      message: `container ${container.name}: hostPort ${host} is not containerPort ${own}, and the pod is on the host network`,
      fix: `set hostPort: ${own}, or leave it out`,
      part: `${pointer.slice(pod.template.length)}.hostPort`,
      ...origin.kind === 'set' && origin.within === undefined ? { patch: [{ op: 'replace', path: origin.pointer, value: own }] } : {},
      at: origin,
      values: [
        { name: 'hostPort', value: known(host, origin) },
        { name: 'containerPort', value: known(own, pod.object.origin(joinPointer(pointer, 'containerPort'))) },
        { name: 'hostNetwork', value: known(true, pod.object.origin(hostNetwork)) },
      ],
    }];
  });
});

const POLICIES: readonly unknown[] = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];

/** NET020: how pods find names. */
export const dnsPolicy = podRule({
  id: 'NET020',
  title: 'dnsPolicy unknown, or None without a nameserver',
  what: '`dnsPolicy` is none of ClusterFirst, ClusterFirstWithHostNet, Default and None, or it is None and `dnsConfig` names no nameserver. Judged '
    + 'for every pod template, as written and as merged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server takes four policies, and with None it wants a nameserver in dnsConfig.',
  source: `${VALIDATION} validateDNSPolicy, validatePodDNSConfig`,
}, (pod): Problem[] => {
  const place = joinPointer(pod.template, 'spec', 'dnsPolicy');
  const policy = valueAt(pod.object.object, place);
  if (typeof policy !== 'string' || policy === '') { return []; }
  const problem = (message: string, fix: string): Problem[] => [{
    message, fix, part: 'dnsPolicy', at: pod.object.origin(place), values: [{ name: 'dnsPolicy', value: pod.object.at(place), show: short }],
  }];
  if (!POLICIES.includes(policy)) {
    return problem(`dnsPolicy ${JSON.stringify(short(policy))} is unknown`, `use one of ${POLICIES.join(', ')}`);
  }
  const servers = joinPointer(pod.template, 'spec', 'dnsConfig', 'nameservers');
  // ASM's resource has no dnsConfig, and what its Deployment has is not known
  if (policy !== 'None' || (listAt(pod.object.object, servers) ?? []).length > 0 || !pod.object.knows(servers)) { return []; }
  return problem('dnsPolicy None without a nameserver in dnsConfig', 'name a nameserver in dnsConfig.nameservers, or use ClusterFirst');
});
