import type { ManifestRule, ProxyRule, Rule } from '../rule';

/** A rule that also says, for people, what exactly it finds and how severe that is. */
export type Described<R extends Rule> = R & {
  /** The condition, in one to three sentences. */
  readonly what: string;
};

export type DescribedRule = Described<ProxyRule> | Described<ManifestRule>;
