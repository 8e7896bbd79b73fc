import type { NotEvaluated } from './finding';

/** One reason for which rules were not evaluated, and which. */
export interface NotEvaluatedReason {
  readonly why: string;
  readonly ruleIds: readonly string[];
  /** For how many objects, over all the rules. */
  readonly count: number;
}

/** What was missing, that which stopped most rules first. */
export function reasonsOf(notEvaluated: readonly NotEvaluated[]): readonly NotEvaluatedReason[] {
  const reasons = new Map<string, { ids: Set<string>; count: number }>();
  for (const { ruleId, why, count: objects } of notEvaluated) {
    let reason = reasons.get(why);
    if (!reason) { reasons.set(why, reason = { ids: new Set(), count: 0 }); }
    reason.ids.add(ruleId);
    reason.count += objects;
  }
  return [...reasons].map(([why, { ids, count: objects }]) => ({ why, ruleIds: [...ids].sort(), count: objects }))
    .sort((a, b) => b.ruleIds.length - a.ruleIds.length || b.count - a.count || (a.why < b.why ? -1 : 1));
}

/** Some of many. */
export function someIds(ruleIds: readonly string[]): string {
  return ruleIds.length > 4 ? `${ruleIds.slice(0, 3).join(', ')} and ${ruleIds.length - 3} more` : ruleIds.join(', ');
}
