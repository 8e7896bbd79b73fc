import { asm, compareYaml, managedGateway, type Node, yaml } from './support';
import type { Comparison } from '../../../src/preview/compare';

/** A release reaches Services and Gateways at once, and pods one by one: what those that run look like decides until they are replaced. */

const pods = (name: string, labels: Node, more: Node = {}): Node => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'plain' },
  spec: { replicas: 3, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name, ...labels } }, spec: { containers: [{ name: 'istio-proxy', image: 'p:1' }] } }, ...more },
});
const named = (apiVersion: string, kind: string, name: string, spec: Node): Node => ({ apiVersion, kind, metadata: { name, namespace: 'plain' }, spec });
const service = (selector: Node, spec: Node = {}): Node => named('v1', 'Service', 'svc', { selector, ports: [{ port: 80 }], ...spec });
const gateway = (selector: Node, name = 'gw', host = 'a.com'): Node => (
  named('networking.istio.io/v1', 'Gateway', name, { selector, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [host] }] }));

const compare = (before: readonly Node[], after: readonly Node[]): Comparison => compareYaml(yaml(...before), yaml(...after));
const cuts = ({ workloads, objects }: Comparison): (readonly [string, string, string | undefined])[] => [...workloads, ...objects]
  .flatMap(({ changes }) => changes)
  .filter(({ impact }) => impact === 'cut-off').map(({ object, pointer, note }) => [object, pointer, note] as const);

const V1 = { v: '1' };
const V2 = { v: '2' };
const BOTH = { ...V1, w: '2' };

describe('a Service that asks for labels which no pod has that runs', () => {
  test.each<[string, readonly Node[], readonly Node[], boolean]>([
    ['the pods get them in the same release', [pods('web', {}), service({ app: 'web' })], [pods('web', V2), service({ app: 'web', ...V2 })], true],
    ['other ones in place of them', [pods('web', V1), service(V1)], [pods('web', V2), service(V2)], true],
    ['another workload that is new', [pods('web', V1), service(V1)], [pods('web', V1), pods('next', V2), service(V2)], true],
    ['the pods have had them', [pods('web', BOTH), service(V1)], [pods('web', BOTH), service({ w: '2' })], false],
    ['the pods get more than it asks for', [pods('web', {}), service({ app: 'web' })], [pods('web', V2), service({ app: 'web' })], false],
    ['it asks for less', [pods('web', V1), service({ app: 'web', ...V1 })], [pods('web', V2), service({ app: 'web' })], false],
    ['it narrows to a canary that runs', [pods('web', { app: 'x', ...V1 }), pods('canary', { app: 'x', ...V2 }), service({ app: 'x' })],
      [pods('web', { app: 'x', ...V2 }), pods('canary', { app: 'x', ...V2 }), service({ app: 'x', ...V2 })], false],
    ['it selected none before', [pods('web', {}), service({ app: 'none' })], [pods('web', V2), service(V2)], false],
    ['it named a host before', [pods('web', {}), service({ app: 'web' }, { type: 'ExternalName', externalName: 'a.b' })], [pods('web', V2), service(V2)], false],
    ['a workload of another name with the same labels', [pods('web', V1), service(V1)], [pods('next', V1), service(V1)], false],
    ['the Deployment is refused, and its Service leads to it all the same', [pods('web', V1), service(V1)],
      [pods('web', V1, { selector: { matchLabels: { app: 'other' } } }), service({ app: 'web' })], false],
  ])('%s: %#', (_, before, after, isCut) => {
    expect(cuts(compare(before, after))).toEqual(isCut ? [['Service plain/svc', '/spec/selector', expect.stringMatching(/^none of the pods that run have these labels/)]] : []);
  });

  test('of a bare pod: its labels change as it runs', () => {
    const pod = (labels: Node): Node => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'plain', labels }, spec: { containers: [{ name: 'a', image: 'b' }] } });
    expect(cuts(compare([pod(V1), service(V1)], [pod(V2), service(V2)]))).toEqual([]);
  });

  test('is a loss of the workload, which restarts as well', () => {
    const comparison = compare([pods('web', V1), service(V1)], [pods('web', V2), service(V2)]);
    expect([comparison.losses, comparison.restarts].map((things) => things.map(({ key }) => key.name))).toEqual([['web'], ['web']]);
  });
});

describe('an Istio Gateway that asks for labels which no pod has that runs', () => {
  const UNTIL = /^selects these pods no more, .*on port 80: .*; that is so until its pods are replaced: let their new labels roll out first$/;

  test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
    ['the pods get them in the same release', [pods('web', V1), gateway(V1)], [pods('web', V2), gateway(V2)], UNTIL],
    ['the pods have had them', [pods('web', BOTH), gateway(V1)], [pods('web', BOTH), gateway({ w: '2' })], undefined],
    ['it asks for less', [pods('web', V1), gateway({ app: 'web', ...V1 })], [pods('web', V2), gateway({ app: 'web' })], undefined],
    ['another Gateway of the old labels serves the host', [pods('web', V1), gateway(V1), gateway({ app: 'web' }, 'all')], [pods('web', V2), gateway(V2), gateway({ app: 'web' }, 'all')], undefined],
    ['a Gateway of the new labels takes its place', [pods('web', V1), gateway(V1, 'old')], [pods('web', V2), gateway(V2, 'new')],
      /^is removed, .*; that is so until its pods are replaced/],
    ['one that served something else', [pods('web', V1), gateway(V1, 'gw', 'a.com'), gateway(V1, 'other', 'b.com')],
      [pods('web', V2), gateway({ app: 'web' }, 'gw', 'a.com'), gateway({ app: 'web' }, 'other', 'b.com')], undefined],
    ['the new pods do not have them either', [pods('web', V1), gateway(V1)], [pods('web', V1), gateway(V2)], /^selects these pods no more, .*until no client asks for them$/],
    ['the pods lose them, and it stays', [pods('web', V1), gateway(V1)], [pods('web', V2), gateway(V1)], /^selects these pods no more, .*until no client asks for them$/],
    ['the pods lose them, and another Gateway serves the host', [pods('web', V1), gateway(V1), gateway({ app: 'web' }, 'all')],
      [pods('web', V2), gateway(V1), gateway({ app: 'web' }, 'all')], undefined],
  ])('%s: %#', (_, before, after, note) => {
    const found = cuts(compare(before, after));
    expect(found.map(([, , text]) => text)).toEqual(note ? [expect.stringMatching(note)] : []);
    expect(found.every(([, pointer]) => pointer === (after.some(({ metadata }) => (metadata as Node).name === 'new') ? '' : '/spec/selector'))).toBe(true);
  });
});

describe('a workload that has no pods any more', () => {
  const of = (replicas: number | undefined, name = 'web', labels: Node = V1): Node => pods(name, labels, { replicas });
  const autoscaler = (min: number): Node => (
    named('autoscaling/v2', 'HorizontalPodAutoscaler', 'hpa', { minReplicas: min, maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } }));
  const scaled = (annotations: Node = {}): Node => ({
    apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'so', namespace: 'plain', annotations }, spec: { scaleTargetRef: { name: 'web' }, minReplicaCount: 2 },
  });
  const PAUSED = { 'autoscaling.keda.sh/paused-replicas': '0' };
  const SVC = service(V1);
  const NOBODY = /^it has no pods any more: clients of Service plain\/svc reach nobody$/;

  test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
    ['behind a Service', [of(3), SVC], [of(0), SVC], NOBODY],
    ['an HPA leaves it alone', [of(3), SVC, autoscaler(3)], [of(0), SVC, autoscaler(3)], NOBODY],
    ['an HPA had all the say', [of(undefined), SVC, autoscaler(3)], [of(0), SVC, autoscaler(3)], NOBODY],
    ['an HPA that scales from zero', [of(3), SVC, autoscaler(0)], [of(0), SVC, autoscaler(0)], undefined],
    ['KEDA scales from zero', [of(3), SVC, scaled()], [of(0), SVC, scaled()], undefined],
    ['KEDA is paused there', [of(undefined), SVC, scaled()], [of(undefined), SVC, scaled(PAUSED)], NOBODY],
    ['KEDA is paused elsewhere', [of(undefined), SVC, scaled()], [of(undefined), SVC, scaled({ ...PAUSED, 'autoscaling.keda.sh/paused-replicas': '1' })], undefined],
    ['it had none before', [of(0), SVC], [of(0, 'web', BOTH), SVC], undefined],
    ['it has some now', [of(0), SVC], [of(3), SVC], undefined],
    ['fewer are left', [of(3), SVC], [of(1), SVC], undefined],
    ['nobody leads to it', [of(3)], [of(0)], undefined],
    ['another workload runs behind the Service', [of(3), of(1, 'green'), SVC], [of(0), of(3, 'green'), SVC], undefined],
    ['another one starts behind the Service', [of(3), of(0, 'green'), SVC], [of(0), of(3, 'green'), SVC], /reach nobody until those of Deployment plain\/green are ready; let them get ready first$/],
    ['another one is new', [of(3), SVC], [of(0), of(3, 'green'), SVC], /until those of Deployment plain\/green are ready/],
    ['another one stops as well', [of(3), of(3, 'green'), SVC], [of(0), of(0, 'green'), SVC], NOBODY],
    ['the Service leads to another one that runs', [of(3), of(3, 'green', V2), SVC], [of(0), of(3, 'green', V2), service(V2)], undefined],
    ['the Deployment is refused', [of(3), SVC], [pods('web', V1, { replicas: 0, selector: { matchLabels: { app: 'x' } } }), SVC], undefined],
  ])('%s: %#', (_, before, after, note) => {
    const found = cuts(compare(before, after)).map(([object, , text]) => [object, text]);
    expect(new Set(found.map(([, text]) => text))).toEqual(new Set(note ? [expect.stringMatching(note)] : []));
    expect(found.some(([object]) => object === 'Deployment plain/web')).toBe(note !== undefined);
  });

  const rollout = (spec: Node = {}, ref = 'web', kind = 'Deployment'): Node => (
    named('argoproj.io/v1alpha1', 'Rollout', 'roll', { workloadRef: { apiVersion: 'apps/v1', kind, name: ref }, strategy: { canary: {} }, ...spec }));
  const UNTIL_ROLLOUT = /: clients of Service plain\/svc reach nobody until those of Rollout plain\/roll are ready; let them get ready first$/;
  const elsewhere: Node = { ...rollout(), metadata: { name: 'roll', namespace: 'other' } };

  test.each<[string, readonly Node[], readonly Node[], RegExp | undefined]>([
    ['runs pods of its template', [of(3), SVC, rollout({ replicas: 3 })], [of(0), SVC, rollout({ replicas: 3 })], undefined],
    ['runs one pod by default', [of(3), SVC, rollout()], [of(0), SVC, rollout()], undefined],
    ['of another workload behind the Service runs on', [of(3), of(0, 'green'), SVC, rollout({}, 'green')], [of(0), of(0, 'green'), SVC, rollout({}, 'green')], undefined],
    ['is new', [of(3), SVC], [of(0), SVC, rollout({ replicas: 3 })], UNTIL_ROLLOUT],
    ['had no pods before', [of(3), SVC, rollout({ replicas: 0 })], [of(0), SVC, rollout({ replicas: 3 })], UNTIL_ROLLOUT],
    ['is new, and without pods', [of(3), SVC], [of(0), SVC, rollout({ replicas: 0 })], NOBODY],
    ['has no pods', [of(3), SVC, rollout({ replicas: 0 })], [of(0), SVC, rollout({ replicas: 0 })], NOBODY],
    ['has no pods any more either', [of(3), SVC, rollout()], [of(0), SVC, rollout({ replicas: 0 })], NOBODY],
    ['is removed', [of(3), SVC, rollout()], [of(0), SVC], NOBODY],
    ['runs pods of another template', [of(3), SVC, rollout({}, 'other')], [of(0), SVC, rollout({}, 'other')], NOBODY],
    ['runs pods of another kind', [of(3), SVC, rollout({}, 'web', 'ReplicaSet')], [of(0), SVC, rollout({}, 'web', 'ReplicaSet')], NOBODY],
    ['is in another namespace', [of(3), SVC, elsewhere], [of(0), SVC, elsewhere], NOBODY],
  ])('a Rollout that references it %s: %#', (_, before, after, note) => {
    const { workloads, objects } = compare(before, after);
    const notes = [...workloads, ...objects].flatMap(({ changes }) => changes).filter(({ note: text }) => text?.startsWith('it has no pods')).map(({ note: text }) => text);
    expect(new Set(notes)).toEqual(new Set(note ? [expect.stringMatching(note)] : []));
  });

  test('a Service that changes to a workload without pods selects none', () => {
    const [before, after] = [SVC, service(V2)].map((front) => [of(3), of(0, 'green', V2), front]);
    expect(cuts(compare(before, after))).toEqual([['Service plain/svc', '/spec/selector', expect.stringMatching(/^it selects no pods any more/)]]);
    expect(cuts(compare(after, before))).toEqual([]);
  });

  test('the HPA is said to leave it alone, whoever leads to it', () => {
    const { workloads: [web] } = compare([of(3), autoscaler(3)], [of(0), autoscaler(3)]);
    expect([web.impact, web.warnings]).toEqual(['scale', [expect.stringMatching(/^HorizontalPodAutoscaler hpa leaves a workload without pods alone: 0 switches it off/)]]);
    const { workloads: [other] } = compare([of(3), autoscaler(3)], [of(2), autoscaler(3)]);
    expect(other.warnings).toEqual([expect.stringMatching(/this apply sets 2 and the autoscaler then moves it/)]);
  });

  test('a gateway of which no Service is among the manifests takes traffic as well', () => {
    const gw = (replicas: number): Node => pods('gw', {}, {
      replicas,
      template: {
        metadata: { labels: { 'app': 'gw', 'sidecar.istio.io/inject': 'true' }, annotations: { 'inject.istio.io/templates': 'gateway' } },
        spec: { containers: [{ name: 'istio-proxy', image: 'auto' }] },
      },
    });
    expect(cuts(compare([gw(3)], [gw(0)])).map(([, , note]) => note)).toEqual(['it has no pods any more: its clients reach nobody']);
    expect(cuts(compare([gw(3)], [gw(1)]))).toEqual([]);
  });

  test.each<[string, string, string, number]>([
    ['by its options', 'deployment: "{spec: {replicas: 3}}"', 'deployment: "{spec: {replicas: 0}}"', 1],
    ['to one', 'deployment: "{spec: {replicas: 3}}"', 'deployment: "{spec: {replicas: 1}}"', 0],
    ['by its options, which are refused', 'deployment: "{spec: {replicas: 3}}"', 'deployment: "{spec: {replicas: 0}}", nonsense: "{}"', 0],
  ])('a managed Gateway %s', (_, before, after, count) => {
    const found = cuts(compareYaml(managedGateway(before), managedGateway(after)));
    expect(found).toHaveLength(count);
    for (const [, , note] of found) { expect(note).toBe('it has no pods any more: clients of Service shop/web-istio reach nobody'); }
  });

  test.each([['replicaCount: 0', 1], ['replicaCount: 0, minReplicas: 2, maxReplicas: 5', 0]])('an IstioGateway with %s', (spec, count) => {
    const ingress = (fields: string): string => `
apiVersion: istio.alibabacloud.com/v1beta1
kind: IstioGateway
metadata: {name: ingress, namespace: istio-system}
spec: {clusterIds: [c1], ${fields}}
`;
    expect(cuts(compareYaml(ingress(spec.replace('replicaCount: 0', 'replicaCount: 3')), ingress(spec), { facts: asm('1.26') }))).toHaveLength(count);
  });
});
