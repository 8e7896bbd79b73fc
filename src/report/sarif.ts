import type { Log, Notification, ReportingDescriptor, Result, Run } from 'sarif';
import { type CheckResult, rulePage, type WriteOptions } from './result';
import { objectName } from './summary';
import { ACKNOWLEDGE_PREFIX } from '../checks/acknowledgements';
import { ENGINE_RULES } from '../checks/engine-rules';
import { type Finding, type FindingAcknowledgement, RuleClass, Severity } from '../checks/finding';
import { rulesById } from '../checks/rules';
import { RULE_GROUPS } from '../checks/rules/groups';
import { inert, visible, visibleValue } from '../kube/visible';

/** GitHub takes 25,000 results a run, docs.github.com "SARIF support for code scanning"; it shows the first 5,000. */
const MAX_RESULTS = 25_000;

/** GitHub shows this many tags of a rule. */
const MAX_TAGS = 10;

const LEVELS = { [Severity.ERROR]: 'error', [Severity.WARNING]: 'warning', [Severity.NOTE]: 'note' } as const;

/** Bands of GitHub: over 7.0 is high, over 4.0 medium. Only rules about security have one. */
const SECURITY: Readonly<Record<Severity, string>> = { [Severity.ERROR]: '8.0', [Severity.WARNING]: '5.0', [Severity.NOTE]: '2.0' };

const PRECISION: Readonly<Record<RuleClass, string>> = { [RuleClass.API]: 'very-high', [RuleClass.MESH]: 'high', [RuleClass.PRACTICE]: 'medium' };

/** SARIF 2.1.0 as GitHub's code scanning reads it. */
export function sarifReport({ report, files, toolVersion, platform }: CheckResult, options: WriteOptions): string {
  const findings = report.findings.slice(0, MAX_RESULTS).map((finding) => visibleValue(finding));
  const ids = [...new Set([...report.rules, ...findings.map(({ ruleId }) => ruleId)])].sort();
  const places = new Map(ids.map((id, at) => [id, at]));
  const run: Run = {
    tool: {
      driver: {
        name: 'cdk8s-istio',
        version: toolVersion,
        informationUri: 'https://github.com/cdk8s-istio/cdk8s-istio',
        rules: ids.map((id) => descriptor(id, findings, options)),
      },
    },
    invocations: [{ executionSuccessful: true, toolConfigurationNotifications: notifications(report) }],
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => result(finding, places.get(finding.ruleId)!, files)),
    properties: { platform: platform.toString() },
  };
  const log: Log = { version: '2.1.0', $schema: 'https://json.schemastore.org/sarif-2.1.0.json', runs: [run] };
  return `${inert(JSON.stringify(log, undefined, 1))}\n`;
}

interface RuleText {
  readonly title: string;
  readonly severity: Severity;
  readonly what: string;
  readonly why: string;
  readonly source?: string;
  readonly ruleClass: RuleClass;
}

function ruleText(id: string, findings: readonly Finding[]): RuleText {
  const rule = rulesById().get(id);
  if (rule) { return rule; }
  const own = ENGINE_RULES.find((candidate) => candidate.id === id);
  if (own) { return { ...own, what: `${own.title}.`, why: `To mend it: ${own.fix}.`, ruleClass: RuleClass.PRACTICE }; }
  // a rule that somebody else brought along says about itself what its findings say
  const { title, severity, ruleClass } = findings.find(({ ruleId }) => ruleId === id)
    ?? { title: id, severity: Severity.WARNING, ruleClass: RuleClass.PRACTICE };
  return { title, severity, what: title, why: title, ruleClass };
}

function descriptor(id: string, findings: readonly Finding[], options: WriteOptions): ReportingDescriptor {
  const { title, severity, what, why, source, ruleClass } = ruleText(id, findings);
  const group = RULE_GROUPS.find(({ prefix }) => id.startsWith(prefix))?.title;
  const page = rulePage(id, options);
  const security = id.startsWith('SEC');
  const tags = [...group === undefined ? [] : [group], ruleClass, ...security ? ['security'] : [], 'kubernetes', 'service-mesh'];
  const paragraphs = [what, why, ...source === undefined ? [] : [`Source: ${source}`]];
  return {
    id,
    name: title.replace(/[^A-Za-z0-9]+(.)?/g, (_, letter: string | undefined) => (letter ?? '').toUpperCase()).replace(/^./, (letter) => letter.toUpperCase()) || id,
    shortDescription: { text: title },
    fullDescription: { text: what },
    help: {
      text: [...paragraphs, page].join('\n\n'),
      // the texts are ours; a < in them is a comparison
      markdown: [...paragraphs.map((text) => text.replace(/</g, '&lt;')), `[${id}](${page})`].join('\n\n'),
    },
    helpUri: page,
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: tags.slice(0, MAX_TAGS), precision: PRECISION[ruleClass], ...security && { 'security-severity': SECURITY[severity] } },
  };
}

function result(finding: Finding, ruleIndex: number, files: readonly string[]): Result {
  const { ruleId, severity, message, fix, file, line, column, construct, cluster, fingerprint, acknowledged, pointer } = finding;
  const name = objectName(finding);
  return {
    ruleId,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: plain(`${name}: ${message}. To mend it: ${fix}`) },
    locations: [{
      physicalLocation: {
        // GitHub drops a result without a place; what the app as a whole is blamed for stands at its first file
        artifactLocation: { uri: relativeUri(file ?? files[0] ?? 'manifests') },
        region: { startLine: Math.max(line ?? 1, 1), ...line !== undefined && column !== undefined && { startColumn: Math.max(column, 1) } },
      },
      logicalLocations: [
        { fullyQualifiedName: [...cluster === undefined ? [] : [cluster], name, pointer].filter(Boolean).join(' '), kind: 'object' },
        ...construct === undefined ? [] : [{ fullyQualifiedName: construct, kind: 'resource' }],
      ],
    }],
    partialFingerprints: { 'meshFinding/v1': fingerprint },
    ...acknowledged && { suppressions: [{ kind: suppressionKind(finding, acknowledged), status: 'accepted', justification: acknowledged.reason }] },
  };
}

/**
 * SARIF 2.1.0, 3.35.2: `inSource` is what stands with the thing itself, an annotation or the code of its construct; a baseline or a configuration
 * file is a list beside it. Those are read for files alone, which no construct stands behind.
 */
function suppressionKind({ construct }: Finding, { at }: FindingAcknowledgement): 'inSource' | 'external' {
  return construct !== undefined || at.startsWith(`annotation ${ACKNOWLEDGE_PREFIX}`) ? 'inSource' : 'external';
}

/**
 * In a message `{0}` is an argument and `[text](place)` a link: SARIF 2.1.0, 3.11.5 and 3.11.6. A backslash before a bracket takes its meaning
 * away, doubled braces are braces.
 */
function plain(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&').replace(/[{}]/g, '$&$&');
}

/** A path below the root of the repository as a URI. */
function relativeUri(file: string): string {
  const path = file.replace(/\\/g, '/').replace(/^(?:[A-Za-z]:)?\/+/, '');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.map((part) => encodeURIComponent(part)).join('/') || 'manifests';
}

function notifications(report: CheckResult['report']): Notification[] {
  const cut = report.findings.length - MAX_RESULTS;
  return [
    ...cut > 0 ? [{ level: 'warning' as const, message: { text: `${cut} findings are left out: code scanning takes ${MAX_RESULTS}; the JSON report has them all` } }] : [],
    ...report.notEvaluated.map(({ ruleId, why, count }) => ({
      level: 'note' as const,
      associatedRule: { id: ruleId },
      message: { text: plain(visible(`${ruleId} was not evaluated for ${count} of the objects: ${why}`)) },
    })),
  ];
}
