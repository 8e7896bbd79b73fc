import type { CheckResult } from './result';
import { summaryOf } from './summary';
import type { Finding } from '../checks/finding';
import { inert } from '../kube/visible';

/** Grows when a field changes its meaning or goes; new fields do not count. */
export const JSON_REPORT_VERSION = 1;

/** For programs. `json-schema.ts` says what is in it. */
export function jsonReport({ report, platform, files, toolVersion }: CheckResult): string {
  const value = {
    schemaVersion: JSON_REPORT_VERSION,
    tool: { name: 'cdk8s-istio', version: toolVersion },
    platform: platform.toString(),
    files,
    summary: summaryOf(report),
    findings: report.findings.map((finding) => entry(finding)),
    notEvaluated: report.notEvaluated.map(({ ruleId, why, count }) => ({ ruleId, why, count })),
    rules: report.rules,
  };
  return `${inert(JSON.stringify(value, undefined, 2))}\n`;
}

function entry(finding: Finding): Record<string, unknown> {
  const {
    ruleId, title, severity, ruleClass, message, fix, patch, object, pointer, part, values, construct, file, line, column, cluster, fingerprint,
    acknowledged,
  } = finding;
  return {
    ruleId,
    title,
    severity,
    class: ruleClass,
    message,
    fix,
    patch: patch?.map(({ op, path, value }) => ({ op, path, value })),
    object: { apiVersion: object.apiVersion, kind: object.kind, namespace: object.namespace, name: object.name },
    pointer,
    part,
    values: values.map(({ name, value, origin }) => ({ name, value, origin })),
    construct,
    file,
    line,
    column,
    cluster,
    fingerprint,
    acknowledged: acknowledged && { reason: acknowledged.reason, at: acknowledged.at, expires: acknowledged.expires },
  };
}
