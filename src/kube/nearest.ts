/** Nobody mistypes longer words into each other, and the comparison is quadratic. */
const MAX_LENGTH = 64;

/** The candidate a word was meant to be: equal but for case, or at most a third of its letters away; undefined if none is. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word === '' || word.length > MAX_LENGTH) { return undefined; }
  const small = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.min(3, Math.floor(word.length / 3))) + 1;
  for (const candidate of candidates) {
    if (candidate.length > MAX_LENGTH || Math.abs(candidate.length - word.length) > bestDistance) { continue; }
    const distance = distanceWithin(small, candidate.toLowerCase(), bestDistance);
    // Among equals the first in code-unit order wins, so that the answer does not hang on the order of the candidates.
    if (distance < bestDistance || (distance === bestDistance && best !== undefined && candidate < best)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `; did you mean "…"?`, where there is something alike; else nothing. */
export function meant(word: unknown, known: readonly string[]): string {
  const near = typeof word === 'string' ? nearest(word, known) : undefined;
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment); stops at `limit` + 1. */
function distanceWithin(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) { row[j] = Math.min(row[j], beforeLast[j - 2] + 1); }
    }
    if (Math.min(...row) > limit) { return limit + 1; }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}

/** Names of one row, such as web-1 and web-2: they differ in nothing but numbers, and neither is a misspelt other. */
export function areNumbered(a: string, b: string): boolean {
  return a !== b && a.length <= MAX_LENGTH && b.length <= MAX_LENGTH && a.replace(/[0-9]+/g, '') === b.replace(/[0-9]+/g, '');
}
