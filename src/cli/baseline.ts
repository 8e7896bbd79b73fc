import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemMessage, UsageError } from './errors';
import type { Finding, ValidationReport } from '../checks/finding';
import { sortFindings } from '../checks/runner';
import { isMap } from '../model/read';
import { objectName } from '../report/summary';

/** How often each finding is known, by its fingerprint: two alike in one object have one. */
export type Baseline = ReadonlyMap<string, number>;

/** The file that `--write-baseline` writes: one line a finding, so that a repository's history shows what came and went. */
export function baselineText({ findings }: ValidationReport): string {
  const open = findings.filter(({ acknowledged }) => !acknowledged);
  const lines = open.map((finding) => {
    const { fingerprint, ruleId: rule, pointer } = finding;
    return JSON.stringify({ fingerprint, rule, object: objectName(finding), pointer });
  }).sort();
  return `{"version": 1, "findings": [\n${lines.map((line) => `  ${line}`).join(',\n')}\n]}\n`;
}

export function readBaseline(path: string, cwd: string): Baseline {
  const wrong = (why: string): UsageError => new UsageError(`${path}: ${why}; write one with --write-baseline ${path}`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(resolve(cwd, path), 'utf8'));
  } catch (error) {
    throw wrong(error instanceof SyntaxError ? 'expected JSON' : systemMessage(error));
  }
  if (!isMap(value) || value.version !== 1 || !Array.isArray(value.findings)) { throw wrong('expected a baseline of version 1'); }
  const known = new Map<string, number>();
  for (const entry of value.findings as unknown[]) {
    const fingerprint = isMap(entry) ? entry.fingerprint : undefined;
    if (typeof fingerprint !== 'string') { throw wrong('each finding needs its fingerprint'); }
    known.set(fingerprint, (known.get(fingerprint) ?? 0) + 1);
  }
  return known;
}

/** The report with what is known marked as such, and how many findings of the baseline are gone. */
export function withBaseline(
  report: ValidationReport, baseline: Baseline, path: string,
): { readonly report: ValidationReport; readonly gone: number } {
  const left = new Map(baseline);
  const mark = (finding: Finding): Finding => {
    const count = finding.acknowledged ? 0 : left.get(finding.fingerprint) ?? 0;
    if (count === 0) { return finding; }
    left.set(finding.fingerprint, count - 1);
    return { ...finding, acknowledged: { reason: 'known, it stands in the baseline', at: path } };
  };
  const findings = sortFindings(report.findings.map(mark));
  return { report: { ...report, findings }, gone: [...left.values()].reduce((sum, count) => sum + count, 0) };
}
