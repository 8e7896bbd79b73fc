import { desiredReplicas, LoadTest, playLoadTest, shownValue } from '../../src/autoscaling/simulate';
import { describeWithSourceDocuments, sourceDocument } from '../support/source-docs';

const state = { current: 1, ready: 1, min: 1, max: 5 };
const rate = (value: number | undefined, target = 10) => ({ type: 'AverageValue' as const, target, value });
const ratio = (value: number | undefined, target = 5) => ({ type: 'Value' as const, target, value });

describe('what the controller wants of a rate', () => {
  test.each([
    [9, 1, 'within the tolerance'], [10, 1, 'at the target'], [11, 1, 'at the edge of the tolerance'], [11.001, 2, 'above the tolerance'],
    [20.11, 3, 'rounded up'], [49, 5, 'at most the maximum'], [1000, 5, 'at most the maximum'], [0, 1, 'at least the minimum'],
  ])('%d requests a second with one pod and 10 a pod: %d pods, %s', (value, pods) => {
    expect(desiredReplicas([rate(value)], state)).toBe(pods);
  });

  test.each([[27, 3], [26.999, 3], [26.9, 3], [20, 2], [19.9, 2], [33, 3], [33.01, 4]])('%d with three pods: %d', (value, pods) => {
    expect(desiredReplicas([rate(value)], { ...state, current: 3, ready: 3 })).toBe(pods);
  });

  test('pods that are not ready make no difference, because the value is a sum', () => {
    expect(desiredReplicas([rate(40)], { ...state, current: 2, ready: 1 })).toBe(4);
  });
});

describe('what the controller wants of a ratio', () => {
  test.each([
    [4.5, 2, 'within the tolerance'], [5.5, 2, 'at the edge of the tolerance'], [5.51, 3, 'above'], [10, 4, 'twice the target'], [2.5, 1, 'half of it'],
    [2.51, 2, 'a little more than half'], [0, 1, 'nothing'],
  ])('%d against 5 with two pods: %d, %s', (value, pods) => {
    expect(desiredReplicas([ratio(value)], { ...state, current: 2, ready: 2 })).toBe(pods);
  });

  test('only pods that are ready are multiplied', () => {
    expect(desiredReplicas([ratio(10)], { ...state, current: 4, ready: 2 })).toBe(4);
    expect(desiredReplicas([ratio(10)], { ...state, current: 4, ready: 2, max: 20 })).toBe(4);
    expect(desiredReplicas([ratio(10)], { ...state, current: 4, ready: 4, max: 20 })).toBe(8);
  });

  test('source document 003 divides its latency by the pods: 5 ms of 0.005 is the maximum at once, and of 5 is nothing', () => {
    expect(desiredReplicas([rate(5, 0.005)], state)).toBe(5);
    expect(desiredReplicas([ratio(5, 5)], state)).toBe(1);
    // as an average, four pods with 12 ms each look like 3 ms
    expect(desiredReplicas([rate(12, 5)], { ...state, current: 4, ready: 4 })).toBe(3);
    expect(desiredReplicas([ratio(12, 5)], { ...state, current: 4, ready: 4, max: 20 })).toBe(10);
  });
});

describe('several metrics', () => {
  test('the one that asks for most pods wins', () => {
    expect(desiredReplicas([rate(20), ratio(20)], state)).toBe(4);
    expect(desiredReplicas([rate(35), ratio(1)], state)).toBe(4);
  });

  test.each([
    [[rate(undefined), rate(50)], 5, 'adds pods'], [[rate(undefined), rate(0)], 3, 'removes none'], [[rate(NaN)], 3, 'changes nothing'], [[rate(0)], 1, 'a zero is no gap'],
  ])('a missing metric: %#', (readings, pods) => {
    expect(desiredReplicas(readings, { ...state, current: 3, ready: 3 })).toBe(pods);
  });

  test('bounds hold without any metric', () => {
    expect(desiredReplicas([rate(undefined)], { ...state, current: 9 })).toBe(5);
    expect(desiredReplicas([], { ...state, current: 1, min: 2 })).toBe(2);
  });
});

describe('the load test of source document 003', () => {
  // hey -c 2 -q 10 is two workers with 10 a second each; the printed 10056m per pod is 20.112
  const base: Omit<LoadTest, 'load' | 'until'> = { perPod: 10, min: 1, max: 5, window: 60 };
  const first = { from: 0, perSecond: 20.112 };
  const second = { from: 300, perSecond: 30.168 };
  const last = (test: LoadTest) => playLoadTest(test).at(-1)!;

  test('20 requests a second end at 2 pods, and 10056m is shown, as the window fills', () => {
    const looks = playLoadTest({ ...base, load: [first], until: 285 });
    expect(looks.slice(0, 6).map(({ at, replicas }) => [at, replicas])).toEqual([[0, 1], [15, 1], [30, 1], [45, 2], [60, 2], [75, 2]]);
    expect(looks.at(-1)).toMatchObject({ perPod: 10_056, replicas: 2 });
  });

  test('30 requests a second end at 3 pods, and 10056m is shown again', () => {
    expect(last({ ...base, load: [first, second], until: 585 })).toMatchObject({ perPod: 10_056, replicas: 3 });
  });

  test('a step straight to 20.11 ends at 3', () => {
    expect(desiredReplicas([rate(20.11)], state)).toBe(3);
    // the shorter the window, the straighter the step: three pods come at the first look, and with three of them 20.11 is still more than two can serve
    const looks = playLoadTest({ ...base, window: 15, load: [first], until: 900 });
    expect(looks[1].replicas).toBe(3);
    expect(looks.at(-1)).toMatchObject({ perPod: 6704, replicas: 3 });
  });

  test('10 requests a second, as its prose has it, change nothing', () => {
    expect(last({ ...base, load: [{ from: 0, perSecond: 10 }], until: 285 })).toMatchObject({ perPod: 10_000, replicas: 1 });
  });

  test('when the traffic stops, pods go after the window and five minutes', () => {
    const load = [first, second, { from: 600, perSecond: 0 }];
    expect(last({ ...base, load, until: 900 }).replicas).toBe(3);
    expect(last({ ...base, load, until: 975 }).replicas).toBe(1);
  });
});

test('a value is shown per pod for a rate, rounded up, and as it is for a ratio', () => {
  expect(shownValue(rate(20.112), 2)).toBe(10_056);
  expect(shownValue(rate(10.001), 3)).toBe(3334);
  expect(shownValue(ratio(12.3456), 3)).toBe(12_345);
});

describeWithSourceDocuments('the printed outputs', () => {
  test('are those that the simulation ends at', () => {
    const printed = [...sourceDocument(3).matchAll(/podinfo +Deployment\/podinfo +([0-9]+)m\/10 \(avg\) +1 +5 +([0-9]+) /g)];
    expect(printed.map(([, shown, replicas]) => [Number(shown), Number(replicas)])).toEqual([[10_056, 2], [10_056, 3]]);
  });
});
