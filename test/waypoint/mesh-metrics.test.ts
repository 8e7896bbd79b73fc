import { ASM, ISTIO, options, refused, waypoint } from './helpers';
import { MeshMetric, MetricReporter, MetricsAdapter, type WaypointAutoscaling } from '../../src';

const PROMETHEUS = 'http://prometheus.istio-system.svc:9090';
const KUBE_METRICS = MetricsAdapter.kubeMetricsAdapter({ prometheus: PROMETHEUS });
const RATE = MeshMetric.requestRate({ perPod: 200, filter: { labels: { gateway_networking_k8s_io_gateway_name: 'waypoint' } } });
const NAME = 'waypoint-requests-per-second';
const QUERY = 'sum(rate(istio_requests_total{reporter="waypoint",'
  + 'gateway_networking_k8s_io_gateway_name="waypoint"}[1m])) or vector(0)';
const autoscaling: WaypointAutoscaling = { minReplicas: 2, maxReplicas: 6, meshMetrics: [RATE], metricsAdapter: KUBE_METRICS };

describe.each([['Istio', ISTIO], ['ASM', ASM]])('the mesh metrics of a waypoint on %s', (_what, platform) => {
  test('count what it passes on, by the reporter of waypoints, with the annotations of the adapter', () => {
    const made = waypoint({ autoscaling: { ...autoscaling, cpuUtilization: 70 } }, platform);
    expect(options(made).horizontalPodAutoscaler).toEqual({
      metadata: {
        annotations: {
          [`metric-config.external.${NAME}.prometheus/query`]: QUERY,
        },
      },
      spec: {
        minReplicas: 2,
        maxReplicas: 6,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
          {
            type: 'External',
            external: { metric: { name: NAME, selector: { matchLabels: { type: 'prometheus' } } }, target: { type: 'AverageValue', averageValue: '200' } },
          },
        ],
      },
    });
    expect(made.servedMetrics).toMatchObject({ queries: { [NAME]: QUERY }, externalRules: [], notes: [] });
  });

  test('leave their rules and notes with the author', () => {
    const metricsAdapter = MetricsAdapter.prometheusAdapter({ prometheus: PROMETHEUS });
    const made = waypoint({ autoscaling: { ...autoscaling, meshMetrics: [MeshMetric.errorRate({ percent: 5 })], metricsAdapter } }, platform);
    expect(made.servedMetrics!.externalRules).toMatchObject([{ name: { as: 'shop-waypoint-error-rate' } }]);
    expect(made.servedMetrics!.notes).toEqual([expect.stringContaining("Istio's metrics do not name the waypoint, so what all waypoints pass on counts")]);
  });
});

test('without mesh metrics there is nothing to serve', () => {
  expect(waypoint({ autoscaling: { maxReplicas: 3 } }).servedMetrics).toBeUndefined();
});

test.each<[string, Partial<WaypointAutoscaling>, string]>([
  ['no adapter', { metricsAdapter: undefined }, "'autoscaling.metricsAdapter' must be given with 'autoscaling.meshMetrics', a MetricsAdapter such as"],
  ['an adapter for nothing', { meshMetrics: undefined }, "'autoscaling.metricsAdapter' is for 'autoscaling.meshMetrics', and there are none"],
  ['KEDA', { metricsAdapter: MetricsAdapter.keda({ prometheus: PROMETHEUS }) },
    "or leave out 'autoscaling' and give a MeshAutoscaler the target ScaleTarget.waypoint({ name: \"waypoint\", … })"],
  ['something else for a metric', { meshMetrics: ['cpu' as any] }, "'autoscaling.meshMetrics[0]' must be a MeshMetric such as"],
  ['a reporter without series', { meshMetrics: [MeshMetric.requestRate({ perPod: 1, reporter: MetricReporter.SOURCE })] },
    "'autoscaling.meshMetrics[0].reporter' must be one that a waypoint has series of (waypoint), got source"],
  ['a utilization twice', { cpuUtilization: 70, meshMetrics: [MeshMetric.cpuUtilization(80)] },
    "'autoscaling.cpuUtilization' and 'autoscaling.meshMetrics' must not both have a utilization of cpu"],
])('a waypoint is refused with %s', (_what, change, message) => {
  expect(refused({ autoscaling: { ...autoscaling, ...change } })).toEqual([expect.stringContaining(message)]);
});
