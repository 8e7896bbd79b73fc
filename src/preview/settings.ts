import type { EffectiveProxy } from '../model/effective-proxy';
import { describeOrigin, type Effective } from '../model/origin';

/** One setting in words; without a value it is absent or unknown, as the origin says. */
export interface Setting {
  readonly name: string;
  readonly value?: unknown;
  readonly origin: string;
}

/** What decides how a proxy scales, what it may use and how it stops: the values that document 000 has users look up in the cluster. */
export function settingsOf({ scaling, resources, shutdown, rollout }: EffectiveProxy): readonly Setting[] {
  const rows: readonly (readonly [string, Effective<unknown>])[] = [
    ['replicas', scaling.replicas],
    ['minimum replicas', scaling.min],
    ['maximum replicas', scaling.max],
    ['CPU request', resources.requests.cpu],
    ['memory request', resources.requests.memory],
    ['CPU limit', resources.limits.cpu],
    ['memory limit', resources.limits.memory],
    ['rollout strategy', rollout.strategy],
    ['maximum surge', rollout.maxSurge],
    ['maximum unavailable', rollout.maxUnavailable],
    ['grace period', shutdown.gracePeriod],
    ['preStop', shutdown.preStop],
    ['drain', shutdown.drain],
    ['termination drain', shutdown.terminationDrain],
    ['exit on zero active connections', shutdown.exitOnZero],
    ['minimum drain', shutdown.minimumDrain],
  ];
  return rows.map(([name, setting]) => ({
    name,
    ...setting.known && setting.value !== undefined && { value: plain(setting.value) },
    origin: describeOrigin(setting.origin),
  }));
}

/** Quantities, percentages and other values of classes as a manifest writes them. */
function plain(value: unknown): unknown {
  const writable = value as { readonly toJSON?: () => unknown };
  return typeof value === 'object' && value !== null && typeof writable.toJSON === 'function' ? writable.toJSON() : value;
}
