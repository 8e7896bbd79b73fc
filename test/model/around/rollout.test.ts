import { deployment, proxyOf } from './proxy-of';

const rolling = (replicas: unknown, maxSurge?: unknown, maxUnavailable?: unknown, type?: string): ReturnType<typeof proxyOf>['rollout'] => proxyOf({
  workload: deployment({
    replicas,
    strategy: {
      ...(type !== undefined && { type }),
      rollingUpdate: { ...(maxSurge !== undefined && { maxSurge }), ...(maxUnavailable !== undefined && { maxUnavailable }) },
    },
  }),
}).rollout;

describe('high and low water of a Deployment', () => {
  test.each<[number, unknown, unknown, number, number]>([
    // Kubernetes' own 25 % and 25 %: surge up, unavailable down.
    [1, undefined, undefined, 2, 1],
    [2, undefined, undefined, 3, 2],
    [3, undefined, undefined, 4, 3],
    [4, undefined, undefined, 5, 3],
    [5, undefined, undefined, 7, 4],
    [8, undefined, undefined, 10, 6],
    [3, '100%', '25%', 6, 3],
    [4, '100%', '25%', 8, 3],
    [3, 1, 0, 4, 3],
    [3, 0, 1, 3, 2],
    [3, 0, 5, 3, 0],
    [3, 5, 0, 8, 3],
    // Both come to nothing by rounding: one pod may go.
    [2, 0, '25%', 2, 1],
    [3, '0%', '33%', 3, 2],
    [4, 0, '25%', 4, 3],
    [1, 0, '99%', 1, 0],
    [0, undefined, undefined, 0, 0],
  ])('%d pods, surge %j, unavailable %j: at most %d, at least %d', (replicas, surge, unavailable, high, low) => {
    expect(rolling(replicas, surge, unavailable)).toMatchObject({ highWater: { value: high }, lowWater: { value: low } });
  });

  test.each([[0, 0], ['0%', '0%'], [0, '0%']])('surge %j and unavailable %j: the API server refuses that', (surge, unavailable) => {
    expect(rolling(3, surge, unavailable).highWater).toMatchObject({ known: false, origin: { why: expect.stringContaining('both 0') } });
  });

  test.each(['25', '+5%', '25.5%', -1, 1.5, [], true])('%j is not an amount', (surge) => {
    const found = rolling(3, surge, 1);
    expect(found.maxSurge.known).toBe(false);
    expect(found.highWater.known).toBe(false);
  });

  test.each([-1, 1.5, 2 ** 60])('%d replicas have no water', (replicas) => {
    expect(rolling(replicas, 1, 1).lowWater.known).toBe(false);
  });

  test('origins: defaults of Kubernetes, or the place', () => {
    expect(rolling(3, undefined, 1)).toMatchObject({
      strategy: { value: 'RollingUpdate', origin: { kind: 'default', of: 'Kubernetes' } },
      maxSurge: { origin: { kind: 'default', of: 'Kubernetes' } },
      maxUnavailable: { origin: { kind: 'set', pointer: '/spec/strategy/rollingUpdate/maxUnavailable' } },
    });
  });

  test('Recreate takes all pods away first', () => {
    expect(rolling(3, undefined, undefined, 'Recreate')).toMatchObject({ highWater: { value: 3 }, lowWater: { value: 0 } });
  });

  test('an unknown type is not guessed at', () => {
    expect(rolling(3, undefined, undefined, 'Canary').highWater.known).toBe(false);
  });

  test('it starts from the fewest pods of the autoscaler', () => {
    const yaml = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: gw, namespace: ingress}
spec: {scaleTargetRef: {kind: Deployment, name: gw}, minReplicas: 4, maxReplicas: 9}`;
    expect(proxyOf({ workload: deployment({ replicas: 1 }), yaml }).rollout).toMatchObject({ highWater: { value: 5 }, lowWater: { value: 3 } });
  });
});

describe('other kinds', () => {
  const kind = (name: string, spec: object = {}): ReturnType<typeof proxyOf>['rollout'] =>
    proxyOf({ workload: { ...deployment({ replicas: 3, ...spec }), kind: name } }).rollout;

  test('a DaemonSet replaces one pod after the other; how many there are is not known', () => {
    expect(kind('DaemonSet')).toMatchObject({ maxSurge: { value: { amount: 0 } }, maxUnavailable: { value: { amount: 1 } }, highWater: { known: false } });
    expect(kind('DaemonSet', { updateStrategy: { rollingUpdate: { maxUnavailable: '10%' } } }).maxUnavailable.value?.toJSON()).toBe('10%');
  });

  test('a StatefulSet goes one by one', () => {
    expect(kind('StatefulSet')).toMatchObject({ highWater: { value: 3 }, lowWater: { value: 2 } });
    expect(kind('StatefulSet', { updateStrategy: { type: 'OnDelete' } }).lowWater.known).toBe(false);
  });

  test('a Job does not roll', () => {
    expect(kind('Job').strategy.known).toBe(false);
  });
});
