import { checkCarriers } from './carriers';
import { checkIdentity } from './identity';
import { checkPod, checkService } from './pod';
import { checkProxy } from './proxy';
import { checkScaling } from './scaling';
import { type Add, checkShapes } from './shapes';
import { plan, type PlanInput, type WaypointPlan } from '../plan';

const CHECKS: readonly ((input: PlanInput, add: Add) => void)[] = [checkIdentity, checkScaling, checkProxy, checkPod, checkService];

export interface Verdict {
  /** Undefined where the props are of the wrong types, so that nothing can be planned. */
  readonly plan?: WaypointPlan;
  /** Everything that is wrong, as sentences without the construct's path. */
  readonly problems: readonly string[];
}

/** Plans a waypoint and says everything that is wrong with what was given, before anything is merged. */
export function validated(input: PlanInput): Verdict {
  const problems: string[] = [];
  const add: Add = (problem) => { if (!problems.includes(problem)) { problems.push(problem); } };
  checkShapes(input.props, add);
  // what a value of the wrong type would mean for the rest cannot be said
  if (problems.length > 0) { return { problems }; }
  for (const check of CHECKS) { check(input, add); }
  const planned = plan(input);
  planned.problems.forEach(add);
  checkCarriers(input, planned, add);
  return { plan: planned, problems };
}
