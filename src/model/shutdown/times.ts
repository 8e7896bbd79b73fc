import { GoDuration, problemOf } from '../../kube';
import { Flavor, type Platform } from '../../platform';
import { valueFor } from '../../platform/values';
import type { ProxyConfigView } from '../draft';
import { parseBool } from '../go-bool';
import { KUBERNETES_DEFAULTS, kubernetesDefault } from '../kubernetes-defaults';
import { onceEach, oncePer } from '../once';
import { type Effective, isSet, known, knownFrom, type Origin, unknown } from '../origin';
import { joinPointer } from '../pointer';
import type { TracedObject } from '../traced';

const AGENT = 'Istio 1.30.3 pilot/cmd/pilot-agent/options/options.go';

export function gracePeriodOf(workload: TracedObject, template: string): Effective<number> {
  const found = workload.at<unknown>(joinPointer(template, 'spec', 'terminationGracePeriodSeconds'));
  if (!found.known) { return found; }
  const { value, source } = KUBERNETES_DEFAULTS.gracePeriodSeconds;
  if (found.value === undefined || found.value === null) { return known(value, kubernetesDefault(source)); }
  return typeof found.value === 'number' ? found as Effective<number> : unknown('terminationGracePeriodSeconds is not a number');
}

function secondsOf(text: unknown, what: string): number | string {
  if (typeof text !== 'string') { return `${what} is not a duration such as 45s`; }
  let parsed: GoDuration | undefined;
  const problem = problemOf(() => { parsed = GoDuration.parse(text, what); });
  return parsed === undefined ? problem ?? `${what} is not a duration such as 45s` : Number(parsed.nanoseconds) / 1e9;
}

/** A duration of ProxyConfig as the agent reads it. */
export function durationOf(proxyConfig: ProxyConfigView, field: string): Effective<number> {
  return secondsIn(field)(proxyConfig.agent(field));
}

/** Most proxies have the answer of their namespace: what it says is read once. */
const secondsIn = onceEach((field: string) => oncePer((found: Effective<unknown>): Effective<number> => {
  if (!found.known) { return found; }
  const seconds = secondsOf(found.value, field);
  return typeof seconds === 'number' ? knownFrom(seconds, found) : unknown(seconds);
}));

/**
 * On ASM the environment variable TERMINATION_DRAIN_DURATION_SECONDS says the same as ProxyConfig's field (ASM, Configure sidecar
 * proxies); which one counts where they differ is not documented. Istio dropped it in 1.10.
 */
export function terminationDrainOf(proxyConfig: ProxyConfigView, platform: Platform): Effective<number> {
  const field = durationOf(proxyConfig, 'terminationDrainDuration');
  if (platform.flavor !== Flavor.ASM) { return field; }
  const variable = proxyConfig.env('TERMINATION_DRAIN_DURATION_SECONDS');
  if (!variable.known) { return variable; }
  if (variable.value === undefined) { return field; }
  if (!/^[0-9]{1,9}$/.test(variable.value)) { return unknown('TERMINATION_DRAIN_DURATION_SECONDS is not a number of seconds'); }
  const seconds = Number(variable.value);
  if (field.known && isSet(field) && field.value !== seconds) {
    return unknown(`TERMINATION_DRAIN_DURATION_SECONDS says ${seconds} s, terminationDrainDuration ${field.value} s, and ASM does not say which counts`);
  }
  return knownFrom(seconds, variable);
}

/** The agent uses its default for a text that it cannot read, and logs a warning. */
function fromEnvironment<T>(found: Effective<string | undefined>, read: (text: string) => T | undefined, fallback: Effective<T>): Effective<T> {
  if (!found.known) { return found; }
  const value = found.value === undefined ? undefined : read(found.value);
  return value === undefined ? fallback : knownFrom(value, found);
}

export function exitOnZeroOf(proxyConfig: ProxyConfigView): Effective<boolean> {
  const origin: Origin = { kind: 'default', of: 'Istio', source: AGENT };
  return fromEnvironment(
    proxyConfig.env('EXIT_ON_ZERO_ACTIVE_CONNECTIONS'),
    parseBool,
    known(false, origin),
  );
}

export function minimumDrainOf(proxyConfig: ProxyConfigView, platform: Platform): Effective<number> {
  const own = valueFor(platform, 'minimumDrainSeconds');
  const fallback: Effective<number> = own.known
    ? known(own.value, { kind: 'default', of: platform.flavor === Flavor.ASM ? 'ASM' : 'Istio', source: own.source })
    : unknown(own.why);
  const read = (text: string): number | undefined => {
    const seconds = secondsOf(text, 'MINIMUM_DRAIN_DURATION');
    return typeof seconds === 'number' ? seconds : undefined;
  };
  return fromEnvironment(proxyConfig.env('MINIMUM_DRAIN_DURATION'), read, fallback);
}
