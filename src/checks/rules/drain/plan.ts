import type { EffectiveProxy } from '../../../model/effective-proxy';
import { type Effective, isSet } from '../../../model/origin';
import { Flavor } from '../../../platform';

/** Times in whole seconds that keep the order, as near as can be to what is set. */
export interface ShutdownPlan {
  readonly drain: number;
  readonly terminationDrain: number;
  readonly grace: number;
}

/** Between one timer's end and the next one's, so that neither hangs on a second. */
const MARGIN = 15;
const DRAIN = 30;

/** 30 s, 45 s and 60 s where nothing is set; what is set is kept where an order can be built around it. */
export function planOf({ shutdown, make }: EffectiveProxy): ShutdownPlan {
  const preStop = shutdown.preStop.known ? Math.max(0, Math.ceil(shutdown.preStop.value)) : 0;
  const grace = make === 'asm' ? shutdown.gracePeriod.value : own(shutdown.gracePeriod);
  const ownDrain = own(shutdown.drain);
  const ownWait = own(shutdown.terminationDrain);
  if (grace !== undefined && grace - preStop >= 4 && ownDrain === undefined && ownWait === undefined) { return sharing(grace, preStop); }
  const drain = ownDrain ?? (ownWait === undefined ? DRAIN : ownWait > 2 * MARGIN ? ownWait - MARGIN : Math.max(1, Math.floor(ownWait / 2)));
  const terminationDrain = ownWait !== undefined && ownWait > drain ? ownWait : drain + MARGIN;
  const needed = preStop + terminationDrain;
  if (grace !== undefined && grace > needed) { return { drain, terminationDrain, grace }; }
  // the resource of an ASM gateway has no field for the grace period
  if (make === 'asm' && grace !== undefined && grace - preStop >= 4) { return sharing(grace, preStop); }
  return { drain, terminationDrain, grace: needed + MARGIN };
}

/** 60 s of grace: 45 s of termination drain, 30 s of drain. */
function sharing(grace: number, preStop: number): ShutdownPlan {
  const rest = grace - preStop;
  return { drain: Math.floor(rest / 2), terminationDrain: Math.floor(rest * 3 / 4), grace };
}

function own(value: Effective<number>): number | undefined {
  return isSet(value) && Number.isFinite(value.value) && value.value! > 0 ? Math.ceil(value.value!) : undefined;
}

/** The plan as a sentence, with the places where this proxy takes its times from. */
export function planText(proxy: EffectiveProxy): string {
  const { drain, terminationDrain, grace } = planOf(proxy);
  const times = `drainDuration ${drain}s and terminationDrainDuration ${terminationDrain}s (${placeOfTimes(proxy)})`;
  return proxy.make === 'asm'
    ? `set e.g. ${times}: ASM gives the pods of a gateway ${grace}s, and no field changes that`
    : `set e.g. ${times} and terminationGracePeriodSeconds ${grace} (${placeOfGrace(proxy)})`;
}

export function placeOfTimes({ make, platform }: EffectiveProxy): string {
  switch (make) {
    case 'managed': return platform.flavor === Flavor.ASM
      ? 'options ConfigMap, key proxyConfig'
      : 'spec.infrastructure.annotations, proxy.istio.io/config';
    case 'asm': return 'spec.podAnnotations, proxy.istio.io/config';
    default: return 'pod annotation proxy.istio.io/config';
  }
}

export function placeOfGrace({ make }: EffectiveProxy): string {
  return make === 'managed' ? 'options ConfigMap, key deployment' : 'pod template';
}
