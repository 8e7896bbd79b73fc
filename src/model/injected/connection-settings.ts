import { GoDuration, problemOf } from '../../kube';
import { unreadableField } from '../proxy-config/proto-json';
import { member } from '../read';

const FIELD = 'connectionSettings';

/** None may be below zero. */
const TIMES: readonly string[] = [
  'httpIdleTimeout', 'httpMaxConnectionDuration', 'httpDrainTimeout', 'httpRequestTimeout', 'httpRequestHeadersTimeout', 'httpStreamIdleTimeout', 'httpMaxStreamDuration',
];

const SMALLEST: Readonly<Record<string, number>> = {
  listenerPerConnectionBufferLimitBytes: 0,
  clusterPerConnectionBufferLimitBytes: 0,
  httpMaxConcurrentStreams: 1,
  listenerConnectionLimit: 1,
  globalDownstreamConnectionLimit: 1,
  http2InitialStreamWindowSize: 65_535,
  http2InitialConnectionWindowSize: 65_535,
};

/** What Istio 1.31 has against `connectionSettings` of a ProxyConfig (pkg/config/validation/agent validateConnectionSettings). */
export function settingsProblem(settings: unknown): string | undefined {
  if (settings === undefined || settings === null) { return undefined; }
  const given = (field: string): unknown => member(settings, field) ?? undefined;
  return unreadableField(FIELD, settings, FIELD)
    ?? TIMES.map((field) => timeProblem(`${FIELD}.${field}`, given(field))).find((problem) => problem !== undefined)
    ?? Object.entries(SMALLEST).map(([field, smallest]) => numberProblem(`${FIELD}.${field}`, given(field), smallest)).find((problem) => problem !== undefined);
}

function timeProblem(what: string, value: unknown): string | undefined {
  if (value === undefined) { return undefined; }
  return problemOf(() => GoDuration.parse(value, what)) ?? (GoDuration.parse(value).nanoseconds < 0n ? `'${what}' must be 0s or longer` : undefined);
}

function numberProblem(what: string, value: unknown, smallest: number): string | undefined {
  return value !== undefined && Number(value) < smallest ? `'${what}' must be ${smallest} or more` : undefined;
}
