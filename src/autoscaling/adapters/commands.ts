import type { AutoscalerSpec } from './form';
import { command } from './shell';
import type { QueryMetric } from '../resolved';

const EXTERNAL = '/apis/external.metrics.k8s.io/v1beta1';

/** The commands that show whether the external metrics of an autoscaler arrive, whichever adapter serves them. */
export function verifyExternal(
  spec: AutoscalerSpec, pods: readonly string[], labelsOf: (metric: QueryMetric) => string | undefined, nameOf: (metric: QueryMetric) => string,
): string[] {
  const values = queries(spec).map((metric) => {
    const labels = labelsOf(metric);
    const path = `${EXTERNAL}/namespaces/${spec.namespace}/${nameOf(metric)}${labels === undefined ? '' : `?labelSelector=${encodeURIComponent(labels)}`}`;
    return command('kubectl', 'get', '--raw', path);
  });
  return [
    command('kubectl', ...pods),
    command('kubectl', 'get', '--raw', EXTERNAL),
    ...values,
    command('kubectl', '-n', spec.namespace, 'describe', 'hpa', spec.name),
  ];
}

/** The metrics that an adapter answers. */
export function queries({ metrics }: Pick<AutoscalerSpec, 'metrics'>): QueryMetric[] {
  return metrics.filter((metric): metric is QueryMetric => metric.type === 'query');
}
