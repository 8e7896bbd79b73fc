import { readFileSync } from 'node:fs';

/** Everything of the surroundings that a command touches. Tests hand in their own. */
export interface Io {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string | undefined };
  /** Whether standard output, standard error are terminals. */
  readonly terminal: { readonly out: boolean; readonly err: boolean };
  out(text: string): void;
  err(text: string): void;
  /** All of standard input. */
  stdin(): string;
}

/** Those of this process. A reader that closes its end (`| head`) ends the command quietly. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') { throw error; }
      process.exit();
    });
  }
  return {
    cwd: process.cwd(),
    env: process.env,
    terminal: { out: process.stdout.isTTY === true, err: process.stderr.isTTY === true },
    out: (text) => { process.stdout.write(text); },
    err: (text) => { process.stderr.write(text); },
    stdin: () => readFileSync(0, 'utf8'),
  };
}

/** Colours only where a terminal shows them and nobody said no (no-color.org). */
export function isColored({ env, terminal }: Io): boolean {
  return terminal.out && !env.NO_COLOR && env.TERM !== 'dumb';
}
