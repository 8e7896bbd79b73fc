import { AUTOSCALERS, objectRule } from './objects';
import { joinPointer } from '../../../model/pointer';
import { isMap, listAt, mapAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import { short } from '../proxy-rule';
import type { Answer } from '../standing-rule';

/** What a number may be (validation.go MaxStabilizationWindowSeconds, MaxPeriodSeconds). */
interface Limit { readonly name: string; readonly least: number; readonly most: number }

const WINDOW: Limit = { name: 'stabilizationWindowSeconds', least: 0, most: 3600 };
const POLICY: readonly Limit[] = [{ name: 'value', least: 1, most: 2 ** 31 - 1 }, { name: 'periodSeconds', least: 1, most: 1800 }];
const WORDS = { selectPolicy: ['Max', 'Min', 'Disabled'], type: ['Pods', 'Percent'] };

/** SCL021: the same limits for both directions. */
export const behaviorLimits = objectRule({
  id: 'SCL021',
  title: 'scaling behaviour out of its limits',
  what: 'In spec.behavior a stabilizationWindowSeconds is not in 0 to 3600, a periodSeconds not in 1 to 1800, a value below 1, a selectPolicy not Max, Min or '
    + 'Disabled, a policy type not Pods or Percent, or a list of policies without any.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects an autoscaler whose behaviour is outside of these limits.',
  source: 'Kubernetes pkg/apis/autoscaling/validation/validation.go validateScalingRules, validateScalingPolicy, MaxStabilizationWindowSeconds, MaxPeriodSeconds',
}, AUTOSCALERS, ({ object }) => {
  const { object: root } = object;
  if (!isMap(mapAt(root, '/spec/behavior'))) { return []; }
  const problem = (place: string, expected: string, fix: string): Answer => {
    const value = object.at<unknown>(place);
    const name = place.slice('/spec/behavior/'.length).replaceAll('/', '.');
    const given = value.value !== undefined;
    return {
      message: `behavior.${name} is ${given ? short(value.value) : 'not set'}, expected ${expected}`,
      fix,
      part: name,
      at: object.origin(given ? place : place.slice(0, place.lastIndexOf('/'))),
      values: [{ name, value, show: short }],
    };
  };
  const outside = (place: string, { name, least, most }: Limit, isRequired: boolean): Answer[] => {
    const pointer = joinPointer(place, name);
    const value = object.at<unknown>(pointer).value ?? undefined;
    const number = value === undefined && isRequired ? 0 : value;
    const fits = typeof number !== 'number' || (number >= least && number <= most);
    const expected = most < 10_000 ? `${least} to ${most}` : `${least} or more`;
    return fits ? [] : [problem(pointer, expected, `set ${name} to ${number < least ? least : most}`)];
  };
  const unknownWord = (place: string, name: keyof typeof WORDS, isRequired: boolean): Answer[] => {
    const pointer = joinPointer(place, name);
    const value = object.at<unknown>(pointer).value ?? undefined;
    const words = WORDS[name];
    return (value === undefined && !isRequired) || words.includes(value as string) ? [] : [problem(pointer, words.join(', '), `set ${name} to one of ${words.join(', ')}`)];
  };
  return ['scaleUp', 'scaleDown'].flatMap((direction) => {
    const place = joinPointer('/spec/behavior', direction);
    if (!isMap(mapAt(root, place))) { return []; }
    const list = joinPointer(place, 'policies');
    const policies = listAt(root, list)?.map((_, at) => joinPointer(list, at)) ?? [];
    return [
      // without the list the API server fills in its own
      ...listAt(root, list)?.length === 0 ? [problem(list, 'one policy or more', 'remove policies, or add one')] : [],
      ...outside(place, WINDOW, false),
      ...unknownWord(place, 'selectPolicy', false),
      ...policies.filter((policy) => mapAt(root, policy) !== undefined)
        .flatMap((policy) => [...unknownWord(policy, 'type', true), ...POLICY.flatMap((limit) => outside(policy, limit, true))]),
    ];
  });
});
