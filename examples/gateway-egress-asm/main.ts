import { App } from 'cdk8s';
import { GatewayDnsPolicy, GatewayServiceType, GatewayType, IstioGatewayChart, Platform, RolloutPolicy } from 'cdk8s-istio';

const app = new App();
Platform.asm({ version: '1.26', kubernetesVersion: '1.33' }).applyTo(app);

new IstioGatewayChart(app, 'egressgateway', {
  gatewayType: GatewayType.EGRESS,
  clusterIds: ['c8a4b27f1c5d4e0f9b6a3d2e1f0c9b8a7'],
  ports: [
    // the words of the page; a Service takes TCP, and Istio reads the rest from the names
    { name: 'http-0', port: 80, protocol: 'HTTP', targetPort: 80 },
    { name: 'https-1', port: 443, protocol: 'HTTPS', targetPort: 443 },
  ],
  replicaCount: 1,
  resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '4G' } },
  rollout: RolloutPolicy.surge('25%', '25%'),
  serviceType: GatewayServiceType.CLUSTER_IP,
  podLabels: { 'security.istio.io/tlsMode': 'istio' },
  dnsPolicy: GatewayDnsPolicy.CLUSTER_FIRST,
  hostNetwork: false,
  runAsRoot: true,
  readinessProbe: {},
  autoCreateGatewayYaml: false,
  disableContainerPortExposed: true,
});

app.synth();
