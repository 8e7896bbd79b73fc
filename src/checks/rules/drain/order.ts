import { planText } from './plan';
import { hasOwnPreStop, timersMoot } from './timers';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { type Effective, isSet } from '../../../model/origin';
import { RuleClass, Severity } from '../../finding';
import { type Found, undecided, type Verdict } from '../../rule';
import { proxyRule, seconds, time, Worded, writtenAt } from '../proxy-rule';

/** Equal times break the order: what ends together cuts the other short. */
function notLonger(longer: Effective<number>, shorter: Effective<number>): boolean {
  return longer.known && shorter.known && longer.value <= shorter.value;
}

/** DRN001: grace period > termination drain > drain, strictly. */
export const drainOrder = proxyRule({
  id: 'DRN001',
  title: 'drain order broken',
  what: '`terminationGracePeriodSeconds` > `terminationDrainDuration` > `drainDuration` does not hold, strictly; equal times break it. '
    + 'Gateways and waypoints: an error as soon as somebody set one of the two drain times, or when the grace period does not outlast '
    + 'preStop and termination drain; otherwise a note, since the defaults of the mesh break the order. Sidecars: a warning when the '
    + 'termination drain was set and is not above the drain.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The agent stops Envoy when the termination drain ends, whatever Envoy still drains; the kubelet kills the pod when the grace period ends, '
    + 'whatever the agent still waits for. Unless each outlasts the next, requests are cut.',
  source: 'ASM, Customize Waypoint resource usage and HPA: terminationGracePeriodSeconds > terminationDrainDuration > drainDuration; '
    + 'Istio 1.30.3 pkg/envoy/agent.go terminate; https://github.com/istio/istio/issues/34855',
}, (proxy) => (proxy.role === 'sidecar' ? sidecarOrder(proxy) : gatewayOrder(proxy)));

function gatewayOrder(proxy: EffectiveProxy): Verdict {
  const { gracePeriod, terminationDrain, drain, exitOnZero, native } = proxy.shutdown;
  const moot = timersMoot(proxy);
  if (moot === true) { return []; }
  const graceShort = notLonger(gracePeriod, terminationDrain);
  const waitShort = notLonger(terminationDrain, drain);
  // with the grace period no longer than the drain, no termination drain fits between them
  const broken = graceShort || waitShort || notLonger(gracePeriod, drain);
  if (!broken) { return gracePeriod.known && terminationDrain.known && drain.known ? [] : undecided(gracePeriod, terminationDrain, drain); }
  if (moot === undefined) { return undecided(exitOnZero, native); }
  const severity = isSet(terminationDrain) || isSet(drain) || cutByKubelet(proxy) ? Severity.ERROR : Severity.NOTE;
  const at = writtenAt(...waitShort ? [terminationDrain, drain] : [], ...graceShort ? [gracePeriod, terminationDrain] : [drain, gracePeriod]);
  return [new Worded(severity, at, () => {
    const consequence = [
      ...graceShort ? ['the kubelet kills the pod before the agent has waited'] : [],
      ...waitShort ? ['the agent stops Envoy while it drains'] : [],
    ].join(', and ') || 'no termination drain fits between the two';
    return words(proxy, `terminationGracePeriodSeconds ${seconds(gracePeriod)} > terminationDrainDuration ${seconds(terminationDrain)} `
      + `> drainDuration ${seconds(drain)} does not hold: ${consequence}`);
  })];
}

function cutByKubelet({ shutdown: { gracePeriod, preStop, terminationDrain } }: EffectiveProxy): boolean {
  return gracePeriod.known && gracePeriod.value <= (preStop.value ?? 0) + (terminationDrain.value ?? 0);
}

/** Istio's own defaults break the order, and a sidecar's clients are told by the application: only who set the wait meant it. */
function sidecarOrder(proxy: EffectiveProxy): Verdict {
  const { terminationDrain, drain, exitOnZero, native } = proxy.shutdown;
  const moot = timersMoot(proxy);
  if (moot === true || (terminationDrain.known && !isSet(terminationDrain))) { return []; }
  if (!terminationDrain.known || !drain.known) { return undecided(terminationDrain, drain); }
  if (terminationDrain.value > drain.value) { return []; }
  if (moot === undefined) { return undecided(exitOnZero, native); }
  return [new Worded(Severity.WARNING, writtenAt(terminationDrain, drain), () => words(
    proxy, `terminationDrainDuration ${seconds(terminationDrain)} is not above drainDuration ${seconds(drain)}: the agent stops Envoy while it drains`,
  ))];
}

function words(proxy: EffectiveProxy, message: string): Pick<Found, 'message' | 'fix' | 'values'> {
  const { gracePeriod, terminationDrain, drain, preStop } = proxy.shutdown;
  return {
    message,
    fix: planText(proxy),
    values: [
      time('terminationGracePeriodSeconds', gracePeriod),
      time('terminationDrainDuration', terminationDrain),
      time('drainDuration', drain),
      ...preStop.value === 0 ? [] : [time('preStop', preStop)],
    ],
  };
}

/** DRN002: the clock of the grace period starts before preStop. */
export const gracePeriodTooShort = proxyRule({
  id: 'DRN002',
  title: 'preStop and drain take the whole grace period',
  what: 'preStop and `terminationDrainDuration` together take as long as `terminationGracePeriodSeconds`, or longer. For a sidecar '
    + 'without times or preStop of its own it is a warning.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The grace period starts with the pod\'s deletion, before the preStop hook. When hook and termination drain take as long, '
    + 'the kubelet kills the proxy with requests in flight.',
  source: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/; Kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go '
    + 'killContainer; Istio 1.30.3 pkg/envoy/agent.go terminate',
}, (proxy) => {
  const { gracePeriod, preStop, terminationDrain, drain, exitOnZero, native } = proxy.shutdown;
  const moot = timersMoot(proxy);
  if (moot === true) { return []; }
  if (!gracePeriod.known) { return undecided(gracePeriod); }
  // what is not known takes no less than nothing
  const least = Math.max(0, preStop.value ?? 0) + Math.max(0, terminationDrain.value ?? 0);
  if (least < gracePeriod.value) { return preStop.known && terminationDrain.known ? [] : undecided(preStop, terminationDrain); }
  if (moot === undefined) { return undecided(exitOnZero, native); }
  const late = least - gracePeriod.value;
  const meant = proxy.role !== 'sidecar' || isSet(terminationDrain) || isSet(drain) || hasOwnPreStop(proxy);
  return [{
    severity: meant ? Severity.ERROR : Severity.WARNING,
    message: `preStop ${seconds(preStop)} + terminationDrainDuration ${seconds(terminationDrain)} take ${seconds(least)}${
      preStop.known && terminationDrain.known ? '' : ' or more'} of terminationGracePeriodSeconds ${seconds(gracePeriod)}: SIGKILL comes ${
      late === 0 ? 'as the drain ends' : `${seconds(late)} early`}`,
    fix: proxy.make === 'asm'
      ? `keep preStop and terminationDrainDuration below ${seconds(gracePeriod)} together: no field of the resource sets the grace period`
      : `set terminationGracePeriodSeconds to ${Math.ceil(least) + 15}, at least ${Math.floor(least) + 1}, or shorten preStop and the drain`,
    at: writtenAt(gracePeriod, terminationDrain, preStop),
    values: [
      time('terminationGracePeriodSeconds', gracePeriod), time('preStop', preStop), time('terminationDrainDuration', terminationDrain),
    ],
  }];
});
