/** Text in lines of at most `width` letters; the lines after the first one begin with `next`. */
export function wrapped(text: string, width: number, margin: string, next = margin): string[] {
  const lines: string[] = [];
  const indent = (): string => (lines.length === 0 ? margin : next);
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(long, width - Math.max(margin.length, next.length)))) {
    const glue = line && !line.endsWith(BREAK) ? ' ' : '';
    const isFull = line !== '' && indent().length + line.length + glue.length + word.length > width;
    if (isFull) { lines.push(indent() + line); line = word; } else { line += glue + word; }
  }
  return [...lines, indent() + line].map((one) => one.replaceAll(BREAK, ''));
}

/** Ends a piece of a word that goes on in the next one. */
const BREAK = '\u0001';

/** A word that is longer than a line (a pointer) goes on in the next line, after a slash where there is one. */
function pieces(word: string, room: number): string[] {
  const found: string[] = [];
  let rest = word;
  while (rest.length > room) {
    const slash = rest.lastIndexOf('/', room - 2);
    const end = slash > 0 ? slash + 1 : room - 1;
    // a character of two units is not torn apart
    const cut = /[\ud800-\udbff]/.test(rest[end - 1]) ? end - 1 : end;
    found.push(rest.slice(0, cut) + BREAK);
    rest = rest.slice(cut);
  }
  return [...found, rest];
}
