import { type Acknowledgement, acknowledgementProblem, acknowledgementsOf, isMeant, toNote } from './acknowledgements';
import { engineFinding } from './engine-rules';
import { type Finding, type NotEvaluated, RuleClass, Severity, type ValidationReport } from './finding';
import { toFinding } from './finding-of';
import type { ManifestRule, ProxyRule, Rule, Scene, Undecided, Verdict } from './rule';
import { isAtOrBelow } from './scope';
import { redact } from '../kube/secrets';
import type { EffectiveProxy } from '../model/effective-proxy';
import { groupBy, within } from '../model/group-by';
import type { Manifest } from '../model/manifest/types';
import { whyUndecided } from '../model/mesh';
import { running } from '../model/running';

/** What one run judges. */
export interface Run {
  readonly scenes: readonly Scene[];
  /** The rules that hold for a construct path (or for manifests without one). The same array for the same answer: lists are grouped by it. */
  readonly rulesFor: (construct: string | undefined) => readonly Rule[];
  /** The mildest severity that somebody hears. What is milder is looked for only where it is acknowledged. @default note */
  readonly mildest?: Severity;
  readonly acknowledgements: readonly Acknowledgement[];
  /** Every rule id there is, to tell an unknown id in an acknowledgement. */
  readonly known: ReadonlyMap<string, Rule>;
  /** `YYYY-MM-DD`; without it expiry is not judged. */
  readonly asOf?: string;
}

/** A finding with the manifest that was judged: the place to mend may be in another one. */
interface Judged {
  readonly finding: Finding;
  readonly judged: Manifest;
}

/** Where a finding on a thing that was judged is told. */
interface Standing {
  readonly manifest: Manifest;
  readonly cluster: string | undefined;
}

/** A rule of either kind, on what it judges. */
type Judge<Target> = Rule & { check(target: Target, scene: Scene): Verdict };

/** Runs the rules over the scenes. Pure: the same run gives the same report. */
export function runRules(run: Run): ValidationReport {
  const findings: Judged[] = [];
  const skipped = new Map<string, NotEvaluated>();
  const given = [...run.acknowledgements, ...annotated(run.scenes)];
  const isHeard = hearing(run.mildest, given);
  const dispatch = new Dispatch(isHeard);

  const note = (rule: Rule, verdict: Verdict, manifest: Manifest, cluster: string | undefined) => {
    if (isUndecided(verdict)) { return skip(skipped, rule.id, verdict.undecided); }
    for (const one of verdict) {
      if (isHeard(rule, one.severity)) { findings.push({ finding: toFinding(rule, one, manifest, cluster), judged: manifest }); }
    }
  };

  const judge = <Target>(rule: Judge<Target>, targets: readonly Target[], scene: Scene, standing: (target: Target) => Standing) => {
    if (rule.wholeApp && scene.partial) { return skip(skipped, rule.id, 'only one chart is rendered', targets.length); }
    for (const target of targets) {
      try {
        const verdict = rule.check(target, scene);
        // most rules hold for most things
        if (isUndecided(verdict) || verdict.length > 0) {
          const { manifest, cluster } = standing(target);
          note(rule, declared(rule, verdict), manifest, cluster);
        }
      } catch (error) {
        // a rule that throws must not pass in silence
        const { manifest, cluster } = standing(target);
        findings.push({ finding: engineFinding('ENGINE001', `rule ${rule.id} failed: ${messageOf(error)}`, manifest, cluster, rule.id), judged: manifest });
      }
    }
  };

  for (const scene of run.scenes) {
    const onProxy = (proxy: EffectiveProxy) => dispatch.forProxy(run.rulesFor(proxy.declaredBy.construct), proxy);
    const ofProxy = ({ declaredBy: manifest, cluster = scene.cluster }: EffectiveProxy) => ({ manifest, cluster });
    ruleByRule(scene.proxies, onProxy, (rule, proxies) => judge(rule, proxies, scene, ofProxy));
    // most manifests of an app stand under nobody's rules
    const judged = scene.index.all.filter((manifest) => scene.owns(manifest) && run.rulesFor(manifest.construct).length > 0);
    const onManifest = (manifest: Manifest) => dispatch.forManifest(run.rulesFor(manifest.construct), manifest);
    const itself = (manifest: Manifest) => ({ manifest, cluster: scene.cluster });
    ruleByRule(judged, onManifest, (rule, manifests) => judge(rule, manifests, scene, itself));
  }

  for (const scene of run.scenes) { skipSidecars(run, scene, dispatch, skipped); }

  const acknowledged = acknowledge(run, given, findings, skipped);
  return {
    findings: sortFindings(acknowledged),
    notEvaluated: [...skipped.values()].map((one) => ({ ...one, why: redact(one.why) }))
      .sort((a, b) => compare(a.ruleId, b.ruleId) || compare(a.why, b.why)),
    rules: [...dispatch.asked].sort(),
  };
}

/**
 * Asks one rule about a group of targets before the next rule is asked: so the rule's code stays in the processor's caches, and the group is small
 * enough for what it looks at to stay there too. Target by target, all rules of one after the other, takes a sixth more.
 */
function ruleByRule<Target, R extends Rule>(
  targets: readonly Target[], rulesOn: (target: Target) => readonly R[], ask: (rule: R, targets: readonly Target[]) => void,
): void {
  for (let start = 0; start < targets.length; start += GROUP) {
    for (const [rules, group] of groupBy(targets.slice(start, start + GROUP), rulesOn)) {
      for (const rule of rules) { ask(rule, group); }
    }
  }
}

const GROUP = 128;

/** The acknowledgements that manifests carry. */
function annotated(scenes: readonly Scene[]): Acknowledgement[] {
  return scenes.flatMap(({ index, owns }) => index.all.flatMap((manifest) => (owns(manifest) ? acknowledgementsOf(manifest) : [])));
}

/** Tells what a rule may find that somebody hears, or has acknowledged. */
function hearing(mildest: Severity = Severity.NOTE, given: readonly Acknowledgement[]): (rule: Rule, severity?: Severity) => boolean {
  const last = ORDER.indexOf(mildest);
  const acknowledged = new Set(given.map(({ rule }) => rule));
  return (rule, severity = rule.severity) => ORDER.indexOf(severity) <= last || acknowledged.has(rule.id);
}

function isUndecided(verdict: Verdict): verdict is Undecided {
  return !Array.isArray(verdict);
}

/** Where nobody hears warnings, rules that declare less than an error are not asked: none may find more than it declares. */
function declared(rule: Rule, verdict: Verdict): Verdict {
  if (isUndecided(verdict)) { return verdict; }
  const worse = verdict.find(({ severity = rule.severity }) => ORDER.indexOf(severity) < ORDER.indexOf(rule.severity));
  if (worse) { throw new Error(`finds with severity ${worse.severity}, and declares ${rule.severity}`); }
  return verdict;
}

/** Rules by what they judge, worked out once for each list of rules: no rule is asked about a thing it does not judge. */
class Dispatch {
  /** The ids of the rules that were given out. */
  public readonly asked = new Set<string>();
  private readonly proxies = new Map<readonly Rule[], Map<string, readonly Rule[]>>();
  private readonly manifests = new Map<readonly Rule[], Map<string, Map<string, readonly Rule[]>>>();

  constructor(private readonly isHeard: (rule: Rule) => boolean) {}

  public forProxy(rules: readonly Rule[], proxy: EffectiveProxy): readonly ProxyRule[] {
    return this.forProxies(rules, proxy, running(proxy));
  }

  public forProxies(rules: readonly Rule[], { make, role }: Pick<EffectiveProxy, 'make' | 'role'>, isRunning: boolean): readonly ProxyRule[] {
    return this.list(within(this.proxies, rules), `${make} ${role} ${isRunning}`, rules, (rule) => rule.on === 'proxy' && (isRunning || rule.running !== true)
      && (!rule.makes || rule.makes.includes(make)) && (!rule.roles || rule.roles.includes(role))) as readonly ProxyRule[];
  }

  public forManifest(rules: readonly Rule[], { key: { group, kind } }: Manifest): readonly ManifestRule[] {
    return this.list(within(within(this.manifests, rules), group), kind, rules, (rule) => (
      rule.on === 'manifest' && (rule.kinds === 'all' || rule.kinds.includes(`${group}/${kind}`)))) as readonly ManifestRule[];
  }

  private list(lists: Map<string, readonly Rule[]>, target: string, rules: readonly Rule[], wanted: (rule: Rule) => boolean): readonly Rule[] {
    let list = lists.get(target);
    if (!list) {
      lists.set(target, list = rules.filter((rule) => wanted(rule) && this.isHeard(rule)));
      for (const { id } of list) { this.asked.add(id); }
    }
    return list;
  }
}

function skip(skipped: Map<string, NotEvaluated>, ruleId: string, why: string, count = 1): void {
  const id = `${ruleId} ${why}`;
  const before = skipped.get(id);
  skipped.set(id, { ruleId, why, count: (before?.count ?? 0) + count });
}

/** A report that is silent about pods which may have a sidecar would read as if they had been judged. */
function skipSidecars(run: Run, { index, undecided = [] }: Scene, dispatch: Dispatch, skipped: Map<string, NotEvaluated>): void {
  if (undecided.length === 0) { return; }
  const byRules = new Map<readonly Rule[], number>();
  for (const { construct } of undecided) {
    const rules = run.rulesFor(construct);
    byRules.set(rules, (byRules.get(rules) ?? 0) + 1);
  }
  const why = whyUndecided(undecided, index);
  for (const [rules, count] of byRules) {
    for (const { id } of dispatch.forProxies(rules, { make: 'sidecar', role: 'sidecar' }, true)) { skip(skipped, id, why, count); }
  }
}

/** Marks what is acknowledged, and reports acknowledgements that are unknown, unused, expired, empty or not allowed. */
function acknowledge(run: Run, given: readonly Acknowledgement[], findings: readonly Judged[], skipped: Map<string, NotEvaluated>): Finding[] {
  const partial = run.scenes.some((scene) => scene.partial);
  const extra: Finding[] = [];
  const valid: Acknowledgement[] = [];
  const used = new Set<Acknowledgement>();
  for (const ack of given) {
    const rule = run.known.get(ack.rule);
    const problem = acknowledgementProblem(ack);
    if (!rule) {
      extra.push(engineFinding('ENGINE002', `acknowledgement of ${JSON.stringify(ack.rule)} (${ack.at}): there is no such rule`, ack.manifest, undefined, ack.rule));
    } else if (problem) {
      extra.push(engineFinding('ENGINE003', `acknowledgement of ${ack.rule} (${ack.at}): ${problem}`, ack.manifest, undefined, ack.rule));
    } else if (ack.expires !== undefined && run.asOf !== undefined && ack.expires < run.asOf) {
      used.add(ack);
      extra.push(engineFinding('ENGINE005', `acknowledgement of ${ack.rule} (${ack.at}) expired on ${ack.expires}`, ack.manifest, undefined, ack.rule));
    } else {
      if (ack.expires !== undefined && run.asOf === undefined) { skip(skipped, 'ENGINE005', 'no date was handed in'); }
      valid.push(ack);
    }
  }

  const byRule = new Map<string, Acknowledgement[]>();
  for (const ack of valid) { byRule.set(ack.rule, [...byRule.get(ack.rule) ?? [], ack]); }
  const marked = findings.map(({ finding, judged }) => {
    const ack = byRule.get(finding.ruleId)?.find((candidate) => covers(candidate, finding, judged));
    if (!ack) { return finding; }
    used.add(ack);
    if (finding.ruleClass === RuleClass.API) {
      extra.push(engineFinding('ENGINE006', `${finding.ruleId} is acknowledged (${ack.at}), but the API server rejects the object all the same`, ack.manifest, undefined, finding.ruleId));
      return finding;
    }
    return { ...finding, acknowledged: toNote(ack) };
  });
  // what other charts or clusters hold may be what an acknowledgement is for
  if (!partial) {
    for (const ack of valid.filter((candidate) => !used.has(candidate))) {
      extra.push(engineFinding('ENGINE004', `acknowledgement of ${ack.rule} (${ack.at}) acknowledges nothing`, ack.manifest, undefined, ack.rule));
    }
  }
  const seen = new Set<string>();
  return [...marked, ...extra.filter((finding) => !seen.has(finding.message) && seen.add(finding.message))];
}

function covers(ack: Acknowledgement, finding: Finding, judged: Manifest): boolean {
  if (ack.part !== undefined && ack.part !== finding.part) { return false; }
  if (ack.object) { return isMeant(ack.object, judged.key) || isMeant(ack.object, finding.object); }
  if (ack.manifest) {
    // the place to mend may be in another object, an options ConfigMap
    if (ack.manifest === judged) { return true; }
    const { key } = ack.manifest;
    return key.kind === finding.object.kind && key.namespace === finding.object.namespace && key.name === finding.object.name
      && key.cluster === finding.cluster;
  }
  return ack.scope === '' || (finding.construct !== undefined && isAtOrBelow(finding.construct, ack.scope!));
}

const ORDER = [Severity.ERROR, Severity.WARNING, Severity.NOTE];

/** In the order of every report. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(bySeverity);
}

/** Most severe first; acknowledged ones last of their severity; then by object, rule and place. */
function bySeverity(a: Finding, b: Finding): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity)
    || Number(Boolean(a.acknowledged)) - Number(Boolean(b.acknowledged))
    || compare(a.cluster ?? '', b.cluster ?? '')
    || compare(`${a.object.namespace ?? ''}/${a.object.name}`, `${b.object.namespace ?? ''}/${b.object.name}`)
    || compare(a.object.kind, b.object.kind)
    || compare(a.ruleId, b.ruleId)
    || compare(a.pointer, b.pointer)
    || compare(a.message, b.message);
}

/** By code unit: the same on every machine and in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
