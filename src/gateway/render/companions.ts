import type { EmitManifest } from '../../kube/emit';
import type { JsonMap } from '../../platform/json';
import type { AutoscalerSpec, GatewaySpec } from '../spec';

/** What an autoscaler moves. */
export interface ScaleTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** The HorizontalPodAutoscaler of a gateway. */
export function autoscalerManifest(spec: GatewaySpec, autoscaler: AutoscalerSpec, target: ScaleTarget): EmitManifest {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { ...metadataOf(spec), ...(Object.keys(autoscaler.annotations).length > 0 && { annotations: autoscaler.annotations }) },
    spec: { scaleTargetRef: target, ...autoscalerFields(autoscaler) },
  };
}

/** The spec of an autoscaler, but for its target. Without a metric Kubernetes itself takes CPU at 80 percent. */
export function autoscalerFields({ minReplicas, maxReplicas, cpu, memory, metrics, behavior }: AutoscalerSpec): JsonMap {
  const resource = (name: string, percent: number | undefined): JsonMap[] => (percent === undefined ? [] : [
    { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: percent } } },
  ]);
  const all = [...resource('cpu', cpu), ...resource('memory', memory), ...metrics];
  return { minReplicas, maxReplicas, ...(all.length > 0 && { metrics: all }), ...(behavior && { behavior }) };
}

/** The PodDisruptionBudget of a gateway. */
export function budgetManifest(spec: GatewaySpec, budget: JsonMap): EmitManifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(spec),
    spec: { ...budget, selector: { matchLabels: spec.selector } },
  };
}

function metadataOf({ objectName, namespace }: GatewaySpec): EmitManifest['metadata'] {
  return { name: objectName, ...(namespace !== undefined && { namespace }) };
}
