import type { MetricsAdapter } from './adapter';
import { MeshMetric } from './metric';
import type { MetricContext, ResolvedMetric } from './resolved';
import { type Problems, shown } from '../platform/problems';

/** Metrics for a target, and what its author should know of them. */
export interface ResolvedMetrics {
  readonly metrics: readonly ResolvedMetric[];
  readonly notes: readonly string[];
}

/** Every metric for one target, checked for the adapter that serves them. */
export function resolveMetrics(
  given: readonly MeshMetric[], adapter: MetricsAdapter, context: Omit<MetricContext, 'scrapeSeconds'>, what: string, problems: Pick<Problems, 'add'>,
): ResolvedMetrics {
  const notes: string[] = [];
  if (!Array.isArray(given) || given.length === 0) {
    problems.add(`'${what}' must have an entry, got ${shown(given)}; without one Kubernetes takes processors at 80 percent`);
    return { metrics: [], notes };
  }
  const report = { add: (problem: string) => problems.add(problem), note: (text: string) => { notes.push(text); } };
  const full = { ...context, scrapeSeconds: adapter._scrapeSeconds };
  const metrics = given.flatMap((metric: MeshMetric, at) => {
    if (typeof metric?._resolve !== 'function') {
      problems.add(`'${what}[${at}]' must be a MeshMetric such as MeshMetric.requestRate({ perPod: 10 }), got ${shown(metric)}`);
      return [];
    }
    return metric._resolve(full, `${what}[${at}]`, report) ?? [];
  });
  for (const resource of ['cpu', 'memory'] as const) {
    if (metrics.filter((metric) => metric.type === 'resource' && metric.resource === resource).length > 1) {
      problems.add(`'${what}' must have one utilization of ${resource}, got two; keep one`);
    }
  }
  adapter._form.problems(metrics, what, report);
  return { metrics, notes };
}

/** What the names of an autoscaler's metrics begin with: for a name that the whole cluster knows, the namespace too. */
export function prefixOf(adapter: MetricsAdapter, namespace: string, name: string): string {
  const prefix = adapter._form.reach === 'cluster' ? `${namespace}-${name}` : name;
  return prefix.replaceAll('.', '-');
}
