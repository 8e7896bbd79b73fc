import { regexpProblem } from './regexp';
import { unquoted } from './unquote';

/** Where a query stops to be one, and why; without a message what stands there is just not expected. */
export interface LexicalProblem {
  readonly at: number;
  readonly message?: string;
}

/**
 * A query as Prometheus' lexer reads it (prometheus promql/parser/lex.go). The grammar that builds our trees comes from an editor, which
 * forgives what Prometheus does not (`"\d"`, `0or`) and does not know every number (`0.`).
 */
export interface Scanned {
  readonly problem?: LexicalProblem;
  /** As long as the query, and plain: every number, text and label in the same words, comments blank. The tree of this is the tree of the query. */
  readonly plain: string;
}

const SPACE = /[ \t\n\r]+/y;
const COMMENT = /#[^\r\n]*/y;
const WORD = /[A-Za-z_:][A-Za-z0-9_:]*/y;
const LABEL = /[A-Za-z_][A-Za-z0-9_]*/y;
const DURATION = /(?:[0-9]+y)?(?:[0-9]+w)?(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m(?!s))?(?:[0-9]+s)?(?:[0-9]+ms)?/y;
/** Words with labels in parentheses behind them. */
const CLAUSES: ReadonlySet<string> = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const ALPHANUMERIC = /[A-Za-z0-9_]/;

export function scan(text: string): Scanned {
  const scanner = new Scanner(text);
  const problem = scanner.run();
  return { plain: scanner.plain.join(''), ...problem && { problem } };
}

class Scanner {
  public readonly plain: string[] = [];
  private at = 0;
  private inBraces = false;
  /** A clause with labels has begun, or its parentheses are open. */
  private afterClause = false;
  private inGrouping = false;
  /** The operator before a text in braces: a regular expression or not. */
  private operator = '';

  public constructor(private readonly text: string) {}

  public run(): LexicalProblem | undefined {
    while (this.at < this.text.length) {
      const problem = this.token();
      if (problem !== undefined) { return problem; }
    }
    return undefined;
  }

  private token(): LexicalProblem | undefined {
    const { text, at } = this;
    const character = text[at];
    if (this.take(SPACE)) { return undefined; }
    if (this.take(COMMENT, ' ')) { return undefined; }
    if (character === '"' || character === "'" || character === '`') { return this.string(); }
    if (this.inBraces) { return this.inside(character); }
    if (/[0-9]/.test(character) || (character === '.' && /[0-9]/.test(text[at + 1] ?? ''))) { return this.number(); }
    if (this.word()) { return undefined; }
    if (character === '{') { this.inBraces = true; this.operator = ''; }
    if (character === '(' || character === ')') { this.inGrouping = character === '(' && this.afterClause; this.afterClause = false; }
    if (!'(){}[]+-*/%^=!<>,@~'.includes(character)) { return { at }; }
    this.keep(1);
    return undefined;
  }

  /** A name, a keyword or a label: between the parentheses of `by (…)` and the like it is a label, whatever it is called. */
  private word(): boolean {
    WORD.lastIndex = this.at;
    const word = WORD.exec(this.text)?.[0];
    if (word === undefined) { return false; }
    this.afterClause = !this.inGrouping && CLAUSES.has(word.toLowerCase());
    this.keep(word.length, this.inGrouping ? 'l' : undefined);
    return true;
  }

  private inside(character: string): LexicalProblem | undefined {
    if (this.take(LABEL, 'l')) { return undefined; }
    if (character === '}') { this.inBraces = false; }
    if (character === '=' || character === '!') { this.operator = this.text.slice(this.at, this.at + 2); }
    if (!'}=!~,'.includes(character)) { return { at: this.at }; }
    if (character === ',') { this.operator = ''; }
    this.keep(1);
    return undefined;
  }

  /** Takes what matches here; into the plain query goes the same, or so many of one character. */
  private take(pattern: RegExp, as?: string): boolean {
    pattern.lastIndex = this.at;
    const length = pattern.exec(this.text)?.[0].length ?? 0;
    if (length > 0) { this.keep(length, as); }
    return length > 0;
  }

  private keep(length: number, as?: string): void {
    this.plain.push(as === undefined ? this.text.slice(this.at, this.at + length) : as.repeat(length));
    this.at += length;
  }

  private string(): LexicalProblem | undefined {
    const { at, text } = this;
    const read = unquoted(text, at);
    if ('problem' in read) { return { at, message: read.problem }; }
    const isPattern = this.inBraces && (this.operator === '=~' || this.operator === '!~');
    const wrong = isPattern ? regexpProblem(read.value) : undefined;
    if (wrong !== undefined) { return { at, message: `the regular expression ${JSON.stringify(read.value.slice(0, 40))} does not compile: ${wrong}` }; }
    this.plain.push('"', 'x'.repeat(read.length - 2), '"');
    this.at += read.length;
    return undefined;
  }

  private number(): LexicalProblem | undefined {
    const { at, text } = this;
    const length = numberLength(text, at);
    if (length !== undefined) {
      const written = text.slice(at, at + length);
      if (!isNumber(written)) { return { at, message: `${JSON.stringify(written.slice(0, 24))} is no number` }; }
      // behind a name it must not become a part of it
      if (ALPHANUMERIC.test(text[at - 1] ?? '')) { this.keep(1, ' '); }
      this.keep(at + length - this.at, '1');
      return undefined;
    }
    DURATION.lastIndex = at;
    const duration = DURATION.exec(text)?.[0] ?? '';
    if (duration === '' || ALPHANUMERIC.test(text[at + duration.length] ?? '')) {
      return { at, message: `${JSON.stringify(/^[.\w]*/.exec(text.slice(at, at + 24))![0])} is neither a number nor a duration` };
    }
    if (!isDuration(duration)) { return { at, message: `${JSON.stringify(duration.slice(0, 24))} is longer than any duration` }; }
    this.keep(duration.length - 1, '1');
    this.plain.push('s');
    this.at += 1;
    return undefined;
  }
}

/** How far a number goes (lex.go scanNumber); undefined for what is none. */
function numberLength(text: string, start: number): number | undefined {
  let at = start;
  const isHex = /^0[xX]/.test(text.slice(at, at + 2));
  if (isHex) { at += text[at + 2] === '_' ? 3 : 2; }
  const digit = isHex ? /[0-9a-fA-F]/ : /[0-9]/;
  // only behind the first digit an e is an exponent: so it is for hexadecimal numbers as well
  if (text[at] === '.') { at += 1; }
  if (digit.test(text[at] ?? '')) { at += 1; }
  let [dot, exponent] = [false, false];
  for (;;) {
    const character = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (character === '.') {
      if (dot || isHex || next === '_' || next === '.') { return undefined; }
      dot = true;
      at += 1;
    } else if (character === 'e' || character === 'E') {
      if (exponent) { return undefined; }
      exponent = true;
      at += next === '+' || next === '-' ? 2 : 1;
      if (/^(?:$|[._eE])/.test(text.slice(at, at + 1))) { return undefined; }
    } else if (character === '_') {
      if (/^(?:$|[._eE])/.test(next)) { return undefined; }
      at += 1;
    } else if (digit.test(character)) {
      while (digit.test(text[at] ?? '')) { at += 1; }
    } else {
      return ALPHANUMERIC.test(character) ? undefined : at - start;
    }
  }
}

/** What strconv.ParseInt with base 0 or strconv.ParseFloat read. */
function isNumber(text: string): boolean {
  if (text.length > 400) { return false; }
  if (/^0[xX]/.test(text)) { return /^0[xX](?:_?[0-9a-fA-F])+$/.test(text) && BigInt(text.replaceAll('_', '')) <= 0x7fffffffffffffffn; }
  const plain = text.replaceAll('_', '');
  // an underscore stands between digits
  return !/^_|[^0-9]_|_[^0-9]|_$/.test(text) && !/[eE][+-]?$/.test(plain) && Number.isFinite(Number(plain));
}

const MILLISECONDS: Readonly<Record<string, bigint>> = {
  ms: 1n, s: 1000n, m: 60_000n, h: 3_600_000n, d: 86_400_000n, w: 604_800_000n, y: 31_536_000_000n,
};

/** model.ParseDuration counts nanoseconds in 64 bits. */
function isDuration(text: string): boolean {
  // more digits than any duration has
  if (/[0-9]{20}/.test(text)) { return false; }
  const sum = [...text.matchAll(/([0-9]{1,20})(ms|[smhdwy])/g)].reduce((all, [, count, unit]) => all + BigInt(count) * MILLISECONDS[unit], 0n);
  return sum * 1_000_000n <= 0x7fffffffffffffffn;
}
