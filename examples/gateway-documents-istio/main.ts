import { App, Chart } from 'cdk8s';
import {
  AddressType, GatewayDnsPolicy, GatewayRendering, GatewayServiceType, GatewaySpread, GatewayTrafficPolicy, GatewayType, IstioGateway,
  IstioGatewayProps, LoadBalancer, Platform, RolloutPolicy,
} from 'cdk8s-istio';

const app = new App();
Platform.istio({ version: '1.30', kubernetesVersion: '1.33', gatewayApiVersion: '1.5' }).applyTo(app);

const SMALL = 'c8a4b27f1c5d4e0f9b6a3d2e1f0c9b8a7';
const LARGE = 'c9f3e76b5a4d3c2b1a0f9e8d7c6b5a493';
const SPEC = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-spec';
const PORTS = [
  { name: 'status-port', port: 15021, targetPort: 15021 },
  { name: 'http2', port: 80, targetPort: 80 },
  { name: 'https', port: 443, targetPort: 443 },
  { name: 'tls', port: 15443, targetPort: 15443 },
];
const RESOURCES = { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '2G' } };

// What the three gateways of the page on availability share.
const AVAILABLE: IstioGatewayProps = {
  ports: PORTS,
  minReplicas: 2,
  maxReplicas: 4,
  cpu: { targetAverageUtilization: 80 },
  resources: RESOURCES,
  serviceType: GatewayServiceType.LOAD_BALANCER,
  externalTrafficPolicy: GatewayTrafficPolicy.LOCAL,
  rollout: RolloutPolicy.doubleThenReplace(),
};

const GATEWAYS: Record<string, IstioGatewayProps> = {
  // document 001, as its second cluster has it
  ingress: {
    ...AVAILABLE,
    name: 'myexample-customingressgateway',
    minReplicas: 1,
    spread: GatewaySpread.nodes(),
    env: [{ name: 'envname1', value: 'envvalue1' }],
    podLabels: { key1: 'value1' },
    podAnnotations: { podAnnotationsKey1: 'podAnnotationsValue1' },
    loadBalancer: LoadBalancer.alibabaClassic({ addressType: AddressType.INTERNET }),
    serviceLabels: { serviceLabelKey1: 'serviceLabelValue1' },
    clusterIds: [SMALL, LARGE],
    cluster: LARGE,
    overrides: {
      [SMALL]: { serviceAnnotations: { [SPEC]: 'slb.s1.small' } },
      [LARGE]: {
        minReplicas: 2,
        resources: { requests: { cpu: '400m', memory: '512Mi' }, limits: { cpu: '4', memory: '4G' } },
        serviceAnnotations: { [SPEC]: 'slb.s2.small' },
      },
    },
  },
  egress: {
    name: 'egressgateway',
    gatewayType: GatewayType.EGRESS,
    ports: [{ name: 'http-0', port: 80, protocol: 'HTTP', targetPort: 80 }, { name: 'https-1', port: 443, protocol: 'HTTPS', targetPort: 443 }],
    replicaCount: 1,
    resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '4G' } },
    rollout: RolloutPolicy.surge('25%', '25%'),
    serviceType: GatewayServiceType.CLUSTER_IP,
    podLabels: { 'security.istio.io/tlsMode': 'istio' },
    dnsPolicy: GatewayDnsPolicy.CLUSTER_FIRST,
    runAsRoot: true,
  },
  // document 004
  nodes: { ...AVAILABLE, name: 'ingressgateway-nodes', spread: GatewaySpread.nodes() },
  zones: { ...AVAILABLE, name: 'ingressgateway-zones', spread: GatewaySpread.zones() },
  eci: { ...AVAILABLE, name: 'ingressgateway', spread: GatewaySpread.eci({ vSwitches: ['vsw-bp1b07j0miob3khtn7f2a', 'vsw-bp12b85hh323se8ft5c1d'] }) },
};

const injected = new Chart(app, 'injected', { namespace: 'istio-system' });
for (const [id, props] of Object.entries(GATEWAYS)) { new IstioGateway(injected, id, props); }

// A listener for HTTPS names its certificate; which one is in no document.
const CERTIFICATES: Record<string, IstioGatewayProps> = { egress: { listenerCertificates: { 'https-1': 'egress-certificate' } } };
const managed = new Chart(app, 'managed', { namespace: 'istio-system' });
for (const [id, props] of Object.entries(GATEWAYS)) {
  const certificates = CERTIFICATES[id] ?? { listenerCertificates: { https: 'ingress-certificate' } };
  new IstioGateway(managed, id, { ...props, ...certificates, rendering: GatewayRendering.MANAGED });
}

app.synth();
