import { isOf } from './known-fields';
import { type ScalingBehavior, type ScalingRules, ScalingSelect, type ScalingStep } from './scaling-behavior';
import { type Reporter, wholeSecondsOf } from './seconds';
import { shown } from '../platform/problems';

/** `spec.behavior` of an HPA; what is wrong is added to `problems`. Limits: kubernetes pkg/apis/autoscaling/validation. */
export function behaviorFields(behavior: ScalingBehavior, what: string, problems: Reporter): { readonly [field: string]: any } {
  if (!isOf(behavior, ['scaleUp', 'scaleDown'], what, problems)) { return {}; }
  return {
    ...(behavior.scaleUp !== undefined && { scaleUp: rules(behavior.scaleUp, `${what}.scaleUp`, problems) }),
    ...(behavior.scaleDown !== undefined && { scaleDown: rules(behavior.scaleDown, `${what}.scaleDown`, problems) }),
  };
}

function rules(given: ScalingRules, what: string, problems: Reporter): object {
  if (!isOf(given, ['stabilizationWindow', 'select', 'steps'], what, problems)) { return {}; }
  const { stabilizationWindow, select, steps } = given;
  if (steps !== undefined && !Array.isArray(steps)) {
    problems.add(`'${what}.steps' must be a list, got ${shown(steps)}`);
    return {};
  }
  const selects = Object.values(ScalingSelect);
  if (select !== undefined && !selects.includes(select)) { problems.add(`'${what}.select' must be one of ${selects.join(', ')}, got ${shown(select)}`); }
  if (steps?.length === 0) { problems.add(`'${what}.steps' must have an entry, got an empty list; leave it out for Kubernetes' own`); }
  return {
    ...(stabilizationWindow !== undefined && { stabilizationWindowSeconds: wholeSecondsOf(stabilizationWindow, `${what}.stabilizationWindow`, problems, 0, 3600) }),
    ...(select !== undefined && { selectPolicy: select }),
    ...(steps && { policies: steps.map((step, at) => stepFields(step, `${what}.steps[${at}]`, problems)) }),
  };
}

function stepFields(step: ScalingStep, what: string, problems: Reporter): object {
  if (!isOf(step, ['pods', 'percent', 'period'], what, problems)) { return {}; }
  const { pods, percent, period } = step;
  const periodSeconds = wholeSecondsOf(period, `${what}.period`, problems, 1, 1800);
  if ((pods === undefined) === (percent === undefined)) {
    problems.add(`'${what}' must have one of pods and percent, got ${pods === undefined ? 'neither' : 'both'}; keep one`);
  }
  const [type, value] = pods === undefined ? ['Percent', percent] : ['Pods', pods];
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
    problems.add(`'${what}.${pods === undefined ? 'percent' : 'pods'}' must be a whole number of 1 or more, got ${shown(value)}`);
  }
  return { type, value, periodSeconds };
}
