import { annotationIgnored, perReplicaOnExternal, queryMissing, queryNameReserved } from './annotation-rules';
import { metricName } from './metric-name';
import { QUERY_RULES } from './query-catalogue';
import type { DescribedRule } from '../described';

const AFTER = QUERY_RULES.findIndex(({ id }) => id === 'TEL016');

/** Autoscaling on telemetry: annotations and queries that adapters pass over or misread, or that answer something else than was meant. */
export const TELEMETRY_RULES: readonly DescribedRule[] = [
  annotationIgnored,
  queryMissing,
  queryNameReserved,
  metricName,
  ...QUERY_RULES.slice(0, AFTER),
  perReplicaOnExternal,
  ...QUERY_RULES.slice(AFTER),
];
