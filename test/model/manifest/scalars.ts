/** Unquoted scalars, and what kubectl 1.32 reads them as; kubectl.test.ts asks kubectl itself where there is one. */
export const SCALARS: readonly (readonly [text: string, value: unknown])[] = [
  ['yes', true], ['Yes', true], ['YES', true], ['yEs', 'yEs'], ['on', true], ['y', true], ['Y', true], ['true', true], ['tRue', 'tRue'],
  ['no', false], ['off', false], ['n', false], ['N', false], ['False', false],
  ['~', null], ['null', null], ['Null', null], ['nULL', 'nULL'], ['""', ''],
  ['0777', 511], ['0o17', 15], ['0O17', 15], ['-0o17', -15], ['08', 8], ['09.5', 9.5], ['0b11', 3], ['0b-11', -3], ['0b12', '0b12'], ['0x1F', 31],
  ['+0x1F', 31], ['0x', '0x'], ['0x1p2', '0x1p2'], ['1_000', 1000], ['1__0', 10], ['0_8', 8], ['_1', '_1'], ['1_000.5', 1000.5], ['._5', '._5'],
  ['12:30:45', '12:30:45'], ['190:20', '190:20'], ['2001-01-01', '2001-01-01'], ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00Z'],
  ['1e3', 1000], ['1E-2', 0.01], ['.5', 0.5], ['+.5', 0.5], ['5.', 5], ['1.10', 1.1], ['1e400', '1e400'], ['-1e400', '-1e400'], ['1e', '1e'], ['.', '.'],
  ['-0', 0], ['+5', 5], ['+', '+'], ['--5', '--5'], ['1 2', '1 2'], ['1,2', '1,2'], ['1.2.3', '1.2.3'], ['100m', '100m'], ['5Gi', '5Gi'], ['30s', '30s'],
  ['9223372036854775807', 9223372036854775807], ['9223372036854775808', 9223372036854775808], ['18446744073709551616', 18446744073709551616],
  ['0x1FFFFFFFFFFFFFFFFF', '0x1FFFFFFFFFFFFFFFFF'], ['-0x8000000000000001', '-0x8000000000000001'], ['-9223372036854775809', -9223372036854775809],
  ['=', '='], ['<<', '<<'], ["'yes'", 'yes'], ['"0777"', '0777'], ['|-\n    0777', '0777'],
  ['!!str 5', '5'], ['!!str ~', '~'], ['!!str', ''], ['! 5', '5'], ['! "5"', '5'], ['!!int "5"', 5], ['!!float 5', 5], ['!!float 0x10', 16],
  ['!!bool "yes"', true], ["!!null ''", null], ['!!binary aGVsbG8=', 'hello'], ['!!binary /w==', '\ufffd'], ['!!map {}', {}], ['!!seq []', []],
  // an apostrophe with a backslash, a backslash before an apostrophe, and both
  ['"it\\\'s"', 'it\'s'], ['"it\\\\\'s"', 'it\\\'s'], ['"\\\\\\\'\\n\\\'"', '\\\'\n\''],
];

/** Unquoted keys, and the text that kubectl makes of them. */
export const KEYS: readonly (readonly [text: string, key: string])[] = [
  ['y', 'true'], ['off', 'false'], ['1', '1'], ['0777', '511'], ['0x10', '16'], ['1_000', '1000'], ['9223372036854775807', '9223372036854775807'],
  ['1.10', '1.1'], ['1.0', '1'], ['0.1', '0.1'], ['999999.0', '999999'], ['1e6', '1e+06'], ['1234567.0', '1.234567e+06'], ['16777217.0', '1.6777216e+07'],
  ['0.0001', '0.0001'], ['0.00001', '1e-05'], ['1e-50', '0'], ['-0.0', '-0'], ['3.4e39', '.inf'], ['-.inf', '-.inf'], ['.nan', '.nan'],
  ['2001-01-01', '2001-01-01'], ['12:30', '12:30'], ['"yes"', 'yes'], ["'<<'", '<<'], ['!!str yes', 'yes'], ['__proto__', '__proto__'],
  ['constructor', 'constructor'], ['"it\\\'s"', 'it\'s'], ['a b', 'a b'], ['sidecar.istio.io/inject', 'sidecar.istio.io/inject'],
];

/** Whole documents below a ConfigMap's head that read alike here and there. */
export const BODIES: readonly (readonly [text: string, data: unknown])[] = [
  ['data:\n  a: [x, {b: "c\\\'d"}]\n  e:\n  - "\\\'f\\\n    g"\n  - h\n', { a: ['x', { b: 'c\'d' }], e: ['\'fg', 'h'] }],
  ['data:\n  ? a\n  : b\n  ? c\n', { a: 'b', c: null }],
  ['data: {a, b: [c: d, e]}\n', { a: null, b: [{ c: 'd' }, 'e'] }],
  ['data: {"a":1, \'b\':2}\n', { a: 1, b: 2 }],
  ['data: {a: http://x, b: x:y}\n', { a: 'http://x', b: 'x:y' }],
  ['data:\n- a\n-\n- - b\n', ['a', null, ['b']]],
  ['data:\n  a: |+\n    x\n\n  b: >-\n    q\n\n    w\n     z\n  c: "p\n    q\\n"\n', { a: 'x\n\n', b: 'q\nw\n z', c: 'p q\n' }],
  ['data:\r\n  a: |\r\n    x\r\n    y\r\n  b: "p\r\n    q"\r\n', { a: 'x\ny\n', b: 'p q' }],
  ['data:\n  a:\tb\n  c: d\t# e\n  f: [1,\t2]\n', { a: 'b', c: 'd', f: [1, 2] }],
  ['data:\n  a: &x {b: 1}\n  c: *x\n', { a: { b: 1 }, c: { b: 1 } }],
  ['data:\n  a: &x b\n  *x : c\n', { a: 'b', b: 'c' }],
  ['x: &x {b: 1}\ny: &x {b: 2}\ndata: {a: *x}\n', { a: { b: 2 } }],
  ['x: &x {a: 1, b: 2}\ndata:\n  <<: *x\n  a: 9\n', { a: 9, b: 2 }],
  ['x: &x {a: 1, b: 2}\ny: &y {a: 5, c: 6}\ndata:\n  <<: [*x, *y]\n', { a: 1, b: 2, c: 6 }],
  ['data:\n  <<: {a: 1}\n', { a: 1 }],
  ['data:\n  "<<": {a: 1}\n', { '<<': { a: 1 } }],
  ['data:\n  !!merge <<: {a: 1}\n', { a: 1 }],
  ['x: &x {a: 1}\ny: &y {<<: *x, b: 2}\ndata: {<<: *y, b: 3}\n', { a: 1, b: 3 }],
];
