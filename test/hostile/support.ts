import fc from 'fast-check';
import { HARMLESS, HOSTILE_VALUES } from '../kube/hostile-texts';

/** `npm run fuzz` sets these; `npm test` runs few, always the same. */
export const settings = (runs: number): { readonly numRuns: number; readonly seed: number } => ({
  numRuns: Number(process.env.FUZZ_RUNS ?? runs), seed: Number(process.env.FUZZ_SEED ?? 12),
});

/** What belongs into a command line, a query, a template, a terminal or a page, and not into a name or a value. */
export const INJECTIONS: readonly string[] = [
  'eth0 -j ACCEPT', 'eth0;reboot', '$(reboot)', '`reboot`', '-x', '--help', '1; rm -rf /', '1\n2', '../../etc', '/', 'a b', 'net.ipv4.x=1',
  'x"} or vector(9) or x{a="', '{__name__=~".+"}', '# comment', '}} {{ .Values }}', '"\ncontainers:\n- name: x', '\\', "'", '"',
  '<script>alert(1)</script>', ']]>', '&amp;', '[x](javascript:alert(1))', '{0}', '|', '\u001b[31m', '\u001b]8;;http://x\u0007', '\u202e',
  '010.0.0.1/8', '10.1/16', '0x7f.1/8', '10.0.0.0/33', '::ffff:1.2.3.4/96', 'fe80::1%eth0/64', '10.0.0.0/8,', '١٢', '+5', '5 ', '0x10', '1e400', '1e999Ki',
  '9'.repeat(400), 'x'.repeat(70_000), '__proto__', 'constructor', 'prototype', 'toString',
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_VALUES, ...HARMLESS, ...INJECTIONS), fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }),
  // what is nearly right goes deeper than what is all wrong
  fc.constantFrom('a', 'shop', '1', '80', '30s', '100m', '1Gi', '25%', 'TCP', 'Always', 'istio', 'app', '10.0.0.0/8', '/etc/x', 'node-role/x'),
);

const key = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('name', 'spec', 'port', 'value', 'labels', 'requests', 'cpu', '__proto__', 'constructor', 'a') }, { weight: 1, arbitrary: hostileText });

/** Maps with an own key `__proto__`, which an object literal cannot have. */
const mapOf = (value: fc.Arbitrary<unknown>, keys = key): fc.Arbitrary<unknown> => fc.array(fc.tuple(keys, value), { maxLength: 3 })
  .map((entries) => Object.fromEntries(entries));

/** Anything that JSON or YAML can hold. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1, 2, 80, 0.5, 65536, 2 ** 31, 2 ** 53, 1e308, '', {}, [], [null], [[]]),
    hostileText,
    fc.array(tie('any'), { maxLength: 3 }),
    mapOf(tie('any')),
  ),
})).any;

/** Anything that JavaScript can hand in, too. */
export const hostileProp: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileJson },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(NaN, Infinity, -0, 10n, Symbol('x'), () => 1, new Date(0), new Map([['a', 1]]), Object.create(null), undefined, { resolve: () => ({}) }) },
);

/** Props with some of these names, each of which may hold anything. */
export const hostileProps = (names: readonly string[], maxKeys = 3): fc.Arbitrary<Record<string, unknown>> => fc
  .array(fc.tuple(fc.constantFrom(...names), hostileProp), { minLength: 1, maxLength: maxKeys })
  .map((entries) => Object.fromEntries(entries) as Record<string, unknown>);

const OURS = new Set(['Error', 'InvalidManifest', 'InvalidValue', 'ManifestError', 'MergeError', 'UsageError']);

/** What refused it, in our words; undefined if nothing did. An error of the language is a bug of ours and goes on. */
export function refusalOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof Error && OURS.has(error.constructor.name) && error.message.length > 0) { return error.message; }
    throw error;
  }
}

/** The language itself is as it was. */
export function expectCleanPrototypes(): void {
  expect(Reflect.ownKeys(Object.prototype).map(String).sort()).toEqual([
    '__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__', '__proto__', 'constructor', 'hasOwnProperty', 'isPrototypeOf',
    'propertyIsEnumerable', 'toLocaleString', 'toString', 'valueOf',
  ]);
  expect(Object.keys(Array.prototype)).toEqual([]);
}
