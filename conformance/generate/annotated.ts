import * as fc from 'fast-check';
import { NAMESPACE, SEED } from './made';
import type { KubeObject } from '../../src/model';

/** What people write into the annotations that the injector reads, good and bad. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'sidecar.istio.io/proxyCPU': ['100m', '1', '0', 'x', ''],
  'sidecar.istio.io/proxyMemory': ['128Mi', '1G', '12 Mi'],
  'sidecar.istio.io/proxyCPULimit': ['2', '2000m'],
  'sidecar.istio.io/proxyMemoryLimit': ['1Gi'],
  'sidecar.istio.io/logLevel': ['debug', 'warning', 'loud'],
  'sidecar.istio.io/componentLogLevel': ['misc:error', 'ext_authz:trace,filter:debug'],
  'sidecar.istio.io/agentLogLevel': ['all:debug'],
  'sidecar.istio.io/interceptionMode': ['REDIRECT', 'TPROXY', 'NONE', 'redirect'],
  'sidecar.istio.io/nativeSidecar': ['true', 'false', 'yes', 'False', '', '0'],
  'sidecar.istio.io/rewriteAppHTTPProbers': ['true', 'false', 'yes', '1', 'F', ''],
  'sidecar.istio.io/statsInclusionPrefixes': ['cluster.outbound', ''],
  'sidecar.istio.io/extraStatTags': ['dest_zone'],
  'sidecar.istio.io/proxyImageType': ['distroless', 'debug'],
  'sidecar.istio.io/bootstrapOverride': ['bootstrap'],
  'traffic.sidecar.istio.io/includeInboundPorts': ['*', '80,443', '', '80-90', 'http'],
  'traffic.sidecar.istio.io/excludeInboundPorts': ['8000', '8000,', '70000', ' 80'],
  'traffic.sidecar.istio.io/includeOutboundPorts': ['80', '0'],
  'traffic.sidecar.istio.io/excludeOutboundPorts': ['3306', '-1'],
  'traffic.sidecar.istio.io/includeOutboundIPRanges': ['*', '10.0.0.0/8', '10.0.0.0', '10.0.0.1/8', ''],
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': ['10.0.0.0/8', '10.0.0.0/33', '::/0', '*'],
  'traffic.sidecar.istio.io/kubevirtInterfaces': ['net1'],
  'status.sidecar.istio.io/port': ['15021', '0', 'x'],
  'readiness.status.sidecar.istio.io/periodSeconds': ['5', '0', 'x'],
  'readiness.status.sidecar.istio.io/failureThreshold': ['10'],
  'readiness.status.sidecar.istio.io/initialDelaySeconds': ['3'],
  'readiness.status.sidecar.istio.io/applicationPorts': ['80', '80,', ''],
  'prometheus.io/port': ['9090', 'x', ''],
  'prometheus.io/path': ['/m', ''],
  'prometheus.istio.io/merge-metrics': ['true', 'false', 'yes'],
  'inject.istio.io/templates': ['sidecar', 'sidecar,sidecar', 'nope', ''],
  'sidecar.istio.io/proxyImage': ['mine:1', ''],
  'sidecar.istio.io/inject': ['false', 'true', 'no', ''],
  'sidecar.istio.io/userVolume': ['[{"name":"a","emptyDir":{}}]', '{"a":{"emptyDir":{}}}', 'x', ''],
  'sidecar.istio.io/userVolumeMount': ['[{"name":"a","mountPath":"/a"}]', 'x'],
  'prometheus.io/scrape': ['true', 'false'],
  'proxy.istio.io/config': [
    'concurrency: 2\n', 'drainDuration: 10s\nterminationDrainDuration: 20s\n', '{"holdApplicationUntilProxyStarts":true}', 'proxyMetadata:\n  A: b\n', 'concurency: 2\n', 'concurrency: two\n',
    'holdApplicationUntilProxyStarts: true\nproxyStatsMatcher:\n  inclusionRegexps: [".*"]\n', 'image:\n  imageType: debug\n', 'readinessProbe:\n  periodSeconds: 3\n', 'tracing:\n  sampling: 10\n', 'terminationDrainDuration: 5\n', ': :',
    // zeros and empty values, of which protobuf prints some
    'tracing:\n  sampling: 0\n', 'tracing: {}\n', 'tracing:\n  sampling: "10"\n  custom_tags:\n    a:\n      literal:\n        value: ""\n', 'tracing:\n  zipkin: {}\n', 'gatewayTopology:\n  numTrustedProxies: 0\n',
    'image: {}\n', 'readinessProbe:\n  httpGet:\n    port: 0\n', 'proxyStatsMatcher:\n  inclusion_prefixes: []\n', 'extraStatTags: []\n', 'proxyHeaders:\n  server:\n    disabled: false\n', 'concurrency: 0\n',
    'concurrency: "2"\n', 'holdApplicationUntilProxyStarts: false\n', 'statNameLength: 0\n', 'interceptionMode: REDIRECT\n', 'controlPlaneAuthPolicy: NONE\n', 'drainDuration: 45.0s\n', 'drainDuration: 0s\n',
    'terminationDrainDuration: 1.5s\n', 'serviceCluster: ""\n', 'meshId: ""\n', 'privateKeyProvider: {}\n', 'runtimeValues: {}\n', 'proxyMetadata:\n  A: ""\n', 'caCertificatesPem: []\n', 'fileFlushMinSizeKb: 0\n',
  ],
};

const annotations = fc.subarray(Object.keys(VALUES), { minLength: 1, maxLength: 4 })
  .chain((names) => fc.tuple(...names.map((name) => fc.constantFrom(...VALUES[name]).map((value) => [name, value] as const))))
  .map((entries) => Object.fromEntries(entries));

const probe = fc.constantFrom<object | undefined>(undefined, { exec: { command: ['true'] } }, { httpGet: { path: '', port: 8080, host: 'a.example' }, timeoutSeconds: 3 }, { httpGet: { path: '/live', port: 'http' } }, { httpGet: { path: '/live', port: 80, scheme: 'HTTPS' } }, { tcpSocket: { port: 8080 } }, { grpc: { port: 9000 } });

/** A container that its author wrote for the proxy: the injector merges its own into it. */
const proxy = fc.constantFrom(
  undefined, undefined, { name: 'istio-proxy', image: 'auto', resources: { requests: { cpu: '1' } } }, { name: 'istio-proxy', image: 'auto', lifecycle: { preStop: { exec: { command: ['sleep', '10'] } } } },
  { name: 'istio-proxy', image: 'auto', env: [{ name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', value: 'true' }] }, { name: 'istio-proxy', image: 'mine:1', securityContext: { runAsUser: 2000 } },
);

/** Workloads with annotations that no policy checked. */
export function annotated(runs: number): KubeObject[] {
  const cases = fc.tuple(annotations, probe, proxy, fc.boolean());
  return fc.sample(cases, { seed: SEED, numRuns: runs }).map(([given, readinessProbe, own, init], at) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `web-${at + 1}`, namespace: NAMESPACE },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' }, annotations: given },
        spec: {
          ...(init && { initContainers: [{ name: 'migrate', image: 'migrate:1' }] }),
          containers: [{ name: 'web', image: 'web:1', ports: [{ name: 'http', containerPort: 8080 }], ...(readinessProbe && { readinessProbe }) }, ...(own ? [own] : [])],
        },
      },
    },
  }));
}
