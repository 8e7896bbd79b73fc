/** What a change does to pods, from nothing to not known: the worst of several wins. */
export const IMPACTS = [
  'none', 'metadata-only', 'live', 'added', 'pending-restart', 'scale', 'rolling-restart', 'recreate', 'rejected', 'cut-off', 'removed', 'unknown',
] as const;

export type Impact = typeof IMPACTS[number];

const RANK: ReadonlyMap<Impact, number> = new Map(IMPACTS.map((impact, rank) => [impact, rank]));

/** Negative when the first one is the lesser. */
export function compareImpacts(a: Impact, b: Impact): number {
  return RANK.get(a)! - RANK.get(b)!;
}

export function worstOf(impacts: Iterable<Impact>): Impact {
  let worst: Impact = 'none';
  for (const impact of impacts) {
    if (compareImpacts(impact, worst) > 0) { worst = impact; }
  }
  return worst;
}

/** Pods are replaced, or it is not known that they are not. */
export function mayRestart(impact: Impact): boolean {
  return impact === 'rolling-restart' || impact === 'recreate' || impact === 'unknown';
}

/** Something of what there was is missing afterwards, although nothing restarts: a change, the traffic, the thing itself. */
export function isLoss(impact: Impact): boolean {
  return impact === 'rejected' || impact === 'cut-off' || impact === 'removed';
}

/** Pods are replaced now or when they are made anew: the order of a list counts there, and what looks alike may differ. */
export function reachesPods(impact: Impact): boolean {
  return impact === 'pending-restart' || impact === 'rejected' || mayRestart(impact);
}
