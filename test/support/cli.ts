import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../../src/cli';

export interface CliOptions {
  readonly stdin?: string;
  readonly terminal?: boolean;
  readonly env?: { readonly [name: string]: string };
  /** The working directory, below the folder. */
  readonly cwd?: string;
}

export interface CliAnswer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder with files, and the command run in it. */
export class CliFolder {
  public readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'cdk8s-istio-cli-')));

  public constructor(files: { readonly [name: string]: string } = {}) {
    for (const [name, text] of Object.entries(files)) { this.write(name, text); }
  }

  public write(name: string, text: string): void {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  public read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  public run(args: readonly string[], { stdin = '', terminal = false, env = {}, cwd = '.' }: CliOptions = {}): CliAnswer {
    let out = '';
    let err = '';
    const code = runCommand(args, {
      cwd: join(this.path, cwd),
      env,
      terminal: { out: terminal, err: terminal },
      out: (text) => { out += text; },
      err: (text) => { err += text; },
      stdin: () => stdin,
    });
    return { code, out, err };
  }

  public remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
