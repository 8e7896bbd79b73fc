import type { HpaView } from './hpa-view';
import { METRIC_CONFIG } from '../../../model/kube-metrics-adapter';
import { joinPointer } from '../../../model/pointer';
import { stringsAt } from '../../../model/read';

/** An annotation of the kube-metrics-adapter: `metric-config.<type>.<metric>.<collector>/<setting>`. */
export interface MetricConfig {
  readonly key: string;
  readonly pointer: string;
  readonly value: string;
  /** The parts between dots before the first slash; the adapter reads it only if there are four. */
  readonly parts: readonly string[];
  /** What stands behind the only slash; the adapter reads it only if there is one. */
  readonly setting?: string;
}

/** The annotations of the kube-metrics-adapter that an autoscaler has. */
export function metricConfigs({ object }: HpaView): readonly MetricConfig[] {
  return Object.entries(stringsAt(object, '/metadata/annotations')).flatMap(([key, value]) => {
    if (!key.startsWith(METRIC_CONFIG) || key.length > 1024) { return []; }
    const [prefix, ...rest] = key.split('/');
    return [{
      key, value, pointer: joinPointer('/metadata/annotations', key), parts: prefix.split('.'), ...(rest.length === 1 && { setting: rest[0] }),
    }];
  });
}

/** Does the adapter read it? (pkg/annotations/parser.go: two parts around the slash, four between dots, anything else is passed over) */
export function isRead({ parts, setting }: MetricConfig): boolean {
  return setting !== undefined && parts.length === 4;
}

/** Does it configure this metric, of Prometheus? Any type but pods and object is taken for external. */
export function configures({ parts }: MetricConfig, name: string): boolean {
  return parts[2] === name && parts[3] === 'prometheus' && parts[1] !== 'pods' && parts[1] !== 'object';
}

/** Is the query one on the mesh's traffic? What scales on other metrics is not judged here. */
export function asksMesh(query: string): boolean {
  return query.includes('istio_') || query.includes('envoy_');
}
