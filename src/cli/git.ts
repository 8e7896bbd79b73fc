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
  const files = git(['ls-tree', '-r', '-z', '--name-only', commit, '--', path], io, `${revision}:${path} cannot be listed`).split('\0').filter(Boolean);
  const isOneFile = files.length === 1 && isSame(files[0], path);
  const wanted = isOneFile ? files : files.filter(isManifestFile);
  if (wanted.length === 0) { throw new UsageError(`${revision}:${path} holds no manifests`); }
  const folder = path.replace(/^\.\/|\/$/g, '');
  return wanted.map((file) => {
    const inside = folder === '' || folder === '.' ? file : file.slice(folder.length + 1);
    return {
      file: `${revision}:${file}`,
      named: isOneFile,
      text: git(['show', `${commit}:./${file}`], io, `${revision}:${file} cannot be read`),
      ...clusterFolders && { cluster: inside.split('/')[0] },
    };
  });
}

function isSame(file: string, path: string): boolean {
  return file === path.replace(/^\.\//, '');
}

/** What git may print, in bytes: a folder of manifests is far smaller. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/** Arguments, never a shell line. */
function git(args: readonly string[], { cwd }: Io, problem: string): string {
  try {
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: MAX_OUTPUT });
  } catch (error) {
    const { stderr, code } = error as { stderr?: string; code?: string };
    throw new UsageError(code === 'ENOENT' ? 'git is not installed; REVISION:PATH needs it' : `${problem}${stderr ? `: ${stderr.trim().split('\n')[0]}` : ''}`);
  }
}
