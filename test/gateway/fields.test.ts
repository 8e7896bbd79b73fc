import { resourceOf, rewritten } from './helpers';
import { KERNEL_ROWS } from '../../src/gateway/kernel-rows';
import {
  CompressionLevel, CompressionStrategy, GatewayConfiguration, GatewayDnsPolicy, GatewayServiceType, GatewayTrafficPolicy, GatewayType,
  IstioGatewayApiVersion, IstioGatewayProps, KernelParameters,
} from '../../src/gateway/props';
import { GATEWAY_FIELDS } from '../../src/model/asm/fields';
import { everySchema, ownCrds, ownSchemas, schemaAt } from '../support/own-crds';

interface Row {
  readonly props: IstioGatewayProps;
  /** As the resource has it; the props themselves where it has them under the same names. */
  readonly spec?: object;
}

const RESOURCES = { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '2G' } };
const AFFINITY = {
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['edge'] }] }] } },
};
const parameters = Object.fromEntries(KERNEL_ROWS.map(({ prop, numbers }) => [prop, Array.from({ length: numbers }, () => '1').join(' ')])) as KernelParameters;

/** One row or more for every field of the resource. */
const FIELDS: Readonly<Record<keyof GatewayConfiguration, readonly Row[]>> = {
  replicaCount: [{ props: { replicaCount: 0 } }, { props: { replicaCount: 3 } }],
  autoscaleEnabled: [{ props: { autoscaleEnabled: false } }, { props: { autoscaleEnabled: true, minReplicas: 1, maxReplicas: 2 } }],
  minReplicas: [{ props: { minReplicas: 1, maxReplicas: 1 } }],
  maxReplicas: [{ props: { minReplicas: 2, maxReplicas: 4 } }],
  cpu: [{ props: { minReplicas: 2, maxReplicas: 4, cpu: { targetAverageUtilization: 80 } } }],
  memory: [{ props: { minReplicas: 2, maxReplicas: 4, memory: { targetAverageUtilization: 100 } } }],
  resources: [{ props: { resources: RESOURCES } }],
  rollingMaxSurge: [{ props: { rollingMaxSurge: '100%' } }, { props: { rollingMaxSurge: '1' } }],
  rollingMaxUnavailable: [{ props: { rollingMaxUnavailable: '25%' } }, { props: { rollingMaxUnavailable: '0' } }],
  serviceType: [
    { props: { serviceType: GatewayServiceType.CLUSTER_IP } }, { props: { serviceType: GatewayServiceType.NODE_PORT } },
    { props: { serviceType: GatewayServiceType.LOAD_BALANCER } },
  ],
  loadBalancerClass: [{ props: { loadBalancerClass: 'alibabacloud.com/nlb' } }],
  loadBalancerIP: [{ props: { loadBalancerIP: '192.0.2.1' } }],
  externalTrafficPolicy: [{ props: { externalTrafficPolicy: GatewayTrafficPolicy.LOCAL } }],
  ports: [
    { props: { ports: [{ name: 'http2', port: 80, targetPort: 8080, nodePort: 30080, appProtocol: 'http2', protocol: 'TCP' }] } },
    { props: { ports: [{ port: 80 }] } },
    // ServicePort takes TCP only; Istio reads the rest from the name, or from appProtocol where the name does not say it
    {
      props: { ports: [{ name: 'http-0', port: 80, protocol: 'HTTP' }, { name: 'web', port: 8080, protocol: 'HTTP' }, { name: 'x', port: 443, protocol: 'HTTPS', targetPort: 0 }] },
      spec: {
        ports: [
          { name: 'http-0', port: 80, protocol: 'TCP' },
          { name: 'web', port: 8080, protocol: 'TCP', appProtocol: 'http' },
          { name: 'x', port: 443, protocol: 'TCP', appProtocol: 'https', targetPort: 443 },
        ],
      },
    },
  ],
  meshExpansionPorts: [{ props: { meshExpansionPorts: [{ name: 'tcp-istiod', port: 15012 }] } }],
  applicationPorts: [{ props: { applicationPorts: '80,443' } }],
  requestedNetworkView: [{ props: { requestedNetworkView: 'network-1' } }],
  serviceAnnotations: [{ props: { serviceAnnotations: { 'service.beta.kubernetes.io/alicloud-loadbalancer-address-type': 'internet' } } }],
  serviceLabels: [{ props: { serviceLabels: { team: 'edge' } } }],
  podAnnotations: [{ props: { podAnnotations: { note: 'a: b' } } }],
  podLabels: [{ props: { podLabels: { 'security.istio.io/tlsMode': 'istio' } } }],
  env: [{ props: { env: [{ name: 'A', value: '1' }, { name: 'B', valueFrom: { secretKeyRef: { name: 'keys', key: 'b' } } }] } }],
  nodeSelector: [{ props: { nodeSelector: { pool: 'edge' } } }],
  affinity: [{ props: { affinity: AFFINITY } }],
  tolerations: [{ props: { tolerations: [{ key: 'edge', operator: 'Exists', effect: 'NoSchedule' }] } }],
  configVolumes: [{ props: { configVolumes: [{ name: 'lua', configMapName: 'lua-libs', mountPath: '/var/lib/lua' }] } }],
  secretVolumes: [{ props: { secretVolumes: [{ name: 'certs', secretName: 'istio-gw-certs', mountPath: '/etc/istio/gw-certs' }] } }],
  hostNetwork: [{ props: { hostNetwork: true } }, { props: { hostNetwork: false } }],
  dnsPolicy: [
    { props: { dnsPolicy: GatewayDnsPolicy.CLUSTER_FIRST } }, { props: { dnsPolicy: GatewayDnsPolicy.CLUSTER_FIRST_WITH_HOST_NET } },
    { props: { dnsPolicy: GatewayDnsPolicy.DEFAULT } },
  ],
  runAsRoot: [{ props: { runAsRoot: true } }],
  kernel: [
    { props: { kernel: { enabled: false } } },
    {
      props: { kernel: { enabled: true, parameters } },
      spec: {
        kernel: {
          enabled: true,
          parameters: Object.fromEntries(KERNEL_ROWS.map(({ key, prop }) => [key, parameters[prop as keyof KernelParameters]])),
        },
      },
    },
  ],
  compression: [
    { props: { compression: { enabled: true, gzip: {} } } },
    {
      props: {
        compression: {
          enabled: true,
          contentType: ['text/html'],
          minContentLength: 100,
          disableOnEtagHeader: true,
          removeAcceptEncodingHeader: true,
          gzip: {
            memoryLevel: 9,
            compressionLevel: CompressionLevel.LEVEL_3,
            compressionStrategy: CompressionStrategy.HUFFMAN_ONLY,
            windowBits: 15,
            chunkSize: 65536,
          },
        },
      },
      spec: {
        compression: {
          enabled: true,
          content_type: ['text/html'],
          min_content_length: 100,
          disable_on_etag_header: true,
          remove_accept_encoding_header: true,
          gzip: { memory_level: 9, compression_level: 'COMPRESSION_LEVEL_3', compression_strategy: 'HUFFMAN_ONLY', window_bits: 15, chunk_size: 65536 },
        },
      },
    },
  ],
  sds: [{ props: { sds: { enabled: true, image: 'node-agent', resources: RESOURCES } } }],
  lifecycle: [{ props: { lifecycle: { preStop: { sleep: { seconds: 5 } }, postStart: { exec: { command: ['true'] } } } } }],
  readinessProbe: [{ props: { readinessProbe: {} } }, { props: { readinessProbe: { failureThreshold: 3, periodSeconds: 1, successThreshold: 1 } } }],
  autoCreateGatewayYaml: [{ props: { autoCreateGatewayYaml: true } }, { props: { autoCreateGatewayYaml: false } }],
  disableContainerPortExposed: [{ props: { disableContainerPortExposed: true } }],
};

const rows = Object.entries(FIELDS).flatMap(([field, list]) => list.map((row, n): [string, Row] => [`${field} ${n + 1}`, row]));
const crd = ownCrds().find(({ spec }) => spec.names.kind === 'IstioGateway');
const schema = schemaAt(crd?.spec.versions[0].schema.openAPIV3Schema, 'spec');
const fieldsOfCrd = Object.keys(schema.properties ?? {}).filter((name) => !['gatewayType', 'clusterIds', 'overrides'].includes(name)).sort();

describe('every field of the resource', () => {
  test('is a prop, is read from YAML, and has a row here', () => {
    expect(Object.keys(GATEWAY_FIELDS).sort()).toEqual(fieldsOfCrd);
    expect(Object.keys(FIELDS).sort()).toEqual(fieldsOfCrd);
  });

  test('may differ by cluster', () => {
    expect(Object.keys(schemaAt(schema, 'overrides{}').properties ?? {}).sort()).toEqual(fieldsOfCrd);
  });

  test('inside of a field, too: what our CRD knows is what is read', () => {
    const known = (name: string): string[] => everySchema(schemaAt(schema, name)).map(([path]) => path);
    expect(known('kernel').filter((path) => path.startsWith('parameters.'))).toHaveLength(18);
    for (const { key } of KERNEL_ROWS) { expect(known('kernel')).toContain(`parameters.${key}`); }
  });

  test.each(rows)('%s is written under its own name', (_, { props, spec }) => {
    const resource = resourceOf(props);
    expect(resource.spec).toEqual(spec ?? props);
    expect(ownSchemas('asm.yaml').problems(resource)).toEqual([]);
  });

  test.each(rows)('%s is written for one cluster', (_, { props, spec }) => {
    const resource = resourceOf({ clusterIds: ['c1', 'c2'], overrides: { c2: props }, undocumentedOverrides: true });
    expect(resource.spec).toEqual({ clusterIds: ['c1', 'c2'], overrides: { c2: spec ?? props } });
    expect(ownSchemas('asm.yaml').problems(resource)).toEqual([]);
  });

  test.each(rows)('%s is read back from YAML as it was', (_, { props, spec }) => {
    const resource = { apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'IstioGateway', metadata: { name: 'gw', namespace: 'istio-system' }, spec: spec ?? props };
    expect(rewritten(JSON.stringify(resource))).toEqual(resource);
  });
});

test('the resource has its own name, namespace, labels, annotations, version and type', () => {
  expect(resourceOf({
    name: 'shop', labels: { team: 'edge' }, annotations: { note: 'x' }, apiVersion: IstioGatewayApiVersion.V1, gatewayType: GatewayType.EGRESS, clusterIds: ['c1'],
  })).toEqual({
    apiVersion: 'istio.alibabacloud.com/v1',
    kind: 'IstioGateway',
    metadata: { name: 'shop', namespace: 'istio-system', labels: { team: 'edge' }, annotations: { note: 'x' } },
    spec: { gatewayType: 'egress', clusterIds: ['c1'] },
  });
});

test('nothing is written that nobody asked for', () => {
  expect(resourceOf({})).toEqual({
    apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'IstioGateway', metadata: { name: 'gw', namespace: 'istio-system' }, spec: {},
  });
});
