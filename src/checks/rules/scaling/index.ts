import { behaviorLimits } from './behavior';
import { maxTooSmall, minAboveMax, minTooSmall, onlyMinRaised } from './bounds';
import { budgetBlocksDrain, budgetNeedsOne, budgetOver100, noBudget, severalBudgets } from './budget';
import { cannotAct, fasterThanDrain, halfAutoscaler, memoryOnly, noMetric } from './idle';
import { unmeasured } from './measured';
import { fixedReplicas, oneReplica } from './replicas';
import { amountSyntax, deadlineTooShort, noRollout, rolloutTakesAll, roundsToZero, unavailableOver100 } from './rollout';
import { refusedByKeda, unknownScaledObjectField, wrongScaledObjectValue } from './scaled-object';
import { danglingTarget, severalAutoscalers } from './several';
import { metricEntry, targetOutOfRange, utilizationWithoutRequest } from './targets';
import { updateValues } from './values';
import type { DescribedRule } from '../described';

/** Scaling and rollout: SCL001 to SCL032. */
export const SCALING_RULES: readonly DescribedRule[] = [
  fixedReplicas,
  minAboveMax,
  onlyMinRaised,
  maxTooSmall,
  minTooSmall,
  cannotAct,
  noMetric,
  utilizationWithoutRequest,
  targetOutOfRange,
  memoryOnly,
  halfAutoscaler,
  noRollout,
  unavailableOver100,
  amountSyntax,
  rolloutTakesAll,
  roundsToZero,
  budgetBlocksDrain,
  budgetNeedsOne,
  budgetOver100,
  noBudget,
  behaviorLimits,
  fasterThanDrain,
  oneReplica,
  severalAutoscalers,
  danglingTarget,
  deadlineTooShort,
  metricEntry,
  updateValues,
  unmeasured,
  unknownScaledObjectField,
  wrongScaledObjectValue,
  refusedByKeda,
  severalBudgets,
];
