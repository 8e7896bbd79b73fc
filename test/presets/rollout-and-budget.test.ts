import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { DisruptionBudget, RolloutPolicy, ScalingBehavior, ScalingSelect, UnhealthyPodEviction } from '../../src/presets';
import { behaviorFields } from '../../src/presets/behavior-fields';

describe('rolling updates', () => {
  test('out before in holds at every number of replicas', () => {
    const { _maxSurge: surge, _maxUnavailable: unavailable } = RolloutPolicy.outBeforeIn();
    fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), (replicas) => {
      expect(unavailable.of(replicas, 'down')).toBe(0);
      expect(surge.of(replicas, 'up')).toBeGreaterThan(0);
    }), { seed: 1 });
  });

  test.each([[3, 0], [4, 1], [5, 1]])('100%% and 25%% of the document, with %d replicas: %d may go first', (replicas, first) => {
    const { _maxSurge: surge, _maxUnavailable: unavailable } = RolloutPolicy.doubleThenReplace();
    expect([surge.of(replicas, 'up'), unavailable.of(replicas, 'down')]).toEqual([replicas, first]);
  });

  test.each([
    [() => RolloutPolicy.surge(0, '0%'), "'maxSurge' and 'maxUnavailable' must not both be 0, got 0 and 0%; no pod could ever be replaced"],
    [() => RolloutPolicy.outBeforeIn(0), "[RolloutPolicy.outBeforeIn] 'maxSurge' and 'maxUnavailable' must not both be 0"],
    [() => RolloutPolicy.surge(1, '101%'), "'maxUnavailable' must be at most 100%, got \"101%\""],
    [() => RolloutPolicy.surge('25', 0), "'maxSurge' must be a whole number such as 1 or a percentage such as \"25%\", got \"25\"; write 25 without quotes"],
    [() => RolloutPolicy.surge(-1, 1), "'maxSurge' must be a whole number"],
  ])('refuses %#', (make, message) => { expect(make).toThrow(message); });

  test('a surge above 100% and all unavailable are allowed', () => {
    expect(() => RolloutPolicy.surge('101%', '100%')).not.toThrow();
  });
});

describe('budgets', () => {
  test('have one of the two numbers', () => {
    expect(DisruptionBudget.maxUnavailable(1)._fields()).toEqual({ maxUnavailable: 1 });
    expect(DisruptionBudget.minAvailable('50%', { unhealthyPodEviction: UnhealthyPodEviction.ALWAYS_ALLOW })._fields())
      .toEqual({ minAvailable: '50%', unhealthyPodEvictionPolicy: 'AlwaysAllow' });
  });

  test.each(['99%', '100%', '101%'])('%s', (amount) => {
    const make = () => DisruptionBudget.minAvailable(amount);
    if (amount === '101%') { expect(make).toThrow("[DisruptionBudget.minAvailable] 'amount' must be at most 100%"); } else { expect(make).not.toThrow(); }
  });
});

test.each([
  [{ unhealthyPodEviction: true }, "'unhealthyPodEviction' must be one of AlwaysAllow, IfHealthyBudget, got true"],
  [{ unhealthyPodEvition: 'AlwaysAllow' }, "'unhealthyPodEvition' is not a field there; did you mean \"unhealthyPodEviction\"?"],
  [null, 'the options must be a map with unhealthyPodEviction, got null'],
])('a budget with %j', (options, message) => {
  expect(() => DisruptionBudget.maxUnavailable(1, options as never)).toThrow(`[DisruptionBudget.maxUnavailable] ${message}`);
});

describe('scaling behavior', () => {
  const problemsOf = (behavior: ScalingBehavior): string[] => {
    const problems: string[] = [];
    behaviorFields(behavior, 'behavior', { add: (problem) => problems.push(problem) });
    return problems;
  };

  test('is written as an HPA has it', () => {
    expect(behaviorFields({
      scaleDown: {
        stabilizationWindow: Duration.minutes(10),
        select: ScalingSelect.MIN,
        steps: [{ pods: 1, period: Duration.minutes(1) }, { percent: 10, period: Duration.seconds(30) }],
      },
      scaleUp: { stabilizationWindow: Duration.seconds(0) },
    }, 'behavior', { add: (problem) => { throw new Error(problem); } })).toEqual({
      scaleDown: {
        stabilizationWindowSeconds: 600,
        selectPolicy: 'Min',
        policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }, { type: 'Percent', value: 10, periodSeconds: 30 }],
      },
      scaleUp: { stabilizationWindowSeconds: 0 },
    });
  });

  test.each([[3599, 0], [3600, 0], [3601, 1]])('a window of %d s: %d problems', (seconds, count) => {
    expect(problemsOf({ scaleDown: { stabilizationWindow: Duration.seconds(seconds) } })).toHaveLength(count);
  });

  test.each([[1, 0], [1800, 0], [1801, 1], [0, 1]])('a period of %d s: %d problems', (seconds, count) => {
    expect(problemsOf({ scaleUp: { steps: [{ pods: 1, period: Duration.seconds(seconds) }] } })).toHaveLength(count);
  });

  test('what is not given is undefined, and nothing else', () => {
    expect(problemsOf({ scaleUp: false, scaleDown: { stabilizationWindow: 0 } } as never)).toEqual([
      "'behavior.scaleUp' must be a map with stabilizationWindow, select, steps, got false",
      "'behavior.scaleDown.stabilizationWindow' must be a Duration such as Duration.seconds(30), got 0",
    ]);
  });

  test('tells everything that is wrong', () => {
    const period = Duration.minutes(1);
    expect(problemsOf({ scaleUp: { steps: [] }, scaleDown: { steps: [{ period }, { pods: 1, percent: 1, period }, { pods: 0, period }] } })).toEqual([
      "'behavior.scaleUp.steps' must have an entry, got an empty list; leave it out for Kubernetes' own",
      "'behavior.scaleDown.steps[0]' must have one of pods and percent, got neither; keep one",
      "'behavior.scaleDown.steps[1]' must have one of pods and percent, got both; keep one",
      "'behavior.scaleDown.steps[2].pods' must be a whole number of 1 or more, got 0",
    ]);
  });
});
