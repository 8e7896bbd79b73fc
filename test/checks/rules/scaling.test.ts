import { stringify } from 'yaml';
import { ASM_GATEWAY, ASM_WAYPOINT, each, INJECTED, type Make, MANAGED_GATEWAY, SIDECAR, WAYPOINT, WRITTEN } from './manifests';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

const documents = (...objects: readonly unknown[]): string => objects.map((object) => (typeof object === 'string' ? object : stringify(JSON.parse(JSON.stringify(object))))).join('---\n');
const GATEWAY_MAKES: readonly Make[] = [INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT];

const CPU = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };
const MEMORY = { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } };

function hpa(spec: object = {}, name = 'edge', kind = 'Deployment', apiVersion = 'autoscaling/v2'): object {
  return { apiVersion, kind: 'HorizontalPodAutoscaler', metadata: { name, namespace: 'edge' }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind, name: 'edge' }, ...spec } };
}
function scaledObject(spec: object = {}, annotations?: object): object {
  return { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'edge', namespace: 'edge', annotations }, spec: { scaleTargetRef: { name: 'edge' }, ...spec } };
}
function workload(spec: object = {}, kind = 'Deployment', container: object = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'edge', namespace: 'edge' },
    spec: { selector: { matchLabels: { app: 'edge' } }, template: { metadata: { labels: { app: 'edge' } }, spec: { containers: [{ name: 'app', image: 'a', ...container }] } }, ...spec },
  };
}
function budget(spec: object, labels: object = { app: 'edge' }): object {
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'edge', namespace: 'edge' }, spec: { selector: { matchLabels: labels }, ...spec } };
}
function options(data: Readonly<Record<string, object>>, className = 'istio-waypoint'): string {
  return documents(
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'options', namespace: 'edge' }, data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, stringify(value)])) },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'edge', namespace: 'edge' },
      spec: { gatewayClassName: className, infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'options' } }, listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
    },
  );
}
function istioGateway(spec: object, annotations?: object): string {
  return documents({ apiVersion: 'istio.alibabacloud.com/v1beta1', kind: 'IstioGateway', metadata: { name: 'edge', namespace: 'istio-system', annotations }, spec });
}
const DOCUMENTED = { minReplicas: 2, maxReplicas: 4, cpu: { targetAverageUtilization: 80 } };

describe('SCL001: replicas beside an autoscaler', () => {
  test.each([
    [1, 'warning'], [2, 'note'], [4, 'note'], [5, 'warning'], [undefined, undefined],
  ])('replicaCount %s of an IstioGateway that scales 2 to 4: %s', (replicaCount, severity) => {
    expect(verdicts(istioGateway({ ...DOCUMENTED, replicaCount }), ASM, 'SCL001')).toEqual(severity ? [`SCL001 ${severity}`] : []);
  });

  test.each(['Deployment', 'StatefulSet'])('a %s of its own', (kind) => {
    const yaml = (replicas: number | undefined, ...scalers: readonly object[]): string => documents(workload({ replicas }, kind), ...scalers);
    const scaler = hpa({ minReplicas: 2, maxReplicas: 5 }, 'edge', kind);
    expect(verdicts(yaml(1, scaler), ISTIO, 'SCL001')).toEqual(['SCL001 warning']);
    expect(verdicts(yaml(2, scaler), ISTIO, 'SCL001')).toEqual(['SCL001 note']);
    expect(verdicts(yaml(5, scaler), ISTIO, 'SCL001')).toEqual(['SCL001 note']);
    expect(verdicts(yaml(6, scaler), ISTIO, 'SCL001')).toEqual(['SCL001 warning']);
    // an apply without the number sets 1, and starts what is switched off
    expect([0, 1, 2].flatMap((count) => findingsIn(yaml(count, scaler))).filter(({ ruleId, patch }) => ruleId === 'SCL001' && patch)).toEqual([]);
    expect(verdicts(yaml(0, scaler), ISTIO, 'SCL001')).toEqual(['SCL001 note']);
    expect(verdicts(yaml(undefined, scaler), ISTIO, 'SCL001')).toEqual([]);
    expect(verdicts(yaml(3), ISTIO, 'SCL001')).toEqual([]);
    // equal bounds leave nothing to fight for
    expect(verdicts(yaml(3, hpa({ minReplicas: 3, maxReplicas: 3 }, 'edge', kind)), ISTIO, 'SCL001')).toEqual([]);
  });

  test('another kind, namespace or KEDA', () => {
    expect(verdicts(documents(workload({ replicas: 3 }), hpa({ maxReplicas: 5 }, 'edge', 'StatefulSet')), ISTIO, 'SCL001')).toEqual([]);
    expect(verdicts(documents(workload({ replicas: 3 }), scaledObject()), ISTIO, 'SCL001')).toEqual(['SCL001 note']);
    expect(verdicts(documents(workload({ replicas: 3 }), hpa({ maxReplicas: 5 })).replaceAll('namespace: edge\nspec:\n  scale', 'namespace: other\nspec:\n  scale'), ISTIO, 'SCL001')).toEqual([]);
  });

  test.each([[ISTIO], [ASM]])('an overlay with replicas and an autoscaler', (facts) => {
    const scaler = { spec: { minReplicas: 2, maxReplicas: 5 } };
    const own = options({ deployment: { spec: { replicas: 3 } }, horizontalPodAutoscaler: scaler });
    expect(verdicts(own, facts, 'SCL001')).toEqual(['SCL001 error']);
    expect(verdicts(options({ horizontalPodAutoscaler: scaler }), facts, 'SCL001')).toEqual([]);
    expect(verdicts(options({ deployment: { spec: { replicas: 3 } } }), facts, 'SCL001')).toEqual([]);
  });

  test('an autoscaler of the user beside an IstioGateway', () => {
    const users = documents(hpa({ maxReplicas: 5 })).replace('  name: edge\n', '  name: istio-edge\n').replace('    name: edge\n', '    name: istio-edge\n')
      .replace('namespace: edge', 'namespace: istio-system');
    const annotations = { 'asm.alibabacloud.com/replicas-managed-by-asm': 'false' };
    expect(verdicts(documents(istioGateway({ replicaCount: 3 }), users), ASM, 'SCL001')).toEqual(['SCL001 warning']);
    expect(verdicts(documents(istioGateway({ replicaCount: 3 }, annotations), users), ASM, 'SCL001')).toEqual([]);
  });
});

describe('bounds', () => {
  test.each([[1, 2, []], [2, 2, []], [3, 2, ['SCL002 error']], [undefined, 1, []]] as const)('SCL002: minReplicas %s, maxReplicas %s', (minReplicas, maxReplicas, expected) => {
    expect(verdicts(documents(hpa({ minReplicas, maxReplicas })), ISTIO, 'SCL002')).toEqual(expected);
    expect(verdicts(documents(scaledObject({ minReplicaCount: minReplicas, maxReplicaCount: maxReplicas })), ISTIO, 'SCL002')).toEqual(expected);
    expect(verdicts(istioGateway({ minReplicas, maxReplicas }), ASM, 'SCL002')).toEqual(expected);
    const overlay = options({ horizontalPodAutoscaler: { spec: { minReplicas, maxReplicas } } });
    expect(verdicts(overlay, ISTIO, 'SCL002')).toEqual(expected);
    expect(verdicts(overlay, ASM, 'SCL002')).toEqual(expected);
  });

  test('SCL002: who rejects it', () => {
    const [own] = findingsIn(documents(hpa({ minReplicas: 3, maxReplicas: 2 }))).filter(({ ruleId }) => ruleId === 'SCL002');
    const [keda] = findingsIn(documents(scaledObject({ minReplicaCount: 3, maxReplicaCount: 2 }))).filter(({ ruleId }) => ruleId === 'SCL002');
    expect([own.ruleClass, keda.ruleClass]).toEqual(['api', 'mesh']);
  });

  test.each([[0, []], [1, []], [2, ['SCL003 error']]] as const)('SCL003: an overlay with minReplicas %s only', (minReplicas, expected) => {
    const yaml = options({ horizontalPodAutoscaler: { spec: { minReplicas } } });
    expect(verdicts(yaml, ISTIO, 'SCL003')).toEqual(expected);
    expect(verdicts(yaml, ISTIO, 'SCL002')).toEqual([]);
  });

  test('SCL003: with maxReplicas it holds; what ASM has is not known', () => {
    expect(verdicts(options({ horizontalPodAutoscaler: { spec: { minReplicas: 2, maxReplicas: 2 } } }), ISTIO, 'SCL003')).toEqual([]);
    const half = options({ horizontalPodAutoscaler: { spec: { minReplicas: 2 } } });
    expect(verdicts(half, ASM, 'SCL003')).toEqual([]);
    expect(notEvaluated(half, ASM, 'SCL003')).toHaveLength(1);
  });

  test.each([[-1, 1], [0, 1], [1, 0], [1.5, 1], ['3', 1], [undefined, 1], [2_147_483_647, 0], [2_147_483_648, 1], [1e21, 1]] as const)('SCL004: maxReplicas %s', (maxReplicas, count) => {
    expect(verdicts(documents(hpa({ maxReplicas })), ISTIO, 'SCL004')).toHaveLength(count);
    expect(verdicts(istioGateway({ minReplicas: 1, maxReplicas }), ASM, 'SCL004')).toHaveLength(maxReplicas === undefined ? 0 : count);
  });

  test.each([
    [-1, undefined, ['SCL005 error']], [0, undefined, ['SCL005 error']], [1, undefined, []], [0, [CPU], ['SCL005 error']],
    [0, [{ type: 'External' }], ['SCL005 warning']], [-1, [{ type: 'External' }], ['SCL005 error']],
  ] as const)('SCL005: minReplicas %s with metrics %j', (minReplicas, metrics, expected) => {
    expect(verdicts(documents(hpa({ minReplicas, maxReplicas: 3, metrics })), ISTIO, 'SCL005')).toEqual(expected);
  });

  test('SCL005: KEDA scales to zero, ASM does not', () => {
    expect(verdicts(documents(scaledObject({ minReplicaCount: 0 })), ISTIO, 'SCL005')).toEqual([]);
    expect(verdicts(istioGateway({ minReplicas: 0, maxReplicas: 3 }), ASM, 'SCL005')).toEqual(['SCL005 error']);
  });
});

describe('autoscalers that do nothing, or not what is meant', () => {
  test.each(each([...GATEWAY_MAKES, ASM_WAYPOINT, ASM_GATEWAY], [[2, 3, []], [2, 2, ['SCL006 note']]] as const))('SCL006, %s', (_, make, replicas, maxReplicas, expected) => {
    expect(verdicts(make.yaml({ replicas, maxReplicas }), make.facts, 'SCL006')).toEqual(expected);
  });

  test('SCL006 and SCL007 are advice for gateways, not for applications', () => {
    const yaml = documents(workload(), hpa({ minReplicas: 2, maxReplicas: 2 }));
    expect(verdicts(yaml, ISTIO)).toEqual([]);
  });

  test('SCL006: KEDA\'s pause is meant so', () => {
    const paused = documents(INJECTED.yaml({}), scaledObject({}, { 'autoscaling.keda.sh/paused-replicas': '2' }));
    expect(verdicts(paused, ISTIO, 'SCL006')).toEqual([]);
    expect(verdicts(documents(INJECTED.yaml({}), scaledObject({ minReplicaCount: 2, maxReplicaCount: 2 })), ISTIO, 'SCL006')).toEqual(['SCL006 note']);
  });

  test.each([[[], ['SCL007 note']], [undefined, ['SCL007 note']], [[CPU], []]] as const)('SCL007: metrics %j', (metrics, expected) => {
    expect(verdicts(documents(INJECTED.yaml({}), hpa({ maxReplicas: 3, metrics })), ISTIO, 'SCL007')).toEqual(expected);
  });

  test.each([[[MEMORY], ['SCL010 note']], [[MEMORY, CPU], []], [[CPU], []], [[MEMORY, { type: 'External' }], []]] as const)('SCL010: metrics %j', (metrics, expected) => {
    expect(verdicts(documents(INJECTED.yaml({}), hpa({ maxReplicas: 3, metrics })), ISTIO, 'SCL010')).toEqual(expected);
  });

  test.each([
    [{}, 0], [DOCUMENTED, 0], [{ minReplicas: 2 }, 1], [{ maxReplicas: 4 }, 1], [{ minReplicas: 2, maxReplicas: 4 }, 1],
    [{ cpu: { targetAverageUtilization: 80 } }, 1], [{ minReplicas: 2, maxReplicas: 4, memory: { targetAverageUtilization: 80 } }, 0],
  ])('SCL011: %j', (spec, count) => {
    expect(verdicts(istioGateway(spec), ASM, 'SCL011')).toHaveLength(count);
    expect(verdicts(istioGateway(spec, { 'asm.alibabacloud.com/replicas-managed-by-asm': 'false' }), ASM, 'SCL011')).toEqual([]);
  });

  test.each([[59, ['SCL022 note']], [60, []], [61, []], [undefined, []]] as const)('SCL022: a window of %ss and 60s of grace', (stabilizationWindowSeconds, expected) => {
    const behavior = { scaleDown: { stabilizationWindowSeconds } };
    expect(verdicts(documents(INJECTED.yaml({ grace: 60 }), hpa({ minReplicas: 2, maxReplicas: 3, behavior })), ISTIO, 'SCL022')).toEqual(expected);
  });

  test.each([[3600, 'set behavior.scaleDown.stabilizationWindowSeconds to 3600 or more'], [3601, 'terminationGracePeriodSeconds']])(
    'SCL022: the window cannot be above 3600s, with %ds of grace', (grace, fix) => {
      const found = findingsIn(documents(INJECTED.yaml({ grace }), hpa({ minReplicas: 2, maxReplicas: 3 }))).filter(({ ruleId }) => ruleId === 'SCL022');
      expect(found.map((finding) => finding.fix)).toEqual([expect.stringContaining(fix)]);
    },
  );

  test('SCL022: the default is 300s; what never goes down is not too fast', () => {
    expect(verdicts(documents(INJECTED.yaml({ grace: 301 }), hpa({ minReplicas: 2, maxReplicas: 3 })), ISTIO, 'SCL022')).toEqual(['SCL022 note']);
    const disabled = { scaleDown: { selectPolicy: 'Disabled' } };
    expect(verdicts(documents(INJECTED.yaml({ grace: 301 }), hpa({ minReplicas: 2, maxReplicas: 3, behavior: disabled })), ISTIO, 'SCL022')).toEqual([]);
  });

  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, ASM_GATEWAY], [[1, ['SCL023 warning']], [2, []], [3, []]] as const))('SCL023, %s', (_, make, replicas, expected) => {
    expect(verdicts(make.yaml({ replicas }), make.facts, 'SCL023')).toEqual(expected);
  });

  test.each([[0, ['SCL005 error']], [1, ['SCL023 warning']], [2, []]])('SCL005 and SCL023 do not both speak of minReplicas %d', (minReplicas, expected) => {
    const found = verdicts(documents(INJECTED.yaml({}), hpa({ minReplicas, maxReplicas: 3 })), ISTIO);
    expect(found.filter((one) => /^SCL0(?:05|23)/.test(one))).toEqual(expected);
  });

  test('SCL023: a waypoint may have one, and a gateway with 0 is switched off', () => {
    expect(verdicts(WAYPOINT.yaml({ replicas: 1 }), ISTIO, 'SCL023')).toEqual([]);
    expect(verdicts(INJECTED.yaml({ replicas: 0 }), ISTIO, 'SCL023')).toEqual([]);
    expect(verdicts(documents(INJECTED.yaml({}), scaledObject({ minReplicaCount: 1 })), ISTIO, 'SCL023')).toEqual(['SCL023 warning']);
    expect(verdicts(documents(INJECTED.yaml({}), scaledObject({ minReplicaCount: 0 })), ISTIO, 'SCL023')).toEqual(['SCL023 warning']);
    // a default is not a decision
    expect(verdicts(INJECTED.yaml({}), ISTIO, 'SCL023')).toEqual(['SCL023 note']);
  });
});

describe('SCL008: a percentage of nothing', () => {
  const resources = (requests?: object, limits?: object): object => ({ resources: { requests, limits } });
  const scaler = hpa({ maxReplicas: 3, metrics: [CPU] });

  test.each([
    ['no request', {}, 1], ['a request', resources({ cpu: '100m' }), 0], ['a limit is the request', resources(undefined, { cpu: 1 }), 0],
    ['a request of something else', resources({ memory: '1Gi' }), 1],
  ])('%s', (_, container, count) => {
    expect(verdicts(documents(workload({}, 'Deployment', container), scaler), ISTIO, 'SCL008')).toEqual(Array(count).fill('SCL008 warning'));
  });

  test('with a sidecar it is an error, and the injected container has requests', () => {
    const injected = SIDECAR.yaml({});
    const target = /kind: (\w+)[\s\S]*?name: (\S+)[\s\S]*?namespace: (\S+)/.exec(injected)!;
    const yaml = documents(injected, { ...hpa({ maxReplicas: 3, metrics: [CPU], scaleTargetRef: { apiVersion: 'apps/v1', kind: target[1], name: target[2] } }), metadata: { name: 'x', namespace: target[3] } });
    const [finding] = findingsIn(yaml, SIDECAR.facts).filter(({ ruleId }) => ruleId === 'SCL008');
    expect(finding.severity).toBe('error');
    expect(finding.message).not.toContain('istio-proxy');
  });

  test('gateways: their template fills in no requests, that of waypoints does', () => {
    expect(verdicts(documents(INJECTED.yaml({}), scaler), ISTIO, 'SCL008')).toEqual(['SCL008 error']);
    expect(verdicts(options({ horizontalPodAutoscaler: { spec: { maxReplicas: 3, metrics: [CPU] } } }), ISTIO, 'SCL008')).toEqual([]);
    expect(verdicts(documents(WRITTEN.yaml({}), scaler), ISTIO, 'SCL008')).toEqual(['SCL008 error']);
    const overlay = (requests: object | null): string => options({
      deployment: { spec: { template: { spec: { containers: [{ name: 'istio-proxy', resources: { requests, limits: null } }] } } } },
      horizontalPodAutoscaler: { spec: { maxReplicas: 3, metrics: [CPU] } },
    });
    expect(verdicts(overlay(null), ISTIO, 'SCL008')).toEqual(['SCL008 error']);
    expect(verdicts(overlay({ cpu: '100m' }), ISTIO, 'SCL008')).toEqual([]);
  });

  test('all of the pod, or the named container; init containers only where they stay', () => {
    const pod = (extra: object): string => documents(workload({
      template: { metadata: { labels: { app: 'edge' } }, spec: { containers: [{ name: 'app', ...resources({ cpu: 1 }) }], ...extra } },
    }), scaler);
    expect(verdicts(pod({ initContainers: [{ name: 'once' }] }), ISTIO, 'SCL008')).toEqual([]);
    expect(verdicts(pod({ initContainers: [{ name: 'stays', restartPolicy: 'Always' }] }), ISTIO, 'SCL008')).toEqual(['SCL008 warning']);
    const one = { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'app', target: { type: 'Utilization', averageUtilization: 80 } } };
    const two = documents(workload({
      template: { metadata: { labels: { app: 'edge' } }, spec: { containers: [{ name: 'app', ...resources({ cpu: 1 }) }, { name: 'log' }] } },
    }), hpa({ maxReplicas: 3, metrics: [one] }));
    expect(verdicts(two, ISTIO, 'SCL008')).toEqual([]);
  });

  test('older versions of the API and KEDA', () => {
    const v1 = hpa({ maxReplicas: 3, targetCPUUtilizationPercentage: 80 }, 'edge', 'Deployment', 'autoscaling/v1');
    expect(verdicts(documents(workload(), v1), ISTIO, 'SCL008')).toEqual(['SCL008 warning']);
    const trigger = { type: 'cpu', metricType: 'Utilization', metadata: { value: '80' } };
    expect(verdicts(documents(workload(), scaledObject({ triggers: [trigger] })), ISTIO, 'SCL008')).toEqual(['SCL008 warning']);
    expect(verdicts(documents(workload(), scaledObject({ triggers: [{ ...trigger, metricType: 'AverageValue' }] })), ISTIO, 'SCL008')).toEqual([]);
  });

  test('a LimitRange fills in requests; a workload that is not there is not judged', () => {
    const limits = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'l', namespace: 'edge' }, spec: { limits: [{ type: 'Container', defaultRequest: { cpu: '100m' } }] } };
    expect(verdicts(documents(workload(), scaler, limits), ISTIO, 'SCL008')).toEqual([]);
    expect(verdicts(documents(scaler), ISTIO, 'SCL008')).toEqual([]);
    expect(notEvaluated(documents(scaler), ISTIO, 'SCL008')).toHaveLength(1);
  });
});

describe('SCL029: metrics of what pods do not have', () => {
  const scaler = (metric: object) => hpa({ maxReplicas: 3, metrics: [metric] });
  const ofPods = (name: unknown, target: object = { type: 'Utilization', averageUtilization: 80 }) => ({ type: 'Resource', resource: { name, target } });
  const ofContainer = (container: unknown) => (
    { type: 'ContainerResource', containerResource: { name: 'cpu', container, target: { type: 'AverageValue', averageValue: '1' } } });
  const spec = { containers: [{ name: 'app', resources: { requests: { cpu: 1 } } }, { name: 'exporter' }], initContainers: [{ name: 'once' }, { name: 'stays', restartPolicy: 'Always' }] };
  const pods = workload({ template: { metadata: { labels: { app: 'edge' } }, spec } });

  test.each<[unknown, string[]]>([
    ['CPU', ['SCL029 error']], ['Memory', ['SCL029 error']], ['cpus', ['SCL029 error']], ['gpu', ['SCL029 error']], ['requests-per-second', ['SCL029 error']],
    ['memory', []], ['example.com/gpu', []], ['ephemeral-storage', []], [3, []],
  ])('the resource %j', (name, expected) => {
    const yaml = documents(pods, scaler(ofPods(name, { type: 'AverageValue', averageValue: '1' })));
    expect(verdicts(yaml, ISTIO, 'SCL029')).toEqual(expected);
    expect(verdicts(documents(pods, scaler(ofPods(name))), ISTIO, 'SCL008')).toEqual(name === 3 || expected.length > 0 ? [] : ['SCL008 warning']);
  });

  test.each([
    ['CPU', 'use the name cpu', true], ['cpus', 'use the name cpu', false], ['memroy', 'use the name memory', false], ['gpu', 'use the name cpu or memory', false],
  ])('%s: %s', (name, fix, isPatched) => {
    const [finding] = findingsIn(documents(pods, scaler(ofPods(name)))).filter(({ ruleId }) => ruleId === 'SCL029');
    expect(finding.fix).toBe(fix);
    expect(finding.patch).toEqual(isPatched ? [{ op: 'replace', path: '/spec/metrics/0/resource/name', value: 'cpu' }] : undefined);
  });

  test.each<[unknown, string[]]>([
    ['app', []], ['exporter', []], ['stays', []], ['once', ['SCL029 warning']], ['ap', ['SCL029 error']], ['istio-proxy', ['SCL029 error']], ['vault-agent', ['SCL029 warning']],
    [undefined, []],
  ])('the container %j of an application', (container, expected) => {
    expect(verdicts(documents(pods, scaler(ofContainer(container))), ISTIO, 'SCL029')).toEqual(expected);
  });

  test('the container of a trigger of KEDA', () => {
    const trigger = (containerName: string) => scaledObject({ triggers: [{ type: 'cpu', metricType: 'Utilization', metadata: { value: '80', containerName } }] });
    expect(verdicts(documents(pods, trigger('app')), ISTIO, 'SCL029')).toEqual([]);
    expect(verdicts(documents(pods, trigger('apps')), ISTIO, 'SCL029')).toEqual(['SCL029 error']);
  });

  test('gateways have a proxy and nothing else, and what ASM adds is not known', () => {
    const [proxy, other] = ['istio-proxy', 'proxy'].map((container) => scaler(ofContainer(container)));
    expect(verdicts(documents(INJECTED.yaml({}), proxy), ISTIO, 'SCL029')).toEqual([]);
    expect(verdicts(documents(INJECTED.yaml({}), other), ISTIO, 'SCL029')).toEqual(['SCL029 error']);
    const overlay = (container: string) => options({ horizontalPodAutoscaler: { spec: { maxReplicas: 3, metrics: [ofContainer(container)] } } });
    expect(verdicts(overlay('istio-proxy'), ISTIO, 'SCL029')).toEqual([]);
    expect(verdicts(overlay('proxy'), ISTIO, 'SCL029')).toEqual(['SCL029 error']);
    expect(verdicts(overlay('proxy'), ASM, 'SCL029')).toEqual([]);
    expect(notEvaluated(overlay('proxy'), ASM, 'SCL029')).toHaveLength(1);
  });

  test('a sidecar is measured where it is injected, and not judged where that is not known', () => {
    const labelled = (inject?: string) => workload({ template: { metadata: { labels: { app: 'edge', ...inject && { 'sidecar.istio.io/inject': inject } } }, spec } });
    expect(verdicts(documents(labelled('true'), scaler(ofContainer('istio-proxy'))), ISTIO, 'SCL029')).toEqual([]);
    expect(verdicts(documents(labelled('false'), scaler(ofContainer('istio-proxy'))), ISTIO, 'SCL029')).toEqual(['SCL029 error']);
  });

  test('a workload that is not there', () => {
    expect(notEvaluated(documents(scaler(ofContainer('app'))), ISTIO, 'SCL029')).toHaveLength(1);
    expect(notEvaluated(documents(scaler(ofPods('cpu'))), ISTIO, 'SCL029')).toEqual([]);
  });
});

describe('what KEDA\'s resource has', () => {
  const trigger = (metadata: object, more: object = {}) => ({ type: 'prometheus', metadata, ...more });
  const metadata = { serverAddress: 'http://prometheus:9090', query: 'sum(x)', threshold: '100' };
  const found = (spec: object) => findingsIn(documents(scaledObject({ triggers: [trigger(metadata)], ...spec })))
    .filter(({ ruleId }) => ['SCL030', 'SCL031', 'SCL032'].includes(ruleId)).map(({ ruleId, severity, pointer, fix }) => `${ruleId} ${severity} ${pointer} ${fix}`);

  test.each<[object, string[]]>([
    [{ minReplicaCount: 2, maxReplicaCount: 5, idleReplicaCount: 0, pollingInterval: 30, initialCooldownPeriod: 1, cooldownPeriod: 300 }, []],
    [{ advanced: { restoreToOriginalReplicaCount: true, horizontalPodAutoscalerConfig: { name: 'x', behavior: { scaleDown: {} } }, scalingModifiers: { formula: 'a', target: '1' } } }, []],
    [{ fallback: { failureThreshold: 3, replicas: 2, behavior: 'static' } }, []],
    [{ minReplicas: 2 }, ['SCL030 error /spec/minReplicas write minReplicaCount']],
    [{ maxReplicas: 5 }, ['SCL030 error /spec/maxReplicas write maxReplicaCount']],
    [{ minReplicacount: 2 }, ['SCL030 error /spec/minReplicacount write minReplicaCount']],
    [{ metrics: [] }, ['SCL030 error /spec/metrics write triggers']],
    [{ behavior: {} }, ['SCL030 error /spec/behavior write advanced.horizontalPodAutoscalerConfig.behavior']],
    [{ somethingElse: 1 }, ['SCL030 warning /spec/somethingElse remove it, or correct its name']],
    [{ fallback: { failureThreshold: 3, minReplicas: 2, replicas: 2 } }, ['SCL030 error /spec/fallback/minReplicas write replicas']],
    [{ minReplicaCount: '2' }, ['SCL031 error /spec/minReplicaCount write it without quotes: 2']],
    [{ minReplicaCount: null }, []],
    [{ fallback: { replicas: 2 } }, ['SCL031 error /spec/fallback add failureThreshold, or remove the entry']],
  ])('%j', (spec, expected) => expect(found(spec)).toEqual(expected));

  test.each<[object, string[]]>([
    [trigger({ ...metadata, threshold: 100 }), ['SCL031 error /spec/triggers/0/metadata/threshold write it in quotes: "100"']],
    [trigger({ ...metadata, ignoreNullValues: false }), ['SCL031 error /spec/triggers/0/metadata/ignoreNullValues write it in quotes: "false"']],
    [{ type: 'cpu', metricType: 'Utilization', metadata: { value: 80 } }, ['SCL031 error /spec/triggers/0/metadata/value write it in quotes: "80"']],
    [{ type: 'kafka', metadata: { topic: 'a' }, useCachedMetrics: true }, []],
    [{ metadata }, ['SCL031 error /spec/triggers/0 add type, or remove the entry']],
    [trigger({ serverAddress: 'a', query: 'b' }), ['SCL032 error /spec/triggers/0/metadata add threshold to its metadata']],
    [trigger({ ...metadata, query: ' ' }), ['SCL032 error /spec/triggers/0/metadata add query to its metadata']],
    [trigger({ threshold: '1' }), ['SCL032 error /spec/triggers/0/metadata add serverAddress and query to its metadata']],
    [trigger({ query: 'a', threshold: '1' }, { authenticationRef: { name: 'a' } }), []],
    [trigger({ serverAddress: 'a' }, { authenticationRef: { name: 'a' } }), ['SCL032 error /spec/triggers/0/metadata add query and threshold to its metadata']],
    [trigger({ ...metadata, serverAddress: undefined, serverAddressFromEnv: 'PROMETHEUS' }), []],
    [trigger({ ...metadata, metricName: 'requests', activationThreshold: '1' }, { name: 'a', metricType: 'Value' }), []],
    [trigger({ ...metadata, threshold: '500m' }), ['SCL032 error /spec/triggers/0/metadata/threshold write "0.5"']],
    [trigger({ ...metadata, threshold: '1k' }), ['SCL032 error /spec/triggers/0/metadata/threshold write "1000"']],
    [trigger({ ...metadata, threshold: 'many' }), ['SCL032 error /spec/triggers/0/metadata/threshold write a number such as 100']],
    [trigger({ ...metadata, activationThreshold: '1m' }), ['SCL032 error /spec/triggers/0/metadata/activationThreshold write "0.001"']],
    [trigger({ ...metadata, threshold: ' 0.5 ' }), []], [trigger({ ...metadata, threshold: '1e3' }), []],
    [{ type: 'kafka', metadata: { lagThreshold: '500m' } }, []],
    [trigger(metadata, { metricType: 'Utilization' }), [
      'SCL032 error /spec/triggers/0/metricType set metricType: AverageValue for a sum that the pods share, Value for a ratio, an average or a percentile',
    ]],
    [trigger(metadata, { metricType: 'AverageValue' }), []],
    [{ type: 'cpu', metricType: 'Value', metadata: { value: '80' } }, ['SCL032 error /spec/triggers/0/metricType set metricType: Utilization or AverageValue']],
    [{ type: 'cpu', metricType: 'Utilization', metadata: { value: '80' } }, []],
    [{ type: 'cpu', metricType: 'Utilization', metadata: { value: '80' }, useCachedMetrics: true }, ['SCL032 error /spec/triggers/0/useCachedMetrics remove useCachedMetrics']],
  ])('the trigger %j', (one, expected) => expect(found({ triggers: [one] })).toEqual(expected));

  const CPU_TRIGGER = { type: 'cpu', metricType: 'Utilization', metadata: { value: '80' } };
  const fallback = { failureThreshold: 3, replicas: 2 };
  test.each<[object, string[]]>([
    [{ triggers: [] }, ['SCL032 error /spec/triggers add one, or remove the ScaledObject']],
    [{ idleReplicaCount: 1, minReplicaCount: 2 }, []],
    [{ idleReplicaCount: 2, minReplicaCount: 2 }, ['SCL032 error /spec/idleReplicaCount set minReplicaCount to 3 or more, or remove idleReplicaCount']],
    [{ idleReplicaCount: 3, minReplicaCount: 2 }, ['SCL032 error /spec/idleReplicaCount set minReplicaCount to 4 or more, or remove idleReplicaCount']],
    [{ idleReplicaCount: 0, minReplicaCount: 0 }, []],
    [{ idleReplicaCount: 0 }, ['SCL032 error /spec/idleReplicaCount set minReplicaCount to 1 or more, or remove idleReplicaCount']],
    [{ fallback, triggers: [CPU_TRIGGER] }, ['SCL032 error /spec/fallback remove fallback']],
    [{ fallback, triggers: [CPU_TRIGGER, trigger(metadata)] }, []],
    [{ fallback, triggers: [CPU_TRIGGER], advanced: { scalingModifiers: { formula: 'a' } } }, []],
    [{ triggers: [trigger(metadata, { name: 'a' }), trigger(metadata, { name: 'a' })] }, ['SCL032 error /spec/triggers/1/name give each a name of its own']],
    [{ triggers: [trigger(metadata, { name: 'a' }), trigger(metadata, { name: 'b' }), trigger(metadata), trigger(metadata)] }, []],
  ])('what KEDA takes of %j', (spec, expected) => expect(found(spec)).toEqual(expected));
});

describe('targets', () => {
  const target = (averageUtilization: number): object => ({ ...CPU, resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } });

  test.each([[-1, 1], [0, 1], [1, 0], [100, 0], [101, 0]])('SCL009: %d%% of an application', (percent, count) => {
    expect(verdicts(documents(hpa({ maxReplicas: 3, metrics: [target(percent)] })), ISTIO, 'SCL009')).toHaveLength(count);
  });

  test.each([[0, 1], [1, 0], [100, 0], [101, 1]])('SCL009: %d%% of an IstioGateway', (targetAverageUtilization, count) => {
    expect(verdicts(istioGateway({ ...DOCUMENTED, cpu: { targetAverageUtilization } }), ASM, 'SCL009')).toHaveLength(count);
  });

  test.each([[1999, []], [2000, ['SCL009 warning']], [2001, ['SCL009 warning']]] as const)('SCL009: %d%% of 100m is no less than the limit of 2', (percent, expected) => {
    expect(verdicts(options({ horizontalPodAutoscaler: { spec: { maxReplicas: 3, metrics: [target(percent)] } } }), ISTIO, 'SCL009')).toEqual(expected);
  });

  const ofContainer = (container: string): object => ({
    type: 'ContainerResource', containerResource: { name: 'cpu', container, target: { type: 'Utilization', averageUtilization: 2000 } },
  });
  const second = { template: { spec: { containers: [{ name: 'istio-proxy' }, { name: 'exporter', image: 'exporter:1' }] } } };
  test.each([
    ['the proxy\'s container', ofContainer('istio-proxy'), undefined, ['SCL009 warning']],
    ['another container', ofContainer('exporter'), { spec: second }, []],
    ['the proxy\'s container of two', ofContainer('istio-proxy'), { spec: second }, ['SCL009 warning']],
    ['both containers', target(2000), { spec: second }, []],
  ])('SCL009: %s', (_, metric, deployment, expected) => {
    const overlay = { horizontalPodAutoscaler: { spec: { maxReplicas: 3, metrics: [metric] } }, ...deployment && { deployment } };
    expect(verdicts(options(overlay), ISTIO, 'SCL009')).toEqual(expected);
  });

  const external = (fields: object): object => ({ type: 'External', external: { metric: { name: 'm' }, target: { type: 'Value', ...fields } } });
  test.each([
    [CPU, 0], [{ ...CPU, type: 'Pods' }, 1], [{ type: 'Resource' }, 1], [{ ...CPU, external: {} }, 1], [{ ...CPU, type: 'Nothing' }, 1], [{}, 1],
    [external({ value: '1' }), 0], [external({ averageValue: '1' }), 0], [external({ value: '1', averageValue: '1' }), 1], [external({}), 1],
    [external({ value: '0' }), 1], [external({ value: '-1' }), 1], [external({ value: '1m' }), 0],
    [{ type: 'Pods', pods: { target: { averageValue: '1' } } }, 0], [{ type: 'Pods', pods: { target: { value: '1' } } }, 1],
    [{ type: 'Object', object: { target: { value: '1', averageValue: '1' } } }, 0],
    [{ type: 'Resource', resource: { target: { averageValue: '1', averageUtilization: 1 } } }, 1],
  ])('SCL027: %j', (metric, count) => {
    expect(verdicts(documents(hpa({ maxReplicas: 3, metrics: [metric] })), ISTIO, 'SCL027')).toHaveLength(count);
  });

  test.each([
    [{ scaleDown: { stabilizationWindowSeconds: -1 } }, 1], [{ scaleDown: { stabilizationWindowSeconds: 0 } }, 0],
    [{ scaleUp: { stabilizationWindowSeconds: 3600 } }, 0], [{ scaleUp: { stabilizationWindowSeconds: 3601 } }, 1],
    [{ scaleUp: { selectPolicy: 'Max' } }, 0], [{ scaleUp: { selectPolicy: 'Most' } }, 1],
    [{ scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 1800 }] } }, 0], [{ scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 1801 }] } }, 1],
    [{ scaleUp: { policies: [{ type: 'Pods', value: 0, periodSeconds: 1 }] } }, 1], [{ scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 0 }] } }, 1],
    [{ scaleUp: { policies: [{ type: 'Share', value: 1, periodSeconds: 60 }] } }, 1], [{ scaleUp: { policies: [{ type: 'Pods' }] } }, 2],
    [{ scaleUp: { policies: [] } }, 1], [{ scaleDown: { policies: [], selectPolicy: 'Disabled' } }, 1], [{ scaleUp: { policies: null } }, 0], [{ scaleUp: {} }, 0],
  ])('SCL021: %j', (behavior, count) => {
    expect(verdicts(documents(hpa({ maxReplicas: 3, behavior })), ISTIO, 'SCL021')).toHaveLength(count);
  });
});

describe('rolling updates', () => {
  const rolling = (maxSurge: unknown, maxUnavailable: unknown): object => ({ type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } });

  test.each([
    [0, 0, 1], ['0%', '0%', 1], [0, '0%', 1], [1, 0, 0], [0, 1, 0], [0, '1%', 0], [0, undefined, 0], [undefined, 0, 0], [undefined, '0%', 0],
  ])('SCL012: maxSurge %s, maxUnavailable %s', (maxSurge, maxUnavailable, count) => {
    const strategy = rolling(maxSurge, maxUnavailable);
    expect(verdicts(documents(workload({ strategy })), ISTIO, 'SCL012')).toHaveLength(count);
    expect(verdicts(WAYPOINT.yaml({ strategy }), ISTIO, 'SCL012')).toHaveLength(count);
    expect(verdicts(INJECTED.yaml({ strategy }), ISTIO, 'SCL012')).toHaveLength(count);
  });

  test('SCL012: an IstioGateway says it in text', () => {
    expect(verdicts(istioGateway({ rollingMaxSurge: '0', rollingMaxUnavailable: '0%' }), ASM, 'SCL012')).toEqual(['SCL012 error']);
    expect(verdicts(istioGateway({ rollingMaxSurge: '100%', rollingMaxUnavailable: '0' }), ASM, 'SCL012')).toEqual([]);
  });

  test.each([
    [1, undefined, 1], [1, 0, 0], [0, 1, 0], [1, 1, 1], [0, 0, 1], [undefined, undefined, 0], [undefined, 0, 1], [undefined, '0%', 1], [undefined, 1, 0],
  ])('SCL012: a DaemonSet with maxSurge %s, maxUnavailable %s', (surge, unavailable, count) => {
    const found = findingsIn(documents(workload({ updateStrategy: rolling(surge, unavailable) }, 'DaemonSet'))).filter(({ ruleId }) => ruleId === 'SCL012');
    expect(found).toHaveLength(count);
    // what is not there cannot be replaced
    if (surge === undefined) { expect(found.every(({ patch }) => patch === undefined)).toBe(true); }
  });

  test.each([['99%', 0], ['100%', 0], ['101%', 1], [200, 0]])('SCL013: maxUnavailable %s', (maxUnavailable, count) => {
    expect(verdicts(documents(workload({ strategy: rolling(1, maxUnavailable) })), ISTIO, 'SCL013')).toHaveLength(count);
    expect(verdicts(documents(workload({ strategy: rolling('200%', 0) })), ISTIO, 'SCL013')).toEqual([]);
    expect(verdicts(documents(workload({ updateStrategy: rolling('101%', 0) }, 'DaemonSet')), ISTIO, 'SCL013')).toHaveLength(1);
  });

  test.each([
    [0, 0], [25, 0], ['25%', 0], ['0%', 0], ['25', 1], ['25.5%', 1], ['+5%', 1], [-1, 1], [1.5, 1], ['%', 1], ['', 1], [true, 1],
  ])('SCL014: %j', (amount, count) => {
    expect(verdicts(documents(workload({ strategy: rolling(amount, 1) })), ISTIO, 'SCL014')).toHaveLength(count);
    expect(verdicts(documents(budget({ maxUnavailable: amount })), ISTIO, 'SCL014')).toHaveLength(count);
    expect(verdicts(WAYPOINT.yaml({ strategy: rolling(amount, 1) }), ISTIO, 'SCL014')).toHaveLength(count);
  });

  test.each([['1', 0], ['100%', 0], ['x', 1], ['-1', 1]])('SCL014: rollingMaxSurge %j', (rollingMaxSurge, count) => {
    expect(verdicts(istioGateway({ rollingMaxSurge }), ASM, 'SCL014')).toHaveLength(count);
  });

  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT], [
    [2, 1, 1, 0], [2, 1, 2, 1], [2, 1, 3, 1], [2, 1, '99%', 0], [2, 1, '100%', 1], [1, 0, '25%', 1], [2, 0, '25%', 0], [1, '25%', '25%', 0], [1, 0, 1, 1],
  ] as const))('SCL015, %s', (_, make, replicas, surge, unavailable, count) => {
    expect(verdicts(make.yaml({ replicas, strategy: rolling(surge, unavailable) }), make.facts, 'SCL015')).toHaveLength(count);
  });

  test('SCL015: Recreate; applications decide for themselves', () => {
    expect(verdicts(INJECTED.yaml({ replicas: 2, strategy: { type: 'Recreate' } }), ISTIO, 'SCL015')).toEqual(['SCL015 warning']);
    expect(verdicts(documents(workload({ replicas: 2, strategy: { type: 'Recreate' } })), ISTIO, 'SCL015')).toEqual([]);
  });

  test.each([[3, 0, '25%', 1], [4, 0, '25%', 0], [3, 1, '25%', 0], [3, 0, 1, 0], [3, 0, '0%', 0]] as const)('SCL016: %d replicas, maxSurge %s, maxUnavailable %s', (replicas, surge, unavailable, count) => {
    expect(verdicts(INJECTED.yaml({ replicas, strategy: rolling(surge, unavailable) }), ISTIO, 'SCL016')).toHaveLength(count);
  });

  test.each([[599, undefined, 0], [600, undefined, 1], [undefined, 1, 0], [undefined, 0, 1], [10, 9, 1], [10, 10, 1], [10, 11, 0]])('SCL026: minReadySeconds %s, deadline %s', (minReadySeconds, progressDeadlineSeconds, count) => {
    expect(verdicts(documents(workload({ minReadySeconds, progressDeadlineSeconds })), ISTIO, 'SCL026')).toHaveLength(count);
  });
});

describe('disruption budgets', () => {
  test.each(each(GATEWAY_MAKES, [
    [{ minAvailable: 1 }, 0], [{ minAvailable: 2 }, 1], [{ minAvailable: 3 }, 1], [{ minAvailable: '50%' }, 0], [{ minAvailable: '51%' }, 1], [{ minAvailable: '100%' }, 1],
    [{ maxUnavailable: 0 }, 1], [{ maxUnavailable: '0%' }, 1], [{ maxUnavailable: 1 }, 0], [{ maxUnavailable: '1%' }, 0],
  ] as const))('SCL017 with 2 replicas, %s', (_, make, spec, count) => {
    const labels = { [make.own[0]]: make.own[1] };
    expect(verdicts(documents(make.yaml({ replicas: 2 }), budget(spec, labels)), make.facts, 'SCL017')).toHaveLength(count);
  });

  describe('SCL017: a budget for several workloads', () => {
    const other = (spec: object, kind = 'Deployment'): object => ({ ...workload(spec, kind), metadata: { name: 'other', namespace: 'edge' } });
    const judged = (most: object, ...objects: readonly unknown[]): string[] => {
      const all = documents(INJECTED.yaml({ replicas: 1 }), { ...budget(most), spec: { selector: {}, ...most } }, ...objects);
      return [...verdicts(all, ISTIO, 'SCL017'), ...notEvaluated(all, ISTIO, 'SCL017').length > 0 ? ['open'] : []];
    };

    test.each<[string, object, readonly unknown[], readonly string[]]>([
      ['alone', { minAvailable: 1 }, [], ['SCL017 warning']],
      ['one more pod', { minAvailable: 1 }, [other({ replicas: 1 })], []],
      ['not enough more', { minAvailable: 7 }, [other({ replicas: 6 })], ['SCL017 warning']],
      ['enough more', { minAvailable: 6 }, [other({ replicas: 6 })], []],
      ['a share of all', { minAvailable: '80%' }, [other({ replicas: 4 })], []],
      ['too large a share of all', { minAvailable: '81%' }, [other({ replicas: 4 })], ['SCL017 warning']],
      ['nothing goes, however many there are', { maxUnavailable: 0 }, [other({ replicas: 6 })], ['SCL017 warning']],
      ['the fewest of an autoscaler', { minAvailable: 3 }, [other({}), hpa({ minReplicas: 2, maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' } })], ['SCL017 warning']],
      ['an unknown number more', { minAvailable: 1 }, [other({}, 'DaemonSet')], ['open']],
      ['an unknown number more, of a share that one more makes enough', { minAvailable: '51%' }, [other({}, 'DaemonSet')], ['open']],
      ['a job, which ends', { minAvailable: 1 }, [{ ...other({ replicas: 3 }), apiVersion: 'batch/v1', kind: 'Job' }], ['SCL017 warning']],
      ['another namespace', { minAvailable: 1 }, [{ ...other({ replicas: 3 }), metadata: { name: 'other', namespace: 'shop' } }], ['SCL017 warning']],
      ['a waypoint', { minAvailable: 1 }, [options({ deployment: { spec: { replicas: 2 } } }).replace('name: edge', 'name: waypoint')], []],
    ])('%s', (_what, most, objects, expected) => expect(judged(most, ...objects)).toEqual(expected));

    test('says of how many', () => {
      const yaml = documents(INJECTED.yaml({ replicas: 1 }), { ...budget({}), spec: { selector: {}, minAvailable: 3 } }, other({ replicas: 2 }));
      expect(findingsIn(yaml, ISTIO).filter(({ ruleId }) => ruleId === 'SCL017').map(({ message }) => message))
        .toEqual(['PodDisruptionBudget edge has minAvailable 3, and with 3 replicas of 2 workloads no pod may be evicted']);
    });
  });

  test('SCL033: budgets for the same pods', () => {
    const own = { [INJECTED.own[0]]: INJECTED.own[1] };
    const two = (labels: object): string => documents(
      INJECTED.yaml({ replicas: 2 }), budget({ maxUnavailable: 1 }, own), { ...budget({ minAvailable: 1 }, labels), metadata: { name: 'other', namespace: 'edge' } });
    expect(verdicts(two(own), ISTIO, 'SCL033')).toEqual(['SCL033 warning']);
    expect(verdicts(two({ app: 'other' }), ISTIO, 'SCL033')).toEqual([]);
  });

  test('SCL017: the fewest pods count; applications and other pods do not', () => {
    const yaml = documents(INJECTED.yaml({}), hpa({ minReplicas: 2, maxReplicas: 9 }), budget({ minAvailable: 2 }));
    expect(verdicts(yaml, ISTIO, 'SCL017')).toEqual(['SCL017 warning']);
    expect(verdicts(documents(workload({ replicas: 1 }), budget({ minAvailable: 1 })), ISTIO)).toEqual([]);
    expect(verdicts(documents(INJECTED.yaml({ replicas: 2 }), budget({ minAvailable: 2 }, { app: 'other' })), ISTIO, 'SCL017')).toEqual([]);
  });

  test.each([
    [{ minAvailable: 1 }, []], [{ maxUnavailable: 1 }, []], [{}, ['SCL018 warning']], [{ minAvailable: 1, maxUnavailable: 1 }, ['SCL018 error']], [{ minAvailable: 0 }, []],
  ] as const)('SCL018: %j', (spec, expected) => {
    expect(verdicts(documents(budget(spec)), ISTIO, 'SCL018')).toEqual(expected);
    expect(verdicts(options({ podDisruptionBudget: { spec } }), ISTIO, 'SCL018')).toEqual(expected);
  });

  test('SCL018: what ASM has in its budget is not known', () => {
    expect(verdicts(options({ podDisruptionBudget: { spec: {} } }), ASM, 'SCL018')).toEqual([]);
    expect(notEvaluated(options({ podDisruptionBudget: { spec: {} } }), ASM, 'SCL018')).toHaveLength(1);
  });

  test.each([['100%', 0], ['101%', 1], [101, 0]])('SCL019: %s', (amount, count) => {
    expect(verdicts(documents(budget({ minAvailable: amount })), ISTIO, 'SCL019')).toHaveLength(count);
    expect(verdicts(documents(budget({ maxUnavailable: amount })), ISTIO, 'SCL019')).toHaveLength(count);
  });

  test.each(each(GATEWAY_MAKES, [[1, 0], [2, 1], [3, 1]] as const))('SCL020, %s', (_, make, replicas, count) => {
    expect(verdicts(make.yaml({ replicas }), make.facts, 'SCL020')).toHaveLength(count);
    expect(verdicts(documents(make.yaml({ replicas }), budget({ maxUnavailable: 1 }, { [make.own[0]]: make.own[1] })), make.facts, 'SCL020')).toEqual([]);
  });

  test.each([[ASM_GATEWAY], [ASM_WAYPOINT]])('SCL020: whether ASM makes one is not known', (make) => {
    expect(verdicts(make.yaml({ replicas: 2 }), ASM, 'SCL020')).toEqual([]);
    expect(notEvaluated(make.yaml({ replicas: 2 }), ASM, 'SCL020')).toHaveLength(1);
  });
});

describe('SCL024: one workload, one autoscaler', () => {
  test('two of Kubernetes, or one and KEDA\'s', () => {
    expect(verdicts(documents(hpa({ maxReplicas: 3 }), hpa({ maxReplicas: 3 }, 'second')), ISTIO, 'SCL024')).toEqual(['SCL024 error', 'SCL024 error']);
    expect(verdicts(documents(hpa({ maxReplicas: 3 }), scaledObject()), ISTIO, 'SCL024')).toEqual(['SCL024 error', 'SCL024 error']);
    expect(verdicts(documents(hpa({ maxReplicas: 3 }), hpa({ maxReplicas: 3 }, 'second', 'StatefulSet')), ISTIO, 'SCL024')).toEqual([]);
    expect(verdicts(documents(hpa({ maxReplicas: 3 })), ISTIO, 'SCL024')).toEqual([]);
  });

  test('an autoscaler that KEDA takes over', () => {
    const keda = scaledObject({ advanced: { horizontalPodAutoscalerConfig: { name: 'edge' } } }, { 'scaledobject.keda.sh/transfer-hpa-ownership': 'true' });
    expect(verdicts(documents(hpa({ maxReplicas: 3 }), keda), ISTIO, 'SCL024')).toEqual([]);
  });

  test('one that istiod makes counts', () => {
    const made = options({ horizontalPodAutoscaler: { spec: { maxReplicas: 3 } } });
    expect(verdicts(made, ISTIO, 'SCL024')).toEqual([]);
    const users = { ...hpa({ maxReplicas: 3 }, 'second') };
    expect(verdicts(documents(made, users), ISTIO, 'SCL024')).toEqual(['SCL024 error', 'SCL024 error']);
  });
});

describe('SCL024: an autoscaler that looks at no pods is not stopped, and stops none', () => {
  const BOTH = ['SCL024 error', 'SCL024 error'];
  const two = [hpa({ maxReplicas: 3 }), hpa({ maxReplicas: 3 }, 'second')];
  const paused = (name: string, value: string): object => scaledObject({}, { [`autoscaling.keda.sh/${name}`]: value });
  const gateways = (replicas: number): string => documents(
    INJECTED.yaml({}), INJECTED.yaml({ replicas }).replace(/(kind: Deployment\nmetadata:\n  name: )edge\n/, '$1canary\n'),
  );
  const canary = hpa({ maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'canary' } }, 'canary');
  const managed = (replicas: number): string => (
    options({ horizontalPodAutoscaler: { spec: { maxReplicas: 3 } }, deployment: { spec: { replicas } } }));

  test.each<[string, readonly unknown[], readonly string[]]>([
    ['two of a workload that is at zero', [workload({ replicas: 0 }), ...two], []],
    ['two of a gateway that is at zero', [INJECTED.yaml({ replicas: 0 }), ...two], []],
    ['two of a gateway that runs', [INJECTED.yaml({ replicas: 1 }), ...two], BOTH],
    ['two of a gateway at zero, and one of them scales from zero', [INJECTED.yaml({ replicas: 0 }), hpa({ minReplicas: 0, maxReplicas: 3 }), two[1]], BOTH],
    ['one of a gateway at zero, which KEDA wakes', [INJECTED.yaml({ replicas: 0 }), hpa({ maxReplicas: 3 }), scaledObject()], BOTH],
    ['the same of a workload', [workload({ replicas: 0 }), hpa({ maxReplicas: 3 }), scaledObject()], BOTH],
    ['one made and one written, of a Gateway that is at zero', [managed(0), hpa({ maxReplicas: 3 }, 'second')], []],
    ['one made and one written, of a Gateway that runs', [managed(1), hpa({ maxReplicas: 3 }, 'second')], BOTH],
    ['KEDA is paused', [INJECTED.yaml({}), hpa({ maxReplicas: 3 }), paused('paused', 'true')], []],
    ['KEDA is paused, by whatever is no boolean', [INJECTED.yaml({}), hpa({ maxReplicas: 3 }), paused('paused', 'by hand')], []],
    ['KEDA is not paused', [INJECTED.yaml({}), hpa({ maxReplicas: 3 }), paused('paused', 'False')], BOTH],
    ['KEDA is paused at a number', [INJECTED.yaml({}), hpa({ maxReplicas: 3 }), paused('paused-replicas', '0')], []],
    ['KEDA is paused, and the target is not there', [hpa({ maxReplicas: 3 }), paused('paused', 'true')], []],
    ['KEDA is paused, and two others scale', [INJECTED.yaml({}), ...two, paused('paused', 'true')], BOTH],
    ['a gateway and its canary at zero', [gateways(0), two[0], canary], []],
    ['a gateway and its canary that runs', [gateways(1), two[0], canary], BOTH],
  ])('%s', (_what, objects, expected) => {
    expect(verdicts(documents(...objects), ISTIO, 'SCL024')).toEqual(expected);
  });
});

describe('SCL024: workloads whose selectors match the same pods', () => {
  const named = (name: string, labels: object, matchLabels = labels, spec: object = {}): object => (
    { ...workload({ selector: { matchLabels }, template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'a' }] } }, ...spec }), metadata: { name, namespace: 'edge' } }
  );
  const scaler = (name: string): object => hpa({ maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } }, name);
  const keda = (name: string, annotations = {}): object => ({ ...scaledObject({ scaleTargetRef: { name } }), metadata: { name, namespace: 'edge', annotations } });
  const BOTH = ['SCL024 error', 'SCL024 error'];
  const GW = { app: 'gw', istio: 'gw' };

  test.each<[string, readonly unknown[], readonly string[]]>([
    ['the same selector', [named('a', GW), named('b', GW), scaler('a'), scaler('b')], BOTH],
    ['the same selector, one scaled by KEDA', [named('a', GW), named('b', GW), scaler('a'), keda('b')], BOTH],
    ['one selector is a part of the other', [named('a', { app: 'gw' }), named('b', GW), scaler('a'), scaler('b')], BOTH],
    ['both match the pods of a third', [named('a', { app: 'gw' }), named('b', { istio: 'gw' }), named('c', GW), scaler('a'), scaler('b')], BOTH],
    ['a label tells them apart', [named('a', { ...GW, version: 'a' }), named('b', { ...GW, version: 'b' }), scaler('a'), scaler('b')], []],
    ['selectors that no pods have in common', [named('a', { app: 'gw' }), named('b', { istio: 'gw' }), scaler('a'), scaler('b')], []],
    ['only one is scaled', [named('a', GW), named('b', GW), scaler('a')], []],
    ['one is at zero, which its autoscaler leaves alone', [named('a', GW), named('b', GW, GW, { replicas: 0 }), scaler('a'), scaler('b')], []],
    ['one is at zero, which KEDA wakes', [named('a', GW), named('b', GW, GW, { replicas: 0 }), scaler('a'), keda('b')], BOTH],
    ['the third is at zero', [named('a', { app: 'gw' }), named('b', { istio: 'gw' }), named('c', GW, GW, { replicas: 0 }), scaler('a'), scaler('b')], []],
    ['KEDA is paused', [named('a', GW), named('b', GW), scaler('a'), keda('b', { 'autoscaling.keda.sh/paused': 'true' })], []],
    ['KEDA is paused at a number', [named('a', GW), named('b', GW), scaler('a'), keda('b', { 'autoscaling.keda.sh/paused-replicas': '0' })], []],
    ['another namespace', [named('a', GW), { ...named('b', GW), metadata: { name: 'b', namespace: 'other' } }, scaler('a'), { ...scaler('b'), metadata: { name: 'b', namespace: 'other' } }], []],
    ['a target that is not there', [named('a', GW), scaler('a'), scaler('b')], []],
  ])('%s', (_what, objects, expected) => {
    expect(verdicts(documents(...objects), ISTIO, 'SCL024')).toEqual(expected);
  });

  test('a Gateway whose pods carry the labels of a workload', () => {
    const made = (labels: object): string => options({ horizontalPodAutoscaler: { spec: { maxReplicas: 3 } } }, 'istio')
      .replace('infrastructure:\n', `infrastructure:\n    labels: ${JSON.stringify(labels)}\n`);
    expect(verdicts(documents(named('a', GW), scaler('a'), made(GW)), ISTIO, 'SCL024')).toEqual(BOTH);
    expect(verdicts(documents(named('a', GW), scaler('a'), made({ app: 'gw' })), ISTIO, 'SCL024')).toEqual([]);
  });

  test('says which, and what to do', () => {
    const [found] = findingsIn(documents(named('a', GW), named('b', GW), scaler('a'), scaler('b')), ISTIO).filter(({ ruleId }) => ruleId === 'SCL024');
    expect(found).toMatchObject({
      message: 'HorizontalPodAutoscaler b scales another workload whose selector matches the same pods: Kubernetes stops all of them',
      fix: expect.stringContaining('a label of their own'),
      values: [{ name: 'HorizontalPodAutoscaler a' }, { name: 'HorizontalPodAutoscaler b' }],
    });
  });
});

describe('SCL025: a target that almost exists', () => {
  const scaler = (kind: string, name: string): object => hpa({ maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind, name } }, 'a');
  const named = (name: string): object => ({ ...workload(), metadata: { name, namespace: 'edge' } });

  test.each([
    ['Deployment', 'storefront', 'storefront', 0], ['Deployment', 'storefornt', 'storefront', 1], ['StatefulSet', 'storefront', 'storefront', 1],
    ['Deployment', 'elsewhere', 'storefront', 0], ['Deployment', 'web-v2', 'web-v1', 0], ['Deployment', 'shard-a', 'shard-b', 0],
  ])('%s %s, and there is Deployment %s', (kind, wanted, there, count) => {
    expect(verdicts(documents(scaler(kind, wanted), named(there)), ISTIO, 'SCL025')).toHaveLength(count);
  });

  test.each<[string, string | undefined, number]>([
    ['Deployment', undefined, 1], ['Deployment', '', 1], ['Deployment', 'v1', 1], ['StatefulSet', 'extensions/v1beta1', 1], ['Deployment', 'apps/v1beta1', 0], ['Rollout', 'argoproj.io/v1alpha1', 0],
    ['ReplicationController', 'v1', 0],
  ])('%s of %s', (kind, apiVersion, count) => {
    const stray = hpa({ maxReplicas: 3, scaleTargetRef: { apiVersion, kind, name: 'elsewhere' } }, 'a');
    expect(verdicts(documents(stray), ISTIO, 'SCL025')).toHaveLength(count);
  });

  test.each<[string, string, number]>([
    ['istio', 'edge', 1], ['istio', 'istio-edge', 1], ['istio', 'edge-istio', 0], ['istio', 'other', 0],
    ['istio-waypoint', 'edge', 0], ['istio-waypoint', 'edge-istio', 1],
  ])('class %s: Deployment %s, and a Gateway edge', (className, name, count) => {
    const found = findingsIn(documents(scaler('Deployment', name), options({}, className))).filter(({ ruleId }) => ruleId === 'SCL025');
    expect(found).toHaveLength(count);
    for (const { fix } of found) { expect(fix).toBe(`set name ${className === 'istio' ? 'edge-istio' : 'edge'} in scaleTargetRef`); }
  });

  test('an option that scales another Deployment than that of its Gateway', () => {
    const of = (name?: string) => verdicts(options({ horizontalPodAutoscaler: { spec: { minReplicas: 2, maxReplicas: 4, ...name !== undefined && { scaleTargetRef: { name } } } } }, 'istio'), ISTIO, 'SCL025');
    expect([of(), of('edge-istio'), of('edge')]).toEqual([[], [], ['SCL025 warning']]);
  });

  test('one with an autoscaler of its own is not meant; what is made counts as there', () => {
    expect(verdicts(documents(scaler('Deployment', 'storefornt'), named('storefront'), hpa({ maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'storefront' } }, 'b')), ISTIO, 'SCL025')).toEqual([]);
    expect(verdicts(documents(WAYPOINT.yaml({}), scaler('Deployment', 'edge'), named('edges')), ISTIO, 'SCL025')).toEqual([]);
  });
});
