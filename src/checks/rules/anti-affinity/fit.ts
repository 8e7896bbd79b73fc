import { replicaValues } from './replicas';
import { HOSTNAME, isOnHostNetwork, spreadName, ZONE } from './spread';
import type { EffectiveProxy, Spread } from '../../../model/effective-proxy';
import { fittingNodes, fittingZones } from '../../../model/placement';
import { Feature, type MeshFacts } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { type Found, type Scene, undecided, type Verdict } from '../../rule';
import { factsOf, GATEWAYS, proxyRule, writtenAt } from '../proxy-rule';

interface Domains {
  readonly count: number;
  /** `3 nodes` */
  readonly text: string;
}

function nodesFor(proxy: EffectiveProxy, { nodes }: MeshFacts): Domains | undefined {
  return nodes && domains(fittingNodes(proxy, nodes).length, 'node');
}

function zonesFor(proxy: EffectiveProxy, facts: MeshFacts): Domains | undefined {
  const zones = fittingZones(proxy, facts);
  return zones && domains(zones.length, 'zone');
}

function domains(count: number, what: string): Domains {
  return { count, text: `${count} ${what}${count === 1 ? '' : 's'}` };
}

/** What of the proxy's own is hard, and lets one pod into each domain of the key. */
function oneInEach({ spread }: EffectiveProxy, key: string): Spread[] {
  return spread.filter((one) => (one.kind === 'anti-affinity' || one.kind === 'host-ports') && one.required && one.topologyKey === key && one.matchesOwnPods);
}

/** The first of several rules that the pods cannot keep, else the first that cannot be judged. */
function first(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((one) => !('undecided' in one) && one.length > 0) ?? verdicts.find((one) => 'undecided' in one) ?? [];
}

/** Whether the pods find places under hard rules over nodes. */
export function fitsOnNodes(proxy: EffectiveProxy, scene: Scene, wanted: (spread: Spread) => boolean): Verdict {
  return first(oneInEach(proxy, HOSTNAME).filter(wanted).map((spread) => fits(proxy, spread, () => nodesFor(proxy, factsOf(proxy, scene)), 'nodes')));
}

/** A hard rule puts one pod into a domain. During an update old and new pods count alike, where it does not ask for pods of one revision. */
function fits(proxy: EffectiveProxy, spread: Spread, domainsFor: () => Domains | undefined, what: string): Verdict {
  const { scaling: { min, max }, rollout } = proxy;
  if (max.known && max.value === undefined) { return []; }
  const room = domainsFor();
  if (!room) { return { undecided: `the ${what} of the cluster are not given` }; }
  if (spread.doubt !== undefined) { return { undecided: spread.doubt }; }
  const most = max.known ? max.value! : min.value;
  if (most !== undefined && most > room.count) {
    return [problem(proxy, spread, room, `${most} replicas do not fit on ${room.text}: ${most - room.count} ${most - room.count === 1 ? 'stays' : 'stay'} pending`, Severity.WARNING)];
  }
  if (!max.known) { return undecided(max); }
  const { strategy, maxSurge, maxUnavailable } = rollout;
  if (spread.matchesOlderPods === false || (strategy.known && strategy.value !== 'RollingUpdate')) { return []; }
  if (!strategy.known || !maxSurge.known || !maxUnavailable.known) { return undecided(strategy, maxSurge, maxUnavailable); }
  if (!Number.isSafeInteger(max.value) || max.value! < 0) { return { undecided: 'the number of pods is not a whole number of 0 or more' }; }
  const pods = max.value!;
  const surge = maxSurge.value.of(pods, 'up');
  if (surge === 0 || pods + surge <= room.count) { return []; }
  if (spread.matchesOlderPods === undefined) { return { undecided: proxy.platform.explain(Feature.AFFINITY_MATCH_LABEL_KEYS) }; }
  const hangs = maxUnavailable.value.of(pods, 'down') === 0;
  return [problem(
    proxy, spread, room,
    `${pods} replicas and ${surge} more during an update do not fit on ${room.text}: ${
      hangs ? 'the update waits for ever for a place' : 'new pods wait until old ones have gone'}`,
    hangs ? Severity.WARNING : Severity.NOTE,
  )];
}

function problem(proxy: EffectiveProxy, spread: Spread, room: Domains, message: string, severity: Severity): Found {
  const { rollout } = proxy;
  const instead = spread.kind === 'host-ports' ? 'use a Service in place of the host port, or a DaemonSet' : 'use preferred anti-affinity or a topology spread';
  return {
    severity,
    message: `${spreadName(spread)}: ${message}`,
    fix: `${instead}, ${message.includes('update')
      ? 'or maxSurge 0 with maxUnavailable 1'
      : `or keep the most replicas at ${room.count} or below`}`,
    at: spread.origin.kind === 'set' ? spread.origin : writtenAt(proxy.scaling.max),
    pointer: spread.pointer,
    values: [...replicaValues(proxy), { name: 'maxSurge', value: rollout.maxSurge }, { name: 'maxUnavailable', value: rollout.maxUnavailable }],
  };
}

const BEYOND = 'Pods beyond that stay pending, and an update that first adds a pod never gets a place for it.';
const SOURCE = 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ (inter-pod anti-affinity); '
  + 'Kubernetes pkg/controller/deployment/util/deployment_util.go ResolveFenceposts (rounding)';

/** AVL005: more pods than nodes. */
export const hardSpreadOverNodes = proxyRule({
  id: 'AVL005',
  title: 'required spread over nodes cannot fit',
  what: 'Required anti-affinity by hostname, or a hostPort, and the most replicas exceed the nodes, or replicas and surge exceed them with '
    + 'maxUnavailable 0. A note where an update goes on with fewer ready pods. Nodes that nodeSelector '
    + 'and required node affinity let the pods on come from the mesh facts.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: `Required anti-affinity allows one pod in a domain, and a host port one pod on a node. ${BEYOND}`,
  source: `${SOURCE}; Kubernetes pkg/scheduler/framework/plugins/nodeports (host ports)`,
  roles: GATEWAYS,
}, (proxy, scene) => fitsOnNodes(proxy, scene, ({ kind }) => kind !== 'host-ports' || !isOnHostNetwork(proxy)));

/** AVL006: more pods than zones. */
export const hardSpreadOverZones = proxyRule({
  id: 'AVL006',
  title: 'required spread over zones cannot fit',
  what: 'Required anti-affinity by zone, and the most replicas exceed the zones, or replicas and surge exceed them with maxUnavailable 0. '
    + 'A note where an update goes on with fewer ready pods. Zones come from the mesh facts.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: `Required anti-affinity allows one pod in a domain. ${BEYOND}`,
  source: SOURCE,
  roles: GATEWAYS,
}, (proxy, scene) => first(oneInEach(proxy, ZONE).map((spread) => fits(proxy, spread, () => zonesFor(proxy, factsOf(proxy, scene)), 'zones'))));
