import type { Manifest } from '../../model/manifest/types';
import { shown } from '../../platform/problems';
import { type Comparison, comparisonJson, comparisonMarkdown, comparisonText, compareManifests } from '../../preview/compare';
import { UsageError } from '../errors';
import { readSources } from '../files';
import { readRevision, revisionOf } from '../git';
import type { Io } from '../io';
import { manifestsOf } from '../manifests';
import { writeOutput } from '../output';
import { readSettings, type SettingFlags } from '../settings';

export interface DiffFlags extends SettingFlags {
  readonly newPlatform?: string;
  readonly clusterFolders?: boolean;
  readonly format?: string;
  readonly exitCode?: boolean;
  readonly output?: string;
}

const WRITERS: Readonly<Record<string, (comparison: Comparison) => string>> = {
  text: comparisonText, json: comparisonJson, markdown: comparisonMarkdown,
};

/** What becomes of each workload when NEW replaces OLD: files, folders, or REVISION:PATH of a git repository. */
export function runDiff(before: string, after: string, flags: DiffFlags, io: Io): number {
  const write = Object.hasOwn(WRITERS, flags.format ?? 'text') ? WRITERS[flags.format ?? 'text'] : undefined;
  if (!write) { throw new UsageError(`--format must be one of ${Object.keys(WRITERS).join(', ')}, got ${shown(flags.format)}`); }
  const { facts, defaultNamespace } = readSettings(flags, io);
  const newFacts = flags.newPlatform === undefined ? undefined : readSettings({ ...flags, platform: flags.newPlatform }, io).facts;
  const read = (argument: string): readonly Manifest[] => {
    const revision = revisionOf(argument, io);
    const sources = revision ? readRevision(revision, io, flags.clusterFolders) : readSources([argument], io, flags.clusterFolders);
    return manifestsOf(sources, defaultNamespace).manifests;
  };
  const comparison = compareManifests(read(before), read(after), { facts, newFacts, defaultNamespace });
  writeOutput(write(comparison), flags.output, io);
  return flags.exitCode === true && comparison.worst !== 'none' ? 3 : 0;
}
