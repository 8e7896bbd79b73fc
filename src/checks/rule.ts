import type { MeshFacts } from '../platform';
import type { PatchOperation, RuleClass, Severity } from './finding';
import type { EffectiveProxy, ProxyMake, ProxyRole } from '../model/effective-proxy';
import type { ManifestIndex } from '../model/manifest/manifest-index';
import type { Manifest } from '../model/manifest/types';
import type { Effective, Origin } from '../model/origin';

/** A value that a message names; `show` writes it in the words of its unit. */
export interface NamedValue {
  readonly name: string;
  readonly value: Effective<unknown>;
  readonly show?: (value: unknown) => string;
}

/** What a rule found at one place. Object, place and origin texts are filled in by the runner. */
export interface Found {
  /** When it differs from the rule's own. */
  readonly severity?: Severity;
  /** When it differs from the rule's own: the server rejects one form of what the rule finds, and takes the other. */
  readonly ruleClass?: RuleClass;
  readonly message: string;
  readonly fix: string;
  /** The fix as a JSON patch on the object that the finding names, where it is certain: it removes the finding and changes nothing else. */
  readonly patch?: readonly PatchOperation[];
  /** Where to look; the origin of the value that is to be changed. Its manifest and pointer become the finding's. */
  readonly at?: Origin;
  /** Where to look when `at` says nothing: the pointer in the manifest that was judged. */
  readonly pointer?: string;
  /** Tells several findings of one rule on one object apart. */
  readonly part?: string;
  readonly values?: readonly NamedValue[];
}

/** The rule could not be judged here, and this is what is missing. */
export interface Undecided {
  readonly undecided: string;
}

/** No entries: the rule holds. */
export type Verdict = readonly Found[] | Undecided;

/** What a rule may look at besides the thing it judges. */
export interface Scene {
  readonly index: ManifestIndex;
  /** Narrowed to the cluster. */
  readonly facts: MeshFacts;
  readonly cluster?: string;
  readonly proxies: readonly EffectiveProxy[];
  /** Workloads of which it is not known whether they get a sidecar: rules on sidecars are not judged for them. */
  readonly undecided?: readonly Manifest[];
  /** Only a part of the app was rendered (`Testing.synth(chart)`, `chart.toJson()`). */
  readonly partial: boolean;
  /** Which manifests are judged in this scene: those under its facts. */
  owns(manifest: Manifest): boolean;
  /**
   * Whether a rule, by its id, is asked about a manifest: of two objects that clash, one may stand under nobody's rules, and the other is to speak for
   * both. Without it every rule is asked about every manifest.
   */
  asks?(rule: string, manifest: Manifest): boolean;
}

interface RuleText {
  readonly id: string;
  readonly title: string;
  /** The severity, when a finding does not say another one. None is more severe: where only errors count, other rules are not asked. */
  readonly severity: Severity;
  readonly ruleClass: RuleClass;
  /** What happens otherwise, in one or two sentences. */
  readonly why: string;
  /** Where that can be read. */
  readonly source: string;
  /** Needs objects that other charts may hold: undecided when only one chart is rendered. */
  readonly wholeApp?: boolean;
}

/** A rule on a proxy that will run: the usual kind. */
export interface ProxyRule extends RuleText {
  readonly on: 'proxy';
  /** Only these makes; all when absent. */
  readonly makes?: readonly ProxyMake[];
  readonly roles?: readonly ProxyRole[];
  /** Only proxies that run, or may: one that is refused or never injected stops nothing and spreads nothing. */
  readonly running?: boolean;
  check(proxy: EffectiveProxy, scene: Scene): Verdict;
}

/** A rule on a manifest as it is written, for what is wrong before anything runs. */
export interface ManifestRule extends RuleText {
  readonly on: 'manifest';
  /** `Group/Kind` of what it judges (`apps/Deployment`, `/Service` for the core group); `all` for what every object has. */
  readonly kinds: readonly string[] | 'all';
  check(manifest: Manifest, scene: Scene): Verdict;
}

export type Rule = ProxyRule | ManifestRule;

/** A verdict for values that are not known. */
export function undecided(...values: readonly Effective<unknown>[]): Undecided {
  const reasons = new Set(values.flatMap((value) => value.known ? [] : [value.origin.why]));
  return { undecided: [...reasons].sort().join('; ') || 'a value is not known' };
}
