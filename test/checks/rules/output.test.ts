import { stringify } from 'yaml';
import { checkManifests } from '../../../src/checks/check-manifests';
import { changedByReaders } from '../../../src/checks/rules/output/yaml-text';
import { manifestOf } from '../../../src/model/manifest';
import { MeshFacts, Platform } from '../../../src/platform';
import { findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

const object = (kind: string, fields: object = {}, metadata: object = {}, apiVersion = 'v1'): string =>
  stringify({ apiVersion, kind, metadata: { name: 'a', namespace: 'b', ...metadata }, ...fields });
const configMap = (data: unknown, metadata: object = {}): string => object('ConfigMap', { data }, metadata);
const deployment = (metadata: object): string => object('Deployment', { spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata } } }, {}, 'apps/v1');
const KEY = 'k'.repeat(10);

describe('LIM001: 256 KiB of annotations, keys and values', () => {
  test.each([[262143, []], [262144, []], [262145, ['LIM001 error']]])('%d bytes: %j', (bytes, expected) => {
    const annotations = { [KEY]: 'x'.repeat(bytes - KEY.length) };
    expect(verdicts(configMap({}, { annotations }), ISTIO, 'LIM001')).toEqual(expected);
    expect(verdicts(deployment({ labels: { a: 'b' }, annotations }), ISTIO, 'LIM001')).toEqual(expected);
  });

  test('bytes are counted, not characters', () => {
    expect(verdicts(configMap({}, { annotations: { [KEY]: 'ü'.repeat(131067) } }), ISTIO, 'LIM001')).toEqual([]);
    expect(verdicts(configMap({}, { annotations: { [KEY]: 'ü'.repeat(131068) } }), ISTIO, 'LIM001')).toEqual(['LIM001 error']);
  });
});

describe('LIM002: the copy of kubectl apply', () => {
  test.each([[200_000, []], [262_000, ['LIM002 note']], [1_048_576, []]])('a ConfigMap of %d bytes: %j', (bytes, expected) => {
    expect(verdicts(configMap({ a: 'x'.repeat(bytes) }), ISTIO, 'LIM002')).toEqual(expected);
  });

  test('a copy that is there already is not counted again', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': 'x'.repeat(150_000) };
    expect(verdicts(configMap({ a: 'x'.repeat(150_000) }, { annotations }), ISTIO, 'LIM002')).toEqual([]);
  });
});

describe('LIM003: 1 MiB of values', () => {
  test.each([[1048575, []], [1048576, []], [1048577, ['LIM003 error']]])('%d bytes: %j', (bytes, expected) => {
    expect(verdicts(configMap({ a: 'x'.repeat(bytes - 1), b: 'z' }), ISTIO, 'LIM003')).toEqual(expected);
    expect(verdicts(object('Secret', { stringData: { a: 'x'.repeat(bytes) } }), ISTIO, 'LIM003')).toEqual(expected);
    const base64 = Buffer.alloc(bytes).toString('base64');
    expect(verdicts(object('Secret', { data: { a: base64 } }), ISTIO, 'LIM003')).toEqual(expected);
    // as `base64` writes it, in lines
    expect(verdicts(object('Secret', { data: { a: `${base64.replace(/.{76}/g, '$&\n')}\r\n` } }), ISTIO, 'LIM003')).toEqual(expected);
    expect(verdicts(object('Secret', { data: { a: base64, b: base64 }, stringData: { b: '' } }), ISTIO, 'LIM003')).toEqual(expected);
  });

  test('a ConfigMap has no stringData', () => {
    expect(verdicts(object('ConfigMap', { binaryData: { a: Buffer.alloc(1048577).toString('base64') }, stringData: { a: '' } }), ISTIO, 'LIM003')).toEqual(['LIM003 error']);
  });
});

test.each([
  ['a.b-c_D9', []], ['a/b', ['LIM004 error']], ['', ['LIM004 error']], ['.', ['LIM004 error']], ['..a', ['LIM004 error']], ['.a', []],
  ['x'.repeat(253), []], ['x'.repeat(254), ['LIM004 error']],
])('LIM004: key %s: %j', (key, expected) => {
  expect(verdicts(configMap({ [key]: 'a' }), ISTIO, 'LIM004')).toEqual(expected);
  expect(verdicts(object('Secret', { stringData: { [key]: 'a' } }), ISTIO, 'LIM004')).toEqual(expected);
});

test('LIM004: one key in data and in binaryData', () => {
  const both = (key: string): string => object('ConfigMap', { data: { a: 'x' }, binaryData: { [key]: 'eA==' } });
  expect(verdicts(both('a'), ISTIO, 'LIM004')).toEqual(['LIM004 error']);
  expect(verdicts(both('b'), ISTIO, 'LIM004')).toEqual([]);
});

describe('LIM005: values are texts', () => {
  test.each([
    ['x', []], ['', []], [null, []], [8080, ['LIM005 error']], [true, ['LIM005 error']], [{ spec: {} }, ['LIM005 error']], [[], ['LIM005 error']], [1.5, ['LIM005 error']],
  ])('%j: %j', (value, expected) => {
    expect(verdicts(configMap({ a: value }), ISTIO, 'LIM005')).toEqual(expected);
    expect(verdicts(object('Secret', { stringData: { a: value } }), ISTIO, 'LIM005')).toEqual(expected);
  });

  test.each([['eA==', []], ['e A', ['LIM005 error']], ['eA=\n=', []], ['eA', ['LIM005 error']], [7, ['LIM005 error']]])('base64 %j: %j', (value, expected) => {
    expect(verdicts(object('ConfigMap', { binaryData: { a: value } }), ISTIO, 'LIM005')).toEqual(expected);
    expect(verdicts(object('Secret', { data: { a: value } }), ISTIO, 'LIM005')).toEqual(expected);
  });

  test('only what is the same as a text is mended by a patch, and a Secret is never shown', () => {
    const patches = (data: object) => findingsIn(configMap(data)).filter(({ ruleId }) => ruleId === 'LIM005').map(({ patch }) => patch);
    expect(patches({ a: 8080 })).toEqual([[{ op: 'replace', path: '/data/a', value: '8080' }]]);
    expect(patches({ a: 1.5 })).toEqual([undefined]);
    const secret = findingsIn(object('Secret', { data: { password: 'hunter2!' } })).filter(({ ruleId }) => ruleId === 'LIM005');
    expect(JSON.stringify(secret)).not.toContain('hunter2');
    expect(secret).toHaveLength(1);
  });
});

describe('LIM006 and LIM007: labels and annotations', () => {
  test.each([
    ['a', 'b', []], ['a', '', []], ['a', 'x'.repeat(63), []], ['a', 'x'.repeat(64), ['LIM006 error']], ['a', 'x y', ['LIM006 error']], ['a', '-x', ['LIM006 error']],
    ['a', true, ['LIM006 error']], ['a', null, []], ['a b', 'c', ['LIM006 error']], [`${'x'.repeat(63)}`, 'c', []], [`${'x'.repeat(64)}`, 'c', ['LIM006 error']],
    ['A.example.com/a', 'c', ['LIM006 error']], ['a b', 'c d', ['LIM006 error', 'LIM006 error']],
  ])('label %s: %j: %j', (key, value, expected) => {
    expect(verdicts(configMap({}, { labels: { [key]: value } }), ISTIO, 'LIM006')).toEqual(expected);
    expect(verdicts(deployment({ labels: { a: 'b', [key]: value } }), ISTIO, 'LIM006')).toEqual(expected);
  });

  test.each([
    ['a', 'any text: <ok>', []], ['A.Example.com/a', 'c', []], ['a b', 'c', ['LIM007 error']], ['a/b/c', 'd', ['LIM007 error']], ['a', 3, ['LIM007 error']],
    ['a', null, []], ['a', {}, ['LIM007 error']],
  ])('annotation %s: %j: %j', (key, value, expected) => {
    expect(verdicts(configMap({}, { annotations: { [key]: value } }), ISTIO, 'LIM007')).toEqual(expected);
    expect(verdicts(deployment({ labels: { a: 'b' }, annotations: { [key]: value } }), ISTIO, 'LIM007')).toEqual(expected);
  });
});

describe('LIM008: names', () => {
  test.each([
    ['ConfigMap', 'v1', 'a.b-c', []], ['ConfigMap', 'v1', 'A', ['LIM008 error']], ['ConfigMap', 'v1', 'a_b', ['LIM008 error']],
    ['ConfigMap', 'v1', 'x'.repeat(253), []], ['ConfigMap', 'v1', 'x'.repeat(254), ['LIM008 error']],
    ['Namespace', 'v1', 'x'.repeat(63), []], ['Namespace', 'v1', 'x'.repeat(64), ['LIM008 error']], ['Namespace', 'v1', 'a.b', ['LIM008 error']],
    ['Service', 'v1', 'x'.repeat(63), []], ['Service', 'v1', 'x'.repeat(64), ['LIM008 error']], ['Service', 'v1', 'a.b', ['LIM008 error']],
    ['CronJob', 'batch/v1', 'x'.repeat(52), []], ['CronJob', 'batch/v1', 'x'.repeat(53), ['LIM008 error']],
    ['ClusterRole', 'rbac.authorization.k8s.io/v1', 'system:node', []], ['ClusterRole', 'rbac.authorization.k8s.io/v1', 'a/b', ['LIM008 error']],
    ['Thing', 'example.com/v1', 'Not_Ours', []],
  ])('%s %s %s: %j', (kind, apiVersion, name, expected) => {
    expect(verdicts(object(kind, {}, { name }, apiVersion), ISTIO, 'LIM008')).toEqual(expected);
  });

  test.each([['1.33', 1, 0], ['1.35', 1, 0], ['1.36', 0, 1], [undefined, 0, 1]])('a Service that begins with a digit, on Kubernetes %s', (kubernetesVersion, errors, open) => {
    const facts = new MeshFacts({ platform: Platform.istio({ version: '1.30.3', kubernetesVersion }) });
    expect(verdicts(object('Service', {}, { name: '1a' }), facts, 'LIM008')).toHaveLength(errors);
    expect(notEvaluated(object('Service', {}, { name: '1a' }), facts, 'LIM008')).toHaveLength(open);
    expect(verdicts(object('Service', {}, { name: '1a-' }), facts, 'LIM008')).toEqual(['LIM008 error']);
  });

  test.each([['x'.repeat(63), []], ['x'.repeat(64), ['LIM008 error']], ['a.b', ['LIM008 error']]])('namespace %s: %j', (namespace, expected) => {
    expect(verdicts(configMap({}, { namespace }), ISTIO, 'LIM008')).toEqual(expected);
  });
});

describe('LIM009: the same object twice', () => {
  const pair = (first: string, second: string): string => `${first}---\n${second}`;
  test.each([
    ['different', pair(configMap({ a: 'b' }), configMap({ a: 'c' })), ['LIM009 error']],
    ['the same', pair(configMap({ a: 'b' }), configMap({ a: 'b' })), ['LIM009 warning']],
    ['the same in another order', pair(configMap({ a: 'b', c: 'd' }), configMap({ c: 'd', a: 'b' })), ['LIM009 warning']],
    ['lists in another order', pair(object('Secret', { x: ['a', 'b'] }), object('Secret', { x: ['b', 'a'] })), ['LIM009 error']],
    ['another namespace', pair(configMap({ a: 'b' }), configMap({ a: 'c' }, { namespace: 'c' })), []],
    ['another kind', pair(configMap({ a: 'b' }), object('Secret')), []],
    ['another version of the group', pair(object('HorizontalPodAutoscaler', {}, {}, 'autoscaling/v1'), object('HorizontalPodAutoscaler', {}, {}, 'autoscaling/v2')), ['LIM009 error']],
    ['hooks of Helm', pair(configMap({ a: 'b' }), configMap({ a: 'c' }, { annotations: { 'helm.sh/hook': 'pre-install' } })), []],
    ['generated names', pair(configMap({ a: 'b' }, { name: undefined, generateName: 'a-' }), configMap({ a: 'c' }, { name: undefined, generateName: 'a-' })), []],
    ['three times', pair(pair(configMap({ a: 'b' }), configMap({ a: 'c' })), configMap({ a: 'd' })), ['LIM009 error', 'LIM009 error']],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(yaml, ISTIO, 'LIM009')).toEqual(expected);
  });

  test.each([
    ['one file', { file: 'a' }, { file: 'a' }, ['error']],
    ['two files, which may go to different clusters', { file: 'a' }, { file: 'b' }, ['warning']],
    ['one chart', { construct: 'x/a', chart: 'x' }, { construct: 'x/b', chart: 'x' }, ['error']],
    ['two charts', { construct: 'x/a', chart: 'x' }, { construct: 'y/a', chart: 'y' }, ['warning']],
  ])('%s', (_, first, second, expected) => {
    const made = (data: object, from: object) => manifestOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'b' }, data }, from);
    const { findings } = checkManifests([made({ a: 'b' }, first), made({ a: 'c' }, second)], ISTIO);
    expect(findings.filter(({ ruleId }) => ruleId === 'LIM009').map(({ severity }) => severity)).toEqual(expected);
  });

  test('the message says where the first is', () => {
    const [finding] = findingsIn(pair(configMap({ a: 'b' }), configMap({ a: 'c' })), ISTIO, { file: 'a.yaml' }).filter(({ ruleId }) => ruleId === 'LIM009');
    expect(finding.message).toBe('ConfigMap b/a stands here for the second time and differs: the one that is applied last wins; the first is ConfigMap b/a at /metadata/name (a.yaml:4)');
    expect(finding.line).toBe(12);
  });

  test('clusters have their own', () => {
    const one = (cluster: string, a: string) => manifestOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a } }, { cluster });
    const ids = (...clusters: string[]) => checkManifests(clusters.map((cluster, at) => one(cluster, String(at))), ISTIO)
      .findings.map(({ ruleId }) => ruleId);
    expect(ids('east', 'west')).toEqual([]);
    expect(ids('east', 'east')).toEqual(['LIM009']);
  });
});

describe('LIM011 (not registered): texts that are still to be written', () => {
  const found = (data: Readonly<Record<string, string>>, isText = false): number => {
    const manifest = manifestOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data });
    const judged = isText ? { ...manifest, position: () => ({ line: 1, column: 1 }) } : manifest;
    const verdict = changedByReaders.check(judged, undefined as never);
    return 'undecided' in verdict ? -1 : verdict.length;
  };
  test.each([
    ['0o17', 1], ['0777', 0], ['yes', 0], ['a\u2028b', 1], ['a\u0085b', 1], ['\u007f', 1], ['\ud800', 1], ['\ud83d\ude00', 0], ['\ta\nb', 1], ['a\n\tb', 0], ['1_0', 0],
  ])('%j: %d', (value, count) => {
    expect(found({ a: value })).toBe(count);
    expect(found({ a: value }, true)).toBe(0);
  });

  test('keys, and no more than ten of one object', () => {
    expect(found({ '<<': 'a', '0o17': 'b', 'constructor': 'c' })).toBe(3);
    expect(found(Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`k${at}`, '0o17'])))).toBe(10);
  });
});

describe('LIM012: placeholders', () => {
  const service = (annotations: object): string => object('Service', { spec: {} }, { annotations });
  const LB = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id';
  const ZONES = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-zone-maps';
  test.each([
    [{ [LB]: '<your-lb-id>' }, ['LIM012 error']],
    [{ [LB]: 'lb-bp1****' }, ['LIM012 error']],
    [{ [LB]: 'your-lb' }, ['LIM012 error']],
    [{ [LB]: 'lb-bp1o94dp5i6ea8k2z8x1' }, []],
    // eslint-disable-next-line no-template-curly-in-string -- Flux puts a value there
    [{ [LB]: '${LB_ID}' }, []],
    [{ [ZONES]: 'cn-hangzhou-k:<vsw-a>,cn-hangzhou-j:vsw-b1' }, ['LIM012 error']],
    [{ note: 'TODO' }, ['LIM012 note']],
    [{ 'note': 'TODO list backend', 'argocd.argoproj.io/tracking-id': 'todo-app:/Service:default/todo', 'meta.helm.sh/release-name': 'todo' }, []],
    [{ note: '<owner>' }, ['LIM012 note']],
    [{ note: 'see <a href="x">the page</a>' }, []],
    [{ note: 'x'.repeat(1000) }, []],
    [{ 'k8s.aliyun.com/eci-vswitch': '<vsw>' }, ['LIM012 error']],
  ])('%j: %j', (annotations, expected) => {
    expect(verdicts(service(annotations), ISTIO, 'LIM012')).toEqual(expected);
  });

  test.each([['<image>', ['LIM012 note']], ['your-image', ['LIM012 note']], ['registry.example.com/a:1', []], ['auto', []], ['todo-app', []], ['todo-list:latest', []], ['todo', ['LIM012 note']]])('image %s: %j', (image, expected) => {
    const yaml = object('Pod', { spec: { containers: [{ name: 'a', image }] } });
    expect(verdicts(yaml, ISTIO, 'LIM012')).toEqual(expected);
  });

  test('those of an IstioGateway, of single clusters too', () => {
    const spec = { serviceAnnotations: { [LB]: '<lb>' }, overrides: { c1: { serviceAnnotations: { [LB]: '<lb>' } } } };
    expect(verdicts(object('IstioGateway', { spec }, {}, 'istio.alibabacloud.com/v1'), ISTIO, 'LIM012')).toEqual(['LIM012 error', 'LIM012 error']);
  });
});
