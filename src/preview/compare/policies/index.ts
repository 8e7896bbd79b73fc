import type { Judge, Policies } from './at';
import { PEERS, peers, REQUESTS, requests } from './authentication';
import { authorization, AUTHORIZATION } from './authorization';
import { NETWORK, network } from './network';
import { entries, ENTRY, imports, SIDECAR } from './outbound';
import type { ThingBuilder } from '../builder';
import type { Pair } from '../pairs';

export { Policies } from './at';

const JUDGES: ReadonlyMap<string, Judge> = new Map([
  [AUTHORIZATION, authorization], [PEERS, peers], [REQUESTS, requests], [NETWORK, network], [SIDECAR, imports], [ENTRY, entries],
]);

/** Whose requests a policy may refuse that are answered now, and why. */
export interface Refusing { readonly builder: ThingBuilder; readonly warning: string }

/** Workloads that come or go have no requests to lose. */
export function refusedBy({ before, after, same }: Pair, was: Policies, is: Policies): readonly Refusing[] {
  const { group, kind } = (after ?? before)!.key;
  const judge = same ? undefined : JUDGES.get(`${group}/${kind}`);
  if (!judge) { return []; }
  const [had, has] = [new Set(before && was.reachedBy(before)), new Set(after && is.reachedBy(after))];
  return [...new Set([...had, ...has])].filter(({ whole }) => whole === undefined).flatMap((workload) => {
    const warning = judge({ workload, ...had.has(workload) && { before }, ...has.has(workload) && { after }, was, is });
    return warning === undefined ? [] : [{ builder: workload, warning }];
  });
}
