import { ANTI_AFFINITY_RULES } from './anti-affinity';
import type { DescribedRule } from './described';
import { DRAIN_RULES } from './drain';

export type { DescribedRule } from './described';

/** Every rule, in the order of the catalogue. Ids are never reused. */
export const ALL_RULES: readonly DescribedRule[] = [...DRAIN_RULES, ...ANTI_AFFINITY_RULES];

let byId: ReadonlyMap<string, DescribedRule> | undefined;

export function rulesById(): ReadonlyMap<string, DescribedRule> {
  return byId ??= new Map(ALL_RULES.map((rule) => [rule.id, rule]));
}
