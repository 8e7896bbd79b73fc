import { App, Chart } from 'cdk8s';
import { MeshAutoscaler, MeshMetric, MetricsAdapter, ScaleTarget } from 'cdk8s-istio';

const app = new App();
const chart = new Chart(app, 'podinfo', { namespace: 'test' });

// ASM's page "Autoscale pods based on Mixerless Telemetry metrics", option 1: one pod for every 10 requests a second
new MeshAutoscaler(chart, 'podinfo-total', {
  target: ScaleTarget.named({ name: 'podinfo' }),
  minReplicas: 1,
  maxReplicas: 5,
  metrics: [MeshMetric.requestRate({ perPod: 10 })],
  adapter: MetricsAdapter.kubeMetricsAdapter({ prometheus: 'http://prometheus.istio-system.svc:9090' }),
});

app.synth();
