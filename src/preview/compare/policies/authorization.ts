import { allowedLess, type Judge, type PolicyChange } from './at';
import { parseBool } from '../../../model/go-bool';
import type { Manifest } from '../../../model/manifest/types';
import { isMap, listAt, member, stringAt, textsAt } from '../../../model/read';
import { objectName } from '../builder';

export const AUTHORIZATION = 'security.istio.io/AuthorizationPolicy';

/** A dry run is written down by the proxy, whatever it says, and refuses nothing (istio pilot/pkg/security/authz/builder/builder.go isDryRun). */
const isDryRun = ({ object }: Manifest): boolean => parseBool(stringAt(object, '/metadata/annotations/istio.io~1dry-run') ?? '') === true;

const actionOf = ({ object }: Manifest): string => stringAt(object, '/spec/action') || 'ALLOW';

const rulesOf = (action: string) => (policy: Manifest): readonly unknown[] | undefined => (
  actionOf(policy) === action && !isDryRun(policy) ? listAt(policy.object, '/spec/rules') ?? [] : undefined);

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
  const answer = allowedLess(change, AUTHORIZATION, rulesOf('ALLOW'), (open, rule) => open.some((one) => covers(one, rule)));
  if (!answer || answer.open.some(isAll)) { return undefined; }
  if (answer.open.length === 0) {
    return `${name} allows nothing, and no other ALLOW policy among the manifests is for these pods: every request to them is refused with 403`;
  }
  return answer.first
    ? `${name} is the first ALLOW policy for these pods: requests that are answered now and that none of its rules matches are refused with 403; look at who calls them, and how`
    : `${name} allows less than it did, and may refuse requests that are answered now, with 403; look at who needs the rules that it has no more`;
}

function denying({ workload, after, was }: PolicyChange, name: string, action: 'DENY' | 'CUSTOM'): string | undefined {
  const rules = after && rulesOf(action)(after);
  if (!rules) { return undefined; }
  const provider = stringAt(after.object, '/spec/provider/name');
  const others = was.at(workload, AUTHORIZATION).filter(({ object }) => action === 'DENY' || stringAt(object, '/spec/provider/name') === provider);
  const had = others.flatMap((policy) => rulesOf(action)(policy) ?? []);
  const more = rules.filter((rule) => !had.some((one) => covers(one, rule)));
  if (more.length === 0) { return undefined; }
  if (action === 'CUSTOM') {
    const what = more.some(isAll) ? 'every request' : 'more requests than before';
    return `${name} asks ${provider ?? 'a provider'} about ${what}, and refuses with 403 what that does not allow, and what it does not answer; try it before clients do`;
  }
  return more.some(isAll)
    ? `${name} denies everything: every request to these pods is refused with 403`
    : `${name} denies more than before, and may refuse requests that are answered now, with 403; look at who sends what its rules match`;
}

/** A rule without conditions matches every request. */
const isAll = (rule: unknown): boolean => ['from', 'to', 'when'].every((part) => (listAt(rule, `/${part}`) ?? []).length === 0);

/** Does the one rule match whatever the other one does? Only what can be read from the lists is known. */
function covers(wide: unknown, narrow: unknown): boolean {
  const parts = ([['from', 'source'], ['to', 'operation']] as const).every(([list, inner]) => {
    const [all, some] = [wide, narrow].map((rule) => (listAt(rule, `/${list}`) ?? []).map((one) => member(one, inner)));
    return all.length === 0 || (some.length > 0 && some.every((one) => all.some((other) => isWithin(one, other))));
  });
  const [all, some] = [wide, narrow].map((rule) => listAt(rule, '/when') ?? []);
  return parts && all.every((one) => some.some((other) => member(other, 'key') === member(one, 'key') && isWithin(other, one)));
}

/** Fields are conditions of which all hold; of the values of one field any is enough, of a `not` field none. */
function isWithin(narrow: unknown, wide: unknown): boolean {
  return Object.keys(isMap(wide) ? wide : {}).every((field) => {
    const [has, asks] = [textsAt(narrow, `/${field}`), textsAt(wide, `/${field}`)];
    if (asks.length === 0) { return true; }
    return field.startsWith('not') ? asks.every((value) => matches(value, has)) : has.length > 0 && has.every((value) => matches(value, asks));
  });
}

const matches = (value: string, patterns: readonly string[]): boolean => patterns.some((pattern) => pattern === value || pattern === '*'
  || (pattern.endsWith('*') && value.startsWith(pattern.slice(0, -1))) || (pattern.startsWith('*') && value.endsWith(pattern.slice(1))));
