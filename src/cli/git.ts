import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from './errors';
import { isManifestFile, type Source } from './files';
import type { Io } from './io';
import { shown } from '../platform/problems';

/** A folder or file as a commit has it: `main:dist`, as git itself writes it. */
export interface Revision {
  readonly revision: string;
  readonly path: string;
}

/** The revision that an argument names; a path that exists is a path. */
export function revisionOf(argument: string, { cwd }: Io): Revision | undefined {
  const colon = argument.indexOf(':');
  if (colon <= 0 || existsSync(resolve(cwd, argument))) { return undefined; }
  return { revision: argument.slice(0, colon), path: argument.slice(colon + 1) || '.' };
}

/** The texts of a revision, under the names that the files have there. */
export function readRevision({ revision, path }: Revision, io: Io, clusterFolders = false): Source[] {
  // git takes options anywhere; a revision never begins with a dash
  if (revision.startsWith('-')) { throw new UsageError(`expected REVISION:PATH, got ${shown(`${revision}:${path}`)}`); }
  const commit = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], io, `there is no revision ${shown(revision)}`).trim();
  const blobs = blobsOf(git(['ls-tree', '-r', '-z', commit, '--', path], io, `${revision}:${path} cannot be listed`));
  const isOneFile = blobs.length === 1 && isSame(blobs[0].file, path);
  const wanted = isOneFile ? blobs : blobs.filter(({ file }) => isManifestFile(file));
  if (wanted.length === 0) { throw new UsageError(`${revision}:${path} holds no manifests`); }
  const folder = path.replace(/^\.\/|\/$/g, '');
  const texts = textsOf(wanted.map(({ id }) => id), io, `${revision}:${path} cannot be read`);
  return wanted.map(({ file }, at) => {
    const inside = folder === '' || folder === '.' ? file : file.slice(folder.length + 1);
    return {
      file: `${revision}:${file}`,
      named: isOneFile,
      text: texts[at],
      ...clusterFolders && { cluster: inside.split('/')[0] },
    };
  });
}

interface Blob {
  readonly id: string;
  readonly file: string;
}

/** `100644 blob ID<tab>FILE`, each with a NUL at its end (git ls-tree, output format); the commit of a submodule has no text here. */
function blobsOf(listing: string): Blob[] {
  return listing.split('\0').filter(Boolean).flatMap((line) => {
    const tab = line.indexOf('\t');
    const [, type, id] = line.slice(0, tab).split(' ');
    return type === 'blob' ? [{ id, file: line.slice(tab + 1) }] : [];
  });
}

/** All of them from one process: `ID blob SIZE`, a line end, the bytes, a line end (git cat-file, batch output). */
function textsOf(ids: readonly string[], io: Io, problem: string): string[] {
  const output = gitBytes(['cat-file', '--batch'], io, problem, ids.map((id) => `${id}\n`).join(''));
  let at = 0;
  return ids.map(() => {
    const end = output.indexOf(0x0a, at);
    const size = Number(output.toString('latin1', at, end).split(' ')[2]);
    // a partial clone may lack a file
    if (end < 0 || !Number.isInteger(size)) { throw new UsageError(`${problem}: ${output.toString('latin1', at, end < 0 ? undefined : end)}`); }
    at = end + 1 + size + 1;
    return output.toString('utf8', end + 1, at - 1);
  });
}

function isSame(file: string, path: string): boolean {
  return file === path.replace(/^\.\//, '');
}

/** What git may print, in bytes: a folder of manifests is far smaller. */
const MAX_OUTPUT = 256 * 1024 * 1024;

function git(args: readonly string[], io: Io, problem: string): string {
  return gitBytes(args, io, problem).toString('utf8');
}

/** Arguments, never a shell line. */
function gitBytes(args: readonly string[], { cwd }: Io, problem: string, input = ''): Buffer {
  try {
    return execFileSync('git', args, { cwd, input, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: MAX_OUTPUT });
  } catch (error) {
    const { stderr, code } = error as { stderr?: Buffer; code?: string };
    throw new UsageError(code === 'ENOENT' ? 'git is not installed; REVISION:PATH needs it' : `${problem}${stderr?.length ? `: ${stderr.toString('utf8').trim().split('\n')[0]}` : ''}`);
  }
}
