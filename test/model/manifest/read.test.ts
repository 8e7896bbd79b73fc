import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BODIES, KEYS, SCALARS } from './scalars';
import { CONFIG_MAP, dataOf, deployment, errorOf, namesOf } from './texts';
import { annotationsOf, labelsOf, ManifestError, manifestOf, readManifests, readYamlValue } from '../../../src/model/manifest';

describe('values are those that kubectl reads', () => {
  test.each(SCALARS)('value %j is %j', (text, value) => {
    expect(dataOf(`data:\n  a: ${text}\n`)).toEqual({ a: value });
  });

  test.each(KEYS)('key %j is %j', (text, key) => {
    expect(Object.keys(dataOf(`data:\n  ${text}: 1\n`) as object)).toEqual([key]);
  });

  test.each(BODIES)('%j', (text, data) => {
    expect(dataOf(text)).toEqual(data);
  });

  test('an own key __proto__ is data, and nothing is polluted', () => {
    const data = dataOf('data:\n  __proto__: {polluted: true}\n  constructor: {prototype: {polluted: true}}\n') as object;
    expect(JSON.stringify(data)).toBe('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(JSON.stringify(readManifests(JSON.stringify({ ...readManifests(CONFIG_MAP)[0].object, data }).replaceAll('\\', ''))[0].object.data))
      .toBe(JSON.stringify(data));
  });

  test('a merged key __proto__ is data too', () => {
    expect(JSON.stringify(dataOf('x: &x {__proto__: {a: 1}}\ndata: {<<: *x}\n'))).toBe('{"__proto__":{"a":1}}');
  });
});

describe('documents', () => {
  test('several, empty and comment-only ones between', () => {
    const manifests = readManifests(`# head\n---\n${CONFIG_MAP}---\n# nothing\n---\nnull\n--- # b\n${CONFIG_MAP.replace('name: a', 'name: b')}...\n`);
    expect(namesOf(manifests)).toEqual(['a', 'b']);
    expect(manifests.map(({ document }) => document)).toEqual([1, 4]);
  });

  test.each([['', 'nothing'], ['\n\n', 'blank lines'], ['# only\n', 'a comment'], ['---\n---\n', 'markers'], ['\ufeff', 'a byte order mark']])(
    '%j has no objects: %s', (text) => { expect(readManifests(text)).toEqual([]); });

  test('a byte order mark is no part of the first key, nor of its column', () => {
    const [manifest] = readManifests(`\ufeff${CONFIG_MAP}`);
    expect(manifest.object.apiVersion).toBe('v1');
    expect(manifest.position('/apiVersion')).toEqual({ line: 1, column: 13 });
  });

  test('JSON: one object, several, with tabs', () => {
    const json = JSON.stringify(readManifests(CONFIG_MAP)[0].object, null, '\t');
    expect(readManifests(`${json}\n${json.replace('"a"', '"b"')}`).map(({ key, document }) => [key.name, document])).toEqual([['a', 1], ['b', 2]]);
  });

  test('JSON values are those of encoding/json', () => {
    const text = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"\\ud83d\\ude00\\/\u2028","b":"\\ud800","c":[-0.5e1,true,null,[],{}]}}';
    expect(readManifests(text)[0].object.data).toEqual({ a: '😀/\u2028', b: '\ufffd', c: [-5, true, null, [], {}] });
  });

  test('a text that begins with { need not be JSON', () => {
    expect(namesOf(readManifests('{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n'))).toEqual(['a']);
  });

  test('what kustomize and Helm print is read', () => {
    const helm = `---\n# Source: gateway/templates/service.yaml\n${CONFIG_MAP}---\n# Source: gateway/templates/empty.yaml\n\n---\n# Source: x\n${deployment('b')}`;
    expect(namesOf(readManifests(helm))).toEqual(['a', 'b']);
  });

  const conformance = join(__dirname, '../../../../shared/conformance/istio-injection-1.30.3');
  const files = existsSync(conformance) ? readdirSync(conformance).filter(file => file.endsWith('.yaml')).sort() : [];
  (files.length > 0 ? test.each(files) : test.skip.each(['no conformance folder']))('Istio test file %s', (file) => {
    const manifests = readManifests(readFileSync(join(conformance, file), 'utf8'), { file });
    expect(manifests.length).toBeGreaterThan(0);
    expect(manifests.every(({ key }) => key.kind !== '' && key.name !== '')).toBe(true);
  });
});

describe('settings of programs that lie beside manifests', () => {
  test.each([
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]',
    'apiVersion: v1\nkind: Config\nclusters: []',
    'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster',
    'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {profile: ambient}',
    'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {namespace: istio-system}',
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {annotations: {a: b}}',
  ])('%j is left out', (text) => expect(readManifests(text)).toEqual([]));

  test('one with metadata is an object, and one of a kind that clusters have needs them', () => {
    expect(readManifests('apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: a}')).toHaveLength(1);
    expect(readManifests('apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {generateName: a-}')).toHaveLength(1);
    expect(() => readManifests('apiVersion: v1\nkind: Service\nspec: {}')).toThrow('metadata is missing');
    expect(() => readManifests('apiVersion: x.io/v1\nkind: X\nmetadata: {namespace: a}')).toThrow('metadata.name is missing');
    expect(() => readManifests('apiVersion: x.io/v1\nkind: X\nmetadata:')).toThrow('metadata is missing');
  });
});

describe('lists are taken apart', () => {
  test('kind: List, also within one another, keeps order and places', () => {
    const text = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: a}
- apiVersion: v1
  kind: List
  items:
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: b
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: c}
`;
    const manifests = readManifests(text, { file: 'list.yaml' });
    expect(namesOf(manifests)).toEqual(['a', 'b', 'c']);
    expect(manifests[1].position('/metadata/name')).toEqual({ file: 'list.yaml', line: 13, column: 13 });
    expect(manifests[2].position('')).toEqual({ file: 'list.yaml', line: 14, column: 3 });
  });

  test('items of a typed list take kind and version from it', () => {
    const [manifest] = readManifests('apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {name: a}\n');
    expect(manifest.key).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment', name: 'a' });
    expect(manifest.object).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } });
  });

  test('an empty list has no objects; a kind that only ends in List is an object', () => {
    expect(readManifests('apiVersion: v1\nkind: List\nitems: []\n---\napiVersion: v1\nkind: List\nitems:\n')).toEqual([]);
    expect(readManifests('apiVersion: x.io/v1\nkind: IPAllowList\nmetadata: {name: a}\n')[0].key.kind).toBe('IPAllowList');
  });

  test.each([
    ['- 1', '4:3: not a Kubernetes object, got 1'],
    ['- null', '4:3: not a Kubernetes object, got null'],
    ['- kind: X\n  apiVersion: v1', '4:3: metadata is missing or wrong, got undefined'],
  ])('item %j is wrong at its own place', (item, message) => {
    expect(errorOf(`apiVersion: v1\nkind: List\nitems:\n${item}\n`).message).toContain(message);
  });
});

describe('keys', () => {
  test.each([
    ['apiVersion: v1\nkind: Pod\nmetadata: {name: a}', {}, { group: '', version: 'v1', kind: 'Pod', name: 'a' }],
    ['apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: ns}', { cluster: 'c' },
      { cluster: 'c', group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'ns', name: 'a' }],
    ['apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ""}', { defaultNamespace: 'd' },
      { group: '', version: 'v1', kind: 'Pod', namespace: 'd', name: 'a' }],
    ['apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: ns}', { defaultNamespace: 'd' },
      { group: '', version: 'v1', kind: 'Namespace', name: 'a' }],
    ['apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}', {}, { group: '', version: 'v1', kind: 'Pod', name: '' }],
  ])('%j', (text, options, key) => {
    const [manifest] = readManifests(text, options);
    expect(manifest.key).toStrictEqual(key);
    expect(manifestOf(manifest.object, options).key).toStrictEqual(key);
  });
});

describe('objects that were never a text', () => {
  test('carry their construct and have no place', () => {
    const manifest = manifestOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }, { construct: 'app/pod', file: 'app.k8s.yaml' });
    expect([manifest.construct, manifest.file, manifest.document, manifest.position('/kind')]).toEqual(['app/pod', 'app.k8s.yaml', undefined, undefined]);
  });

  test.each([[undefined], [null], ['text'], [5], [[]], [{}], [{ apiVersion: 'v1', kind: 'Pod' }], [{ apiVersion: 'v1', kind: 'Pod', metadata: {} }],
    [{ apiVersion: 'a/b/c', kind: 'Pod', metadata: { name: 'a' } }], [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 5 } }],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 1 } }], [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: [] } }]])(
    '%j is refused', (object) => { expect(() => manifestOf(object, { construct: 'app/x' })).toThrow(ManifestError); });

  test('all that is missing is named at once, with the construct', () => {
    expect(() => manifestOf({ metadata: { labels: 'x' } }, { construct: 'app/x' }))
      .toThrow(/^\[app\/x\] apiVersion is missing.*\n\[app\/x\] kind is missing.*\n\[app\/x\] metadata\.name is missing.*\n\[app\/x\] metadata\.labels is wrong/);
  });
});

describe('values that are no manifests', () => {
  test.each([['', null], ['a: yes', { a: true }], ['- 1', [1]], ['5', 5], ['{"a": 1}', { a: 1 }]])('%j is %j', (text, value) => {
    expect(readYamlValue(text)).toEqual(value);
  });

  test.each([['a: 1\na: 2', '2:1'], ['a: 1\n---\nb: 2', '3:1'], ['a: [', '1:']])('%j is refused at %s', (text, place) => {
    expect(() => readYamlValue(text)).toThrow(ManifestError);
    expect(() => readYamlValue(text)).toThrow(place);
  });
});

describe('labels and annotations', () => {
  test('are those that are texts; what lacks its quotes is not', () => {
    const { object } = manifestOf({
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { a: '1', b: true, c: null }, annotations: JSON.parse('{"__proto__":"x"}') as object },
    });
    expect(labelsOf(object)).toEqual({ a: '1' });
    expect(JSON.stringify(annotationsOf(object))).toBe('{"__proto__":"x"}');
    expect(labelsOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } })).toEqual({});
  });
});
