import { spawnSync } from 'node:child_process';

export interface Ran {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly minutes?: number;
}

/** Runs a program to its end; one that is not there answers as one that failed. */
export function run(command: string, args: readonly string[], { cwd, input, env, minutes = 5 }: RunOptions = {}): Ran {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd, input, encoding: 'utf8', maxBuffer: 2 ** 28, timeout: minutes * 60_000, env: { ...process.env, ...env },
  });
  return { ok: status === 0, out: stdout ?? '', err: `${stderr ?? ''}${error ? error.message : ''}` };
}

export const isThere = (command: string): boolean => run('which', [command]).ok;
