import { replicaValues } from './replicas';
import { type Others, othersBeside, othersText } from './sharing';
import { HOSTNAME, isOnHostNetwork, oneInEach, spreadName, ZONE } from './spread';
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

/** The first of several rules that the pods cannot keep, else the first that cannot be judged. */
function first(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((one) => !('undecided' in one) && one.length > 0) ?? verdicts.find((one) => 'undecided' in one) ?? [];
}

/** Whether the pods find places under hard rules over nodes. */
export function fitsOnNodes(proxy: EffectiveProxy, scene: Scene, wanted: (spread: Spread) => boolean): Verdict {
  return first(oneInEach(proxy, HOSTNAME).filter(wanted).map((spread) => fits(proxy, scene, spread, () => nodesFor(proxy, factsOf(proxy, scene)), 'nodes')));
}

/** A hard rule puts one pod into a domain. During an update old and new pods count alike, where it does not ask for pods of one revision. */
function fits(proxy: EffectiveProxy, scene: Scene, spread: Spread, domainsFor: () => Domains | undefined, what: string): Verdict {
  const { scaling: { min, max }, rollout } = proxy;
  if (max.known && max.value === undefined) { return []; }
  const room = domainsFor();
  if (!room) { return { undecided: `the ${what} of the cluster are not given` }; }
  if (spread.doubt !== undefined) { return { undecided: spread.doubt }; }
  const most = max.known ? max.value! : min.value;
  const others = othersBeside(proxy, spread, scene);
  if (most !== undefined && most > 0) {
    const late = tooMany(most, others, room);
    if (late > 0) {
      const beside = most > room.count ? undefined : others;
      const pending = beside ? late : most - room.count;
      return [problem(proxy, spread, room, `${most} replica${most === 1 ? '' : 's'}${beside ? ` and ${othersText(beside)}` : ''} ${most === 1 && !beside ? 'does' : 'do'} not fit on ${room.text}: ${pending} ${pending === 1 ? 'stays' : 'stay'} pending`, Severity.WARNING, beside)];
    }
  }
  if (!max.known) { return undecided(max); }
  const { strategy, maxSurge, maxUnavailable } = rollout;
  if (spread.matchesOlderPods === false || (strategy.known && strategy.value !== 'RollingUpdate')) { return open(others); }
  if (!strategy.known || !maxSurge.known || !maxUnavailable.known) { return undecided(strategy, maxSurge, maxUnavailable); }
  if (!Number.isSafeInteger(max.value) || max.value! < 0) { return { undecided: 'the number of pods is not a whole number of 0 or more' }; }
  const pods = max.value!;
  const surge = maxSurge.value.of(pods, 'up');
  if (surge === 0 || tooMany(pods + surge, others, room) <= 0) { return open(others); }
  if (spread.matchesOlderPods === undefined) { return { undecided: proxy.platform.explain(Feature.AFFINITY_MATCH_LABEL_KEYS) }; }
  const hangs = maxUnavailable.value.of(pods, 'down') === 0;
  const beside = pods + surge > room.count ? undefined : others;
  return [problem(
    proxy, spread, room,
    `${pods} replica${pods === 1 ? '' : 's'}${beside ? `, ${surge} more during an update and ${othersText(beside)}` : ` and ${surge} more during an update`} do not fit on ${room.text}: ${
      hangs ? 'the update waits for ever for a place' : 'new pods wait until old ones have gone'}`,
    hangs ? Severity.WARNING : Severity.NOTE, beside,
  )];
}

/** How many find no place beside those of others. */
function tooMany(pods: number, others: Others, room: Domains): number {
  return pods + others.pods - room.count;
}

/** They fit beside those of which it is known how many they are. */
function open({ unknown }: Others): Verdict {
  return unknown ? undecided(unknown) : [];
}

function problem(proxy: EffectiveProxy, spread: Spread, room: Domains, message: string, severity: Severity, others?: Others): Found {
  const { rollout } = proxy;
  return {
    severity,
    message: `${spreadName(spread)}: ${message}`,
    fix: `${instead(spread, others)}, ${message.includes('during an update')
      ? 'or maxSurge 0 with maxUnavailable 1'
      : others ? 'or have fewer replicas' : `or keep the most replicas at ${room.count} or below`}`,
    at: spread.origin.kind === 'set' ? spread.origin : writtenAt(proxy.scaling.max),
    pointer: spread.pointer,
    values: [
      ...replicaValues(proxy), { name: 'maxSurge', value: rollout.maxSurge }, { name: 'maxUnavailable', value: rollout.maxUnavailable },
      ...(others?.named ?? []).map(({ name, scaling }) => ({ name: `fewest pods of ${name}`, value: scaling.min })),
    ],
  };
}

function instead({ kind }: Spread, others: Others | undefined): string {
  if (kind === 'host-ports') { return `use ${others ? 'another port, ' : ''}a Service in place of the host port, or a DaemonSet`; }
  return `use preferred anti-affinity or a topology spread${others ? ', or select a label that only the own pods carry' : ''}`;
}

const BEYOND = 'Pods beyond that stay pending, and an update that first adds a pod never gets a place for it.';
const SOURCE = 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ (inter-pod anti-affinity); '
  + 'Kubernetes pkg/controller/deployment/util/deployment_util.go ResolveFenceposts (rounding)';

/** AVL005: more pods than nodes. */
export const hardSpreadOverNodes = proxyRule({
  id: 'AVL005',
  title: 'required spread over nodes cannot fit',
  what: 'Required anti-affinity by hostname, or a hostPort, and the most replicas exceed the nodes, or replicas and surge exceed them with '
    + 'maxUnavailable 0; pods of other proxies that are kept off the same nodes count at their fewest. A note where an update goes on with fewer ready pods. Nodes that nodeSelector '
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
  what: 'Required anti-affinity by zone, and the most replicas exceed the zones, or replicas and surge exceed them with maxUnavailable 0; '
    + 'pods of other proxies that are kept out of the same zones count at their fewest. A note where an update goes on with fewer ready pods. Zones come from the mesh facts.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: `Required anti-affinity allows one pod in a domain. ${BEYOND}`,
  source: SOURCE,
  roles: GATEWAYS,
}, (proxy, scene) => first(oneInEach(proxy, ZONE).map((spread) => fits(proxy, scene, spread, () => zonesFor(proxy, factsOf(proxy, scene)), 'zones'))));
