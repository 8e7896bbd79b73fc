/**
 * Whether Go compiles a regular expression. Prometheus compiles those of its matchers when it parses a query, with the syntax of RE2
 * (Go regexp/syntax parse.go, flags Perl and DotNL): neither look-around nor references to groups, and of repetitions at most 1000.
 * What a later Go may take is taken here.
 */
export function regexpProblem(pattern: string): string | undefined {
  try {
    new Reader(pattern).read();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) { return error.message; }
    throw error;
  }
}

class Refused extends Error {}

/** The most copies that nested repetitions may make together. */
const MOST_COPIES = 1000;

const GROUP_NAME = /^[A-Za-z0-9_]+$/;
const REPEAT = /\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}/y;
const FLAGS = /\(\?[imsU]*(?:-[imsU]+)?[:)]/y;
const POSIX: ReadonlySet<string> = new Set([
  'alnum', 'alpha', 'ascii', 'blank', 'cntrl', 'digit', 'graph', 'lower', 'print', 'punct', 'space', 'upper', 'word', 'xdigit',
]);

/** What was read of a group or of one of its alternatives. */
interface Scope {
  /** There is something that a repetition could repeat. */
  operand: boolean;
  /** How many copies nested repetitions make of what was read last, and the most in the whole group. */
  copies: number;
  most: number;
}

class Reader {
  private at = 0;
  private readonly scopes: Scope[] = [{ operand: false, copies: 0, most: 0 }];
  /** The last thing read was a repetition. */
  private repeated = false;

  public constructor(private readonly text: string) {}

  public read(): void {
    while (this.at < this.text.length) { this.repeated = this.next(); }
    if (this.scopes.length > 1) { throw new Refused('a group is not closed'); }
  }

  /** Reads one thing; answers whether that was a repetition. */
  private next(): boolean {
    switch (this.text[this.at]) {
      case '(': this.open(); return false;
      case ')': this.close(); return false;
      case '|': this.scope.operand = false; this.at += 1; return false;
      case '[': this.charClass(); this.operand(0); return false;
      case '*': case '+': case '?': this.at += 1; this.repeat(); return true;
      case '{': return this.counted();
      case '\\': this.escaped(); return false;
      default: this.at += 1; this.operand(0); return false;
    }
  }

  private get scope(): Scope { return this.scopes[this.scopes.length - 1]; }

  private operand(copies: number): void {
    const { scope } = this;
    scope.operand = true;
    scope.copies = copies;
    scope.most = Math.max(scope.most, copies);
  }

  private open(): void {
    const { text, at } = this;
    this.at += 1;
    if (text[at + 1] === '?') {
      const named = text.startsWith('(?P<', at) ? 4 : text.startsWith('(?<', at) ? 3 : 0;
      const end = text.indexOf('>', at);
      if (named > 0 && end > 0 && GROUP_NAME.test(text.slice(at + named, end))) {
        this.at = end + 1;
      } else {
        FLAGS.lastIndex = at;
        const flags = FLAGS.exec(text);
        if (flags === null) { throw new Refused(`"${text.slice(at, at + 4)}" begins no group that RE2 knows`); }
        this.at += flags[0].length - 1;
        // flags for the rest of the group: no group of their own
        if (flags[0].endsWith(')')) { return; }
      }
    }
    this.scopes.push({ operand: false, copies: 0, most: 0 });
  }

  private close(): void {
    if (this.scopes.length === 1) { throw new Refused('")" closes no group'); }
    this.at += 1;
    this.operand(this.scopes.pop()!.most);
  }

  private counted(): boolean {
    REPEAT.lastIndex = this.at;
    const match = REPEAT.exec(this.text);
    // what is no count is a brace
    if (match === null) { this.at += 1; this.operand(0); return false; }
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === undefined ? -1 : Number(match[3]);
    if (least > MOST_COPIES || most > MOST_COPIES || (most >= 0 && most < least)) { throw new Refused(`${match[0]} repeats more than ${MOST_COPIES} times, or counts down`); }
    this.at += match[0].length;
    this.repeat(least, most);
    return true;
  }

  private repeat(least = 0, most = -1): void {
    if (this.repeated) { throw new Refused('a repetition is repeated'); }
    const { scope } = this;
    if (!scope.operand) { throw new Refused('there is nothing to repeat'); }
    if (this.text[this.at] === '?') { this.at += 1; }
    const times = most < 0 ? least : most;
    const copies = most === 0 ? 0 : times === 0 ? scope.copies : times * Math.max(1, scope.copies);
    if (times >= 2 && copies > MOST_COPIES) { throw new Refused(`nested repetitions make more than ${MOST_COPIES} copies`); }
    this.operand(copies);
  }

  private escaped(): void {
    const { text, at } = this;
    const letter = text[at + 1];
    if (letter !== undefined && 'AbBz'.includes(letter)) { this.at += 2; this.operand(0); return; }
    if (letter === 'Q') {
      const end = text.indexOf('\\E', at + 2);
      if ((end < 0 ? text.length : end) > at + 2) { this.operand(0); }
      this.at = end < 0 ? text.length : end + 2;
      return;
    }
    if (!this.group()) { this.character(); }
    this.operand(0);
  }

  /** `\d`, `\pL`, `\p{Greek}`: many characters in one escape. */
  private group(): boolean {
    const { text, at } = this;
    if (text[at] !== '\\') { return false; }
    const letter = text[at + 1] ?? '';
    if (letter !== '' && 'dDsSwW'.includes(letter)) { this.at += 2; return true; }
    if (letter !== 'p' && letter !== 'P') { return false; }
    if (text[at + 2] !== '{') {
      const name = [...text.slice(at + 2, at + 4)][0] ?? '';
      if (!isUnicodeClass(name)) { throw new Refused(`"${text.slice(at, at + 3)}" is no class of characters`); }
      this.at += 2 + name.length;
      return true;
    }
    const end = text.indexOf('}', at);
    const name = text.slice(at + 3, end).replace(/^\^/, '');
    if (end < 0 || !isUnicodeClass(name)) { throw new Refused(`"${text.slice(at, Math.min(end < 0 ? text.length : end + 1, at + 40))}" is no class of characters`); }
    this.at = end + 1;
    return true;
  }

  private charClass(): void {
    const start = this.at;
    this.at += this.text[start + 1] === '^' ? 2 : 1;
    for (let first = true; first || this.text[this.at] !== ']'; first = false) {
      if (this.posix() || this.group()) { continue; }
      const low = this.classCharacter();
      if (this.text[this.at] !== '-' || (this.text[this.at + 1] ?? ']') === ']') { continue; }
      this.at += 1;
      if (this.classCharacter() < low) { throw new Refused('a range of characters counts down'); }
    }
    this.at += 1;
  }

  private posix(): boolean {
    const { text, at } = this;
    const end = text.startsWith('[:', at) ? text.indexOf(':]', at + 2) : -1;
    if (end < 0) { return false; }
    const name = text.slice(at + 2, end).replace(/^\^/, '');
    if (!POSIX.has(name)) { throw new Refused(`"[:${name.slice(0, 20)}:]" is no class of characters`); }
    this.at = end + 2;
    return true;
  }

  private classCharacter(): number {
    if (this.at >= this.text.length) { throw new Refused('"[" is not closed'); }
    return this.text[this.at] === '\\' ? this.character() : this.plain();
  }

  private plain(): number {
    const code = this.text.codePointAt(this.at)!;
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  /** An escape of one character. */
  private character(): number {
    const rest = this.text.slice(this.at, this.at + 14);
    const match = /^\\(?:([afnrtv])|(0[0-7]{0,2}|[1-7][0-7]{1,2})|x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,8})\}|([^0-9A-Za-z\u0080-\uffff]))/.exec(rest);
    const code = match === null ? undefined : codeOf(match);
    if (code === undefined || code > 0x10ffff) { throw new Refused(rest === '\\' ? 'it ends in a backslash' : `"${rest.slice(0, 2)}" is no escape that RE2 knows`); }
    this.at += match![0].length;
    return code;
  }
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

function codeOf([, control, octal, short, long, other]: RegExpExecArray): number {
  if (control !== undefined) { return CONTROLS[control]; }
  if (octal !== undefined) { return parseInt(octal, 8); }
  return short === undefined && long === undefined ? other.codePointAt(0)! : parseInt(short ?? long, 16);
}

/** A general category or a script, in any spelling. */
function isUnicodeClass(name: string): boolean {
  if (name.length > 40 || !/^[A-Za-z][-_ A-Za-z]*$/.test(name)) { return false; }
  const words = name.split(/[-_ ]/).filter(Boolean).map((word) => word[0].toUpperCase() + word.slice(1).toLowerCase());
  const plain = words.join('');
  if (['Any', 'Assigned', 'Ascii', 'Lc'].includes(plain)) { return true; }
  return [name, words.join('_')].some((spelling) => ['gc', 'sc'].some((property) => {
    try { return new RegExp(`\\p{${property}=${spelling}}`, 'u') instanceof RegExp; } catch { return false; }
  }));
}
