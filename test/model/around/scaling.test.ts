import { deployment, proxyOf } from './proxy-of';
import { manifestOf } from '../../../src/model/manifest';

const hpa = (min: number | undefined, max: number, name = 'gw', target = 'gw', version = 'v2'): string => `
apiVersion: autoscaling/${version}
kind: HorizontalPodAutoscaler
metadata: {name: ${name}, namespace: ingress}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${target}}, maxReplicas: ${max}${min === undefined ? '' : `, minReplicas: ${min}`}}
---
`;
const scaledObject = (spec: string, annotations = ''): string => `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: gw, namespace: ingress, annotations: {${annotations}}}
spec: {scaleTargetRef: {name: gw}, triggers: []${spec}}
---
`;

describe('who decides how many pods there are', () => {
  test('nobody: one, by Kubernetes\' default', () => {
    const { scaling } = proxyOf({});
    expect(scaling).toMatchObject({ min: { value: 1, origin: { kind: 'default', of: 'Kubernetes' } }, max: { value: 1 }, replicas: { known: true, value: undefined } });
  });

  test('replicas, with their place', () => {
    const { scaling } = proxyOf({ workload: deployment({ replicas: 3 }) });
    expect(scaling).toMatchObject({ min: { value: 3, origin: { kind: 'set', pointer: '/spec/replicas' } }, max: { value: 3 } });
  });

  test.each([[2_147_483_647, true], [2_147_483_648, false], [1e21, false]])('a number beyond what Kubernetes takes is no number of pods: %d', (number, isKnown) => {
    expect(proxyOf({ yaml: hpa(2, number) }).scaling.max).toMatchObject(isKnown ? { value: number } : { known: false, origin: { why: '/spec/maxReplicas is not a number that Kubernetes takes' } });
    expect(proxyOf({ workload: deployment({ replicas: number }) }).scaling.max.known).toBe(isKnown);
  });

  test.each(['v1', 'v2', 'v2beta2', 'v2beta1'])('the user\'s HPA of autoscaling/%s', (version) => {
    const { scaling } = proxyOf({ workload: deployment({ replicas: 1 }), yaml: hpa(2, 5, 'other-name', 'gw', version) });
    expect(scaling.autoscalers).toMatchObject([{ owner: 'user', minReplicas: { value: 2 }, maxReplicas: { value: 5 } }]);
    expect(scaling).toMatchObject({ replicas: { value: 1 }, min: { value: 2, origin: { kind: 'set', pointer: '/spec/minReplicas' } }, max: { value: 5 } });
  });

  test('an HPA without minReplicas has at least one', () => {
    expect(proxyOf({ yaml: hpa(undefined, 5) }).scaling.min).toMatchObject({ value: 1, origin: { kind: 'default', of: 'Kubernetes' } });
  });

  test('replicas 0 switch an HPA off', () => {
    expect(proxyOf({ workload: deployment({ replicas: 0 }), yaml: hpa(2, 5) }).scaling).toMatchObject({ min: { value: 0 }, max: { value: 0 } });
  });

  test('but not one that has zero among its own numbers', () => {
    expect(proxyOf({ workload: deployment({ replicas: 0 }), yaml: hpa(0, 5) }).scaling).toMatchObject({ min: { value: 0 }, max: { value: 5 } });
  });

  test('the proxy\'s own HPA is managed, and one of the same name beside it is the same object', () => {
    const own = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'gw', namespace: 'ingress' }, spec: { minReplicas: 3, maxReplicas: 4 } };
    const { scaling } = proxyOf({ companions: [own], yaml: hpa(2, 5) });
    expect(scaling.autoscalers).toMatchObject([{ owner: 'managed' }]);
    expect(scaling).toMatchObject({ min: { value: 3 }, max: { value: 4 } });
  });

  test('two of them: unknown, and both are named', () => {
    const { scaling } = proxyOf({ yaml: hpa(1, 2, 'a') + hpa(2, 3, 'b') });
    expect(scaling.autoscalers).toHaveLength(2);
    expect(scaling.min).toMatchObject({ known: false, origin: { why: expect.stringContaining('HorizontalPodAutoscaler a, HorizontalPodAutoscaler b') } });
  });

  test('one of another workload whose selector matches the pods: unknown, and both are named', () => {
    const canary = (labels: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: canary, namespace: ingress}
spec: {selector: {matchLabels: ${labels}}, template: {metadata: {labels: ${labels}}}}
---
`;
    const { scaling } = proxyOf({ yaml: hpa(1, 2) + hpa(2, 3, 'canary', 'canary') + canary('{app: gw}') });
    expect(scaling.autoscalers).toHaveLength(1);
    expect(scaling.rivals).toMatchObject([{ object: { object: { metadata: { name: 'canary' } } } }]);
    expect(scaling.min).toMatchObject({ known: false, origin: { why: '2 autoscalers scale the same pods (HorizontalPodAutoscaler canary, HorizontalPodAutoscaler gw)' } });
    const apart = proxyOf({ yaml: hpa(1, 2) + hpa(2, 3, 'canary', 'canary') + canary('{app: gw, track: canary}') }).scaling;
    expect(apart).toMatchObject({ rivals: [], min: { value: 1 } });
    // without an autoscaler of its own there is nothing to stop
    expect(proxyOf({ yaml: hpa(2, 3, 'canary', 'canary') + canary('{app: gw}') }).scaling).toMatchObject({ rivals: [], min: { value: 1 } });
  });

  test('two of a workload at zero, which both leave alone', () => {
    expect(proxyOf({ workload: deployment({ replicas: 0 }), yaml: hpa(1, 2, 'a') + hpa(2, 3, 'b') }).scaling).toMatchObject({ rivals: [], min: { value: 0 }, max: { value: 0 } });
    expect(proxyOf({ workload: deployment({ replicas: 0 }), yaml: hpa(0, 2, 'a') + hpa(2, 3, 'b') }).scaling.max.known).toBe(false);
  });

  test.each([
    ['paused', '"true"', undefined, 2, 5], ['paused', '"true"', 0, 0, 0], ['paused', '"false"', undefined, undefined, undefined], ['paused-replicas', '"0"', undefined, undefined, undefined],
  ])('beside one of KEDA with %s: %s, at %p', (name, value, replicas, min, max) => {
    const { scaling } = proxyOf({ workload: deployment({ replicas }), yaml: scaledObject('', `autoscaling.keda.sh/${name}: ${value}`) + hpa(2, 5) });
    expect([scaling.min, scaling.max].map((side) => (side.known ? side.value : undefined))).toEqual([min, max]);
  });

  test.each([
    ['another name', hpa(2, 5, 'gw', 'gw2')],
    ['another kind', hpa(2, 5).replace('kind: Deployment', 'kind: DaemonSet')],
    ['another namespace', hpa(2, 5).replace('namespace: ingress', 'namespace: other')],
  ])('an HPA for %s does not count', (_name, yaml) => {
    expect(proxyOf({ yaml }).scaling.autoscalers).toEqual([]);
  });

  test('an HPA of another cluster does not count', () => {
    const others = [manifestOf({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'gw', namespace: 'ingress' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'gw' }, maxReplicas: 9 },
    }, { cluster: 'c2' })];
    expect(proxyOf({ others }).scaling.autoscalers).toEqual([]);
  });
});

describe('KEDA', () => {
  test.each([
    ['defaults', '', '', 0, 100, 'default'],
    ['bounds', ', minReplicaCount: 2, maxReplicaCount: 8', '', 2, 8, 'set'],
    ['idle replicas are fewer than the least', ', idleReplicaCount: 0, minReplicaCount: 2', '', 0, 100, 'set'],
    ['paused', ', minReplicaCount: 2', 'autoscaling.keda.sh/paused-replicas: "4"', 4, 4, 'set'],
  ])('%s', (_name, spec, annotations, min, max, origin) => {
    const { scaling } = proxyOf({ yaml: scaledObject(spec, annotations) });
    expect(scaling).toMatchObject({ min: { value: min, origin: { kind: origin } }, max: { value: max } });
  });

  test('paused at something that is no number', () => {
    expect(proxyOf({ yaml: scaledObject('', 'autoscaling.keda.sh/paused-replicas: "many"') }).scaling.min.known).toBe(false);
  });
});

describe('other kinds', () => {
  const other = (kind: string, apiVersion = 'apps/v1'): object => ({ ...deployment({ replicas: 2 }), kind, apiVersion });

  test('a DaemonSet has as many as there are nodes', () => {
    const { scaling } = proxyOf({ workload: other('DaemonSet') });
    expect(scaling.min).toMatchObject({ known: false });
    expect(scaling.max).toMatchObject({ known: true, value: undefined });
  });

  test('a bare Pod is one, a StatefulSet has replicas, a Job is not modelled', () => {
    expect(proxyOf({ workload: other('Pod', 'v1') }).scaling.max.value).toBe(1);
    expect(proxyOf({ workload: other('StatefulSet') }).scaling.max.value).toBe(2);
    expect(proxyOf({ workload: other('Job', 'batch/v1') }).scaling.max.known).toBe(false);
  });
});
