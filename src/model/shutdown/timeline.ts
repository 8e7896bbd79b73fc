import type { ShutdownStep, ShutdownTimeline } from '../effective-proxy';

/** The times that make a timeline, in seconds; undefined: not known. */
export interface ShutdownTimes {
  readonly gracePeriod?: number;
  readonly preStop?: number;
  readonly hasPreStop: boolean;
  /** The hook is the injector's own, which starts the drain of a native sidecar. */
  readonly preStopStartsDrain: boolean;
  readonly drain?: number;
  readonly terminationDrain?: number;
  readonly exitOnZero?: boolean;
  readonly minimumDrain?: number;
  readonly native?: boolean;
}

/** Milliseconds are the finest that anybody writes; sums of fractions stay readable. */
const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

const plus = (start: number, duration: number | undefined): { end?: number } =>
  duration === undefined ? {} : { end: round(start + duration) };

const ENDPOINT_LAG: ShutdownStep = {
  name: 'endpointLag',
  start: 0,
  note: 'endpoints and load balancers learn of the deletion in their own time, so new connections still arrive',
};

/** Istio 1.30.3 pkg/envoy/agent.go terminate; kubelet kuberuntime_container.go killContainer (the hook runs inside the grace period). */
export function timelineOf(times: ShutdownTimes): ShutdownTimeline {
  const { gracePeriod: killed } = times;
  const ending = times.native ? nativeEnding(times) : classicEnding(times);
  const mark = ending.stopped ?? ending.counted;
  return {
    steps: [...preStopStep(times), ...ending.steps, ENDPOINT_LAG],
    ...(ending.stopped !== undefined && { stopped: ending.stopped }),
    ...(killed !== undefined && { killed }),
    ...(killed !== undefined && mark !== undefined && { slack: round(killed - mark) }),
  };
}

interface Ending {
  readonly steps: readonly ShutdownStep[];
  readonly stopped?: number;
  /** Exit-on-zero: when connections are first counted. */
  readonly counted?: number;
}

function preStopStep({ hasPreStop, preStop, preStopStartsDrain, gracePeriod }: ShutdownTimes): ShutdownStep[] {
  if (preStopStartsDrain || (preStop !== undefined ? preStop <= 0 : !hasPreStop)) { return []; }
  const note = preStop === undefined ? 'the time of the hook is not known; SIGTERM follows it'
    : gracePeriod !== undefined && preStop >= gracePeriod ? 'the hook takes the whole grace period: the kubelet leaves the proxy 2 s' : undefined;
  return [{ name: 'preStop', start: 0, ...plus(0, preStop), ...(note && { note }) }];
}

/** SIGTERM, drain, and then either a fixed wait or a wait for the last connection. */
function classicEnding({ preStop, drain, terminationDrain, exitOnZero, minimumDrain, native }: ShutdownTimes): Ending {
  if (preStop === undefined || native === undefined) { return { steps: [] }; }
  const start = Math.max(preStop, 0);
  const wait = exitOnZero === false ? plus(start, terminationDrain).end : undefined;
  const drained = plus(start, drain).end;
  const drainStep: ShutdownStep = {
    name: 'drain',
    start,
    ...plus(start, drain),
    ...(wait !== undefined && drained !== undefined && wait < drained
      && { note: `cut short: Envoy is stopped ${round(drained - wait)} s before its drain ends` }),
  };
  if (exitOnZero === undefined) { return { steps: [drainStep] }; }
  if (!exitOnZero) {
    return { steps: [drainStep, { name: 'terminationDrain', start, ...plus(start, terminationDrain) }], ...(wait !== undefined && { stopped: wait }) };
  }
  const counted = plus(start, minimumDrain).end;
  const connections: ShutdownStep[] = counted === undefined ? [] : [{
    name: 'connections',
    start: counted,
    note: 'counted every second; the agent waits for the last one without a bound of its own',
  }];
  return {
    steps: [drainStep, { name: 'minimumDrain', start, ...plus(start, minimumDrain) }, ...connections],
    ...(counted !== undefined && { counted }),
  };
}

/** A native sidecar gets SIGTERM when the application's containers are gone, and then, already drained, ends at once. */
function nativeEnding({ preStopStartsDrain, drain }: ShutdownTimes): Ending {
  if (!preStopStartsDrain) { return { steps: [] }; }
  return {
    steps: [{ name: 'drain', start: 0, ...plus(0, drain), note: 'Envoy ends at once when the application\'s containers are gone' }],
  };
}
