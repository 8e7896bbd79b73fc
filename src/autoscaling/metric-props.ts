import { Duration } from 'cdk8s';
import { MetricReporter } from './reporter';
import { MetricScope } from './scope';

/** The protocol of a request, as Istio's metrics name it. */
export enum RequestProtocol {
  /** HTTP that is not gRPC. */
  HTTP = 'http',

  /** gRPC. */
  GRPC = 'grpc',
}

/** Which requests count. */
export interface MetricFilter {
  /**
   * Only this protocol.
   *
   * @default - both
   */
  readonly protocol?: RequestProtocol;

  /**
   * Only requests that were answered with these HTTP codes: `200`, or a class such as `5xx`; `0` is no answer at all.
   *
   * @default - all
   */
  readonly httpCodes?: string[];

  /**
   * Requests that were answered with these HTTP codes do not count: `404`, or a class such as `4xx`.
   *
   * @default - none
   */
  readonly exceptHttpCodes?: string[];

  /**
   * Only gRPC requests that ended with these statuses: `OK`, `UNAVAILABLE`, or their numbers.
   *
   * @default - all
   */
  readonly grpcStatuses?: string[];

  /**
   * gRPC requests that ended with these statuses do not count.
   *
   * @default - none
   */
  readonly exceptGrpcStatuses?: string[];

  /**
   * Labels that the series must have besides, such as `gateway_networking_k8s_io_gateway_name` where Prometheus keeps the labels of pods.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}

/** What every metric of the mesh takes. */
export interface MeshMetricOptions {
  /**
   * The name by which the adapter serves the metric: small letters, digits and "-". It must be the only one of its kind: in its namespace for
   * the kube-metrics-adapter, in the cluster for the prometheus-adapter.
   *
   * @default - the name of the autoscaler and of the metric, such as `podinfo-requests-per-second`
   */
  readonly name?: string;

  /**
   * Whose requests count.
   *
   * @default - those of the target itself
   */
  readonly scope?: MetricScope;

  /**
   * Which proxy counts.
   *
   * @default - the one that the target has: DESTINATION for a workload, SOURCE for a gateway, WAYPOINT for a waypoint
   */
  readonly reporter?: MetricReporter;

  /**
   * Over how much time requests are counted: whole seconds, at least four scrape intervals, so that one lost scrape does not empty it.
   *
   * @default - 1 minute, for percentiles 5 minutes, or four scrape intervals where that is more
   */
  readonly window?: Duration;

  /**
   * Which requests count.
   *
   * @default - all
   */
  readonly filter?: MetricFilter;
}

/** How many requests a pod is to serve. */
export interface RequestRateProps extends MeshMetricOptions {
  /** Requests per second that one pod is to serve; more than that adds pods. */
  readonly perPod: number;
}

/** How long a request may take on average. */
export interface AverageLatencyProps extends MeshMetricOptions {
  /** The average duration of a request that is to hold. */
  readonly target: Duration;
}

/** How long all but the slowest requests may take. */
export interface LatencyPercentileProps extends MeshMetricOptions {
  /** The percentage of requests that is to be faster than the target: 95 for P95. */
  readonly percentile: number;

  /**
   * The duration that this percentage is to stay below. Istio counts requests in buckets, and between two edges a percentile is
   * interpolated: 1, 5, 10, 25, 50, 100, 250, 500 ms, 1, 2.5, 5, 10 s and so on are exact.
   */
  readonly target: Duration;
}

/** How many requests may fail. */
export interface ErrorRateProps extends MeshMetricOptions {
  /** The percentage of requests that may fail: more than 0, at most 100. */
  readonly percent: number;
}

/** A query of one's own. */
export interface CustomMetricProps {
  /** The name by which the adapter serves the metric; in the legacy form of the kube-metrics-adapter the name of the query. */
  readonly name: string;

  /** The query, in PromQL. It must answer one value. */
  readonly query: string;

  /**
   * The value is a sum over all pods, and this is the share of one pod: for rates. A Kubernetes quantity such as `10` or `500m`.
   *
   * @default - `value` is given
   */
  readonly averageValue?: string;

  /**
   * The value does not depend on the number of pods: for ratios, averages and percentiles. A Kubernetes quantity such as `25`.
   *
   * @default - `averageValue` is given
   */
  readonly value?: string;

  /**
   * What is known to be unusual about the query and stays: the id of a check that refuses it (TEL006, TEL007, TEL008 or TEL016) and the reason.
   *
   * @default - nothing
   */
  readonly accept?: { [rule: string]: string };
}
