import { type Finding, Severity, type ValidationReport } from '../checks/finding';

/** The counts of a report; acknowledged findings are counted by themselves. */
export interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly acknowledged: number;
  readonly rulesRun: number;
  /** Rules that could not be judged somewhere. */
  readonly rulesNotEvaluated: number;
}

export function summaryOf({ findings, rules, notEvaluated }: ValidationReport): Summary {
  const counts: Record<Severity | 'acknowledged', number> = { [Severity.ERROR]: 0, [Severity.WARNING]: 0, [Severity.NOTE]: 0, acknowledged: 0 };
  for (const { acknowledged, severity } of findings) { counts[acknowledged ? 'acknowledged' : severity] += 1; }
  return {
    errors: counts[Severity.ERROR],
    warnings: counts[Severity.WARNING],
    notes: counts[Severity.NOTE],
    acknowledged: counts.acknowledged,
    rulesRun: rules.length,
    rulesNotEvaluated: new Set(notEvaluated.map(({ ruleId }) => ruleId)).size,
  };
}

/** `2 errors, 1 warning; 96 rules run, 4 not evaluated everywhere; 1 acknowledged`. */
export function summaryLine(summary: Summary): string {
  const { errors, warnings, notes, acknowledged, rulesRun, rulesNotEvaluated } = summary;
  const found = [count(errors, 'error'), count(warnings, 'warning'), count(notes, 'note')].filter((text) => !text.startsWith('0 '));
  return [
    found.length > 0 ? found.join(', ') : 'nothing found',
    `${count(rulesRun, 'rule')} run${rulesNotEvaluated > 0 ? `, ${rulesNotEvaluated} not evaluated everywhere` : ''}`,
    ...acknowledged > 0 ? [`${acknowledged} acknowledged`] : [],
  ].join('; ');
}

export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

/** `Deployment shop/web`. */
export function objectName({ object }: Finding): string {
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  return `${object.kind} ${name}`.trim();
}

/** `mesh/a.yaml:3:5`; undefined where no file was read. */
export function placeOf({ file, line, column }: Finding): string | undefined {
  if (file === undefined) { return undefined; }
  return line === undefined ? file : `${file}:${line}${column === undefined ? '' : `:${column}`}`;
}
