import type { Finding, FindingValue } from './finding';
import { fingerprintOf } from './fingerprint';
import type { Found, NamedValue, Rule } from './rule';
import { redact, redactValue } from '../kube/secrets';
import { shownName } from '../model/manifest';
import type { Manifest } from '../model/manifest/types';
import { describeOrigin } from '../model/origin';

/** Fills in what a rule leaves out: object, place, construct, line, fingerprint. Whatever it quotes of a manifest is shown without secrets from here on. */
export function toFinding(rule: Rule, found: Found, judged: Manifest, cluster: string | undefined): Finding {
  const set = found.at?.kind === 'set' ? found.at : undefined;
  const manifest = set?.manifest ?? judged;
  const place = set?.pointer ?? found.pointer ?? '';
  const { key } = manifest;
  const namespace = key.namespace === undefined ? {} : { namespace: key.namespace };
  const object = { apiVersion: manifest.object.apiVersion, kind: key.kind, ...namespace, name: shownName(manifest) };
  const position = manifest.position(place);
  const pointer = `${place}${set?.within ?? ''}`;
  // what is judged may be one of several proxies that share the object to mend (an options ConfigMap, a mesh-wide policy)
  const about = found.part ?? (manifest === judged ? undefined : `${judged.key.kind} ${judged.key.namespace ?? ''}/${judged.key.name}`);
  return {
    ruleId: rule.id,
    title: rule.title,
    severity: found.severity ?? rule.severity,
    ruleClass: found.ruleClass ?? rule.ruleClass,
    message: redact(found.message),
    fix: redact(found.fix),
    ...(found.patch === undefined || holdsSecret(found.patch) ? {} : { patch: [...found.patch] }),
    object,
    pointer: redact(pointer),
    ...(found.part === undefined ? {} : { part: found.part }),
    values: (found.values ?? []).map(toValue),
    ...(judged.construct === undefined && manifest.construct === undefined ? {} : { construct: judged.construct ?? manifest.construct }),
    ...(manifest.file === undefined ? {} : { file: manifest.file }),
    ...(position ? { line: position.line, column: position.column } : {}),
    ...(cluster === undefined ? {} : { cluster }),
    fingerprint: fingerprintOf(rule.id, about, cluster, object, pointer),
  };
}

function toValue({ name, value, show }: NamedValue): FindingValue {
  return { name, value: redact(showValue(value.known ? value.value : undefined, value.known, show)), origin: redact(describeOrigin(value.origin)) };
}

/** A patch is applied as it stands: one that would have to hide something is worth nothing. */
function holdsSecret(patch: NonNullable<Found['patch']>): boolean {
  return JSON.stringify(patch) !== JSON.stringify(redactValue(patch));
}

function showValue(value: unknown, isKnown: boolean, show: (value: unknown) => string = String): string {
  if (!isKnown) { return 'unknown'; }
  return value === undefined ? 'unset' : show(value);
}
