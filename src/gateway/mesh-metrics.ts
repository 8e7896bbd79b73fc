import type { ResourceFields } from './fields';
import type { GatewayAdditions } from './props';
import type { RenderingName } from './spec';
import { type ProxyMetrics, proxyMetrics } from '../autoscaling/proxy-metrics';
import { TargetRole } from '../autoscaling/role';
import { REPLICAS_ANNOTATION } from '../model/asm/names';
import type { Platform } from '../platform';
import type { Reporter } from '../presets/seconds';

/** What decides about the mesh metrics of a gateway. */
export interface MetricsQuestion {
  readonly objectName: string;
  readonly namespace?: string;
  readonly rendering: RenderingName;
  readonly platform: Platform;
  readonly fields: ResourceFields;
  readonly additions: GatewayAdditions;
}

/** The mesh metrics of a gateway's autoscaler, in the form of their adapter; undefined where none are asked for, or they are refused. */
export function meshMetricsOf(question: MetricsQuestion, problems: Reporter): ProxyMetrics | undefined {
  const { objectName: name, namespace, rendering, platform: { kubernetesVersion }, fields, additions } = question;
  const { meshMetrics: metrics, metricsAdapter: adapter } = additions;
  if (metrics === undefined) { return undefined; }
  const proxy = { role: TargetRole.GATEWAY as const, name, namespace, maxReplicas: fields.maxReplicas ?? 1, kubernetesVersion };
  return proxyMetrics(proxy, { metrics, adapter, metricsProp: 'meshMetrics', adapterProp: 'metricsAdapter', instead: insteadOf(name, rendering) }, problems);
}

/** An adapter that makes the autoscaler itself works beside a gateway that has none. */
function insteadOf(name: string, rendering: RenderingName): string {
  const annotation = rendering === 'ASM' ? `, and set the annotation ${REPLICAS_ANNOTATION}: "false"` : '';
  return `leave out minReplicas, maxReplicas and meshMetrics${annotation}, and give a MeshAutoscaler the target ScaleTarget.gateway({ name: ${JSON.stringify(name)}, … })`;
}
