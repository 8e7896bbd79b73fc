import { lstatSync, renameSync, rmSync, type Stats, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { systemMessage, UsageError } from './errors';
import type { Io } from './io';

/** Writes to a file, or to standard output where none is named. A file is whole or not there; a link is not written through. */
export function writeOutput(text: string, path: string | undefined, io: Io): void {
  if (path === undefined || path === '-') { io.out(text); return; }
  const file = resolve(io.cwd, path);
  const present = presentAt(file, path);
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

function presentAt(file: string, path: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    // a name that is too long, a file where a folder should be
    throw new UsageError(`${path.slice(0, 200)}: cannot be written: ${systemMessage(error)}`);
  }
}
