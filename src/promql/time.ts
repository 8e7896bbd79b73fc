/** A window must see this many scrapes: two make a rate, one may be lost, and a window rarely starts at a scrape. */
export const SCRAPES = 4;

const HOUR = 3600;
const MINUTE = 60;

/** Seconds in the largest unit that divides them, as PromQL writes it: `1m`, `90s`, `2h`. */
export function promDuration(seconds: number): string {
  if (seconds % HOUR === 0 && seconds > 0) { return `${seconds / HOUR}h`; }
  return seconds % MINUTE === 0 && seconds > 0 ? `${seconds / MINUTE}m` : `${seconds}s`;
}

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: MINUTE, h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR, y: 365 * 24 * HOUR };

/** A duration of PromQL (`1m30s`, or bare seconds) in seconds; undefined if it is an expression. */
export function secondsOf(text: string): number | undefined {
  if (text.length > 64) { return undefined; }
  if (/^[0-9]+(?:\.[0-9]+)?$/.test(text)) { return Number(text); }
  if (!/^(?:[0-9]+(?:ms|[smhdwy]))+$/.test(text)) { return undefined; }
  return [...text.matchAll(/([0-9]+)(ms|[smhdwy])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit], 0);
}
