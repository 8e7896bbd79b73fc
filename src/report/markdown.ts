import { escapeMarkup } from './markup';
import { type CheckResult, rulePage, type WriteOptions } from './result';
import { count, objectName, placeOf, summaryLine, summaryOf } from './summary';
import { type Finding, Severity } from '../checks/finding';
import { reasonsOf } from '../checks/reasons';
import { codeSpan } from '../kube/code-span';
import { visible, visibleValue } from '../kube/visible';

/** GitHub refuses a comment of more than 65,536 characters. */
const MAX_LENGTH = 65_000;
const MAX_FIELD = 2_000;

const HEADINGS: readonly (readonly [Severity, string])[] = [[Severity.ERROR, 'Errors'], [Severity.WARNING, 'Warnings'], [Severity.NOTE, 'Notes']];

/** A comment for a pull request: counts first, details folded. */
export function markdownReport({ report, platform, toolVersion }: CheckResult, options: WriteOptions): string {
  const summary = summaryOf(report);
  const head = [
    '### Mesh check',
    '',
    `${summaryLine(summary)}.`,
    '',
    '| errors | warnings | notes | acknowledged |',
    '|---:|---:|---:|---:|',
    `| ${summary.errors} | ${summary.warnings} | ${summary.notes} | ${summary.acknowledged} |`,
    '',
  ].join('\n');
  const foot = `\n<sub>cdk8s-istio ${prose(toolVersion)} for ${prose(platform.toString())}</sub>\n`;
  const notEvaluated = notEvaluatedText(report);
  const paper = new Paper(MAX_LENGTH - head.length - foot.length - notEvaluated.length);
  for (const [severity, title] of HEADINGS) {
    const open = report.findings.filter((finding) => finding.severity === severity && !finding.acknowledged);
    paper.section(`${title} (${open.length})`, open, options, severity === Severity.ERROR);
  }
  const acknowledged = report.findings.filter((finding) => finding.acknowledged);
  paper.section(`Acknowledged (${acknowledged.length})`, acknowledged, options, false);
  return `${head}${paper.text}${notEvaluated}${foot}`;
}

/** Text up to a length; what has no room is counted. */
class Paper {
  public text = '';

  constructor(private readonly room: number) {}

  public section(title: string, findings: readonly Finding[], options: WriteOptions, unfolded: boolean): void {
    if (findings.length === 0) { return; }
    const start = `\n<details${unfolded ? ' open' : ''}><summary>${escapeMarkup(title)}</summary>\n\n`;
    const end = '\n</details>\n';
    // room to say at the end of each section that there are more
    const limit = this.room - 400;
    if (this.text.length + start.length + end.length > limit) {
      this.text += `\n${escapeMarkup(title)}: no room here.\n`;
      return;
    }
    this.text += start;
    let shown = 0;
    for (const finding of findings) {
      const text = findingMarkdown(visibleValue(finding), options);
      if (this.text.length + text.length + end.length > limit) { break; }
      this.text += text;
      shown += 1;
    }
    if (shown < findings.length) { this.text += `\n… and ${count(findings.length - shown, 'more finding')}: a comment has no room for them.\n`; }
    this.text += end;
  }
}

function findingMarkdown(finding: Finding, options: WriteOptions): string {
  const { ruleId, title, message, fix, values, acknowledged, cluster, pointer, construct } = finding;
  const place = placeOf(finding);
  const at = [
    ...pointer === '' ? [] : [code(pointer)],
    ...place === undefined ? [] : [code(place)],
    ...construct === undefined ? [] : [`construct ${code(construct)}`],
    ...cluster === undefined ? [] : [`cluster ${code(cluster)}`],
  ].join(' · ');
  return [
    `- [**${ruleId}**](${rulePage(ruleId, options)}) ${prose(title)}: ${code(objectName(finding))}`,
    ...at === '' ? [] : [at],
    prose(message),
    ...values.map(({ name, value, origin }) => `- ${code(name)} ${code(value)}, ${prose(origin)}`),
    `**Fix:** ${prose(fix)}`,
    ...acknowledged ? [`Acknowledged (${prose(acknowledged.at)}): ${prose(acknowledged.reason)}`] : [],
  ].map((line, row) => (row === 0 ? line : `  ${line}`)).reduce((text, line) => `${text}${line.startsWith('  - ') ? '\n' : '\n\n'}${line}`) + '\n';
}

function notEvaluatedText({ notEvaluated }: CheckResult['report']): string {
  const reasons = reasonsOf(notEvaluated);
  if (reasons.length === 0) { return ''; }
  const shown = reasons.slice(0, 10).map(({ why, ruleIds }) => (
    `- ${ruleIds.slice(0, 8).join(', ')}${ruleIds.length > 8 ? ` and ${ruleIds.length - 8} more` : ''}: ${prose(visible(why), 300)}\n`));
  const more = reasons.length > 10 ? `- ${count(reasons.length - 10, 'more reason')}\n` : '';
  return `\n<details><summary>Not evaluated</summary>\n\n${shown.join('')}${more}\n</details>\n`;
}

/** Text that stays text: no markup, no mention of a person, no reference to an issue, no link. */
function prose(text: string, limit = MAX_FIELD): string {
  return clipped(text, limit)
    .replace(/[\\`*_[\]!|~$#]/g, '\\$&')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
    // a list, a heading or a rule begins at the start of a line only
    .replace(/^(\s*\d{0,9})([-+=.)])/, '$1\\$2')
    // these are looked for after the markup is read, where a backslash is gone; a comment in between keeps them apart
    .replace(/@/g, '@<!-- -->').replace(/\\#/g, '\\#<!-- -->').replace(/:\/\//g, ':<!-- -->//').replace(/(www)(?=\.)/gi, '$1<!-- -->');
}

function code(text: string): string {
  return codeSpan(clipped(text, MAX_FIELD));
}

function clipped(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : text;
}
