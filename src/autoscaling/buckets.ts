/**
 * The edges, in milliseconds, of the histogram of request durations: between two of them a percentile is interpolated.
 * Source: envoy source/common/stats/histogram_impl.cc, HistogramSettingsImpl::defaultBuckets; Istio's bootstrap leaves them.
 */
const EDGES: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000,
];

/** The edges on both sides of a duration; undefined if it is one. Beyond the last there is no upper edge. */
export function bucketAround(milliseconds: number): { readonly below: number; readonly above?: number } | undefined {
  if (EDGES.includes(milliseconds)) { return undefined; }
  const above = EDGES.findIndex((edge) => edge > milliseconds);
  return above < 0 ? { below: EDGES[EDGES.length - 1] } : { below: above === 0 ? 0 : EDGES[above - 1], above: EDGES[above] };
}
