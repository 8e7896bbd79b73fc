import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { systemMessage, UsageError } from './errors';
import type { Io } from './io';

/** A text to read, under the name that findings give it: relative to the working directory, with slashes. */
export interface Source {
  readonly file: string;
  /** A file somebody named is read whatever is in it; one that was found in a folder only when it holds objects. */
  readonly named: boolean;
  readonly text: string;
  readonly cluster?: string;
}

/** The folder of a fleet that holds ASM's control plane: its objects belong to every cluster (docs/guide/fleet.md). */
export const MESH_FOLDER = 'mesh';

const EXTENSIONS = ['.yaml', '.yml', '.json'];

/** Folders that no release is kept in. */
const SKIPPED = new Set(['node_modules', '.git']);

/** From this many files on, one line says what goes on. */
const MANY = 500;

interface Listed { readonly path: string; readonly named: boolean; readonly cluster?: string }

/** The texts behind the paths of a command line: files, folders with everything below them, `-` for standard input. Each file once. */
export function readSources(paths: readonly string[], io: Io, clusterFolders = false): Source[] {
  const problems: string[] = [];
  if (paths.includes('')) { problems.push('a path must not be empty: a variable without a value? . is this folder'); }
  if (paths.filter((path) => path === '-').length > 1) { problems.push('standard input (-) can be read once'); }
  const listed = paths.filter((path) => path !== '').flatMap((path) => (path === '-' ? [{ path, named: true }] : list(path, io, clusterFolders, problems)));
  const unique = [...new Map(listed.map((one) => [one.path, one])).values()];
  const progress = progressLine(unique.length, io);
  const sources = unique.map((one, at) => {
    progress(at);
    try {
      const text = one.path === '-' ? io.stdin() : readFileSync(one.path, 'utf8');
      return { ...one, file: one.path === '-' ? 'stdin' : nameOf(one.path, io), text };
    } catch (error) {
      problems.push(`${nameOf(one.path, io)}: ${systemMessage(error)}`);
      return undefined;
    }
  });
  progress(unique.length);
  if (problems.length > 0) { throw new UsageError(problems); }
  if (unique.length === 0) {
    throw new UsageError(`no files in ${paths.join(', ')}; expected ${EXTENSIONS.join(', ')}`);
  }
  return sources.flatMap((source) => (source === undefined ? [] : [{
    file: source.file, named: source.named, text: source.text, ...source.cluster !== undefined && { cluster: source.cluster },
  }]));
}

function list(path: string, io: Io, clusterFolders: boolean, problems: string[]): Listed[] {
  const absolute = resolve(io.cwd, path);
  try {
    if (!statSync(absolute).isDirectory()) {
      if (clusterFolders) { problems.push(`${path}: with --cluster-folders a path is a folder of cluster folders, got a file`); }
      return [{ path: absolute, named: true }];
    }
    if (!clusterFolders) { return walk(absolute).map((file) => ({ path: file, named: false })); }
    const folders = entries(absolute).filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name) && !entry.name.startsWith('.'));
    if (folders.length === 0) { problems.push(`${path}: no folders in it, expected one for each cluster`); }
    return folders.flatMap(({ name }) => walk(join(absolute, name)).map((file) => ({ path: file, named: false, cluster: name })));
  } catch (error) {
    problems.push(`${path}: ${systemMessage(error)}`);
    return [];
  }
}

/** All files below a folder in the order of their names, the same on every machine; links to folders are not followed, which ends circles. */
function walk(folder: string): string[] {
  return entries(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) { return SKIPPED.has(entry.name) ? [] : walk(path); }
    const isFile = entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile() === true);
    return isFile && isManifestFile(entry.name) ? [path] : [];
  });
}

/** Whether a file found in a folder may hold manifests. */
export function isManifestFile(name: string): boolean {
  return EXTENSIONS.some((extension) => name.endsWith(extension));
}

function entries(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function nameOf(path: string, io: Io): string {
  const name = relative(io.cwd, path);
  return (name === '' || name.startsWith('..') ? path : name).split(sep).join('/');
}

function progressLine(total: number, io: Io): (done: number) => void {
  if (total <= MANY) { return () => undefined; }
  if (!io.terminal.err) { return (done) => { if (done === 0) { io.err(`reading ${total} files\n`); } }; }
  return (done) => {
    if (done === total) { io.err('\r\u001b[K'); } else if (done % 100 === 0) { io.err(`\rreading ${done} of ${total} files`); }
  };
}
