import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, JsonPatch, Testing, Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { almostName, almostQuantity, quantityText, yamlText } from './arbitraries';
import { HARMLESS, HOSTILE_KEYS, HOSTILE_VALUES } from './hostile-texts';
import { hasKubectl, kubectl } from './kubectl';
import { IntOrPercent, NameKind, Quantity, emit, nameProblem, problemOf, yamlKeyProblem, yamlTextProblem } from '../../src/kube';

const suite = hasKubectl ? describe : describe.skip;

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'a', image: 'b' }] } };

const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number) => fc.sample(arbitrary, { numRuns: count, seed });
const unique = (texts: readonly string[]) => [...new Set(texts)];

suite('compared with kubectl (skipped where it is not installed)', () => {
  describe('quantities, by kubectl set resources --local', () => {
    const pod = (requests: Record<string, string>, name = 'a') => ({
      ...POD, metadata: { name }, spec: { containers: [{ name: 'a', image: 'b', resources: { requests } }, { name: 'other', image: 'b' }] },
    });

    function canonical(texts: readonly string[]): string[] {
      const input = JSON.stringify(pod(Object.fromEntries(texts.map((text, index) => [`x/q${index}`, text]))));
      const { ok, out, err } = kubectl(['set', 'resources', '--local', '-f', '-', '-c', 'other', '--limits=x/y=1', '-o', 'json'], input);
      expect([ok, err]).toEqual([true, '']);
      const { requests } = JSON.parse(out).spec.containers[0].resources;
      return texts.map((_text, index) => requests[`x/q${index}`]);
    }

    // With apimachinery 0.34 and older, kubectl prints 1000E as 1: it has no suffix above E and drops the exponent.
    const withinSuffixes = (text: string) => !/e/.test(Quantity.parse(text).toString()) || /e[+-]?[0-9]/i.test(text);
    const accepted = (text: string) => problemOf(() => Quantity.parse(text)) === undefined;
    const texts = unique([...sample(quantityText, 4000, 11), ...sample(almostQuantity, 4000, 12).filter(accepted)]).filter(withinSuffixes);

    test('read the same, and print the same unless kubectl repeats the spelling it was given', () => {
      const answers = canonical(texts);
      const different = texts.map((text, index) => [text, answers[index], Quantity.parse(text).toString()])
        .filter(([text, theirs, ours]) => theirs !== ours && theirs !== text);
      expect(texts.length).toBeGreaterThan(3000);
      expect(different).toEqual([]);
    });

    test('what we print, kubectl leaves as it is', () => {
      const printed = texts.map(text => Quantity.parse(text).toString());
      expect(canonical(printed)).toEqual(printed);
    });

    // Go reads a text without a digit as zero, and exponents that no amount has.
    test('what we refuse, kubectl refuses', () => {
      const refused = unique(sample(almostQuantity, 12000, 13)).filter(text => !accepted(text) && /^[+-]?\.?[0-9]/.test(text) && !/e[+-]?[0-9]{4}/i.test(text));
      const input = refused.map((text, index) => JSON.stringify(pod({ cpu: text }, `p${index}`))).join('\n');
      const { err } = kubectl(['set', 'resources', '--local', '-f', '-', '--limits=x/y=1', '-o', 'json'], input);
      expect(refused.length).toBeGreaterThan(1000);
      expect(err.split('\n').filter(line => line.includes('unable to decode'))).toHaveLength(refused.length);
      expect(canonical(['Ki', '.', '+'])).toEqual(['0', '0', '0']);
    });
  });

  describe('numbers or percentages', () => {
    const deployment = (maxSurge: unknown) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { strategy: { rollingUpdate: { maxSurge } }, template: { spec: { containers: [{ name: 'a', image: 'b' }] } } },
    });
    const decode = (value: unknown) => kubectl(['set', 'image', '--local', '-f', '-', 'a=c', '-o', 'json'], JSON.stringify(deployment(value)));

    test.each([0, 1, 2147483647, '0%', '25%', '150%'])('%p is read and kept', value => {
      expect(JSON.parse(decode(value).out).spec.strategy.rollingUpdate.maxSurge).toBe(IntOrPercent.parse(value).toJSON());
    });

    test.each([1.5, 2147483648, true, {}])('%p is refused', value => {
      expect(decode(value).err).toContain('unable to decode');
      expect(() => IntOrPercent.parse(value)).toThrow('must be');
    });
  });

  describe('names', () => {
    const input = JSON.stringify(POD);
    const judges: readonly (readonly [NameKind, (names: readonly string[]) => boolean])[] = [
      ['labelValue', names => kubectl(['label', '--local', '-f', '-', ...names.map((name, index) => `k${index}=${name}`), '-o', 'json'], input).ok],
      ['labelKey', names => kubectl(['set', 'selector', '--local', '-f', '-', names.map(name => `${name}=v`).join(','), '-o', 'json'],
        JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: {} })).ok],
      ['envName', names => kubectl(['set', 'env', '--local', '-f', '-', ...names.map(name => `${name}=v`), '-o', 'json'], input).ok],
      ['configMapKey', names => kubectl(['create', 'configmap', 'a', ...names.map(name => `--from-literal=${name}=v`), '--dry-run=client', '-o', 'json']).ok],
    ];
    const edges = ['', 'a', 'a'.repeat(63), 'a'.repeat(64), 'a'.repeat(253), 'a'.repeat(254), `a/${'a'.repeat(63)}`, '..', '..a', '...', 'a..', '-', '_', 'a/b/c', 'A/b'];

    // To kubectl `NAME-` means to remove a variable, and a dash in front a flag: not names in its eyes.
    const readable = (kind: NameKind, name: string) => kind === 'labelValue'
      || (name !== '' && !(kind === 'envName' && /^-|-$/.test(name)) && !(kind === 'labelKey' && name.startsWith('-')));

    test.each(judges)('%s: what we take, kubectl takes', (kind, judge) => {
      const good = unique([...edges, ...sample(almostName, 600, 14)]).filter(name => readable(kind, name) && nameProblem(kind, name) === undefined);
      expect(good.length).toBeGreaterThan(40);
      expect(judge(good)).toBe(true);
    });

    test.each(judges)('%s: what we refuse, kubectl refuses', (kind, judge) => {
      const bad = unique([...edges, ...sample(almostName, 120, 15)]).filter(name => readable(kind, name) && nameProblem(kind, name) !== undefined)
        .slice(0, 10);
      expect(bad.length).toBeGreaterThan(5);
      expect(bad.filter(name => judge([name]))).toEqual([]);
    });
  });

  describe('texts in YAML, written by cdk8s and read by kubectl', () => {
    const read = (yaml: string) => kubectl(['label', '--local', '-f', '-', 'x=y', '-o', 'json'], yaml);
    const thing = (spec: unknown) => ({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec });

    test('what emit takes comes back as it went in, as value and as key', () => {
      const values = unique([...HARMLESS, ...sample(yamlText, 8000, 16)]).filter(text => yamlTextProblem(text) === undefined);
      const keys = unique([...HARMLESS, ...sample(yamlText, 8000, 17), 'k'.repeat(2000), 'k\n'.repeat(2000)]).filter(text => yamlKeyProblem(text) === undefined);
      const app = Testing.app();
      const spec = { values, lists: values.map(value => [{ value: [value] }]), map: Object.fromEntries(keys.map(key => [key, { [key]: 'x' }])) };
      emit(new Chart(app, 'c'), 'a', thing(spec));
      const answer = JSON.parse(read(app.synthYaml()).out).spec;
      expect(values.length).toBeGreaterThan(4000);
      expect(answer.values).toEqual(values);
      expect(answer.lists).toEqual(spec.lists);
      expect(answer.map).toEqual(spec.map);
    });

    /** Those that come back as they went in, each written to a file of its own, all read by one kubectl, which prints what it could read. */
    function survivors(specs: readonly unknown[]): unknown[] {
      const folder = mkdtempSync(join(tmpdir(), 'kube-'));
      try {
        specs.forEach((spec, index) => writeFileSync(join(folder, `${index}.yaml`), Yaml.stringify({ ...thing(spec), metadata: { name: `n${index}` } })));
        const { out } = kubectl(['label', '--local', '-f', folder, 'x=y', '-o', 'json']);
        const answers = out.split(/^}$/m).filter(text => text.trim() !== '').map(text => JSON.parse(`${text}}`));
        const specOf = new Map(answers.map(({ metadata, spec }) => [metadata.name, spec]));
        return specs.filter((spec, index) => JSON.stringify(specOf.get(`n${index}`)) === JSON.stringify(spec));
      } finally {
        rmSync(folder, { recursive: true });
      }
    }

    test('what it refuses would not', () => {
      const hostile = [...HOSTILE_VALUES.map(value => ({ value })), ...HOSTILE_KEYS.map(key => ({ map: { [key]: 'x' } }))];
      expect(survivors([...hostile, { value: 'a' }])).toEqual([{ value: 'a' }]);
    });
  });

  test('a user\'s JSON patch does the same as kubectl patch --local', () => {
    const app: App = Testing.app();
    const manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { replicas: 1, unknownField: [{ a: 1 }] } };
    const operations = [{ op: 'add', path: '/spec/unknownField/-', value: { b: 2 } }, { op: 'replace', path: '/spec/replicas', value: 3 }, { op: 'remove', path: '/spec/unknownField/0' }];
    emit(new Chart(app, 'c'), 'a', manifest).addJsonPatch(JsonPatch.add('/spec/unknownField/-', { b: 2 }), JsonPatch.replace('/spec/replicas', 3), JsonPatch.remove('/spec/unknownField/0'));
    const { out } = kubectl(['patch', '--local', '-f', '-', '--type=json', '-p', JSON.stringify(operations), '-o', 'json'], JSON.stringify(manifest));
    expect(Yaml.stringify(JSON.parse(out).spec)).toBe(Yaml.stringify(Testing.synth(app.charts[0])[0].spec));
  });
});
