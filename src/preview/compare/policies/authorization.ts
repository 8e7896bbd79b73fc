import { allowedLess, type Judge, type Policies, type PolicyChange } from './at';
import { covers, isAll, type Rule, ruleOf } from './authorization-rules';
import { parseBool } from '../../../model/go-bool';
import type { Manifest } from '../../../model/manifest/types';
import { listAt, stringAt } from '../../../model/read';
import { objectName } from '../builder';

export const AUTHORIZATION = 'security.istio.io/AuthorizationPolicy';

/** A dry run is written down by the proxy, whatever it says, and refuses nothing (istio pilot/pkg/security/authz/builder/builder.go isDryRun). */
const isDryRun = ({ object }: Manifest): boolean => parseBool(stringAt(object, '/metadata/annotations/istio.io~1dry-run') ?? '') === true;

const actionOf = ({ object }: Manifest): string => stringAt(object, '/spec/action') || 'ALLOW';

const rulesOf = (action: string) => (policy: Manifest, { side }: Policies): readonly Rule[] | undefined => (
  actionOf(policy) === action && !isDryRun(policy)
    ? (listAt(policy.object, '/spec/rules') ?? []).map((rule) => ruleOf(rule, side.index.namespaceOf(policy.key)))
    : undefined);

/**
 * Of CUSTOM, DENY and ALLOW each may refuse. Without a policy that allows, all is allowed; with one, what a rule matches; one without rules matches nothing
 * (istio/api security/v1beta1/authorization_policy.proto).
 */
export const authorization: Judge = (change) => {
  const { before, after } = change;
  const name = objectName((after ?? before)!.key);
  return allowing(change, name) ?? denying(change, name, 'DENY') ?? denying(change, name, 'CUSTOM');
};

function allowing(change: PolicyChange, name: string): string | undefined {
  const answer = allowedLess(change, AUTHORIZATION, rulesOf('ALLOW'), covers);
  if (!answer || answer.open.some(isAll)) { return undefined; }
  if (answer.open.length === 0) {
    return `${name} allows nothing, and no other ALLOW policy among the manifests is for these pods: every request to them is refused with 403`;
  }
  if (answer.first) {
    return `${name} is the first ALLOW policy for these pods: requests that are answered now and that none of its rules matches are refused with 403; look at who calls them, and how`;
  }
  return answer.sure
    ? `${name} allows less than it did, and may refuse requests that are answered now, with 403; look at who needs the rules that it has no more`
    : `${name} may allow less than it did, as its old and new rules cannot be compared for sure, and what it allows no more is refused with 403; look at who calls these pods, and how`;
}

function denying({ workload, after, was, is }: PolicyChange, name: string, action: 'DENY' | 'CUSTOM'): string | undefined {
  const rules = after && rulesOf(action)(after, is);
  if (!rules) { return undefined; }
  const provider = stringAt(after.object, '/spec/provider/name');
  const others = was.at(workload, AUTHORIZATION).filter(({ object }) => action === 'DENY' || stringAt(object, '/spec/provider/name') === provider);
  const had = others.flatMap((policy) => rulesOf(action)(policy, was) ?? []);
  const judged = rules.map((rule) => ({ rule, known: covers(had, rule) })).filter(({ known }) => known !== true);
  if (judged.length === 0) { return undefined; }
  const more = judged.map(({ rule }) => rule);
  const isSure = judged.some(({ known }) => known === false);
  if (action === 'CUSTOM') {
    const what = more.some(isAll) ? 'every request' : `${isSure ? '' : 'maybe '}more requests than before`;
    return `${name} asks ${provider ?? 'a provider'} about ${what}, and refuses with 403 what that does not allow, and what it does not answer; try it before clients do`;
  }
  if (more.some(isAll)) { return `${name} denies everything: every request to these pods is refused with 403`; }
  return isSure
    ? `${name} denies more than before, and may refuse requests that are answered now, with 403; look at who sends what its rules match`
    : `${name} may deny more than before, as its old and new rules cannot be compared for sure, with 403; look at who sends what its rules match`;
}
