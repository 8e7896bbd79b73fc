/** A word of a command that is printed for people to run: whatever it holds, a shell reads it as one word. */
export function word(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll('\'', '\'\\\'\'')}'`;
}

/** A command of literal words. */
export function command(...words: readonly string[]): string {
  return words.map(word).join(' ');
}
