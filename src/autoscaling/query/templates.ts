import { equal, type LabelMatcher, like, selector, unequal } from '../../promql/matcher';

/**
 * The queries of the mesh metrics. Each answers exactly one value, also when nothing was asked for: a division by a rate of zero, and a
 * percentile of no requests, would be NaN, which adapters take for a missing metric, and then nothing scales down any more
 * (zalando-incubator/kube-metrics-adapter pkg/collector/prometheus_collector.go; kubernetes issue 119788). Without traffic the answer is 0.
 */
export interface QueryParts {
  readonly matchers: readonly LabelMatcher[];
  /** `1m` */
  readonly window: string;
}

const REQUESTS = 'istio_requests_total';
/** Milliseconds, whatever the name of an older page says: istio.io, Istio Standard Metrics. */
const DURATION = 'istio_request_duration_milliseconds';

/** Requests per second, all pods together. */
export function requestRate(parts: QueryParts): string {
  return `${rateOf(REQUESTS, parts)} or vector(0)`;
}

/** The average duration of a request, in milliseconds. */
export function averageLatency(parts: QueryParts): string {
  return `${rateOf(`${DURATION}_sum`, parts)} / (${rateOf(`${DURATION}_count`, parts)} > 0) or vector(0)`;
}

/** The duration below which a share of the requests stays, in milliseconds. A comparison drops NaN. */
export function latencyPercentile(quantile: string, { matchers, window }: QueryParts): string {
  const buckets = `sum by (le) (rate(${selector(`${DURATION}_bucket`, matchers)}[${window}]))`;
  return `histogram_quantile(${quantile}, ${buckets}) >= 0 or vector(0)`;
}

/** Statuses that blame the server: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS (OpenTelemetry, gRPC server spans). */
const GRPC_FAILURES = '2|4|12|13|14|15';

/** The percentage of requests that failed at the server: HTTP 5xx, and what gRPC, which answers with HTTP 200, calls the same. */
export function errorRate(parts: QueryParts): string {
  const of = (...more: LabelMatcher[]): string => rateOf(REQUESTS, { ...parts, matchers: [...parts.matchers, ...more] });
  const http = of(unequal('request_protocol', 'grpc'), like('response_code', '5..'));
  const grpc = of(equal('request_protocol', 'grpc'), like('grpc_response_status', GRPC_FAILURES));
  return `100 * ((${http} or vector(0)) + (${grpc} or vector(0))) / (${of()} > 0) or vector(0)`;
}

function rateOf(metric: string, { matchers, window }: QueryParts): string {
  return `sum(rate(${selector(metric, matchers)}[${window}]))`;
}
