/**
 * What an unquoted YAML scalar is to Kubernetes.
 *
 * kubectl, Helm and the API server read YAML with go-yaml v2 (sigs.k8s.io/yaml, goyaml.v2/resolve.go), whose rules are neither
 * those of YAML 1.1 nor of 1.2: `yes` and `on` are true, `0777` is octal, `1_000` is a number, `12:30:45` and dates are text.
 * Where this file and kubectl disagree, kubectl is right: test/model/manifest/kubectl.test.ts compares them.
 */
export type Scalar =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'null'; readonly value: null }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'float'; readonly value: number };

const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(word => [word, { kind: 'bool', value: true }] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(word => [word, { kind: 'bool', value: false }] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map(word => [word, { kind: 'null', value: null }] as const),
  ...['.nan', '.NaN', '.NAN'].map(word => [word, { kind: 'float', value: NaN }] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(word => [word, { kind: 'float', value: Infinity }] as const),
  ...['-.inf', '-.Inf', '-.INF'].map(word => [word, { kind: 'float', value: -Infinity }] as const),
]);

/** Only these first characters can begin something other than text (resolveTable in resolve.go). */
const HINTS = new Set('+-0123456789.yYnNtTfFoO~');

const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SIGNED_BINARY = /^0b([-+][01]{1,63})$/;

/** No number has more digits than this (64 binary ones); longer texts of digits are out of range, and are not converted at all. */
const MAX_DIGITS = 64;

export function resolvePlain(text: string): Scalar {
  if (text !== '' && !HINTS.has(text[0])) { return { kind: 'string', value: text }; }
  return WORDS.get(text) ?? numberOf(text) ?? { kind: 'string', value: text };
}

/** Whether an unquoted scalar is surely text, told by its first character; spares the common case every further look. */
export function isPlainText(text: string): boolean {
  return text !== '' && !HINTS.has(text[0]);
}

function numberOf(text: string): Scalar | undefined {
  const first = text[0];
  if (first === '.') { return floatOf(text); }
  if (first !== '+' && first !== '-' && (first < '0' || first > '9')) { return undefined; }
  const plain = text.replaceAll('_', '');
  return integerOf(plain) ?? floatOf(plain) ?? signedBinaryOf(plain);
}

/** strconv.ParseInt and ParseUint with base 0: 64 bits, signed, or unsigned without a sign. */
function integerOf(plain: string): Scalar | undefined {
  const match = INTEGER.exec(plain);
  if (!match) { return undefined; }
  const [, sign, hex, binary, octal, decimal] = match;
  const digits = (hex ?? binary ?? octal ?? decimal).replace(/^0+(?=.)/, '');
  if (digits.length > MAX_DIGITS) { return undefined; }
  const prefix = hex ? '0x' : binary ? '0b' : octal ? '0o' : '';
  const size = BigInt(prefix + digits);
  const value = sign === '-' ? -size : size;
  const fits = value >= -(2n ** 63n) && value < (sign === '' ? 2n ** 64n : 2n ** 63n);
  if (!fits) { return undefined; }
  const number = Number(value);
  return { kind: 'int', value: Number.isSafeInteger(number) ? number : value };
}

/** What does not fit a float64 is text again (`1e400`). */
function floatOf(plain: string): Scalar | undefined {
  if (!FLOAT.test(plain)) { return undefined; }
  const value = Number(plain);
  return Number.isFinite(value) ? { kind: 'float', value } : undefined;
}

/** `0b-11` is -3: resolve.go hands what follows `0b` to ParseInt, sign included. */
function signedBinaryOf(plain: string): Scalar | undefined {
  const match = SIGNED_BINARY.exec(plain);
  return match ? { kind: 'int', value: parseInt(match[1], 2) } : undefined;
}

/**
 * A mapping's key as kubectl turns it into text (sigs.k8s.io/yaml, convertToJSONableObject): `1` is "1", `yes` is "true",
 * `0x10` is "16", `1.10` is "1.1". Undefined where kubectl refuses the key: null, and integers above int64.
 */
export function keyText(scalar: Scalar): string | undefined {
  switch (scalar.kind) {
    case 'string': return scalar.value;
    case 'bool': return String(scalar.value);
    case 'int': return scalar.value < 2n ** 63n ? String(scalar.value) : undefined;
    case 'float': return float32Text(scalar.value);
    default: return undefined;
  }
}

/** strconv.FormatFloat(value, 'g', -1, 32): the shortest text that gives the same float32, with an exponent from 1e+06 up and below 0.0001. */
function float32Text(value: number): string {
  const rounded = Math.fround(value);
  if (Number.isNaN(rounded)) { return '.nan'; }
  if (!Number.isFinite(rounded)) { return rounded > 0 ? '.inf' : '-.inf'; }
  if (rounded === 0) { return Object.is(rounded, -0) ? '-0' : '0'; }
  let precision = 1;
  while (precision < 9 && Math.fround(Number(rounded.toPrecision(precision))) !== rounded) { precision += 1; }
  const [mantissa, exponentText] = rounded.toExponential(precision - 1).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) { return String(Number(rounded.toPrecision(precision))); }
  const size = Math.abs(exponent);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${size}`;
}
