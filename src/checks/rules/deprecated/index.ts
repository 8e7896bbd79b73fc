/** API versions, annotations and settings that are gone, or will be. */
import { oldApiVersion, oldAutoscaler, oldBudget, oldGatewayApi } from './api-versions';
import { concurrencyArgument, dnsAutoAllocate, limitByRuntimeKey, oldAnnotations } from './istio-settings';
import { oldZoneLabels } from './zone-labels';
import type { DescribedRule } from '../described';

export const DEPRECATED_RULES: readonly DescribedRule[] = [
  oldAutoscaler,
  oldBudget,
  oldZoneLabels,
  oldAnnotations,
  dnsAutoAllocate,
  limitByRuntimeKey,
  oldGatewayApi,
  concurrencyArgument,
  oldApiVersion,
];
