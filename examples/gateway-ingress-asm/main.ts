import { App } from 'cdk8s';
import {
  AddressType, GatewayServiceType, GatewaySpread, GatewayTrafficPolicy, GatewayType, IstioGatewayChart, LoadBalancer, Platform, RolloutPolicy,
} from 'cdk8s-istio';

const app = new App();
Platform.asm({ version: '1.26', kubernetesVersion: '1.33' }).applyTo(app);

// Two clusters of one ASM instance; the second one is larger.
const SMALL = 'c8a4b27f1c5d4e0f9b6a3d2e1f0c9b8a7';
const LARGE = 'c9f3e76b5a4d3c2b1a0f9e8d7c6b5a493';

new IstioGatewayChart(app, 'ingress', {
  name: 'myexample-customingressgateway',
  gatewayType: GatewayType.INGRESS,
  clusterIds: [SMALL, LARGE],
  ports: [
    { name: 'status-port', port: 15021, targetPort: 15021 },
    { name: 'http2', port: 80, targetPort: 80 },
    { name: 'https', port: 443, targetPort: 443 },
    { name: 'tls', port: 15443, targetPort: 15443 },
  ],
  minReplicas: 1,
  maxReplicas: 4,
  cpu: { targetAverageUtilization: 80 },
  spread: GatewaySpread.nodes(),
  rollout: RolloutPolicy.doubleThenReplace(),
  resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '2G' } },
  env: [{ name: 'envname1', value: 'envvalue1' }],
  podLabels: { key1: 'value1' },
  podAnnotations: { podAnnotationsKey1: 'podAnnotationsValue1' },
  serviceType: GatewayServiceType.LOAD_BALANCER,
  externalTrafficPolicy: GatewayTrafficPolicy.LOCAL,
  loadBalancer: LoadBalancer.alibabaClassic({ addressType: AddressType.INTERNET }),
  serviceLabels: { serviceLabelKey1: 'serviceLabelValue1' },
  overrides: {
    [SMALL]: {
      resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '2G' } },
      serviceAnnotations: { 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-spec': 'slb.s1.small' },
    },
    [LARGE]: {
      minReplicas: 2,
      resources: { requests: { cpu: '400m', memory: '512Mi' }, limits: { cpu: '4', memory: '4G' } },
      serviceAnnotations: { 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-spec': 'slb.s2.small' },
    },
  },
});

app.synth();
