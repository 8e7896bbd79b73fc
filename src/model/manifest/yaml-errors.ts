import type { ErrorCode } from 'yaml';

/** What the library calls a mistake, in the words of this library: what is wrong, and what to do. */
const SENTENCES: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'an anchor or alias without a usable name, expected e.g. &limits and *limits, name it or remove it',
  BAD_INDENT: 'wrong indentation, expected the keys of one mapping, or the items of one list, in one column, and every bracket closed, correct it',
  BAD_SCALAR_START: 'this character cannot begin an unquoted value, put the value in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping begins within a line that already is a "key: value", expected it on a line of its own, or quotes around the value',
  BLOCK_IN_FLOW: 'an indented mapping or list within [] or {}, expected commas and braces, write it in one style',
  MULTILINE_IMPLICIT_KEY: 'a key runs over several lines, or a line has no ":", expected "key: value", quote the text or indent it below its key',
  RESOURCE_EXHAUSTION: 'the text is nested too deeply, expected the shape of a Kubernetes object, flatten it',
  TAB_AS_INDENT: 'a tab indents this line, expected spaces, replace the tab by spaces',
};

/** The library's own sentence goes along: it knows more than its code says, e.g. which bracket is not closed. */
export function yamlProblem(code: ErrorCode, message: string, character: string): string {
  const said = SENTENCES[character === '\t' ? 'TAB_AS_INDENT' : code];
  const detail = lowerFirst(message);
  return said ? `${said} (${detail})` : `not valid YAML: ${detail}, correct the text here`;
}

function lowerFirst(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  const line = short.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').trim();
  return line.charAt(0).toLowerCase() + line.slice(1);
}
