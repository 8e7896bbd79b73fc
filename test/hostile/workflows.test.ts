import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Job { readonly 'permissions'?: unknown; readonly 'environment'?: string; readonly 'timeout-minutes'?: number }
interface Workflow { readonly permissions?: unknown; readonly jobs: { readonly [name: string]: Job } }

const FOLDER = join(__dirname, '../../.github/workflows');
const FILES = readdirSync(FOLDER).sort();
const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const workflow = (file: string): Workflow => parse(textOf(file)) as Workflow;

test('there are the three that are promised', () => {
  expect(FILES).toEqual(['ci.yml', 'nightly.yml', 'release.yml']);
});

describe.each(FILES)('%s', (file) => {
  test('every action is pinned by a commit, with the tag that it was', () => {
    const uses = textOf(file).split('\n').filter((line) => /\buses:/.test(line));
    expect(uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    expect(uses.length).toBeGreaterThan(0);
  });

  test('nothing that somebody else writes is pasted into a command', () => {
    // what `${{ }}` holds becomes part of the script; only `env`, `with` and names may have it
    const scripts = textOf(file).split('\n').filter((line) => /^\s+(?:- )?run:/.test(line) || /^\s{10,}(?:npm|gh|cd|sha256sum|mkdir)/.test(line));
    expect(scripts.filter((line) => line.includes('${{'))).toEqual([]);
  });

  test('a checkout leaves no credentials behind, and dependencies run no scripts', () => {
    const text = textOf(file);
    expect(text.match(/actions\/checkout@/g)?.length ?? 0).toBe(text.match(/persist-credentials: false/g)?.length ?? 0);
    expect(text.split('\n').filter((line) => /npm (?:ci|install|publish|pack)\b/.test(line) && !/^\s*#/.test(line) && !line.includes('--ignore-scripts'))).toEqual([]);
  });

  test('rights are named, and every job ends', () => {
    const { permissions, jobs } = workflow(file);
    expect(permissions).toBeDefined();
    expect(Object.values(jobs).filter((job) => job['timeout-minutes'] === undefined)).toEqual([]);
  });
});

test('only one job of the release can publish, in a protected environment, and it builds nothing', () => {
  const { permissions, jobs } = workflow('release.yml');
  expect(permissions).toEqual({});
  expect(Object.entries(jobs).map(([name, job]) => [name, job.permissions])).toEqual([
    ['build', { contents: 'read' }], ['publish', { 'contents': 'read', 'id-token': 'write' }], ['release', { contents: 'write' }],
  ]);
  expect(jobs.publish.environment).toBe('npm');
  expect(textOf('release.yml')).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|NPM_TOKEN/);
});
