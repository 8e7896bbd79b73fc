import type { SourceText } from './source-text';

/**
 * Characters that no YAML text may hold, or that readers take differently. go-yaml ends a line at U+0085, U+2028, U+2029 and a lone
 * CR (YAML 1.1, section 4.2), YAML 1.2 and most editors do not: behind one of them a comment would become content.
 */
const REFUSED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]|\r(?!\n)|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Notes the first refused character of a YAML text; what follows it could be anything. */
export function checkCharacters(source: SourceText): void {
  const at = source.text.search(REFUSED);
  if (at >= 0) { source.problem(at, sentence(source.text.charCodeAt(at))); }
}

function sentence(code: number): string {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (code === 0) { return 'a NUL character (U+0000), expected UTF-8 text, save the file as UTF-8 if it is UTF-16'; }
  if (code === 0x0d) { return 'a carriage return without a line feed (U+000D), expected LF or CRLF line ends, convert the line ends'; }
  if (code === 0x85 || code === 0x2028 || code === 0x2029) {
    return `a line separator (${name}), which kubectl takes for a line end and editors do not, expected LF, write it as an escape in double quotes`;
  }
  if (code >= 0xd800 && code <= 0xdfff) { return `half of a surrogate pair (${name}), expected whole characters, repair the text`; }
  return `a control character (${name}), expected printable text, write it as an escape in double quotes`;
}
