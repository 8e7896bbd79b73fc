/**
 * What must not reach a terminal or a page as it is: control characters, line separators, marks that turn the direction of text or take no room, what
 * is no character at all, and halves of surrogate pairs.
 */
// eslint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Names and values come from manifests: nothing in them may move a cursor, change colours or add a line. Such characters become their escapes. */
export function visible(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/**
 * A document whose texts stand in double quotes, as in JSON and in YAML that was written for this: the escapes of these languages say the same
 * characters, and nothing moves a cursor or turns text round when somebody prints it. Its own line ends stay.
 */
export function inert(document: string): string {
  return document.replace(HIDDEN, (character) => (character === '\n' ? character : escaped(character)));
}

/** Whether a text holds what `inert` escapes. */
export function isHiding(text: string): boolean {
  return inert(text) !== text;
}

/** Every text in a JSON value, keys left as they are. */
export function visibleValue<T>(value: T): T {
  if (typeof value === 'string') { return visible(value) as T; }
  if (Array.isArray(value)) { return value.map((item: unknown) => visibleValue(item)) as T; }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visibleValue(item as unknown)])) as T;
}

/** `\u001b` for a character of one unit. */
export function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
