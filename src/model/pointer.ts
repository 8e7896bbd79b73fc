/**
 * JSON pointers (RFC 6901), the one way this library names a place in an object.
 *
 * Own properties only: `/__proto__` and `/constructor` name a key of the data or nothing, never the language's own objects.
 */

import { own } from '../kube/own';

/** One key as it is written in a pointer: `~` becomes `~0`, `/` becomes `~1` (RFC 6901 section 3). */
export function escapeToken(token: string | number): string {
  if (typeof token === 'number') { return String(token); }
  return token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

/** A place that was named before: its pointer is written, hashed and taken apart once. */
interface Place {
  readonly pointer: string;
  tokens?: readonly string[];
  below?: Map<string | number, Place>;
}

/**
 * The few places that the model asks thousands of objects for. Those of one object's own keys come and go: when there are many, all are
 * forgotten.
 */
const places = new Map<string, Place>();
const MOST_KEPT = 4000;
const LONGEST_KEPT = 300;

function keep(place: Place): Place {
  if (place.pointer.length > LONGEST_KEPT) { return place; }
  if (places.size >= MOST_KEPT) { places.clear(); }
  places.set(place.pointer, place);
  return place;
}

function placeAt(pointer: string): Place {
  return places.get(pointer) ?? keep({ pointer });
}

function placeBelow(place: Place, token: string | number): Place {
  let below = place.below?.get(token);
  if (!below) {
    below = placeAt(`${place.pointer}/${escapeToken(token)}`);
    if (below.pointer.length <= LONGEST_KEPT) { (place.below ??= new Map()).set(token, below); }
  }
  return below;
}

/** A pointer with further keys or list indexes below it. */
export function joinPointer(pointer: string, ...tokens: (string | number)[]): string {
  let place = placeAt(pointer);
  for (const token of tokens) { place = placeBelow(place, token); }
  return place.pointer;
}

/** The keys and list indexes of a pointer; the empty pointer is the whole object. */
export function parsePointer(pointer: string): readonly string[] {
  const place = placeAt(pointer);
  return place.tokens ??= tokensOf(pointer);
}

function tokensOf(pointer: string): readonly string[] {
  if (pointer === '') { return []; }
  if (!pointer.startsWith('/')) {
    throw new Error(`not a JSON pointer, got ${JSON.stringify(pointer.slice(0, 80))}, expected '' or a text that begins with '/', see RFC 6901`);
  }
  return pointer.slice(1).split('/').map(token => token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token);
}

/** The value at a pointer, or undefined where the object has none. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const token of parsePointer(pointer)) {
    if (Array.isArray(value)) {
      value = isListIndex(token) ? value[Number(token)] : undefined;
    } else if (typeof value === 'object' && value !== null) {
      value = own(value as Record<string, unknown>, token);
    } else {
      return undefined;
    }
  }
  return value;
}

const [ZERO, NINE] = [0x30, 0x39];

/** List indexes have no sign and no leading zero (RFC 6901 section 4). */
export function isListIndex(token: string): boolean {
  if (token.length === 0 || token.length > 10 || (token.charCodeAt(0) === ZERO && token.length > 1)) { return false; }
  for (let at = 0; at < token.length; at += 1) {
    const code = token.charCodeAt(at);
    if (code < ZERO || code > NINE) { return false; }
  }
  return true;
}

/** What is found at a place, else at the nearest place that holds it. */
export function nearest<T>(pointer: string, find: (place: string) => T | undefined): T | undefined {
  for (let place = pointer; ; place = place.slice(0, place.lastIndexOf('/'))) {
    const found = find(place);
    if (found !== undefined || place === '') { return found; }
  }
}

/** Is a place the other one, or inside of it? */
export function isWithin(pointer: string, place: string): boolean {
  return pointer.startsWith(place) && (pointer.length === place.length || pointer[place.length] === '/');
}
