import { Duration } from 'cdk8s';
import type { Problems } from '../../platform/problems';
import { wholeSecondsOf } from '../../presets/seconds';

/** A window must see this many scrapes: two make a rate, one may be lost, and a window rarely starts at a scrape. */
export const SCRAPES = 4;

const HOUR = 3600;
const MINUTE = 60;

/** The window of a metric as PromQL writes it: `1m`, `90s`, `2h`. */
export function windowOf(given: Duration | undefined, usual: number, scrapeSeconds: number, what: string, problems: Pick<Problems, 'add'>): string {
  const least = SCRAPES * scrapeSeconds;
  if (given === undefined) { return promDuration(Math.max(usual, least)); }
  const seconds = wholeSecondsOf(given, what, problems, 1, 24 * HOUR);
  if (seconds > 0 && seconds < least) {
    problems.add(`'${what}' must be at least ${SCRAPES} scrape intervals of ${scrapeSeconds} s, got ${seconds} s; use ${least} s or more, or give the adapter the scrapeInterval`);
  }
  return promDuration(seconds);
}

/** Seconds in the largest unit that divides them. */
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
