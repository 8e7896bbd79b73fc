/** What a value of PromQL is: a number, one sample a series, a range of samples a series, a text. */
export type ValueType = 'scalar' | 'vector' | 'range' | 'text';

export interface Signature {
  readonly args: readonly ValueType[];
  /** Of the last argument: how many there may be beyond it, counted from one before it; -1 for any number. */
  readonly variadic: number;
  readonly answers: ValueType;
}

/**
 * `arguments`, `s` a number, `v` a vector, `r` a range, `t` a text; `?` where the last one may be missing, `*` where there may be any number of it.
 * Source: prometheus promql/parser/functions.go at 3.15 (ArgTypes, Variadic). Functions that are not here are not judged.
 */
const ROWS: Readonly<Record<string, string>> = {
  'v': `abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad scalar sgn
    sin sinh sort sort_desc sqrt tan tanh timestamp`,
  'r': `absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time mad_over_time max_over_time min_over_time present_over_time rate
    resets stddev_over_time stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time`,
  'v?': 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
  's': 'vector',
  '': 'pi time',
  'vss': 'clamp',
  'vs': 'clamp_max clamp_min',
  'vs?': 'round',
  'sv': 'histogram_quantile',
  'ssv': 'histogram_fraction',
  'rss': 'double_exponential_smoothing',
  'rs': 'predict_linear',
  'sr': 'quantile_over_time',
  'vtttt': 'label_replace',
  'vttt*': 'label_join',
  'vt*': 'sort_by_label sort_by_label_desc',
};

const TYPES: Readonly<Record<string, ValueType>> = { s: 'scalar', v: 'vector', r: 'range', t: 'text' };
const SCALARS: ReadonlySet<string> = new Set(['pi', 'time', 'scalar']);

/** The functions of PromQL by their names. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map(Object.entries(ROWS).flatMap(([row, names]) => names.split(/\s+/).filter(Boolean).map((name) => [name, {
  args: [...row.replace(/[?*]/, '')].map((letter) => TYPES[letter]),
  variadic: row.endsWith('?') ? 1 : row.endsWith('*') ? -1 : 0,
  answers: SCALARS.has(name) ? 'scalar' as const : 'vector' as const,
}])));

/** Aggregations with a parameter in front, and its type (prometheus promql/parser/parse.go checkAST). */
export const AGGREGATION_PARAMETERS: ReadonlyMap<string, ValueType> = new Map([
  ['topk', 'scalar'], ['bottomk', 'scalar'], ['quantile', 'scalar'], ['limitk', 'scalar'], ['limit_ratio', 'scalar'], ['count_values', 'text'],
]);
