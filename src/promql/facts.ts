import { GROWTH_FUNCTIONS, KEEPING_AGGREGATIONS, KEEPING_FUNCTIONS, RANGE_FUNCTIONS, RATIO_AGGREGATIONS, RATIO_FUNCTIONS } from './functions';
import { childrenOf, nodesOf, type ParsedQuery, placeOf, type QueryNode, textOf } from './grammar';

/** Wrappers that leave the kind of a value as it is. */
const TRANSPARENT: ReadonlySet<string> = new Set(['ParenExpr', 'UnaryExpr', 'OffsetExpr', 'StepInvariantExpr']);

/** Counters by their names: `_total` by the convention of Prometheus, and the parts of Istio's histograms. */
const COUNTERS = /_total$|^istio_.*_(?:sum|count|bucket)$/;

const COMPARISONS: ReadonlySet<string> = new Set(['Gtr', 'Gte', 'Lss', 'Lte', 'Eql', 'Neq', 'EqlC']);

/** A node of the tree with what is asked of it. */
export class QueryFacts {
  constructor(public readonly query: ParsedQuery) {}

  public text(node: QueryNode): string {
    return textOf(this.query, node);
  }

  public place(node: QueryNode): string {
    return placeOf(this.query.text, node.from);
  }

  public all(name: string, below: QueryNode = this.query.root): QueryNode[] {
    return nodesOf(below).filter((node) => node.name === name);
  }

  /** The expression without parentheses, signs and offsets. */
  public bare(node: QueryNode): QueryNode {
    if (!TRANSPARENT.has(node.name)) { return node; }
    const inner = [...childrenOf(node)].find((child) => child.name !== 'UnaryOp');
    return inner ? this.bare(inner) : node;
  }

  /** What decides about the kind of the answer: without a default (`or vector(0)`), a comparison and a factor. */
  public core(node: QueryNode = this.query.root): QueryNode {
    const inner = this.bare(node);
    const parts = this.binary(inner);
    if (!parts) { return inner; }
    const { left, operator, right } = parts;
    // with bool it answers whether the comparison holds, 0 or 1, and not what is compared
    if (COMPARISONS.has(operator) && [...childrenOf(inner)].some(({ name }) => name === 'BoolModifier')) { return inner; }
    if (['Or', 'And', 'Unless'].includes(operator) || COMPARISONS.has(operator)) { return this.core(left); }
    if (operator === 'Mul' || operator === 'Div' || operator === 'Add' || operator === 'Sub') {
      if (this.isConstant(right)) { return this.core(left); }
      if (this.isConstant(left) && operator !== 'Div') { return this.core(right); }
    }
    return inner;
  }

  public binary(node: QueryNode): { readonly left: QueryNode; readonly operator: string; readonly right: QueryNode } | undefined {
    if (node.name !== 'BinaryExpr') { return undefined; }
    const children = [...childrenOf(node)].filter((child) => child.name !== 'BoolModifier' && child.name !== 'MatchingModifierClause' && child.name !== 'LineComment');
    const [left, operator, right] = children;
    return children.length === 3 ? { left, operator: operator.name, right } : undefined;
  }

  /** No series in it. */
  public isConstant(node: QueryNode): boolean {
    return this.all('VectorSelector', node).length === 0;
  }

  /** The name of a called function or of an aggregation, in small letters; undefined for anything else. */
  public called(node: QueryNode): string | undefined {
    if (node.name !== 'FunctionCall' && node.name !== 'AggregateExpr') { return undefined; }
    const [name] = childrenOf(node);
    return this.text(name).toLowerCase();
  }

  /** The arguments of a call. */
  public args(call: QueryNode): QueryNode[] {
    const body = [...childrenOf(call)].find((child) => child.name === 'FunctionCallBody');
    return body ? [...childrenOf(body)].filter((child) => child.name !== 'LineComment') : [];
  }

  /** The labels that an aggregation groups by (or drops, with `without`); undefined without such a clause. */
  public grouping(aggregation: QueryNode): { readonly without: boolean; readonly labels: readonly string[] } | undefined {
    const modifier = [...childrenOf(aggregation)].find((child) => child.name === 'AggregateModifier');
    if (!modifier) { return undefined; }
    const labels = this.all('GroupingLabels', modifier).flatMap((list) => [...childrenOf(list)]).map((label) => this.text(label).replace(/^["'`]|["'`]$/g, ''));
    return { without: this.all('Without', modifier).length > 0, labels };
  }

  /** The name of the metric of a selector, if it has a plain one. */
  public metric(selector: QueryNode): string {
    const first = selector.firstChild;
    if (first?.name === 'Identifier') { return this.text(first); }
    const quoted = this.all('QuotedLabelName', selector)[0];
    if (quoted) { return this.text(quoted).slice(1, -1); }
    const named = this.all('UnquotedLabelMatcher', selector).find((matcher) => matcher.firstChild && this.text(matcher.firstChild) === '__name__');
    return named ? this.text(this.all('StringLiteral', named)[0]).slice(1, -1) : '';
  }

  /** The labels that a selector has conditions on. */
  public labels(selector: QueryNode): string[] {
    return this.matchers(selector).map(({ label }) => label);
  }

  /** The conditions of a selector: the label, how it is compared (`=`, `=~` …), and the text it is compared with, as it is written between its quotes. */
  public matchers(selector: QueryNode): { readonly label: string; readonly operator: string; readonly value: string }[] {
    return this.all('UnquotedLabelMatcher', selector).map((matcher) => {
      const [operator] = this.all('MatchOp', matcher);
      const [text] = this.all('StringLiteral', matcher);
      return {
        label: this.text(matcher.firstChild!),
        operator: operator === undefined ? '' : this.text(operator),
        value: text === undefined ? '' : this.text(text).slice(1, -1),
      };
    });
  }

  /** An average, a share or a percentile: the value does not grow with the pods. */
  public isRatio(node: QueryNode = this.query.root): boolean {
    const core = this.core(node);
    const parts = this.binary(core);
    if (parts) { return parts.operator === 'Div' && !this.isConstant(parts.right); }
    const name = this.called(core);
    if (name === undefined) { return false; }
    if (RATIO_FUNCTIONS.has(name) || RATIO_AGGREGATIONS.has(name)) { return true; }
    // scalar(x), max(x), round(x) and so on are as their argument is
    const args = this.args(core).filter((arg) => !this.isConstant(arg));
    return args.length === 1 && !RANGE_FUNCTIONS.has(name) && this.isRatio(args[0]);
  }

  /** A sum of rates: all that is asked of all pods, however many they are. Divided by something that is counted it is none. */
  public isTotalRate(node: QueryNode = this.query.root): boolean {
    const core = this.core(node);
    const parts = this.binary(core);
    if (parts) { return parts.operator === 'Add' && this.isTotalRate(parts.left) && this.isTotalRate(parts.right); }
    const name = this.called(core);
    const [arg] = this.args(core).filter((one) => !this.isConstant(one));
    if (name === undefined || arg === undefined) { return false; }
    if (core.name === 'AggregateExpr') { return name === 'sum' && (this.isGrowth(arg) || this.isTotalRate(arg)); }
    return KEEPING_FUNCTIONS.has(name) && this.isTotalRate(arg);
  }

  private isGrowth(node: QueryNode): boolean {
    const core = this.core(node);
    return core.name === 'FunctionCall' && GROWTH_FUNCTIONS.has(this.called(core) ?? '');
  }

  /** The counter that the value is, as it stands: it only grows. Undefined for a rate, a ratio, a difference, and what is no counter by its name. */
  public rawCounter(node: QueryNode = this.query.root): string | undefined {
    const core = this.core(node);
    if (core.name === 'VectorSelector') {
      const metric = this.metric(core);
      return COUNTERS.test(metric.slice(-200)) ? metric : undefined;
    }
    const parts = this.binary(core);
    if (parts) { return parts.operator === 'Add' ? this.rawCounter(parts.left) ?? this.rawCounter(parts.right) : undefined; }
    const name = this.called(core) ?? '';
    const keeps = (core.name === 'AggregateExpr' ? KEEPING_AGGREGATIONS : KEEPING_FUNCTIONS).has(name);
    const [arg] = keeps ? this.args(core).filter((one) => !this.isConstant(one)) : [];
    return arg && this.rawCounter(arg);
  }
}
