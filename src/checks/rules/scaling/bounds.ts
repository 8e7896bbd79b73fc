import { asmFields } from './asm';
import { ALL_AUTOSCALERS, AUTOSCALERS, madeFor, objectRule, patchable, type Standing } from './objects';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { KEDA_DEFAULTS, KUBERNETES_DEFAULTS } from '../../../model/kubernetes-defaults';
import { type Effective, isSet, known, type Origin } from '../../../model/origin';
import { listAt, member } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule, NamedValue } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';
import { type Answer, verdictOf } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/autoscaling/validation/validation.go validateHorizontalPodAutoscalerSpec';

/** The fewest and the most pods that somebody asks for. */
interface Bounds {
  readonly names: readonly [string, string];
  readonly min: Effective<unknown>;
  readonly max: Effective<unknown>;
  readonly by: 'Kubernetes' | 'KEDA' | 'ASM';
}

function boundsOf(object: TracedObject): Bounds {
  const isKeda = object.object.kind === 'ScaledObject';
  const names = isKeda ? ['minReplicaCount', 'maxReplicaCount'] as const : ['minReplicas', 'maxReplicas'] as const;
  const [min, max] = names.map((name) => object.at<unknown>(`/spec/${name}`));
  if (!isKeda) { return { names, min: orDefault(min, 'Kubernetes', KUBERNETES_DEFAULTS.autoscalerMinReplicas), max, by: 'Kubernetes' }; }
  return { names, min: orDefault(min, 'KEDA', KEDA_DEFAULTS.minReplicas), max: orDefault(max, 'KEDA', KEDA_DEFAULTS.maxReplicas), by: 'KEDA' };
}

function orDefault(value: Effective<unknown>, of: 'Kubernetes' | 'KEDA', otherwise: { readonly value: number; readonly source: string }): Effective<unknown> {
  if (!value.known || (value.value !== undefined && value.value !== null)) { return value; }
  return known(otherwise.value, { kind: 'default', of, source: otherwise.source });
}

function asmBounds(proxy: EffectiveProxy): Bounds {
  const field = asmFields(proxy);
  return { names: ['minReplicas', 'maxReplicas'], min: field('minReplicas'), max: field('maxReplicas'), by: 'ASM' };
}

type Judge = (bounds: Bounds, standing?: Standing) => readonly Answer[];

/** A rule on the bounds of autoscalers, and on those that an IstioGateway asks for: of half of them ASM makes no autoscaler, or none that is known. */
function boundsRule(text: Parameters<typeof objectRule>[0], judge: Judge, kinds = ALL_AUTOSCALERS): Described<ManifestRule> {
  const rule = objectRule(text, kinds, (standing) => (standing.proxy?.make === 'asm' ? [] : judge(boundsOf(standing.object), standing)));
  return {
    ...rule,
    check: (manifest, scene) => (manifest.key.kind === 'IstioGateway'
      ? verdictOf(madeFor(manifest, scene).flatMap((proxy) => judge(asmBounds(proxy))))
      : rule.check(manifest, scene)),
  };
}

function classOf({ by }: Bounds): { readonly ruleClass?: RuleClass } {
  return by === 'Kubernetes' ? {} : { ruleClass: RuleClass.MESH };
}

function values({ names: [min, max], ...bounds }: Bounds): NamedValue[] {
  return [{ name: min, value: bounds.min, show: short }, { name: max, value: bounds.max, show: short }];
}

function placeOf(...found: readonly Effective<unknown>[]): Origin | undefined {
  return found.find(({ origin }) => origin.kind === 'set')?.origin;
}

/** The overlay raised the fewest pods, and the most are still those of istiod's template. */
function raisedOnly({ min, max }: Bounds, standing: Standing | undefined): boolean {
  return standing?.proxy?.make === 'managed' && isSet(min) && !isSet(max);
}

/** SCL002: equal bounds pass; SCL006 speaks of them. */
export const minAboveMax = boundsRule({
  id: 'SCL002',
  title: 'minReplicas above maxReplicas',
  what: '`minReplicas` of a HorizontalPodAutoscaler is above `maxReplicas`, as written or as merged; equal is accepted. The same for the counts of '
    + 'a KEDA ScaledObject and the fields of an IstioGateway, which their controllers judge.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects an autoscaler whose minReplicas exceeds its maxReplicas; KEDA and ASM then make none.',
  source: `${VALIDATION}; KEDA apis/keda/v1alpha1/scaledobject_types.go CheckReplicaCountBoundsAreValid; ASM, Customize the scaling policy of an ASM gateway`,
}, (bounds, standing) => {
  const { min, max, names, by } = bounds;
  if (!min.known || !max.known) { return [{ undecided: whyOf(min, max) }]; }
  if (typeof min.value !== 'number' || typeof max.value !== 'number' || min.value <= max.value || max.value < 1 || raisedOnly(bounds, standing)) { return []; }
  return [{
    ...classOf(bounds),
    message: `${names[0]} ${min.value} is above ${names[1]} ${max.value}: ${by === 'Kubernetes' ? 'the API server rejects the autoscaler' : `${by} makes no autoscaler`}`,
    fix: `set ${names[1]} to ${min.value} or more, or ${names[0]} to ${max.value} or less`,
    part: 'bounds',
    at: placeOf(max, min),
    values: values(bounds),
  }];
});

function whyOf(...found: readonly Effective<unknown>[]): string {
  return found.flatMap(({ origin }) => (origin.kind === 'unknown' ? [origin.why] : []))[0] ?? 'a value is not known';
}

/** SCL003: the template of istiod has `maxReplicas: 1`. */
export const onlyMinRaised = objectRule({
  id: 'SCL003',
  title: 'overlay raises minReplicas only',
  what: 'The overlay `horizontalPodAutoscaler` of a Gateway on Istio sets `minReplicas` to 2 or more and leaves `maxReplicas` to the template of istiod, '
    + 'which has 1.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The template of istiod has maxReplicas 1 and nothing else. An overlay with minReplicas alone makes an autoscaler that the API server rejects.',
  source: `Istio 1.30.3 manifests/charts/istio-control/istio-discovery/files/waypoint.yaml, kube-gateway.yaml; ${VALIDATION}`,
}, { written: [], made: AUTOSCALERS.made }, (standing) => {
  if (standing.proxy?.make !== 'managed') { return []; }
  const bounds = boundsOf(standing.object);
  const { min, max } = bounds;
  if (!min.known || !max.known) { return isSet(min) || !min.known ? [{ undecided: whyOf(min, max) }] : []; }
  if (typeof min.value !== 'number' || typeof max.value !== 'number' || min.value <= max.value || !raisedOnly(bounds, standing)) { return []; }
  return [{
    message: `the overlay sets minReplicas ${min.value} and no maxReplicas: the template's maxReplicas ${max.value} stays, and the API server rejects the autoscaler`,
    fix: `also set maxReplicas, to ${min.value + 1} or more (${min.value} fixes the number)`,
    part: 'max',
    at: min.origin,
    values: values(bounds),
  }];
});

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

/** Numbers of pods are an int32 (autoscaling/v2 types.go). */
const MAX_INT32 = 2_147_483_647;

/** SCL004: maxReplicas is required, and has no default. */
export const maxTooSmall = boundsRule({
  id: 'SCL004',
  title: 'maxReplicas missing or below 1',
  what: '`maxReplicas` of a HorizontalPodAutoscaler is missing, not a whole number, below 1, or above 2147483647, as written or as merged. Also where an IstioGateway or a '
    + 'ScaledObject sets one that is not a whole number of 1 or more.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects an autoscaler without a maxReplicas of 1 or more; a missing one counts as 0.',
  source: `${VALIDATION}; ASM, CRD fields for an ASM gateway (maxReplicas: a positive integer)`,
}, (bounds) => {
  const { max, names, by } = bounds;
  if (!max.known) { return [{ undecided: whyOf(max) }]; }
  const missing = max.value === undefined || max.value === null;
  if ((missing && by !== 'Kubernetes') || (isWhole(max.value) && max.value >= 1 && max.value <= MAX_INT32)) { return []; }
  const expected = isWhole(max.value) && max.value > MAX_INT32 ? `a whole number from 1 to ${MAX_INT32}` : 'a whole number of 1 or more';
  return [{
    ...classOf(bounds),
    message: `${names[1]} is ${missing ? 'missing' : short(max.value)}, expected ${expected}`,
    fix: `set ${names[1]} to the most pods that may run, ${isWhole(bounds.min.value) ? Math.max(1, bounds.min.value) : 1} or more`,
    part: 'max',
    at: placeOf(max),
    values: [{ name: names[1], value: max, show: short }],
  }];
});

/** SCL005: zero is for those who can count requests without a pod. */
export const minTooSmall = boundsRule({
  id: 'SCL005',
  title: 'minReplicas 0 or below',
  what: '`minReplicas` of a HorizontalPodAutoscaler is below 0, or 0 without an Object or External metric. With such a metric 0 is a warning: it needs the '
    + 'alpha feature gate HPAScaleToZero. `minReplicas` of an IstioGateway is below 1.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects minReplicas 0 unless its alpha feature gate HPAScaleToZero is on and a metric can be read while no pod runs.',
  source: `${VALIDATION}, validateMetrics; Kubernetes pkg/features/kube_features.go HPAScaleToZero (alpha, off by default, 1.16 to 1.36); `
    + 'ASM, CRD fields for an ASM gateway (minReplicas: minimum 1)',
}, (bounds, standing) => {
  const { min, by } = bounds;
  if (!min.known) { return [{ undecided: whyOf(min) }]; }
  if (by === 'KEDA' || typeof min.value !== 'number' || min.value >= 1) { return []; }
  const counted = min.value === 0 && (listAt(standing?.object.object, '/spec/metrics') ?? []).some((metric) => ['Object', 'External'].includes(String(member(metric, 'type'))));
  return [{
    ...classOf(bounds),
    ...counted ? { severity: Severity.WARNING } : {},
    message: `minReplicas is ${min.value}, ${counted ? 'which needs the alpha feature gate HPAScaleToZero' : 'expected 1 or more'}`,
    fix: `set minReplicas to 1 or more${counted ? ', or scale to zero with KEDA' : ''}`,
    ...standing && patchable(standing, min) && { patch: [{ op: 'replace', path: '/spec/minReplicas', value: 1 }] },
    part: 'min',
    at: placeOf(min),
    values: [{ name: 'minReplicas', value: min }],
  }];
}, AUTOSCALERS);
