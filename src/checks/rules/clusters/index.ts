import { unknownGatewayField, wrongGatewayValue } from './fields';
import { clusterIds, mixedClusterKinds, outsideRootNamespace } from './ids';
import { overrideField, overrideOfUnknownCluster, overridesOfOneCluster, partOfMap } from './overrides';
import { servicesDiffer } from './services';
import type { DescribedRule } from '../described';

/** Many clusters: MUL001 to MUL011, without MUL005. */
export const CLUSTERS_RULES: readonly DescribedRule[] = [
  overrideOfUnknownCluster,
  overridesOfOneCluster,
  overrideField,
  clusterIds,
  partOfMap,
  servicesDiffer,
  outsideRootNamespace,
  mixedClusterKinds,
  unknownGatewayField,
  wrongGatewayValue,
];
