import { applicationOutlivesProxy } from './application';
import { durationUnit, twoTerminationDrains, unreadVariable } from './durations';
import { drainEndsBeforeMinimum, exitOnZeroBudget, exitOnZeroOnAmbient, terminationDrainIgnored } from './exit-on-zero';
import { longGracePeriod, noGracePeriod } from './grace-period';
import { oneHandler, sleepTooLong } from './handlers';
import { drainOrder, gracePeriodTooShort } from './order';
import { noPauseBehindLoadBalancer, preStopTimeUnknown, shellInDistroless } from './pre-stop';
import { lifecycleDropsHold, nativeIgnoresLifecycle } from './sidecar';
import type { DescribedRule } from '../described';

/** Shutdown and drain: DRN001 to DRN019. */
export const DRAIN_RULES: readonly DescribedRule[] = [
  drainOrder,
  gracePeriodTooShort,
  preStopTimeUnknown,
  sleepTooLong,
  terminationDrainIgnored,
  exitOnZeroBudget,
  drainEndsBeforeMinimum,
  exitOnZeroOnAmbient,
  durationUnit,
  noGracePeriod,
  nativeIgnoresLifecycle,
  lifecycleDropsHold,
  oneHandler,
  shellInDistroless,
  noPauseBehindLoadBalancer,
  twoTerminationDrains,
  longGracePeriod,
  unreadVariable,
  applicationOutlivesProxy,
];
