import type { EffectiveProxy } from '../../../model/effective-proxy';
import { isSet } from '../../../model/origin';
import { Feature, Flavor, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { type NamedValue, undecided } from '../../rule';
import { isAsmGateway, proxyRule, seconds, time, writtenAt } from '../proxy-rule';

const AGENT = 'Istio 1.30.3 pkg/envoy/agent.go terminate';

function flag({ shutdown }: EffectiveProxy): NamedValue {
  return { name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', value: shutdown.exitOnZero };
}

/** DRN005: the agent asks one question or the other. */
export const terminationDrainIgnored = proxyRule({
  id: 'DRN005',
  title: 'termination drain has no effect',
  what: '`terminationDrainDuration` is set and EXIT_ON_ZERO_ACTIVE_CONNECTIONS is true. Not on ASM gateways and waypoints with ASM\'s own '
    + 'default: there the documented order of the timers counts.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'With EXIT_ON_ZERO_ACTIVE_CONNECTIONS the agent waits MINIMUM_DRAIN_DURATION and then for the last connection; '
    + 'terminationDrainDuration is not read. On ASM sidecars that is the default.',
  source: `ASM, Configure sidecar proxies: the drain duration at pod termination is ignored; ${AGENT}; https://github.com/istio/istio/issues/44690`,
}, (proxy) => {
  const { exitOnZero, terminationDrain, minimumDrain, native } = proxy.shutdown;
  if (!isSet(terminationDrain) || exitOnZero.value === false || native.value === true) { return []; }
  if (!exitOnZero.known) { return undecided(exitOnZero); }
  // there the document asks for the timers, and the flag is nobody's decision
  if (isAsmGateway(proxy) && !isSet(exitOnZero)) { return []; }
  return [{
    message: `terminationDrainDuration ${seconds(terminationDrain)} is not used: EXIT_ON_ZERO_ACTIVE_CONNECTIONS is true, `
      + 'so the agent waits for connections to end',
    fix: `set proxyMetadata MINIMUM_DRAIN_DURATION: ${seconds(terminationDrain)} for a wait of at least that long, `
      + 'or EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "false" to wait for a fixed time',
    at: writtenAt(terminationDrain, exitOnZero),
    values: [time('terminationDrainDuration', terminationDrain), flag(proxy), time('MINIMUM_DRAIN_DURATION', minimumDrain)],
  }];
});

/** DRN006: the minimum wait must fit, or connections are never even counted. */
export const exitOnZeroBudget = proxyRule({
  id: 'DRN006',
  title: 'exit-on-zero has no time to count',
  what: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS is true, and preStop and MINIMUM_DRAIN_DURATION together take as long as '
    + '`terminationGracePeriodSeconds`, or longer.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The agent first waits MINIMUM_DRAIN_DURATION, then counts connections every second, without a bound of its own. When preStop and that '
    + 'wait take the whole grace period, the kubelet kills the proxy before it has counted once.',
  source: AGENT,
}, (proxy) => {
  const { exitOnZero, gracePeriod, preStop, minimumDrain, native } = proxy.shutdown;
  if (exitOnZero.value === false || native.value === true) { return []; }
  if (!gracePeriod.known) { return undecided(gracePeriod); }
  const least = Math.max(0, preStop.value ?? 0) + Math.max(0, minimumDrain.value ?? 0);
  if (least < gracePeriod.value) { return preStop.known && minimumDrain.known ? [] : undecided(preStop, minimumDrain); }
  if (!exitOnZero.known || !native.known) { return undecided(exitOnZero, native); }
  return [{
    message: `preStop ${seconds(preStop)} + MINIMUM_DRAIN_DURATION ${seconds(minimumDrain)} take ${seconds(least)} of `
      + `terminationGracePeriodSeconds ${seconds(gracePeriod)}, so that connections are never counted`,
    fix: proxy.make === 'asm'
      ? `keep preStop and MINIMUM_DRAIN_DURATION below ${seconds(gracePeriod)} together`
      : `set terminationGracePeriodSeconds to ${Math.ceil(least) + 15}, at least ${Math.floor(least) + 1}, or shorten preStop and the minimum`,
    at: writtenAt(gracePeriod, minimumDrain, preStop),
    values: [
      time('terminationGracePeriodSeconds', gracePeriod), time('preStop', preStop), time('MINIMUM_DRAIN_DURATION', minimumDrain), flag(proxy),
    ],
  }];
});

/** DRN007: Envoy has stopped asking clients to go, and the agent waits on. */
export const drainEndsBeforeMinimum = proxyRule({
  id: 'DRN007',
  title: 'Envoy drains shorter than the agent waits',
  what: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS is true, and `drainDuration` is shorter than MINIMUM_DRAIN_DURATION.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'Envoy sends its hints to close (GOAWAY, connection: close) for drainDuration; the minimum wait of exit-on-zero goes on without them.',
  source: `https://github.com/istio/istio/pull/51161; ${AGENT}`,
}, (proxy) => {
  const { exitOnZero, drain, minimumDrain, native } = proxy.shutdown;
  if (exitOnZero.value === false || native.value === true) { return []; }
  if (!drain.known || !minimumDrain.known) { return undecided(drain, minimumDrain); }
  if (drain.value >= minimumDrain.value) { return []; }
  if (!exitOnZero.known || !native.known) { return undecided(exitOnZero, native); }
  return [{
    message: `drainDuration ${seconds(drain)} ends before MINIMUM_DRAIN_DURATION ${seconds(minimumDrain)}`,
    fix: `set drainDuration to ${Math.ceil(minimumDrain.value)}s or more`,
    at: writtenAt(drain, minimumDrain),
    values: [time('drainDuration', drain), time('MINIMUM_DRAIN_DURATION', minimumDrain), flag(proxy)],
  }];
});

/** DRN008: connections of the mesh to itself were counted as clients. */
export const exitOnZeroOnAmbient = proxyRule({
  id: 'DRN008',
  title: 'exit-on-zero never ends an ambient gateway',
  what: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS is true on a waypoint or a managed gateway, and the Istio version lacks the fix.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Without the fix the agent counts the internal HBONE connections of waypoints and managed gateways too. The count never reaches zero, and '
    + 'every pod waits until it is killed at the end of the grace period.',
  source: 'https://github.com/istio/istio/issues/60728; https://github.com/istio/istio/pull/60731 (in Istio 1.29.6 and 1.30.3)',
  makes: ['managed'],
}, (proxy) => {
  const { exitOnZero } = proxy.shutdown;
  if (exitOnZero.value === false) { return []; }
  const support = proxy.platform.supports(Feature.EXIT_ON_ZERO_ON_AMBIENT);
  if (support === Support.YES) { return []; }
  if (!exitOnZero.known) { return undecided(exitOnZero); }
  if (proxy.platform.flavor === Flavor.ASM && !isSet(exitOnZero)) {
    return { undecided: 'ASM does not say whether its default for exit-on-zero holds for managed gateways and waypoints' };
  }
  if (support === Support.UNKNOWN) { return { undecided: proxy.platform.explain(Feature.EXIT_ON_ZERO_ON_AMBIENT) }; }
  return [{
    message: `EXIT_ON_ZERO_ACTIVE_CONNECTIONS is true on ${proxy.platform}, which counts its own HBONE connections: every pod waits for its SIGKILL`,
    fix: 'upgrade to Istio 1.29.6 or 1.30.3, or leave EXIT_ON_ZERO_ACTIVE_CONNECTIONS off and set terminationDrainDuration',
    at: writtenAt(exitOnZero),
    values: [flag(proxy), time('terminationGracePeriodSeconds', proxy.shutdown.gracePeriod)],
  }];
});
