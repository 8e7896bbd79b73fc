import fc from 'fast-check';
import { stringify } from 'yaml';
import { ASM_GATEWAY, INJECTED, WAYPOINT } from './manifests';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

const documents = (...objects: readonly unknown[]): string => objects.map((object) => (typeof object === 'string' ? object : stringify(JSON.parse(JSON.stringify(object))))).join('---\n');

interface Pods { readonly labels?: object; readonly annotations?: object; readonly containers?: readonly object[]; readonly kind?: string }

/** An application; with `sidecar` it is injected. */
function app(resources: unknown, { labels, annotations, containers, kind = 'Deployment' }: Pods = {}): object {
  const apiVersion = kind.includes('Job') ? 'batch/v1' : 'apps/v1';
  const template = { metadata: { labels: { app: 'web', ...labels }, annotations }, spec: { containers: containers ?? [{ name: 'app', image: 'a', resources }] } };
  const spec = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template };
  return { apiVersion, kind, metadata: { name: 'web', namespace: 'shop' }, spec };
}
const SIDECAR = { 'sidecar.istio.io/inject': 'true' };
const FULL = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: 1, memory: '2Gi' } };

function asmProxyConfig(spec: object, name = 'default'): object {
  return { apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'ASMProxyConfig', metadata: { name, namespace: 'shop' }, spec };
}
const scaled = (resourcePercentage: number, resourceCalculationStrategy = 'PercentageMax', containerRef?: string): object => (
  { scaledSidecarResource: { resourceCalculationStrategy, resourcePercentage, containerRef } });

/** The proxy's container of each make of gateway, with these resources. */
function gateways(resources: object): readonly (readonly [string, string, typeof ISTIO])[] {
  const overlay = stringify({ spec: { template: { spec: { containers: [{ name: 'istio-proxy', resources }] } } } });
  return [
    ['injected', INJECTED.yaml({}).replace('image: auto', `image: auto\n          resources: ${JSON.stringify(resources)}`), ISTIO],
    ['waypoint', WAYPOINT.yaml({}).replace(/ {2}deployment: [\s\S]*?\n---/, `  deployment: ${JSON.stringify(overlay)}\n---`), ISTIO],
    ['ASM', `${ASM_GATEWAY.yaml({ replicas: 2 })}  resources: ${JSON.stringify(resources)}\n`, ASM],
  ];
}

describe('RES001: quantities', () => {
  const cases = [
    ['100m', 0], ['0', 0], [0, 0], [1.5, 0], ['1Gi', 0], [' 1Gi ', 0], ['1e3', 0], ['128 Mi', 1], ['1GB', 1], ['1gi', 1], ['', 1], ['x', 1], ['-1', 1], [-1, 1], [true, 1], [{}, 1],
    // Go takes these for zero
    ['Ki', 0], ['+', 0],
  ] as const;
  test.each(cases)('%j', (memory, count) => {
    expect(verdicts(documents(app({ requests: { memory } })), ISTIO, 'RES001')).toEqual(Array(count).fill('RES001 error'));
    expect(verdicts(documents(asmProxyConfig({ sidecarProxyResource: { limits: { memory } } })), ASM, 'RES001')).toHaveLength(count);
  });

  test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'])('of a %s, once', (kind) => {
    expect(verdicts(documents(app({ limits: { cpu: 'x' } }, { kind, labels: SIDECAR })), ISTIO, 'RES001')).toEqual(['RES001 error']);
  });

  test.each(gateways({ requests: { cpu: 'lots', memory: '1Gi' } }))('%s gateway', (_, yaml, facts) => {
    expect(verdicts(yaml, facts, 'RES001')).toEqual(['RES001 error']);
  });

  test('what is meant, and texts without end', () => {
    const [finding] = findingsIn(documents(app({ requests: { memory: '1GB' } }))).filter(({ ruleId }) => ruleId === 'RES001');
    expect(finding.fix).toBe('write 1G or 1Gi');
    const [[, longest], [, longer], [, huge]] = ['1'.repeat(64), '1'.repeat(65), `${'1'.repeat(200_000)}x`].map((cpu) => [cpu, verdicts(documents(app({ requests: { cpu } })), ISTIO, 'RES001')]);
    expect([longest, longer, huge]).toEqual([[], ['RES001 warning'], ['RES001 warning']]);
  });
});

describe('RES002: requests and limits', () => {
  test.each([
    ['cpu', '999m', '1', 0], ['cpu', '1000m', '1', 0], ['cpu', '1001m', '1', 1], ['memory', '1G', '1Gi', 0], ['memory', '1Gi', '1G', 1], ['memory', '1Gi', '1024Mi', 0],
    ['cpu', '1', undefined, 0], ['cpu', undefined, '1', 0], ['example.com/gpu', 1, 1, 0], ['example.com/gpu', 1, 2, 1], ['example.com/gpu', 1, undefined, 1],
    ['example.com/gpu', undefined, 1, 0], ['hugepages-2Mi', '2Mi', '4Mi', 1], ['kubernetes.io/batch-cpu', 100, 200, 0], ['kubernetes.io/batch-cpu', 201, 200, 1],
  ])('%s: request %s, limit %s', (resource, request, limit, count) => {
    expect(verdicts(documents(app({ requests: { [resource]: request }, limits: { [resource]: limit } })), ISTIO, 'RES002')).toHaveLength(count);
  });

  test.each(gateways({ requests: { cpu: 3 }, limits: { cpu: 2 } }))('%s gateway', (_, yaml, facts) => {
    expect(verdicts(yaml, facts, 'RES002')).toEqual(['RES002 error']);
  });

  test('annotations of a pod, and an ASMProxyConfig, which is judged once', () => {
    const annotations = (proxyCPU: string): object => ({ 'sidecar.istio.io/proxyCPU': proxyCPU, 'sidecar.istio.io/proxyCPULimit': '1' });
    expect(verdicts(documents(app(FULL, { labels: SIDECAR, annotations: annotations('2') })), ISTIO, 'RES002')).toEqual(['RES002 error']);
    expect(verdicts(documents(app(FULL, { labels: SIDECAR, annotations: annotations('1') })), ISTIO, 'RES002')).toEqual([]);
    const config = asmProxyConfig({ sidecarProxyResource: { requests: { cpu: 2 }, limits: { cpu: 1 } } });
    expect(verdicts(documents(config, app(FULL, { labels: SIDECAR })), ASM, 'RES002')).toEqual(['RES002 error']);
  });
});

describe('units and names', () => {
  test.each([['128m', ['RES003 error']], ['107374182400m', ['RES003 note']], ['128M', []], ['0m', []], ['1048575999m', ['RES003 error']], ['1048576000m', ['RES003 note']]] as const)('RES003: %s', (memory, expected) => {
    expect(verdicts(documents(app({ requests: { memory } })), ISTIO, 'RES003')).toEqual(expected);
    expect(verdicts(documents(app({ requests: { cpu: memory } })), ISTIO, 'RES003')).toEqual([]);
  });

  test.each<[unknown, string[]]>([
    [1024, ['RES003 error']], ['1024', ['RES003 error']], [0.5, ['RES003 error']], [1048575, ['RES003 error']], [1048576, []], [0, []], ['512k', []], ['64Ki', []], ['1e3', []],
  ])('RES003: %j without a unit', (memory, expected) => {
    expect(verdicts(documents(app({ limits: { memory } })), ISTIO, 'RES003')).toEqual(expected);
    expect(verdicts(documents(app({ limits: { 'ephemeral-storage': memory } })), ISTIO, 'RES003')).toEqual(expected);
    for (const [, yaml, facts] of gateways({ limits: { memory } })) { expect(verdicts(yaml, facts, 'RES003')).toEqual(expected); }
  });

  test.each<[unknown, string[]]>([
    [99, []], [100, ['RES003 warning']], ['500', ['RES003 warning']], ['500m', []], ['100.5', ['RES003 warning']], ['1k', []], ['0.5', []],
  ])('RES003: %j cores', (cpu, expected) => expect(verdicts(documents(app({ requests: { cpu } })), ISTIO, 'RES003')).toEqual(expected));

  test.each([
    [{ memory: 64 }, 'requests.memory of container app is 64, which is 64 bytes, less than a mebibyte', 'write 64Mi if mebibytes are meant'],
    [{ cpu: 500 }, 'requests.cpu of container app is 500, which is 500 cores', 'write 500m if thousandths of a core are meant'],
  ])('RES003: %j in words', (requests, message, fix) => {
    expect(findingsIn(documents(app({ requests }))).filter(({ ruleId }) => ruleId === 'RES003')).toMatchObject([{ message, fix }]);
  });

  test.each([['2G', '256Mi', 1], ['2Gi', '256Mi', 0], ['2G', '256M', 0], ['2000000000', '256Mi', 0]])('RES004: limit %s, request %s', (limit, request, count) => {
    const resources = { requests: { memory: request }, limits: { memory: limit } };
    for (const [, yaml, facts] of gateways(resources)) { expect(verdicts(yaml, facts, 'RES004')).toHaveLength(count); }
    // an application's units are its own
    expect(verdicts(documents(app(resources)), ISTIO, 'RES004')).toEqual([]);
  });

  test.each([['1m', 0], ['1.5m', 1], ['0.0001', 1], [0.1, 0], ['100u', 1]])('RES005: %s', (cpu, count) => {
    for (const [, yaml, facts] of gateways({ requests: { cpu } })) { expect(verdicts(yaml, facts, 'RES005')).toHaveLength(count); }
    expect(verdicts(documents(app({ requests: { cpu } })), ISTIO, 'RES005')).toEqual([]);
  });

  test.each([
    ['cpu', 0], ['memory', 0], ['ephemeral-storage', 0], ['hugepages-2Mi', 0], ['example.com/gpu', 0], ['kubernetes.io/batch-cpu', 0], ['CPU', 1], ['storage', 1], ['gpu', 1], ['requests.example.com/gpu', 1], ['a b/c', 1],
  ])('RES014: %s', (name, count) => {
    expect(verdicts(documents(app({ limits: { [name]: 1 } })), ISTIO, 'RES014')).toHaveLength(count);
  });
});

describe('RES007: concurrency', () => {
  const yaml = (concurrency: unknown, cpu: string | undefined = '2'): string => documents(app(FULL, {
    labels: SIDECAR,
    annotations: { 'proxy.istio.io/config': stringify({ concurrency }), ...cpu && { 'sidecar.istio.io/proxyCPU': '100m', 'sidecar.istio.io/proxyCPULimit': cpu } },
  }));
  test.each([
    [-1, ['RES007 error']], [1.5, ['RES007 error']], ['many', ['RES007 error']], [0, ['RES007 warning']], [1, []], [2, []], [3, ['RES007 warning']],
  ] as const)('%s with a limit of 2', (concurrency, expected) => {
    expect(verdicts(yaml(concurrency), ISTIO, 'RES007')).toEqual(expected);
  });

  test('limits round up to whole processors; ASM reads 0 in another way; nobody set it', () => {
    expect(verdicts(yaml(2, '1500m'), ISTIO, 'RES007')).toEqual([]);
    expect(verdicts(yaml(2, '1'), ISTIO, 'RES007')).toEqual(['RES007 warning']);
    expect(verdicts(yaml(0), ASM, 'RES007')).toEqual([]);
    expect(verdicts(documents(app(FULL, { labels: SIDECAR })), ISTIO, 'RES007')).toEqual([]);
  });
});

describe('proportional resources of ASM', () => {
  const pods = (resources: unknown, more: Pods = {}): object => app(resources, { labels: SIDECAR, ...more });

  test.each([[19, 1], [20, 0], [21, 0]])('RES006: %d%% of 500m and 1Gi', (percentage, count) => {
    expect(verdicts(documents(asmProxyConfig(scaled(percentage)), pods(FULL)), ASM, 'RES006')).toHaveLength(count);
    expect(verdicts(documents(asmProxyConfig(scaled(percentage)), pods(FULL)), ISTIO, 'RES006')).toEqual([]);
  });

  test('RES006: the example of the page, 20 % of 300m, 512Mi, 500m and 1Gi', () => {
    const config = asmProxyConfig(scaled(20));
    const [finding] = findingsIn(documents(config, pods({ requests: { cpu: '300m', memory: '512Mi' }, limits: { cpu: '500m', memory: '1Gi' } })), ASM).filter(({ ruleId }) => ruleId === 'RES006');
    expect(finding.message).toBe('requests.cpu is 20% of 300m, 60m: ASM sets 100m; requests.memory is 20% of 512Mi, 102Mi: ASM sets 128Mi');
  });

  test('RES009 and RES010: the named container, and what it lacks', () => {
    const by = (strategy: string, name?: string): object => asmProxyConfig(scaled(50, strategy, name));
    const both = pods(undefined, { containers: [{ name: 'app', resources: FULL }, { name: 'log' }] });
    const said = (config: object, of: object, rule: string): string[] => verdicts(documents(config, of), ASM, rule);
    expect(said(by('PercentageRef', 'main'), both, 'RES009')).toEqual(['RES009 warning']);
    expect(said(by('PercentageRef', 'app'), both, 'RES009')).toEqual([]);
    expect(said(by('PercentageMax', 'main'), both, 'RES009')).toEqual([]);
    const annotated = pods(undefined, { containers: [{ name: 'app', resources: FULL }], annotations: { 'scaled-resource.inject.istio.alibabacloud.com/container-ref': 'app' } });
    expect(said(by('PercentageRef', 'main'), annotated, 'RES009')).toEqual([]);
    expect(said(by('PercentageRef', 'log'), both, 'RES010')).toEqual(['RES010 note']);
    expect(said(by('PercentageMax'), both, 'RES010')).toEqual([]);
    expect(said(by('PercentageMax'), pods({ requests: FULL.requests }), 'RES010')).toEqual(['RES010 note']);
  });

  test.each([
    ['PercentageMax', 1], ['PercentageSum', 1], ['PercentageRef', 0],
  ])('RES008: fixed resources beside %s', (strategy, count) => {
    const fixed = { sidecarProxyResource: FULL };
    expect(verdicts(documents(asmProxyConfig({ ...fixed, ...scaled(50, strategy) })), ASM, 'RES008')).toHaveLength(count);
    const ofWorkload = asmProxyConfig({ selector: { matchLabels: { app: 'web' } }, ...fixed }, 'web');
    expect(verdicts(documents(asmProxyConfig(scaled(50, strategy)), ofWorkload), ASM, 'RES008')).toHaveLength(count);
    // the proportion is the more specific one there
    const scaledWorkload = asmProxyConfig({ selector: { matchLabels: { app: 'web' } }, ...scaled(50, strategy) }, 'web');
    expect(verdicts(documents(asmProxyConfig(fixed), scaledWorkload), ASM, 'RES008')).toEqual([]);
  });

  const overcommitted = asmProxyConfig({ sidecarProxyAckSloResource: { requests: { cpu: 200, memory: '256Mi' } } });
  test('RES011: one pod that uses them is enough; without pods nothing is said', () => {
    const labelled = { ...app(FULL, { labels: { ...SIDECAR, 'koordinator.sh/qosClass': 'BE' } }), metadata: { name: 'batch', namespace: 'shop' } };
    expect(verdicts(documents(overcommitted, pods(FULL)), ASM, 'RES011')).toEqual(['RES011 warning']);
    expect(verdicts(documents(overcommitted, pods(FULL), labelled), ASM, 'RES011')).toEqual([]);
    expect(verdicts(documents(overcommitted), ASM, 'RES011')).toEqual([]);
  });

  test.each([[200, 0], ['200', 0], ['200m', 0], [0.2, 1], ['0.5', 1], ['2k', 0], [-1, 1], ['x', 1], ['1.5m', 1]])('RES012: %s', (cpu, count) => {
    expect(verdicts(documents(asmProxyConfig({ sidecarProxyAckSloResource: { requests: { cpu } } })), ASM, 'RES012')).toHaveLength(count);
  });
});

describe('what annotations leave out', () => {
  const of = (...names: readonly string[]): string => documents(app(FULL, {
    labels: SIDECAR, annotations: Object.fromEntries(names.map((name) => [`sidecar.istio.io/${name}`, name.includes('CPU') ? '1' : '128Mi'])),
  }));
  test.each([
    [[], [], []], [['proxyCPU'], ['RES013 warning'], ['RES015 note']], [['proxyCPU', 'proxyMemory'], [], ['RES015 note']],
    [['proxyCPU', 'proxyMemory', 'proxyCPULimit', 'proxyMemoryLimit'], [], []], [['proxyCPULimit', 'proxyMemoryLimit'], [], []],
    [['proxyMemoryLimit'], ['RES013 warning'], ['RES015 note']],
  ])('%j', (names, requests, limits) => {
    expect(verdicts(of(...names), ISTIO, 'RES013')).toEqual(requests);
    expect(verdicts(of(...names), ISTIO, 'RES015')).toEqual(limits);
    expect(verdicts(of(...names), ASM, 'RES015')).toEqual([]);
  });

  test.each([
    ['cpu', ['RES013 warning', 'SCL008 error'], 'istio-proxy requests no memory'], ['memory', ['RES013 warning', 'SCL008 error'], 'istio-proxy requests no cpu'],
  ])('RES013 leaves the %s that an autoscaler measures to SCL008', (name, expected, message) => {
    const metrics = [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: 80 } } }];
    const scaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'edge', namespace: 'edge' },
      spec: { minReplicas: 2, maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'edge' }, metrics },
    };
    const found = findingsIn(documents(INJECTED.yaml({}), scaler)).filter(({ ruleId }) => ruleId === 'RES013' || ruleId === 'SCL008');
    expect(found.map(({ ruleId, severity }) => `${ruleId} ${severity}`).sort()).toEqual(expected);
    expect(found.find(({ ruleId }) => ruleId === 'RES013')?.message).toBe(message);
  });

  test('RES013: gateways', () => {
    expect(verdicts(INJECTED.yaml({}), ISTIO, 'RES013')).toEqual(['RES013 warning']);
    expect(verdicts(WAYPOINT.yaml({}), ISTIO, 'RES013')).toEqual([]);
    for (const [, yaml, facts] of gateways({ requests: { cpu: '1', memory: '1Gi' } })) { expect(verdicts(yaml, facts, 'RES013')).toEqual([]); }
    expect(verdicts(documents(app({})), ISTIO, 'RES013')).toEqual([]);
    expect(notEvaluated(documents(app({})), ISTIO, 'RES013')).toEqual([]);
  });
});

test('no autoscaler, budget, strategy or amount makes a rule fail', () => {
  const hostile = fc.oneof(fc.constantFrom<unknown>(null, true, '', 'x', '__proto__', '30%', '25', -1, 0, 1, 0.5, 2 ** 53, [], {}, [[]], [null], { name: 3 }, { cpu: 'x' }), fc.string({ maxLength: 8 }));
  const map = (...keys: readonly string[]) => fc.oneof(
    hostile, fc.record(Object.fromEntries(keys.map((key) => [key, hostile])), { requiredKeys: [] }),
  );
  const resources = fc.oneof(hostile, fc.record({ requests: map('cpu', 'memory', '__proto__', 'a b'), limits: map('cpu', 'memory', 'example.com/gpu') }));
  const target = map('type', 'value', 'averageValue', 'averageUtilization');
  const source = fc.oneof(hostile, fc.record({ name: hostile, container: hostile, target }));
  const metric = fc.oneof(hostile, fc.record({ type: fc.oneof(hostile, fc.constantFrom('Resource', 'External', 'ContainerResource')), resource: source, external: source }, { requiredKeys: [] }));
  const rules = fc.oneof(hostile, fc.record({ stabilizationWindowSeconds: hostile, selectPolicy: hostile, policies: fc.oneof(hostile, fc.array(map('type', 'value', 'periodSeconds'), { maxLength: 2 })) }));
  fc.assert(fc.property(
    hostile, hostile, fc.oneof(hostile, fc.array(metric, { maxLength: 2 })), rules, resources, map('maxSurge', 'maxUnavailable'), fc.constantFrom(ISTIO, ASM),
    (min, max, metrics, behavior, amounts, rollingUpdate, facts) => {
      const metadata = { name: 'web', namespace: 'istio-system', annotations: { 'autoscaling.keda.sh/paused-replicas': min } };
      const template = { metadata: { labels: { app: 'web', ...SIDECAR }, annotations: { 'proxy.istio.io/config': max } }, spec: { containers: [{ name: 'app', resources: amounts }, amounts] } };
      const scaleTargetRef = { kind: 'Deployment', name: 'web', apiVersion: min };
      const objects = [
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: min, minReadySeconds: max, progressDeadlineSeconds: min, strategy: { rollingUpdate }, template } },
        { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec: { updateStrategy: { rollingUpdate }, template } },
        { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata, spec: { scaleTargetRef, minReplicas: min, maxReplicas: max, metrics, behavior: { scaleUp: behavior, scaleDown: behavior } } },
        { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'b', namespace: 'istio-system' }, spec: { scaleTargetRef: max, metrics } },
        { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata, spec: { scaleTargetRef, minReplicaCount: min, maxReplicaCount: max, triggers: metrics } },
        { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { minAvailable: min, maxUnavailable: max, selector: { matchLabels: { app: 'web' } } } },
        { apiVersion: 'v1', kind: 'LimitRange', metadata, spec: { limits: metrics } },
        asmProxyConfig({ sidecarProxyResource: amounts, sidecarProxyAckSloResource: amounts, scaledSidecarResource: { resourcePercentage: max, resourceCalculationStrategy: 'PercentageMax' } }),
        { apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'IstioGateway', metadata, spec: { minReplicas: min, maxReplicas: max, cpu: amounts, replicaCount: max, resources: amounts, rollingMaxSurge: min } },
      ];
      const findings = findingsIn(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), facts);
      expect(findings.filter(({ ruleId }) => ruleId === 'ENGINE001').map(({ message }) => message)).toEqual([]);
    },
  ), { numRuns: Number(process.env.FUZZ_RUNS ?? 50), seed: 20261121 });
});
