import type { KubeObject } from '../../src/model/manifest';

const metadata = { name: 'web', namespace: 'shop', labels: { app: 'web' }, annotations: { note: 'n' } };
const labelSelector = { matchLabels: { app: 'web' } };

/** An injected gateway with about everything that a rule reads. */
export const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    replicas: 2,
    minReadySeconds: 5,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 3,
    selector: labelSelector,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
    template: {
      metadata: { labels: { 'app': 'web', 'istio': 'web', 'sidecar.istio.io/inject': 'true' }, annotations: { 'inject.istio.io/templates': 'gateway' } },
      spec: {
        terminationGracePeriodSeconds: 60,
        dnsPolicy: 'ClusterFirst',
        nodeSelector: { pool: 'edge' },
        tolerations: [{ key: 'edge', operator: 'Equal', value: 'true', effect: 'NoSchedule' }],
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector }],
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 50, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector } }],
          },
        },
        securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
        volumes: [{ name: 'conf', configMap: { name: 'conf' } }, { name: 'tmp', emptyDir: {} }],
        containers: [{
          name: 'istio-proxy',
          image: 'auto',
          env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }],
          ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }, { name: 'https', containerPort: 8443, protocol: 'TCP' }],
          resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2', memory: '1Gi' } },
          lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
          volumeMounts: [{ name: 'conf', mountPath: '/conf' }, { name: 'tmp', mountPath: '/tmp/x' }],
        }],
      },
    },
  },
};

export const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: {
    type: 'LoadBalancer',
    selector: { app: 'web' },
    externalTrafficPolicy: 'Local',
    loadBalancerSourceRanges: ['10.0.0.0/8'],
    ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080, protocol: 'TCP' }, { name: 'https', port: 443, targetPort: 'https', protocol: 'TCP' }],
  },
};

export const AUTOSCALER = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata,
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 6,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: 300, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } },
  },
};

export const BUDGET = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { maxUnavailable: 1, selector: labelSelector } };

export const GATEWAY = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata,
  spec: {
    gatewayClassName: 'istio-waypoint',
    infrastructure: { labels: { zone: 'a' }, annotations: { note: 'n' }, parametersRef: { group: '', kind: 'ConfigMap', name: 'conf' } },
    listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'Same' } } }],
  },
};

export const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { deployment: 'spec: {}\n' } };

/** Objects that the server and every rule of the class `api` accept. */
export const BASES: readonly KubeObject[] = [DEPLOYMENT, SERVICE, AUTOSCALER, BUDGET, GATEWAY, CONFIG_MAP];
