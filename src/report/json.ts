import { redacted } from './redact';
import type { CheckResult } from './result';
import { summaryOf } from './summary';
import type { Finding } from '../checks/finding';
import { redact } from '../kube/secrets';

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
    findings: report.findings.map((finding) => entry(redacted(finding))),
    notEvaluated: report.notEvaluated.map(({ ruleId, why, count }) => ({ ruleId, why: redact(why), count })),
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

/** The same JSON, in which no character can move a cursor or turn text round when somebody prints it. */
export function inert(json: string): string {
  return json.replace(/[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
