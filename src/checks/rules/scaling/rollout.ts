import { asmFields } from './asm';
import { numberIn, objectRule, patchable, type Standing, WORKLOADS, BUDGETS, madeFor } from './objects';
import { IntOrPercent, problemOf } from '../../../kube';
import { KUBERNETES_DEFAULTS } from '../../../model/kubernetes-defaults';
import { type Effective, known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import type { TracedObject } from '../../../model/traced';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import { undecided } from '../../rule';
import type { Described } from '../described';
import { GATEWAYS, proxyRule, short, writtenAt } from '../proxy-rule';
import { type Answer, verdictOf } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/apps/validation/validation.go';

/** A number of pods or a share of them, as it is written. */
interface Amount {
  readonly name: string;
  readonly pointer: string;
  readonly value: Effective<unknown>;
}

/** The field that says how a kind is updated. */
function strategyOf({ object: { kind } }: TracedObject): string {
  return kind === 'Deployment' ? '/spec/strategy' : '/spec/updateStrategy';
}

function amountsOf(object: TracedObject): readonly Amount[] {
  const { kind } = object.object;
  if (kind === 'PodDisruptionBudget') { return ['minAvailable', 'maxUnavailable'].map((name) => amountAt(object, '/spec', name)); }
  const strategy = strategyOf(object);
  // of other strategies the server refuses the whole block
  const type = object.at<unknown>(joinPointer(strategy, 'type'));
  if (type.known && typeof type.value === 'string' && type.value !== 'RollingUpdate') { return []; }
  const names = kind === 'StatefulSet' ? ['maxUnavailable'] : ['maxSurge', 'maxUnavailable'];
  return names.map((name) => amountAt(object, joinPointer(strategy, 'rollingUpdate'), name));
}

function amountAt(object: TracedObject, place: string, name: string): Amount {
  const pointer = joinPointer(place, name);
  return { name, pointer, value: object.at<unknown>(pointer) };
}

function isGiven({ value }: Amount): boolean {
  return value.known && value.value !== undefined && value.value !== null;
}

function parsed(value: unknown): IntOrPercent | undefined {
  let amount: IntOrPercent | undefined;
  problemOf(() => { amount = IntOrPercent.parse(value); });
  return amount;
}

/** SCL012: what validateRollingUpdate refuses; a share of 0 % is 0, one that rounds to 0 is not. */
export const noRollout = objectRule({
  id: 'SCL012',
  title: 'no rollout possible',
  what: 'maxSurge and maxUnavailable of a rolling update are both 0 or "0%", as written, as merged, or as an IstioGateway sets them. For a DaemonSet also: both '
    + 'are above 0. Where one is not set, maxSurge is 0 and maxUnavailable 1 for a DaemonSet, both 25% for a Deployment.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a Deployment that may neither add a pod nor take one away, and a DaemonSet that does not choose between the two.',
  source: `${VALIDATION} ValidateRollingUpdateDeployment, ValidateRollingUpdateDaemonSet`,
}, { written: ['apps/Deployment', 'apps/DaemonSet'], made: WORKLOADS.made }, (standing) => {
  const { kind } = standing.object.object;
  const isDaemonSet = kind === 'DaemonSet';
  if (kind !== 'Deployment' && !isDaemonSet) { return []; }
  const [surge, unavailable] = amountsOf(standing.object);
  if (!surge || !unavailable || (!isGiven(surge) && !isGiven(unavailable))) { return []; }
  const amounts = [
    amountOr(surge, isDaemonSet ? KUBERNETES_DEFAULTS.daemonSetMaxSurge : KUBERNETES_DEFAULTS.maxSurge),
    amountOr(unavailable, isDaemonSet ? KUBERNETES_DEFAULTS.daemonSetMaxUnavailable : KUBERNETES_DEFAULTS.maxUnavailable),
  ];
  const [more, fewer] = amounts;
  if (!more || !fewer) { return []; }
  const neither = more.amount === 0 && fewer.amount === 0;
  const both = isDaemonSet && more.amount > 0 && fewer.amount > 0;
  if (!neither && !both) { return []; }
  return [{
    message: `maxSurge ${more.toString()}${isGiven(surge) ? '' : ' (the default)'} and maxUnavailable ${fewer.toString()}${isGiven(unavailable) ? '' : ' (the default)'}: ${
      neither ? 'an update may neither add a pod nor take one away' : 'a DaemonSet may have one of the two only'}`,
    fix: neither ? 'set maxSurge to 25%, or maxUnavailable to 1' : 'set maxUnavailable to 0, or maxSurge to 0',
    ...neither && isGiven(surge) && patchable(standing, surge.value) && { patch: [{ op: 'replace', path: surge.pointer, value: isDaemonSet ? 1 : '25%' }] },
    part: 'rollout',
    at: isGiven(surge) ? surge.value.origin : unavailable.value.origin,
    values: [{ name: 'maxSurge', value: surge.value, show: short }, { name: 'maxUnavailable', value: unavailable.value, show: short }],
  }];
});

function amountOr(amount: Amount, otherwise: { readonly value: number | string }): IntOrPercent | undefined {
  return amount.value.known ? parsed(isGiven(amount) ? amount.value.value : otherwise.value) : undefined;
}

/** SCL013: a surge may be more, what is taken away may not. */
export const unavailableOver100 = objectRule({
  id: 'SCL013',
  title: 'maxUnavailable above 100%',
  what: 'maxUnavailable of a rolling update is above "100%"; of a DaemonSet also maxSurge. A Deployment\'s maxSurge may be.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a maxUnavailable of more than 100%, and such a maxSurge of a DaemonSet.',
  source: `${VALIDATION} IsNotMoreThan100Percent`,
}, WORKLOADS, (standing) => amountsOf(standing.object)
  .filter(({ name }) => name === 'maxUnavailable' || standing.object.object.kind === 'DaemonSet')
  .flatMap((amount): Answer[] => {
    const { name, value } = amount;
    const share = isGiven(amount) ? parsed(value.value) : undefined;
    if (!share?.isPercent || share.amount <= 100) { return []; }
    return [{
      message: `${name} is ${share.toString()}, expected 100% or less`,
      fix: `set ${name} to 100% or less, such as 25%`,
      part: name,
      at: value.origin,
      values: [{ name, value }],
    }];
  }));

/** The fields of an IstioGateway are text; ASM writes digits as a number. */
const ASM_AMOUNTS = ['rollingMaxSurge', 'rollingMaxUnavailable'];

const syntax = objectRule({
  id: 'SCL014',
  title: 'neither a number nor a percentage',
  what: 'maxSurge, maxUnavailable or minAvailable of a rolling update or a PodDisruptionBudget is neither a whole number of 0 or more nor a text such as "25%". '
    + '"25" in quotes, "25.5%", "+5%" and -1 are refused. In an IstioGateway rollingMaxSurge and rollingMaxUnavailable are text, and "1" is accepted.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server takes a whole number of 0 or more, or digits with a percent sign, and rejects everything else.',
  source: `${VALIDATION} ValidatePositiveIntOrPercent; Kubernetes apimachinery pkg/util/validation IsValidPercent; ASM, CRD fields for an ASM gateway`,
}, {
  written: [...WORKLOADS.written, ...BUDGETS.written],
  made: (proxy) => (proxy.make === 'asm' ? [] : [...WORKLOADS.made(proxy), ...BUDGETS.made(proxy)]),
}, (standing) => (
  amountsOf(standing.object).flatMap((amount) => syntaxProblem(amount, standing))));

function syntaxProblem({ name, pointer, value }: Amount, standing?: Standing): Answer[] {
  if (!value.known || value.value === undefined || value.value === null) { return []; }
  const problem = problemOf(() => IntOrPercent.parse(value.value, name));
  if (problem === undefined) { return []; }
  const digits = typeof value.value === 'string' && /^[0-9]{1,9}$/.test(value.value) ? Number(value.value) : undefined;
  return [{
    ...standing ? {} : { ruleClass: RuleClass.MESH },
    message: `${name} is ${JSON.stringify(short(value.value))}, expected a whole number of 0 or more or a percentage such as "25%"`,
    fix: digits === undefined ? `write ${name} as 1 or "25%"` : `write ${digits} without quotes for ${digits} pods, or "${digits}%"`,
    ...digits !== undefined && standing && patchable(standing, value) && { patch: [{ op: 'replace', path: pointer, value: digits }] },
    part: name,
    at: value.origin,
    values: [{ name, value, show: short }],
  }];
}

/** SCL014: the fields of an IstioGateway are read as they are written. */
export const amountSyntax: Described<ManifestRule> = {
  ...syntax,
  check: (manifest, scene) => (manifest.key.kind !== 'IstioGateway' ? syntax.check(manifest, scene) : verdictOf(
    madeFor(manifest, scene).flatMap((proxy) => ASM_AMOUNTS.flatMap((name) => {
      const value = asmFields(proxy)(name);
      const isNumber = typeof value.value === 'string' && /^[0-9]{1,9}$/.test(value.value);
      return isNumber ? [] : syntaxProblem({ name, pointer: '', value });
    })),
  )),
};

/** SCL015: unavailable rounds down, so that a share takes all pods only at 100 %; where both round to nothing one pod goes. */
export const rolloutTakesAll = proxyRule({
  id: 'SCL015',
  title: 'an update may take all pods',
  what: 'During an update of a gateway or waypoint no pod has to be ready, when it runs its fewest replicas: maxUnavailable reaches their number, one pod is '
    + 'replaced without a surge, or the strategy is Recreate.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'While an update replaces all pods at once, nobody takes the traffic.',
  source: 'Kubernetes pkg/controller/deployment/util/deployment_util.go ResolveFenceposts; '
    + 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ (max unavailable)',
  roles: GATEWAYS,
}, ({ scaling: { min, max }, rollout: { strategy, maxSurge, maxUnavailable, lowWater } }) => {
  const onEveryNode = max.known && max.value === undefined;
  // a share below all of the nodes never takes all
  if (onEveryNode && maxUnavailable.known && (!maxUnavailable.value.isPercent || maxUnavailable.value.amount < 100)) { return []; }
  if (strategy.known && strategy.value !== 'RollingUpdate' && strategy.value !== 'Recreate') { return []; }
  if (!lowWater.known || !min.known) { return undecided(lowWater, min); }
  if (lowWater.value > 0 || min.value < 1) { return []; }
  const values = [{ name: 'maxUnavailable', value: maxUnavailable }, { name: 'maxSurge', value: maxSurge }, { name: 'replicas', value: min }];
  if (strategy.value === 'Recreate') {
    return [{
      message: `strategy Recreate stops all ${min.value} pods before new ones start`,
      fix: 'use strategy RollingUpdate with maxSurge 25% or more and maxUnavailable 0',
      at: writtenAt(strategy),
      pointer: '/spec',
      values: [{ name: 'strategy', value: strategy }, { name: 'replicas', value: min }],
    }];
  }
  return [{
    message: `maxUnavailable ${String(maxUnavailable.value)} with maxSurge ${String(maxSurge.value)} may take ${
      min.value === 1 ? 'the only pod' : `all ${min.value} pods`} at once`,
    fix: min.value === 1 ? 'set maxSurge to 1 and maxUnavailable to 0' : `set maxUnavailable to ${min.value - 1} or less, or to 0 with a maxSurge`,
    at: writtenAt(maxUnavailable, maxSurge, min),
    pointer: '/spec',
    values,
  }];
});

/** SCL016: the controller's own floor. */
export const roundsToZero = proxyRule({
  id: 'SCL016',
  title: 'maxUnavailable rounds to zero',
  what: 'maxSurge of a gateway or waypoint is 0, and maxUnavailable is a share that rounds down to no pod at its fewest replicas.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'Where maxSurge is 0 and maxUnavailable rounds down to no pod, the Deployment controller takes 1 instead: more than the share that is written.',
  source: 'Kubernetes pkg/controller/deployment/util/deployment_util.go ResolveFenceposts',
  roles: GATEWAYS,
}, ({ workload, scaling: { min }, rollout: { strategy, maxSurge, maxUnavailable } }) => {
  if (workload.object.kind !== 'Deployment' || (strategy.known && strategy.value !== 'RollingUpdate')) { return []; }
  if (!maxSurge.known || !maxUnavailable.known) { return undecided(maxSurge, maxUnavailable); }
  const share = maxUnavailable.value;
  if (maxSurge.value.amount > 0 || !share.isPercent || share.amount === 0 || share.amount >= 100) { return []; }
  if (!min.known) { return undecided(min); }
  if (!Number.isSafeInteger(min.value) || min.value < 1 || share.of(min.value, 'down') > 0) { return []; }
  return [{
    message: `maxUnavailable ${share.toString()} of ${min.value} replica${min.value === 1 ? '' : 's'} is no pod, and with maxSurge 0 the controller takes 1`,
    fix: 'set maxSurge to 1, or write maxUnavailable 1',
    at: writtenAt(maxUnavailable, maxSurge),
    pointer: '/spec',
    values: [{ name: 'maxUnavailable', value: maxUnavailable }, { name: 'maxSurge', value: maxSurge }, { name: 'replicas', value: min }],
  }];
});

/** What the API server fills in. */
const DEADLINE = { value: 600, source: 'kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_Deployment' };

/** SCL026: minReadySeconds alone can break the default deadline. */
export const deadlineTooShort = objectRule({
  id: 'SCL026',
  title: 'progress deadline not above minReadySeconds',
  what: '`progressDeadlineSeconds` of a Deployment (600 where it is not set) is not above its `minReadySeconds` (0 where it is not set).',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a Deployment whose progress deadline would end before a new pod counts as available.',
  source: `${VALIDATION} ValidateDeploymentSpec; ${DEADLINE.source}`,
}, { written: ['apps/Deployment'], made: WORKLOADS.made }, ({ object }) => {
  if (object.object.kind !== 'Deployment') { return []; }
  const ready = numberIn(object, '/spec/minReadySeconds');
  const set = numberIn(object, '/spec/progressDeadlineSeconds');
  if ((ready.value === undefined && set.value === undefined) || !ready.known) { return []; }
  const deadline: Effective<number | undefined> = set.known && set.value === undefined
    ? known(DEADLINE.value, { kind: 'default', of: 'Kubernetes', source: DEADLINE.source })
    : set;
  const least = ready.value ?? 0;
  if (!deadline.known) { return [{ undecided: deadline.origin.why }]; }
  if (deadline.value! > least) { return []; }
  return [{
    message: `progressDeadlineSeconds ${deadline.value} is not above minReadySeconds ${least}`,
    fix: `set progressDeadlineSeconds to more than ${least}, such as ${least + 60}, or lower minReadySeconds`,
    part: 'deadline',
    at: set.value === undefined ? ready.origin : set.origin,
    values: [{ name: 'progressDeadlineSeconds', value: deadline }, { name: 'minReadySeconds', value: ready }],
  }];
});
