import { type PreStop, preStopOf } from './pre-stop';
import { timelineOf } from './timeline';
import { durationOf, exitOnZeroOf, gracePeriodOf, minimumDrainOf, terminationDrainOf } from './times';
import type { Platform } from '../../platform';
import type { ProxyConfigView } from '../draft';
import type { Shutdown, ShutdownTimeline } from '../effective-proxy';
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
  return new ProxyShutdown(input);
}

class ProxyShutdown implements Shutdown {
  public readonly gracePeriod: Effective<number>;
  public readonly preStop: Effective<number>;
  public readonly drain: Effective<number>;
  public readonly terminationDrain: Effective<number>;
  public readonly exitOnZero: Effective<boolean>;
  public readonly minimumDrain: Effective<number>;
  public readonly native: Effective<boolean>;
  private readonly hook: PreStop;
  private computed?: ShutdownTimeline;

  constructor({ workload, template, container, proxyConfig, native, platform }: ShutdownInput) {
    this.hook = preStopOf(workload, container);
    this.gracePeriod = gracePeriodOf(workload, template);
    this.preStop = this.hook.seconds;
    this.drain = durationOf(proxyConfig, 'drainDuration');
    this.terminationDrain = terminationDrainOf(proxyConfig, platform);
    this.exitOnZero = exitOnZeroOf(proxyConfig);
    this.minimumDrain = minimumDrainOf(proxyConfig, platform);
    this.native = native;
  }

  public get timeline(): ShutdownTimeline {
    return this.computed ??= timelineOf({
      gracePeriod: this.gracePeriod.value,
      preStop: this.preStop.value,
      hasPreStop: this.hook.present || !this.preStop.known,
      preStopStartsDrain: this.hook.startsDrain,
      drain: this.drain.value,
      terminationDrain: this.terminationDrain.value,
      exitOnZero: this.exitOnZero.value,
      minimumDrain: this.minimumDrain.value,
      native: this.native.value,
    });
  }
}
