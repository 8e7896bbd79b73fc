import { existsSync, readFileSync } from 'node:fs';

/** One line of the table: a ratio measured within one run. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  /** The ratio that must not be exceeded; without one the row is there to be read. */
  readonly limit?: number;
  /** What of it was not measured here, and why. */
  readonly skipped?: string;
}

/** The main thread's account of the time it ran, in nanoseconds; Linux keeps one. */
const SCHEDULER = `/proc/self/task/${process.pid}/schedstat`;
const COUNTS_ALL = process.env.BENCH_THREADS === 'all' || !existsSync(SCHEDULER);

/**
 * Processor time in milliseconds: what other programs do at the same time hardly counts. It is that of the thread that a user waits for; with
 * `BENCH_THREADS=all`, and where the system keeps no account of threads, also of those in which V8 collects garbage and compiles beside it.
 */
export function spent(): number {
  if (!COUNTS_ALL) { return Number(readFileSync(SCHEDULER, 'utf8').split(' ')[0]) / 1e6; }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function time(run: () => void): number {
  (globalThis as { gc?: () => void }).gc?.();
  const start = spent();
  run();
  return spent() - start;
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
