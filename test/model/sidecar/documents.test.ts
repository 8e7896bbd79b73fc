import { readFileSync } from 'fs';
import { join } from 'path';
import { appYaml, ASM, ASM_NATIVE, asmConfig, containerPointer, ISTIO_CLASSIC, namesIn, sidecarIn, valueIn } from './helpers';
import type { EffectiveProxy } from '../../../src/model/effective-proxy';
import { readYamlValue } from '../../../src/model/manifest';
import { listAt, mapAt } from '../../../src/model/read';

/** Every "expected output" of source document 002, as what ASM injects. Fixtures hold its examples, where they are of any length. */
const fixture = (name: string): unknown => readYamlValue(readFileSync(join(__dirname, '../../fixtures/source-docs', `002-${name}.yaml`), 'utf8'));

const asm = (spec: string, app: Parameters<typeof appYaml>[0] = {}): EffectiveProxy => sidecarIn(appYaml(app) + asmConfig(spec), ASM);

describe('what istio-init is told', () => {
  test.each([
    ['include-outbound-ip-ranges', 'includeOutboundIPRanges: "192.168.0.0/16,10.1.0.0/24"'],
    ['exclude-outbound-ip-ranges', 'excludeOutboundIPRanges: 10.1.0.0/24'],
    ['include-inbound-ports', 'includeInboundPorts: "80,443"'],
    ['include-outbound-ports', 'includeOutboundPorts: "80,443"'],
    ['exclude-inbound-ports', 'excludeInboundPorts: "8000"'],
    ['exclude-outbound-ports', 'excludeOutboundPorts: "8000"'],
  ])('%s', (name, spec) => {
    expect(valueIn(asm(spec), 'istio-init', 'args')).toEqual(listAt(fixture(`init-${name}`), '/initContainers/0/args'));
  });

  test('the same by annotations of the pod', () => {
    const { workload } = sidecarIn(appYaml({ annotations: 'traffic.sidecar.istio.io/excludeInboundPorts: "8000"' }), ASM);
    expect(workload.at('/spec/template/spec/initContainers/0/args').value).toEqual(listAt(fixture('init-exclude-inbound-ports'), '/initContainers/0/args'));
  });

  test('TPROXY in place of REDIRECT', () => {
    const proxy = asm('interceptionMode: TPROXY');
    expect((valueIn(proxy, 'istio-init', 'args') as string[]).slice(0, 9)).toEqual(['istio-iptables', '-p', '15001', '-z', '15006', '-u', '1337', '-m', 'TPROXY']);
    expect(proxy.proxyConfig.template('interceptionMode').value).toBe('TPROXY');
  });
});

describe('resources', () => {
  test('of the proxy', () => {
    const resources = { limits: { cpu: '2', memory: '1025Mi' }, requests: { cpu: '100m', memory: '128Mi' } };
    expect(valueIn(asm(`sidecarProxyResource: ${JSON.stringify(resources)}`), 'istio-proxy', 'resources')).toEqual(resources);
  });

  test('of istio-init', () => {
    const resources = { limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } };
    const proxy = asm(`sidecarProxyInitResource: ${JSON.stringify(resources)}`);
    expect(valueIn(proxy, 'istio-init', 'resources')).toEqual(resources);
    expect(valueIn(proxy, 'istio-proxy', 'resources/requests')).toEqual({ cpu: '100m', memory: '128Mi' });
  });

  test("of istio-init where nobody sets them: ASM's own", () => {
    expect(valueIn(asm('{}'), 'istio-init', 'resources/requests')).toEqual({ cpu: '10m', memory: '10Mi' });
  });

  test.each([
    ['standard', 50, 'scaled-standard-50'],
    ['standard', 20, 'scaled-standard-20'],
    ['without-requests', 50, 'scaled-without-requests-50'],
    ['without-limits', 50, 'scaled-without-limits-50'],
  ])('in proportion to the application: %s, %d percent', (app, percent, expected) => {
    const container = `resources: ${JSON.stringify(mapAt(fixture(`container-${app}`), '/resources'))}`;
    const proxy = asm(`scaledSidecarResource:\n  resourceCalculationStrategy: PercentageMax\n  resourcePercentage: ${percent}`, { container });
    expect(valueIn(proxy, 'istio-proxy', 'resources')).toEqual(mapAt(fixture(expected), '/resources'));
  });

  test('overcommitted, on pods with the label', () => {
    const spec = `sidecarProxyAckSloResource:
  limits: { cpu: "2000", memory: 2048Mi }
  requests: { cpu: "200", memory: 256Mi }
sidecarProxyInitAckSloResource:
  limits: { cpu: "1000", memory: 1024Mi }
  requests: { cpu: "100", memory: 128Mi }`;
    const proxy = asm(spec, { labels: 'koordinator.sh/qosClass: BE' });
    expect(valueIn(proxy, 'istio-proxy', 'resources')).toEqual({
      limits: { 'kubernetes.io/batch-cpu': '2k', 'kubernetes.io/batch-memory': '2Gi' },
      requests: { 'kubernetes.io/batch-cpu': '200', 'kubernetes.io/batch-memory': '256Mi' },
    });
    expect(valueIn(proxy, 'istio-init', 'resources')).toEqual({
      limits: { 'kubernetes.io/batch-cpu': '1k', 'kubernetes.io/batch-memory': '1Gi' },
      requests: { 'kubernetes.io/batch-cpu': '100', 'kubernetes.io/batch-memory': '128Mi' },
    });
    expect(valueIn(asm(spec), 'istio-proxy', 'resources/requests')).toEqual({ cpu: '100m', memory: '128Mi' });
  });
});

describe('the proxy', () => {
  const BEGINNING = ['proxy', 'sidecar', '--domain', '$(POD_NAMESPACE).svc.cluster.local'];

  test('three threads', () => {
    expect(valueIn(asm('concurrency: { value: 3 }'), 'istio-proxy', 'args')).toEqual([
      ...BEGINNING, '--proxyLogLevel=warning', '--proxyComponentLogLevel=misc:error', '--log_output_level=default:info', '--concurrency', '3',
    ]);
  });

  test('the log level', () => {
    expect((valueIn(asm('logLevel: error'), 'istio-proxy', 'args') as string[]).slice(0, 5)).toEqual([...BEGINNING, '--proxyLogLevel=error']);
  });

  test('the DNS proxy', () => {
    expect(valueIn(asm('istioDNSProxyEnabled: true'), 'istio-proxy', 'env')).toEqual(expect.arrayContaining([
      { name: 'ISTIO_META_DNS_AUTO_ALLOCATE', value: 'true' }, { name: 'ISTIO_META_DNS_CAPTURE', value: 'true' },
    ]));
    expect(JSON.stringify(valueIn(asm('{}'), 'istio-proxy', 'env'))).not.toContain('DNS');
  });

  test('exit-on-zero, which ASM turns on by itself', () => {
    const variable = { name: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS', value: 'true' };
    expect(valueIn(asm('proxyMetadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true" }'), 'istio-proxy', 'env')).toContainEqual(variable);
    const byDefault = asm('{}');
    expect(valueIn(byDefault, 'istio-proxy', 'env')).toContainEqual(variable);
    expect(byDefault.shutdown.exitOnZero).toMatchObject({ known: true, value: true, origin: { kind: 'default', of: 'ASM' } });
  });

  test('the drain after SIGTERM', () => {
    const proxy = asm('terminationDrainDuration: 10s');
    expect(valueIn(proxy, 'istio-proxy', 'env')).toContainEqual({ name: 'TERMINATION_DRAIN_DURATION_SECONDS', value: '10' });
    expect(proxy.proxyConfig.template('terminationDrainDuration').value).toBe('10s');
    expect(proxy.shutdown.terminationDrain.value).toBe(10);
  });

  test('hooks replace those that are there', () => {
    const proxy = asm(`lifecycle: ${JSON.stringify(fixture('lifecycle'))}`);
    expect(valueIn(proxy, 'istio-proxy', 'lifecycle')).toEqual(fixture('lifecycle'));
    expect(proxy.shutdown.preStop.value).toBe(13);
  });

  test('the application waits: the proxy first, and a hook', () => {
    const proxy = asm('{}');
    expect(namesIn(proxy, 'containers')).toEqual(['istio-proxy', 'web']);
    expect(valueIn(proxy, 'istio-proxy', 'lifecycle')).toEqual({ postStart: { exec: { command: ['pilot-agent', 'wait'] } } });
  });

  test('it does not wait: the proxy last, and no hook', () => {
    const proxy = asm('holdApplicationUntilProxyStarts: false');
    expect(namesIn(proxy, 'containers')).toEqual(['web', 'istio-proxy']);
    expect(proxy.workload.at(`${containerPointer(proxy, 'istio-proxy')}/lifecycle`)).toMatchObject({ known: true, value: undefined });
    expect(proxy.shutdown.preStop).toMatchObject({ known: true, value: 0 });
  });

  test.each([
    ['proxyStatsMatcher', { inclusionRegexps: ['.*outlier_detection.*'] }],
    ['runtimeValues', { 'overload.global_downstream_max_connections': '5000' }],
  ])('%s', (field, value) => {
    expect(asm(`${field}: ${JSON.stringify(value)}`).proxyConfig.template(field).value).toEqual(value);
  });

  test('native: ASM 1.22 on Kubernetes 1.30', () => {
    const proxy = sidecarIn(appYaml(), ASM_NATIVE);
    expect(namesIn(proxy, 'initContainers')).toEqual(['istio-init', 'istio-proxy']);
    expect(valueIn(proxy, 'istio-proxy', 'restartPolicy')).toBe('Always');
    expect(proxy.shutdown.native.value).toBe(true);
  });
});

describe('what the document does not say stays unknown', () => {
  test.each(['securityContext', 'startupProbe', 'readinessProbe', 'image', 'ports'])('%s of the proxy', (field) => {
    const proxy = asm('{}');
    expect(proxy.workload.at(`${containerPointer(proxy, 'istio-proxy')}/${field}`)).toMatchObject({
      known: false, origin: { why: 'ASM does not publish its injection template sidecar' },
    });
  });

  test.each([
    ['threads derived from the resources', 'concurrency: { value: 0 }'],
    ['the number of threads', 'concurrency: { value: "many" }'],
  ])('the arguments for %s', (_, spec) => {
    const proxy = asm(spec);
    expect(proxy.workload.at(`${containerPointer(proxy, 'istio-proxy')}/args`).known).toBe(false);
  });

  test('the arguments without the domain of the cluster', () => {
    const { clusterDomain: _, ...facts } = ASM;
    const proxy = sidecarIn(appYaml(), facts);
    expect(proxy.workload.at(`${containerPointer(proxy, 'istio-proxy')}/args`)).toMatchObject({ known: false, origin: { why: expect.stringContaining('clusterDomain') } });
  });

  test('what one resource annotation leaves of the others', () => {
    const proxy = sidecarIn(appYaml({ annotations: 'sidecar.istio.io/proxyCPU: 300m' }), ASM);
    const resources = `${containerPointer(proxy, 'istio-proxy')}/resources`;
    expect(proxy.workload.at(`${resources}/requests/cpu`).value).toBe('300m');
    expect(proxy.workload.at(`${resources}/limits/cpu`).known).toBe(false);
    expect(proxy.resources.limits.cpu.known).toBe(false);
    expect(sidecarIn(appYaml({ annotations: 'sidecar.istio.io/proxyCPU: 300m' }), ISTIO_CLASSIC).resources.limits.cpu).toMatchObject({ known: true, value: undefined });
  });

  test('hooks of a native sidecar', () => {
    const proxy = sidecarIn(appYaml() + asmConfig(`lifecycle: ${JSON.stringify(fixture('lifecycle'))}`), ASM_NATIVE);
    expect(proxy.workload.at(`${containerPointer(proxy, 'istio-proxy')}/lifecycle`).known).toBe(false);
  });
});

describe('pod, workload, namespace, global', () => {
  const PORTS = 'includeInboundPorts';
  const inbound = (proxy: EffectiveProxy): string => {
    const args = valueIn(proxy, 'istio-init', 'args') as string[];
    return args[args.indexOf('-b') + 1];
  };
  const globally = { ...ASM, injectionValues: { global: { proxy: { includeInboundPorts: '1' } } } };
  const namespace = asmConfig(`${PORTS}: "2"`);
  const workload = asmConfig(`${PORTS}: "3"`, 'workload');
  const pod = `traffic.sidecar.istio.io/${PORTS}: "4"`;

  test.each([
    ['nobody', appYaml(), ASM, '*'],
    ['global', appYaml(), globally, '1'],
    ['the namespace over global', appYaml() + namespace, globally, '2'],
    ['the workload over its namespace', appYaml() + namespace + workload, globally, '3'],
    ['the pod over all', appYaml({ annotations: pod }) + namespace + workload, globally, '4'],
  ])('%s', (_, yaml, facts, expected) => {
    expect(inbound(sidecarIn(yaml, facts))).toBe(expected);
  });
});
