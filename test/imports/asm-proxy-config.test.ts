import { ownSchemas, schemaAt } from '../support/own-crds';
import { sourceManifest } from '../support/source-docs';

const asm = ownSchemas('asm.yaml');

/** Every item of Alibaba's Go type ASMProxyConfigSpec. */
const ITEMS = [
  'concurrency', 'drainDuration', 'enableCoreDump', 'excludeInboundPorts', 'excludeOutboundIPRanges', 'excludeOutboundPorts', 'extraStatTags',
  'holdApplicationUntilProxyStarts', 'includeInboundPorts', 'includeOutboundIPRanges', 'includeOutboundPorts', 'interceptionMode',
  'istioDNSProxyEnabled', 'lifecycle', 'logLevel', 'parentShutdownDuration', 'privateKeyProvider', 'privileged', 'proxyMetadata',
  'proxyStatsMatcher', 'readinessFailureThreshold', 'readinessInitialDelaySeconds', 'readinessPeriodSeconds', 'runtimeValues',
  'scaledSidecarResource', 'selector', 'sidecarProxyAckSloResource', 'sidecarProxyInitAckSloResource', 'sidecarProxyInitResource',
  'sidecarProxyResource', 'smcConfiguration', 'terminationDrainDuration', 'tracing',
];

describe.each(['v1', 'v1beta1'])('ASMProxyConfig %s', (version) => {
  const config = (spec: Record<string, unknown>) =>
    ({ apiVersion: `istio.alibabacloud.com/${version}`, kind: 'ASMProxyConfig', metadata: { name: 'x', namespace: 'default' }, spec });

  test('has every item of the type, and no other', () => {
    const spec = schemaAt(asm.schemaOf(`istio.alibabacloud.com/${version}`, 'ASMProxyConfig'), 'spec');
    expect(Object.keys(spec.properties!).sort()).toEqual(ITEMS);
  });

  test('accepts the settings that source document 002 configures', () => {
    expect(asm.problems(config({
      selector: { matchLabels: { app: 'sleep' } },
      sidecarProxyResource: { limits: { cpu: 2, memory: '1025Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
      sidecarProxyInitResource: { limits: { cpu: '1', memory: '512Mi' } },
      sidecarProxyAckSloResource: { limits: { 'kubernetes.io/batch-cpu': '2k', 'kubernetes.io/batch-memory': '2Gi' } },
      scaledSidecarResource: { resourceCalculationStrategy: 'PercentageRef', containerRef: 'sleep', resourcePercentage: 50 },
      concurrency: { value: 3 },
      includeOutboundIPRanges: '192.168.0.0/16,10.1.0.0/24',
      excludeInboundPorts: '8000',
      istioDNSProxyEnabled: true,
      proxyMetadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true' },
      holdApplicationUntilProxyStarts: false,
      terminationDrainDuration: '10s',
      lifecycle: sourceManifest('002-lifecycle'),
      interceptionMode: 'TPROXY',
      logLevel: 'error',
      proxyStatsMatcher: { inclusionRegexps: ['.*outlier_detection.*'] },
      runtimeValues: { 'overload.global_downstream_max_connections': '5000' },
    }))).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a bare number of threads, as the first type had it', { concurrency: 3 }, '/spec/concurrency: must be object'],
    ['a strategy that does not exist', { scaledSidecarResource: { resourceCalculationStrategy: 'PercentageMin' } },
      '/spec/scaledSidecarResource/resourceCalculationStrategy: must be one of PercentageMax, PercentageSum, PercentageRef'],
    ['a runtime value that is no string', { runtimeValues: { a: 5000 } }, '/spec/runtimeValues/a: must be string'],
    ['an item of the pod only', { outboundTrafficPolicy: 'REGISTRY_ONLY' }, '/spec: unknown field "outboundTrafficPolicy"'],
    ['a quantity that is none', { sidecarProxyResource: { limits: { cpu: '2 cores' } } },
      '/spec/sidecarProxyResource/limits/cpu: must match pattern'],
  ])('refuses %s', (_, spec, problem) => {
    expect(asm.problems(config(spec))).toEqual([expect.stringContaining(problem)]);
  });
});
