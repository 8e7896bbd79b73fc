import { ANTI_AFFINITY_RULES } from './anti-affinity';
import { CAPTURE_RULES } from './capture';
import { CLUSTERS_RULES } from './clusters';
import { COMPRESSION_RULES } from './compression';
import { DEPRECATED_RULES } from './deprecated';
import type { DescribedRule } from './described';
import { DRAIN_RULES } from './drain';
import { GATEWAY_API_RULES } from './gateway-api';
import { NETWORKING_RULES } from './networking';
import { OUTPUT_RULES } from './output';
import { RESOURCES_RULES } from './resources';
import { SCALING_RULES } from './scaling';
import { SECURITY_RULES } from './security';
import { TELEMETRY_RULES } from './telemetry';
import { VERSIONS_RULES } from './versions';

export type { DescribedRule } from './described';

/** Every rule, in the order of the catalogue. Ids are never reused. */
export const ALL_RULES: readonly DescribedRule[] = [
  ...DRAIN_RULES,
  ...SCALING_RULES,
  ...ANTI_AFFINITY_RULES,
  ...RESOURCES_RULES,
  ...NETWORKING_RULES,
  ...SECURITY_RULES,
  ...OUTPUT_RULES,
  ...DEPRECATED_RULES,
  ...CAPTURE_RULES,
  ...VERSIONS_RULES,
  ...CLUSTERS_RULES,
  ...GATEWAY_API_RULES,
  ...COMPRESSION_RULES,
  ...TELEMETRY_RULES,
];

let byId: ReadonlyMap<string, DescribedRule> | undefined;

export function rulesById(): ReadonlyMap<string, DescribedRule> {
  return byId ??= new Map(ALL_RULES.map((rule) => [rule.id, rule]));
}
