import { nameProblem } from '../../../kube';
import { oncePer } from '../../../model/once';
import { type Effective, known, unknown } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { isMap, listAt, member, textsAt } from '../../../model/read';
import { Feature, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { type Pod, podRule } from '../pod-rule';
import { short } from '../proxy-rule';
import type { Answer } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** An entry of a list of the pod's spec, and where it stands. */
interface Entry {
  readonly pointer: string;
  readonly value: unknown;
}

function entriesOf(pod: Pod, ...path: string[]): Entry[] {
  const list = joinPointer(pod.template, 'spec', ...path);
  return (listAt(pod.object.object, list) ?? []).map((value, at) => ({ pointer: joinPointer(list, at), value }));
}

interface Term extends Entry {
  readonly what: string;
  /** A term of affinity; else a spread constraint. */
  readonly isTerm: boolean;
}

/** Two rules ask for them. The injector seldom changes them. */
const termsOf: (pod: Pod) => readonly Term[] = oncePer((pod) => {
  if (pod.written !== undefined && pod.isAsWritten('affinity', 'topologySpreadConstraints')) { return termsOf(pod.written); }
  const affinities = ['podAntiAffinity', 'podAffinity'].flatMap((affinity) => [
    ...entriesOf(pod, 'affinity', affinity, REQUIRED).map((entry, at) => ({ ...entry, what: `required ${affinity} term ${at}`, isTerm: true })),
    ...entriesOf(pod, 'affinity', affinity, PREFERRED).map(({ pointer, value }, at) => (
      { pointer: joinPointer(pointer, 'podAffinityTerm'), value: member(value, 'podAffinityTerm'), what: `preferred ${affinity} term ${at}`, isTerm: true }
    )),
  ]);
  return [...affinities, ...entriesOf(pod, 'topologySpreadConstraints').map((entry, at) => ({ ...entry, what: `topology spread constraint ${at}`, isTerm: false }))];
});

/** A field of a term. Lists of terms are replaced whole, so that what a known term lacks is known to be absent. */
function fieldOf({ object }: Pod, term: string, field: string): Effective<unknown> {
  const place = joinPointer(term, field);
  if (valueAt(object.object, place) !== undefined) { return object.at(place); }
  const origin = object.origin(term);
  return origin.kind === 'unknown' ? unknown(origin.why) : known(undefined, origin);
}

/** AVL002: weights of all three affinities. */
export const weightRange = podRule({
  id: 'AVL002',
  title: 'weight out of range',
  what: 'The weight of a preferred pod affinity, pod anti-affinity or node affinity term is not in 1 to 100. Judged for every pod '
    + 'template, as written and as merged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server accepts weights from 1 to 100 only; a missing one counts as 0.',
  source: `${VALIDATION} validateWeightedPodAffinityTerms, ValidatePreferredSchedulingTerms`,
}, (pod) => ['podAntiAffinity', 'podAffinity', 'nodeAffinity'].flatMap((affinity) => entriesOf(pod, 'affinity', affinity, PREFERRED).flatMap(({ pointer }, at): Answer[] => {
  const weight = fieldOf(pod, pointer, 'weight');
  if (!weight.known) { return [{ undecided: weight.origin.why }]; }
  const value = weight.value ?? 0;
  // other types than numbers are the schema's concern
  if (typeof value !== 'number' || (value >= 1 && value <= 100)) { return []; }
  return [{
    message: `preferred ${affinity} term ${at} has ${weight.value === undefined ? 'no weight' : `weight ${value}`}, expected 1 to 100`,
    fix: `set weight to ${Math.min(100, Math.max(1, value))}`,
    part: `${affinity}.${at}`,
    at: weight.origin,
    values: [{ name: 'weight', value: weight }],
  }];
})), ['affinity']);

/** AVL003: a term of (anti-)affinity takes a label key, a spread constraint anything but nothing. */
export const topologyKeySyntax = podRule({
  id: 'AVL003',
  title: 'topologyKey empty or no label key',
  what: 'The topologyKey of an affinity term or spread constraint is empty, or that of a term cannot be the key of a label. Judged for '
    + 'every pod template, as written and as merged.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects an affinity term or spread constraint without a topologyKey, and a term whose key cannot be a label of a node.',
  source: `${VALIDATION} validatePodAffinityTerm, ValidateTopologyKey`,
}, (pod) => {
  return termsOf(pod).flatMap(({ pointer, what, isTerm }): Answer[] => {
    const key = fieldOf(pod, pointer, 'topologyKey');
    if (!key.known) { return [{ undecided: key.origin.why }]; }
    const isEmpty = key.value === undefined || key.value === null || key.value === '';
    const problem = isEmpty ? 'must not be empty' : isTerm && typeof key.value === 'string' ? nameProblem('topologyKey', key.value) : undefined;
    if (problem === undefined) { return []; }
    return [{
      message: `topologyKey of ${what} is ${isEmpty ? 'empty' : JSON.stringify(short(key.value))}, it ${problem}`,
      fix: 'set it to kubernetes.io/hostname, topology.kubernetes.io/zone or another label of the nodes',
      part: what,
      at: key.origin,
      values: [{ name: 'topologyKey', value: key, show: (value: unknown) => JSON.stringify(short(value)) }],
    }];
  });
}, ['affinity', 'topologySpreadConstraints']);

/**
 * What the API server asks of label keys. It adds `key In (the pod's own value)` to the selector when a pod is created, and refuses a pod whose
 * selector then has a key of matchLabelKeys twice: a template with such a key is accepted, and its pods are not. Before 1.34 it merges for terms
 * of affinity alone, and refuses the template of a constraint.
 */
function labelKeyProblems(pod: Pod, { pointer, value, what, isTerm }: Term): Answer[] {
  const { object, platform } = pod;
  const [same, other] = [textsAt(value, '/matchLabelKeys'), isTerm ? textsAt(value, '/mismatchLabelKeys') : []];
  if ((same.length === 0 && other.length === 0) || !object.knows(pointer)) { return []; }
  const feature = isTerm ? Feature.AFFINITY_MATCH_LABEL_KEYS : Feature.SPREAD_MATCH_LABEL_KEYS;
  const support = platform.supports(feature);
  if (support === Support.NO) { return []; }
  const answer = (field: string, key: string, message: string, fix: string): Answer => {
    if (support === Support.UNKNOWN) { return { undecided: platform.explain(feature) }; }
    const place = joinPointer(pointer, field);
    const values = [{ name: field, value: object.at(place), show: short }];
    return { message: `${what}: ${message}`, fix, part: `${what}.${field}.${short(key)}`, at: object.origin(place), values };
  };
  const fields = { matchLabelKeys: same, mismatchLabelKeys: other };
  const selector = member(value, 'labelSelector');
  if (!isMap(selector)) {
    return Object.entries(fields).filter(([, keys]) => keys.length > 0)
      .map(([field]) => answer(field, '', `${field} without labelSelector`, `set labelSelector, or remove ${field}`));
  }
  const merged = isTerm ? Support.YES : platform.supports(Feature.SPREAD_SELECTOR_MERGE);
  const twice = [...new Set(same)].flatMap((key): Answer[] => {
    const times = (member(member(selector, 'matchLabels'), key) === undefined ? 0 : 1)
      + (listAt(selector, '/matchExpressions') ?? []).filter((expression) => member(expression, 'key') === key).length;
    const isCarried = member(valueAt(object.object, joinPointer(pod.template, 'metadata', 'labels')), key) !== undefined;
    if (times === 0 || (times === 1 && !isCarried && merged === Support.YES)) { return []; }
    if (times === 1 && !isCarried && merged === Support.UNKNOWN) { return [{ undecided: platform.explain(Feature.SPREAD_SELECTOR_MERGE) }]; }
    const refused = merged === Support.YES && times === 1 ? 'the API server takes the template and refuses every pod of it' : 'the API server refuses it';
    return [answer('matchLabelKeys', key, `${short(key)} stands in both matchLabelKeys and labelSelector: ${refused}`, `remove ${short(key)} from one of the two`)];
  });
  const malformed = Object.entries(fields).flatMap(([field, keys]) => keys.flatMap((key) => {
    const problem = nameProblem('labelKey', key);
    return problem === undefined ? [] : [answer(field, key, `${JSON.stringify(short(key))} in ${field} ${problem}`, 'write the key of a pod label')];
  }));
  const both = same.filter((key) => other.includes(key))
    .map((key) => answer('mismatchLabelKeys', key, `${short(key)} stands in both matchLabelKeys and mismatchLabelKeys`, `remove ${short(key)} from one of the two`));
  return [...twice, ...malformed, ...both];
}

/** AVL011: what validateTopologySpreadConstraints asks of a constraint, topologyKey and selectors apart, and what the label keys of terms must keep. */
export const spreadConstraintLimits = podRule({
  id: 'AVL011',
  title: 'spread constraint or label keys out of their limits',
  what: 'A topology spread constraint has no positive maxSkew, an unknown whenUnsatisfiable, the same topologyKey and action as another '
    + 'one, or minDomains that is not positive or stands beside ScheduleAnyway; or matchLabelKeys or mismatchLabelKeys, of a constraint or of an affinity term, stand '
    + 'without labelSelector, name what cannot be a label, or name a key twice: in both lists, or in matchLabelKeys and in labelSelector.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a spread constraint without a positive maxSkew, two constraints for the same key and action, and minDomains that is not '
    + 'positive or stands beside ScheduleAnyway. A key of matchLabelKeys that labelSelector has too is refused: with the template, or with every pod, so that none starts.',
  source: `${VALIDATION} validateTopologySpreadConstraints, validateMinDomains, ValidateMatchLabelKeysInTopologySpread, ValidateMatchLabelKeysAndMismatchLabelKeys; `
    + 'pkg/registry/core/pod/strategy.go (label keys are merged into the selector when a pod is created)',
}, (pod) => {
  const seen = new Map<string, number>();
  // a key may be that of a label which the injector adds
  const keys = termsOf(pod).flatMap((term) => labelKeyProblems(pod, term));
  if (pod.isAsWritten('topologySpreadConstraints')) { return keys; }
  return [...keys, ...entriesOf(pod, 'topologySpreadConstraints').flatMap(({ pointer, value: constraint }, at) => {
    const action = member(constraint, 'whenUnsatisfiable');
    const problem = (field: string, message: string, fix: string) => {
      const place = joinPointer(pointer, field);
      const isThere = valueAt(pod.object.object, place) !== undefined;
      return [{
        message: `topology spread constraint ${at} ${message}`,
        fix,
        part: `${at}.${field}`,
        at: pod.object.origin(isThere ? place : pointer),
        values: [{ name: field, value: pod.object.at(place), show: short }],
      }];
    };
    const skew = member(constraint, 'maxSkew') ?? 0;
    const minDomains = member(constraint, 'minDomains') ?? undefined;
    const pair = JSON.stringify([member(constraint, 'topologyKey'), action]);
    const twin = seen.get(pair);
    seen.set(pair, twin ?? at);
    return [
      ...typeof skew === 'number' && skew <= 0 ? problem('maxSkew', `has maxSkew ${skew}, expected 1 or more`, 'set maxSkew: 1') : [],
      ...action !== 'DoNotSchedule' && action !== 'ScheduleAnyway'
        ? problem('whenUnsatisfiable', `has whenUnsatisfiable ${short(action ?? 'unset')}`, 'set DoNotSchedule or ScheduleAnyway')
        : [],
      ...twin !== undefined
        ? problem('topologyKey', `repeats constraint ${twin}: the same topologyKey and whenUnsatisfiable`, 'keep one of the two')
        : [],
      ...typeof minDomains === 'number' && minDomains <= 0
        ? problem('minDomains', `has minDomains ${minDomains}, expected 1 or more`, 'set a positive number, or leave minDomains out')
        : [],
      ...minDomains !== undefined && action === 'ScheduleAnyway'
        ? problem('minDomains', 'has minDomains beside ScheduleAnyway', 'use whenUnsatisfiable: DoNotSchedule, or leave minDomains out')
        : [],
    ];
  })];
});
