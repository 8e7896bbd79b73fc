import { createHash } from 'node:crypto';

/** No text of a manifest is shown beyond this: a report is read by people. */
const MAX_TEXT = 20_000;

/** A private key in PEM, cut off or not; line ends may have become `\n` in a JSON text. */
const PEM = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----|$)/g;

/** Letters of Base64, without the slash: pointers are made of words and slashes. */
const TOKEN = /[A-Za-z0-9+_-]{20,}(?:[./=][A-Za-z0-9+_=-]*)*/g;

/** Keys that have a form of their own: Alibaba Cloud and AWS access keys, GitHub and Slack tokens. */
const KNOWN_KEY = /^(?:LTAI[A-Za-z0-9]{12,28}|A[KS]IA[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|xox[abprs]-[\w-]{20,}|eyJ[\w-]{10,}\.[\w.=-]+)/;

/**
 * Secrets by their length and hash: enough to tell two of them apart, too little to use one. Long keys are told by their letters: random ones mix
 * capitals, small letters and digits, which names, digests and cluster ids do not.
 */
export function redact(text: string): string {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
  if (short.length < 20) { return short; }
  const withoutKeys = short.includes('-----BEGIN') ? short.replace(PEM, (key) => hidden('private key', key)) : short;
  return withoutKeys.replace(TOKEN, (token) => (isKey(token) ? hidden('secret', token) : token));
}

function isKey(token: string): boolean {
  if (KNOWN_KEY.test(token)) { return true; }
  const longest = token.split(/[./]/).reduce((found, part) => (part.length > found.length ? part : found), '');
  const count = (kind: RegExp): number => longest.match(kind)?.length ?? 0;
  return longest.length >= 28 && count(/[A-Z]/g) >= 4 && count(/[a-z]/g) >= 4 && count(/[0-9]/g) >= 2;
}

/** Of a shorter text a few digits of its hash are enough to tell a right guess from wrong ones. */
const MIN_HASHED = 16;

/** `[private key, 1704 characters, sha256 1f2e3d4c]`: two that differ are told apart, and none can be used. Of a short one the length alone. */
export function hidden(what: string, secret: string): string {
  const hash = secret.length < MIN_HASHED ? '' : `, sha256 ${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`;
  return `[${what}, ${secret.length} characters${hash}]`;
}

/** A JSON value with every text in it redacted. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') { return redact(value); }
  if (Array.isArray(value)) { return value.map(redactValue); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactValue(item)]));
}
