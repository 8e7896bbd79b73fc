import { Chart, Duration, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshAutoscaler, MeshAutoscalerProps, MeshMetric, MetricsAdapter, ScaleTarget } from '../../src/autoscaling';

/** Where Prometheus is in every test. */
export const PROMETHEUS = 'http://prometheus.istio-system.svc:9090';

/** Every adapter. */
export const ADAPTERS = {
  current: MetricsAdapter.kubeMetricsAdapter({ prometheus: PROMETHEUS }),
  legacy: MetricsAdapter.legacyKubeMetricsAdapter({ prometheus: PROMETHEUS }),
  prometheusAdapter: MetricsAdapter.prometheusAdapter({ prometheus: PROMETHEUS }),
  keda: MetricsAdapter.keda({ prometheus: PROMETHEUS }),
};

/** The workload of source document 003. */
export const PODINFO = ScaleTarget.named({ name: 'podinfo', namespace: 'test' });

/** Every mesh metric with a target, and nothing else said. */
export const EVERY_METRIC: readonly MeshMetric[] = [
  MeshMetric.requestRate({ perPod: 10 }),
  MeshMetric.averageLatency({ target: Duration.millis(5) }),
  MeshMetric.latencyPercentile({ percentile: 95, target: Duration.millis(25) }),
  MeshMetric.errorRate({ percent: 5 }),
];

export function chart(id = 'app'): Chart {
  return new Chart(Testing.app(), id);
}

/** An autoscaler of podinfo between 1 and 5 pods. */
export function autoscaler(props: Partial<MeshAutoscalerProps> = {}, scope: Construct = chart(), id = 'podinfo'): MeshAutoscaler {
  return new MeshAutoscaler(scope, id, { target: PODINFO, maxReplicas: 5, metrics: [EVERY_METRIC[0]], adapter: ADAPTERS.current, ...props });
}

/** What refuses it. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing refuses it';
}
