import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { type Made, made, NAMESPACE, SEED } from './made';
import {
  MeshAutoscaler, MeshMetric, type MetricFilter, type MeshMetricOptions, MetricReporter, MetricsAdapter, MetricScope, RequestProtocol, ScaleTarget,
} from '../../src/autoscaling';
import { Platform } from '../../src/platform';
import { ScalingSelect } from '../../src/presets';

const PROMETHEUS = 'http://prometheus.istio-system.svc:9090';
const ADAPTERS = [
  MetricsAdapter.kubeMetricsAdapter({ prometheus: PROMETHEUS }), MetricsAdapter.legacyKubeMetricsAdapter({ prometheus: PROMETHEUS }),
  MetricsAdapter.prometheusAdapter({ prometheus: PROMETHEUS }), MetricsAdapter.keda({ prometheus: PROMETHEUS }),
];

/** What people and attackers put into labels. */
const hostile = fc.oneof(
  fc.stringMatching(/^[a-z0-9-]{1,20}$/),
  fc.stringMatching(/^["'`\\{}\[\]()=~!,\n\r\t #$|x]{1,20}$/),
  fc.constantFrom('"} or vector(1e9) or x{a="', '"}[1h])) # ', '\\', '\\"', "'", '`', '\u2028', '{{.x}}', '$(x)', 'é', '😀', '"+"'),
);

const options: fc.Arbitrary<MeshMetricOptions> = fc.record({
  scope: fc.oneof(
    fc.tuple(hostile, hostile).map(([namespace, name]) => MetricScope.workload(namespace, name)),
    fc.tuple(hostile, hostile).map(([namespace, name]) => MetricScope.service(namespace, name)),
    hostile.map((namespace) => MetricScope.namespace(namespace)),
  ),
  reporter: fc.constantFrom(...Object.values(MetricReporter)),
  window: fc.integer({ min: 60, max: 86_400 }).map((seconds) => Duration.seconds(seconds)),
  filter: fc.tuple(fc.constantFrom<MetricFilter>(
    {}, { protocol: RequestProtocol.HTTP, httpCodes: ['200', '5xx'] }, { exceptHttpCodes: ['404'] }, { protocol: RequestProtocol.GRPC, exceptGrpcStatuses: ['OK'] },
  ), fc.dictionary(fc.constantFrom('a', 'pod', 'cluster'), hostile, { maxKeys: 3 })).map(([statuses, labels]) => ({ ...statuses, labels })),
}, { requiredKeys: [] });

const number = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

const metric: fc.Arbitrary<MeshMetric> = fc.oneof(
  fc.tuple(number(10_000), options).map(([perPod, given]) => MeshMetric.requestRate({ perPod, ...given })),
  fc.tuple(number(10_000), options).map(([target, given]) => MeshMetric.averageLatency({ target: Duration.millis(target), ...given })),
  fc.tuple(fc.constantFrom(50, 90, 99, 99.9), number(10_000), options)
    .map(([percentile, target, given]) => MeshMetric.latencyPercentile({ percentile, target: Duration.millis(target), ...given })),
  fc.tuple(number(100), options).map(([percent, given]) => MeshMetric.errorRate({ percent, ...given })),
  number(100).map((percent) => MeshMetric.cpuUtilization(percent)),
);

const props = fc.record({
  metrics: fc.array(metric, { minLength: 1, maxLength: 3 }),
  adapter: fc.constantFrom(...ADAPTERS),
  minReplicas: number(5),
  more: number(50),
  behavior: fc.option(fc.record({
    scaleUp: fc.record({
      stabilizationWindow: fc.integer({ min: 0, max: 3600 }).map((of) => Duration.seconds(of)),
      select: fc.constantFrom(...Object.values(ScalingSelect)),
    }),
  }), { nil: undefined }),
});

export interface MadeAutoscaler extends Made { readonly queries: readonly string[] }

/** Autoscalers of every adapter, with the queries in them. */
export function autoscalers(runs: number): MadeAutoscaler[] {
  const platform = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' });
  return fc.sample(props, { seed: SEED, numRuns: runs }).map(({ more, minReplicas, ...given }, at) => {
    const queries: string[] = [];
    const one = made(`autoscaler ${at + 1}`, { platform }, (scope) => {
      const autoscaler = new MeshAutoscaler(scope, 'web', {
        ...given, minReplicas, maxReplicas: minReplicas + more, target: ScaleTarget.named({ name: 'web', namespace: NAMESPACE }),
      });
      queries.push(...Object.values(autoscaler.queries));
    });
    return { ...one, queries };
  });
}
