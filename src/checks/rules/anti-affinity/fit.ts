import { replicaValues } from './replicas';
import { type Others, othersBeside, othersText } from './sharing';
import { HOSTNAME, isOnHostNetwork, limitedBelow, oneInEach, spreadName, termOf, ZONE } from './spread';
import type { EffectiveProxy, Spread } from '../../../model/effective-proxy';
import { fittingNodes, fittingZones } from '../../../model/placement';
import { member } from '../../../model/read';
import { Feature, type MeshFacts, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { type Found, type Scene, undecided, type Verdict } from '../../rule';
import { factsOf, GATEWAYS, proxyRule, writtenAt } from '../proxy-rule';

interface Domains {
  /** How many pods find a place in them. */
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

const kindOf = (key: string): string => (key === ZONE ? 'zone' : 'node');

function domainsOf(proxy: EffectiveProxy, key: string, facts: MeshFacts): Domains | undefined {
  return key === ZONE ? zonesFor(proxy, facts) : nodesFor(proxy, facts);
}

/**
 * The places under a constraint whose minDomains are more than there are; all that anybody wants where they are not. Domains count where the
 * pods may be, or all of them with nodeAffinityPolicy Ignore (kubernetes pkg/scheduler/framework/plugins/podtopologyspread, minMatchNum).
 */
function underMinDomains(proxy: EffectiveProxy, spread: Spread, facts: MeshFacts): Domains | undefined {
  const { topologyKey, minDomains = 1, maxSkew = 1 } = spread;
  const own = domainsOf(proxy, topologyKey, facts);
  if (!own) { return undefined; }
  const all = member(termOf(proxy, spread), 'nodeAffinityPolicy') === 'Ignore';
  const counted = !all ? own.count : topologyKey === ZONE ? facts.zones?.length : facts.nodes?.length;
  if (counted === undefined) { return undefined; }
  return counted >= minDomains ? { count: Infinity, text: '' } : {
    count: own.count * maxSkew,
    text: `${own.text} of at most ${maxSkew} pod${maxSkew === 1 ? '' : 's'} each, since minDomains ${minDomains} is more than there are`,
  };
}

function fitsUnderMinDomains(proxy: EffectiveProxy, scene: Scene, key: string): Verdict[] {
  return limitedBelow(proxy, key).map((spread) => {
    const support = proxy.platform.supports(Feature.SPREAD_MIN_DOMAINS);
    if (support === Support.NO) { return []; }
    const verdict = fits(proxy, scene, spread, () => underMinDomains(proxy, spread, factsOf(proxy, scene)));
    const isFound = !('undecided' in verdict) && verdict.length > 0;
    return isFound && support === Support.UNKNOWN ? { undecided: proxy.platform.explain(Feature.SPREAD_MIN_DOMAINS) } : verdict;
  });
}

/** The first of several rules that the pods cannot keep, else the first that cannot be judged. */
function first(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((one) => !('undecided' in one) && one.length > 0) ?? verdicts.find((one) => 'undecided' in one) ?? [];
}

function oneEach(proxy: EffectiveProxy, scene: Scene, spread: Spread): Verdict {
  return fits(proxy, scene, spread, () => domainsOf(proxy, spread.topologyKey, factsOf(proxy, scene)));
}

/** Whether the pods find places under hard rules over nodes. */
export function fitsOnNodes(proxy: EffectiveProxy, scene: Scene, wanted: (spread: Spread) => boolean): Verdict {
  return first(oneInEach(proxy, HOSTNAME).filter(wanted).map((spread) => oneEach(proxy, scene, spread)));
}

/** A hard rule puts one pod into a domain. During an update old and new pods count alike, where it does not ask for pods of one revision. */
function fits(proxy: EffectiveProxy, scene: Scene, spread: Spread, domainsFor: () => Domains | undefined): Verdict {
  const { scaling: { min, max }, rollout } = proxy;
  if (max.known && max.value === undefined) { return []; }
  const room = domainsFor();
  if (!room) { return { undecided: `the ${kindOf(spread.topologyKey)}s of the cluster are not given` }; }
  if (room.count === Infinity) { return []; }
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
  if (spread.matchesOlderPods === undefined) { return { undecided: proxy.platform.explain(spread.kind === 'topology-spread' ? Feature.SPREAD_MATCH_LABEL_KEYS : Feature.AFFINITY_MATCH_LABEL_KEYS) }; }
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
    at: writtenAt(proxy.workload.at(spread.pointer), proxy.scaling.max),
    pointer: spread.pointer,
    values: [
      ...replicaValues(proxy), { name: 'maxSurge', value: rollout.maxSurge }, { name: 'maxUnavailable', value: rollout.maxUnavailable },
      ...(others?.named ?? []).map(({ name, scaling }) => ({ name: `fewest pods of ${name}`, value: scaling.min })),
    ],
  };
}

function instead({ kind }: Spread, others: Others | undefined): string {
  if (kind === 'topology-spread') { return 'set minDomains to the number of domains or below'; }
  if (kind === 'host-ports') { return `use ${others ? 'another port, ' : ''}a Service in place of the host port, or a DaemonSet`; }
  return `use preferred anti-affinity or a topology spread${others ? ', or select a label that only the own pods carry' : ''}`;
}

const BEYOND = 'Below its minDomains a required spread constraint lets maxSkew pods into each. Pods beyond that stay pending, and an update that first adds a pod never gets a place for it.';
const SOURCE = 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ (inter-pod anti-affinity); '
  + 'Kubernetes pkg/scheduler/framework/plugins/podtopologyspread/filtering.go (minMatchNum); '
  + 'Kubernetes pkg/controller/deployment/util/deployment_util.go ResolveFenceposts (rounding)';

/** AVL005: more pods than nodes. */
export const hardSpreadOverNodes = proxyRule({
  id: 'AVL005',
  title: 'required spread over nodes cannot fit',
  what: 'Required anti-affinity by hostname, a hostPort, or a required constraint by hostname whose minDomains exceed the nodes, and the most replicas exceed their places, or replicas and surge exceed them with '
    + 'maxUnavailable 0; pods of other proxies that are kept off the same nodes count at their fewest. A note where an update goes on with fewer ready pods. Nodes that nodeSelector '
    + 'and required node affinity let the pods on come from the mesh facts.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: `Required anti-affinity allows one pod in a domain, and a host port one pod on a node. ${BEYOND}`,
  source: `${SOURCE}; Kubernetes pkg/scheduler/framework/plugins/nodeports (host ports)`,
  roles: GATEWAYS,
}, (proxy, scene) => first([
  fitsOnNodes(proxy, scene, ({ kind }) => kind !== 'host-ports' || !isOnHostNetwork(proxy)), ...fitsUnderMinDomains(proxy, scene, HOSTNAME),
]));

/** AVL006: more pods than zones. */
export const hardSpreadOverZones = proxyRule({
  id: 'AVL006',
  title: 'required spread over zones cannot fit',
  what: 'Required anti-affinity by zone, or a required constraint by zone whose minDomains exceed the zones, and the most replicas exceed their places, or replicas and surge exceed them with maxUnavailable 0; '
    + 'pods of other proxies that are kept out of the same zones count at their fewest. A note where an update goes on with fewer ready pods. Zones come from the mesh facts.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: `Required anti-affinity allows one pod in a domain. ${BEYOND}`,
  source: SOURCE,
  roles: GATEWAYS,
}, (proxy, scene) => first([
  ...oneInEach(proxy, ZONE).map((spread) => oneEach(proxy, scene, spread)), ...fitsUnderMinDomains(proxy, scene, ZONE),
]));
