import { ApiObject, Chart, Duration } from 'cdk8s';
import { DisruptionBudget, GatewaySpread, MeshFacts, MeshFleet, Platform, RolloutPolicy, ShutdownPolicy } from 'cdk8s-istio';

const fleet = new MeshFleet({
  platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }),
  facts: new MeshFacts({ meshConfig: { trustDomain: 'example.com' } }),
  clusters: {
    'eu-1': { zones: ['eu-1a', 'eu-1b'] },
    'eu-2': { zones: ['eu-2a', 'eu-2b', 'eu-2c'] },
    'us-1': { zones: ['us-1a', 'us-1b'], kubernetesVersion: '1.31' },
  },
});

const COMMON = {
  namespace: 'istio-ingress',
  resources: { requests: { cpu: '500m', memory: '512Mi' } },
  spread: GatewaySpread.nodesAndZones(),
  rollout: RolloutPolicy.outBeforeIn(),
  budget: DisruptionBudget.maxUnavailable(1),
  shutdown: ShutdownPolicy.of({ gracePeriod: Duration.seconds(90), terminationDrain: Duration.seconds(60), drain: Duration.seconds(45) }),
};

// The same gateway everywhere; what a cluster needs more of stands in its override.
fleet.addGateway('ingress', {
  ...COMMON,
  minReplicas: 3,
  maxReplicas: 10,
  cpu: { targetAverageUtilization: 70 },
  overrides: {
    'us-1': { minReplicas: 6, maxReplicas: 40, serviceAnnotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'external' } },
  },
});

// A gateway for the traffic between the clusters says which network it leads into, and so is another one in each of them.
for (const cluster of fleet.clusterIds) {
  fleet.addGateway(`eastwest-${cluster}`, { ...COMMON, name: 'eastwest', clusterIds: [cluster], networkGateway: `net-${cluster}`, replicaCount: 2 });
}

// What else belongs into one cluster.
new ApiObject(new Chart(fleet.cluster('eu-2'), 'hosts', { namespace: 'istio-ingress' }), 'gateway', {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'shop' },
  spec: {
    selector: { istio: 'ingress' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example.com'], tls: { httpsRedirect: true } }],
  },
});

fleet.synth();
