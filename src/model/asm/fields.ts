import { KERNEL_PARAMETERS } from './kernel-parameters';
import { COMPRESSION_LEVELS, COMPRESSION_STRATEGIES } from '../gzip';
import type { Shape } from '../shape';

/*
 * The IstioGateway's spec: what fromYaml reads, what rules judge and what an entry of `overrides` may hold. Which fields ASM documents for
 * overrides is in the table of versions (`overrideFields`).
 *
 * Source of every row: aliyun/alibabacloud-servicemesh-api, alibabacloudservicemesh/v1/istiogateway_types.go; the Kubernetes types inside are
 * those of k8s.io/api core/v1. A field that is not here is not in the type, and ASM would drop it.
 */

const TEXTS: Shape = { mapOf: 'text' };
const QUANTITIES: Shape = { mapOf: 'whole or text' };
export const RESOURCES: Shape = { keys: { requests: QUANTITIES, limits: QUANTITIES, claims: { list: { keys: { name: 'text' }, required: ['name'] } } } };
const UTILIZATION: Shape = { keys: { targetAverageUtilization: 'whole' } };
const KEY_OF_OBJECT: Shape = { keys: { name: 'text', key: 'text', optional: 'flag' }, required: ['key'] };

const PORTS: Shape = {
  list: {
    keys: { name: 'text', port: 'whole', targetPort: 'whole or text', protocol: 'text', nodePort: 'whole', appProtocol: 'text' },
    required: ['port'],
  },
};

const ENV: Shape = {
  list: {
    keys: {
      name: 'text',
      value: 'text',
      valueFrom: {
        keys: {
          configMapKeyRef: KEY_OF_OBJECT,
          secretKeyRef: KEY_OF_OBJECT,
          fieldRef: { keys: { apiVersion: 'text', fieldPath: 'text' }, required: ['fieldPath'] },
          resourceFieldRef: { keys: { containerName: 'text', divisor: 'whole or text', resource: 'text' }, required: ['resource'] },
        },
      },
    },
    required: ['name'],
  },
};

const REQUIREMENTS: Shape = { list: { keys: { key: 'text', operator: 'text', values: { list: 'text' } }, required: ['key', 'operator'] } };
const LABEL_SELECTOR: Shape = { keys: { matchLabels: TEXTS, matchExpressions: REQUIREMENTS } };
const NODE_TERM: Shape = { keys: { matchExpressions: REQUIREMENTS, matchFields: REQUIREMENTS } };
const POD_TERM: Shape = {
  keys: {
    labelSelector: LABEL_SELECTOR,
    matchLabelKeys: { list: 'text' },
    mismatchLabelKeys: { list: 'text' },
    namespaces: { list: 'text' },
    namespaceSelector: LABEL_SELECTOR,
    topologyKey: 'text',
  },
  required: ['topologyKey'],
};
const POD_AFFINITY: Shape = {
  keys: {
    requiredDuringSchedulingIgnoredDuringExecution: { list: POD_TERM },
    preferredDuringSchedulingIgnoredDuringExecution: {
      list: { keys: { weight: 'whole', podAffinityTerm: POD_TERM }, required: ['weight', 'podAffinityTerm'] },
    },
  },
};
const AFFINITY: Shape = {
  keys: {
    nodeAffinity: {
      keys: {
        requiredDuringSchedulingIgnoredDuringExecution: { keys: { nodeSelectorTerms: { list: NODE_TERM } }, required: ['nodeSelectorTerms'] },
        preferredDuringSchedulingIgnoredDuringExecution: {
          list: { keys: { weight: 'whole', preference: NODE_TERM }, required: ['weight', 'preference'] },
        },
      },
    },
    podAffinity: POD_AFFINITY,
    podAntiAffinity: POD_AFFINITY,
  },
};

export const HANDLER: Shape = {
  keys: {
    exec: { keys: { command: { list: 'text' } } },
    httpGet: {
      keys: {
        host: 'text',
        httpHeaders: { list: { keys: { name: 'text', value: 'text' }, required: ['name', 'value'] } },
        path: 'text',
        port: 'whole or text',
        scheme: 'text',
      },
      required: ['port'],
    },
    sleep: { keys: { seconds: 'whole' }, required: ['seconds'] },
    tcpSocket: { keys: { host: 'text', port: 'whole or text' }, required: ['port'] },
  },
};

/** The fields that every cluster may have of its own. */
export const GATEWAY_FIELDS: Readonly<Record<string, Shape>> = {
  replicaCount: 'whole',
  autoscaleEnabled: 'flag',
  minReplicas: 'whole',
  maxReplicas: 'whole',
  cpu: UTILIZATION,
  memory: UTILIZATION,
  resources: RESOURCES,
  rollingMaxSurge: 'text',
  rollingMaxUnavailable: 'text',
  serviceType: { oneOf: ['ClusterIP', 'NodePort', 'LoadBalancer'] },
  loadBalancerClass: 'text',
  loadBalancerIP: 'text',
  externalTrafficPolicy: { oneOf: ['Cluster', 'Local'] },
  ports: PORTS,
  meshExpansionPorts: PORTS,
  applicationPorts: 'text',
  requestedNetworkView: 'text',
  serviceAnnotations: TEXTS,
  serviceLabels: TEXTS,
  podAnnotations: TEXTS,
  podLabels: TEXTS,
  env: ENV,
  nodeSelector: TEXTS,
  affinity: AFFINITY,
  tolerations: { list: { keys: { key: 'text', operator: 'text', value: 'text', effect: 'text', tolerationSeconds: 'whole' } } },
  configVolumes: { list: { keys: { name: 'text', configMapName: 'text', mountPath: 'text' }, required: ['name', 'configMapName', 'mountPath'] } },
  secretVolumes: { list: { keys: { name: 'text', secretName: 'text', mountPath: 'text' }, required: ['name', 'secretName', 'mountPath'] } },
  hostNetwork: 'flag',
  dnsPolicy: { oneOf: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'] },
  runAsRoot: 'flag',
  kernel: { keys: { enabled: 'flag', parameters: { keys: Object.fromEntries(KERNEL_PARAMETERS.map(({ key }): [string, Shape] => [key, 'text'])) } } },
  compression: {
    keys: {
      enabled: 'flag',
      content_type: { list: 'text' },
      min_content_length: 'whole',
      disable_on_etag_header: 'flag',
      remove_accept_encoding_header: 'flag',
      gzip: {
        keys: {
          memory_level: 'whole',
          compression_level: { oneOf: COMPRESSION_LEVELS },
          compression_strategy: { oneOf: COMPRESSION_STRATEGIES },
          window_bits: 'whole',
          chunk_size: 'whole',
        },
      },
    },
  },
  sds: { keys: { enabled: 'flag', image: 'text', resources: RESOURCES } },
  lifecycle: { keys: { preStop: HANDLER, postStart: HANDLER } },
  readinessProbe: { keys: { failureThreshold: 'whole', periodSeconds: 'whole', successThreshold: 'whole' } },
  autoCreateGatewayYaml: 'flag',
  disableContainerPortExposed: 'flag',
};

/** Fields that stand once, for all clusters. */
export const OWN_FIELDS: Readonly<Record<string, Shape>> = { gatewayType: { oneOf: ['ingress', 'egress'] }, clusterIds: { list: 'text' }, overrides: 'any' };
