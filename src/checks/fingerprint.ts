import { createHash } from 'node:crypto';
import type { FindingObject } from './finding';

/** Names a finding across runs: rule, part, cluster, object and place. No line number, no message: both change without cause. */
export function fingerprintOf(
  ruleId: string, part: string | undefined, cluster: string | undefined, object: FindingObject, pointer: string,
): string {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  const identity = [ruleId, part ?? '', cluster ?? '', group, object.kind, object.namespace ?? '', object.name, pointer];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
}
