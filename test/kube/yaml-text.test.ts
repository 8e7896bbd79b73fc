import * as fc from 'fast-check';
import { hasKubectl, kubectl } from './kubectl';
import { unwritableText, yamlText } from '../../src/kube/yaml-text';
import { readYamlValue } from '../../src/model/manifest';

/** Texts that one YAML reader or another takes for something else. */
const TRICKY = [
  '', ' ', 'yes', 'no', 'on', 'off', 'y', 'n', 'null', '~', 'true', '0777', '0o17', '0b1', '1_000', '1e3', '12:30:45', '2001-01-01', '.5', '-', '- a', '#a', 'a: b',
  '{a}', '[a]', '*a', '&a', '!a', '|', '>', '%', '@', '`', '<<', '=', '\ta\nb', 'a\n', 'a\n\n', ' a\nb', 'a \nb', '"', "'", '\\', 'é', '\u0085', '0x1_f', '1__0',
  'a\u2028b', '\ufeffa', 'a\u007f', '\u0000', '\u0085: "x"',
];

describe('YAML text within a manifest', () => {
  test('is written in blocks, in the order given, and ends with its line', () => {
    expect(yamlText({ spec: { b: 1, a: ['x', { c: true }] } })).toBe('spec:\n  b: 1\n  a:\n    - x\n    - c: true\n');
  });

  test('a long text stays in one line', () => expect(yamlText({ a: 'word '.repeat(60).trim() }).split('\n')).toHaveLength(2));

  test('what is shared is written twice: no reader of overlays knows aliases', () => {
    const shared = { x: 1 };
    expect(yamlText({ a: shared, b: shared })).toBe('a:\n  x: 1\nb:\n  x: 1\n');
  });

  test('texts and keys that readers take for something else come back as they are', () => {
    for (const one of TRICKY) { expect(readYamlValue(yamlText({ k: one, [`x${one}`]: 1 }))).toEqual({ k: one, [`x${one}`]: 1 }); }
  });

  (hasKubectl ? test : test.skip)('go-yaml, as kubectl and istiod have it, reads the same', () => {
    const data = Object.fromEntries(TRICKY.map((one, at) => [`k${at}`, one]));
    const { ok, out, err } = kubectl(['patch', '--local', '-f', '-', '--type=merge', '-p', '{}', '-o', 'json'],
      yamlText({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data }));
    expect([ok, err]).toEqual([true, '']);
    expect((JSON.parse(out) as { data: object }).data).toEqual(data);
  });

  test.each([
    ['a\ud800', true], ['\udc00a', true], ['\ud83d\ude00', false], ['\\ud800', false],
  ])('%j has no form in YAML: %s', (one, isUnwritable) => {
    expect(unwritableText({ list: [{ key: one }] })).toBe(isUnwritable ? one : undefined);
    expect(unwritableText({ [one]: 1 })).toBe(isUnwritable ? one : undefined);
  });

  test.each(['yes', 'on', '0o7', '1_000', '1e3', '.5', '2026-11-20', 'null', '~', '', '<<', '12:30:45', '0x1f', '= x', '- a', 'a: b', '# c', '\u2028', '\u0085', '\ufeff', 'a\u007fb'])(
    'the text %j comes back as it is', (text) => expect(readYamlValue(yamlText({ a: text }))).toEqual({ a: text }));

  test('property: what is written is what is read', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 3 }, fc.string(), fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.boolean(), fc.constant(null),
        fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(fc.string().filter((key) => key !== '__proto__' && key !== '<<'), tie('any'), { maxKeys: 3 })),
    })).any;
    fc.assert(fc.property(value, (one) => {
      const read = readYamlValue(yamlText({ one }));
      expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify({ one })));
    }), { seed: 11, numRuns: 300 });
  });
});
