import type { MetricsAdapter } from './adapter';
import type { MetricParts } from './adapters/form';
import type { MeshMetric } from './metric';
import { prefixOf, resolveMetrics } from './resolve';
import { TargetRole } from './role';
import { type Problems, shown } from '../platform/problems';

/** A gateway or a waypoint whose own room writes its autoscaler. */
export interface ProxyToScale {
  readonly role: TargetRole.GATEWAY | TargetRole.WAYPOINT;
  /** The name of its Deployment, and of the autoscaler. */
  readonly name: string;
  readonly namespace: string;
}

/** What that autoscaler needs: entries for `spec.metrics`, its annotations, rules for the adapter's configuration, and what there is to know. */
export interface ProxyMetrics extends MetricParts {
  readonly externalRules: readonly object[];
  readonly notes: readonly string[];
}

/** The door for the rooms of gateways and waypoints: the same metrics, with the same checks, in an HPA that they write. */
export function proxyMetrics(
  proxy: ProxyToScale, metrics: readonly MeshMetric[], adapter: MetricsAdapter, what: string, problems: Pick<Problems, 'add'>,
): ProxyMetrics {
  const { role, name, namespace } = proxy;
  const { parts } = adapter._form;
  if (!parts) {
    problems.add(`'${what}' must be served by an adapter that leaves the HorizontalPodAutoscaler to the ${role}, got ${shown(adapter.name)}; use another, or MeshAutoscaler`);
    return { metrics: [], annotations: {}, externalRules: [], notes: [] };
  }
  const resolved = resolveMetrics(metrics, adapter, { role, name, namespace, prefix: prefixOf(adapter, namespace, name) }, what, problems);
  return { ...parts(resolved.metrics), externalRules: adapter._form.rules(resolved.metrics), notes: resolved.notes };
}
