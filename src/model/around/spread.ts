import { labelKeysOf } from './label-keys';
import type { Neighbourhood } from './neighbourhood';
import { Feature } from '../../platform';
import type { ProxyDraft } from '../draft';
import type { Spread } from '../effective-proxy';
import { labelsOfNamespace } from '../namespace-labels';
import { selectsOwn } from '../own-labels';
import { joinPointer } from '../pointer';
import { booleanAt, isMap, listAt, mapAt, member, numberAt, stringAt } from '../read';
import type { Tri } from '../tri';

const ANTI_AFFINITY = ['spec', 'affinity', 'podAntiAffinity'];

/** ECI places pods by the vSwitches that a pod names, each of which is in one zone (ASM, gateways on ACK Serverless). */
const ECI_VSWITCH = 'k8s.aliyun.com/eci-vswitch';

const DOUBT = 'its selector asks for something that is not known: a label that the pods, or their namespace, may carry';

/** Everything in the pod that spreads it over nodes or zones. */
export function spreadOf(draft: ProxyDraft, around: Neighbourhood): Spread[] {
  return [...antiAffinity(draft, around), ...topologySpread(draft, around), ...virtualNodes(draft), ...hostPorts(draft)];
}

function antiAffinity(draft: ProxyDraft, around: Neighbourhood): Spread[] {
  const required = joinPointer(draft.template, ...ANTI_AFFINITY, 'requiredDuringSchedulingIgnoredDuringExecution');
  const preferred = joinPointer(draft.template, ...ANTI_AFFINITY, 'preferredDuringSchedulingIgnoredDuringExecution');
  const hard = (listAt(draft.workload.object, required) ?? []).map((_, at) => {
    const pointer = joinPointer(required, at);
    return term(draft, around, pointer, pointer, { required: true });
  });
  const soft = (listAt(draft.workload.object, preferred) ?? []).map((_, at) => {
    const pointer = joinPointer(preferred, at);
    const weight = numberAt(draft.workload.object, joinPointer(pointer, 'weight'));
    return term(draft, around, pointer, joinPointer(pointer, 'podAffinityTerm'), { required: false, ...(weight !== undefined && { weight }) });
  });
  return [...hard, ...soft];
}

function term(draft: ProxyDraft, around: Neighbourhood, pointer: string, at: string, strength: Pick<Spread, 'required' | 'weight'>): Spread {
  const { workload } = draft;
  const object = mapAt(workload.object, at) ?? {};
  const keys = labelKeysOf(object, Feature.AFFINITY_MATCH_LABEL_KEYS, draft, around.own);
  return {
    kind: 'anti-affinity',
    topologyKey: stringAt(object, '/topologyKey') ?? '',
    ...strength,
    ...verdict([selectsOwn(around.own, member(object, 'labelSelector')), keys.matchOwn, reachesOwnNamespace(object, around)], keys.doubt),
    matchesOlderPods: keys.matchOlder,
    ...(keys.matchOwn === false && { againstOthers: true }),
    pointer,
  };
}

/** A term without namespaces means the pod's own; names and a selector add up; an empty selector means all namespaces. */
function reachesOwnNamespace(object: unknown, around: Neighbourhood): Tri {
  const names = listAt(object, '/namespaces') ?? [];
  const selector = member(object, 'namespaceSelector');
  if (names.length === 0 && !isMap(selector)) { return true; }
  const own = around.home.namespace;
  if (own !== undefined && names.includes(own)) { return true; }
  if (isMap(selector)) { return selectsOwn(labelsOfNamespace({ ...around, cluster: around.home.cluster }, own), selector); }
  return own === undefined ? undefined : false;
}

function topologySpread(draft: ProxyDraft, around: Neighbourhood): Spread[] {
  const list = joinPointer(draft.template, 'spec', 'topologySpreadConstraints');
  return (listAt(draft.workload.object, list) ?? []).map((constraint, at) => {
    const pointer = joinPointer(list, at);
    const maxSkew = numberAt(constraint, '/maxSkew');
    const minDomains = numberAt(constraint, '/minDomains');
    return {
      kind: 'topology-spread',
      topologyKey: stringAt(constraint, '/topologyKey') ?? '',
      required: stringAt(constraint, '/whenUnsatisfiable') === 'DoNotSchedule',
      ...(maxSkew !== undefined && { maxSkew }),
      ...(minDomains !== undefined && { minDomains }),
      ...verdict([selectsOwn(around.own, member(constraint, 'labelSelector'))]),
      matchesOlderPods: labelKeysOf(constraint, Feature.SPREAD_MATCH_LABEL_KEYS, draft, around.own).matchOlder,
      pointer,
    };
  });
}

function virtualNodes({ workload, template }: ProxyDraft): Spread[] {
  const pointer = joinPointer(template, 'metadata', 'annotations', ECI_VSWITCH);
  if (stringAt(workload.object, pointer) === undefined) { return []; }
  return [{ kind: 'eci', topologyKey: ECI_VSWITCH, required: false, matchesOwnPods: true, matchesOlderPods: true, pointer }];
}

/**
 * The scheduler gives a port of a node to one pod, so that replicas with a host port never share a node (pkg/scheduler/framework/plugins/nodeports).
 * On the host network every port of a container is one (pkg/apis/core/v1/defaults.go defaultHostNetworkPorts).
 */
function hostPorts({ workload, template }: ProxyDraft): Spread[] {
  const { object } = workload;
  const hostNetwork = booleanAt(object, joinPointer(template, 'spec', 'hostNetwork')) === true;
  const containers = joinPointer(template, 'spec', 'containers');
  const held = (listAt(object, containers) ?? []).flatMap((container, at) => (listAt(container, '/ports') ?? []).flatMap((port, index) => {
    const own = numberAt(port, '/hostPort') ?? 0;
    const number = own === 0 && hostNetwork ? numberAt(port, '/containerPort') ?? 0 : own;
    if (number <= 0) { return []; }
    const pointer = joinPointer(containers, at, 'ports', index, ...own === 0 ? [] : ['hostPort']);
    const address = stringAt(port, '/hostIP') ?? '';
    const text = `${number}/${stringAt(port, '/protocol') || 'TCP'}`;
    return [{ pointer, text: ANY_ADDRESS.includes(address) ? text : `${address}:${text}` }];
  }));
  if (held.length === 0) { return []; }
  const [{ pointer }] = held;
  return [{
    kind: 'host-ports',
    topologyKey: HOSTNAME,
    required: true,
    ports: held.map(({ text }) => text),
    matchesOwnPods: true,
    matchesOlderPods: true,
    pointer,
  }];
}

const HOSTNAME = 'kubernetes.io/hostname';
const ANY_ADDRESS: readonly string[] = ['', '0.0.0.0'];

function verdict(answers: readonly Tri[], why = DOUBT): Pick<Spread, 'matchesOwnPods' | 'doubt'> {
  if (answers.includes(false)) { return { matchesOwnPods: false }; }
  return answers.includes(undefined) ? { matchesOwnPods: true, doubt: why } : { matchesOwnPods: true };
}
