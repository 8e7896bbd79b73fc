import { deployment, namesOf } from './texts';
import { ALL_NAMESPACES, type Manifest, ManifestIndex, manifestOf, readManifests } from '../../../src/model/manifest';
import { LabelSelector } from '../../../src/model/selector';
import { cpuTime } from '../../support/cpu-time';

interface Options { apiVersion?: string; namespace?: string; cluster?: string; spec?: unknown }

function object(kind: string, name: string, options: Options = {}): Manifest {
  const { apiVersion = 'v1', namespace, cluster, spec } = options;
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  return manifestOf({ apiVersion, kind, metadata, ...(spec !== undefined && { spec }) }, { cluster });
}

const CONFIG_MAP = { group: '', kind: 'ConfigMap' };

describe('looking up', () => {
  const a = object('ConfigMap', 'a', { namespace: 'one' });
  const other = object('ConfigMap', 'a', { namespace: 'one', cluster: 'c2' });
  const none = object('ConfigMap', 'a');
  const node = object('Node', 'n');
  const hpa = object('HorizontalPodAutoscaler', 'h', { apiVersion: 'autoscaling/v2', namespace: 'one' });
  const index = ManifestIndex.of([a, other, none, node, hpa]);

  test('by cluster, group, kind, namespace and name', () => {
    expect(index.get({ ...CONFIG_MAP, namespace: 'one', name: 'a' })).toBe(a);
    expect(index.get({ ...CONFIG_MAP, cluster: 'c2', namespace: 'one', name: 'a' })).toBe(other);
    expect(index.get({ ...CONFIG_MAP, namespace: 'two', name: 'a' })).toBeUndefined();
    expect(index.get({ ...CONFIG_MAP, group: 'x.io', namespace: 'one', name: 'a' })).toBeUndefined();
    expect(index.get({ ...CONFIG_MAP, cluster: 'c3', namespace: 'one', name: 'a' })).toBeUndefined();
    expect(index.get({ group: 'autoscaling', kind: 'HorizontalPodAutoscaler', namespace: 'one', name: 'h' })).toBe(hpa);
  });

  test('no namespace is a namespace of its own, and not default', () => {
    expect(index.get({ ...CONFIG_MAP, name: 'a' })).toBe(none);
    expect(index.get({ ...CONFIG_MAP, namespace: 'default', name: 'a' })).toBeUndefined();
  });

  test('unless the caller says where such objects go: then for objects and look-ups alike', () => {
    const applied = ManifestIndex.of([none, a], { defaultNamespace: 'one' });
    expect(applied.get({ ...CONFIG_MAP, namespace: 'one', name: 'a' })).toBe(none);
    expect(applied.get({ ...CONFIG_MAP, name: 'a' })).toBe(none);
    expect(applied.duplicates).toEqual([[none, a]]);
    expect(namesOf(applied.list('', 'ConfigMap', { namespace: 'one' }))).toEqual(['a', 'a']);
  });

  test('a cluster-scoped kind has no namespace, whatever the reference says', () => {
    expect(index.get({ group: '', kind: 'Node', namespace: 'one', name: 'n' })).toBe(node);
  });

  test('lists keep the order given and can be narrowed', () => {
    expect(index.list('', 'ConfigMap')).toEqual([a, other, none]);
    expect(index.list('', 'ConfigMap', { cluster: 'c2' })).toEqual([other]);
    expect(index.list('', 'ConfigMap', { namespace: 'one' })).toEqual([a, other]);
    expect(index.list('', 'Secret')).toEqual([]);
    expect([index.all.length, index.clusters]).toEqual([5, [undefined, 'c2']]);
  });

  test('names that look like several parts stay apart', () => {
    const odd = [object('ConfigMap', '1:a,1:b', { namespace: '-' }), object('ConfigMap', 'b', { namespace: '-,1:a' })];
    expect(ManifestIndex.of(odd).duplicates).toEqual([]);
  });
});

describe('duplicates', () => {
  test('same identity in another version of the group is the same object', () => {
    const v1 = object('CronJob', 'a', { apiVersion: 'batch/v1', namespace: 'n' });
    const beta = object('CronJob', 'a', { apiVersion: 'batch/v1beta1', namespace: 'n' });
    expect(ManifestIndex.of([v1, beta]).duplicates).toEqual([[v1, beta]]);
    expect(ManifestIndex.of([v1, beta]).get({ group: 'batch', kind: 'CronJob', namespace: 'n', name: 'a' })).toBe(v1);
  });

  test('in the order of their first objects, whichever is met again first', () => {
    const [a, b, b2, a2, a3] = ['a', 'b', 'b', 'a', 'a'].map((name) => object('Pod', name));
    expect(ManifestIndex.of([a, b, b2, a2, a3]).duplicates).toEqual([[a, a2, a3], [b, b2]]);
  });

  test.each<[string, Manifest[]]>([
    ['another namespace', [object('Pod', 'a', { namespace: 'n' }), object('Pod', 'a', { namespace: 'm' })]],
    ['another cluster', [object('Pod', 'a', { cluster: 'c' }), object('Pod', 'a', { cluster: 'd' })]],
    ['another group', [object('Gateway', 'a', { apiVersion: 'networking.istio.io/v1' }), object('Gateway', 'a', { apiVersion: 'gateway.networking.k8s.io/v1' })]],
    ['generated names', readManifests('apiVersion: v1\nkind: Pod\nmetadata: {generateName: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: {generateName: a}\n')],
  ])('%s is none', (_, manifests) => {
    expect(ManifestIndex.of(manifests).duplicates).toEqual([]);
  });
});

describe('references', () => {
  const hpa = (name: string, kind: string, apiVersion: string) => object('HorizontalPodAutoscaler', name, {
    apiVersion: 'autoscaling/v2', namespace: 'n', spec: { scaleTargetRef: { apiVersion, kind, name: 'web' } },
  });

  test('found, missing, and of unknown kind are told apart', () => {
    const web = object('Deployment', 'web', { apiVersion: 'apps/v1', namespace: 'elsewhere' });
    const index = ManifestIndex.of([web, object('Widget', 'w', { apiVersion: 'x.io/v1', namespace: 'n' })]);
    const ref = { group: 'apps', kind: 'Deployment', name: 'web' };
    expect(index.resolve({ ...ref, namespace: 'elsewhere' })).toEqual({ state: 'found', manifest: web });
    expect(index.resolve({ ...ref, namespace: 'n' })).toEqual({ state: 'missing', elsewhere: [web] });
    expect(index.resolve({ ...ref, name: 'other' })).toEqual({ state: 'missing', elsewhere: [] });
    expect(index.resolve({ group: 'y.io', kind: 'Widget', name: 'w' })).toEqual({ state: 'unknown-kind' });
    expect(index.resolve({ group: 'x.io', kind: 'Widget', namespace: 'n', name: 'v' })).toEqual({ state: 'missing', elsewhere: [] });
  });

  test('objects of unknown kinds are kept', () => {
    const widget = object('Widget', 'w', { apiVersion: 'x.io/v1', namespace: 'n' });
    const index = ManifestIndex.of([widget, object('Pod', 'p')]);
    expect(index.unknown).toEqual([widget]);
    expect(index.get({ group: 'x.io', kind: 'Widget', namespace: 'n', name: 'w' })).toBe(widget);
  });

  test('the missing ones are listed, with the place of the mention', () => {
    const web = object('Deployment', 'web', { apiVersion: 'apps/v1', namespace: 'n' });
    const [good, bad, unknown] = [hpa('good', 'Deployment', 'apps/v1'), hpa('bad', 'StatefulSet', 'apps/v1'), hpa('unknown', 'Widget', 'x.io/v1')];
    const index = ManifestIndex.of([good, bad, unknown, web]);
    expect(index.missing).toEqual([
      { from: bad, pointer: '/spec/scaleTargetRef', to: { group: 'apps', kind: 'StatefulSet', namespace: 'n', name: 'web' } },
      { from: unknown, pointer: '/spec/scaleTargetRef', to: { group: 'x.io', kind: 'Widget', namespace: 'n', name: 'web' } },
    ]);
  });

  test.each<[string, string, object, string[]]>([
    ['keda.sh/v1alpha1', 'ScaledObject', { scaleTargetRef: { name: 'web' } }, ['/spec/scaleTargetRef apps/Deployment/n/web']],
    ['gateway.networking.k8s.io/v1', 'Gateway', { infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'options' } } },
      ['/spec/infrastructure/parametersRef /ConfigMap/n/options']],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute', { parentRefs: [{ name: 'a' }, { name: 'b', namespace: 'm' }, { group: '', kind: 'Service', name: 'c' }] },
      ['/spec/parentRefs/0 gateway.networking.k8s.io/Gateway/n/a', '/spec/parentRefs/1 gateway.networking.k8s.io/Gateway/m/b', '/spec/parentRefs/2 /Service/n/c']],
    ['v1', 'Pod', {
      serviceAccountName: 'sa',
      volumes: [{ name: 'v' }, { configMap: { name: 'a' } }, { configMap: { name: 'b', optional: true } },
        { configMap: { name: 'kube-root-ca.crt' } }],
    }, ['/spec/serviceAccountName /ServiceAccount/n/sa', '/spec/volumes/1/configMap /ConfigMap/n/a']],
    ['v1', 'Pod', { serviceAccountName: 'default' }, []],
    ['apps/v1', 'Deployment', { template: { spec: { containers: [{ envFrom: [{ configMapRef: { name: 'e' } }] }], volumes: [{ persistentVolumeClaim: { claimName: 'p' } }] } } },
      ['/spec/template/spec/volumes/0/persistentVolumeClaim /PersistentVolumeClaim/n/p', '/spec/template/spec/containers/0/envFrom/0/configMapRef /ConfigMap/n/e']],
    ['batch/v1', 'CronJob', { jobTemplate: { spec: { template: { spec: { priorityClassName: 'high' } } } } },
      ['/spec/jobTemplate/spec/template/spec/priorityClassName scheduling.k8s.io/PriorityClass/n/high']],
    ['v1', 'Pod', { volumes: 'not a list', containers: [null, 5] }, []],
    ['networking.istio.io/v1', 'Gateway', { infrastructure: { parametersRef: { name: 'a' } } }, []],
  ])('%s %s names others: %j', (apiVersion, kind, spec, expected) => {
    const { missing } = ManifestIndex.of([object(kind, 'x', { apiVersion, namespace: 'n', spec })]);
    expect(missing.map(({ pointer, to }) => `${pointer} ${to.group}/${to.kind}/${to.namespace}/${to.name}`)).toEqual(expected);
  });

  test('a class of the cluster is found from any namespace', () => {
    const pod = object('Pod', 'p', { namespace: 'n', spec: { priorityClassName: 'high' } });
    expect(ManifestIndex.of([pod, object('PriorityClass', 'high', { apiVersion: 'scheduling.k8s.io/v1' })]).missing).toEqual([]);
  });
});

describe('pods by their labels', () => {
  const manifests = readManifests([
    deployment('a', 'n', { app: 'web', version: 'v1' }), deployment('b', 'n', { app: 'web', version: 'v2' }), deployment('c', 'm', { app: 'web' }),
    deployment('d', undefined, { app: 'web' }), 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ns, labels: {app: web, n: 5}}\n',
    'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: j, namespace: ns}\nspec: {jobTemplate: {spec: {template: {metadata: {labels: {app: job}}}}}}\n',
    'apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ns, labels: {app: web}}\n', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: broken, namespace: ns}\nspec: 5\n',
  ].join('---\n'));
  const index = ManifestIndex.of(manifests);
  const web = LabelSelector.of({ matchLabels: { app: 'web' } });

  test.each<[string | undefined, object | undefined, string[]]>([
    ['n', { matchLabels: { app: 'web' } }, ['a', 'b']],
    ['n', { matchLabels: { app: 'web', version: 'v2' } }, ['b']],
    ['n', { matchExpressions: [{ key: 'version', operator: 'In', values: ['v2', 'v1', 'v3'] }] }, ['a', 'b']],
    ['n', { matchExpressions: [{ key: 'version', operator: 'NotIn', values: ['v1'] }] }, ['b']],
    ['n', { matchExpressions: [{ key: 'version', operator: 'DoesNotExist' }] }, []],
    ['n', {}, ['a', 'b']],
    ['n', undefined, []],
    ['ns', {}, ['p', 'j']],
    ['ns', { matchLabels: { app: 'job' } }, ['j']],
    [undefined, { matchLabels: { app: 'web' } }, ['d']],
    [ALL_NAMESPACES, { matchLabels: { app: 'web' } }, ['a', 'b', 'c', 'd', 'p']],
    ['empty', { matchLabels: { app: 'web' } }, []],
  ])('in namespace %s, %j selects %j', (namespace, selector, names) => {
    expect(namesOf(index.selected(undefined, namespace, LabelSelector.of(selector)))).toEqual(names);
  });

  test('only in the cluster asked for', () => {
    expect(index.selected('c2', 'n', web)).toEqual([]);
    const clusters = ManifestIndex.of(readManifests(deployment('a', 'n', { app: 'web' }), { cluster: 'c2' }));
    expect(namesOf(clusters.selected('c2', 'n', web))).toEqual(['a']);
    expect(clusters.selected(undefined, 'n', web)).toEqual([]);
  });

  test('no namespace is the default one where there is one', () => {
    expect(namesOf(ManifestIndex.of(manifests, { defaultNamespace: 'n' }).selected(undefined, undefined, web))).toEqual(['a', 'b', 'd']);
  });
});

describe('ten thousand objects', () => {
  const manifests = Array.from({ length: 10000 }, (_, i) => manifestOf({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `app-${i}`, namespace: `ns-${i % 7}` },
    spec: { template: { metadata: { labels: { app: `app-${i}`, tier: 'web' } } } },
  }));

  test('as many selectors over them look at what they select, not at all', () => {
    let right = 0;
    // 10,000 x 10,000 comparisons take minutes.
    expect(cpuTime(() => {
      const index = ManifestIndex.of(manifests);
      manifests.forEach((manifest, i) => {
        const selector = LabelSelector.of({ matchLabels: { tier: 'web', app: `app-${i}` } });
        right += Number(index.selected(undefined, `ns-${i % 7}`, selector)[0] === manifest);
      });
    })).toBeLessThan(8000);
    expect(right).toBe(manifests.length);
  });
});
