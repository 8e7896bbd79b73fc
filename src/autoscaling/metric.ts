import type { AverageLatencyProps, CustomMetricProps, ErrorRateProps, LatencyPercentileProps, RequestRateProps } from './metric-props';
import type { MetricContext, MetricReport, ResolvedMetric, Resolver } from './resolved';
import { refuseOthers, shown } from '../platform/problems';

/**
 * Something that an autoscaler looks at. With several metrics the one that asks for most pods wins.
 *
 * The metrics of the mesh are made from what Istio's proxies count. Their targets have units, rates are shared by the pods and ratios are not,
 * and without traffic they are 0.
 */
export class MeshMetric {
  /**
   * Requests per second, shared by the pods.
   *
   * @param props how many a pod is to serve
   */
  public static requestRate(props: RequestRateProps): MeshMetric {
    refuseOthers(props, 'MeshMetric.requestRate', 'the props must be a map with perPod', [...OF_EVERY_METRIC, 'perPod']);
    return new MeshMetric((context, what, report) => meshMetrics().requestRate(props)(context, what, report));
  }

  /**
   * How long a request takes on average.
   *
   * @param props how long it may take
   */
  public static averageLatency(props: AverageLatencyProps): MeshMetric {
    refuseOthers(props, 'MeshMetric.averageLatency', 'the props must be a map with target', [...OF_EVERY_METRIC, 'target']);
    return new MeshMetric((context, what, report) => meshMetrics().averageLatency(props)(context, what, report));
  }

  /**
   * The duration that a percentage of the requests stays below: P95, P99 and so on.
   *
   * @param props which percentage, and the duration
   */
  public static latencyPercentile(props: LatencyPercentileProps): MeshMetric {
    refuseOthers(props, 'MeshMetric.latencyPercentile', 'the props must be a map with percentile and target', [...OF_EVERY_METRIC, 'percentile', 'target']);
    return new MeshMetric((context, what, report) => meshMetrics().latencyPercentile(props)(context, what, report));
  }

  /**
   * The percentage of requests that fail at the server: HTTP 5xx, and the statuses of gRPC that mean the same.
   *
   * @param props how many may fail
   */
  public static errorRate(props: ErrorRateProps): MeshMetric {
    refuseOthers(props, 'MeshMetric.errorRate', 'the props must be a map with percent', [...OF_EVERY_METRIC, 'percent']);
    return new MeshMetric((context, what, report) => meshMetrics().errorRate(props)(context, what, report));
  }

  /**
   * A query of one's own. It is read with Prometheus' grammar and checked for what adapters and autoscalers get wrong in silence.
   *
   * @param props the query and its target
   */
  public static custom(props: CustomMetricProps): MeshMetric {
    refuseOthers(props, 'MeshMetric.custom', 'the props must be a map with name and query', ['name', 'query', 'averageValue', 'value', 'accept']);
    return new MeshMetric((context, what, report) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- what is known of queries is loaded by the first one of a user's own
      const { resolveCustom } = require('./custom') as typeof import('./custom');
      return resolveCustom(props, context, what, report);
    });
  }

  /**
   * The processors that the pods use, in percent of what they request; every container must request some.
   *
   * @param percent the average to hold: 1 or more
   */
  public static cpuUtilization(percent: number): MeshMetric {
    return utilization('cpu', percent);
  }

  /**
   * The memory that the pods use, in percent of what they request; every container must request some. A proxy keeps the memory it once had.
   *
   * @param percent the average to hold: 1 or more
   */
  public static memoryUtilization(percent: number): MeshMetric {
    return utilization('memory', percent);
  }

  /** @internal */
  public static _of(resolver: Resolver): MeshMetric {
    return new MeshMetric(resolver);
  }

  private constructor(private readonly resolver: Resolver) {}

  /** @internal */
  public _resolve(context: MetricContext, what: string, report: MetricReport): ResolvedMetric | undefined {
    return this.resolver(context, what, report);
  }
}

const OF_EVERY_METRIC = ['name', 'scope', 'reporter', 'window', 'filter'] as const;

function utilization(resource: 'cpu' | 'memory', percent: number): MeshMetric {
  return MeshMetric._of((_context, what, report) => {
    if (!(Number.isSafeInteger(percent) && percent >= 1)) {
      report.add(`'${what}' must have a ${resource} utilization of 1 percent or more, a whole number, got ${shown(percent)}`);
      return undefined;
    }
    return { type: 'resource', resource, utilization: percent };
  });
}

/** The queries of the mesh metrics, loaded by the first one that is resolved. */
function meshMetrics(): typeof import('./mesh-metrics') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- whoever scales on nothing of the mesh does not pay for it
  return require('./mesh-metrics') as typeof import('./mesh-metrics');
}
