import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { systemMessage, UsageError } from './errors';
import type { Io } from './io';

/** Writes to a file, or to standard output where none is named. A file is whole or not there; a link is not written through. */
export function writeOutput(text: string, path: string | undefined, io: Io): void {
  if (path === undefined || path === '-') { io.out(text); return; }
  const file = resolve(io.cwd, path);
  const present = lstatSync(file, { throwIfNoEntry: false });
  if (present && !present.isFile()) { throw new UsageError(`${path}: expected a file, got ${present.isDirectory() ? 'a directory' : 'a link or device'}; name another one`); }
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new UsageError(`${path}: cannot be written: ${systemMessage(error)}`);
  }
}
