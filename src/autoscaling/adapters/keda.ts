import type { AdapterForm, AutoscalerSpec } from './form';
import { metricNameProblems } from './names';
import { command } from './shell';
import type { EmitManifest } from '../../kube/emit';
import { Quantity } from '../../kube/quantity';
import type { MetricReport, ResolvedMetric } from '../resolved';

/** What KEDA is told. */
export interface KedaOptions {
  readonly prometheus: string;
  readonly pollingInterval?: number;
  readonly fallback?: { readonly failureThreshold: number; readonly replicas: number };
  readonly authentication?: string;
}

/** kedacore/keda: a ScaledObject, from which KEDA makes the autoscaler (apis/keda/v1alpha1; pkg/scalers/prometheus_scaler.go). */
export function kedaForm({ prometheus, pollingInterval, fallback, authentication }: KedaOptions): AdapterForm {
  const trigger = (metric: ResolvedMetric): object => (metric.type === 'resource'
    ? { type: metric.resource, metricType: 'Utilization', metadata: { value: String(metric.utilization) } }
    : {
      type: 'prometheus',
      name: metric.name,
      metricType: metric.target.type,
      metadata: { serverAddress: prometheus, query: metric.query, threshold: decimalOf(metric.target.quantity) },
      ...(authentication !== undefined && { authenticationRef: { name: authentication } }),
    });
  return {
    name: 'KEDA',
    reach: 'autoscaler',
    problems: (metrics, what, report) => {
      metricNameProblems('keda', metrics, what, report);
      if (fallback) { fallbackProblems(metrics, what, report); }
    },
    manifest: (spec) => scaledObject(spec, { pollingInterval, fallback, triggers: spec.metrics.map(trigger) }),
    rules: () => [],
    install: [
      command('helm', 'repo', 'add', 'kedacore', 'https://kedacore.github.io/charts'),
      command('helm', '-n', 'keda', 'upgrade', '--install', 'keda', 'kedacore/keda', '--create-namespace'),
    ],
    verify: ({ name, namespace }) => [
      command('kubectl', '-n', 'keda', 'get', 'pods'),
      command('kubectl', '-n', namespace, 'get', 'scaledobject', name),
      command('kubectl', '-n', namespace, 'describe', 'hpa', `keda-hpa-${name}`),
    ],
  };
}

/**
 * Which KEDA takes a fallback: apis/keda/v1alpha1/scaledobject_types.go, CheckFallbackValid. Before 2.17 averages of the pods only; since then one of them
 * among others (kedacore/keda issue 6696), and since 2.18 values as well (kedacore/keda pull 6655, kedacore/keda-docs pull 1606).
 */
function fallbackProblems(metrics: readonly ResolvedMetric[], what: string, report: MetricReport): void {
  const resources = metrics.flatMap((metric) => (metric.type === 'resource' ? [metric.resource] : []));
  const values = metrics.flatMap((metric) => (metric.type === 'query' && metric.target.type === 'Value' ? [metric.name] : []));
  if (resources.length > 0 && resources.length === metrics.length) {
    report.add(`'${what}' must have another one than cpu and memory where the adapter has a fallback, which KEDA has for none of these, got ${
      resources.join(' and ')}; leave fallback out`);
  } else if (values.length > 0) {
    report.note(`${what}: the fallback of ${values.join(', ')}, compared as a value, needs KEDA 2.18 or later; before, KEDA refuses the ScaledObject or has none for it`);
  } else if (resources.length > 0) {
    report.note(`${what}: a fallback beside ${resources.join(' and ')} needs KEDA 2.17 or later; before, KEDA refuses the ScaledObject`);
  }
  if (resources.length > 0 && resources.length < metrics.length) {
    // kedacore/keda issue 6659
    report.note(`${what}: KEDA may set the replicas of the fallback although ${resources.join(' and ')} ask${resources.length === 1 ? 's' : ''} for more; give it enough for a full load`);
  }
}

/** What a ScaledObject has besides. */
interface KedaParts {
  readonly pollingInterval?: number;
  readonly fallback?: object;
  readonly triggers: readonly object[];
}

function scaledObject(spec: AutoscalerSpec, parts: KedaParts): EmitManifest {
  const { name, namespace, labels, annotations, target, minReplicas, maxReplicas, behavior } = spec;
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: {
      name,
      namespace,
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      scaleTargetRef: target,
      ...(parts.pollingInterval !== undefined && { pollingInterval: parts.pollingInterval }),
      minReplicaCount: minReplicas,
      maxReplicaCount: maxReplicas,
      ...(parts.fallback && { fallback: parts.fallback }),
      ...(behavior && { advanced: { horizontalPodAutoscalerConfig: { behavior } } }),
      triggers: parts.triggers,
    },
  };
}

/** KEDA reads thresholds with Go's ParseFloat, which knows no suffix: 500m is 0.5. */
function decimalOf(quantity: string): string {
  const plain = Number(quantity);
  return Number.isFinite(plain) ? quantity : String(Number(Quantity.parse(quantity).milliValue()) / 1000);
}
