import { Duration } from 'cdk8s';
import type { Problems } from '../../platform/problems';
import { wholeSecondsOf } from '../../presets/seconds';
import { promDuration, SCRAPES } from '../../promql/time';

const DAY = 86_400;

/** The window of a metric as PromQL writes it: `1m`, `90s`, `2h`. */
export function windowOf(given: Duration | undefined, usual: number, scrapeSeconds: number, what: string, problems: Pick<Problems, 'add'>): string {
  const least = SCRAPES * scrapeSeconds;
  if (given === undefined) { return promDuration(Math.max(usual, least)); }
  const seconds = wholeSecondsOf(given, what, problems, 1, DAY);
  if (seconds > 0 && seconds < least) {
    problems.add(`'${what}' must be at least ${SCRAPES} scrape intervals of ${scrapeSeconds} s, got ${seconds} s; use ${least} s or more, or give the adapter the scrapeInterval`);
  }
  return promDuration(seconds);
}
