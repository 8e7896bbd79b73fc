import { Duration } from 'cdk8s';
import { MeshMetric, MetricsAdapter } from '../../../src/autoscaling';
import { GatewayDnsPolicy, GatewayServiceType, GatewayTrafficPolicy, GatewayType, type IstioGatewayProps } from '../../../src/gateway';
import { AllowedNamespaces, DisruptionBudget, GatewaySpread, LoadBalancer, RolloutPolicy, ShutdownPolicy, AddressType } from '../../../src/presets';

/** What becomes of a prop: a value in the object as it will run, a refusal, or nothing, with the reason. */
export type Outcome =
  | readonly [kind: string, pointer: string, value: unknown]
  | { readonly refused: string }
  | { readonly nothing: string };

export interface PropRow {
  readonly props: IstioGatewayProps;
  /** The revision of the control plane that runs. */
  readonly revision?: string;
  readonly injected: Outcome | readonly Outcome[];
  /** As `injected` where it is left out. */
  readonly managed?: Outcome | readonly Outcome[];
}

const PROMETHEUS_ADAPTER = MetricsAdapter.prometheusAdapter({ prometheus: 'http://prometheus:9090' });
const POD = '/spec/template/spec';
/** The proxy is the first container in both. */
const PROXY = `${POD}/containers/0`;
const SPREAD_LABEL = { INJECTED: 'istio-web', MANAGED: 'web' };
const REQUESTS = { requests: { cpu: '100m', memory: '128Mi' } };

const pod = (field: string, value: unknown): Outcome => ['Deployment', `${POD}/${field}`, value];
const proxy = (field: string, value: unknown): Outcome => ['Deployment', `${PROXY}/${field}`, value];
const service = (field: string, value: unknown): Outcome => ['Service', `/spec/${field}`, value];
/** An item of a list, wherever it stands. */
export const item = (value: unknown): { readonly itemLike: unknown } => ({ itemLike: value });

/** Every field of the resource, every addition, and what names a gateway. */
export const PROP_ROWS: Readonly<Record<string, PropRow>> = {
  name: { props: { name: 'edge' }, injected: ['Deployment', '/metadata/name', 'istio-edge'], managed: ['Deployment', '/metadata/name', 'edge-istio'] },
  namespace: { props: { namespace: 'other' }, injected: ['Service', '/metadata/namespace', 'other'] },
  labels: { props: { labels: { team: 'edge' } }, injected: ['Service', '/metadata/labels/team', 'edge'] },
  annotations: { props: { annotations: { 'example.com/owner': 'edge' } }, injected: ['Deployment', '/metadata/annotations/example.com~1owner', 'edge'] },
  gatewayType: { props: { gatewayType: GatewayType.EGRESS }, injected: service('type', 'ClusterIP') },

  // ---- how many pods
  replicaCount: { props: { replicaCount: 3 }, injected: ['Deployment', '/spec/replicas', 3] },
  autoscaleEnabled: {
    props: { autoscaleEnabled: false, minReplicas: 2, maxReplicas: 4, replicaCount: 2 },
    injected: [['Deployment', '/spec/replicas', 2], ['HorizontalPodAutoscaler', '', undefined]],
  },
  minReplicas: { props: { minReplicas: 2, maxReplicas: 4, resources: REQUESTS }, injected: ['HorizontalPodAutoscaler', '/spec/minReplicas', 2] },
  maxReplicas: { props: { minReplicas: 2, maxReplicas: 4, resources: REQUESTS }, injected: ['HorizontalPodAutoscaler', '/spec/maxReplicas', 4] },
  cpu: {
    props: { minReplicas: 2, maxReplicas: 4, cpu: { targetAverageUtilization: 70 }, resources: REQUESTS },
    injected: ['HorizontalPodAutoscaler', '/spec/metrics', [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }]],
  },
  memory: {
    props: { minReplicas: 2, maxReplicas: 4, memory: { targetAverageUtilization: 60 }, resources: REQUESTS },
    injected: ['HorizontalPodAutoscaler', '/spec/metrics/0/resource', { name: 'memory', target: { type: 'Utilization', averageUtilization: 60 } }],
  },
  metrics: {
    props: { minReplicas: 2, maxReplicas: 4, metrics: [{ type: 'External', external: { metric: { name: 'rps' }, target: { type: 'Value', value: '10' } } }] },
    injected: ['HorizontalPodAutoscaler', '/spec/metrics/0/external/metric/name', 'rps'],
  },
  meshMetrics: {
    props: { minReplicas: 2, maxReplicas: 4, meshMetrics: [MeshMetric.requestRate({ perPod: 100 })], metricsAdapter: PROMETHEUS_ADAPTER },
    injected: ['HorizontalPodAutoscaler', '/spec/metrics/0/external/target', { type: 'AverageValue', averageValue: '100' }],
  },
  metricsAdapter: {
    props: { minReplicas: 2, maxReplicas: 4, meshMetrics: [MeshMetric.cpuUtilization(70)], metricsAdapter: PROMETHEUS_ADAPTER, resources: REQUESTS },
    injected: ['HorizontalPodAutoscaler', '/spec/metrics/0/resource', { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } }],
  },
  scalingBehavior: {
    props: { minReplicas: 2, maxReplicas: 4, resources: REQUESTS, scalingBehavior: { scaleDown: { stabilizationWindow: Duration.minutes(10) } } },
    injected: ['HorizontalPodAutoscaler', '/spec/behavior/scaleDown/stabilizationWindowSeconds', 600],
  },
  budget: { props: { budget: DisruptionBudget.maxUnavailable(1) }, injected: ['PodDisruptionBudget', '/spec/maxUnavailable', 1] },
  daemonSet: { props: { daemonSet: true }, injected: ['DaemonSet', `${PROXY}/name`, 'istio-proxy'] },

  // ---- how they are replaced and stopped
  rollingMaxSurge: { props: { rollingMaxSurge: '100%', rollingMaxUnavailable: '0' }, injected: ['Deployment', '/spec/strategy/rollingUpdate/maxSurge', '100%'] },
  rollingMaxUnavailable: {
    props: { rollingMaxUnavailable: '1' },
    injected: ['Deployment', '/spec/strategy', { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } }],
  },
  rollout: { props: { rollout: RolloutPolicy.surge(2, 0) }, injected: ['Deployment', '/spec/strategy/rollingUpdate', { maxSurge: 2, maxUnavailable: 0 }] },
  minReadySeconds: { props: { minReadySeconds: 10 }, injected: ['Deployment', '/spec/minReadySeconds', 10] },
  shutdown: {
    props: {
      shutdown: ShutdownPolicy.of({ gracePeriod: Duration.seconds(75), terminationDrain: Duration.seconds(45), drain: Duration.seconds(30) }),
    },
    injected: [
      pod('terminationGracePeriodSeconds', 75),
      ['Deployment', '/spec/template/metadata/annotations/proxy.istio.io~1config', 'drainDuration: 30s\nterminationDrainDuration: 45s\n'],
    ],
  },
  lifecycle: { props: { lifecycle: { preStop: { sleep: { seconds: 5 } } } }, injected: proxy('lifecycle', { preStop: { sleep: { seconds: 5 } } }) },
  readinessProbe: {
    props: { readinessProbe: { periodSeconds: 3, failureThreshold: 10 } },
    injected: [
      proxy('readinessProbe/periodSeconds', 3), proxy('readinessProbe/failureThreshold', 10),
      proxy('readinessProbe/httpGet/path', '/healthz/ready'), proxy('readinessProbe/timeoutSeconds', 3),
    ],
    managed: [proxy('readinessProbe/periodSeconds', 3), proxy('readinessProbe/failureThreshold', 10), proxy('readinessProbe/httpGet/path', '/healthz/ready')],
  },

  // ---- the proxy's container
  resources: { props: { resources: { requests: { cpu: '2' }, limits: { memory: '2Gi' } } }, injected: proxy('resources', { requests: { cpu: '2' }, limits: { memory: '2Gi' } }) },
  env: { props: { env: [{ name: 'A', value: 'b' }] }, injected: proxy('env', item({ name: 'A', value: 'b' })) },
  envFrom: { props: { envFrom: [{ configMapRef: { name: 'more' } }] }, injected: proxy('envFrom', [{ configMapRef: { name: 'more' } }]) },
  volumeMounts: {
    props: { volumes: [{ name: 'lua', configMap: { name: 'lua' } }], volumeMounts: [{ name: 'lua', mountPath: '/lua' }] },
    injected: proxy('volumeMounts', item({ name: 'lua', mountPath: '/lua' })),
  },
  securityContext: { props: { securityContext: { runAsUser: 5000 } }, injected: proxy('securityContext/runAsUser', 5000) },
  imagePullPolicy: { props: { imagePullPolicy: 'Always' }, injected: proxy('imagePullPolicy', 'Always') },
  runAsRoot: { props: { runAsRoot: true }, injected: [proxy('securityContext/runAsUser', 0), proxy('securityContext/runAsNonRoot', false)] },
  disableContainerPortExposed: {
    props: { disableContainerPortExposed: false },
    injected: proxy('ports', item({ containerPort: 8080, protocol: 'TCP' })),
  },
  requestedNetworkView: { props: { requestedNetworkView: 'n1' }, injected: proxy('env', item({ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: 'n1' })) },

  // ---- the pod
  podLabels: { props: { podLabels: { tier: 'edge' } }, injected: ['Deployment', '/spec/template/metadata/labels/tier', 'edge'] },
  podAnnotations: { props: { podAnnotations: { 'example.com/a': 'b' } }, injected: ['Deployment', '/spec/template/metadata/annotations/example.com~1a', 'b'] },
  nodeSelector: { props: { nodeSelector: { pool: 'edge' } }, injected: pod('nodeSelector', { pool: 'edge' }) },
  affinity: { props: { affinity: { nodeAffinity: {} } }, injected: pod('affinity', { nodeAffinity: {} }) },
  tolerations: { props: { tolerations: [{ operator: 'Exists' }] }, injected: pod('tolerations', [{ operator: 'Exists' }]) },
  spread: {
    props: { spread: GatewaySpread.nodes({ required: true }) },
    injected: spreadTerm('app', SPREAD_LABEL.INJECTED),
    managed: spreadTerm('gateway.networking.k8s.io/gateway-name', SPREAD_LABEL.MANAGED),
  },
  topologySpreadConstraints: {
    props: { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] },
    injected: pod('topologySpreadConstraints/0/topologyKey', 'zone'),
  },
  priorityClassName: { props: { priorityClassName: 'high' }, injected: pod('priorityClassName', 'high') },
  configVolumes: {
    props: { configVolumes: [{ name: 'lua', configMapName: 'lua-libs', mountPath: '/var/lib/lua' }] },
    injected: [pod('volumes', item({ name: 'lua', configMap: { name: 'lua-libs' } })), proxy('volumeMounts', item({ name: 'lua', mountPath: '/var/lib/lua', readOnly: true }))],
  },
  secretVolumes: {
    props: { secretVolumes: [{ name: 'certs', secretName: 'web-certs', mountPath: '/etc/certs' }] },
    injected: pod('volumes', item({ name: 'certs', secret: { secretName: 'web-certs' } })),
  },
  volumes: { props: { volumes: [{ name: 'tmp', emptyDir: {} }] }, injected: pod('volumes', item({ name: 'tmp', emptyDir: {} })) },
  hostNetwork: {
    props: { hostNetwork: true },
    injected: { refused: "'hostNetwork' keeps the injector away from the pods, got true; leave it out, or use the rendering MANAGED" },
    managed: [pod('hostNetwork', true), pod('securityContext/sysctls', undefined)],
  },
  hostAliases: { props: { hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }] }, injected: pod('hostAliases', [{ ip: '10.0.0.1', hostnames: ['a'] }]) },
  dnsPolicy: { props: { dnsPolicy: GatewayDnsPolicy.DEFAULT }, injected: pod('dnsPolicy', 'Default') },
  dnsConfig: { props: { dnsConfig: { searches: ['a.example'] } }, injected: pod('dnsConfig', { searches: ['a.example'] }) },
  imagePullSecrets: { props: { imagePullSecrets: ['registry'] }, injected: pod('imagePullSecrets', [{ name: 'registry' }]) },
  podSecurityContext: { props: { podSecurityContext: { fsGroup: 7 } }, injected: [pod('securityContext/fsGroup', 7), pod('securityContext/sysctls/0/name', 'net.ipv4.ip_unprivileged_port_start')] },
  initContainers: { props: { initContainers: [{ name: 'wait', image: 'busybox' }] }, injected: pod('initContainers', item({ name: 'wait', image: 'busybox' })) },
  extraContainers: { props: { extraContainers: [{ name: 'logs', image: 'busybox' }] }, injected: pod('containers', item({ name: 'logs', image: 'busybox' })) },
  kernel: {
    props: { kernel: { enabled: true, parameters: { netIpv4TcpFinTimeout: '20' } } },
    injected: { refused: "'kernel' needs 'kernelInitImage' with injection, got none" },
    managed: pod('securityContext/sysctls', [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }, { name: 'net.ipv4.tcp_fin_timeout', value: '20' }]),
  },
  kernelInitImage: {
    props: { kernel: { enabled: true, parameters: { netIpv4TcpFinTimeout: '20' } }, kernelInitImage: 'busybox:1.37' },
    injected: [pod('initContainers/0/image', 'busybox:1.37'), pod('initContainers/0/command', ['sysctl', '-w', 'net.ipv4.tcp_fin_timeout=20'])],
    managed: { nothing: 'sysctls of the pod do it' },
  },
  revision: {
    props: { revision: 'canary' },
    revision: 'canary',
    injected: ['Deployment', '/spec/template/metadata/labels/istio.io~1rev', 'canary'],
    managed: ['Gateway', '/metadata/labels/istio.io~1rev', 'canary'],
  },

  // ---- the Service
  serviceType: { props: { serviceType: GatewayServiceType.NODE_PORT }, injected: service('type', 'NodePort') },
  ports: {
    props: { ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080 }] },
    injected: service('ports', [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30080 }]),
    managed: service('ports', item({ name: 'http', port: 80, protocol: 'TCP', appProtocol: 'http', targetPort: 8080, nodePort: 30080 })),
  },
  meshExpansionPorts: { props: { meshExpansionPorts: [{ name: 'tcp-dns', port: 5353 }] }, injected: ['Service', '/spec/ports', item({ name: 'tcp-dns', port: 5353 })] },
  applicationPorts: { props: { applicationPorts: '80' }, injected: { refused: "'applicationPorts' is ASM's own" } },
  serviceAnnotations: { props: { serviceAnnotations: { 'example.com/lb': 'x' } }, injected: ['Service', '/metadata/annotations/example.com~1lb', 'x'] },
  serviceLabels: { props: { serviceLabels: { lb: 'x' } }, injected: ['Service', '/metadata/labels/lb', 'x'] },
  loadBalancer: {
    props: { loadBalancer: LoadBalancer.alibabaClassic({ addressType: AddressType.INTRANET }) },
    injected: ['Service', '/metadata/annotations/service.beta.kubernetes.io~1alibaba-cloud-loadbalancer-address-type', 'intranet'],
  },
  loadBalancerClass: { props: { loadBalancerClass: 'example.com/lb' }, injected: service('loadBalancerClass', 'example.com/lb') },
  loadBalancerIP: { props: { loadBalancerIP: '10.1.1.1' }, injected: service('loadBalancerIP', '10.1.1.1') },
  loadBalancerSourceRanges: { props: { loadBalancerSourceRanges: ['10.0.0.0/8'] }, injected: service('loadBalancerSourceRanges', ['10.0.0.0/8']) },
  allocateLoadBalancerNodePorts: { props: { allocateLoadBalancerNodePorts: false }, injected: service('allocateLoadBalancerNodePorts', false) },
  externalTrafficPolicy: { props: { externalTrafficPolicy: GatewayTrafficPolicy.LOCAL }, injected: service('externalTrafficPolicy', 'Local') },
  internalTrafficPolicy: { props: { internalTrafficPolicy: 'Local' }, injected: service('internalTrafficPolicy', 'Local') },
  healthCheckNodePort: {
    props: { healthCheckNodePort: 31000, externalTrafficPolicy: GatewayTrafficPolicy.LOCAL },
    injected: service('healthCheckNodePort', 31000),
  },
  clusterIP: { props: { clusterIP: '10.2.2.2' }, injected: service('clusterIP', '10.2.2.2') },
  externalIPs: { props: { externalIPs: ['192.0.2.1'] }, injected: service('externalIPs', ['192.0.2.1']) },
  ipFamilies: { props: { ipFamilies: ['IPv6'] }, injected: service('ipFamilies', ['IPv6']) },
  ipFamilyPolicy: { props: { ipFamilyPolicy: 'SingleStack' }, injected: service('ipFamilyPolicy', 'SingleStack') },
  serviceSelectorLabels: { props: { serviceSelectorLabels: { lane: 'a' }, podLabels: { lane: 'a' } }, injected: service('selector/lane', 'a') },

  // ---- around it
  serviceAccountName: {
    props: { serviceAccountName: 'edge' },
    injected: [['ServiceAccount', '/metadata/name', 'edge'], pod('serviceAccountName', 'edge'), ['RoleBinding', '/subjects/0/name', 'edge']],
    managed: [['ServiceAccount', '/metadata/name', 'edge'], pod('serviceAccountName', 'edge')],
  },
  createServiceAccount: {
    props: { createServiceAccount: false, serviceAccountName: 'edge' },
    injected: ['ServiceAccount', '', undefined],
    managed: { nothing: 'istiod leaves an account alone that it did not make (deploymentcontroller.go canManage)' },
  },
  serviceAccountAnnotations: { props: { serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn' } }, injected: ['ServiceAccount', '/metadata/annotations/eks.amazonaws.com~1role-arn', 'arn'] },
  rbac: {
    props: { rbac: false },
    injected: [['Role', '', undefined], ['RoleBinding', '', undefined]],
    managed: { nothing: 'istiod reads the certificates that a Gateway of the Gateway API names' },
  },
  networkGateway: {
    props: { networkGateway: 'n1', ports: undefined },
    injected: [
      ['Service', '/metadata/labels/topology.istio.io~1network', 'n1'], ['Service', '/spec/ports/1/port', 15443],
      ['Deployment', '/spec/template/metadata/labels/topology.istio.io~1network', 'n1'], proxy('env', item({ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: 'n1' })),
    ],
    managed: [
      ['Service', '/metadata/labels/topology.istio.io~1network', 'n1'], proxy('env', item({ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: 'n1' })),
      ['Gateway', '/spec/listeners/0', {
        name: 'tls',
        hostname: '*.local',
        port: 15443,
        protocol: 'TLS',
        tls: { mode: 'Passthrough', options: { 'gateway.istio.io/listener-protocol': 'auto-passthrough' } },
      }],
    ],
  },
  listenerCertificates: {
    props: { ports: [{ name: 'https', port: 443 }, { name: 'tls-db', port: 5432 }], listenerCertificates: { 'https': 'edge-cert', 'tls-db': 'db-cert' }, autoCreateGatewayYaml: true },
    injected: ['Gateway', '/spec/servers', [
      { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['*'], tls: { mode: 'SIMPLE', credentialName: 'edge-cert' } },
      { port: { number: 5432, name: 'tls-db', protocol: 'TLS' }, hosts: ['*'], tls: { mode: 'SIMPLE', credentialName: 'db-cert' } },
    ]],
    managed: ['Gateway', '/spec/listeners', [
      { name: 'https', port: 443, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [{ name: 'edge-cert' }] } },
      { name: 'tls-db', port: 5432, protocol: 'TLS', tls: { mode: 'Terminate', certificateRefs: [{ name: 'db-cert' }] } },
    ]],
  },
  allowedRoutes: {
    props: { ports: [{ name: 'http2', port: 80 }], allowedRoutes: AllowedNamespaces.all() },
    injected: { refused: 'is for the listeners of a Gateway of the Gateway API' },
    managed: ['Gateway', '/spec/listeners/0/allowedRoutes', { namespaces: { from: 'All' } }],
  },
  listenerAllowedRoutes: {
    props: { ports: [{ name: 'http2', port: 80 }], listenerAllowedRoutes: { http2: AllowedNamespaces.labelled({ edge: 'yes' }) } },
    injected: { refused: 'is for the listeners of a Gateway of the Gateway API' },
    managed: ['Gateway', '/spec/listeners/0/allowedRoutes', { namespaces: { from: 'Selector', selector: { matchLabels: { edge: 'yes' } } } }],
  },
  networkPolicy: { props: { networkPolicy: true }, injected: ['NetworkPolicy', '/spec/ingress/0/ports', item({ protocol: 'TCP', port: 8443 })] },
  compression: {
    props: { compression: { enabled: true, minContentLength: 100, gzip: { memoryLevel: 9 } } },
    injected: ['EnvoyFilter', '/spec/configPatches/0/patch/value/typed_config/compressor_library/typed_config/memory_level', 9],
  },
  autoCreateGatewayYaml: {
    props: { autoCreateGatewayYaml: true },
    injected: ['Gateway', '/spec/servers/0', { port: { number: 80, name: 'http2', protocol: 'HTTP' }, hosts: ['*'] }],
    managed: { nothing: 'the Gateway of the Gateway API is there anyway, with a listener a port' },
  },
  sds: { props: { sds: { enabled: true } }, injected: { nothing: 'current proxies fetch their certificates themselves' } },
};

function spreadTerm(key: string, value: string): Outcome {
  return pod('affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/0/labelSelector/matchExpressions/0', { key, operator: 'In', values: [value] });
}
