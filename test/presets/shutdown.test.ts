import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { ShutdownPolicy } from '../../src/presets';

const s = (seconds: number): Duration => Duration.seconds(seconds);

describe('a shutdown by times keeps its order or does not come into being', () => {
  test.each([
    // gracePeriod, preStop, terminationDrain, drain, holds
    [60, undefined, 59, 58, true],
    [60, undefined, 60, 30, false],
    [59, undefined, 60, 30, false],
    [61, undefined, 60, 59, true],
    [61, undefined, 60, 60, false],
    [61, undefined, 60, 61, false],
    [70, 10, 59, 30, true],
    [70, 10, 60, 30, false],
    [70, 10, 61, 30, false],
  ])('grace %p, preStop %p, termination drain %p, drain %p: %p', (gracePeriod, preStop, terminationDrain, drain, holds) => {
    const make = () => ShutdownPolicy.of({
      gracePeriod: s(gracePeriod), terminationDrain: s(terminationDrain), drain: s(drain), preStop: preStop === undefined ? undefined : s(preStop),
    });
    if (holds) { expect(make().gracePeriod?.toSeconds()).toBe(gracePeriod); } else { expect(make).toThrow('must be longer than'); }
  });

  test('the message counts preStop, and both mistakes are told at once', () => {
    expect(() => ShutdownPolicy.of({ gracePeriod: s(70), preStop: s(13), terminationDrain: s(60), drain: s(60) })).toThrow(new Error([
      '[ShutdownPolicy.of]',
      "  - 'terminationDrain' must be longer than 'drain', got 60 s and 60 s; make it 75 s, or the drain shorter",
      "  - 'gracePeriod' must be longer than 'preStop' 13 s + 'terminationDrain' 60 s = 73 s, got 70 s; make it 103 s",
    ].join('\n')));
  });

  test('what the message proposes holds', () => {
    const any = fc.integer({ min: 1, max: 300 });
    fc.assert(fc.property(any, any, any, (grace, termination, drain) => {
      const message = ((): string => {
        try {
          ShutdownPolicy.of({ gracePeriod: s(grace), terminationDrain: s(termination), drain: s(drain) });
          return '';
        } catch (error) { return (error as Error).message; }
      })();
      const newTermination = /'terminationDrain' must be .* make it (\d+) s, or/.exec(message)?.[1] ?? termination;
      const newGrace = /'gracePeriod' must be .* make it (\d+) s/.exec(message)?.[1] ?? grace;
      const gracePeriod = s(Math.max(Number(newGrace), Number(newTermination) + 1));
      ShutdownPolicy.of({ gracePeriod, terminationDrain: s(Number(newTermination)), drain: s(drain) });
      if (!message.includes("'terminationDrain' must")) {
        ShutdownPolicy.of({ gracePeriod: s(Number(newGrace)), terminationDrain: s(termination), drain: s(drain) });
      }
    }), { seed: 1, numRuns: 300 });
  });

  test.each([
    [{ gracePeriod: Duration.millis(1500), terminationDrain: s(1), drain: s(1) }, "'gracePeriod' must be whole seconds, got 1500 ms; round it up"],
    [{ gracePeriod: s(9), terminationDrain: s(5), drain: s(0) }, "'drain' must be at least 1 s, got 0 s"],
    [{ gracePeriod: '30s' as unknown as Duration, terminationDrain: s(5), drain: s(1) }, "'gracePeriod' must be a Duration such as Duration.seconds(30), got \"30s\""],
    [{ gracePeriod: s(75), terminationDrain: s(45), drain: s(30), exitOnZero: 'false' as never }, "[ShutdownPolicy.of] 'exitOnZero' must be true or false, got \"false\""],
  ])('refuses %p', (times, message) => {
    expect(() => ShutdownPolicy.of(times)).toThrow(message);
  });

  test('writes the times in the order of the ProxyConfig, and exit-on-zero only when it is said', () => {
    const times = { gracePeriod: s(75), terminationDrain: s(45), drain: s(30) };
    expect(JSON.stringify(ShutdownPolicy.of(times)._proxyConfig())).toBe('{"drainDuration":"30s","terminationDrainDuration":"45s"}');
    expect(ShutdownPolicy.of({ ...times, exitOnZero: false })._proxyConfig().proxyMetadata).toEqual({ EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'false' });
  });
});

describe('a shutdown by the last connection', () => {
  test.each([
    // gracePeriod, preStop, minimumDrain, drain, holds
    [16, undefined, 15, undefined, true],
    [15, undefined, 15, undefined, false],
    [14, undefined, 15, undefined, false],
    [26, 10, 15, 15, true],
    [25, 10, 15, 15, false],
    [60, undefined, 45, undefined, true],
    [60, undefined, 46, undefined, false],
    [60, undefined, 46, 46, true],
    [60, undefined, 46, 45, false],
  ])('grace %p, preStop %p, minimum drain %p, drain %p: %p', (gracePeriod, preStop, minimumDrain, drain, holds) => {
    const make = () => ShutdownPolicy.exitOnZero({
      gracePeriod: s(gracePeriod),
      minimumDrain: s(minimumDrain),
      drain: drain === undefined ? undefined : s(drain),
      preStop: preStop === undefined ? undefined : s(preStop),
    });
    if (holds) {
      expect(make()._proxyConfig().proxyMetadata).toEqual({ EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true', MINIMUM_DRAIN_DURATION: `${minimumDrain}s` });
    } else { expect(make).toThrow('[ShutdownPolicy.exitOnZero]'); }
  });
});

test('a drain of 0 is no drain left out', () => {
  expect(() => ShutdownPolicy.exitOnZero({ gracePeriod: s(60), minimumDrain: s(15), drain: 0 as never }))
    .toThrow("[ShutdownPolicy.exitOnZero] 'drain' must be a Duration such as Duration.seconds(30), got 0");
});

test('a shutdown that the mesh keeps has a time and nothing else', () => {
  const policy = ShutdownPolicy.managedDrain(s(30));
  expect(policy._seconds).toEqual({ managedDrain: 30 });
  expect([policy.gracePeriod, policy.terminationDrain, policy.drain, policy.preStop]).toEqual([undefined, undefined, undefined, undefined]);
  expect(policy._proxyConfig()).toEqual({});
});
