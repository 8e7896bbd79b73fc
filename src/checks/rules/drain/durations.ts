import { GoDuration, problemOf, wholeSeconds } from '../../../kube';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { parseBool } from '../../../model/go-bool';
import { type Effective, isSet } from '../../../model/origin';
import { Flavor } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { type Found, undecided } from '../../rule';
import { proxyRule, seconds, short, time, writtenAt } from '../proxy-rule';

const SECOND = 1_000_000_000n;
const VARIABLE = 'TERMINATION_DRAIN_DURATION_SECONDS';

function parse(value: unknown): GoDuration | undefined {
  let parsed: GoDuration | undefined;
  problemOf(() => { parsed = GoDuration.parse(value); });
  return parsed;
}

/** DRN009: durations that are not read as they are written. */
export const durationUnit = proxyRule({
  id: 'DRN009',
  title: 'duration that is not whole seconds',
  what: '`drainDuration` is not a positive number of whole seconds, a time cannot be read at all, or ASM\'s termination drain is not in '
    + 'the form `10s`. On Istio a termination drain with parts of a second is a note.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Istio refuses a drainDuration that is not whole seconds (Envoy takes whole seconds only), and ASM takes its termination drain in the form '
    + '`10s` only. A duration that cannot be read is not used, or keeps the pod from being injected.',
  source: 'Istio 1.30.3 pkg/config/validation/agent/validation.go ValidateDrainDuration; ASM, Configure sidecar proxies: must be configured in seconds',
}, (proxy) => [...drainProblem(proxy), ...terminationDrainProblem(proxy), ...variableProblem(proxy)]);

function problem(field: string, value: Effective<unknown>, is: string, fix: string, severity?: Severity): Found[] {
  return [{
    ...severity && { severity },
    message: `${field} ${short(value.value)} ${is}`,
    fix,
    part: field,
    at: writtenAt(value),
    values: [{ name: field, value, show: short }],
  }];
}

function drainProblem({ proxyConfig }: EffectiveProxy): Found[] {
  const value = proxyConfig.agent('drainDuration');
  if (!isSet(value)) { return []; }
  const duration = parse(value.value);
  if (!duration) { return problem('drainDuration', value, 'is no duration', 'write it with its unit, such as 45s'); }
  if (duration.nanoseconds > 0n && duration.nanoseconds % SECOND === 0n) { return []; }
  return problem('drainDuration', value, 'is not a positive number of whole seconds, and Istio refuses it', `write ${upToSeconds(duration)} instead`);
}

/** Istio's agent waits for any duration; a part of a second is worth a note, since it cannot be carried over to ASM. */
function terminationDrainProblem({ proxyConfig, platform }: EffectiveProxy): Found[] {
  const field = 'terminationDrainDuration';
  const value = proxyConfig.agent(field);
  if (!isSet(value)) { return []; }
  const duration = parse(value.value);
  if (!duration) { return problem(field, value, 'is no duration', 'write it with its unit, such as 60s'); }
  if (duration.nanoseconds < 0n) { return problem(field, value, 'is negative: the agent does not wait at all', 'write 5s or more'); }
  if (platform.flavor === Flavor.ASM) {
    return problemOf(() => { wholeSeconds(value.value); }) === undefined
      ? []
      : problem(field, value, 'is not in the form 10s, the only one that ASM takes', `write ${upToSeconds(duration)} instead`);
  }
  return duration.nanoseconds % SECOND === 0n
    ? []
    : problem(field, value, 'is not whole seconds: Istio waits that long, ASM does not take it', `write ${upToSeconds(duration)} instead`, Severity.NOTE);
}

function variableProblem({ proxyConfig, platform }: EffectiveProxy): Found[] {
  const value = proxyConfig.env(VARIABLE);
  if (platform.flavor !== Flavor.ASM || !isSet(value) || /^[0-9]{1,9}$/.test(value.value ?? '')) { return []; }
  return problem(VARIABLE, value, 'is not a whole number of seconds', 'write the number without a unit, such as "10"');
}

function upToSeconds({ nanoseconds }: GoDuration): string {
  return nanoseconds <= 0n ? '1s' : `${(nanoseconds + SECOND - 1n) / SECOND}s`;
}

/** Switches and times of the agent that stand in its environment, and whether it can read a text. */
const READ_BY_AGENT: readonly { readonly name: string; readonly reads: (text: string) => boolean; readonly as: string }[] = [
  { name: 'MINIMUM_DRAIN_DURATION', reads: (text) => parse(text) !== undefined, as: 'a duration with its unit, such as 60s' },
  { name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', reads: (text) => parseBool(text) !== undefined, as: '"true" or "false"' },
];

/** DRN018: the agent logs a warning that nobody reads. */
export const unreadVariable = proxyRule({
  id: 'DRN018',
  title: 'variable that the agent cannot read',
  what: 'MINIMUM_DRAIN_DURATION is no duration, such as `60` without its unit, or EXIT_ON_ZERO_ACTIVE_CONNECTIONS is no word that Go reads as a bool, such as `yes`.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'The agent logs a warning and takes its default instead: it waits 5s, or does not count connections.',
  source: 'Istio 1.30.3 pkg/env/var.go (DurationVar.Lookup, BoolVar.Lookup); pilot/cmd/pilot-agent/options/options.go',
}, ({ proxyConfig }) => READ_BY_AGENT.flatMap(({ name, reads, as }): Found[] => {
  const value = proxyConfig.env(name);
  // a reference to another variable has a value that nobody here knows
  if (!isSet(value) || value.value === undefined || value.value === '' || value.value.includes('$(') || reads(value.value)) { return []; }
  return [{
    message: `${name} is ${short(JSON.stringify(value.value))}, which the agent cannot read: its default holds`,
    fix: `write ${as}`,
    part: name,
    at: writtenAt(value),
    values: [{ name, value, show: short }],
  }];
}));

/** DRN016: the same time, said twice and differently. */
export const twoTerminationDrains = proxyRule({
  id: 'DRN016',
  title: 'two sources for the termination drain',
  what: 'TERMINATION_DRAIN_DURATION_SECONDS and `terminationDrainDuration` are both given and differ; on Istio also where only the '
    + 'variable is given, since it is not read.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'ASM sets the variable TERMINATION_DRAIN_DURATION_SECONDS and the field terminationDrainDuration together and does not say which counts where '
    + 'they differ; Istio has read only the field since 1.10.',
  source: 'ASM, Configure sidecar proxies: both appear on the pod; Istio commit f6502508b04 (the variable was dropped)',
}, ({ proxyConfig, platform }) => {
  const variable = proxyConfig.env(VARIABLE);
  const field = proxyConfig.agent('terminationDrainDuration');
  if (variable.known && !isSet(variable)) { return []; }
  if (!variable.known || !field.known) { return undecided(variable, field); }
  const isAsm = platform.flavor === Flavor.ASM;
  // on ASM the variable alone is another way to say it
  if (isAsm && !isSet(field)) { return []; }
  const own = parse(field.value)?.nanoseconds;
  const other = /^[0-9]{1,9}$/.test(variable.value ?? '') ? BigInt(variable.value!) * SECOND : undefined;
  if (own === undefined || other === undefined || own === other) { return []; }
  const wait = { ...field, value: Number(own) / 1e9 };
  return [{
    message: `${VARIABLE} says ${variable.value}s and terminationDrainDuration ${seconds(wait.value)}: `
      + (isAsm ? 'which one counts is not documented' : 'Istio reads the field only'),
    fix: isAsm
      ? 'give both the same time, or leave the variable out'
      : `remove ${VARIABLE}, and set terminationDrainDuration to ${variable.value}s if that is the time you want`,
    at: writtenAt(variable, field),
    values: [{ name: VARIABLE, value: variable }, time('terminationDrainDuration', wait)],
  }];
});
