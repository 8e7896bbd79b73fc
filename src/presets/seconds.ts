import { Duration } from 'cdk8s';
import { type Problems, shown } from '../platform/problems';

/** Takes what is wrong. */
export type Reporter = Pick<Problems, 'add'>;

/** A duration as whole seconds within bounds, or a problem and 0. */
export function wholeSecondsOf(duration: Duration, what: string, problems: Reporter, min: number, max: number): number {
  const milliseconds: unknown = typeof duration?.toMilliseconds === 'function' ? duration.toMilliseconds({ integral: false }) : undefined;
  if (typeof milliseconds !== 'number') {
    problems.add(`'${what}' must be a Duration such as Duration.seconds(30), got ${shown(duration)}`);
    return 0;
  }
  const seconds = milliseconds / 1000;
  if (!Number.isSafeInteger(seconds)) {
    problems.add(`'${what}' must be whole seconds, got ${milliseconds} ms; round it up`);
    return 0;
  }
  if (seconds < min || seconds > max) {
    problems.add(`'${what}' must be ${max === Number.MAX_SAFE_INTEGER ? `at least ${min} s` : `${min} s to ${max} s`}, got ${seconds} s`);
  }
  return seconds;
}
