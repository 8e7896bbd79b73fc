import type { ManifestRule, ProxyRule, Rule } from '../rule';

/** A rule that also says, for people, what exactly it finds and how severe that is. */
export type Described<R extends Rule> = R & {
  /** The condition, in one to three sentences. */
  readonly what: string;
};

export type DescribedRule = Described<ProxyRule> | Described<ManifestRule>;

/** An idea for a rule that is none: it has no source, no decidable condition, or would cry wolf. */
export interface LeftOut {
  /** Its id, which stays taken. */
  readonly id: string;
  /** The idea in a few words. */
  readonly title: string;
  /** Why it is left out; names the rule that covers it, where one does. */
  readonly why: string;
}
