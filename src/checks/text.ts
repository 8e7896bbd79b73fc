import { type Finding, RuleClass, Severity } from './finding';
import { visibleValue } from '../kube/visible';
import { wrapped } from '../kube/wrapped';

const WIDTH = 80;

/** Who objects, in the words of every report. */
export const WHO: Readonly<Record<RuleClass, string>> = {
  [RuleClass.API]: 'the API server rejects it',
  [RuleClass.MESH]: 'the mesh misbehaves',
  [RuleClass.PRACTICE]: 'practice',
};

/** One finding, readable in 80 columns. */
export function findingText(raw: Finding): string {
  const finding = visibleValue(raw);
  const { object } = finding;
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  const place = finding.file === undefined ? undefined : `${finding.file}${finding.line === undefined ? '' : `:${finding.line}:${finding.column}`}`;
  const width = Math.max(0, ...finding.values.map((value) => value.name.length));
  const lines = [
    ...fold(`${finding.ruleId} ${finding.severity}: ${finding.title}`, `(${WHO[finding.ruleClass]})`),
    ...fold(`  ${object.kind} ${name}`, finding.pointer),
    ...(finding.construct === undefined ? [] : [`  construct ${finding.construct}`]),
    ...(place === undefined ? [] : [`  file ${place}`]),
    ...(finding.cluster === undefined ? [] : [`  cluster ${finding.cluster}`]),
    ...wrap(finding.message, '  '),
    ...finding.values.flatMap((value) => fold(`    ${value.name.padEnd(width)}  ${value.value}`, value.origin.replace(`set in ${object.kind} ${name} at`, () => 'set at'))),
    ...wrap(`fix: ${finding.fix}`, '  '),
    ...(finding.acknowledged ? wrap(`acknowledged at ${finding.acknowledged.at}: ${finding.acknowledged.reason}`, '  ') : []),
  ];
  return lines.join('\n');
}

/** What a failed synth says: all findings that stop it, then those that would not. */
export function failureText(findings: readonly Finding[], stops: (finding: Finding) => boolean): string {
  const open = findings.filter((finding) => !finding.acknowledged && finding.severity !== Severity.NOTE);
  const shown = [...open.filter(stops), ...open.filter((finding) => !stops(finding))];
  return `${summary(findings)}\n\n${indent(shown.map(findingText).join('\n\n'))}\n`;
}

/** What a synth that passes writes to stderr. */
export function warningText(findings: readonly Finding[]): string {
  return `cdk8s-istio: ${summary(findings)}\n\n${indent(findings.map(findingText).join('\n\n'))}\n\n`;
}

function summary(findings: readonly Finding[]): string {
  const open = findings.filter((finding) => !finding.acknowledged);
  const count = (severity: Severity) => open.filter((finding) => finding.severity === severity).length;
  const parts = [plural(count(Severity.ERROR), 'error'), plural(count(Severity.WARNING), 'warning'), plural(count(Severity.NOTE), 'note')];
  const acknowledged = findings.length - open.length;
  return parts.filter(Boolean).concat(acknowledged ? [`${acknowledged} acknowledged`] : []).join(', ');
}

function plural(n: number, word: string): string {
  return n === 0 ? '' : `${n} ${word}${n === 1 ? '' : 's'}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** Two parts on one line when they fit, else the second on its own line, further in. */
function fold(first: string, second: string): string[] {
  if (!second) { return [first]; }
  const one = `${first}  ${second}`;
  const margin = /^ */.exec(first)![0];
  return one.length <= WIDTH - 2 ? [one] : [first, ...wrap(second, `${margin}    `)];
}

/** Text in lines of the width of a report, which stands two letters further in. */
export function wrap(text: string, margin: string): string[] {
  return wrapped(text, WIDTH - 2, margin);
}
