import { escaped } from './visible';

/** How many characters of a value an error shows; the rest is only counted. */
const SHOWN_CHARACTERS = 80;

/**
 * What JSON leaves as it is although a terminal or a log obeys it: DEL, the C1 range, line and paragraph separators,
 * marks that turn the direction of writing, and invisible ones.
 */
const UNPRINTABLE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\uffff]/g;

/** A value as it may stand in an error: one line, short, nothing a terminal would obey, the same on every machine. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'string': return shownText(value);
    case 'number': return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint': return `${value}n`;
    case 'boolean':
    case 'undefined': return String(value);
    case 'function': return 'a function';
    case 'symbol': return 'a symbol';
    default: return shownObject(value as object | null);
  }
}

/** A path or a name in a sentence: bare when it is short and printable, else quoted and escaped. */
export function inline(text: string): string {
  const safe = shownText(text);
  return safe === `"${text}"` ? text : safe;
}

/**
 * A value that is not what its place takes. The message names the place, what belongs there, and what was got, then what
 * to do if that is known: `cpu request must be a quantity such as 100m or 1Gi, got "1x"; use one of …`.
 */
export class InvalidValue extends Error {
  /** The place, in the words of the user: `cpu request`. */
  public readonly what: string;
  /** The value, ready to be shown. */
  public readonly got: string;
  /** What belongs there, as a sentence without its subject: `must be …`. */
  public readonly expected: string;
  /** What to do instead. */
  public readonly hint?: string;

  constructor(what: string, got: unknown, expected: string, hint?: string) {
    const text = shown(got);
    super(`${what} ${expected}, got ${text}${hint === undefined ? '' : `; ${hint}`}`);
    this.name = 'InvalidValue';
    this.what = what;
    this.got = text;
    this.expected = expected;
    this.hint = hint;
  }
}

/** What an action refuses: the message of its InvalidValue, or undefined if it ran. Any other error is a bug and goes on. */
export function problemOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof InvalidValue) { return error.message; }
    throw error;
  }
}

function shownText(text: string): string {
  if (text.length <= SHOWN_CHARACTERS) { return quoted(text); }
  return `${quoted(text.slice(0, SHOWN_CHARACTERS))}… (${text.length} characters)`;
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(UNPRINTABLE, escaped);
}

function shownObject(value: object | null): string {
  if (value === null) { return 'null'; }
  if (Array.isArray(value)) { return `a list of ${value.length}`; }
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `a ${quoted(name.slice(0, SHOWN_CHARACTERS)).slice(1, -1)}` : 'a map';
}
