/** Control characters, line separators, and marks that turn the direction of text or cannot be seen. */
// eslint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g;

/** Names and values come from manifests: nothing in them may move a terminal's cursor, change its colours or add a line. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const LONGEST = 120;

/** A value on one line: a text in quotes where it could be taken for something else, a map or list as JSON. */
export function shownShort(value: unknown): string {
  if (value === undefined) { return '(none)'; }
  const plain = typeof value === 'string' && /^[A-Za-z_./%-][A-Za-z0-9 _./:%=,()-]*$/.test(value.slice(0, LONGEST + 1)) && !/^(?:true|false|null|~)$/.test(value);
  const text = plain ? value : JSON.stringify(value) ?? String(value);
  return visible(text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters)`);
}
