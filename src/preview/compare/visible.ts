import { visible } from '../../kube/visible';

const LONGEST = 120;

/** A value on one line: a text in quotes where it could be taken for something else, a map or list as JSON. */
export function shownShort(value: unknown): string {
  if (value === undefined) { return '(none)'; }
  const plain = typeof value === 'string' && /^[A-Za-z_./%-][A-Za-z0-9 _./:%=,()-]*$/.test(value.slice(0, LONGEST + 1)) && !/^(?:true|false|null|~)$/.test(value);
  const text = plain ? value : JSON.stringify(value) ?? String(value);
  return visible(text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters)`);
}
