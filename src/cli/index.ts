import { CommanderError } from 'commander';
import { UsageError } from './errors';
import { type Io, processIo } from './io';
import { program } from './program';
import { visible } from '../kube/visible';

/** Runs a command line and answers its exit code; nothing is thrown at whoever typed it. */
export function runCommand(args: readonly string[], io: Io): number {
  let code = 0;
  try {
    program(io, (answer) => { code = answer; }).parse(args, { from: 'user' });
    return code;
  } catch (error) {
    // commander has said what it had to say
    if (error instanceof CommanderError) { return error.exitCode === 0 ? 0 : 2; }
    if (error instanceof UsageError) { io.err(`${error.message.split('\n').map((line) => `error: ${visible(line)}`).join('\n')}\n`); return 2; }
    throw error;
  }
}

/** The command line of this process. The code is set, not exited with: what is written goes out first. */
export function run(): void {
  process.exitCode = runCommand(process.argv.slice(2), processIo());
}
