import { stringify } from 'yaml';
import {
  antiAffinity, ASM_GATEWAY, ASM_WAYPOINT, each, EVERY_GATEWAY, INJECTED, type Make, MANAGED_GATEWAY, SIDECAR, WAYPOINT, WRITTEN,
} from './manifests';
import { ClusterKind, MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';
const OPEN: readonly Make[] = [INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT];

const withFacts = (base: MeshFacts, props: MeshFactsProps): MeshFacts =>
  new MeshFacts({ platform: base.platform, meshConfig: {}, injectionValues: {}, ...props });
const asmOn = (clusterKind?: ClusterKind): MeshFacts => new MeshFacts({
  platform: Platform.asm({ version: '1.26.0.45', kubernetesVersion: '1.33', gatewayApiVersion: '1.3', clusterKind }), meshConfig: {}, injectionValues: {},
});
const nodes = (count: number, labels?: { [key: string]: string }) => Array.from({ length: count }, (_, at) => ({ name: `node-${at}`, labels }));

/** A topology spread constraint over the proxy's own pods. */
const constraint = ([key, value]: readonly [string, string], fields: object = {}): object =>
  ({ maxSkew: 1, topologyKey: HOSTNAME, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { [key]: value } }, ...fields });

describe('what the injector leaves as it is written', () => {
  const term = { weight: 101, podAffinityTerm: { topologyKey: '', labelSelector: { matchLabels: { app: 'x' } } } };
  const pod = {
    affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [term] } }, tolerations: [{ operator: 'Equal' }], nodeSelector: { '-': 'x' },
  };
  const RULES = ['AVL002', 'AVL003', 'AVL012', 'AVL013'];

  test('is said once, where it is written', () => {
    const found = findingsIn(INJECTED.yaml({ replicas: 2, ...pod }), ISTIO).filter(({ ruleId }) => RULES.includes(ruleId));
    expect(found.map(({ ruleId, pointer }) => `${ruleId} ${pointer.slice('/spec/template/spec/'.length).split('/')[0]}`).sort())
      .toEqual(['AVL002 affinity', 'AVL003 affinity', 'AVL012 tolerations', 'AVL013 nodeSelector']);
  });

  test('is judged where a template of the injector adds to it', () => {
    const own = 'spec: {affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, podAffinityTerm: {topologyKey: zone}}]}}}';
    const yaml = INJECTED.yaml({ replicas: 2, affinity: antiAffinity('preferred', HOSTNAME, INJECTED.own) }).replace('templates: gateway', 'templates: gateway,own');
    const facts = withFacts(ISTIO, { injectionValues: { sidecarInjectorWebhook: { templates: { own } } } });
    expect([verdicts(yaml, ISTIO, 'AVL002'), verdicts(yaml, facts, 'AVL002')]).toEqual([[], ['AVL002 error']]);
  });

  test('is not known where a template of the injector is not', () => {
    const yaml = (weight: number): string => INJECTED.yaml({
      replicas: 2, affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ ...term, weight }] } },
    }).replace('templates: gateway', 'templates: gateway,own');
    const facts = withFacts(ISTIO, { injectionValues: { sidecarInjectorWebhook: { templates: { own: '{{ .x }}' } } } });
    expect([1, 101].map((weight) => [verdicts(yaml(weight), facts, 'AVL002').length, notEvaluated(yaml(weight), facts, 'AVL002').length])).toEqual([[0, 1], [1, 0]]);
  });
});

describe('AVL001: a selector that matches none of the own pods', () => {
  test.each(each(EVERY_GATEWAY, [['preferred'], ['required']] as const))('%s', (_, make, kind) => {
    const yaml = (own: readonly [string, string]): string => make.yaml({ replicas: 2, affinity: antiAffinity(kind, HOSTNAME, own) });
    const expected = make === ASM_WAYPOINT ? [] : ['AVL001 error'];
    expect(verdicts(yaml([make.own[0], 'other']), make.facts, 'AVL001')).toEqual(expected);
    expect(verdicts(yaml(make.own), make.facts, 'AVL001')).toEqual([]);
    // the rule that does nothing is one finding, not two
    expect(verdicts(yaml([make.own[0], 'other']), make.facts, 'AVL010')).toEqual([]);
  });

  test('of labels that are not known, nothing is said', () => {
    const yaml = ASM_WAYPOINT.yaml({ replicas: 2, affinity: antiAffinity('preferred', HOSTNAME, ASM_WAYPOINT.own) });
    expect(verdicts(yaml, ASM, 'AVL001')).toEqual([]);
    expect(notEvaluated(yaml, ASM, 'AVL001')).toHaveLength(1);
    expect(notEvaluated(yaml, ASM, 'AVL010')).toHaveLength(1);
  });

  test.each(OPEN.map((make) => [make.name, make] as const))('%s: a spread constraint is judged as well', (_, make) => {
    expect(verdicts(make.yaml({ replicas: 2, spread: [constraint([make.own[0], 'other'])] }), make.facts, 'AVL001')).toEqual(['AVL001 error']);
    expect(verdicts(make.yaml({ replicas: 2, spread: [constraint(make.own)] }), make.facts, 'AVL001')).toEqual([]);
  });

  test('a term against other pods of the app is meant so; the own pods are still not spread', () => {
    const noisy = '---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: noisy, namespace: edge}\n'
      + 'spec: {template: {metadata: {labels: {app: noisy}}, spec: {containers: []}}}\n';
    const yaml = INJECTED.yaml({ replicas: 2, affinity: antiAffinity('required', HOSTNAME, ['app', 'noisy']) });
    expect(verdicts(yaml + noisy, ISTIO).filter((verdict) => verdict.startsWith('AVL'))).toEqual(['AVL010 error']);
    expect(verdicts(yaml + noisy.replace('namespace: edge', 'namespace: other'), ISTIO, 'AVL001')).toEqual(['AVL001 error']);
    const waypoint = `---\n${WAYPOINT.yaml({ replicas: 1 })}`.replaceAll('name: edge', 'name: waypoint').replaceAll('name: options', 'name: others');
    const kept = INJECTED.yaml({ replicas: 2, affinity: antiAffinity('required', HOSTNAME, ['gateway.networking.k8s.io/gateway-name', 'waypoint']) });
    expect(verdicts(kept + waypoint, ISTIO, 'AVL001')).toEqual([]);
    expect(verdicts(kept, ISTIO, 'AVL001')).toEqual(['AVL001 error']);
  });

  test('the message names both sides', () => {
    const [finding] = findingsIn(ASM_GATEWAY.yaml({ replicas: 2, affinity: antiAffinity('preferred', HOSTNAME, ['app', 'edge']) }), ASM)
      .filter(({ ruleId }) => ruleId === 'AVL001');
    expect(finding.message).toBe('preferred anti-affinity by kubernetes.io/hostname selects app=edge, and the pods carry app=istio-edge');
    expect(finding.fix).toContain('matchLabels: {app: istio-edge}');
  });
});

describe('AVL001 of terms that look into other namespaces', () => {
  const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
  const term = (labels: Record<string, string>, more: object): object => (
    { podAntiAffinity: { [REQUIRED]: [{ topologyKey: HOSTNAME, labelSelector: { matchLabels: labels }, ...more }] } });
  const found = (labels: Record<string, string>, more: object) => (
    findingsIn(INJECTED.yaml({ replicas: 2, affinity: term(labels, more) }), ISTIO).filter(({ ruleId }) => ruleId === 'AVL001'));
  const [key, value] = INJECTED.own;

  test.each([[{ namespaces: ['nginx'] }], [{ namespaceSelector: { matchLabels: { team: 'other' } } }]])('other pods, of %j, are what it is for', (more) => {
    expect(found({ app: 'nginx' }, more)).toEqual([]);
  });

  test('own pods that it selects and never meets', () => {
    expect(found({ [key]: value }, { namespaces: ['istio-system'] })).toMatchObject([{
      message: expect.stringMatching(/, which the pods carry, but looks into other namespaces than theirs$/), fix: expect.stringMatching(/^leave namespaces and namespaceSelector out, or name \w+ too$/),
    }]);
    expect(found({ app: 'nginx' }, {})).toHaveLength(1);
  });
});

test.each([
  [{ matchLabels: { app: 'b' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['x'] }] }, 'app=b,tier=x'],
  [{ matchExpressions: [{ key: 'tier', operator: 'In', values: ['x', 'z'] }] }, 'tier in (x,z)'],
  [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['edge'] }] }, 'app not in (edge)'],
  [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, 'tier Exists'],
  [undefined, 'nothing'],
])('AVL001 shows the selector %j as %s', (labelSelector, text) => {
  const yaml = INJECTED.yaml({ replicas: 2, spread: [{ maxSkew: 1, topologyKey: HOSTNAME, whenUnsatisfiable: 'DoNotSchedule', labelSelector }] });
  const [finding] = findingsIn(yaml, ISTIO).filter(({ ruleId }) => ruleId === 'AVL001');
  expect(finding.values[0].value).toBe(text);
});

describe('what the API server refuses', () => {
  const POD_MAKES = [INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT, ASM_WAYPOINT, ASM_GATEWAY];

  test.each(each(POD_MAKES, [
    [0, ['AVL002 error']], [1, []], [2, []], [99, []], [100, []], [101, ['AVL002 error']], [undefined, ['AVL002 error']],
  ] as const))('AVL002, %s', (_, make, weight, expected) => {
    const affinity = (antiAffinity('preferred', HOSTNAME, make.own) as { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: object[] } });
    const [term] = affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution;
    affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution = [{ ...term, weight }];
    expect(verdicts(make.yaml({ replicas: 2, affinity }), make.facts, 'AVL002')).toEqual(expected);
  });

  test.each(['podAffinity', 'nodeAffinity'])('AVL002 judges %s too', (kind) => {
    const affinity = { [kind]: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101 }, { weight: 100 }, { weight: 0 }] } };
    expect(verdicts(INJECTED.yaml({ affinity }), ISTIO, 'AVL002')).toEqual(['AVL002 error', 'AVL002 error']);
  });

  test.each(each(POD_MAKES, [['', ['AVL003 error']], ['a b', ['AVL003 error']], ['rack', []], ['example.com/rack', []]] as const))('AVL003, %s', (_, make, key, expected) => {
    expect(verdicts(make.yaml({ replicas: 2, affinity: antiAffinity('required', key, make.own) }), make.facts, 'AVL003')).toEqual(expected);
  });

  test('AVL003 of a spread constraint: any key but none', () => {
    const yaml = (topologyKey: string): string => INJECTED.yaml({ replicas: 2, spread: [constraint(INJECTED.own, { topologyKey })] });
    expect(verdicts(yaml(''), ISTIO, 'AVL003')).toEqual(['AVL003 error']);
    expect(verdicts(yaml('a b'), ISTIO, 'AVL003')).toEqual([]);
  });

  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT], [
    [{ maxSkew: -1 }, 1], [{ maxSkew: 0 }, 1], [{ maxSkew: 1 }, 0], [{ maxSkew: undefined }, 1],
    [{ minDomains: 0 }, 1], [{ minDomains: 1 }, 0], [{ minDomains: 2, whenUnsatisfiable: 'ScheduleAnyway' }, 1],
    [{ whenUnsatisfiable: 'Never' }, 1], [{ whenUnsatisfiable: 'ScheduleAnyway' }, 0],
  ] as const))('AVL011, %s', (_, make, fields, count) => {
    expect(verdicts(make.yaml({ replicas: 2, spread: [constraint(make.own, fields)] }), make.facts, 'AVL011')).toHaveLength(count);
  });

  test('AVL011: the same key twice, and twice with different actions', () => {
    const yaml = (second: object): string => INJECTED.yaml({ replicas: 2, spread: [constraint(INJECTED.own), constraint(INJECTED.own, second)] });
    expect(verdicts(yaml({ maxSkew: 2 }), ISTIO, 'AVL011')).toEqual(['AVL011 error']);
    expect(verdicts(yaml({ whenUnsatisfiable: 'ScheduleAnyway' }), ISTIO, 'AVL011')).toEqual([]);
    expect(verdicts(yaml({ topologyKey: ZONE }), ISTIO, 'AVL011')).toEqual([]);
  });

  test.each(each(POD_MAKES, [
    [{ operator: 'Exists' }, 0], [{ value: 'a' }, 1], [{ key: 'a', operator: 'Exists' }, 0], [{ key: 'a', operator: 'Exists', value: 'b' }, 1],
    [{ key: 'a', value: 'b' }, 0], [{ key: 'a', operator: 'In', value: 'b' }, 1], [{ key: 'a b', operator: 'Exists' }, 1], [{ key: 'a', value: 'b c' }, 1],
    [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 }, 0], [{ key: 'a', operator: 'Exists', tolerationSeconds: 0 }, 1],
    [{ key: 'a', operator: 'Exists', effect: 'NoRun' }, 1],
  ] as const))('AVL012, %s', (_, make, toleration, count) => {
    expect(verdicts(make.yaml({ tolerations: [toleration] }), make.facts, 'AVL012')).toHaveLength(count);
  });

  test.each(each(POD_MAKES, [
    [{ 'kubernetes.io/os': 'linux' }, 0], [{ '': 'a' }, 1], [{ 'a b': 'c' }, 1], [{ a: 'b c' }, 1], [{ a: '' }, 0], [{ a: 1 }, 1], [{ 'node-role.kubernetes.io/control-plane': null }, 0],
    [{ a: 'x'.repeat(63) }, 0], [{ a: 'x'.repeat(64) }, 1],
  ] as const))('AVL013, %s', (_, make, nodeSelector, count) => {
    expect(verdicts(make.yaml({ nodeSelector }), make.facts, 'AVL013')).toHaveLength(count);
  });

  test('an overlay that an istiod refuses says so elsewhere, and its pods are not judged', () => {
    const yaml = WAYPOINT.yaml({ tolerations: [{ value: 'a' }] }).replace('  deployment:', '  unknownKey: ""\n  deployment:');
    expect(verdicts(yaml, ISTIO, 'AVL012')).toEqual([]);
  });

  test('any workload is judged, once', () => {
    const yaml = stringify({
      apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec: { template: { spec: { tolerations: [{ value: 'a' }], nodeSelector: { a: 'b c' } } } },
    });
    expect(['AVL012', 'AVL013'].flatMap((rule) => verdicts(yaml, ISTIO, rule))).toEqual(['AVL012 error', 'AVL013 error']);
    expect(verdicts(ASM_GATEWAY.yaml({ nodeSelector: { a: 'b c' } }).replace('spec:', 'spec:\n  clusterIds: [c1, c2]'), ASM, 'AVL013')).toEqual(['AVL013 error']);
  });
});

describe('AVL004: topology keys', () => {
  test.each(each(EVERY_GATEWAY, [
    [HOSTNAME, []], [ZONE, []], ['topology.kubernetes.io/region', []], ['zone', ['AVL004 warning']], ['topology.kubernetes.io/zones', ['AVL004 warning']],
    ['failure-domain.beta.kubernetes.io/zone', ['AVL004 warning']], ['example.com/rack', ['AVL004 warning']],
  ] as const))('%s', (_, make, key, expected) => {
    expect(verdicts(make.yaml({ replicas: 2, affinity: antiAffinity('preferred', key, make.own) }), make.facts, 'AVL004')).toEqual(expected);
  });

  test('nodes that carry the key make it known, nodes that do not make it worse', () => {
    const yaml = INJECTED.yaml({ replicas: 2, affinity: antiAffinity('preferred', 'example.com/rack', INJECTED.own) });
    expect(verdicts(yaml, withFacts(ISTIO, { nodes: nodes(2, { 'example.com/rack': 'r1' }) }), 'AVL004')).toEqual([]);
    const [finding] = findingsIn(yaml, withFacts(ISTIO, { nodes: nodes(2, {}) })).filter(({ ruleId }) => ruleId === 'AVL004');
    expect(finding.message).toContain('no node carries this label');
    const [unsure] = findingsIn(yaml, withFacts(ISTIO, { nodes: [] })).filter(({ ruleId }) => ruleId === 'AVL004');
    expect(unsure.message).toContain('nodes do not carry this label by themselves');
    const old = INJECTED.yaml({ replicas: 2, affinity: antiAffinity('preferred', 'failure-domain.beta.kubernetes.io/zone', INJECTED.own) });
    const facts = withFacts(ISTIO, { nodes: nodes(2, { 'failure-domain.beta.kubernetes.io/zone': 'a' }) });
    expect(findingsIn(old, facts).find(({ ruleId }) => ruleId === 'AVL004')?.fix).toBe(`use ${ZONE}`);
  });
});

describe.each([
  ['AVL005', HOSTNAME, (count: number): MeshFactsProps => ({ nodes: nodes(count) })],
  ['AVL006', ZONE, (count: number): MeshFactsProps => ({ zones: Array.from({ length: count }, (_, at) => `zone-${at}`) })],
] as const)('%s: required spread by %s', (rule, key, facts) => {
  const still = { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };

  test.each(each(OPEN, [[4, []], [3, []], [2, [`${rule} warning`]]] as const))('in steady state, %s', (_, make, count, expected) => {
    const yaml = make.yaml({ replicas: 3, strategy: still, affinity: antiAffinity('required', key, make.own) });
    expect(verdicts(yaml, withFacts(make.facts, facts(count)), rule)).toEqual(expected);
  });

  test.each(each(OPEN, [
    [4, {}, []],
    [3, {}, [`${rule} warning`]],
    [3, { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } }, [`${rule} note`]],
    [3, { type: 'Recreate' }, []],
    [5, { rollingUpdate: { maxSurge: '100%' } }, [`${rule} warning`]],
    [6, { rollingUpdate: { maxSurge: '100%' } }, []],
  ] as const))('during an update of 3 replicas, %s', (_, make, count, strategy, expected) => {
    const yaml = make.yaml({ replicas: 3, strategy, affinity: antiAffinity('required', key, make.own) });
    expect(verdicts(yaml, withFacts(make.facts, facts(count)), rule)).toEqual(expected);
  });

  test.each(each([...OPEN, ASM_GATEWAY], [[3, [`${rule} warning`]], [4, undefined]] as const))('at the most replicas of an autoscaler, %s', (_, make, count, expected) => {
    const yaml = make.yaml({ replicas: 2, maxReplicas: 4, strategy: still, affinity: antiAffinity('required', key, make.own) });
    expect(verdicts(yaml, withFacts(make.facts, facts(count)), rule)).toEqual(expected ?? []);
  });

  test('no pods fit anywhere', () => {
    const yaml = INJECTED.yaml({ replicas: 0, affinity: antiAffinity('required', key, INJECTED.own) });
    expect(notEvaluated(yaml, withFacts(ISTIO, facts(1)), rule)).toEqual([]);
    expect(verdicts(yaml, withFacts(ISTIO, facts(1)), rule)).toEqual([]);
  });

  test('preferred spread always fits', () => {
    const yaml = INJECTED.yaml({ replicas: 9, affinity: antiAffinity('preferred', key, INJECTED.own) });
    expect(verdicts(yaml, withFacts(ISTIO, facts(1)), rule)).toEqual([]);
  });

  test('without the facts it is not evaluated', () => {
    const yaml = INJECTED.yaml({ replicas: 9, affinity: antiAffinity('required', key, INJECTED.own) });
    expect(verdicts(yaml, ISTIO, rule)).toEqual([]);
    expect(notEvaluated(yaml, ISTIO, rule)).toHaveLength(1);
  });

  test('each cluster has its own', () => {
    const yaml = ASM_GATEWAY.yaml({ replicas: 2, maxReplicas: 4, affinity: antiAffinity('required', key, ASM_GATEWAY.own) })
      .replace('spec:', 'spec:\n  clusterIds: [c1, c2, c3]\n  rollingMaxSurge: "0"\n  rollingMaxUnavailable: "1"');
    const clusters = { c1: facts(3), c2: facts(4), c3: {} } as MeshFactsProps['clusters'];
    expect(verdicts(yaml, withFacts(ASM, { clusters }), rule)).toEqual([`${rule} warning`]);
    expect(notEvaluated(yaml, withFacts(ASM, { clusters }), rule)).toHaveLength(1);
  });

  test('only nodes that the selector lets in count', () => {
    const list = [...nodes(2, { pool: 'edge', [ZONE]: 'a' }), ...nodes(2, { pool: 'other', [ZONE]: 'b' }), ...nodes(1, { pool: 'edge', [ZONE]: 'c' })];
    const yaml = INJECTED.yaml({ replicas: 4, strategy: still, nodeSelector: { pool: 'edge' }, affinity: antiAffinity('required', key, INJECTED.own) });
    expect(verdicts(yaml, withFacts(ISTIO, { nodes: list }), rule)).toEqual([`${rule} warning`]);
  });
});

test('AVL006: zones that are given count where the nodes do not say', () => {
  const yaml = INJECTED.yaml({ replicas: 3, strategy: { type: 'Recreate' }, affinity: antiAffinity('required', ZONE, INJECTED.own) });
  const zones = (count: number): MeshFacts => withFacts(ISTIO, { nodes: nodes(9, {}), zones: ['a', 'b', 'c'].slice(0, count) });
  expect(verdicts(yaml, zones(3), 'AVL006')).toEqual([]);
  expect(verdicts(yaml, zones(2), 'AVL006')).toEqual(['AVL006 warning']);
});

describe('AVL007, AVL008, AVL009: virtual nodes', () => {
  const VSWITCH = 'k8s.aliyun.com/eci-vswitch';
  const STRATEGY = 'k8s.aliyun.com/eci-schedule-strategy';

  test.each(each([ASM_GATEWAY, ASM_WAYPOINT], [
    [ClusterKind.ACK_SERVERLESS, ['AVL007 error'], 0], [ClusterKind.ACK, [], 0], [ClusterKind.REGISTERED, [], 0], [undefined, [], 1],
  ] as const))('AVL007, %s', (_, make, kind, expected, open) => {
    const yaml = make.yaml({ replicas: 2, affinity: antiAffinity('preferred', HOSTNAME, make.own) });
    expect(verdicts(yaml, asmOn(kind), 'AVL007')).toEqual(expected);
    expect(notEvaluated(yaml, asmOn(kind), 'AVL007')).toHaveLength(open);
  });

  test.each([
    [{ [VSWITCH]: 'vsw-a,vsw-b', [STRATEGY]: 'VSwitchRandom' }, []],
    [{ [VSWITCH]: 'vsw-a', [STRATEGY]: 'VSwitchRandom' }, ['one-vswitch']],
    [{ [VSWITCH]: 'vsw-a, vsw-a', [STRATEGY]: 'VSwitchRandom' }, ['one-vswitch']],
    [{ [VSWITCH]: 'vsw-a', [STRATEGY]: 'VSwitchOrdered' }, []],
    [{ [VSWITCH]: '<vswitch-id-1>,<vswitch-id-2>', [STRATEGY]: 'VSwitchRandom' }, ['placeholder']],
    [{ [VSWITCH]: 'vsw-bp1b07j0miob3khtn****,vsw-b', [STRATEGY]: 'VSwitchRandom' }, ['placeholder']],
  ])('AVL008, %j', (annotations, expected) => {
    const yaml = ASM_GATEWAY.yaml({ replicas: 2, annotations });
    const found = findingsIn(yaml, asmOn(ClusterKind.ACK_SERVERLESS)).filter(({ ruleId }) => ruleId === 'AVL008');
    expect(found.map(({ part }) => part)).toEqual(expected);
    expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(expected.length ? ['warning'] : []));
  });

  test.each<[string, string[]]>([
    ['vsw-bp1b07j0miob3khtn1234,vsw-bp12b85hh323se8ft5678', []],
    ['<vswitch-id-1>,<vswitch-id-2>', ['AVL008 warning', 'LIM012 error']],
    ['vsw-bp1b07j0miob3khtn****,vsw-bp12b85hh323se8ft5678', ['AVL008 warning', 'LIM012 error']],
  ])('AVL008 says what a placeholder means for the spread, LIM012 that no vSwitch has such an id: %s', (ids, expected) => {
    const yaml = ASM_GATEWAY.yaml({ replicas: 2, annotations: { [VSWITCH]: ids, [STRATEGY]: 'VSwitchRandom' } });
    expect(verdicts(yaml, asmOn(ClusterKind.ACK_SERVERLESS)).filter((one) => /^(?:AVL008|LIM012)/.test(one))).toEqual(expected);
  });

  test('AVL008: a strategy without vSwitches, where annotations that nobody wrote are known to be absent', () => {
    const yaml = INJECTED.yaml({ annotations: { [STRATEGY]: 'VSwitchRandom' } });
    expect(verdicts(yaml, ISTIO, 'AVL008')).toEqual(['AVL008 warning']);
    expect(notEvaluated(ASM_GATEWAY.yaml({ annotations: { [STRATEGY]: 'VSwitchRandom' } }), ASM, 'AVL008')).toHaveLength(1);
  });

  test.each([
    [ClusterKind.ACK, {}, ['AVL009 note'], 0],
    [ClusterKind.ACK, { labels: { 'alibabacloud.com/eci': 'true' } }, [], 0],
    [ClusterKind.ACK, { tolerations: [{ key: 'virtual-kubelet.io/provider', operator: 'Exists' }] }, [], 0],
    [ClusterKind.ACK, { nodeSelector: { type: 'virtual-kubelet' } }, [], 0],
    [ClusterKind.ACK_SERVERLESS, {}, [], 0],
    [undefined, {}, [], 1],
  ])('AVL009, cluster kind %s, %j', (kind, more, expected, open) => {
    const yaml = ASM_GATEWAY.yaml({ replicas: 2, annotations: { [VSWITCH]: 'vsw-a,vsw-b' }, ...more });
    expect(verdicts(yaml, asmOn(kind), 'AVL009')).toEqual(expected);
    expect(notEvaluated(yaml, asmOn(kind), 'AVL009')).toHaveLength(open);
  });

  test('ECI annotations are a spread where they are read, and none elsewhere', () => {
    const yaml = ASM_GATEWAY.yaml({ replicas: 2, annotations: { [VSWITCH]: 'vsw-a,vsw-b', [STRATEGY]: 'VSwitchRandom' } });
    expect(verdicts(yaml, asmOn(ClusterKind.ACK_SERVERLESS), 'AVL010')).toEqual([]);
    expect(verdicts(yaml, asmOn(ClusterKind.ACK), 'AVL010')).toEqual(['AVL010 error']);
    expect(notEvaluated(yaml, asmOn(), 'AVL010')).toHaveLength(1);
  });
});

describe('AVL010: no spread', () => {
  test.each(each([...OPEN, ASM_GATEWAY], [
    [{}, []], [{ replicas: 1 }, []], [{ replicas: 2 }, ['AVL010 error']], [{ replicas: 3 }, ['AVL010 error']],
    [{ replicas: 1, maxReplicas: 2 }, ['AVL010 error']], [{ replicas: 2, maxReplicas: 4 }, ['AVL010 error']],
  ] as const))('%s', (_, make, wanted, expected) => {
    expect(verdicts(make.yaml(wanted), make.facts, 'AVL010')).toEqual(expected);
  });

  test.each(each([...OPEN, ASM_GATEWAY], [['preferred', HOSTNAME], ['required', HOSTNAME], ['preferred', ZONE]] as const))('any spread will do, %s', (_, make, kind, key) => {
    expect(verdicts(make.yaml({ replicas: 2, affinity: antiAffinity(kind, key, make.own) }), make.facts, 'AVL010')).toEqual([]);
  });

  test.each(each(OPEN, [
    [{ maxSkew: 1 }, []], [{ maxSkew: 2 }, []], [{ maxSkew: 3 }, ['AVL010 error']], [{ maxSkew: 4 }, ['AVL010 error']],
    [{ maxSkew: 3, whenUnsatisfiable: 'ScheduleAnyway' }, []],
  ] as const))('a hard constraint that allows all 3 pods on one node spreads nothing, %s', (_, make, fields, expected) => {
    expect(verdicts(make.yaml({ replicas: 3, spread: [constraint(make.own, fields)] }), make.facts, 'AVL010')).toEqual(expected);
  });

  test('what ASM does not publish is not guessed', () => {
    expect(verdicts(ASM_WAYPOINT.yaml({ replicas: 2 }), ASM, 'AVL010')).toEqual([]);
    expect(notEvaluated(ASM_WAYPOINT.yaml({ replicas: 2 }), ASM, 'AVL010')).toHaveLength(1);
    const assumed = withFacts(ASM, { assumeIstioBase: true });
    expect(verdicts(ASM_WAYPOINT.yaml({ replicas: 2 }), assumed, 'AVL010')).toEqual(['AVL010 error']);
  });

  test.each([[1, [], 1], [2, ['AVL010 error'], 0], [3, ['AVL010 error'], 0]])(
    'with %d replicas at least, the most need not be known', (replicas, expected, open) => {
      const yaml = INJECTED.yaml({ replicas, maxReplicas: 5 }).replace('maxReplicas: 5', 'maxReplicas: five');
      expect(verdicts(yaml, ISTIO, 'AVL010')).toEqual(expected);
      expect(notEvaluated(yaml, ISTIO, 'AVL010')).toHaveLength(open);
    });

  test('the values carry the names of whoever decides', () => {
    const names = (yaml: string) => findingsIn(yaml, ISTIO).find(({ ruleId }) => ruleId === 'AVL010')?.values.map(({ name }) => name);
    expect(names(INJECTED.yaml({ replicas: 2 }))).toEqual(['replicas']);
    expect(names(INJECTED.yaml({ replicas: 2, maxReplicas: 3 }))).toEqual(['minReplicas', 'maxReplicas']);
  });

  test('one pod a node, and sidecars, are nobody\'s concern', () => {
    const daemons = INJECTED.yaml({ replicas: 2 }).replace('kind: Deployment', 'kind: DaemonSet').replace('  replicas: 2\n', '');
    expect(verdicts(daemons, ISTIO, 'AVL010')).toEqual([]);
    expect(verdicts(SIDECAR.yaml({ replicas: 2 }).replace('  selector:', '  replicas: 2\n  selector:'), ISTIO, 'AVL010')).toEqual([]);
  });

  test('a reason on what declares the gateway is the way out', () => {
    for (const make of [INJECTED, MANAGED_GATEWAY, WAYPOINT, ASM_GATEWAY]) {
      const yaml = make.yaml({ replicas: 2 });
      const [finding] = findingsIn(yaml, make.facts).filter(({ ruleId }) => ruleId === 'AVL010');
      const at = yaml.lastIndexOf('metadata:\n  name: edge');
      const reasoned = `${yaml.slice(0, at)}metadata:\n  annotations: {ack.cdk8s-istio.io/AVL010: a gateway for tests only}${yaml.slice(at + 'metadata:'.length)}`;
      const [known] = findingsIn(reasoned, make.facts).filter(({ ruleId }) => ruleId === 'AVL010');
      expect(finding.acknowledged).toBeUndefined();
      expect(known.acknowledged?.reason).toBe('a gateway for tests only');
    }
  });
});

describe('AVL014, AVL015: spread that leaves something', () => {
  const local = (yaml: string, policy: string, type = 'LoadBalancer'): string => `${yaml}---\napiVersion: v1\nkind: Service\nmetadata: {name: edge, namespace: edge}\n`
    + `spec: {type: ${type}, externalTrafficPolicy: ${policy}, selector: {app: edge}, ports: [{port: 80}]}\n`;

  test.each([
    [2, ZONE, 'Local', 'LoadBalancer', ['AVL014 warning']], [1, ZONE, 'Local', 'LoadBalancer', []], [2, HOSTNAME, 'Local', 'LoadBalancer', []],
    [2, ZONE, 'Cluster', 'LoadBalancer', []], [2, ZONE, 'Local', 'NodePort', ['AVL014 warning']], [2, ZONE, 'Local', 'ClusterIP', []],
  ])('AVL014, %d replicas by %s, policy %s of a %s', (replicas, key, policy, type, expected) => {
    const yaml = INJECTED.yaml({ replicas, affinity: antiAffinity('preferred', key, INJECTED.own) });
    expect(verdicts(local(yaml, policy, type), ISTIO, 'AVL014')).toEqual(expected);
  });

  test('AVL014 of an ASM gateway, whose Service is its own', () => {
    const yaml = (key: string): string => ASM_GATEWAY.yaml({ replicas: 2, affinity: antiAffinity('preferred', key, ASM_GATEWAY.own) })
      .replace('spec:', 'spec:\n  externalTrafficPolicy: Local');
    expect(verdicts(yaml(ZONE), ASM, 'AVL014')).toEqual(['AVL014 warning']);
    expect(verdicts(yaml(HOSTNAME), ASM, 'AVL014')).toEqual([]);
  });

  test.each(each([...OPEN, ASM_GATEWAY], [
    [1, HOSTNAME, []], [2, HOSTNAME, ['AVL015 note']], [3, HOSTNAME, ['AVL015 note']], [2, ZONE, []],
  ] as const))('AVL015, %s', (_, make, zones, key, expected) => {
    const yaml = make.yaml({ replicas: 2, affinity: antiAffinity('preferred', key, make.own) });
    expect(verdicts(yaml, withFacts(make.facts, { zones: ['a', 'b', 'c'].slice(0, zones) }), 'AVL015')).toEqual(expected);
    expect(notEvaluated(yaml, make.facts, 'AVL015')).toHaveLength(key === HOSTNAME ? 1 : 0);
  });
});

describe('AVL016: labels that ASM gives', () => {
  test.each([
    [{ app: 'edge' }, ['app', 'edge'], ['AVL016 warning']],
    [{ app: 'edge' }, ['istio', 'edge'], []],
    [{ team: 'edge' }, ['team', 'edge'], []],
    [{ istio: 'edge-2' }, ['istio', 'edge-2'], ['AVL016 warning']],
  ] as const)('podLabels %j, selector %j', (labels, own, expected) => {
    expect(verdicts(ASM_GATEWAY.yaml({ replicas: 2, labels, affinity: antiAffinity('preferred', HOSTNAME, own) }), ASM, 'AVL016')).toEqual(expected);
  });
});
