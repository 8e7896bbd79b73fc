import { App, Chart } from 'cdk8s';
import { MeshAutoscaler, MeshMetric, MetricsAdapter, ScaleTarget } from 'cdk8s-istio';

const app = new App();
const chart = new Chart(app, 'podinfo', { namespace: 'test' });

// The three queries of ASM's page, letter by letter, in the annotations that the page has. Two are refused unless their faults are accepted
// with a reason: this is for autoscalers that run already and must not change yet. `notes` says what else is wrong with them.
const autoscaler = new MeshAutoscaler(chart, 'podinfo', {
  target: ScaleTarget.named({ name: 'podinfo' }),
  maxReplicas: 5,
  adapter: MetricsAdapter.legacyKubeMetricsAdapter({ prometheus: 'http://prometheus.istio-system.svc:9090' }),
  metrics: [
    MeshMetric.custom({
      name: 'processed-requests-per-second',
      query: 'sum(rate(istio_requests_total{destination_workload_namespace="test",reporter="destination"}[1m]))\n',
      averageValue: '10',
    }),
    MeshMetric.custom({
      name: 'latency-average',
      query: 'sum(rate(istio_request_duration_milliseconds_sum{destination_workload_namespace="test",reporter="destination"}[1m]))\n'
        + '/sum(rate(istio_request_duration_milliseconds_count{destination_workload_namespace="test",reporter="destination"}[1m]))\n',
      averageValue: '0.005',
      accept: { TEL006: 'as the page has it: 5 microseconds', TEL007: 'as the page has it: divided by the pods' },
    }),
    MeshMetric.custom({
      name: 'p95-latency',
      query: 'histogram_quantile(0.95,sum(irate(istio_request_duration_milliseconds_bucket'
        + '{destination_workload_namespace="test",destination_canonical_service="podinfo"}[5m]))by (le))\n',
      averageValue: '4',
      accept: { TEL007: 'as the page has it: divided by the pods' },
    }),
  ],
});

process.stderr.write(autoscaler.notes.map((note) => `${note}\n`).join(''));

app.synth();
