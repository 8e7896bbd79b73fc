import { ApiObject, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { type Made, made, NAMESPACE, SEED } from './made';
import { type MeshFactsProps, Platform } from '../../src/platform';
import { SidecarInterceptionMode, SidecarLevel, SidecarPolicy, type SidecarSettings } from '../../src/sidecar';

const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' });
export const ASM = Platform.asm({ version: '1.22', kubernetesVersion: '1.28' });

const number = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const cidrs = fc.uniqueArray(fc.constantFrom('10.1.0.0/24', '192.168.0.0/16', '172.16.0.0/12', '10.0.0.1/32'), { minLength: 1, maxLength: 3 }).map((list) => list.join(','));
const ports = fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { minLength: 1, maxLength: 3 }).map((list) => list.join(','));
const resources = fc.tuple(number(500), number(512), fc.boolean()).map(([cpu, memory, limited]) => ({
  requests: { cpu: `${cpu}m`, memory: `${memory}Mi` }, ...(limited && { limits: { cpu: `${cpu + 1000}m`, memory: `${memory + 512}Mi` } }),
}));
const text = fc.oneof(fc.stringMatching(/^[a-z0-9.]{1,12}$/), fc.constantFrom('true', '1', 'a b', "it's", 'x: y', '#', '0x10', 'é'));

/** Items that Istio can carry on a pod. */
const settings: fc.Arbitrary<SidecarSettings> = fc.record({
  resources,
  initResources: resources,
  concurrency: fc.integer({ min: 0, max: 8 }),
  includeOutboundIpRanges: fc.oneof(cidrs, fc.constant('*')),
  excludeOutboundIpRanges: cidrs,
  includeInboundPorts: fc.oneof(ports, fc.constant('*')),
  excludeInboundPorts: ports,
  includeOutboundPorts: ports,
  excludeOutboundPorts: ports,
  interceptionMode: fc.constantFrom(SidecarInterceptionMode.REDIRECT, SidecarInterceptionMode.TPROXY),
  dnsProxy: fc.boolean(),
  holdApplicationUntilProxyStarts: fc.boolean(),
  terminationDrain: number(60).map((of) => Duration.seconds(of)),
  drain: number(30).map((of) => Duration.seconds(of)),
  exitOnZero: fc.boolean(),
  minimumDrain: number(20).map((of) => Duration.seconds(of)),
  lifecycle: fc.constantFrom({ preStop: { exec: ['/bin/sh', '-c', 'sleep 13'] } }, { postStart: { exec: ['pilot-agent', 'wait'] } }, { preStop: { sleep: Duration.seconds(5) } }),
  nativeSidecar: fc.boolean(),
  readiness: fc.record({ initialDelaySeconds: number(30), periodSeconds: number(60), failureThreshold: number(60) }),
  environment: fc.dictionary(fc.stringMatching(/^[A-Z]{1,8}$/), text, { maxKeys: 2 }),
  runtimeValues: fc.dictionary(fc.stringMatching(/^[a-z.]{1,12}$/), text, { maxKeys: 2 }),
  downstreamConnectionLimit: number(10_000),
  logLevel: fc.constantFrom('info', 'warning', 'error', 'debug'),
  statsMatcher: fc.record({ regexps: fc.constant(['.*outlier_detection.*']), prefixes: fc.constant(['cluster.outbound']) }),
  extraStatTags: fc.constant(['destination_zone']),
  tracing: fc.record({ sampling: fc.integer({ min: 0, max: 100 }) }),
}, { requiredKeys: [] });

/** The pods that a policy meets: with probes, with an own proxy container, with annotations, with init containers. */
const pod = fc.record({
  annotations: fc.dictionary(fc.constantFrom('note', 'prometheus.io/port', 'sidecar.istio.io/logLevel'), fc.constantFrom('15090', '9090'), { maxKeys: 2 })
    .map(({ 'sidecar.istio.io/logLevel': level, ...rest }) => ({ ...rest, ...(level !== undefined && { 'sidecar.istio.io/logLevel': 'debug' }) })),
  probe: fc.constantFrom(undefined, { httpGet: { path: '/live', port: 8080 } }, { tcpSocket: { port: 8080 } }, { grpc: { port: 9000 } }, { exec: { command: ['true'] } }),
  init: fc.boolean(),
  fsGroup: fc.boolean(),
});

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;

/** Before ASM 1.24 on Kubernetes 1.30 neither is possible. */
function forAsm({ nativeSidecar, lifecycle, ...rest }: SidecarSettings): SidecarSettings {
  return { ...rest, ...(lifecycle && lifecycle.preStop?.sleep === undefined && { lifecycle }) };
}

/** Workloads with the policies that hold for them, on Istio or on ASM. */
export function policies(runs: number, facts: MeshFactsProps = {}): Made[] {
  const { platform = ISTIO } = facts;
  const cases = fc.tuple(settings, fc.option(settings, { nil: undefined }), pod, fc.constantFrom(...KINDS));
  return fc.sample(cases, { seed: SEED, numRuns: runs }).map(([forNamespace, forWorkload, { annotations, probe, init, fsGroup }, kind], at) => (
    made(`${platform.flavor} policy ${at + 1}`, { ...facts, platform }, (scope) => {
      const name = `web-${at + 1}`;
      const [namespace, workload] = [forNamespace, forWorkload].map((one) => one && (platform === ASM ? forAsm(one) : one));
      new SidecarPolicy(scope, 'namespace', { level: SidecarLevel.namespace(NAMESPACE), settings: namespace! });
      if (workload) { new SidecarPolicy(scope, 'workload', { level: SidecarLevel.workload(NAMESPACE, { app: name }, name), settings: workload }); }
      new ApiObject(scope, 'web', {
        apiVersion: 'apps/v1',
        kind,
        metadata: { name },
        spec: {
          ...(kind === 'StatefulSet' && { serviceName: name }),
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name }, ...(Object.keys(annotations).length > 0 && { annotations }) },
            spec: {
              terminationGracePeriodSeconds: 120,
              ...(fsGroup && { securityContext: { fsGroup: 2000 } }),
              ...(init && { initContainers: [{ name: 'migrate', image: 'migrate:1' }] }),
              containers: [{ name: 'web', image: 'web:1', ports: [{ name: 'http', containerPort: 8080 }], ...(probe && { readinessProbe: probe, livenessProbe: probe }) }],
            },
          },
        },
      } as ConstructorParameters<typeof ApiObject>[2]);
    })));
}
