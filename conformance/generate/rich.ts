import type { KubeObject } from '../../src/model/manifest';

const metadata = { name: 'web', namespace: 'shop', labels: { app: 'web' } };
const labelSelector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['edge'] }] };
const probe = (handler: object): object => ({
  initialDelaySeconds: 1, timeoutSeconds: 2, periodSeconds: 5, successThreshold: 1, failureThreshold: 3, ...handler,
});

/** A pod with about every field that people write. */
const POD = {
  serviceAccountName: 'web',
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  hostname: 'web',
  subdomain: 'web',
  priorityClassName: 'high',
  schedulerName: 'default-scheduler',
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 60,
  shareProcessNamespace: false,
  imagePullSecrets: [{ name: 'registry' }],
  hostAliases: [{ ip: '10.0.0.1', hostnames: ['db.example'] }],
  dnsConfig: { nameservers: ['10.0.0.10'], searches: ['example'], options: [{ name: 'ndots', value: '2' }] },
  readinessGates: [{ conditionType: 'example.com/ready' }],
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', minDomains: 2, nodeAffinityPolicy: 'Honor', nodeTaintsPolicy: 'Ignore', labelSelector },
    { maxSkew: 2, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
  ],
  tolerations: [{ key: 'edge', operator: 'Equal', value: 'true', effect: 'NoExecute', tolerationSeconds: 60 }, { operator: 'Exists' }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['edge'] }, { key: 'gpu', operator: 'DoesNotExist' }, { key: 'cores', operator: 'Gt', values: ['4'] }], matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['a'] }] }],
      },
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 10, preference: { matchExpressions: [{ key: 'zone', operator: 'Exists' }] } }],
    },
    podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'topology.kubernetes.io/zone', namespaces: ['shop'], labelSelector }] },
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 50, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', namespaceSelector: {}, labelSelector } }] },
  },
  securityContext: {
    runAsUser: 1000,
    runAsGroup: 1000,
    runAsNonRoot: true,
    fsGroup: 2000,
    fsGroupChangePolicy: 'OnRootMismatch',
    supplementalGroups: [1],
    seccompProfile: { type: 'RuntimeDefault' },
    supplementalGroupsPolicy: 'Merge',
  },
  volumes: [
    { name: 'conf', configMap: { name: 'conf', defaultMode: 420, optional: true, items: [{ key: 'a', path: 'a/b', mode: 256 }] } },
    { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
    { name: 'secret', secret: { secretName: 'tls', defaultMode: 256 } },
    { name: 'node', hostPath: { path: '/var/log', type: 'Directory' } },
    { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
    { name: 'files', nfs: { server: 'nfs.example', path: '/files' } },
    { name: 'driver', csi: { driver: 'csi.example.com', volumeAttributes: { a: 'b' } } },
    {
      name: 'all',
      projected: {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { path: 'token', audience: 'istio-ca', expirationSeconds: 3600 } }, { configMap: { name: 'conf', items: [{ key: 'a', path: 'a' }] } }, { secret: { name: 'tls' } },
          { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }, { path: 'cpu', resourceFieldRef: { containerName: 'web', resource: 'limits.cpu', divisor: '1m' } }] } },
        ],
      },
    },
  ],
  initContainers: [
    { name: 'init', image: 'init:1', command: ['init'], ports: [{ containerPort: 9000 }] },
    { name: 'side', image: 'side:1', restartPolicy: 'Always', startupProbe: probe({ tcpSocket: { port: 9100 } }) },
  ],
  containers: [
    {
      name: 'web',
      image: 'web:1',
      imagePullPolicy: 'IfNotPresent',
      command: ['web'],
      args: ['--port', '8080'],
      workingDir: '/srv',
      stdin: false,
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'FallbackToLogsOnError',
      env: [
        { name: 'A', value: 'a' }, { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
        { name: 'KEY', valueFrom: { configMapKeyRef: { name: 'conf', key: 'a', optional: true } } }, { name: 'PASS', valueFrom: { secretKeyRef: { name: 'tls', key: 'b' } } },
      ],
      envFrom: [{ prefix: 'C_', configMapRef: { name: 'conf' } }, { secretRef: { name: 'tls', optional: true } }],
      ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP', hostPort: 18080, hostIP: '127.0.0.1' }, { name: 'dns', containerPort: 53, protocol: 'UDP' }],
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2', memory: '1Gi' } },
      readinessProbe: probe({ httpGet: { path: '/ready', port: 'http', scheme: 'HTTP', host: 'a.example', httpHeaders: [{ name: 'X-Probe', value: '1' }] } }),
      livenessProbe: probe({ grpc: { port: 9000, service: 'live' }, terminationGracePeriodSeconds: 10 }),
      startupProbe: probe({ exec: { command: ['true'] } }),
      lifecycle: { postStart: { exec: { command: ['true'] } }, preStop: { sleep: { seconds: 5 } } },
      securityContext: {
        runAsUser: 1001,
        runAsGroup: 1001,
        runAsNonRoot: true,
        privileged: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        procMount: 'Default',
        capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
        seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' },
        appArmorProfile: { type: 'RuntimeDefault' },
        seLinuxOptions: { level: 's0' },
      },
      volumeMounts: [
        { name: 'conf', mountPath: '/conf', readOnly: true, subPath: 'a' }, { name: 'tmp', mountPath: '/tmp' }, { name: 'secret', mountPath: '/secret', readOnly: true, mountPropagation: 'None' },
        { name: 'node', mountPath: '/node', mountPropagation: 'HostToContainer' }, { name: 'all', mountPath: '/all', subPathExpr: '$(A)' },
      ],
      resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
    },
  ],
};

const template = { metadata: { labels: { app: 'web', tier: 'edge' }, annotations: { note: 'n' } }, spec: POD };
const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['edge'] }] };

export const RICH_DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    replicas: 2,
    minReadySeconds: 5,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 3,
    paused: false,
    selector,
    template,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
  },
};

export const RICH_DAEMON_SET = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata,
  spec: {
    minReadySeconds: 5,
    revisionHistoryLimit: 3,
    selector: { matchLabels: { app: 'web' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    template: { metadata: { labels: { app: 'web' } }, spec: { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet', containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80, hostPort: 80 }] }] } },
  },
};

const small = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } };

export const RICH_STATEFUL_SET = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata,
  spec: {
    replicas: 2,
    minReadySeconds: 5,
    revisionHistoryLimit: 3,
    serviceName: 'web',
    podManagementPolicy: 'Parallel',
    ordinals: { start: 1 },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Delete' },
    selector: { matchLabels: { app: 'web' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
    template: small,
    volumeClaimTemplates: [{
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', labels: { app: 'web' } },
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', volumeMode: 'Filesystem', resources: { requests: { storage: '10Gi' } } },
    }],
  },
};

export const RICH_REPLICA_SET = {
  apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec: { replicas: 2, minReadySeconds: 5, selector: { matchLabels: { app: 'web' } }, template: small },
};

export const RICH_JOB = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata,
  spec: {
    parallelism: 2,
    completions: 4,
    completionMode: 'Indexed',
    activeDeadlineSeconds: 600,
    backoffLimit: 3,
    backoffLimitPerIndex: 1,
    maxFailedIndexes: 2,
    ttlSecondsAfterFinished: 60,
    suspend: false,
    podReplacementPolicy: 'Failed',
    podFailurePolicy: {
      rules: [
        { action: 'FailJob', onExitCodes: { containerName: 'web', operator: 'In', values: [1, 42] } },
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      ],
    },
    successPolicy: { rules: [{ succeededCount: 2, succeededIndexes: '0,2-3' }] },
    template: { ...small, spec: { ...small.spec, restartPolicy: 'Never' } },
  },
};

export const RICH_CRON_JOB = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata,
  spec: {
    schedule: '*/5 * * * *',
    timeZone: 'Etc/UTC',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 60,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    suspend: false,
    jobTemplate: { metadata: { labels: { app: 'web' } }, spec: { backoffLimit: 1, template: { ...small, spec: { ...small.spec, restartPolicy: 'OnFailure' } } } },
  },
};

export const RICH_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...metadata, annotations: { note: 'n' } },
  spec: {
    type: 'LoadBalancer',
    selector: { app: 'web' },
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } },
    externalTrafficPolicy: 'Local',
    internalTrafficPolicy: 'Cluster',
    ipFamilyPolicy: 'PreferDualStack',
    ipFamilies: ['IPv4', 'IPv6'],
    allocateLoadBalancerNodePorts: true,
    publishNotReadyAddresses: false,
    loadBalancerClass: 'example.com/lb',
    loadBalancerSourceRanges: ['10.0.0.0/8'],
    externalIPs: ['192.0.2.1'],
    healthCheckNodePort: 31_000,
    trafficDistribution: 'PreferClose',
    ports: [
      { name: 'http', port: 80, targetPort: 'http', nodePort: 30_080, protocol: 'TCP', appProtocol: 'http' }, { name: 'dns', port: 53, targetPort: 5353, protocol: 'UDP' },
    ],
  },
};

export const HEADLESS_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { type: 'ClusterIP', clusterIP: 'None', selector: { app: 'web' }, publishNotReadyAddresses: true, ports: [{ name: 'http', port: 80 }] },
};

export const ADDRESSED_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { clusterIP: '10.1.2.3', clusterIPs: ['10.1.2.3'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', selector: { app: 'web' }, ports: [{ port: 80 }] },
};

export const EXTERNAL_NAME = { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'ExternalName', externalName: 'db.example.com' } };

export const RICH_AUTOSCALER = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata,
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 6,
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      { type: 'ContainerResource', containerResource: { container: 'web', name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } } },
      { type: 'Pods', pods: { metric: { name: 'rps', selector: { matchLabels: { app: 'web' } } }, target: { type: 'AverageValue', averageValue: '10' } } },
      { type: 'Object', object: { describedObject: { apiVersion: 'v1', kind: 'Service', name: 'web' }, metric: { name: 'rps' }, target: { type: 'Value', value: '100' } } },
      { type: 'External', external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '5' } } },
    ],
    behavior: {
      scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }, { type: 'Pods', value: 4, periodSeconds: 15 }] },
      scaleDown: { stabilizationWindowSeconds: 300, selectPolicy: 'Min', policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
    },
  },
};

export const RICH_BUDGET = {
  apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { minAvailable: '50%', unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: labelSelector },
};

export const RICH_GATEWAY = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata,
  spec: {
    gatewayClassName: 'istio',
    addresses: [{ type: 'IPAddress', value: '192.0.2.1' }, { type: 'Hostname', value: 'a.example' }],
    infrastructure: { labels: { team: 'edge' }, annotations: { note: 'n' }, parametersRef: { group: '', kind: 'ConfigMap', name: 'conf' } },
    listeners: [
      { name: 'http', port: 80, protocol: 'HTTP', hostname: '*.example.com', allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { a: 'b' } } }, kinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }] } },
      { name: 'https', port: 443, protocol: 'HTTPS', hostname: 'a.example.com', tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 'tls', namespace: 'shop' }], options: { a: 'b' } } },
      { name: 'tls', port: 8443, protocol: 'TLS', tls: { mode: 'Passthrough' } },
      { name: 'tcp', port: 9000, protocol: 'TCP' },
    ],
  },
};

export const RICH_CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'a.yaml': 'x: 1', 'b_c': '' }, binaryData: { d: 'AAAA' }, immutable: false };

/** Objects with about every field that people write; the server and every rule of the class `api` accept them. */
export const RICH: readonly KubeObject[] = [
  RICH_DEPLOYMENT, RICH_DAEMON_SET, RICH_STATEFUL_SET, RICH_REPLICA_SET, RICH_JOB, RICH_CRON_JOB,
  RICH_SERVICE, HEADLESS_SERVICE, ADDRESSED_SERVICE, EXTERNAL_NAME,
  RICH_AUTOSCALER, RICH_BUDGET, RICH_GATEWAY, RICH_CONFIG_MAP,
];
