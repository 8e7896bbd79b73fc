import { hardSpreadOverNodes, hardSpreadOverZones } from './fit';
import { localPolicyWithoutSpread, noSpread, zoneRisk } from './missing';
import { nodeSelectorSyntax, tolerationSyntax } from './scheduling';
import { matchesNothing, selectorDrift } from './selector';
import { spreadConstraintLimits, topologyKeySyntax, weightRange } from './terms';
import { unknownTopologyKey } from './topology-key';
import { antiAffinityOnServerless, eciElsewhere, eciIncomplete } from './virtual-nodes';
import type { DescribedRule } from '../described';

/** Availability and spread: AVL001 to AVL016. */
export const ANTI_AFFINITY_RULES: readonly DescribedRule[] = [
  matchesNothing,
  weightRange,
  topologyKeySyntax,
  unknownTopologyKey,
  hardSpreadOverNodes,
  hardSpreadOverZones,
  antiAffinityOnServerless,
  eciIncomplete,
  eciElsewhere,
  noSpread,
  spreadConstraintLimits,
  tolerationSyntax,
  nodeSelectorSyntax,
  localPolicyWithoutSpread,
  zoneRisk,
  selectorDrift,
];
