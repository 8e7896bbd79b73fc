import { IntOrPercent, problemOf } from '../../../kube';
import { workloadsUnder, writtenScaling } from '../../../model/around';
import type { Budget, EffectiveProxy } from '../../../model/effective-proxy';
import { groupBy } from '../../../model/group-by';
import type { Manifest } from '../../../model/manifest/types';
import { once, onceEach } from '../../../model/once';
import type { Effective, Origin } from '../../../model/origin';
import { Flavor } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { oncePerScene } from '../../once-per-scene';
import { type Found, type Scene, undecided } from '../../rule';
import { GATEWAYS, proxyRule, running, short, writtenAt } from '../proxy-rule';
import { BUDGETS, objectRule, patchable, nameOf } from './objects';
import type { Answer } from '../standing-rule';

const FIELDS = ['minAvailable', 'maxUnavailable'] as const;
const CONTROLLER = 'Kubernetes pkg/controller/disruption/disruption.go';

/** How many pods a budget covers at the fewest replicas. */
interface Covered {
  /** Of all workloads, or, where some are not known, of the others. */
  readonly least: number;
  readonly workloads: number;
  readonly unknown?: Effective<unknown>;
}

/** Pods of jobs end by themselves. */
const ENDING: readonly string[] = ['Job', 'CronJob'];

/** All workloads that the budget selects: getExpectedScale adds up the controllers of the pods. */
function covered(proxy: EffectiveProxy, { object, owner }: Budget, scene: Scene): Covered {
  const origin = object.origin('/kind');
  // what is made with a proxy selects its pods alone
  if (owner !== 'user' || origin.kind !== 'set') { return sumOf([proxy.scaling.min]); }
  const { members, sum } = sharers(scene)(origin.manifest)(proxy.cluster);
  return members.has(proxy) || members.has(proxy.declaredBy) ? sum() : sumOf([proxy.scaling.min], sum());
}

function sumOf(numbers: readonly Effective<number>[], { least, workloads, unknown }: Covered = { least: 0, workloads: 0 }): Covered {
  const isCount = ({ value }: Effective<number>): boolean => Number.isSafeInteger(value);
  const first = unknown ?? numbers.find((one) => !isCount(one));
  return {
    least: numbers.reduce((sum, one) => sum + (isCount(one) ? one.value! : 0), least),
    workloads: workloads + numbers.length,
    ...first && { unknown: first },
  };
}

/** Of a budget that stands among the manifests those whose pods it selects, in one cluster: workloads as they are written, and what is made of Gateways. */
const sharers = oncePerScene((scene) => onceEach((budget: Manifest) => onceEach((cluster: string | undefined) => {
  const { index, facts } = scene;
  const written = workloadsUnder(index, budget).filter(({ key }) => !ENDING.includes(key.kind));
  const made = (madeUnder(scene).get(budget) ?? []).map(({ proxy }) => proxy).filter((proxy) => proxy.cluster === cluster);
  const numbers = (): Effective<number>[] => [
    ...written.map((one) => writtenScaling(one, { index, cluster: one.key.cluster, facts }).min), ...made.map(({ scaling }) => scaling.min),
  ];
  return { members: new Set<unknown>([...written, ...made]), sum: once(() => sumOf(numbers())) };
})));

/** What istiod and ASM make of Gateways, by the user's budgets that select it. */
const madeUnder = oncePerScene(({ proxies }) => groupBy(
  proxies.filter((proxy) => running(proxy) && (proxy.make === 'managed' || proxy.make === 'asm'))
    .flatMap((proxy) => proxy.budgets.flatMap(({ object, doubt }) => {
      const origin = object.origin('/kind');
      return doubt === undefined && origin.kind === 'set' ? [{ proxy, budget: origin.manifest }] : [];
    })),
  ({ budget }) => budget,
));

/** Whether a budget never lets a pod go while there are the fewest; undefined where that depends on what is not known. */
function blocks({ minAvailable, maxUnavailable }: Budget, { least, unknown }: Covered): boolean | undefined {
  if (maxUnavailable) { return maxUnavailable.amount === 0; }
  if (!minAvailable || (minAvailable.isPercent && minAvailable.amount > 100)) { return false; }
  if (minAvailable.isPercent && minAvailable.amount === 100) { return true; }
  if (minAvailable.amount === 0) { return false; }
  // what is enough for some is enough for more
  if (least > 0 && minAvailable.of(least, 'up') < least) { return false; }
  return unknown ? undefined : least > 0;
}

/** SCL017: minAvailable rounds up, as the disruption controller rounds it. */
export const budgetBlocksDrain = proxyRule({
  id: 'SCL017',
  title: 'budget blocks node drain',
  what: 'A PodDisruptionBudget of a gateway or waypoint lets no pod go while it runs its fewest replicas: maxUnavailable is 0 or "0%", minAvailable is "100%", '
    + 'or minAvailable (shares rounded up) reaches their number. A budget for several workloads counts the pods of all of them.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'An eviction that a budget does not allow is refused, and a node drain or cluster upgrade waits until somebody deletes the budget or the pod.',
  source: `${CONTROLLER} getExpectedPodCount, getExpectedScale, updatePdbStatus; https://github.com/istio/istio/issues/12602; kube-linter pdb-min-available, pdb-max-unavailable`,
  roles: GATEWAYS,
}, (proxy, scene) => {
  const { budgets, scaling: { min, max } } = proxy;
  // the drain passes over pods of a DaemonSet
  if (budgets.length === 0 || (max.known && max.value === undefined) || min.value === 0) { return []; }
  const judged = budgets.map((budget) => {
    const pods = covered(proxy, budget, scene);
    return { budget, pods, answer: blocks(budget, pods) };
  });
  const found = judged.filter(({ budget, answer }) => answer === true && budget.doubt === undefined)
    .map(({ budget, pods }) => blocked(proxy, budget, pods));
  if (found.length > 0) { return found; }
  const doubt = judged.find(({ budget, answer }) => budget.doubt !== undefined && answer !== false)?.budget.doubt;
  const open = judged.find(({ answer }) => answer === undefined);
  return doubt !== undefined ? { undecided: doubt } : open ? undecided(open.pods.unknown!) : [];
});

function blocked({ scaling: { min } }: EffectiveProxy, budget: Budget, { least, workloads, unknown }: Covered): Found {
  const field = budget.maxUnavailable ? 'maxUnavailable' : 'minAvailable';
  const value = budget.object.at<unknown>(`/spec/${field}`);
  const pods = unknown ? 'any number of replicas' : `${least} replica${least === 1 ? '' : 's'}${workloads === 1 ? '' : ` of ${workloads} workloads`}`;
  return {
    message: `${nameOf(budget.object)} has ${field} ${short(value.value)}, and with ${pods} no pod may be evicted`,
    fix: least === 1 && !unknown ? 'run two replicas or more with maxUnavailable 1, or remove the budget' : 'set maxUnavailable to 1 instead',
    part: nameOf(budget.object),
    at: value.origin,
    pointer: '/spec',
    values: [{ name: field, value, show: short }, { name: 'replicas', value: min }],
  };
}

/** SCL033: the eviction API gives up on two. */
export const severalBudgets = proxyRule({
  id: 'SCL033',
  title: 'several budgets for the same pods',
  what: 'Two or more PodDisruptionBudgets select the pods of a gateway or waypoint, such as one of an options ConfigMap and one of your own.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'The eviction API takes one budget for a pod. With more it answers each eviction with an error, and a node drain or cluster upgrade waits for ever.',
  source: 'Kubernetes pkg/registry/core/pod/storage/eviction.go ("more than one PodDisruptionBudget")',
  roles: GATEWAYS,
}, ({ budgets }) => {
  // the same object twice is another matter
  const distinct = [...new Map(budgets.map((budget) => [nameOf(budget.object), budget])).values()];
  if (distinct.length < 2) { return []; }
  const certain = distinct.filter(({ doubt }) => doubt === undefined);
  if (certain.length < 2) { return { undecided: distinct.find(({ doubt }) => doubt !== undefined)!.doubt! }; }
  const [{ object }, ...others] = certain;
  const names = certain.map((budget) => nameOf(budget.object));
  return [{
    message: `${names.join(' and ')} select the same pods, and no pod that has several budgets may be evicted`,
    fix: 'keep one of them, with maxUnavailable 1 where nothing else is needed',
    at: others[0].object.origin('/spec/selector'),
    pointer: '/spec',
    values: [{ name: names[0], value: object.at('/spec/selector'), show: short }, { name: names[1], value: others[0].object.at('/spec/selector'), show: short }],
  }];
});

/** SCL018: both are refused; neither protects nothing and blocks everything. */
export const budgetNeedsOne = objectRule({
  id: 'SCL018',
  title: 'budget with both amounts or neither',
  what: 'A PodDisruptionBudget has both minAvailable and maxUnavailable (an error), or neither (a warning; the budget that istiod makes for an overlay has '
    + 'only a selector).',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a budget with both amounts. With neither, the disruption controller expects no pods and allows no eviction at all.',
  source: `Kubernetes pkg/apis/policy/validation/validation.go ValidatePodDisruptionBudgetSpec; ${CONTROLLER} getExpectedPodCount, updatePdbStatus (expectedCount 0)`,
}, BUDGETS, (standing): Answer[] => {
  const { object } = standing;
  const [least, most] = FIELDS.map((field) => object.at<unknown>(`/spec/${field}`));
  const given = [least, most].map(({ known, value }) => (known ? value !== undefined && value !== null : undefined));
  if (given[0] === true && given[1] === true) {
    return [{
      message: `minAvailable ${short(least.value)} and maxUnavailable ${short(most.value)} are both set`,
      fix: 'keep maxUnavailable, and remove minAvailable (in an overlay: minAvailable: null)',
      part: 'both',
      at: firstSet(least.origin, most.origin),
      values: FIELDS.map((name, at) => ({ name, value: [least, most][at], show: short })),
    }];
  }
  if (given.includes(undefined)) { return [undecided(least, most)]; }
  if (given.includes(true)) { return []; }
  return [{
    severity: Severity.WARNING,
    ruleClass: RuleClass.MESH,
    message: 'neither minAvailable nor maxUnavailable is set: no pod may be evicted',
    fix: 'set maxUnavailable to 1',
    ...patchable(standing, { known: true, value: undefined, origin: object.origin('/spec/selector') }) && { patch: [{ op: 'add', path: '/spec/maxUnavailable', value: 1 }] },
    part: 'neither',
    at: firstSet(object.origin('/spec/selector'), object.origin('/spec')),
    values: FIELDS.map((name, at) => ({ name, value: [least, most][at] })),
  }];
});

function firstSet(...origins: readonly Origin[]): Origin | undefined {
  return origins.find(({ kind }) => kind === 'set');
}

/** SCL019: negative ones are SCL014's. */
export const budgetOver100 = objectRule({
  id: 'SCL019',
  title: 'budget above 100%',
  what: 'minAvailable or maxUnavailable of a PodDisruptionBudget is above "100%".',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a budget that speaks of more than 100% of the pods.',
  source: 'Kubernetes pkg/apis/policy/validation/validation.go ValidatePodDisruptionBudgetSpec (IsNotMoreThan100Percent)',
}, BUDGETS, ({ object }) => FIELDS.flatMap((name): Answer[] => {
  const value = object.at<unknown>(`/spec/${name}`);
  let share: IntOrPercent | undefined;
  if (typeof value.value === 'string') { problemOf(() => { share = IntOrPercent.parse(value.value); }); }
  if (share === undefined || share.amount <= 100) { return []; }
  return [{
    message: `${name} is ${share.toString()}, expected 100% or less`,
    fix: name === 'maxUnavailable' ? 'set maxUnavailable to 1, or to a share of 100% or less' : 'set maxUnavailable to 1 instead of minAvailable',
    part: name,
    at: value.origin,
    values: [{ name, value }],
  }];
}));

/** SCL020: what drains a node asks nobody else. */
export const noBudget = proxyRule({
  id: 'SCL020',
  title: 'no disruption budget',
  what: 'A gateway or waypoint on Istio runs two replicas or more, and no PodDisruptionBudget among the manifests selects its pods.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'Without a budget a drain of several nodes may evict all pods of the gateway at the same time.',
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/; Polaris missingPodDisruptionBudget; kube-score deployment-has-poddisruptionbudget',
  roles: GATEWAYS,
  wholeApp: true,
}, ({ budgets, platform, make, scaling: { min, max }, workload }) => {
  if (budgets.length > 0 || (max.known && max.value === undefined) || (min.known && min.value < 2)) { return []; }
  if (platform.flavor === Flavor.ASM && make !== 'injected') { return { undecided: 'ASM does not publish whether it makes a budget for its gateways' }; }
  if (!min.known) { return undecided(min); }
  return [{
    message: `there are ${min.value} replicas${max.known && max.value === min.value ? '' : ' or more'}, and no PodDisruptionBudget selects them`,
    fix: make === 'managed'
      ? 'add the key podDisruptionBudget with spec: {maxUnavailable: 1} to the options ConfigMap'
      : 'add a PodDisruptionBudget with maxUnavailable 1 that selects the pods of the gateway',
    at: writtenAt(min),
    pointer: workload.object.kind === 'Deployment' && make === 'injected' ? '/spec' : '',
    values: [{ name: 'replicas', value: min }],
  }];
});
