import { asmFields, replicasLeftToUser } from './asm';
import { metricsOf } from './metrics';
import type { Autoscaler, EffectiveProxy } from '../../../model/effective-proxy';
import { type Effective, known } from '../../../model/origin';
import { RuleClass, Severity } from '../../finding';
import { type Found, undecided, type Verdict } from '../../rule';
import { GATEWAYS, proxyRule, seconds, short, writtenAt } from '../proxy-rule';
import { nameOf, numberIn } from './objects';

const SCALING_PAGE = 'ASM, Customize the scaling policy of an ASM gateway';

/** KEDA's pause is meant so. */
function isPaused({ minReplicas: { origin } }: Autoscaler): boolean {
  return origin.kind === 'set' && origin.pointer.endsWith('paused-replicas');
}

/** An answer for each autoscaler: all findings; without any, why one could not be judged. */
function each({ scaling }: EffectiveProxy, judge: (autoscaler: Autoscaler) => Verdict): Verdict {
  const verdicts = scaling.autoscalers.map(judge);
  const found = verdicts.flatMap((verdict) => ('undecided' in verdict ? [] : verdict));
  return found.length > 0 ? found : verdicts.find((verdict) => 'undecided' in verdict) ?? [];
}

function fixedNumber(min: Effective<unknown>, max: Effective<unknown>, part: string): Found {
  return {
    message: `minReplicas and maxReplicas are both ${short(max.value)}: the autoscaler can never act`,
    fix: `set maxReplicas above ${short(min.value)}, or drop the autoscaler and set the number of replicas`,
    part,
    at: writtenAt(max, min),
    pointer: '/spec',
    values: [{ name: 'minReplicas', value: min }, { name: 'maxReplicas', value: max }],
  };
}

/** SCL006: equal bounds are accepted. */
export const cannotAct = proxyRule({
  id: 'SCL006',
  title: 'autoscaler cannot act',
  what: 'The autoscaler of a gateway or waypoint has the same minReplicas and maxReplicas. One that KEDA pauses passes.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'An autoscaler whose bounds are equal costs an object and a metric, and hides that the number of pods is fixed.',
  source: 'Polaris hpaMaxAvailability; ASM, Customize Waypoint resource usage and HPA (its example has 2 and 2)',
  roles: GATEWAYS,
}, (proxy) => {
  if (proxy.make === 'asm' && proxy.scaling.autoscalers.length === 0) {
    const field = asmFields(proxy);
    const [min, max] = [field('minReplicas'), field('maxReplicas')];
    return min.known && max.known && typeof min.value === 'number' && min.value === max.value && !replicasLeftToUser(proxy) ? [fixedNumber(min, max, 'spec')] : [];
  }
  return each(proxy, (autoscaler) => {
    const { object, minReplicas, maxReplicas } = autoscaler;
    if (isPaused(autoscaler)) { return []; }
    if (!minReplicas.known || !maxReplicas.known) { return undecided(minReplicas, maxReplicas); }
    return minReplicas.value === maxReplicas.value ? [fixedNumber(minReplicas, maxReplicas, nameOf(object))] : [];
  });
});

/** SCL007: verified: SetDefaults_HorizontalPodAutoscaler of autoscaling/v2. */
export const noMetric = proxyRule({
  id: 'SCL007',
  title: 'autoscaler without a metric',
  what: 'The HorizontalPodAutoscaler of a gateway or waypoint (autoscaling/v2 or v2beta) names no metric.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'The API server fills in a target of 80 % of the requested processors. Whoever reads the manifest does not see it.',
  source: 'Kubernetes pkg/apis/autoscaling/v2/defaults.go SetDefaults_HorizontalPodAutoscaler, DefaultCPUUtilization',
  roles: GATEWAYS,
}, (proxy) => each(proxy, ({ object, minReplicas, maxReplicas }) => {
  const { kind, apiVersion } = object.object;
  if (kind !== 'HorizontalPodAutoscaler' || apiVersion === 'autoscaling/v1') { return []; }
  const metrics = metricsOf(object);
  if (!metrics.known) { return undecided(metrics); }
  if (metrics.value.count > 0) { return []; }
  return [{
    message: `${nameOf(object)} names no metric: it scales on 80% of the requested cpu`,
    fix: 'state the metric: type Resource, cpu, averageUtilization 80',
    part: nameOf(object),
    at: writtenAt(maxReplicas, minReplicas),
    pointer: '/spec',
    values: [{ name: 'metrics', value: known(undefined, metrics.origin) }],
  }];
}));

/** SCL010: what Envoy has taken it keeps. */
export const memoryOnly = proxyRule({
  id: 'SCL010',
  title: 'autoscaler on memory only',
  what: 'All metrics of the autoscaler of a gateway or waypoint measure memory.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'Envoy gives freed memory back late or never: an autoscaler on memory adds pods and does not remove them.',
  source: 'https://github.com/envoyproxy/envoy/issues/41839 (Istio gateways scaled on memory); https://github.com/envoyproxy/envoy/issues/39006',
  roles: GATEWAYS,
}, (proxy) => each(proxy, ({ object }) => {
  const metrics = metricsOf(object);
  if (!metrics.known) { return undecided(metrics); }
  const { count, resources } = metrics.value;
  if (count === 0 || resources.length < count || resources.some(({ resource }) => resource !== 'memory')) { return []; }
  const target = resources[0].utilization ?? known('set', object.origin(resources[0].pointer));
  return [{
    message: `${nameOf(object)} scales on memory only: a proxy keeps what it has taken`,
    fix: 'scale on cpu or on traffic, beside memory or instead of it',
    part: nameOf(object),
    at: writtenAt(target),
    pointer: '/spec',
    values: [{ name: 'memory target', value: target, show: short }],
  }];
}));

const BOUNDS = ['minReplicas', 'maxReplicas'];
const TARGETS = ['cpu', 'memory'];

/** SCL011: ASM says what the whole does, and nothing of parts. */
export const halfAutoscaler = proxyRule({
  id: 'SCL011',
  title: 'half an autoscaler',
  what: 'An IstioGateway has some of minReplicas, maxReplicas and a target (cpu or memory), and not all three. One whose replicas are left to the user passes.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'ASM documents an autoscaler for minReplicas, maxReplicas and a target together, and not what it makes of a part.',
  source: `${SCALING_PAGE}; ASM, CRD fields for an ASM gateway (Horizontal Pod Autoscaling)`,
  makes: ['asm'],
}, (proxy) => {
  const field = asmFields(proxy);
  const all = [...BOUNDS, ...TARGETS].map((name) => ({ name, value: field(name) }));
  const given = all.filter(({ value }) => value.known && value.value !== undefined);
  if (given.length === 0 || replicasLeftToUser(proxy) || field('autoscaleEnabled').value === false) { return []; }
  const unknownOne = all.find(({ value }) => !value.known);
  if (unknownOne) { return undecided(unknownOne.value); }
  const names = given.map(({ name }) => name);
  const missing = [...BOUNDS.filter((name) => !names.includes(name)), ...TARGETS.some((name) => names.includes(name)) ? [] : ['cpu.targetAverageUtilization']];
  if (missing.length === 0) { return []; }
  return [{
    message: `${names.join(', ')} without ${missing.join(' and ')}: ASM does not say what it makes of that`,
    fix: `also set ${missing.join(' and ')}, or remove ${names.join(', ')} and set replicaCount`,
    at: writtenAt(...given.map(({ value }) => value)),
    pointer: '/spec',
    values: given.map(({ name, value }) => ({ name, value, show: short })),
  }];
});

/** The flag --horizontal-pod-autoscaler-downscale-stabilization of the controller manager. */
const WINDOW = known(300, {
  kind: 'default', of: 'Kubernetes', source: 'kubernetes pkg/controller/podautoscaler/config/v1alpha1/defaults.go HorizontalPodAutoscalerDownscaleStabilizationWindow',
});

/** autoscaling/validation/validation.go MaxStabilizationWindowSeconds. */
const LONGEST_WINDOW = 3600;

/** SCL022: pods that still drain count no more, and the next go. */
export const fasterThanDrain = proxyRule({
  id: 'SCL022',
  title: 'scale-down faster than the drain',
  what: 'The stabilization window for scaling down (300 s where it is not set) of the HorizontalPodAutoscaler of a gateway or waypoint is shorter than the '
    + 'grace period of its pods.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'The autoscaler takes further pods while the ones before still drain, so that many drain at the same time.',
  source: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ (stabilization window); Kubernetes '
    + 'pkg/controller/podautoscaler/config/v1alpha1/defaults.go',
  roles: GATEWAYS,
}, (proxy) => each(proxy, (autoscaler) => {
  const { object, minReplicas, maxReplicas } = autoscaler;
  if (object.object.kind !== 'HorizontalPodAutoscaler' || (minReplicas.known && minReplicas.value === maxReplicas.value)) { return []; }
  if (object.at('/spec/behavior/scaleDown/selectPolicy').value === 'Disabled') { return []; }
  const set = numberIn(object, '/spec/behavior/scaleDown/stabilizationWindowSeconds');
  const { gracePeriod } = proxy.shutdown;
  if (!set.known || !gracePeriod.known) { return undecided(set, gracePeriod); }
  const window: Effective<number> = set.value === undefined ? WINDOW : known(set.value, set.origin);
  if (window.value! >= gracePeriod.value) { return []; }
  return [{
    message: `pods may be removed every ${seconds(window)}, and each takes up to ${seconds(gracePeriod)} to stop`,
    fix: gracePeriod.value <= LONGEST_WINDOW
      ? `set behavior.scaleDown.stabilizationWindowSeconds to ${gracePeriod.value} or more`
      : `set behavior.scaleDown.stabilizationWindowSeconds to ${LONGEST_WINDOW}, the most it may be, and terminationGracePeriodSeconds to no more than that`,
    part: nameOf(object),
    at: writtenAt(window, gracePeriod, maxReplicas),
    pointer: '/spec',
    values: [
      { name: 'stabilizationWindowSeconds', value: window, show: (value) => `${String(value)}s` },
      { name: 'terminationGracePeriodSeconds', value: gracePeriod, show: (value) => `${String(value)}s` },
    ],
  }];
}));
