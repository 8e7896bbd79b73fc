import { append } from '../../../model/group-by';
import type { Manifest } from '../../../model/manifest/types';
import { onceEach } from '../../../model/once';
import type { Pods } from '../../../model/service-port';
import type { Tri } from '../../../model/tri';
import type { ThingBuilder } from '../builder';
import type { Owners } from '../owners';
import type { Side } from '../side';
import type { Ways } from '../ways';

/** The policies of one side, by the pods that they are for. */
export class Policies {
  private readonly ofKind = onceEach((kind: string) => {
    const found = new Map<ThingBuilder, Manifest[]>();
    const [group, name] = kind.split('/');
    for (const policy of this.side.index.list(group, name)) {
      for (const workload of this.owners.reachedBy(policy)) { append(found, workload, policy); }
    }
    return found;
  });

  constructor(public readonly side: Side, private readonly owners: Owners, public readonly ways: Ways) {}

  public reachedBy(policy: Manifest): readonly ThingBuilder[] {
    return this.owners.reachedBy(policy);
  }

  /** What a workload's pods are made of, as far as a NetworkPolicy selects them. */
  public podsOf(policy: Manifest, workload: ThingBuilder): Pods | undefined {
    return this.owners.podsIn(policy).find(({ builder }) => builder === workload);
  }

  /** `security.istio.io/AuthorizationPolicy` */
  public at(workload: ThingBuilder, kind: string): readonly Manifest[] {
    return this.ofKind(kind).get(workload) ?? [];
  }
}

/** A policy before and after, as far as it is for the pods of a workload. */
export interface PolicyChange {
  readonly workload: ThingBuilder;
  readonly before?: Manifest;
  readonly after?: Manifest;
  readonly was: Policies;
  readonly is: Policies;
}

/** What it refuses that is answered now, in words; nothing where it is as strict as before. */
export type Judge = (change: PolicyChange) => string | undefined;

/** What the policies of one kind still allow together, any rule of any policy being enough, and what one of them takes away of it. */
export interface Less<T> {
  readonly open: readonly T[];
  /** It surely takes something away: none of them narrowed it before and this one does, or it had rules that no rule makes up for. */
  readonly sure: boolean;
  readonly first: boolean;
  readonly lost: readonly T[];
}

/** Nothing where it takes nothing away. A policy that says nothing of the matter has no rules, not an empty list. */
export function allowedLess<T>(
  { workload, before, after, was, is }: PolicyChange,
  kind: string,
  rulesOf: (policy: Manifest, side: Policies) => readonly T[] | undefined,
  covers: (open: readonly T[], rule: T) => Tri,
): Less<T> | undefined {
  const speaking = is.at(workload, kind).flatMap((policy) => { const rules = rulesOf(policy, is); return rules ? [rules] : []; });
  if (speaking.length === 0) { return undefined; }
  const open = speaking.flat();
  const speaks = after !== undefined && rulesOf(after, is) !== undefined;
  const first = speaks && !was.at(workload, kind).some((policy) => rulesOf(policy, was) !== undefined);
  const judged = ((before && rulesOf(before, was)) ?? []).map((rule) => ({ rule, covered: covers(open, rule) }));
  const lost = judged.filter(({ covered }) => covered !== true).map(({ rule }) => rule);
  return first || lost.length > 0 ? { open, first, lost, sure: first || judged.some(({ covered }) => covered === false) } : undefined;
}
