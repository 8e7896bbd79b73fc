import { compareObjects, compareYaml, deployment, impactOf, type Node } from './support';

const container = (fields: Node): Node => deployment({}, {}, fields);
const ENV = [{ name: 'A', value: '1' }, { name: 'B', value: '2' }];

describe('what means the same is no change', () => {
  test.each<[string, Node, Node]>([
    ['amounts of processors', container({ resources: { limits: { cpu: '1000m' } } }), container({ resources: { limits: { cpu: 1 } } })],
    ['amounts of memory', container({ resources: { requests: { memory: '1Gi' } } }), container({ resources: { requests: { memory: '1024Mi' } } })],
    ['a port in quotes', container({ ports: [{ containerPort: '80' }] }), container({ ports: [{ containerPort: 80 }] })],
    ['the default protocol', container({ ports: [{ containerPort: 80 }] }), container({ ports: [{ containerPort: 80, protocol: 'TCP' }] })],
    ['the default pull policy of a tag', container({}), container({ imagePullPolicy: 'IfNotPresent' })],
    ['the default pull policy of latest', container({ image: 'r:5000/web' }), container({ image: 'r:5000/web', imagePullPolicy: 'Always' })],
    ['the default pull policy of a digest', container({ image: 'web@sha256:1' }), container({ image: 'web@sha256:1', imagePullPolicy: 'IfNotPresent' })],
    ['the default grace period', deployment(), deployment({}, { terminationGracePeriodSeconds: 30 })],
    ['an empty security context of the pod', deployment(), deployment({}, { securityContext: {} })],
    ['null and nothing', deployment(), deployment({}, { nodeSelector: null })],
    ['empty and absent lists', deployment(), deployment({}, { tolerations: [] })],
    ['empty and absent texts', container({ env: [{ name: 'A' }] }), container({ env: [{ name: 'A', value: '' }] })],
    ['the default strategy', deployment(), deployment({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } } })],
    ['default numbers of a probe', container({ readinessProbe: { httpGet: { port: 80 } } }),
      container({ readinessProbe: { httpGet: { port: 80, path: '/', scheme: 'HTTP' }, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3, successThreshold: 1 } })],
    ['the order of keys', { a: 1, ...deployment(), b: 2 }, { b: 2, ...deployment(), a: 1 }],
    ['the status', deployment(), { ...deployment(), status: { replicas: 3 } }],
  ])('%s', (_, before, after) => {
    expect(impactOf(compareObjects([before], [after]))).toBe('none');
    expect(impactOf(compareObjects([after], [before]))).toBe('none');
  });
});

describe('what Kubernetes tells apart', () => {
  test.each<[string, Node, Node, string]>([
    ['an image', container({ image: 'web:2' }), container({}), 'rolling-restart'],
    ['an amount', container({ resources: { limits: { cpu: '1001m' } } }), container({ resources: { limits: { cpu: 1 } } }), 'rolling-restart'],
    ['the pull policy that is not the default', container({}), container({ imagePullPolicy: 'Always' }), 'rolling-restart'],
    ['the order of variables in a pod template', container({ env: ENV }), container({ env: [...ENV].reverse() }), 'rolling-restart'],
    ['an empty security context of a container', container({}), container({ securityContext: {} }), 'rolling-restart'],
    ['an empty affinity', deployment(), deployment({}, { affinity: {} }), 'rolling-restart'],
    ['an empty annotation of the pods', deployment(), deployment({ template: { metadata: { labels: { app: 'web' }, annotations: { a: '' } }, spec: {} } }), 'rolling-restart'],
    ['with strategy Recreate', deployment({ strategy: { type: 'Recreate' } }), deployment({ strategy: { type: 'Recreate' } }, { hostPID: true }), 'recreate'],
    ['while paused', deployment({ paused: true }), deployment({ paused: true }, { hostPID: true }), 'pending-restart'],
    ['a volume of CSI that is not read-only, a pointer in Go', deployment({}, { volumes: [{ name: 'v', csi: {} }] }), deployment({}, { volumes: [{ name: 'v', csi: { readOnly: false } }] }), 'rolling-restart'],
    ['the selector', deployment(), deployment({ selector: { matchLabels: { app: 'other' } } }), 'rejected'],
    ['a request that says what the limit says', container({ resources: { limits: { cpu: 1 } } }), container({ resources: { limits: { cpu: 1 }, requests: { cpu: 1 } } }), 'rolling-restart'],
    ['service links that are on anyway', deployment(), deployment({}, { enableServiceLinks: true }), 'rolling-restart'],
    ['the number of pods', deployment(), deployment({ replicas: 4 }), 'scale'],
    ['how it rolls', deployment(), deployment({ strategy: { rollingUpdate: { maxSurge: 1 } } }), 'live'],
    ['a label of the object', deployment(), { ...deployment(), metadata: { name: 'web', namespace: 'plain', labels: { a: 'b' } } }, 'metadata-only'],
  ])('%s', (_, before, after, impact) => {
    expect(impactOf(compareObjects([before], [after]))).toBe(impact);
  });

  test.each<[unknown, string]>([
    [0, 'scale'], [2_147_483_647, 'scale'], [undefined, 'scale'], [null, 'scale'],
    [-1, 'rejected'], [2_147_483_648, 'rejected'], [1e21, 'rejected'], [2.5, 'rejected'], ['4', 'rejected'], ['x', 'rejected'],
  ])('a number of pods of %j: %s', (replicas, impact) => {
    const after = deployment({ replicas }, { hostPID: true });
    const [thing] = compareObjects([deployment()], [after]).workloads;
    // what stands beside it is rejected with it
    expect(thing.impact).toBe(impact === 'scale' ? 'rolling-restart' : 'rejected');
    expect(impactOf(compareObjects([deployment()], [deployment({ replicas })]))).toBe(impact);
    expect(thing.warnings.filter((text) => text.startsWith('the API server rejects'))).toHaveLength(impact === 'rejected' ? 1 : 0);
  });

  test('a StatefulSet and a DaemonSet are compared as they are written out: 1Gi and its bytes differ', () => {
    for (const [kind, impact] of [['Deployment', 'none'], ['StatefulSet', 'rolling-restart'], ['DaemonSet', 'rolling-restart']]) {
      const of = (memory: string): Node => ({ ...container({ resources: { limits: { memory } } }), kind });
      expect([kind, impactOf(compareObjects([of('1Gi')], [of('1073741824')]))]).toEqual([kind, impact]);
      expect(impactOf(compareObjects([of('1Gi')], [of('1024Mi')]))).toBe('none');
    }
  });

  test('the reason names the value, where it stands, and that the order counts', () => {
    const [thing] = compareObjects([container({ env: ENV })], [container({ env: [...ENV].reverse() })]).workloads;
    expect(thing.changes).toEqual([{
      impact: 'rolling-restart',
      object: 'Deployment plain/web',
      pointer: '/spec/template/spec/containers/0/env',
      before: ['A', 'B'],
      after: ['B', 'A'],
      origin: 'set in Deployment plain/web at /spec/template/spec/containers/0/env',
      note: expect.stringContaining('another order'),
    }]);
  });

  test('the same ProxyConfig in other words rolls pods, and it says that nothing else changes', () => {
    const of = (config: string): Node => deployment({
      template: { metadata: { labels: { app: 'web' }, annotations: { 'proxy.istio.io/config': config } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    });
    const [thing] = compareObjects([of('{"drainDuration": "30s"}')], [of('drainDuration: 30s\n')]).workloads;
    expect(thing.impact).toBe('rolling-restart');
    expect(thing.changes[0].note).toContain('both texts mean the same');
    expect(compareObjects([of('{"drainDuration": "31s"}')], [of('drainDuration: 30s\n')]).workloads[0].changes[0].note).toBeUndefined();
  });
});

describe('other kinds that run pods', () => {
  const of = (kind: string, apiVersion: string, spec: Node = {}): Node => ({
    apiVersion,
    kind,
    metadata: { name: 'web', namespace: 'plain' },
    spec: { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } }, ...spec },
  });
  const image = (node: Node): Node => JSON.parse(JSON.stringify(node).replace('web:1', 'web:2')) as Node;

  test.each<[string, Node, Node, string]>([
    ['StatefulSet image', of('StatefulSet', 'apps/v1'), image(of('StatefulSet', 'apps/v1')), 'rolling-restart'],
    ['StatefulSet OnDelete', of('StatefulSet', 'apps/v1', { updateStrategy: { type: 'OnDelete' } }), image(of('StatefulSet', 'apps/v1', { updateStrategy: { type: 'OnDelete' } })), 'pending-restart'],
    ['StatefulSet service name', of('StatefulSet', 'apps/v1', { serviceName: 'a' }), of('StatefulSet', 'apps/v1', { serviceName: 'b' }), 'rejected'],
    ['StatefulSet minReadySeconds', of('StatefulSet', 'apps/v1'), of('StatefulSet', 'apps/v1', { minReadySeconds: 5 }), 'live'],
    ['DaemonSet image', of('DaemonSet', 'apps/v1'), image(of('DaemonSet', 'apps/v1')), 'rolling-restart'],
    ['ReplicaSet image', of('ReplicaSet', 'apps/v1'), image(of('ReplicaSet', 'apps/v1')), 'pending-restart'],
    ['Job image', of('Job', 'batch/v1'), image(of('Job', 'batch/v1')), 'rejected'],
    ['Job parallelism', of('Job', 'batch/v1'), of('Job', 'batch/v1', { parallelism: 2 }), 'scale'],
    ['Rollout image', of('Rollout', 'argoproj.io/v1alpha1'), image(of('Rollout', 'argoproj.io/v1alpha1')), 'rolling-restart'],
  ])('%s', (_, before, after, impact) => {
    expect(impactOf(compareObjects([before], [after]))).toBe(impact);
  });

  test('a bare pod: its image is changed in place, the rest is refused', () => {
    const pod = (spec: Node): Node => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'a:1' }], ...spec } });
    expect(impactOf(compareObjects([pod({})], [pod({ containers: [{ name: 'a', image: 'a:2' }] })]))).toBe('rolling-restart');
    expect(impactOf(compareObjects([pod({})], [pod({ hostNetwork: true })]))).toBe('rejected');
  });

  test('a bare pod has its limits as requests, and its service links, also where nobody writes them', () => {
    const pod = (spec: Node, resources: Node): Node => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'a:1', resources }], ...spec } });
    const [left, written] = [pod({}, { limits: { cpu: 1 } }), pod({ enableServiceLinks: true }, { limits: { cpu: 1 }, requests: { cpu: '1' } })];
    expect(impactOf(compareObjects([left], [written]))).toBe('none');
    expect(impactOf(compareObjects([left], [pod({}, { limits: { cpu: 1 }, requests: { cpu: '0.5' } })]))).toBe('rejected');
  });
});

describe('a rollout that was held back and goes on', () => {
  const of = (kind: string, update: Node, image = 'web:1'): Node => ({ ...deployment(update, {}, { image }), kind });
  const byHand = { updateStrategy: { type: 'OnDelete' } };
  const partition = (value: number): Node => ({ updateStrategy: { rollingUpdate: { partition: value } } });

  test.each<[string, Node, Node, string]>([
    ['a Deployment is resumed', of('Deployment', { paused: true }), of('Deployment', {}), 'unknown'],
    ['a Deployment is paused', of('Deployment', {}), of('Deployment', { paused: true }), 'live'],
    ['a partition below the old one', of('StatefulSet', partition(3)), of('StatefulSet', partition(2)), 'unknown'],
    ['no partition any more', of('StatefulSet', partition(3)), of('StatefulSet', {}), 'unknown'],
    ['a partition above the old one', of('StatefulSet', partition(2)), of('StatefulSet', partition(3)), 'live'],
    ['a StatefulSet by hand no more', of('StatefulSet', byHand), of('StatefulSet', {}), 'unknown'],
    ['a StatefulSet by hand from now on', of('StatefulSet', partition(3)), of('StatefulSet', byHand), 'live'],
    ['a DaemonSet by hand no more', of('DaemonSet', byHand), of('DaemonSet', { updateStrategy: { type: 'RollingUpdate' } }), 'unknown'],
    ['a Rollout is resumed', { ...of('Rollout', { paused: true }), apiVersion: 'argoproj.io/v1alpha1' }, { ...of('Rollout', {}), apiVersion: 'argoproj.io/v1alpha1' }, 'unknown'],
    ['with another template all pods roll', of('Deployment', { paused: true }), of('Deployment', {}, 'web:2'), 'rolling-restart'],
  ])('%s', (_, before, after, impact) => {
    const comparison = compareObjects([before], [after]);
    expect(impactOf(comparison)).toBe(impact);
    expect(comparison.restarts).toHaveLength(impact === 'live' ? 0 : 1);
  });

  test('the reason says whose pods', () => {
    const [thing] = compareObjects([of('Deployment', { paused: true })], [of('Deployment', {})]).workloads;
    expect(thing.changes).toEqual([expect.objectContaining({
      pointer: '/spec/paused', before: true, note: 'pods that earlier releases left on an older template are replaced now; which ones, no manifest tells',
    })]);
  });
});

test('added and removed workloads', () => {
  expect(impactOf(compareObjects([], [deployment()]))).toBe('added');
  expect(impactOf(compareObjects([deployment()], []))).toBe('removed');
});

test('origins name the file and line, also of what is gone', () => {
  const text = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      hostNetwork: true\n      containers: []\n';
  const [thing] = compareYaml(text, text.replace('      hostNetwork: true\n', '')).workloads;
  expect(thing.changes[0]).toMatchObject({ before: true, origin: 'no longer set in Deployment web at /spec/template/spec/hostNetwork (old.yaml:7)' });
});
