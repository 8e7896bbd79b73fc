import { isDay } from './day';
import type { FindingAcknowledgement } from './finding';
import { redact } from '../kube/secrets';
import type { Manifest } from '../model/manifest/types';

/** A note that a finding is known and accepted. */
export interface Acknowledgement {
  readonly rule: string;
  readonly part?: string;
  readonly reason: string;
  /** `YYYY-MM-DD`, the last day on which it holds. */
  readonly expires?: string;
  /** Where it was given, for people: a construct path, or the annotation of a manifest. */
  readonly at: string;
  /** It holds for constructs at or below this path; undefined: for the manifest that carries it. */
  readonly scope?: string;
  readonly manifest?: Manifest;
  /** It holds for these objects only. */
  readonly object?: ObjectPattern;
}

/** Objects by kind, namespace and name; `*` stands for any letters. */
export interface ObjectPattern {
  readonly kind: string;
  /** Absent: objects that name none, and those of kinds that have none. */
  readonly namespace?: string;
  readonly name: string;
}

/** The shortest reason that says anything. */
const MIN_REASON = 10;
const MAX_REASON = 1000;

/** Annotations that acknowledge: `ack.cdk8s-istio.io/DRN001: reason`, or `ack.cdk8s-istio.io/RULE.part`. */
export const ACKNOWLEDGE_PREFIX = 'ack.cdk8s-istio.io/';

/** What is wrong with an acknowledgement as it is written; undefined when nothing is. */
export function acknowledgementProblem(ack: { reason: string; expires?: string }): string | undefined {
  const reason = typeof ack.reason === 'string' ? ack.reason.trim() : '';
  if (reason.length < MIN_REASON || reason.length > MAX_REASON) {
    return `reason has ${reason.length} characters, expected ${MIN_REASON} to ${MAX_REASON}: say why it is acceptable here`;
  }
  if (ack.expires !== undefined && !isDay(ack.expires)) {
    return `expires is ${JSON.stringify(String(ack.expires).slice(0, 40))}, expected a day such as 2027-01-31`;
  }
  return undefined;
}

/** The acknowledgements that a manifest carries as annotations: the value is the reason, `(expires 2027-01-31)` may end it. */
export function acknowledgementsOf(manifest: Manifest): Acknowledgement[] {
  const annotations = manifest.object.metadata?.annotations;
  if (!annotations || typeof annotations !== 'object') { return []; }
  const found: Acknowledgement[] = [];
  for (const [key, value] of Object.entries(annotations)) {
    if (!key.startsWith(ACKNOWLEDGE_PREFIX) || typeof value !== 'string') { continue; }
    const [rule, ...part] = key.slice(ACKNOWLEDGE_PREFIX.length).split('.');
    const text = value.trim();
    const open = text.endsWith(')') ? text.lastIndexOf('(expires ') : -1;
    found.push({
      rule,
      part: part.length ? part.join('.') : undefined,
      reason: open < 0 ? text : text.slice(0, open).trim(),
      expires: open < 0 ? undefined : text.slice(open + '(expires '.length, -1).trim(),
      at: `annotation ${key}`,
      manifest,
    });
  }
  return found;
}

/** Whether an object is one of those that a pattern means. */
export function isMeant(pattern: ObjectPattern, { kind, namespace, name }: { kind: string; namespace?: string; name: string }): boolean {
  return isLike(pattern.kind, kind) && isLike(pattern.namespace ?? '', namespace ?? '') && isLike(pattern.name, name);
}

/** Without a regular expression: the pattern comes from a file, and names may be long. */
function isLike(pattern: string, text: string): boolean {
  const [start, ...parts] = pattern.split('*');
  if (parts.length === 0) { return pattern === text; }
  const end = parts.pop()!;
  if (!text.startsWith(start) || text.length < start.length + end.length || !text.endsWith(end)) { return false; }
  let at = start.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - end.length) { return false; }
    at = found + part.length;
  }
  return true;
}

export function toNote(ack: Acknowledgement): FindingAcknowledgement {
  return { reason: redact(ack.reason), at: ack.at, ...(ack.expires === undefined ? {} : { expires: ack.expires }) };
}
