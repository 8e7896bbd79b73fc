import type { Finding } from '../checks/finding';
import { redactValue } from '../kube/secrets';

/** A finding without the secrets that a manifest may hold in whatever place. What tells findings apart is left as it is. */
export function redacted(finding: Finding): Finding {
  const { ruleId, file, fingerprint, ...rest } = finding;
  return { ruleId, ...redactValue(rest) as Omit<Finding, 'ruleId' | 'file' | 'fingerprint'>, ...file !== undefined && { file }, fingerprint };
}
