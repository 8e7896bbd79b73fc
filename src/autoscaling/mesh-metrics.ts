import type { Duration } from 'cdk8s';
import { bucketAround } from './buckets';
import { filterMatchers } from './filter';
import type { AverageLatencyProps, ErrorRateProps, LatencyPercentileProps, MeshMetricOptions, RequestRateProps } from './metric-props';
import { buildQuery } from '../promql/build';
import { equal, type LabelMatcher } from '../promql/matcher';
import * as queries from './query/templates';
import { windowOf } from './query/window';
import { MetricReporter } from './reporter';
import { defaultReporter, reporterRow, reportersOf } from './reporter-table';
import type { MetricContext, MetricReport, Resolver } from './resolved';
import { TargetRole } from './role';
import type { MetricScope } from './scope';
import { Quantity } from '../kube/quantity';
import { shown } from '../platform/problems';

const MINUTE = 60;

const NARROW = 'narrow it by filter.labels where Prometheus keeps the namespace and the labels of pods, or by scope to what the waypoint serves';

/** Requests per second, shared by the pods. */
export function requestRate(props: RequestRateProps): Resolver {
  return meshMetric(props, 'requests-per-second', MINUTE, (_context, what, report) => ({
    type: 'AverageValue',
    quantity: positive(props.perPod, `${what}.perPod`, 'requests per second', report),
    query: queries.requestRate,
  }));
}

/** How long a request takes on average. */
export function averageLatency(props: AverageLatencyProps): Resolver {
  return meshMetric(props, 'average-latency', MINUTE, (_context, what, report) => ({
    type: 'Value', quantity: quantityOf(milliseconds(props.target, `${what}.target`, report)), query: queries.averageLatency,
  }));
}

/** The duration that a percentage of the requests stays below. */
export function latencyPercentile(props: LatencyPercentileProps): Resolver {
  const { percentile, target } = props;
  return meshMetric(props, `p${String(percentile).replace('.', '-')}-latency`, 5 * MINUTE, (_context, what, report) => {
    if (!(typeof percentile === 'number' && percentile >= 1 && percentile < 100)) {
      const meant = percentile > 0 && percentile < 1 ? `; write ${plain(percentile * 100)} for P${plain(percentile * 100)}` : '';
      report.add(`'${what}.percentile' must be at least 1 and less than 100, got ${shown(percentile)}${meant}`);
    }
    const duration = milliseconds(target, `${what}.target`, report);
    const bucket = duration === undefined ? undefined : bucketAround(duration);
    if (bucket) {
      report.note(`${what}: ${duration} ms lies between the edges ${bucket.below} and ${bucket.above ?? 'infinity'} ms of Istio's histogram, so the percentile is only interpolated there`);
    }
    const quantile = plain(percentile / 100);
    return { type: 'Value', quantity: quantityOf(duration), query: (parts: queries.QueryParts) => queries.latencyPercentile(quantile, parts) };
  });
}

/** The percentage of requests that fail at the server. */
export function errorRate(props: ErrorRateProps): Resolver {
  return meshMetric(props, 'error-rate', MINUTE, (_context, what, report) => {
    if (typeof props.percent === 'number' && props.percent > 100) { report.add(`'${what}.percent' must be at most 100, got ${shown(props.percent)}`); }
    return { type: 'Value', quantity: positive(props.percent, `${what}.percent`, 'percent', report), query: queries.errorRate };
  });
}

interface Goal {
  readonly type: 'AverageValue' | 'Value';
  readonly quantity?: string;
  readonly query: (parts: queries.QueryParts) => string;
}

function meshMetric(
  props: MeshMetricOptions, usualName: string, usualWindow: number, goalOf: (context: MetricContext, what: string, report: MetricReport) => Goal,
): Resolver {
  return (context, what, report) => {
    const goal = goalOf(context, what, report);
    const window = windowOf(props.window, usualWindow, context.scrapeSeconds, `${what}.window`, report);
    const reporter = props.reporter ?? defaultReporter(context.role);
    const matchers = matchersOf(props, reporter, context, what, report);
    if (context.role === TargetRole.WAYPOINT && props.scope === undefined && Object.keys(props.filter?.labels ?? {}).length === 0) {
      report.note(`${what}: Istio's metrics do not name the waypoint, so what all waypoints pass on counts, and ${goal.type === 'AverageValue'
        ? 'with several of them each gets more pods than it needs' : 'the value is that of all of them, whichever is slow or fails'}; ${NARROW}`);
    }
    if (matchers === undefined || goal.quantity === undefined) { return undefined; }
    const query = buildQuery(matchers, (these) => goal.query({ matchers: these, window }));
    return { type: 'query', name: props.name ?? `${context.prefix}-${usualName}`, query, target: { type: goal.type, quantity: goal.quantity }, reporter };
  };
}

/** Which series count: of this reporter, of the target or the scope, and what the filter says. */
function matchersOf(
  { scope, filter }: MeshMetricOptions, reporter: MetricReporter, { role, name, namespace }: MetricContext, what: string, report: MetricReport,
): LabelMatcher[] | undefined {
  if (!Object.values(MetricReporter).includes(reporter)) {
    report.add(`'${what}.reporter' must be one of ${Object.values(MetricReporter).join(', ')}, got ${shown(reporter)}`);
    return undefined;
  }
  const row = reporterRow(role, reporter);
  if (row.labels === undefined) {
    report.add(`'${what}.reporter' must be one that a ${role} has series of (${reportersOf(role).join(', ')}), got ${reporter}: ${row.why}; leave it out`);
    return undefined;
  }
  if (scope !== undefined && typeof (scope as MetricScope | null)?._problems !== 'function') {
    report.add(`'${what}.scope' must be a MetricScope such as MetricScope.service('shop', 'cart'), got ${shown(scope)}`);
    return undefined;
  }
  const scopeProblems = scope?._problems(`${what}.scope`) ?? [];
  scopeProblems.forEach((problem) => report.add(problem));
  const own = [[row.labels.name, name], [row.labels.namespace, namespace]]
    .flatMap(([label, value]) => (label === undefined ? [] : [equal(label, value!)]));
  const scoped = scope?._matchers(reporter) ?? [];
  // of a workload the scope takes the place; what a gateway or a waypoint passes on is narrowed by it
  const matchers = role === TargetRole.WORKLOAD && scope ? scoped : [...own, ...scoped];
  const filtered = filter === undefined ? [] : filterMatchers(filter, `${what}.filter`, report);
  if (scopeProblems.length > 0) { return undefined; }
  if (role === TargetRole.WORKLOAD && scope && !scope._isWorkload(namespace, name)) {
    report.note(`${what}: the requests of ${scope._text()} are counted, so others than the target ${namespace}/${name} move it too`);
  }
  return [equal('reporter', reporter), ...matchers, ...filtered];
}

function positive(given: number, what: string, unit: string, report: MetricReport): string | undefined {
  if (typeof given !== 'number' || !Number.isFinite(given) || given < 0.001) {
    report.add(`'${what}' must be ${unit}, 0.001 or more, got ${shown(given)}; adapters pass on thousandths`);
    return undefined;
  }
  return quantityOf(given);
}

/** Proxies measure whole milliseconds: a target below one is meant in seconds, or nothing. */
function milliseconds(given: Duration, what: string, report: MetricReport): number | undefined {
  const duration: unknown = typeof given?.toMilliseconds === 'function' ? given.toMilliseconds({ integral: false }) : undefined;
  if (typeof duration !== 'number') {
    report.add(`'${what}' must be a Duration such as Duration.millis(5), got ${shown(given)}`);
    return undefined;
  }
  if (duration < 1) {
    const meant = duration > 0 ? `; for ${duration} s use Duration.millis(${plain(duration * 1000)})` : '';
    report.add(`'${what}' must be at least 1 ms, which is what proxies measure in, got ${duration} ms${meant}`);
    return undefined;
  }
  return duration;
}

/** A number without the dust of binary fractions: 0.95 * 100 is 95. */
function plain(number: number): string {
  return String(Number(number.toPrecision(12)));
}

/** A number as Kubernetes writes it, down to thousandths. */
function quantityOf(number: number | undefined): string | undefined {
  return number === undefined ? undefined : Quantity.parse(number.toFixed(3)).toString();
}
