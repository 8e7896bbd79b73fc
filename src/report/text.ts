import { styleText } from 'node:util';
import type { CheckResult, WriteOptions } from './result';
import { count, summaryLine, summaryOf } from './summary';
import { type Finding, Severity } from '../checks/finding';
import { reasonsOf, someIds } from '../checks/reasons';
import { findingText, wrap } from '../checks/text';
import { visible } from '../kube/visible';

/** More reasons than this are counted: JSON has them all. */
const MAX_REASONS = 12;

type Style = Parameters<typeof styleText>[0];

/** Whether colours are wanted is decided by the caller, who knows the stream; Node's own guess is switched off. */
const paint = styleText as (style: Style, text: string, options?: { readonly validateStream: boolean }) => string;

const STYLES: Readonly<Record<Severity, Style>> = { [Severity.ERROR]: 'red', [Severity.WARNING]: 'yellow', [Severity.NOTE]: 'cyan' };

/** All findings and a summary, for a terminal. */
export function textReport({ report, platform }: CheckResult, { color = false }: WriteOptions): string {
  const styled = (style: Style, text: string): string => (color ? paint(style, text, { validateStream: false }) : text);
  const findings = report.findings.map((finding) => `${painted(finding, styled)}\n\n`);
  const summary = summaryOf(report);
  const worst = summary.errors > 0 ? Severity.ERROR : summary.warnings > 0 ? Severity.WARNING : Severity.NOTE;
  const reasons = reasonsOf(report.notEvaluated);
  const lines = [
    styled(['bold', STYLES[worst]] as Style, summaryLine(summary)),
    ...platform.assumed ? wrap(`no platform was declared: judged for ${platform.toString()}; --platform says another`, '  ') : [],
    ...reasons.slice(0, MAX_REASONS).flatMap(({ why, ruleIds }) => wrap(visible(`not evaluated (${someIds(ruleIds)}): ${why}`), '  ')),
    ...reasons.length > MAX_REASONS ? [`  ${count(reasons.length - MAX_REASONS, 'more reason')} in the JSON report`] : [],
  ];
  return `${findings.join('')}${lines.join('\n')}\n`;
}

/** Colours mark what the words say already. */
function painted(finding: Finding, styled: (style: Style, text: string) => string): string {
  const text = findingText(finding);
  const head = `${finding.ruleId} ${finding.severity}`;
  return text.startsWith(head) ? styled(finding.acknowledged ? 'dim' : STYLES[finding.severity], head) + text.slice(head.length) : text;
}
