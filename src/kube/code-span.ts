/**
 * A code span of Markdown: nothing in it is markup, a link or the mention of a person. Its fence is longer than any run of backticks inside, and one
 * space is put between the fence and a backtick, or where a space at both ends would be taken away (CommonMark 0.31, code spans).
 */
export function codeSpan(text: string): string {
  // without any letter it would be no span at all
  if (text.trim() === '') { return '``` ```'; }
  const longest = (text.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 0);
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') || (text.startsWith(' ') && text.endsWith(' ')) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}
