import { annotationIgnored, perReplicaOnExternal, queryMissing, queryNameReserved } from './annotation-rules';
import { noSeriesOfGateway } from './gateway-series';
import { metricName } from './metric-name';
import { QUERY_RULES } from './query-catalogue';
import type { DescribedRule } from '../described';

/** Autoscaling on telemetry: annotations and queries that adapters pass over or misread, or that answer something else than was meant. */
export const TELEMETRY_RULES: readonly DescribedRule[] = [
  annotationIgnored,
  queryMissing,
  queryNameReserved,
  metricName,
  perReplicaOnExternal,
  noSeriesOfGateway,
  ...QUERY_RULES,
].sort((a, b) => (a.id < b.id ? -1 : 1));
