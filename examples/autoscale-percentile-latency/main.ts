import { App, Chart, Duration } from 'cdk8s';
import { MeshAutoscaler, MeshMetric, MetricsAdapter, ScaleTarget, ScalingBehaviors } from 'cdk8s-istio';

const app = new App();
const chart = new Chart(app, 'podinfo', { namespace: 'test' });

// ASM's page "Autoscale pods based on Mixerless Telemetry metrics", option 3: more pods while one request in twenty takes longer than 5 ms
new MeshAutoscaler(chart, 'podinfo-p95', {
  target: ScaleTarget.named({ name: 'podinfo' }),
  minReplicas: 1,
  maxReplicas: 5,
  metrics: [MeshMetric.latencyPercentile({ percentile: 95, target: Duration.millis(5) })],
  adapter: MetricsAdapter.kubeMetricsAdapter({ prometheus: 'http://prometheus.istio-system.svc:9090' }),
  behavior: ScalingBehaviors.steady(),
});

app.synth();
