import { createHash } from 'node:crypto';
import type { Manifest } from '../../model/manifest/types';

const HELD = /^\/(?:data|stringData)(?:\/|$)/;

/** The value of a Secret as it may be shown: its length, and enough of a hash to see that two differ. */
export function shownValue({ key }: Pick<Manifest, 'key'>, pointer: string, value: unknown): unknown {
  if (value === undefined || key.kind !== 'Secret' || key.group !== '' || !HELD.test(pointer)) { return value; }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `hidden (${text.length} characters, sha256 ${createHash('sha256').update(text).digest('hex').slice(0, 8)})`;
}
