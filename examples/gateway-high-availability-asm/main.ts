import { App, Chart } from 'cdk8s';
import {
  ClusterKind, GatewayServiceType, GatewaySpread, GatewayTrafficPolicy, IstioGateway, IstioGatewayChart, IstioGatewayProps, Platform, RolloutPolicy,
} from 'cdk8s-istio';

const app = new App();
Platform.asm({ version: '1.26', kubernetesVersion: '1.33', clusterKind: ClusterKind.ACK }).applyTo(app);

const GATEWAY: IstioGatewayProps = {
  clusterIds: ['c954ee9df88f64f229591f0ea4c61f2d3'],
  minReplicas: 2,
  maxReplicas: 4,
  cpu: { targetAverageUtilization: 80 },
  ports: [
    { name: 'status-port', port: 15021, targetPort: 15021 },
    { name: 'http2', port: 80, targetPort: 80 },
    { name: 'https', port: 443, targetPort: 443 },
    { name: 'tls', port: 15443, targetPort: 15443 },
  ],
  resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '2G' } },
  serviceType: GatewayServiceType.LOAD_BALANCER,
  externalTrafficPolicy: GatewayTrafficPolicy.LOCAL,
  rollout: RolloutPolicy.doubleThenReplace(),
};

// One pod a node, where there are nodes enough.
new IstioGatewayChart(app, 'nodes', { ...GATEWAY, name: 'ingressgateway-1', spread: GatewaySpread.nodes() });

// One pod a zone.
new IstioGatewayChart(app, 'zones', { ...GATEWAY, name: 'ingressgateway-1', spread: GatewaySpread.zones() });

// ACK Serverless has no anti-affinity: there the same choice becomes vSwitches, one a zone.
const serverless = new Chart(app, 'serverless');
Platform.asm({ version: '1.26', kubernetesVersion: '1.33', clusterKind: ClusterKind.ACK_SERVERLESS }).applyTo(serverless);
new IstioGateway(serverless, 'gateway', {
  ...GATEWAY,
  name: 'ingressgateway',
  spread: GatewaySpread.zones().orEci({
    vSwitches: [{ zone: 'cn-hangzhou-h', vSwitch: 'vsw-bp1b07j0miob3khtn7f2a' }, { zone: 'cn-hangzhou-i', vSwitch: 'vsw-bp12b85hh323se8ft5c1d' }],
  }),
});

app.synth();
