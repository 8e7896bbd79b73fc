import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import * as aspects from '../../../src/checks/aspects';
import type { IValidationAspect } from '../../../src/checks/aspects';
import { ALL_RULES, rulesById } from '../../../src/checks/rules';
import { LEFT_OUT } from '../../../src/checks/rules/left-out';
import { runRules } from '../../../src/checks/runner';
import { ManifestIndex, readManifests } from '../../../src/model/manifest';
import { ASM, findingsIn, ISTIO } from '../../support/findings';

const LISTS = join(__dirname, 'lists');
const ASPECTS: readonly IValidationAspect[] = Object.values(aspects).map((Aspect) => new Aspect());
const groupOf = (id: string): string => id.slice(0, 3);

describe.each([...new Set(ALL_RULES.map(({ id }) => groupOf(id)))])('%s', (group) => {
  const rules = ALL_RULES.filter(({ id }) => groupOf(id) === group);

  test('the rules, with severity and class: adding, dropping or changing one is seen', () => {
    const rows = rules.map(({ id, severity, ruleClass }) => `${id} ${severity} ${ruleClass}\n`);
    expect(rows.join('')).toBe(readFileSync(join(LISTS, `${group}.txt`), 'utf8'));
  });

  test('one aspect names them', () => {
    const naming = ASPECTS.filter(({ ruleIds }) => ruleIds.some((id) => groupOf(id) === group));
    expect(naming.map(({ ruleIds }) => ruleIds)).toEqual([rules.map(({ id }) => id)]);
  });

  test('every number of the catalogue is a rule, or left out with a reason', () => {
    const left = LEFT_OUT.filter(({ id }) => groupOf(id) === group);
    const numbers = [...rules, ...left].map(({ id }) => Number(id.slice(3))).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    for (const { title, why } of left) {
      expect(title).toMatch(/^[^.\n]{5,80}$/);
      expect(why).toMatch(/^\S.{30,}$/);
    }
  });
});

test('no list of a group that is gone', () => {
  expect(readdirSync(LISTS).sort()).toEqual([...new Set(ALL_RULES.map(({ id }) => `${groupOf(id)}.txt`))].sort());
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
