import type { AutoscalerSpec, MetricParts } from './form';
import type { EmitManifest } from '../../kube/emit';

/** The HorizontalPodAutoscaler. `autoscaling/v2` always: v2beta2 is gone since Kubernetes 1.26. */
export function hpaManifest(spec: AutoscalerSpec, { metrics, annotations }: MetricParts): EmitManifest {
  const { name, namespace, labels, target, minReplicas, maxReplicas, behavior } = spec;
  const all = { ...spec.annotations, ...annotations };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {
      name,
      namespace,
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(Object.keys(all).length > 0 && { annotations: all }),
    },
    spec: { scaleTargetRef: target, minReplicas, maxReplicas, metrics, ...(behavior && { behavior }) },
  };
}
