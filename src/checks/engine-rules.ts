import { type Finding, RuleClass, Severity } from './finding';
import { fingerprintOf } from './fingerprint';
import { redact } from '../kube/secrets';
import type { Manifest } from '../model/manifest/types';

/** What the engine itself has to say: about rules that fail and acknowledgements that do not do what they seem to. */
interface EngineRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly fix: string;
}

export const ENGINE_RULES: readonly EngineRule[] = [
  { id: 'ENGINE001', title: 'a rule failed', severity: Severity.ERROR, fix: 'report it with the manifest; acknowledge ENGINE001 until it is mended' },
  { id: 'ENGINE002', title: 'acknowledgement of an unknown rule', severity: Severity.ERROR, fix: 'correct the rule id, or remove the acknowledgement' },
  { id: 'ENGINE003', title: 'acknowledgement that says nothing', severity: Severity.ERROR, fix: 'give a reason, and a day as YYYY-MM-DD if it should expire' },
  { id: 'ENGINE004', title: 'acknowledgement that is not used', severity: Severity.WARNING, fix: 'remove it, so that it cannot hide a later finding' },
  { id: 'ENGINE005', title: 'acknowledgement that expired', severity: Severity.NOTE, fix: 'mend the finding, or renew the acknowledgement' },
  { id: 'ENGINE006', title: 'acknowledgement of what the server rejects', severity: Severity.ERROR, fix: 'mend the object; what the API server rejects cannot be accepted' },
];

const BY_ID = new Map(ENGINE_RULES.map((rule) => [rule.id, rule]));

/** A finding of the engine. Without a manifest it is about the app as a whole. */
export function engineFinding(id: string, message: string, manifest: Manifest | undefined, cluster: string | undefined, about: string): Finding {
  const rule = BY_ID.get(id)!;
  const object = manifest
    ? { apiVersion: manifest.object.apiVersion, kind: manifest.key.kind, namespace: manifest.key.namespace, name: manifest.key.name }
    : { apiVersion: '', kind: 'App', name: '' };
  return {
    ruleId: id,
    title: rule.title,
    severity: rule.severity,
    ruleClass: RuleClass.PRACTICE,
    // what failed may quote what it failed on
    message: redact(message),
    fix: rule.fix,
    object,
    pointer: '',
    part: about,
    values: [],
    construct: manifest?.construct,
    file: manifest?.file,
    cluster,
    fingerprint: fingerprintOf(id, about, cluster, object, manifest ? '' : message),
  };
}
