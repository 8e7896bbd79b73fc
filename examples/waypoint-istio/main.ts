import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { DisruptionBudget, GatewaySpread, Platform, ShutdownPolicy, Waypoint } from 'cdk8s-istio';

const app = new App();
Platform.istio({ version: '1.30', kubernetesVersion: '1.33', gatewayApiVersion: '1.5' }).applyTo(app);

const mesh = new Chart(app, 'mesh', { namespace: 'shop' });
const waypoint = new Waypoint(mesh, 'waypoint', {
  resources: { requests: { cpu: '1000m' }, limits: { memory: '2Gi' } },
  autoscaling: { minReplicas: 2, maxReplicas: 6, cpuUtilization: 70 },
  spread: GatewaySpread.nodesAndZones(),
  budget: DisruptionBudget.maxUnavailable(1),
  // Istio has no option for drain times: they become an annotation of the pods
  shutdown: ShutdownPolicy.of({
    gracePeriod: Duration.seconds(120),
    terminationDrain: Duration.seconds(60),
    drain: Duration.seconds(30),
  }),
  proxyConfig: { concurrency: 2, environment: { ISTIO_META_DNS_CAPTURE: 'true' } },
  // what no prop says, as YAML; it is judged after it is merged
  overlays: { deployment: 'spec:\n  # a year of rollbacks is enough\n  revisionHistoryLimit: 3\n' },
});

waypoint.useNamespace('shop');

// A Service of another namespace: the waypoint lets that namespace in by itself.
const web = new Chart(app, 'web', { namespace: 'web' });
const service = new ApiObject(web, 'service', {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] },
});
waypoint.use(service);

app.synth();
