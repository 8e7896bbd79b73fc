/**
 * The functions that take a range of samples (`x[5m]`). The grammar does not tell ranges from single samples, Prometheus does.
 * Source: prometheus promql/parser/functions.go, ArgTypes with ValueTypeMatrix.
 */
export const RANGE_FUNCTIONS: ReadonlySet<string> = new Set([
  'absent_over_time', 'avg_over_time', 'changes', 'count_over_time', 'delta', 'deriv', 'double_exponential_smoothing', 'first_over_time', 'idelta',
  'increase', 'irate', 'last_over_time', 'mad_over_time', 'max_over_time', 'min_over_time', 'predict_linear', 'present_over_time',
  'quantile_over_time', 'rate', 'resets', 'stddev_over_time', 'stdvar_over_time', 'sum_over_time', 'ts_of_first_over_time',
  'ts_of_last_over_time', 'ts_of_max_over_time', 'ts_of_min_over_time',
]);

/** What answers an average, a share or a percentile: the number of pods is no part of the value. */
export const RATIO_FUNCTIONS: ReadonlySet<string> = new Set(['histogram_quantile', 'histogram_avg', 'histogram_fraction', 'avg_over_time', 'quantile_over_time']);

/** Aggregations of the same kind. */
export const RATIO_AGGREGATIONS: ReadonlySet<string> = new Set(['avg', 'quantile', 'stddev', 'stdvar']);

/** What answers how much a counter grows. */
export const GROWTH_FUNCTIONS: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);

/** What leaves a series that only grows one that only grows. */
export const KEEPING_FUNCTIONS: ReadonlySet<string> = new Set([
  'abs', 'ceil', 'clamp', 'clamp_max', 'clamp_min', 'floor', 'label_join', 'label_replace', 'round', 'scalar', 'sort', 'sort_desc',
]);

/** Aggregations that do the same; a count of series does not. */
export const KEEPING_AGGREGATIONS: ReadonlySet<string> = new Set(['sum', 'max', 'min', 'avg', 'quantile', 'topk', 'bottomk']);

/** Aggregations that answer several series by themselves. */
export const SEVERAL_SERIES: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio', 'count_values']);

/** Functions that answer one value whatever they are given. */
export const ONE_VALUE: ReadonlySet<string> = new Set(['scalar', 'vector', 'time', 'pi', 'absent', 'absent_over_time']);
