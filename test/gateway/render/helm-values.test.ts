import { PROP_ROWS } from './prop-rows';
import { write } from './written';
import { GatewayNaming } from '../../../src/gateway';

/** Every value of the istio/gateway chart (istio manifests/charts/gateway/values.yaml at 1.30.3, dnsPolicy … from 1.31 included). */
const VALUES = [
  'name', 'revision', 'replicaCount', 'kind', 'rbac.enabled', 'serviceAccount.create', 'serviceAccount.annotations', 'serviceAccount.name',
  'podAnnotations', 'securityContext', 'containerSecurityContext', 'service.type', 'service.clusterIP', 'service.selectorLabels', 'service.ports',
  'service.annotations', 'service.loadBalancerIP', 'service.loadBalancerSourceRanges', 'service.externalTrafficPolicy', 'service.externalIPs',
  'service.ipFamilyPolicy', 'service.ipFamilies', 'service.allocateLoadBalancerNodePorts', 'service.loadBalancerClass',
  'service.internalTrafficPolicy', 'service.healthCheckNodePort', 'resources', 'autoscaling.enabled', 'autoscaling.minReplicas',
  'autoscaling.maxReplicas', 'autoscaling.targetCPUUtilizationPercentage', 'autoscaling.targetMemoryUtilizationPercentage',
  'autoscaling.autoscaleBehavior', 'env', 'envVarFrom', 'strategy', 'minReadySeconds', 'readinessProbe', 'labels', 'annotations', 'nodeSelector',
  'tolerations', 'topologySpreadConstraints', 'affinity', 'networkGateway', 'networkGatewayPorts', 'imagePullPolicy', 'imagePullSecrets',
  'podDisruptionBudget', 'terminationGracePeriodSeconds', 'volumes', 'volumeMounts', 'initContainers', 'additionalContainers',
  'priorityClassName', 'lifecycle', 'dnsPolicy', 'dnsConfig', 'global.networkPolicy.enabled', 'enabled', 'platform', 'profile',
  'compatibilityVersion', 'defaultRevision', 'pilot', 'runAsRoot', 'unprivilegedPort',
];

/** By which prop it is said here, or why it has none. Each prop is tested in both renderings by props.test.ts. */
const ROWS: Readonly<Record<string, readonly string[] | { readonly none: string }>> = {
  'name': ['name'],
  'revision': ['revision'],
  'replicaCount': ['replicaCount'],
  'kind': ['daemonSet'],
  'rbac.enabled': ['rbac'],
  'serviceAccount.create': ['createServiceAccount'],
  'serviceAccount.annotations': ['serviceAccountAnnotations'],
  'serviceAccount.name': ['serviceAccountName'],
  'podAnnotations': ['podAnnotations'],
  'securityContext': ['podSecurityContext'],
  'containerSecurityContext': ['securityContext'],
  'service.type': ['serviceType'],
  'service.clusterIP': ['clusterIP'],
  'service.selectorLabels': ['serviceSelectorLabels'],
  'service.ports': ['ports'],
  'service.annotations': ['serviceAnnotations', 'loadBalancer'],
  'service.loadBalancerIP': ['loadBalancerIP'],
  'service.loadBalancerSourceRanges': ['loadBalancerSourceRanges'],
  'service.externalTrafficPolicy': ['externalTrafficPolicy'],
  'service.externalIPs': ['externalIPs'],
  'service.ipFamilyPolicy': ['ipFamilyPolicy'],
  'service.ipFamilies': ['ipFamilies'],
  'service.allocateLoadBalancerNodePorts': ['allocateLoadBalancerNodePorts'],
  'service.loadBalancerClass': ['loadBalancerClass'],
  'service.internalTrafficPolicy': ['internalTrafficPolicy'],
  'service.healthCheckNodePort': ['healthCheckNodePort'],
  'resources': ['resources'],
  'autoscaling.enabled': ['autoscaleEnabled'],
  'autoscaling.minReplicas': ['minReplicas'],
  'autoscaling.maxReplicas': ['maxReplicas'],
  'autoscaling.targetCPUUtilizationPercentage': ['cpu'],
  'autoscaling.targetMemoryUtilizationPercentage': ['memory'],
  'autoscaling.autoscaleBehavior': ['scalingBehavior'],
  'env': ['env'],
  'envVarFrom': ['envFrom'],
  'strategy': ['rollout', 'rollingMaxSurge', 'rollingMaxUnavailable'],
  'minReadySeconds': ['minReadySeconds'],
  'readinessProbe': ['readinessProbe'],
  'labels': ['labels', 'podLabels'],
  'annotations': ['annotations'],
  'nodeSelector': ['nodeSelector'],
  'tolerations': ['tolerations'],
  'topologySpreadConstraints': ['topologySpreadConstraints'],
  'affinity': ['affinity', 'spread'],
  'networkGateway': ['networkGateway'],
  'networkGatewayPorts': ['ports'],
  'imagePullPolicy': ['imagePullPolicy'],
  'imagePullSecrets': ['imagePullSecrets'],
  'podDisruptionBudget': ['budget'],
  'terminationGracePeriodSeconds': ['shutdown'],
  'volumes': ['volumes'],
  'volumeMounts': ['volumeMounts'],
  'initContainers': ['initContainers'],
  'additionalContainers': ['extraContainers'],
  'priorityClassName': ['priorityClassName'],
  'lifecycle': ['lifecycle'],
  'dnsPolicy': ['dnsPolicy'],
  'dnsConfig': ['dnsConfig'],
  'global.networkPolicy.enabled': ['networkPolicy'],
  'runAsRoot': ['runAsRoot'],
  'enabled': { none: 'for charts above: a construct is there or not' },
  'platform': { none: 'no template of the chart reads a key that a platform sets' },
  'profile': { none: 'no template of the chart reads a key that a profile sets' },
  'compatibilityVersion': { none: 'no template of the chart reads a key that it sets' },
  'defaultRevision': { none: 'of istiod; no template of the chart reads it' },
  'pilot': { none: 'of istiod; no template of the chart reads it' },
  'unprivilegedPort': { none: 'dead in the chart; the injector sets the sysctl' },
};

test('every value of the chart has a row, and every row a prop that is tested', () => {
  expect(Object.keys(ROWS).sort()).toEqual([...VALUES].sort());
  const props = Object.values(ROWS).flatMap((row) => ('none' in row ? [] : [...row]));
  expect(props.filter((prop) => !(prop in PROP_ROWS))).toEqual([]);
});

describe('a gateway that the chart made, taken over in place', () => {
  // as manifests/charts/gateway/templates at 1.30.3 write it for a release of that name with the chart's default values
  const { emitted, of, proxy } = write({
    ports: undefined,
    minReplicas: 1,
    maxReplicas: 5,
    cpu: { targetAverageUtilization: 80 },
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } },
  }, { naming: GatewayNaming.HELM, id: 'istio-ingressgateway' });

  test('every object of the chart has its name', () => {
    expect(emitted.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual([
      'Deployment istio-ingressgateway', 'HorizontalPodAutoscaler istio-ingressgateway', 'Role istio-ingressgateway', 'RoleBinding istio-ingressgateway', 'Service istio-ingressgateway',
      'ServiceAccount istio-ingressgateway',
    ]);
  });

  test('no field that cannot change is another', () => {
    expect(of('Deployment')).toMatchObject({ spec: { selector: { matchLabels: { app: 'istio-ingressgateway', istio: 'ingressgateway' } } } });
    expect(Object.keys((of('Deployment')!.spec as { selector: { matchLabels: object } }).selector.matchLabels)).toHaveLength(2);
    expect(emitted.find(({ kind }) => kind === 'RoleBinding')).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'istio-ingressgateway' },
    });
    expect(of('Service')!.spec).toEqual({
      type: 'LoadBalancer',
      selector: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
      ports: [
        { name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' },
        { name: 'http2', port: 80, targetPort: 80, protocol: 'TCP' },
        { name: 'https', port: 443, targetPort: 443, protocol: 'TCP' },
      ],
    });
  });

  test('the pods are found by the same labels, and injected', () => {
    expect(proxy.state).toBe('runs');
    expect(emitted.find(({ kind }) => kind === 'Deployment')).toMatchObject({
      spec: {
        template: {
          metadata: { labels: { 'app': 'istio-ingressgateway', 'istio': 'ingressgateway', 'sidecar.istio.io/inject': 'true', 'istio.io/dataplane-mode': 'none' } },
          spec: { serviceAccountName: 'istio-ingressgateway', containers: [{ name: 'istio-proxy', image: 'auto' }] },
        },
      },
    });
  });
});
