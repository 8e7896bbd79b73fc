import type { QueryFacts } from './facts';
import { childrenOf, type QueryNode } from './grammar';
import { AGGREGATION_PARAMETERS, SIGNATURES, type ValueType } from './signatures';
import { secondsOf } from './time';
import { unquoted } from './unquote';

/** A part of a query whose type does not fit its place. */
export interface TypeProblem {
  readonly message: string;
  readonly fix: string;
}

const WORDS: Readonly<Record<ValueType, string>> = { scalar: 'a number', vector: 'a vector', range: 'a range', text: 'a text' };
const COMPARISONS: ReadonlySet<string> = new Set(['Gtr', 'Gte', 'Lss', 'Lte', 'Eql', 'Neq']);
const SETS: ReadonlySet<string> = new Set(['Or', 'And', 'Unless']);
const SELECTORS: ReadonlySet<string> = new Set(['VectorSelector', 'MatrixSelector', 'SubqueryExpr']);
const MODIFIERS: ReadonlySet<string> = new Set(['OffsetExpr', 'StepInvariantExpr']);

/** The types of a query, checked where Prometheus checks them when it parses (prometheus promql/parser/parse.go checkAST). */
export function typesOf(facts: QueryFacts): { readonly root: ValueType | undefined; readonly problems: readonly TypeProblem[] } {
  const checker = new Checker(facts);
  return { root: checker.typeOf(facts.query.root), problems: checker.problems };
}

class Checker {
  public readonly problems: TypeProblem[] = [];

  public constructor(private readonly facts: QueryFacts) {}

  /** The type of an expression; what is wrong below it is noted on the way. Undefined: not known, and then not judged. */
  public typeOf(node: QueryNode): ValueType | undefined {
    switch (node.name) {
      case 'NumberDurationLiteral': return 'scalar';
      case 'StringLiteral': return 'text';
      case 'VectorSelector': this.selector(node); return 'vector';
      case 'MatrixSelector': return this.matrix(node);
      case 'SubqueryExpr': return this.subquery(node);
      case 'ParenExpr': return this.typeOf(expressions(node)[0] ?? node);
      case 'UnaryExpr': return this.unary(node);
      case 'OffsetExpr': case 'StepInvariantExpr': return this.modified(node);
      case 'AggregateExpr': return this.aggregation(node);
      case 'FunctionCall': return this.call(node);
      case 'BinaryExpr': return this.binary(node);
      default: return undefined;
    }
  }

  private say(node: QueryNode, message: string, fix: string): void {
    this.problems.push({ message: `${message} (${this.facts.place(node)})`, fix });
  }

  private selector(node: QueryNode): void {
    const { facts } = this;
    const quoted = facts.all('QuotedLabelName', node).filter(({ nextSibling }) => nextSibling?.name !== 'MatchOp').length;
    const hasName = node.firstChild?.name === 'Identifier';
    const matchers = [...facts.all('UnquotedLabelMatcher', node), ...facts.all('QuotedLabelMatcher', node)].map((matcher) => this.matcher(matcher));
    const isNamed = matchers.some(({ label }) => label === '__name__');
    if (hasName && (quoted > 0 || isNamed)) { this.say(node, 'the name of the metric stands twice', 'write it once, before the braces'); }
    if (!hasName && quoted === 0 && matchers.every(({ takesEmpty }) => takesEmpty)) {
      this.say(node, 'a selector without a name has no condition that a missing label would not fulfil', 'name the metric, or compare a label with a text');
    }
  }

  private matcher(node: QueryNode): { readonly label: string; readonly takesEmpty: boolean } {
    const { facts } = this;
    const [label, operator, text] = [...childrenOf(node)].map((child) => facts.text(child));
    const read = unquoted(text, 0);
    const value = 'value' in read ? read.value : '';
    const isEqual = operator === '=' ? value === '' : matchesEmpty(value);
    return { label: label.replace(/^["'`]|["'`]$/g, ''), takesEmpty: operator.startsWith('!') ? !(operator === '!=' ? value === '' : matchesEmpty(value) === true) : isEqual !== false };
  }

  private matrix(node: QueryNode): ValueType {
    const [inner, duration] = childrenOf(node);
    if (inner.name !== 'VectorSelector') {
      this.say(node, MODIFIERS.has(inner.name) ? 'a range stands behind an offset or a time' : 'a range stands behind what is no selector', MODIFIERS.has(inner.name) ? 'write x[5m] offset 5m' : 'write a subquery such as [5m:1m]');
    }
    this.typeOf(inner);
    this.positive(duration);
    return 'range';
  }

  private subquery(node: QueryNode): ValueType {
    const [inner, ...durations] = childrenOf(node);
    const type = this.typeOf(inner);
    if (type !== undefined && type !== 'vector') { this.say(node, `a subquery of ${WORDS[type]}, expected one of a vector`, 'write it behind a vector'); }
    durations.forEach((duration) => { this.positive(duration); });
    return 'range';
  }

  private positive(duration: QueryNode | undefined): void {
    if (duration?.name !== 'DurationExpr') { return; }
    const text = this.facts.text(duration).trim();
    if (/^-/.test(text) || secondsOf(text) === 0) { this.say(duration, `a duration of ${text.slice(0, 24)}, expected more than 0`, 'write one such as 5m'); }
  }

  private unary(node: QueryNode): ValueType | undefined {
    const [inner] = expressions(node);
    const type = inner && this.typeOf(inner);
    if (type === 'range' || type === 'text') { this.say(node, `a sign before ${WORDS[type]}, expected a number or a vector`, 'remove it'); }
    return type;
  }

  /** `offset` and `@` stand behind selectors and subqueries, each once. */
  private modified(node: QueryNode): ValueType | undefined {
    let inner: QueryNode = node.firstChild!;
    for (; MODIFIERS.has(inner.name); inner = inner.firstChild!) {
      if (inner.name === node.name) { this.say(node, node.name === 'OffsetExpr' ? 'a second offset' : 'a second time behind @', 'keep one of the two'); break; }
    }
    while (MODIFIERS.has(inner.name)) { inner = inner.firstChild!; }
    if (!SELECTORS.has(inner.name)) { this.say(node, `${node.name === 'OffsetExpr' ? 'an offset' : 'a time'} behind what is no selector`, 'write it behind the selector'); }
    return this.typeOf(inner);
  }

  private aggregation(node: QueryNode): ValueType {
    const name = this.facts.called(node) ?? '';
    const args = this.facts.args(node);
    const parameter = AGGREGATION_PARAMETERS.get(name);
    const expected: readonly ValueType[] = parameter === undefined ? ['vector'] : [parameter, 'vector'];
    if (args.length !== expected.length) { this.say(node, `${name} has ${args.length} arguments, expected ${expected.length}`, `write ${name}(${expected.map((type) => WORDS[type]).join(', ')})`); }
    args.forEach((arg, at) => { this.argument(name, arg, expected[at]); });
    return 'vector';
  }

  private call(node: QueryNode): ValueType | undefined {
    const name = this.facts.called(node) ?? '';
    const signature = SIGNATURES.get(name);
    const args = this.facts.args(node);
    if (signature === undefined) {
      args.forEach((arg) => { this.typeOf(arg); });
      return undefined;
    }
    const { args: types, variadic, answers } = signature;
    const least = variadic === 0 ? types.length : types.length - 1;
    const most = variadic < 0 ? Infinity : types.length;
    if (args.length < least || args.length > most) {
      this.say(node, `${name}() has ${args.length} arguments, expected ${least === most ? least : most === Infinity ? `${least} or more` : `${least} or ${most}`}`, 'add what is missing, or remove what is too much');
    }
    args.forEach((arg, at) => { this.argument(`${name}()`, arg, types[Math.min(at, types.length - 1)], node); });
    return answers;
  }

  private argument(name: string, arg: QueryNode, expected: ValueType | undefined, call = arg): void {
    const type = this.typeOf(arg);
    if (type === undefined || expected === undefined || type === expected) { return; }
    if (expected === 'range') {
      this.say(call, `${name} takes a range`, 'write one, such as [1m]');
    } else if (type === 'range') {
      this.say(call, `${name} takes no range`, `put rate(…) or the like between ${name.replace('()', '')} and the range`);
    } else {
      this.say(arg, `${name} is given ${WORDS[type]}, expected ${WORDS[expected]}`, expected === 'vector' && type === 'scalar' ? 'write vector(…) around the number' : `write ${WORDS[expected]}`);
    }
  }

  private binary(node: QueryNode): ValueType | undefined {
    const [left, right] = expressions(node);
    const operator = [...childrenOf(node)].find((child) => child.name !== left?.name && child.from >= (left?.to ?? 0))?.name ?? '';
    const types = [left, right].map((side) => (side === undefined ? undefined : this.typeOf(side)));
    const bad = types.find((type) => type === 'range' || type === 'text');
    if (bad !== undefined) { this.say(node, `an operator on ${WORDS[bad]}, expected numbers and vectors`, bad === 'range' ? 'put rate(…) around the range' : 'write a number'); return 'vector'; }
    const hasBool = this.below(node, 'BoolModifier');
    const scalars = types.filter((type) => type === 'scalar').length;
    if (hasBool && !COMPARISONS.has(operator)) { this.say(node, 'bool behind what compares nothing', 'remove bool'); }
    if (COMPARISONS.has(operator) && !hasBool && scalars === 2) { this.say(node, 'two numbers are compared without bool', 'write bool behind the operator'); }
    if (SETS.has(operator) && scalars > 0) { this.say(node, `${operator.toLowerCase()} has a number beside it, expected two vectors`, 'write vector(…) around the number'); }
    if (scalars > 0 && this.matchesLabels(node)) { this.say(node, 'labels are matched with a number', 'remove on(…) or ignoring(…)'); }
    if (SETS.has(operator) && scalars === 0 && (this.below(node, 'GroupLeft') || this.below(node, 'GroupRight'))) { this.say(node, `${operator.toLowerCase()} takes no group_left and group_right`, 'remove it'); }
    if (types.includes(undefined)) { return undefined; }
    return scalars === 2 ? 'scalar' : 'vector';
  }

  /** A node of this operation itself, not of its sides. */
  private below(node: QueryNode, name: string): boolean {
    return [...childrenOf(node)].some((child) => child.name === name || ((child.name === 'MatchingModifierClause' || child.name === 'BoolModifier') && this.facts.all(name, child).length > 0));
  }

  private matchesLabels(node: QueryNode): boolean {
    const clause = [...childrenOf(node)].find(({ name }) => name === 'MatchingModifierClause');
    const first = clause && this.facts.all('GroupingLabels', clause)[0];
    return first !== undefined && first.firstChild !== null;
  }
}

/** The parts of a node that are expressions. */
function expressions(node: QueryNode): QueryNode[] {
  return [...childrenOf(node)].filter(({ name }) => /^(?:NumberDurationLiteral|StringLiteral|VectorSelector|FunctionCall)$|Expr$|^MatrixSelector$/.test(name));
}

/** Whether a pattern matches an empty text; undefined for one that only Go compiles. */
function matchesEmpty(pattern: string): boolean | undefined {
  try { return new RegExp(`^(?:${pattern})$`, 'u').test(''); } catch { return undefined; }
}
