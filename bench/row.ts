/** One line of the table: a ratio measured within one run. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  /** The ratio that must not be exceeded; without one the row is there to be read. */
  readonly limit?: number;
  /** What of it was not measured here, and why. */
  readonly skipped?: string;
}

/** Processor time of one run in milliseconds: what other programs do at the same time hardly counts. */
function time(run: () => void): number {
  (globalThis as { gc?: () => void }).gc?.();
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Medians of several things, measured in turn after one run to warm up, so that a slow moment of the machine meets all of them. */
export function medians(runs: number, ...subjects: readonly (() => void)[]): number[] {
  subjects.forEach((subject) => subject());
  const times = subjects.map(() => [] as number[]);
  for (let round = 0; round < runs; round += 1) {
    subjects.forEach((subject, i) => times[i].push(time(subject)));
  }
  return times.map(median);
}

/**
 * What each of the others costs in terms of the first: the median of the ratios within the rounds, since within one round the machine is most
 * like itself.
 */
export function ratios(runs: number, first: () => void, ...others: readonly (() => void)[]): number[] {
  const subjects = [first, ...others];
  subjects.forEach((subject) => subject());
  const rounds = Array.from({ length: runs }, () => subjects.map(time));
  return others.map((_, i) => median(rounds.map(([base, ...rest]) => rest[i] / base)));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
