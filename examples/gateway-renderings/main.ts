import { App, Chart, Duration } from 'cdk8s';
import {
  DisruptionBudget, GatewayRendering, GatewayServiceType, GatewaySpread, GatewayTrafficPolicy, GatewayType, IstioGateway, IstioGatewayProps,
  MeshMetric, MetricsAdapter, Platform, RolloutPolicy, ShutdownPolicy,
} from 'cdk8s-istio';

const app = new App();

// An ingress gateway that scales and is spread, and an egress gateway with one pod.
const INGRESS: IstioGatewayProps = {
  name: 'ingressgateway',
  namespace: 'istio-system',
  ports: [
    { name: 'status-port', port: 15021 },
    { name: 'http2', port: 80 },
    // TLS that passes through: for HTTPS a managed gateway would also need a certificate, in listenerCertificates
    { name: 'tls', port: 443 },
  ],
  minReplicas: 2,
  maxReplicas: 4,
  cpu: { targetAverageUtilization: 80 },
  // requests per second, by the counts of the gateway's own proxies; on ASM the autoscaler then stands beside the resource
  meshMetrics: [MeshMetric.requestRate({ perPod: 200 })],
  metricsAdapter: MetricsAdapter.kubeMetricsAdapter({ prometheus: 'http://prometheus.istio-system.svc:9090' }),
  resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '2G' } },
  serviceType: GatewayServiceType.LOAD_BALANCER,
  externalTrafficPolicy: GatewayTrafficPolicy.LOCAL,
  spread: GatewaySpread.nodesAndZones(),
  rollout: RolloutPolicy.outBeforeIn('100%'),
  budget: DisruptionBudget.maxUnavailable(1),
  // within the 30 seconds that ASM gives the pods of a gateway, so that every rendering can hold it
  shutdown: ShutdownPolicy.of({ gracePeriod: Duration.seconds(30), terminationDrain: Duration.seconds(25), drain: Duration.seconds(20) }),
};
const EGRESS: IstioGatewayProps = {
  name: 'egressgateway',
  namespace: 'istio-system',
  gatewayType: GatewayType.EGRESS,
  ports: [{ name: 'http-0', port: 80 }, { name: 'tls-1', port: 443 }],
  replicaCount: 1,
  resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '4G' } },
  rollout: RolloutPolicy.surge('25%', '25%'),
  serviceType: GatewayServiceType.CLUSTER_IP,
  podLabels: { 'security.istio.io/tlsMode': 'istio' },
  shutdown: INGRESS.shutdown,
};

// One spec, three ways to write it down: the platform of the scope and `rendering` choose.
const asm = new Chart(app, 'asm');
Platform.asm({ version: '1.26', kubernetesVersion: '1.33' }).applyTo(asm);
new IstioGateway(asm, 'ingress', { ...INGRESS, clusterIds: ['c954ee9df88f64f229591f0ea4c61f2d3'] });
new IstioGateway(asm, 'egress', { ...EGRESS, clusterIds: ['c954ee9df88f64f229591f0ea4c61f2d3'] });

for (const rendering of [GatewayRendering.INJECTED, GatewayRendering.MANAGED]) {
  const istio = new Chart(app, rendering.toLowerCase());
  Platform.istio({ version: '1.30', kubernetesVersion: '1.33', gatewayApiVersion: '1.5' }).applyTo(istio);
  new IstioGateway(istio, 'ingress', { ...INGRESS, rendering });
  new IstioGateway(istio, 'egress', { ...EGRESS, rendering });
}

app.synth();
