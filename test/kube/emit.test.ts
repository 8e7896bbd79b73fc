import * as vm from 'node:vm';
import { App, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { EmitManifest, InvalidManifest, emit } from '../../src/kube';

const chart = (props = {}) => new Chart(Testing.app(), 'prod', props);

/** An object that holds just this value. */
const holding = (value: unknown): EmitManifest => ({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec: { value } });

const emitted = (manifest: EmitManifest) => {
  const scope = chart();
  emit(scope, 'thing', manifest);
  return Testing.synth(scope)[0];
};

/** The object as it stands in the file. */
function written(manifest: EmitManifest) {
  const app = Testing.app();
  emit(new Chart(app, 'prod'), 'thing', manifest);
  return parse(app.synthYaml(), { version: '1.1' });
}

function refusal(manifest: EmitManifest): string {
  try {
    emit(chart(), 'thing', manifest);
  } catch (error) {
    if (error instanceof InvalidManifest) { return error.message; }
    throw error;
  }
  return 'accepted';
}

describe('emit', () => {
  test('keeps fields that no generated class knows, in the object and in a patch', () => {
    const scope = chart();
    const thing = emit(scope, 'deployment', {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { replicas: 1, fieldOfTomorrow: { x: ['y'] } },
    });
    thing.addJsonPatch(JsonPatch.add('/spec/fieldOfNextYear', true), JsonPatch.replace('/spec/replicas', 2));
    expect(Testing.synth(scope)).toEqual([{
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { replicas: 2, fieldOfTomorrow: { x: ['y'] }, fieldOfNextYear: true },
    }]);
  });

  test('comes out of App.synthYaml', () => {
    const app = Testing.app();
    emit(new Chart(app, 'c'), 'a', holding({ 'x': ['0777', 'yes', null, 1.5], 'kubernetes.io/a': '' }));
    expect(app.synthYaml()).toBe(`apiVersion: example.com/v1
kind: Thing
metadata:
  name: a
spec:
  value:
    kubernetes.io/a: ""
    x:
      - "0777"
      - "yes"
      - null
      - 1.5
`);
  });

  test('a change of the input after emit does not show', () => {
    const labels: Record<string, string> = { app: 'a' };
    const ports = [{ port: 80 }];
    const scope = chart();
    const manifest = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', labels, finalizers: ['f'] }, spec: { ports } };
    emit(scope, 'service', manifest);
    labels.app = 'b';
    labels.more = 'c';
    ports[0].port = 81;
    ports.push({ port: 82 });
    manifest.metadata.finalizers.push('g');
    manifest.spec = { ports: [] };
    expect(Testing.synth(scope)[0]).toEqual({
      apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', labels: { app: 'a' }, finalizers: ['f'] }, spec: { ports: [{ port: 80 }] },
    });
  });

  test('two objects may share one input, and stay apart', () => {
    const scope = chart();
    const shared = { app: 'a' };
    const first = emit(scope, 'a', { apiVersion: 'v1', kind: 'A', metadata: { name: 'a', labels: shared }, spec: { selector: shared, also: shared } });
    emit(scope, 'b', { apiVersion: 'v1', kind: 'B', metadata: { name: 'b', labels: shared }, spec: { selector: shared } });
    first.metadata.addLabel('only', 'first');
    first.addJsonPatch(JsonPatch.add('/spec/selector/only', 'first'));
    expect(Testing.synth(scope)).toEqual([
      { apiVersion: 'v1', kind: 'A', metadata: { name: 'a', labels: { app: 'a', only: 'first' } }, spec: { selector: { app: 'a', only: 'first' }, also: { app: 'a' } } },
      { apiVersion: 'v1', kind: 'B', metadata: { name: 'b', labels: { app: 'a' } }, spec: { selector: { app: 'a' } } },
    ]);
    expect(shared).toEqual({ app: 'a' });
    expect(emitYaml(scope)).not.toContain('&');
  });

  test('namespace and labels of the chart are added, the object has the last word', () => {
    const scope = chart({ namespace: 'mesh', labels: { team: 'x', app: 'chart' } });
    emit(scope, 'a', { apiVersion: 'v1', kind: 'A', metadata: { name: 'a', namespace: undefined, labels: { app: 'own' } } });
    emit(scope, 'b', { apiVersion: 'v1', kind: 'B', metadata: { name: 'b', namespace: 'other' } });
    expect(Testing.synth(scope).map(({ metadata }) => metadata)).toEqual([
      { name: 'a', namespace: 'mesh', labels: { team: 'x', app: 'own' } },
      { name: 'b', namespace: 'other', labels: { team: 'x', app: 'chart' } },
    ]);
  });

  test('without a name cdk8s gives one, also if the name is there and undefined', () => {
    const scope = chart({ disableResourceNameHashes: true });
    emit(scope, 'a', { apiVersion: 'v1', kind: 'A' });
    emit(scope, 'b', { apiVersion: 'v1', kind: 'B', metadata: { name: undefined } });
    expect(Testing.synth(scope).map(({ metadata }) => metadata.name)).toEqual(['prod-a', 'prod-b']);
  });

  test('absent members are left out, null in a list stays', () => {
    expect(written(holding({ a: undefined, b: null, c: [null], d: {}, e: [] })).spec).toEqual({ value: { c: [null], d: {}, e: [] } });
  });

  test('values of synthesis pass and are asked late', () => {
    let replicas = 1;
    class Token { public resolve() { return 'later'; } }
    const scope = chart();
    emit(scope, 'a', {
      apiVersion: 'v1',
      kind: 'A',
      metadata: { name: 'a', annotations: { token: new Token() as unknown as string } },
      spec: { replicas: Lazy.any({ produce: () => replicas }), token: new Token() },
    });
    replicas = 3;
    expect(Testing.synth(scope)[0]).toEqual({
      apiVersion: 'v1', kind: 'A', metadata: { name: 'a', annotations: { token: 'later' } }, spec: { replicas: 3, token: 'later' },
    });
  });

  test('maps of other realms and without prototype are maps', () => {
    const foreign: unknown = vm.runInNewContext('({ a: [{ b: 1 }] })');
    const bare: Record<string, unknown> = Object.assign(Object.create(null), { x: 1 });
    expect(emitted(holding({ foreign, bare })).spec).toEqual({ value: { foreign: { a: [{ b: 1 }] }, bare: { x: 1 } } });
  });

  test('whatever is accepted comes out as it went in', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 3 }), value => {
      const manifest = holding([value]);
      const message = refusal(manifest);
      fc.pre(message === 'accepted');
      expect(written(manifest).spec.value[0]).toEqual(withoutNull(value));
    }), { seed: 10, numRuns: 300 });
  });

  test('a failed emit leaves nothing behind', () => {
    const scope = chart();
    expect(() => emit(scope, 'a', holding(NaN))).toThrow(InvalidManifest);
    expect(scope.node.children).toEqual([]);
    emit(scope, 'a', holding(1));
    expect(Testing.synth(scope)).toHaveLength(1);
  });
});

describe('emit refuses what would change in silence', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = [cyclic];
  class Size { public readonly value = 1; }
  let deep: unknown = 1;
  for (let depth = 0; depth < 20000; depth++) { deep = [deep]; }

  test.each<[string, unknown, string]>([
    ['a Date', new Date(0), '/spec/value must be a plain map, list or value, got a Date; give the plain value that the class stands for'],
    ['a class', new Size(), '/spec/value must be a plain map, list or value, got a Size; give the plain value that the class stands for'],
    ['a Map', new Map(), '/spec/value must be a plain map, list or value, got a Map; give the plain value that the class stands for'],
    ['a function', () => 1, '/spec/value must be a text, a number, true, false, a list or a map, got a function'],
    ['a map with a resolve function', { resolve: () => 1 }, '/spec/value/resolve must be a text, a number, true, false, a list or a map, got a function'],
    ['a symbol', Symbol('x'), '/spec/value must be a text, a number, true, false, a list or a map, got a symbol'],
    ['a BigInt', 5n, '/spec/value must be a text, a number, true, false, a list or a map, got 5n'],
    ['NaN', NaN, '/spec/value must be a number that JSON knows, got NaN'],
    ['Infinity', -Infinity, '/spec/value must be a number that JSON knows, got -Infinity'],
    ['-0', -0, '/spec/value must be a number that JSON knows, got -0'],
    ['2^53', 2 ** 53, '/spec/value must be at most 2^53 - 1, beyond which whole numbers are not exact, got 9007199254740992; write it as a text where the field takes one'],
    ['undefined in a list', [undefined], '/spec/value/0 must be left out of the list: it would become null, got undefined'],
    ['a cycle', cyclic, '/spec/value/self/0 must not contain itself, got a map'],
    ['depth', deep, '/spec/value/0 must not be nested deeper than 256 levels, got a list of 1'],
    ['an octal-like text', '0o17', '/spec/value must not be a text that YAML readers take for a number, got "0o17"'],
    ['a line separator', 'a\u2028b', '/spec/value must not be a text with a control character, line separator or non-character, which YAML readers refuse or change, got "a\\u2028b"'],
    ['half a surrogate pair', '\ud800', '/spec/value must not be a text with half of a surrogate pair, which no YAML reader takes, got "\\ud800"'],
    ['tab-led lines', '\ta\nb', '/spec/value must not be a text of several lines of which the first begins with a tab, which YAML readers refuse, got "\\ta\\nb"'],
    ['the merge key', { '<<': 1 }, '/spec/value/<< must not be the merge key of YAML, which readers replace, got "<<"'],
    ['an own __proto__', JSON.parse('{"__proto__": {"x": 1}}'), '/spec/value/__proto__ must not be the prototype of objects, which is dropped in silence, got "__proto__"'],
    ['constructor', { constructor: 'x' }, '/spec/value/constructor must not be the constructor of objects, on which cdk8s stops, got "constructor"'],
    ['an octal-like key', { 'a/b~c': { '0o7': 1 } }, '/spec/value/a~1b~0c/0o7 must not be a text that YAML readers take for a number, got "0o7"'],
    ['a pointer that would not print', { 'a"\u001b': NaN }, '"/spec/value/a\\"\\u001b" must be a number that JSON knows, got NaN'],
  ])('%s', (_name, value, problem) => {
    expect(refusal(holding(value))).toBe(`[prod/thing] Thing cannot be written: ${problem}`);
  });

  test.each<[string, unknown, string]>([
    ['labels', { labels: { a: true } }, '/metadata/labels/a must be a text, got true; write "true"'],
    ['annotations', { annotations: { 'x/y': 1 } }, '/metadata/annotations/x~1y must be a text, got 1; write "1"'],
    ['a map for a label', { labels: { a: {} } }, '/metadata/labels/a must be a text, got a map'],
    ['a list of labels', { labels: ['a'] }, '/metadata/labels must be a map of texts, got a list of 1'],
    ['a name', { name: 1 }, '/metadata/name must be a text, got 1'],
    ['a namespace', { namespace: true }, '/metadata/namespace must be a text, got true'],
    ['a label that is wrong by itself, once', { labels: { a: NaN } }, '/metadata/labels/a must be a number that JSON knows, got NaN'],
    ['metadata', 'x', '/metadata must be a map, got "x"'],
  ])('metadata: %s', (_name, metadata, problem) => {
    expect(refusal({ apiVersion: 'v1', kind: 'A', metadata: metadata as {} })).toBe(`[prod/thing] A cannot be written: ${problem}`);
  });

  test('apiVersion and kind must be there', () => {
    expect(refusal({ kind: 'A' } as unknown as EmitManifest)).toBe('[prod/thing] A cannot be written: /apiVersion must be a text that is not empty, got undefined');
    expect(refusal({ apiVersion: 'v1', kind: '' })).toBe('[prod/thing] object cannot be written: /kind must be a text that is not empty, got ""');
    expect(refusal([] as unknown as EmitManifest)).toContain('/apiVersion must be a text');
  });

  test('all problems at once, twenty by name', () => {
    expect(refusal(holding({ a: NaN, b: [1n] }))).toBe('[prod/thing] Thing cannot be written: '
      + '/spec/value/a must be a number that JSON knows, got NaN; /spec/value/b/0 must be a text, a number, true, false, a list or a map, got 1n');
    expect(refusal(holding(Array(23).fill(NaN)))).toMatch(/\/19 [^;]*; and 3 more$/);
  });

  test('a small input that unfolds to more than any API server takes', () => {
    let bomb: unknown = 'x';
    for (let level = 0; level < 30; level++) { bomb = [bomb, bomb]; }
    expect(refusal(holding(bomb))).toContain('must be one of at most 1000000 values');
  });
});

const emitYaml = (scope: Chart) => (scope.node.root as App).synthYaml();

/** What cdk8s makes of null: members go, items stay. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(withoutNull); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null).map(([key, member]) => [key, withoutNull(member)]));
}
