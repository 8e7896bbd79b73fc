import type { PlanInput } from './plan';
import { type ProxyMetrics, proxyMetrics } from '../autoscaling/proxy-metrics';
import { TargetRole } from '../autoscaling/role';
import type { Reporter } from '../presets/seconds';

/** The mesh metrics of a waypoint's autoscaler, in the form of their adapter; undefined where none are asked for, or they are refused. */
export function meshMetricsOf({ name, namespace, props, platform }: PlanInput, problems: Reporter): ProxyMetrics | undefined {
  const { meshMetrics: metrics, metricsAdapter: adapter, maxReplicas } = props.autoscaling ?? { maxReplicas: 1 };
  if (metrics === undefined) { return undefined; }
  return proxyMetrics(
    { role: TargetRole.WAYPOINT, name, namespace, maxReplicas, kubernetesVersion: platform.kubernetesVersion },
    {
      metrics,
      adapter,
      metricsProp: 'autoscaling.meshMetrics',
      adapterProp: 'autoscaling.metricsAdapter',
      instead: `leave out 'autoscaling' and give a MeshAutoscaler the target ScaleTarget.waypoint({ name: ${JSON.stringify(name)}, … })`,
    },
    problems,
  );
}
