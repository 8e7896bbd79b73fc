import { failureSeverities, judgeManifests } from '../../checks/check-manifests';
import { visible } from '../../kube/visible';
import { yamlText } from '../../kube/yaml-text';
import { shown } from '../../platform/problems';
import { REPORT_FORMATS, type ReportFormat, writeReport } from '../../report';
import { baselineText, readBaseline, withBaseline } from '../baseline';
import { CONFIG_KEYS } from '../config-keys';
import { UsageError } from '../errors';
import { readSources } from '../files';
import { type Io, isColored } from '../io';
import { manifestsOf } from '../manifests';
import { writeOutput } from '../output';
import { readSettings, type SettingFlags, type Settings } from '../settings';
import { toolVersion } from '../version';

export interface CheckFlags extends SettingFlags {
  readonly clusterFolders?: boolean;
  readonly format?: string;
  readonly output?: string;
  readonly writeBaseline?: string;
  readonly showConfig?: boolean;
}

/** Judges manifests with every rule. 0: nothing at or above the threshold, 1: something. */
export function runCheck(paths: readonly string[], flags: CheckFlags, io: Io): number {
  const settings = readSettings(flags, io);
  if (flags.showConfig) { io.out(configText(settings)); return 0; }
  const format = formatOf(flags.format);
  if (paths.length === 0) { throw new UsageError('check needs files or folders, or - for standard input; see cdk8s-istio check --help'); }
  const baseline = settings.baseline === undefined || flags.writeBaseline !== undefined ? undefined : readBaseline(settings.baseline, io.cwd);
  const { manifests, files, skipped, patches } = manifestsOf(readSources(paths, io, flags.clusterFolders), settings.defaultNamespace);
  if (skipped.length > 0) { io.err(`${skipped.length} of the files in folders ${skipped.length === 1 ? 'holds' : 'hold'} no Kubernetes objects\n`); }
  if (patches.length > 0) {
    io.err(`${patches.length} of the files in folders ${patches.length === 1 ? 'is a patch of a kustomization and was' : 'are patches of kustomizations and were'} not judged; kustomize build makes what is applied\n`);
  }
  const { facts, asOf, acknowledgements, defaultNamespace, failOn } = settings;
  const judgement = judgeManifests(manifests, facts, { asOf, acknowledgements, defaultNamespace });
  if (flags.writeBaseline !== undefined) {
    writeOutput(baselineText(judgement.report), flags.writeBaseline, io);
    return 0;
  }
  const { report, gone } = baseline ? withBaseline(judgement.report, baseline, settings.baseline!) : { report: judgement.report, gone: 0 };
  if (gone > 0) { io.err(`${gone} of the findings in ${visible(settings.baseline!)} ${gone === 1 ? 'is' : 'are'} gone; --write-baseline writes it anew\n`); }
  const { index, proxies } = judgement;
  const result = { report, proxies, platform: facts.platform, files, mesh: { index, facts }, toolVersion: toolVersion() };
  writeOutput(writeReport(format, result, { color: isColored(io) && flags.output === undefined, failOn }), flags.output, io);
  const stops = failureSeverities(failOn);
  return report.findings.some(({ acknowledged, severity }) => !acknowledged && stops.has(severity)) ? 1 : 0;
}

function formatOf(given = 'text'): ReportFormat {
  const found = REPORT_FORMATS.find((format) => format === given);
  if (found === undefined) { throw new UsageError(`--format must be one of ${REPORT_FORMATS.join(', ')}, got ${shown(given)}`); }
  return found;
}

/** All settings as a configuration file, and who said each; what nobody said stands there as its default, or as a remark. */
function configText({ sources, facts }: Settings): string {
  return Object.entries(CONFIG_KEYS).map(([name, { otherwise }]) => {
    const said = sources.find((source) => source.name === name);
    if (said) { return `# ${said.from}\n${yamlText({ [name]: said.value })}`; }
    if (!('value' in otherwise)) { return `# ${name}: not set, ${otherwise.none}\n`; }
    const value = name === 'platform' ? `${facts.platform.flavor}@${facts.platform.version ?? ''}` : otherwise.value;
    return `# default${'because' in otherwise ? `, ${otherwise.because}` : ''}\n${yamlText({ [name]: value })}`;
  }).join('');
}
