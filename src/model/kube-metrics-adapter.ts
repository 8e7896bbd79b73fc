/**
 * What the kube-metrics-adapter reads in the annotations of an autoscaler: `metric-config.<type>.<metric>.<collector>/<setting>`.
 * Source: zalando-incubator/kube-metrics-adapter pkg/annotations/parser.go, pkg/collector/prometheus_collector.go.
 */

/** What all its annotations begin with. */
export const METRIC_CONFIG = 'metric-config.';

/** The metric of its first form: a label of the metric picks the query. */
export const LEGACY_METRIC = 'prometheus-query';

/** That label. */
export const QUERY_NAME = 'query-name';

/** Words that are read as settings, and so are no names of queries in the first form. */
export const ADAPTER_SETTINGS: readonly string[] = [
  'query', QUERY_NAME, 'per-replica', 'interval', 'min-pod-ready-age', 'prometheus-server', 'prometheus-server-alias', 'type',
];
