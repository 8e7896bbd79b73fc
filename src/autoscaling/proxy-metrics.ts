import type { MetricsAdapter } from './adapter';
import { queries } from './adapters/commands';
import type { AdapterForm, MetricParts } from './adapters/form';
import type { MeshMetric } from './metric';
import { prefixOf, resolveMetrics } from './resolve';
import type { QueryMetric } from './resolved';
import { TargetRole } from './role';
import type { ServedMetrics } from './served-metrics';
import { type Problems, shown } from '../platform/problems';

/** A gateway or a waypoint whose own room writes its autoscaler. */
export interface ProxyToScale {
  readonly role: TargetRole.GATEWAY | TargetRole.WAYPOINT;
  /** The name of its Deployment, and of the autoscaler. */
  readonly name: string;
  readonly namespace?: string;
  readonly maxReplicas: number;
  readonly kubernetesVersion?: string;
}

/** Metrics and their adapter as props have them, with the names of those props. */
export interface AskedMetrics {
  readonly metrics: readonly MeshMetric[];
  readonly adapter?: MetricsAdapter;
  readonly metricsProp: string;
  readonly adapterProp: string;
  /** What to do where the adapter makes the autoscaler itself. */
  readonly instead: string;
}

/** What that autoscaler needs: entries for `spec.metrics` and annotations; and what its author is told. */
export interface ProxyMetrics extends MetricParts {
  readonly served: ServedMetrics;
  /** For the look at the whole app: whose names must be their own. */
  readonly form: AdapterForm;
  readonly queried: readonly QueryMetric[];
}

/** The door for the rooms of gateways and waypoints: the same metrics, with the same checks, in an HPA that they write. */
export function proxyMetrics(proxy: ProxyToScale, asked: AskedMetrics, problems: Pick<Problems, 'add'>): ProxyMetrics | undefined {
  const { role, name, namespace, maxReplicas, kubernetesVersion } = proxy;
  const { metrics: given, adapter, metricsProp, adapterProp, instead } = asked;
  const form: AdapterForm | undefined = adapter?._form;
  if (adapter === undefined || typeof form?.manifest !== 'function') {
    problems.add(`'${adapterProp}' must be given with '${metricsProp}', a MetricsAdapter such as MetricsAdapter.kubeMetricsAdapter({ … }), got ${shown(adapter)}`);
    return undefined;
  }
  if (!form.parts) {
    problems.add(`'${adapterProp}' must be one that leaves the HorizontalPodAutoscaler to the ${role}, got ${adapter.name}, which makes its own; `
      + `use the kube-metrics-adapter or the prometheus-adapter, or ${instead}`);
    return undefined;
  }
  if (namespace === undefined) {
    problems.add(`'namespace' must be given with '${metricsProp}', because the queries name it, got undefined; give the ${role} or its chart one`);
    return undefined;
  }
  const prefix = prefixOf(adapter, namespace, name);
  const { metrics, notes } = resolveMetrics(given, adapter, { role, name, namespace, prefix }, metricsProp, problems);
  const rules = form.rules(metrics).map((rule) => ({ ...rule }));
  const queried = queries({ metrics });
  return {
    ...form.parts(metrics),
    form,
    queried,
    served: {
      queries: Object.fromEntries(queried.map((metric) => [metric.name, metric.query])),
      externalRules: rules,
      chartValues: rules.length > 0 ? adapter._chartValues(rules) : {},
      installCommands: [...adapter.installCommands],
      verifyCommands: [...form.verify({
        name, namespace, labels: {}, annotations: {}, target: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: 1, maxReplicas, metrics,
      })],
      notes: [...notes, ...form.notes?.(kubernetesVersion) ?? []],
    },
  };
}
