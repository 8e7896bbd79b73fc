import { stringify } from 'yaml';
import { MeshFacts, Platform } from '../../../src/platform';
import { ASM, findingsIn, ISTIO, notEvaluated, verdicts } from '../../support/findings';

const istio = (version: string | undefined, kubernetesVersion?: string): MeshFacts => new MeshFacts({
  platform: Platform.istio({ version, kubernetesVersion }), meshConfig: {}, injectionValues: {},
});
const object = (apiVersion: string, kind: string, spec: object = {}): string => stringify({ apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, spec });

interface Pods {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: object;
}

function pods({ annotations, labels, spec }: Pods): string {
  return stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { 'app': 'web', 'sidecar.istio.io/inject': 'true', ...labels }, ...annotations && { annotations } },
        spec: { containers: [{ name: 'web', image: 'web:1' }], ...spec },
      },
    },
  });
}

describe('removed API versions', () => {
  test.each([
    ['DEP001', 'autoscaling/v2beta1', 'HorizontalPodAutoscaler', '1.24', '1.25'],
    ['DEP001', 'autoscaling/v2beta2', 'HorizontalPodAutoscaler', '1.25', '1.26'],
    ['DEP002', 'policy/v1beta1', 'PodDisruptionBudget', '1.24', '1.25'],
    ['DEP009', 'batch/v1beta1', 'CronJob', '1.24', '1.25'],
    ['DEP009', 'networking.k8s.io/v1beta1', 'Ingress', '1.21', '1.22'],
    ['DEP009', 'apps/v1beta2', 'StatefulSet', '1.15', '1.16'],
  ])('%s %s %s: a warning on %s, an error on %s', (rule, apiVersion, kind, before, from) => {
    const yaml = object(apiVersion, kind);
    expect(verdicts(yaml, istio('1.30.3', before), rule)).toEqual([`${rule} warning`]);
    expect(verdicts(yaml, istio('1.30.3', from), rule)).toEqual([`${rule} error`]);
    expect(verdicts(yaml, istio('1.30.3', '1.36'), rule)).toEqual([`${rule} error`]);
    expect(verdicts(yaml, istio('1.30.3'), rule)).toEqual([`${rule} warning`]);
  });

  test('only an error is said to be refused by the API server', () => {
    const classes = (version: string): string[] => findingsIn(object('policy/v1beta1', 'PodDisruptionBudget'), istio('1.30.3', version))
      .filter(({ ruleId }) => ruleId === 'DEP002').map(({ ruleClass }) => ruleClass);
    expect(classes('1.24')).toEqual(['practice']);
    expect(classes('1.25')).toEqual(['api']);
  });

  test.each([
    ['autoscaling/v2', 'HorizontalPodAutoscaler'], ['autoscaling/v1', 'HorizontalPodAutoscaler'], ['policy/v1', 'PodDisruptionBudget'], ['batch/v1', 'CronJob'],
    ['networking.k8s.io/v1', 'Ingress'], ['example.com/v1beta1', 'CronJob'],
  ])('%s %s stays', (apiVersion, kind) => {
    expect(verdicts(object(apiVersion, kind)).filter((verdict) => verdict.startsWith('DEP'))).toEqual([]);
  });

  test('a patch stands only where nothing but the version changes', () => {
    const patched = (yaml: string): boolean[] => findingsIn(yaml).filter(({ ruleId }) => ruleId.startsWith('DEP')).map(({ patch }) => patch !== undefined);
    expect(patched(object('autoscaling/v2beta2', 'HorizontalPodAutoscaler'))).toEqual([true]);
    expect(patched(object('autoscaling/v2beta1', 'HorizontalPodAutoscaler'))).toEqual([false]);
    expect(patched(object('policy/v1beta1', 'PodDisruptionBudget', { selector: { matchLabels: { app: 'a' } } }))).toEqual([true]);
    // an empty selector selects nothing in v1beta1, and everything in v1
    const empty = [{}, { matchLabels: {} }, { matchExpressions: [] }, { matchLabels: {}, matchExpressions: [] }];
    expect(empty.flatMap((selector) => patched(object('policy/v1beta1', 'PodDisruptionBudget', { selector })))).toEqual(empty.map(() => false));
    expect(patched(object('policy/v1beta1', 'PodDisruptionBudget', { selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }))).toEqual([true]);
  });

  test.each([
    ['gateway.networking.k8s.io/v1beta1', 'Gateway', ['DEP007 warning']],
    ['gateway.networking.k8s.io/v1alpha2', 'GRPCRoute', ['DEP007 warning']],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute', []],
    ['gateway.networking.k8s.io/v1alpha2', 'TCPRoute', []],
    ['gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', []],
  ])('DEP007 %s %s', (apiVersion, kind, expected) => {
    expect(verdicts(object(apiVersion, kind), ISTIO, 'DEP007')).toEqual(expected);
  });
});

describe('DEP003: old labels of nodes', () => {
  const OLD = 'failure-domain.beta.kubernetes.io/zone';
  const gateway = (spec: object): string => pods({
    annotations: { 'inject.istio.io/templates': 'gateway' }, spec: { containers: [{ name: 'istio-proxy', image: 'auto' }], ...spec },
  });
  const expression = (key: string): object => ({ matchExpressions: [{ key, operator: 'In', values: ['a'] }] });
  const required = (key: string): object => (
    { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [expression(key)] } } } });
  const preferred = (key: string): object => (
    { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: expression(key) }] } } });
  test.each([
    ['nodeSelector', { nodeSelector: { [OLD]: 'a' } }, { nodeSelector: { 'topology.kubernetes.io/zone': 'a' } }],
    ['required', required(OLD), required('topology.kubernetes.io/zone')],
    ['preferred', preferred(OLD), preferred('topology.kubernetes.io/zone')],
  ])('%s', (_, fails, holds) => {
    expect(verdicts(gateway(fails), ISTIO, 'DEP003')).toEqual(['DEP003 warning']);
    expect(verdicts(gateway(holds), ISTIO, 'DEP003')).toEqual([]);
    // applications are their owners' own
    expect(verdicts(pods({ spec: fails }), ISTIO, 'DEP003')).toEqual([]);
  });
});

describe('DEP004: annotations', () => {
  test.each([
    ['sidecar.istio.io/statsInclusionRegexps', {}, ['DEP004 warning']],
    ['traffic.sidecar.istio.io/kubevirtInterfaces', {}, ['DEP004 warning']],
    ['sidecar.istio.io/statsHistogramBuckets', {}, []],
    ['sidecar.istio.io/inject', {}, []],
  ])('%s', (key, labels, expected) => {
    expect(verdicts(pods({ annotations: { [key]: 'true' }, labels }), ISTIO, 'DEP004')).toEqual(expected);
  });

  test('inject without the label', () => {
    const yaml = stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'b', annotations: { 'sidecar.istio.io/inject': 'false' } }, spec: { containers: [] } });
    expect(verdicts(yaml, ISTIO, 'DEP004')).toEqual(['DEP004 note']);
  });
});

describe('settings', () => {
  const config = (fields: object): string => pods({ annotations: { 'proxy.istio.io/config': stringify(fields) } });
  const allocate = config({ proxyMetadata: { ISTIO_META_DNS_AUTO_ALLOCATE: 'true' } });
  const limit = config({ runtimeValues: { 'overload.global_downstream_max_connections': '5000' } });

  test.each([
    ['DEP005', allocate, '1.24', []],
    ['DEP005', allocate, '1.26', ['DEP005 note']],
    ['DEP005', config({}), '1.26', []],
    ['DEP006', limit, '1.27', []],
    ['DEP006', limit, '1.28', ['DEP006 warning']],
    ['DEP006', limit, '1.29', ['DEP006 note']],
    ['DEP006', config({ runtimeValues: { other: '1' } }), '1.29', []],
  ])('%s on Istio', (rule, yaml, version, expected) => {
    expect(verdicts(yaml, istio(version, '1.33'), rule)).toEqual(expected);
  });

  test('ASM writes them itself', () => {
    expect(verdicts(allocate, ASM, 'DEP005')).toEqual([]);
    expect(verdicts(limit, ASM, 'DEP006')).toEqual([]);
  });

  test('a version that is not given', () => {
    expect(notEvaluated(allocate, istio(undefined, '1.33'), 'DEP005')).toHaveLength(1);
    expect(notEvaluated(limit, istio(undefined, '1.33'), 'DEP006')).toHaveLength(1);
  });

  test.each([
    [['proxy', 'router', '--concurrency', '2'], ['DEP008 note']],
    [['proxy', 'router', '--concurrency=2'], ['DEP008 note']],
    [['proxy', 'router'], []],
  ])('DEP008 %j', (args, expected) => {
    const yaml = (name: string): string => pods({ labels: { 'sidecar.istio.io/inject': 'false' }, spec: { containers: [{ name, image: 'proxyv2:1', args }] } });
    expect(verdicts(yaml('istio-proxy'), ISTIO, 'DEP008')).toEqual(expected);
    expect(verdicts(yaml('other'), ISTIO, 'DEP008')).toEqual([]);
  });
});
