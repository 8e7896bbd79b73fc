import { preStopOf } from './pre-stop';
import { timelineOf } from './timeline';
import { durationOf, exitOnZeroOf, gracePeriodOf, minimumDrainOf, terminationDrainOf } from './times';
import type { Platform } from '../../platform';
import type { ProxyConfigView } from '../draft';
import type { Shutdown } from '../effective-proxy';
import { once } from '../once';
import type { Effective } from '../origin';
import type { TracedObject } from '../traced';

export { timelineOf } from './timeline';
export type { ShutdownTimes } from './timeline';

/** What decides how a proxy stops. */
export interface ShutdownInput {
  readonly workload: TracedObject;
  /** Pointer of the pod template inside the workload. */
  readonly template: string;
  /** Pointer of the proxy container inside the workload. */
  readonly container?: string;
  readonly proxyConfig: ProxyConfigView;
  readonly native: Effective<boolean>;
  readonly platform: Platform;
}

/** How a proxy stops, each time with its origin. */
export function shutdownOf(input: ShutdownInput): Shutdown {
  const { workload, template, container, proxyConfig, native, platform } = input;
  const hook = preStopOf(workload, container);
  const times = {
    gracePeriod: gracePeriodOf(workload, template),
    preStop: hook.seconds,
    drain: durationOf(proxyConfig, 'drainDuration'),
    terminationDrain: terminationDrainOf(proxyConfig, platform),
    exitOnZero: exitOnZeroOf(proxyConfig),
    minimumDrain: minimumDrainOf(proxyConfig, platform),
    native,
  };
  const timeline = once(() => timelineOf({
    gracePeriod: times.gracePeriod.value,
    preStop: times.preStop.value,
    hasPreStop: hook.present || !hook.seconds.known,
    preStopStartsDrain: hook.startsDrain,
    drain: times.drain.value,
    terminationDrain: times.terminationDrain.value,
    exitOnZero: times.exitOnZero.value,
    minimumDrain: times.minimumDrain.value,
    native: native.value,
  }));
  return { ...times, get timeline() { return timeline(); } };
}
