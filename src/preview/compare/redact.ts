import { hidden, redactValue } from '../../kube/secrets';
import type { Manifest } from '../../model/manifest/types';

const HELD = /^\/(?:data|stringData)(?:\/|$)/;

/** A value as it may be shown. Of a Secret, and of what looks like one: the length, and enough of a hash to see that two differ. */
export function shownValue({ key }: Pick<Manifest, 'key'>, pointer: string, value: unknown): unknown {
  if (value === undefined || key.kind !== 'Secret' || key.group !== '' || !HELD.test(pointer)) { return redactValue(value); }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return hidden('hidden', text);
}
