import { scan } from './lexer';
import { InvalidValue } from '../kube/errors';

/** A node of the syntax tree, as far as it is used here. */
export interface QueryNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly type: { readonly isError: boolean };
  readonly firstChild: QueryNode | null;
  readonly nextSibling: QueryNode | null;
}

/** A query that Prometheus can parse. */
export interface ParsedQuery {
  readonly text: string;
  /** The outermost expression. */
  readonly root: QueryNode;
  /** The names of all nodes, nested: two queries of one shape have the same. */
  readonly shape: string;
}

interface Grammar {
  readonly parser: { parse(text: string): { readonly topNode: QueryNode; toString(): string } };
}

/** Longer than any query by hand; all annotations of an object share 256 KiB. */
const MAX_LENGTH = 16_384;
/** Nodes within nodes; a function in an aggregation is four. */
const MAX_DEPTH = 400;
/** How much of the query an error shows. */
const SHOWN = 24;

let grammar: Grammar | undefined;

/** The query as a tree; InvalidValue with the position of the first error. */
export function parseQuery(text: unknown, what: string): ParsedQuery {
  if (typeof text !== 'string' || text.trim() === '') { throw new InvalidValue(what, text, 'must be a PromQL query'); }
  if (text.length > MAX_LENGTH) { throw new InvalidValue(what, text, `must be a PromQL query of at most ${MAX_LENGTH} characters`); }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Prometheus' own grammar: loaded by the first query only
  grammar ??= require('@prometheus-io/lezer-promql') as Grammar;
  const { plain, problem } = scan(text);
  if (problem) {
    throw new InvalidValue(what, text, `must be PromQL: ${problem.message === undefined ? unexpected(text, problem.at) : `${problem.message} (${placeOf(text, problem.at)})`}`);
  }
  const tree = grammar.parser.parse(plain);
  if (depthOf(tree.topNode, MAX_DEPTH) > MAX_DEPTH) { throw new InvalidValue(what, text, 'must be a PromQL query that is nested less deeply'); }
  const error = nodesOf(tree.topNode).find((node) => node.type.isError);
  if (error) { throw new InvalidValue(what, text, `must be PromQL: ${unexpected(text, error.from)}`); }
  return { text, root: expressionOf(tree.topNode), shape: tree.toString() };
}

/** All nodes at and below one, in the order of the text. Without recursion: a query may be deep. */
export function nodesOf(top: QueryNode): QueryNode[] {
  const nodes: QueryNode[] = [];
  const waiting = [top];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes.push(node);
    waiting.push(...[...childrenOf(node)].reverse());
  }
  return nodes;
}

/** How deep the expressions are nested, at most `limit` + 1. */
function depthOf(top: QueryNode, limit: number): number {
  let level = [top];
  let depth = 0;
  while (level.length > 0 && depth <= limit) {
    level = level.flatMap((node) => [...childrenOf(node)]);
    depth++;
  }
  return depth;
}

/** The children of a node. */
export function* childrenOf(node: QueryNode): Generator<QueryNode> {
  for (let child = node.firstChild; child; child = child.nextSibling) { yield child; }
}

/** The text of a node. */
export function textOf({ text }: ParsedQuery, { from, to }: QueryNode): string {
  return text.slice(from, to);
}

/** `line 1, column 4`, from 1. */
export function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${before[before.length - 1].length + 1}`;
}

function unexpected(text: string, at: number): string {
  const start = at + (/^\s*/.exec(text.slice(at, at + SHOWN))?.[0].length ?? 0);
  const rest = text.slice(start).split('\n')[0];
  if (start >= text.trimEnd().length) { return `it ends too early at ${placeOf(text, text.trimEnd().length)}`; }
  return `unexpected ${JSON.stringify(rest.slice(0, SHOWN))} at ${placeOf(text, start)}`;
}

function expressionOf(top: QueryNode): QueryNode {
  for (const child of childrenOf(top)) { if (child.name !== 'LineComment') { return child; } }
  return top;
}
