import { each, INJECTED, MANAGED_GATEWAY, WAYPOINT, WRITTEN } from './manifests';
import { MeshFacts, Platform } from '../../../src/platform';
import { findingsIn, notEvaluated, verdicts } from '../../support/findings';

const HOSTNAME = 'kubernetes.io/hostname';
const on = (kubernetesVersion?: string): MeshFacts => new MeshFacts({
  platform: Platform.istio({ version: '1.30.3', ...kubernetesVersion && { kubernetesVersion } }), meshConfig: {}, injectionValues: {},
});
const LABELS = { tier: 'edge' };
const SELECTOR = { labelSelector: { matchLabels: LABELS } };
const yaml = (pod: object, make = INJECTED): string => make.yaml({ replicas: 2, labels: LABELS, ...pod });
const constraint = (more: object): object => ({ spread: [{ maxSkew: 1, topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway', ...SELECTOR, ...more }] });
const term = (more: object): object => {
  const podAffinityTerm = { topologyKey: HOSTNAME, ...SELECTOR, ...more };
  return { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm }] } } };
};
const messages = (pod: object, facts = on('1.33')): string[] => findingsIn(yaml(pod), facts).filter(({ ruleId }) => ruleId === 'AVL011').map(({ message }) => message);

const OF_TEMPLATE = 'tier stands in both matchLabelKeys and labelSelector: the API server refuses it';
const OF_PODS = 'tier stands in both matchLabelKeys and labelSelector: the API server takes the template and refuses every pod of it';

describe('AVL011: label keys', () => {
  test.each(each([INJECTED, WRITTEN, MANAGED_GATEWAY, WAYPOINT], [[['tier'], 1], [['pod-template-hash'], 0], [[], 0]] as const))('%s', (_, make, matchLabelKeys, count) => {
    expect(verdicts(yaml(term({ matchLabelKeys }), make), on('1.33'), 'AVL011')).toHaveLength(count);
    expect(verdicts(yaml(constraint({ matchLabelKeys }), make), on('1.33'), 'AVL011')).toHaveLength(count);
  });

  test.each<[string | undefined, string[], number]>([
    ['1.26', [], 0], ['1.27', [OF_TEMPLATE], 0], ['1.33', [OF_TEMPLATE], 0], ['1.34', [OF_PODS], 0], [undefined, [], 1],
  ])('a constraint with a key that its selector has, Kubernetes %s', (version, expected, open) => {
    const pod = constraint({ matchLabelKeys: ['tier'] });
    expect(messages(pod, on(version))).toEqual(expected.map((message) => `topology spread constraint 0: ${message}`));
    expect(notEvaluated(yaml(pod), on(version), 'AVL011')).toHaveLength(open);
  });

  test.each<[string | undefined, string[], number]>([['1.30', [], 0], ['1.31', [OF_PODS], 0], ['1.35', [OF_PODS], 0], [undefined, [], 1]])(
    'a term with a key that its selector has, Kubernetes %s', (version, expected, open) => {
      const pod = term({ matchLabelKeys: ['tier'] });
      expect(messages(pod, on(version))).toEqual(expected.map((message) => `preferred podAntiAffinity term 0: ${message}`));
      expect(notEvaluated(yaml(pod), on(version), 'AVL011')).toHaveLength(open);
    });

  test.each([['1.33', 1], ['1.34', 0]])('a key that the pods do not carry is not merged, so that only the older rule finds it: Kubernetes %s', (version, count) => {
    const labelSelector = { matchExpressions: [{ key: 'tenant', operator: 'DoesNotExist' }] };
    expect(messages(constraint({ labelSelector, matchLabelKeys: ['tenant'] }), on(version))).toHaveLength(count);
    expect(messages(term({ labelSelector, matchLabelKeys: ['tenant'] }), on(version))).toHaveLength(0);
  });

  test('a key is also that of a label which the injector adds', () => {
    const name = 'service.istio.io/canonical-name';
    const pod = term({ labelSelector: { matchLabels: { [name]: 'edge' } }, matchLabelKeys: [name] });
    const refused = `${name} stands in both matchLabelKeys and labelSelector: the API server takes the template and refuses every pod of it`;
    expect(messages(pod, on('1.35'))).toEqual([`preferred podAntiAffinity term 0: ${refused}`]);
    expect(messages(constraint({ labelSelector: { matchExpressions: [{ key: name, operator: 'Exists' }] }, matchLabelKeys: [name] }), on('1.34')))
      .toEqual([`topology spread constraint 0: ${refused}`]);
  });

  test('a key that the selector has twice is refused with the template', () => {
    const labelSelector = { matchLabels: LABELS, matchExpressions: [{ key: 'tier', operator: 'Exists' }] };
    expect(messages(term({ labelSelector, matchLabelKeys: ['tier'] }))).toEqual([`preferred podAntiAffinity term 0: ${OF_TEMPLATE}`]);
  });

  test('mismatchLabelKeys may narrow what the selector asks for', () => {
    expect(messages(term({ mismatchLabelKeys: ['tier'] }))).toEqual([]);
  });

  test.each<[object, string[]]>([
    [term({ labelSelector: undefined, matchLabelKeys: ['a'] }), ['preferred podAntiAffinity term 0: matchLabelKeys without labelSelector']],
    [term({ labelSelector: undefined, mismatchLabelKeys: ['a'] }), ['preferred podAntiAffinity term 0: mismatchLabelKeys without labelSelector']],
    [constraint({ labelSelector: undefined, matchLabelKeys: ['a'] }), ['topology spread constraint 0: matchLabelKeys without labelSelector']],
    [term({ labelSelector: {}, matchLabelKeys: ['a'] }), []],
    [term({ matchLabelKeys: ['a'], mismatchLabelKeys: ['a'] }), ['preferred podAntiAffinity term 0: a stands in both matchLabelKeys and mismatchLabelKeys']],
    [term({ matchLabelKeys: ['a'], mismatchLabelKeys: ['b'] }), []],
    [term({ matchLabelKeys: ['a b'] }), [expect.stringContaining('"a b" in matchLabelKeys') as string]],
  ])('%j', (pod, expected) => {
    expect(messages(pod)).toEqual(expected);
  });
});
