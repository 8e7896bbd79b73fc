import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { MeshAutoscaler, MeshMetric, MetricsAdapter, ScaleTarget, ScalingBehaviors } from 'cdk8s-istio';

const app = new App();

/** A Deployment with one container, without a number of replicas: that is the autoscaler's. */
function deployment(chart: Chart, name: string, container: object): ApiObject {
  const labels = { app: name };
  return new ApiObject(chart, name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
  });
}

function service(chart: Chart, name: string, port: number, targetPort: string): void {
  new ApiObject(chart, `${name}-service`, {
    apiVersion: 'v1', kind: 'Service', metadata: { name, labels: { app: name } }, spec: { selector: { app: name }, ports: [{ name: 'http', port, targetPort }] },
  });
}

// what is loaded
const podinfo = new Chart(app, 'podinfo', { namespace: 'test' });
const workload = deployment(podinfo, 'podinfo', {
  name: 'podinfo',
  image: 'ghcr.io/stefanprodan/podinfo:6.7.1',
  ports: [{ name: 'http', containerPort: 9898 }],
  resources: { requests: { cpu: '100m', memory: '64Mi' } },
});
service(podinfo, 'podinfo', 9898, 'http');

// what loads it: Flagger's load tester, which has `hey`
const tester = new Chart(app, 'loadtester', { namespace: 'test' });
deployment(tester, 'flagger-loadtester', {
  name: 'loadtester',
  image: 'ghcr.io/fluxcd/flagger-loadtester:0.34.0',
  command: ['./loadtester', '-port=8080', '-log-level=info', '-timeout=1h'],
  ports: [{ name: 'http', containerPort: 8080 }],
  resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '1', memory: '512Mi' } },
});
service(tester, 'flagger-loadtester', 80, 'http');

// all three options of ASM's page in one autoscaler: the metric that asks for most pods wins
const autoscaler = new MeshAutoscaler(podinfo, 'podinfo-autoscaler', {
  name: 'podinfo',
  target: ScaleTarget.of(workload),
  minReplicas: 1,
  maxReplicas: 5,
  metrics: [
    MeshMetric.requestRate({ perPod: 10 }),
    MeshMetric.averageLatency({ target: Duration.millis(50) }),
    MeshMetric.latencyPercentile({ percentile: 95, target: Duration.millis(100) }),
  ],
  adapter: MetricsAdapter.kubeMetricsAdapter({ prometheus: 'http://prometheus.istio-system.svc:9090', interval: Duration.seconds(15) }),
  behavior: ScalingBehaviors.fastUpSlowDown(),
});

process.stderr.write(['install the adapter:', ...autoscaler.installCommands, 'see whether metrics arrive:', ...autoscaler.verifyCommands].join('\n  ').concat('\n'));

app.synth();
