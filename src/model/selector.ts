import { own } from '../kube/own';
import { shown } from '../platform/problems';

/** One condition on a label. */
interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: ReadonlySet<string>;
}

/**
 * A label selector that was read once and can be asked many times.
 *
 * As in Kubernetes (apimachinery, LabelSelectorAsSelector): no selector selects nothing, an empty one everything, `NotIn` also what has
 * no such label. One that the API server would refuse selects nothing, and `problems` says why.
 */
export class LabelSelector {
  /** A metav1.LabelSelector: `matchLabels` and `matchExpressions`. */
  public static of(selector: unknown): LabelSelector {
    if (selector === undefined || selector === null) { return new LabelSelector(undefined, []); }
    const problems: string[] = [];
    const requirements: Requirement[] = [];
    const { matchLabels, matchExpressions, ...others } = mappingOf(selector, 'a label selector', problems);
    for (const key of Object.keys(others)) {
      problems.push(`unknown field ${shown(key)} in a label selector, expected matchLabels or matchExpressions, move labels below matchLabels`);
    }
    readLabels(matchLabels ?? {}, requirements, problems);
    if (matchExpressions !== undefined && matchExpressions !== null && !Array.isArray(matchExpressions)) {
      problems.push(`matchExpressions is ${shown(matchExpressions)}, expected a list, write one item for each label`);
    }
    for (const expression of Array.isArray(matchExpressions) ? matchExpressions as unknown[] : []) {
      const requirement = readExpression(expression, problems);
      if (requirement) { requirements.push(requirement); }
    }
    return new LabelSelector(requirements, problems);
  }

  /** A plain map of labels, as in a Service's selector or an Istio workload selector. */
  public static ofLabels(labels: unknown): LabelSelector {
    if (labels === undefined || labels === null) { return new LabelSelector(undefined, []); }
    const problems: string[] = [];
    const requirements: Requirement[] = [];
    readLabels(labels, requirements, problems);
    return new LabelSelector(requirements, problems);
  }

  private constructor(
    private readonly requirements: readonly Requirement[] | undefined,
    /** Why the API server would refuse it; empty for a valid selector. */
    public readonly problems: readonly string[],
  ) {}

  public matches(labels: Readonly<Record<string, string>>): boolean {
    if (this.requirements === undefined || this.problems.length > 0) { return false; }
    return this.requirements.every(requirement => meets(requirement, labels));
  }

  /** Nothing at all can match. */
  public get nothing(): boolean {
    return this.requirements === undefined || this.problems.length > 0;
  }

  /** The conditions that name values a label must have: what an index can look up. */
  public get required(): readonly { readonly key: string; readonly values: ReadonlySet<string> }[] {
    return (this.requirements ?? []).filter(({ operator }) => operator === 'In');
  }
}

function meets({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = own(labels, key);
  switch (operator) {
    case 'In': return value !== undefined && values.has(value);
    case 'NotIn': return value === undefined || !values.has(value);
    case 'Exists': return value !== undefined;
    default: return value === undefined;
  }
}

function readLabels(labels: unknown, requirements: Requirement[], problems: string[]): void {
  for (const [key, value] of Object.entries(mappingOf(labels, 'labels', problems))) {
    if (typeof value !== 'string') {
      problems.push(`label ${shown(key)} is ${shown(value)}, expected text, put it in quotes`);
    } else {
      requirements.push({ key, operator: 'In', values: new Set([value]) });
    }
  }
}

function readExpression(expression: unknown, problems: string[]): Requirement | undefined {
  const { key, operator, values } = mappingOf(expression, 'an item of matchExpressions', problems);
  if (typeof key !== 'string' || key === '') {
    problems.push(`key of a match expression is ${shown(key)}, expected the name of a label, set it`);
    return undefined;
  }
  const texts = values === undefined || values === null ? [] : values;
  if (!Array.isArray(texts) || texts.some(value => typeof value !== 'string')) {
    problems.push(`values of the match expression for ${shown(key)} are no list of texts, got ${shown(values)}, put each in quotes`);
    return undefined;
  }
  switch (operator) {
    case 'In': case 'NotIn':
      if (texts.length === 0) { problems.push(`match expression ${operator} for ${shown(key)} has no values, expected at least one, add it`); }
      break;
    case 'Exists': case 'DoesNotExist':
      if (texts.length > 0) { problems.push(`match expression ${operator} for ${shown(key)} has values, expected none, remove them`); }
      break;
    default:
      problems.push(`operator of the match expression for ${shown(key)} is ${shown(operator)}, expected In, NotIn, Exists or DoesNotExist, correct it`);
      return undefined;
  }
  return { key, operator, values: new Set(texts as string[]) };
}

function mappingOf(value: unknown, what: string, problems: string[]): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) { return value as Record<string, unknown>; }
  problems.push(`${what} is ${shown(value)}, expected a mapping, write "key: value" lines`);
  return {};
}
