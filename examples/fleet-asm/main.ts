import { ApiObject, Chart } from 'cdk8s';
import {
  AddressType, ClusterKind, DisruptionBudget, GatewaySpread, GatewayTrafficPolicy, IstioGatewayProps, LoadBalancer, MeshFleet, Platform,
  RolloutPolicy,
} from 'cdk8s-istio';

const SMALL = 'c8a4b27f1c5d4e0f9b6a3d2e1f0c9b8a7';
const LARGE = 'c9f3e76b5a4d3c2b1a0f9e8d7c6b5a493';
const SERVERLESS = 'c954ee9df88f64f229591f0ea4c61f2d3';

const fleet = new MeshFleet({
  platform: Platform.asm({ version: '1.26', kubernetesVersion: '1.33' }),
  clusters: {
    [SMALL]: { kind: ClusterKind.ACK },
    [LARGE]: { kind: ClusterKind.ACK },
    [SERVERLESS]: { kind: ClusterKind.ACK_SERVERLESS },
  },
});

const GATEWAY: IstioGatewayProps = {
  ports: [
    { name: 'status-port', port: 15021 },
    { name: 'http2', port: 80 },
    { name: 'https', port: 443 },
  ],
  minReplicas: 2,
  maxReplicas: 4,
  cpu: { targetAverageUtilization: 80 },
  resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '2G' } },
  externalTrafficPolicy: GatewayTrafficPolicy.LOCAL,
  rollout: RolloutPolicy.outBeforeIn(),
  // the resource has no field for it: it goes into each cluster
  budget: DisruptionBudget.maxUnavailable(1),
  loadBalancer: LoadBalancer.alibabaClassic({ addressType: AddressType.INTERNET }),
};

// One resource for both clusters with nodes; the larger one differs.
fleet.addGateway('ingress', {
  ...GATEWAY,
  name: 'ingressgateway',
  clusterIds: [SMALL, LARGE],
  spread: GatewaySpread.nodes(),
  overrides: {
    [LARGE]: {
      minReplicas: 4,
      maxReplicas: 12,
      resources: { requests: { cpu: '400m', memory: '512Mi' }, limits: { cpu: '4', memory: '4G' } },
    },
  },
});

// ACK Serverless spreads by vSwitches, and one resource has one affinity: a resource of its own.
fleet.addGateway('ingress-serverless', {
  ...GATEWAY,
  name: 'ingressgateway-eci',
  clusterIds: [SERVERLESS],
  spread: GatewaySpread.eci({
    vSwitches: [{ zone: 'cn-hangzhou-h', vSwitch: 'vsw-bp1b07j0miob3khtn7f2a' }, { zone: 'cn-hangzhou-i', vSwitch: 'vsw-bp12b85hh323se8ft5c1d' }],
  }),
});

// What else the control plane holds goes beside the gateways.
new ApiObject(new Chart(fleet.mesh, 'hosts', { namespace: 'istio-system' }), 'gateway', {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'shop' },
  spec: {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example.com'], tls: { httpsRedirect: true } }],
  },
});

fleet.synth();
