import fc from 'fast-check';
import { stringify } from 'yaml';
import { AntiAffinityAspect, DrainOrderAspect } from '../../../src/checks/aspects';
import { ALL_RULES, rulesById } from '../../../src/checks/rules';
import { ANTI_AFFINITY_RULES } from '../../../src/checks/rules/anti-affinity';
import { DRAIN_RULES } from '../../../src/checks/rules/drain';
import { runRules } from '../../../src/checks/runner';
import { ManifestIndex, readManifests } from '../../../src/model/manifest';
import { ASM, findingsIn, ISTIO } from '../../support/findings';

test('the rules of the two groups, with severity and class', () => {
  expect([...DRAIN_RULES, ...ANTI_AFFINITY_RULES].map(({ id, severity, ruleClass }) => `${id} ${severity} ${ruleClass}`)).toEqual([
    'DRN001 error mesh',
    'DRN002 error mesh',
    'DRN003 note practice',
    'DRN004 error api',
    'DRN005 warning mesh',
    'DRN006 error mesh',
    'DRN007 note mesh',
    'DRN008 warning mesh',
    'DRN009 error mesh',
    'DRN010 error mesh',
    'DRN011 warning mesh',
    'DRN012 warning mesh',
    'DRN013 error api',
    'DRN014 warning mesh',
    'DRN015 note practice',
    'DRN016 warning mesh',
    'DRN017 note practice',
    'AVL001 error mesh',
    'AVL002 error api',
    'AVL003 error api',
    'AVL004 warning practice',
    'AVL005 warning mesh',
    'AVL006 warning mesh',
    'AVL007 error mesh',
    'AVL008 warning mesh',
    'AVL009 note mesh',
    'AVL010 error practice',
    'AVL011 error api',
    'AVL012 error api',
    'AVL013 error api',
    'AVL014 warning practice',
    'AVL015 note practice',
    'AVL016 warning mesh',
  ]);
});

test('the aspects name the rules of their groups', () => {
  expect(new DrainOrderAspect().ruleIds).toEqual(DRAIN_RULES.map(({ id }) => id));
  expect(new AntiAffinityAspect().ruleIds).toEqual(ANTI_AFFINITY_RULES.map(({ id }) => id));
});

test('no id stands twice, and every rule has a title, a reason and a source', () => {
  expect(rulesById().size).toBe(ALL_RULES.length);
  for (const { title, why, source } of ALL_RULES) {
    expect(title).toMatch(/^[^.\n]{5,60}$/);
    expect(why).toMatch(/^[A-Zh].{40,}\.$/);
    expect(source.length).toBeGreaterThan(20);
  }
});

test('a rule that is made to throw is a finding, for every rule', () => {
  const yaml = stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a', namespace: 'b' },
    spec: { template: { metadata: { labels: { 'sidecar.istio.io/inject': 'true' } }, spec: { containers: [{ name: 'istio-proxy', image: 'auto' }] } } },
  });
  for (const rule of ALL_RULES) {
    const manifest = readManifests(yaml)[0];
    const index = ManifestIndex.of([manifest]);
    const broken = { ...rule, on: 'manifest' as const, kinds: ['apps/Deployment'], check: () => { throw new Error('broken'); } };
    const { findings } = runRules({
      scenes: [{ index, facts: ISTIO, proxies: [], owns: () => true, partial: false }],
      rulesFor: () => [broken],
      acknowledgements: [],
      known: rulesById(),
    });
    expect(findings).toMatchObject([{ ruleId: 'ENGINE001', message: `rule ${rule.id} failed: Error: broken` }]);
  }
});

/** Values of every wrong type, and numbers at the edges. */
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null, true, '', 'x', '__proto__', '30s', -1, 0, 1, 0.5, 1e9, 2 ** 53, '100%', [], {}, [[]], [null], ['x'], { name: 3 }, { exec: 1 },
  ),
  fc.string({ maxLength: 12 }),
);
const pod = fc.record({
  terminationGracePeriodSeconds: hostile,
  nodeSelector: fc.oneof(hostile, fc.dictionary(fc.string(), hostile, { maxKeys: 2 })),
  tolerations: fc.oneof(hostile, fc.array(fc.record({
    key: hostile, operator: hostile, value: hostile, effect: hostile, tolerationSeconds: hostile,
  }), { maxLength: 2 })),
  topologySpreadConstraints: fc.oneof(hostile, fc.array(fc.record({
    maxSkew: hostile, minDomains: hostile, topologyKey: hostile, whenUnsatisfiable: hostile, labelSelector: hostile,
  }), { maxLength: 2 })),
  affinity: fc.oneof(hostile, fc.record({
    podAntiAffinity: fc.oneof(hostile, fc.record({
      requiredDuringSchedulingIgnoredDuringExecution: fc.oneof(hostile, fc.array(fc.oneof(hostile, fc.record({
        topologyKey: hostile, labelSelector: fc.oneof(hostile, fc.record({ matchLabels: hostile, matchExpressions: hostile })), namespaces: hostile,
      })), { maxLength: 2 })),
      preferredDuringSchedulingIgnoredDuringExecution: fc.oneof(hostile, fc.array(fc.record({
        weight: hostile, podAffinityTerm: hostile,
      }), { maxLength: 2 })),
    })),
  })),
  containers: fc.oneof(hostile, fc.tuple(fc.record({
    name: fc.constant('istio-proxy'),
    image: hostile,
    env: hostile,
    lifecycle: fc.oneof(hostile, fc.record({
      preStop: fc.oneof(hostile, fc.record({ sleep: hostile, exec: fc.record({ command: hostile }) })),
      postStart: hostile,
    })),
  }, { requiredKeys: ['name'] }))),
}, { requiredKeys: [] });

test('no manifest makes a rule fail', () => {
  fc.assert(fc.property(pod, hostile, hostile, fc.constantFrom(ISTIO, ASM), (spec, replicas, annotation, facts) => {
    const metadata = { name: 'a', namespace: 'istio-system' };
    const annotations = { 'inject.istio.io/templates': 'gateway', 'proxy.istio.io/config': annotation, 'k8s.aliyun.com/eci-vswitch': annotation };
    const template = { metadata: { labels: { 'a': replicas, 'sidecar.istio.io/inject': 'true' }, annotations }, spec };
    const objects = [
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas, template, strategy: replicas } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { deployment: JSON.stringify({ spec: { replicas, template } }), proxyConfig: annotation } },
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata,
        spec: {
          gatewayClassName: 'istio-waypoint',
          infrastructure: { annotations: { 'proxy.istio.io/config': annotation }, parametersRef: { group: '', kind: 'ConfigMap', name: 'a' } },
        },
      },
      {
        apiVersion: 'istio.alibabacloud.com/v1beta1',
        kind: 'IstioGateway',
        metadata,
        spec: {
          replicaCount: replicas,
          maxReplicas: replicas,
          minReplicas: 1,
          affinity: spec.affinity,
          tolerations: spec.tolerations,
          nodeSelector: spec.nodeSelector,
          podAnnotations: annotations,
          podLabels: annotation,
        },
      },
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: annotation, externalTrafficPolicy: 'Local', selector: { a: replicas } } },
    ];
    const findings = findingsIn(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), facts);
    expect(findings.filter(({ ruleId }) => ruleId === 'ENGINE001').map(({ message }) => message)).toEqual([]);
  }), { numRuns: 300, seed: 20261120 });
});
