/** A text of PromQL as it is meant, or where it stops to be one. */
export type Unquoted = { readonly value: string; readonly length: number } | { readonly problem: string };

const CONTROLS: Readonly<Record<string, string>> = { 'a': '\u0007', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '\\': '\\' };
const NUMBERED = /(?:([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;

/**
 * Reads the text whose quotes open at `start` (prometheus lex.go lexString, lexEscape; util/strutil/quote.go): the escapes of Go, and of
 * quotes only the text's own. Bytes above 7f (`\xff`) come out as the characters of their number.
 */
export function unquoted(text: string, start: number): Unquoted {
  const quote = text[start];
  let value = '';
  for (let at = start + 1; at < text.length;) {
    const character = text[at];
    if (character === quote) { return { value, length: at + 1 - start }; }
    if (character === '\n' && quote !== '`') { break; }
    if (character === '\ufffd' || isHalf(text, at)) { return { problem: 'a text has a character that UTF-8 does not have' }; }
    if (character !== '\\' || quote === '`') {
      const code = text.codePointAt(at)!;
      value += String.fromCodePoint(code);
      at += code > 0xffff ? 2 : 1;
      continue;
    }
    const escape = text[at + 1] ?? '';
    if (escape === quote || (escape !== '' && Object.hasOwn(CONTROLS, escape))) {
      value += escape === quote ? quote : CONTROLS[escape];
      at += 2;
      continue;
    }
    NUMBERED.lastIndex = at + 1;
    const match = NUMBERED.exec(text);
    const [, octal, ...hexadecimal] = match ?? [];
    const code = octal === undefined ? parseInt(hexadecimal.find((digits) => digits !== undefined) ?? '', 16) : parseInt(octal, 8);
    const most = octal === undefined ? 0x10ffff : 255;
    if (match === null || code > most || (code >= 0xd800 && code < 0xe000)) {
      return { problem: `${JSON.stringify(`\\${escape}`)} is no escape of a PromQL text` };
    }
    value += String.fromCodePoint(code);
    at += 1 + match[0].length;
  }
  return { problem: 'a text is not closed' };
}

/** Half of a pair of surrogates. */
function isHalf(text: string, at: number): boolean {
  const code = text.codePointAt(at)!;
  return code >= 0xd800 && code < 0xe000;
}
