import * as fc from 'fast-check';
import type { Shutdown, ShutdownStep } from '../../../src/model/effective-proxy';
import { ManifestIndex, manifestOf } from '../../../src/model/manifest';
import { known, type Effective, unknown } from '../../../src/model/origin';
import { proxyConfigView } from '../../../src/model/proxy-config';
import { shutdownOf } from '../../../src/model/shutdown';
import { TracedObject } from '../../../src/model/traced';
import { MeshFacts, Platform } from '../../../src/platform';

const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' });
const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33' });
const NOT_NATIVE = known(false, { kind: 'default', of: 'Istio', source: 'test' } as const);
const NATIVE = known(true, { kind: 'default', of: 'Istio', source: 'test' } as const);

interface Given {
  readonly grace?: unknown;
  readonly preStop?: unknown;
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
  readonly native?: Effective<boolean>;
}

function stop({ grace, preStop, config, env = {}, platform = ISTIO, native = NOT_NATIVE }: Given): Shutdown {
  const manifest = manifestOf({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'gw', namespace: 'ingress' },
    spec: {
      template: {
        spec: {
          ...(grace !== undefined && { terminationGracePeriodSeconds: grace }),
          containers: [{
            name: 'istio-proxy',
            env: Object.entries(env).map(([name, value]) => ({ name, value })),
            ...(preStop !== undefined && { lifecycle: { preStop } }),
          }],
        },
      },
    },
  });
  const workload = TracedObject.of(manifest);
  const container = '/spec/template/spec/containers/0';
  return shutdownOf({
    workload,
    template: '/spec/template',
    container,
    native,
    platform,
    proxyConfig: proxyConfigView({
      context: { index: ManifestIndex.of([manifest]), facts: new MeshFacts({ platform }) },
      namespace: 'ingress',
      podLabels: {},
      container: { workload, pointer: container },
      ...(config !== undefined && { annotation: known(config, { kind: 'set', manifest, pointer: '/x' } as const) }),
    }),
  });
}

const bars = (shutdown: Shutdown): string[] => shutdown.timeline.steps.map(({ name, start, end }: ShutdownStep) => `${name} ${start}-${end ?? ''}`);

describe('defaults', () => {
  test('Istio: 30 s grace, 45 s drain, 5 s termination drain; the drain is cut short', () => {
    const found = stop({});
    expect(found.gracePeriod).toMatchObject({ value: 30, origin: { kind: 'default', of: 'Kubernetes' } });
    expect(found.drain).toMatchObject({ value: 45, origin: { kind: 'default', of: 'Istio' } });
    expect(found.terminationDrain).toMatchObject({ value: 5, origin: { kind: 'default', of: 'Istio' } });
    expect(found.exitOnZero).toMatchObject({ value: false, origin: { kind: 'default', of: 'Istio' } });
    expect(found.minimumDrain).toMatchObject({ value: 5, origin: { kind: 'default', of: 'Istio' } });
    expect(found.preStop.value).toBe(0);
    expect(bars(found)).toEqual(['drain 0-45', 'terminationDrain 0-5', 'endpointLag 0-']);
    expect(found.timeline).toMatchObject({ stopped: 5, killed: 30, slack: 25 });
    expect(found.timeline.steps[0].note).toBe('cut short: Envoy is stopped 40 s before its drain ends');
  });

  test('ASM: exit-on-zero, so that only the first count and the kill are known', () => {
    const found = stop({ platform: ASM });
    expect(found.exitOnZero).toMatchObject({ value: true, origin: { kind: 'default', of: 'ASM' } });
    expect(bars(found)).toEqual(['drain 0-45', 'minimumDrain 0-5', 'connections 5-', 'endpointLag 0-']);
    expect(found.timeline).toMatchObject({ killed: 30, slack: 25 });
    expect(found.timeline.stopped).toBeUndefined();
  });
});

describe('the whole timeline', () => {
  test('preStop, then the drain and the wait side by side', () => {
    const found = stop({ grace: 90, preStop: { sleep: { seconds: 10 } }, config: 'drainDuration: 30s\nterminationDrainDuration: 1m' });
    expect(bars(found)).toEqual(['preStop 0-10', 'drain 10-40', 'terminationDrain 10-70', 'endpointLag 0-']);
    expect(found.timeline).toMatchObject({ stopped: 70, killed: 90, slack: 20 });
    expect(found.terminationDrain.origin).toMatchObject({ kind: 'set', within: '/terminationDrainDuration' });
  });

  test.each([
    [71, 1], [70, 0], [69, -1],
  ])('grace %d s against 10 + 60: slack %d', (grace, slack) => {
    expect(stop({ grace, preStop: { sleep: { seconds: 10 } }, config: 'terminationDrainDuration: 60s' }).timeline.slack).toBe(slack);
  });

  test.each([
    [29, true], [30, true], [31, false],
  ])('a hook of 30 s in a grace period of %d s: note %s', (grace, noted) => {
    const [step] = stop({ grace, preStop: { sleep: { seconds: 30 } } }).timeline.steps;
    expect(step.note !== undefined).toBe(noted);
  });

  test.each([
    [44, true], [45, false], [46, false],
  ])('a wait of %d s cuts the drain of 45 s short: %s', (wait, cut) => {
    expect(stop({ config: `terminationDrainDuration: ${wait}s` }).timeline.steps[0].note !== undefined).toBe(cut);
  });

  test('a hook of unknown time: what follows has no place, the kill has', () => {
    const found = stop({ preStop: { httpGet: { port: 80 } } });
    expect(bars(found)).toEqual(['preStop 0-', 'endpointLag 0-']);
    expect(found.timeline).toMatchObject({ killed: 30 });
    expect(found.timeline.stopped ?? found.timeline.slack).toBeUndefined();
  });

  test('a native sidecar drains from the hook on, and ends when the application has', () => {
    const drain = { exec: { command: ['pilot-agent', 'request', '--debug-port=15020', 'POST', 'drain'] } };
    const found = stop({ native: NATIVE, preStop: drain });
    expect(found.preStop.value).toBe(0);
    expect(bars(found)).toEqual(['drain 0-45', 'endpointLag 0-']);
    expect(found.timeline.stopped).toBeUndefined();
    expect(bars(stop({ native: NATIVE, preStop: { sleep: { seconds: 3 } } }))).toEqual(['preStop 0-3', 'endpointLag 0-']);
  });

  test('unknown whether native: nothing but the kill', () => {
    expect(bars(stop({ native: unknown('node versions') }))).toEqual(['endpointLag 0-']);
  });
});

describe('preStop', () => {
  test.each<[unknown, number | undefined]>([
    [{ sleep: { seconds: 15 } }, 15],
    [{ sleep: { seconds: '15' } }, undefined],
    [{ sleep: {} }, undefined],
    [{ exec: { command: ['sleep', '15'] } }, 15],
    [{ exec: { command: ['/bin/sleep', '15s'] } }, 15],
    [{ exec: { command: ['sleep', '0.5m'] } }, 30],
    [{ exec: { command: ['sleep', '1', '2'] } }, undefined],
    [{ exec: { command: ['sleep', 'infinity'] } }, undefined],
    [{ exec: { command: ['/bin/sh', '-c', 'sleep 15'] } }, 15],
    [{ exec: { command: ['bash', '-c', ' exec sleep 15; '] } }, 15],
    [{ exec: { command: ['sh', '-c', 'sleep 15 && curl -X POST localhost:15000/drain'] } }, undefined],
    [{ exec: { command: ['sh', '-c', 'sleep $DELAY'] } }, undefined],
    [{ exec: { command: ['sh', 'sleep 15'] } }, undefined],
    [{ exec: { command: ['sh', '-c', `sleep 15${' '.repeat(300)}`] } }, undefined],
    [{ exec: {} }, undefined],
    [{ httpGet: { port: 80 } }, undefined],
    [{ sleep: { seconds: 1 }, exec: { command: ['sleep', '1'] } }, undefined],
    [{}, undefined],
    ['sleep 15', undefined],
    [null, 0],
  ])('%j takes %s s', (preStop, seconds) => {
    expect(stop({ preStop }).preStop.value).toBe(seconds);
  });

  test('its origin is the place of the number', () => {
    expect(stop({ preStop: { sleep: { seconds: 15 } } }).preStop.origin)
      .toMatchObject({ kind: 'set', pointer: '/spec/template/spec/containers/0/lifecycle/preStop/sleep/seconds' });
  });

  test('without a proxy container it is unknown', () => {
    const workload = TracedObject.of(manifestOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } }));
    const proxyConfig = proxyConfigView({ context: { index: ManifestIndex.of([]), facts: new MeshFacts({ platform: ISTIO }) }, podLabels: {} });
    expect(shutdownOf({ workload, template: '/spec/template', native: NOT_NATIVE, platform: ISTIO, proxyConfig }).preStop.known).toBe(false);
  });
});

describe('settings as the agent reads them', () => {
  test.each<[string, boolean]>([
    ['true', true], ['1', true], ['T', true], ['false', false], ['0', false], ['yes', false], ['', false],
  ])('EXIT_ON_ZERO_ACTIVE_CONNECTIONS=%j is %s', (value, exitOnZero) => {
    expect(stop({ env: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: value } }).exitOnZero.value).toBe(exitOnZero);
  });

  test.each<[string, number]>([
    ['20s', 20], ['1m', 60], ['1500ms', 1.5], ['20', 5], ['', 5],
  ])('MINIMUM_DRAIN_DURATION=%j is %d s', (value, seconds) => {
    expect(stop({ env: { MINIMUM_DRAIN_DURATION: value } }).minimumDrain.value).toBe(seconds);
  });

  test('exit-on-zero: the first count comes after preStop and the minimum drain', () => {
    const env = { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true', MINIMUM_DRAIN_DURATION: '20s' };
    expect(stop({ grace: 40, env, preStop: { sleep: { seconds: 15 } } }).timeline.slack).toBe(5);
  });

  test.each(['45', 45, 'soon', '', {}])('a drain of %j is not known', (drain) => {
    expect(stop({ config: `drainDuration: ${JSON.stringify(drain)}` }).drain.known).toBe(false);
  });

  test.each(['30', true, [30]])('a grace period of %j is not known', (grace) => {
    expect(stop({ grace }).gracePeriod.known).toBe(false);
  });

  test('TERMINATION_DRAIN_DURATION_SECONDS counts on ASM only', () => {
    const env = { TERMINATION_DRAIN_DURATION_SECONDS: '20' };
    expect(stop({ env }).terminationDrain.value).toBe(5);
    expect(stop({ env, platform: ASM }).terminationDrain).toMatchObject({ value: 20, origin: { kind: 'set' } });
    expect(stop({ env, platform: ASM, config: 'terminationDrainDuration: 20s' }).terminationDrain.value).toBe(20);
    expect(stop({ env, platform: ASM, config: 'terminationDrainDuration: 10s' }).terminationDrain.known).toBe(false);
  });
});

test('whatever stands in the pod, nothing is thrown', () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (grace, preStop, config) => {
    stop({ grace: grace ?? undefined, preStop: preStop ?? undefined, config: JSON.stringify(config) });
    stop({ config: `drainDuration: ${JSON.stringify(config)}`, platform: ASM });
  }), { seed: 11, numRuns: 300 });
});
