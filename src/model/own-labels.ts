import { isMap, listAt, member, stringsOf } from './read';
import { every, not, type Tri } from './tri';

/**
 * The labels that a proxy's pods carry. Where the base of the pod is not public (ASM), labels that nobody wrote may still be there:
 * then `complete` is false, and what asks for another label is neither yes nor no.
 */
export interface OwnLabels {
  readonly labels: Readonly<Record<string, string>>;
  readonly complete: boolean;
  /** Labels that have this value if they are there at all. */
  readonly possible?: Readonly<Record<string, string>>;
}

function has(own: OwnLabels, key: string): Tri {
  return member(own.labels, key) !== undefined ? true : own.complete ? false : undefined;
}

function isOneOf(own: OwnLabels, key: string, values: readonly unknown[]): Tri {
  const present = has(own, key);
  if (present !== undefined) { return present && values.includes(own.labels[key]); }
  const { possible } = own;
  return possible && Object.hasOwn(possible, key) && !values.includes(possible[key]) ? false : undefined;
}

/** Does one of `matchExpressions` hold? */
export function meetsRequirement(own: OwnLabels, requirement: unknown): Tri {
  const key = member(requirement, 'key');
  if (typeof key !== 'string') { return false; }
  const values = listAt(requirement, '/values') ?? [];
  switch (member(requirement, 'operator')) {
    case 'In': return isOneOf(own, key, values);
    // A label that is not there is in no list: apimachinery pkg/labels/selector.go, Requirement.Matches.
    case 'NotIn': return not(isOneOf(own, key, values));
    case 'Exists': return has(own, key);
    case 'DoesNotExist': return not(has(own, key));
    default: return false;
  }
}

/**
 * Does a LabelSelector (`matchLabels` and `matchExpressions`) match the pods? An empty one matches all of them; no selector at all
 * matches none, as in affinity terms, spread constraints and PodDisruptionBudgets of policy/v1 (k8s.io/apimachinery meta/v1
 * LabelSelectorAsSelector). A malformed requirement matches nothing: the API server refuses the object.
 */
export function selectsOwn(own: OwnLabels, selector: unknown): Tri {
  if (!isMap(selector)) { return false; }
  const wanted = member(selector, 'matchLabels');
  const exact = isMap(wanted) ? Object.keys(wanted).map((key) => isOneOf(own, key, [wanted[key]])) : [];
  const expressions = listAt(selector, '/matchExpressions') ?? [];
  return every(expressions.length === 0 ? exact : [...exact, ...expressions.map((requirement) => meetsRequirement(own, requirement))]);
}

/** Does a plain map selector (a Service's, a ProxyConfig's matchLabels) match? Callers decide what an empty one means. */
export function carriesAll(own: OwnLabels, wanted: unknown): Tri {
  const labels = stringsOf(wanted);
  return every(Object.keys(labels).map((key) => isOneOf(own, key, [labels[key]])));
}
