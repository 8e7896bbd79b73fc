import { baseContainerMissing, baseWithoutAmounts, fixedBesideScaled, minimumApplies, overcommitUnit, overcommitWithoutLabel } from './asm';
import { concurrency, limitsLost, noRequests } from './proxy';
import { finerThanMilli, unlikelyUnit, mixedUnits, quantitySyntax, requestAboveLimit, resourceName } from './quantities';
import type { DescribedRule } from '../described';

/** Resources: RES001 to RES015. */
export const RESOURCES_RULES: readonly DescribedRule[] = [
  quantitySyntax,
  requestAboveLimit,
  unlikelyUnit,
  mixedUnits,
  finerThanMilli,
  minimumApplies,
  concurrency,
  fixedBesideScaled,
  baseContainerMissing,
  baseWithoutAmounts,
  overcommitWithoutLabel,
  overcommitUnit,
  noRequests,
  resourceName,
  limitsLost,
];
