/** Processor time of an action in milliseconds: what other programs do at the same time does not count. */
export function cpuTime(action: () => void): number {
  const start = process.cpuUsage();
  action();
  return process.cpuUsage(start).user / 1000;
}

/** The best of several runs: a pause of the collector or a cold compiler is not what is asked. Stops as soon as one is below the limit. */
export function bestTime(limit: number, action: () => void): number {
  let best = Infinity;
  for (let run = 0; run < 10 && best > limit; run += 1) { best = Math.min(best, cpuTime(action)); }
  return best;
}
