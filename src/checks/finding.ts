/** How much a finding matters. */
export enum Severity {
  /** Drops requests or is refused by the server; stops a synth. */
  ERROR = 'error',
  /** Likely to surprise; does not stop a synth unless asked to. */
  WARNING = 'warning',
  /** Good to know. */
  NOTE = 'note',
}

/** Who objects. */
export enum RuleClass {
  /** The Kubernetes API server (or a CRD's own rules) rejects the object. Cannot be acknowledged. */
  API = 'api',
  /** The object is accepted, and Istio, ASM or an adapter ignores it or misbehaves. */
  MESH = 'mesh',
  /** It works, and experience advises against it. */
  PRACTICE = 'practice',
}

/** One value that a finding is about. */
export interface FindingValue {
  /** Its name, as it is written in Kubernetes, Istio or ASM. */
  readonly name: string;
  /** The value, in the words of its unit: `60s`, `25%`; `unset` when it is absent. */
  readonly value: string;
  /** Where it came from: `set in Deployment a/b at /spec/replicas (a.yaml:12)`, `default of Kubernetes` … */
  readonly origin: string;
}

/** The object that a finding is about. */
export interface FindingObject {
  /** API group and version. */
  readonly apiVersion: string;
  /** Kind. */
  readonly kind: string;
  /**
   * Namespace.
   *
   * @default - the manifest names none, or the kind has none
   */
  readonly namespace?: string;
  /** Name. */
  readonly name: string;
}

/** That somebody took note of a finding, and why. */
export interface FindingAcknowledgement {
  /** The reason given. */
  readonly reason: string;
  /** Where it was given: a construct path, or the annotation of a manifest. */
  readonly at: string;
  /**
   * The day after which it no longer holds, `2027-01-31`.
   *
   * @default - it does not expire
   */
  readonly expires?: string;
}

/** One step of a JSON patch (RFC 6902). */
export interface PatchOperation {
  /** `add`, `replace` or `remove`. */
  readonly op: string;
  /** The place in the object, an RFC 6901 JSON pointer. */
  readonly path: string;
  /** The new value. @default - none, for `remove` */
  readonly value?: any;
}

/** Something that a rule found. */
export interface Finding {
  /** The rule's id, `DRN001`. Ids are never reused. */
  readonly ruleId: string;
  /** The rule in a few words. */
  readonly title: string;
  /** How much it matters, here. */
  readonly severity: Severity;
  /** Who objects. */
  readonly ruleClass: RuleClass;
  /** What is wrong, with the values. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
  /** The fix as a JSON patch on the object, where it is safe: it removes the finding and changes nothing else. @default - a human has to choose */
  readonly patch?: PatchOperation[];
  /** The object to look at. */
  readonly object: FindingObject;
  /** The place in the object, an RFC 6901 JSON pointer. */
  readonly pointer: string;
  /** Which of several findings of one rule this is, for `acknowledge({ part })`. @default - the rule finds one thing at a place */
  readonly part?: string;
  /** The values it is about, with their origins. */
  readonly values: FindingValue[];
  /** The path of the construct that makes the object. @default - the object comes from YAML */
  readonly construct?: string;
  /** The file that was read. @default - the object was not read from a file */
  readonly file?: string;
  /** Line in the file, from 1. @default - the object was not read from text */
  readonly line?: number;
  /** Column in the file, from 1. @default - the object was not read from text */
  readonly column?: number;
  /** The cluster it is about. @default - the manifests name no cluster */
  readonly cluster?: string;
  /** The same for the same finding in the next run: rule, finding, object and place, no line number. */
  readonly fingerprint: string;
  /** Who took note of it. Acknowledged findings stay in every report and stop nothing. @default - nobody */
  readonly acknowledged?: FindingAcknowledgement;
}

/** A rule that could not be judged somewhere. Never a pass. */
export interface NotEvaluated {
  /** The rule's id. */
  readonly ruleId: string;
  /** What was missing. */
  readonly why: string;
  /** For how many objects. */
  readonly count: number;
}

/** Everything that one run of the checks has to say. */
export interface ValidationReport {
  /** All findings, most severe first, acknowledged ones too. */
  readonly findings: Finding[];
  /** The rules that could not be judged, and why. */
  readonly notEvaluated: NotEvaluated[];
  /** The ids of the rules that ran. */
  readonly rules: string[];
}
