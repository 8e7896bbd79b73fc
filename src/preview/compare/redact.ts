import type { LeafChange } from './comparison';
import { hidden, redact, redactValue } from '../../kube/secrets';
import type { Manifest } from '../../model/manifest/types';

const HELD = /^\/(?:data|stringData)(?:\/|$)/;

/** The value of a field as it may be shown: what a Secret holds by length and hash, anything else as it is. */
export function shownOfSecret({ key }: Pick<Manifest, 'key'>, pointer: string, value: unknown): unknown {
  const held = value === undefined || key.kind !== 'Secret' || key.group !== '' ? null : HELD.exec(pointer);
  return held ? hiddenTexts(value, held[0].startsWith('/data')) : value;
}

/** Every text for itself: together they would be long enough for a hash. */
function hiddenTexts(value: unknown, encoded: boolean): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hiddenTexts(one, encoded)]));
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // the length is that of the secret, not of its Base64
  return hidden('hidden', (encoded && Buffer.from(text, 'base64').toString('latin1')) || text);
}

/** A change as every report may show it: a token in an environment, a key in a ConfigMap are secrets too. */
export function redactedChange({ impact, object, pointer, before, after, origin, note }: LeafChange): LeafChange {
  return {
    impact,
    object,
    pointer: redact(pointer),
    ...before !== undefined && { before: redactValue(before) },
    ...after !== undefined && { after: redactValue(after) },
    origin: redact(origin),
    ...note !== undefined && { note: redact(note) },
  };
}
