import { type Markup, xml } from './markup';
import type { CheckResult, WriteOptions } from './result';
import { objectName } from './summary';
import { failureSeverities } from '../checks/check-manifests';
import type { Finding, Severity } from '../checks/finding';
import { reasonsOf } from '../checks/reasons';
import { rulesById } from '../checks/rules';
import { findingText } from '../checks/text';
import { visible } from '../kube/visible';

interface Case {
  readonly markup: Markup;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

/** One suite for each object with findings, and one with the rules that found nothing or could not be judged. */
export function junitReport({ report }: CheckResult, { failOn }: WriteOptions): string {
  const failing = failureSeverities(failOn);
  const objects = new Map<string, Finding[]>();
  for (const finding of report.findings) {
    const name = `${finding.cluster === undefined ? '' : `${finding.cluster} `}${objectName(finding)}`;
    const others = objects.get(name);
    if (others) { others.push(finding); } else { objects.set(name, [finding]); }
  }
  const suites = [...objects].map(([name, findings]) => suite(name, findings.map((finding) => findingCase(name, finding, failing))));
  const all = [...suites, suite('rules', ruleCases(report))];
  const sum = (of: Case['outcome'] | undefined): number => all.reduce((total, { cases }) => total + tally(cases, of), 0);
  const root = xml('testsuites', { name: 'cdk8s-istio', tests: sum(undefined), failures: sum('failed'), skipped: sum('skipped'), errors: 0 },
    all.map(({ markup }) => ['\n', markup]), '\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.text}\n`;
}

function tally(cases: readonly Case[], outcome: Case['outcome'] | undefined): number {
  return outcome === undefined ? cases.length : cases.filter((one) => one.outcome === outcome).length;
}

function suite(name: string, cases: readonly Case[]): { readonly markup: Markup; readonly cases: readonly Case[] } {
  const counts = { tests: cases.length, failures: tally(cases, 'failed'), skipped: tally(cases, 'skipped'), errors: 0 };
  return { cases, markup: xml('testsuite', { name, ...counts }, cases.map(({ markup }) => ['\n  ', markup]), '\n') };
}

function findingCase(classname: string, finding: Finding, failing: ReadonlySet<Severity>): Case {
  const { ruleId, title, pointer, severity, message, acknowledged, file, line } = finding;
  const attributes = { classname, name: `${ruleId} ${title}${pointer === '' ? '' : ` at ${pointer}`}`, file, line };
  if (acknowledged) {
    return { outcome: 'skipped', markup: xml('testcase', attributes, xml('skipped', { message: `acknowledged at ${acknowledged.at}: ${acknowledged.reason}` })) };
  }
  const text = findingText(finding);
  if (failing.has(severity)) {
    return { outcome: 'failed', markup: xml('testcase', attributes, xml('failure', { type: `${ruleId} ${severity}`, message }, text)) };
  }
  return { outcome: 'passed', markup: xml('testcase', attributes, xml('system-out', {}, text)) };
}

/** Rules without findings: passed, or skipped where they could not be judged, with the reasons. */
function ruleCases({ findings, rules, notEvaluated }: CheckResult['report']): readonly Case[] {
  const found = new Set(findings.map(({ ruleId }) => ruleId));
  const reasons = new Map<string, string[]>();
  for (const { why, ruleIds } of reasonsOf(notEvaluated)) {
    for (const id of ruleIds) { reasons.set(id, [...reasons.get(id) ?? [], visible(why)]); }
  }
  return [...new Set([...rules, ...reasons.keys()])].filter((id) => !found.has(id)).sort().map((id) => {
    const title = rulesById().get(id)?.title;
    const attributes = { classname: 'rules', name: title === undefined ? id : `${id} ${title}` };
    const why = reasons.get(id);
    return why === undefined
      ? { outcome: 'passed', markup: xml('testcase', attributes) }
      : { outcome: 'skipped', markup: xml('testcase', attributes, xml('skipped', { message: `not evaluated: ${why.join('; ')}` })) };
  });
}
