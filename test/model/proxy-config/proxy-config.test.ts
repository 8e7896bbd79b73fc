import * as fc from 'fast-check';
import type { ModelContext } from '../../../src/model/draft';
import { ManifestIndex, readManifests } from '../../../src/model/manifest';
import { known, type Origin } from '../../../src/model/origin';
import { PRECEDENCE, proxyConfigView, type ProxyConfigInput } from '../../../src/model/proxy-config';
import { TracedObject } from '../../../src/model/traced';
import { Flavor, MeshFacts, type MeshFactsProps, Platform } from '../../../src/platform';

const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' });
const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33' });

function context(yaml = '', props: MeshFactsProps = {}): ModelContext {
  return { index: ManifestIndex.of(readManifests(yaml, { file: 'mesh.yaml' })), facts: new MeshFacts({ platform: ISTIO, ...props }) };
}

const [holder] = readManifests(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: gw, namespace: ingress}
spec:
  template:
    metadata: {annotations: {proxy.istio.io/config: "drainDuration: 7s"}}
    spec:
      containers:
        - name: istio-proxy
          env:
            - {name: A, value: first}
            - {name: A, value: last}
            - {name: PORT, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
            - {name: COMPOSED, value: $(A)-x}
`);
const ANNOTATION = '/spec/template/metadata/annotations/proxy.istio.io~1config';
const workload = TracedObject.of(holder);
const container = { workload, pointer: '/spec/template/spec/containers/0' };
const annotation = (text: unknown): ProxyConfigInput['annotation'] => known(text, { kind: 'set', manifest: holder, pointer: ANNOTATION });

function view(input: Partial<ProxyConfigInput> & { readonly context?: ModelContext } = {}) {
  return proxyConfigView({ context: context(), namespace: 'ingress', podLabels: { app: 'gw' }, ...input });
}

const resource = (name: string, namespace: string, variable: string, selector?: string, created?: string): string => `
apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata: {name: ${name}, namespace: ${namespace}${created ? `, creationTimestamp: "${created}"` : ''}}
spec: {${selector ? `selector: ${selector}, ` : ''}concurrency: ${name.length}, environmentVariables: {FROM: ${variable}}}
---
`;
const ROOT = resource('rr', 'istio-system', 'root');
const NAMESPACE = resource('nnn', 'ingress', 'namespace');
const WORKLOAD = resource('wwww', 'ingress', 'workload', '{matchLabels: {app: gw}}');
const MESH = { defaultConfig: { concurrency: 1, proxyMetadata: { FROM: 'mesh', ONLY_MESH: 'm' }, drainDuration: '33s' } };

describe('what is read once for a namespace', () => {
  const shared = context(ROOT + NAMESPACE, { meshConfig: MESH });
  const plain = (input: Partial<ProxyConfigInput> = {}) => view({ context: shared, ...input });

  test('is the same for all pods of which nothing is said apart, and for no others', () => {
    const first = plain();
    expect([first.template('concurrency').value, first.agent('drainDuration').value]).toEqual([3, '33s']);
    expect(plain({ podLabels: { app: 'other' } }).sources).toBe(first.sources);
    const others = [
      plain({ namespace: 'elsewhere' }), plain({ namespace: undefined }), plain({ annotation: annotation('drainDuration: 1s') }), plain({ container }), plain({ sidecar: true }),
      plain({ gatewayName: 'gw' }), plain({ options: { fields: {}, at: () => ({ kind: 'set', manifest: holder, pointer: '' }) } }),
      view({ context: context(ROOT + NAMESPACE, { meshConfig: MESH }) }),
    ];
    expect(new Set([first, ...others].map(({ sources }) => sources)).size).toBe(others.length + 1);
    expect(others.map((other) => [other.template('concurrency').value, other.agent('drainDuration').value])).toEqual([
      [2, '33s'], [2, '33s'], [3, '1s'], [3, '33s'], [3, '33s'], [3, '33s'], [3, '33s'], [3, '33s'],
    ]);
  });

  test('leaves out pods that a resource may select', () => {
    const selecting = context(ROOT + NAMESPACE + WORKLOAD);
    expect(view({ context: selecting }).template('concurrency').value).toBe(4);
    expect(view({ context: selecting, podLabels: {} }).template('concurrency').value).toBe(3);
  });

  test.each([[[true, false]], [[false, true]]])('of ASM, sidecars and gateways apart: %j', (order) => {
    const yaml = 'apiVersion: istio.alibabacloud.com/v1beta1\nkind: ASMProxyConfig\nmetadata: {name: all, namespace: ingress}\nspec: {drainDuration: 9s}\n';
    const asm = context(yaml, { platform: ASM });
    const drains = order.map((sidecar) => [sidecar, view({ context: asm, sidecar }).agent('drainDuration').value]);
    expect(Object.fromEntries(drains)).toEqual({ true: '9s', false: undefined });
  });
});

describe('levels, strongest first', () => {
  const text = 'concurrency: 9\nproxyMetadata: {FROM: annotation}';
  test.each<[string, string, string | undefined, boolean, { concurrency: number; agent: number; from: string }]>([
    ['mesh config only', '', undefined, false, { concurrency: 1, agent: 1, from: 'mesh' }],
    ['root resource', ROOT, undefined, false, { concurrency: 2, agent: 2, from: 'root' }],
    ['namespace resource', ROOT + NAMESPACE, undefined, false, { concurrency: 3, agent: 3, from: 'namespace' }],
    ['annotation', ROOT + NAMESPACE, text, false, { concurrency: 9, agent: 9, from: 'annotation' }],
    ['workload resource: istiod prefers it, the agent prefers the annotation', ROOT + NAMESPACE + WORKLOAD, text, false,
      { concurrency: 4, agent: 9, from: 'workload' }],
    ['managed: istiod reads no annotation, and the selector does not match the one label it looks with', NAMESPACE + WORKLOAD, text, true,
      { concurrency: 3, agent: 9, from: 'namespace' }],
  ])('%s', (_name, yaml, config, managed, expected) => {
    const found = view({
      context: context(yaml, { meshConfig: MESH }),
      ...(config !== undefined && { annotation: annotation(config) }),
      ...(managed && { gatewayName: 'gw' }),
    });
    expect(found.template('concurrency').value).toBe(expected.concurrency);
    expect(found.agent('concurrency').value).toBe(expected.agent);
    expect(found.env('FROM').value).toBe(expected.from);
    expect(found.env('ONLY_MESH').value).toBe('m');
  });

  test('a managed gateway is selected by its gateway-name label and by nothing else', () => {
    const byName = resource('wwww', 'ingress', 'workload', '{matchLabels: {gateway.networking.k8s.io/gateway-name: gw}}');
    const andMore = resource('wwww', 'ingress', 'workload', '{matchLabels: {gateway.networking.k8s.io/gateway-name: gw, app: gw}}');
    expect(view({ context: context(byName), gatewayName: 'gw' }).env('FROM').value).toBe('workload');
    expect(view({ context: context(andMore), gatewayName: 'gw' }).env('FROM').value).toBeUndefined();
  });

  test.each(['{}', '{matchLabels: {}}', '{matchLabels: [app]}', 'app'])('the selector %s selects nothing, and is not namespace-wide', (selector) => {
    expect(view({ context: context(resource('wwww', 'ingress', 'workload', selector)) }).env('FROM').value).toBeUndefined();
  });

  test('resources of another namespace or cluster do not count', () => {
    const elsewhere = ManifestIndex.of([
      ...readManifests(NAMESPACE, { cluster: 'other' }),
      ...readManifests(resource('x', 'shop', 'shop')),
    ]);
    expect(view({ context: { index: elsewhere, facts: new MeshFacts({ platform: ISTIO }) } }).env('FROM').value).toBeUndefined();
  });
});

describe('origins', () => {
  test('the place inside the annotation', () => {
    const drain = view({ annotation: annotation('drainDuration: 7s') }).agent('drainDuration');
    expect(drain).toMatchObject({ value: '7s', origin: { kind: 'set', pointer: ANNOTATION, within: '/drainDuration' } });
  });

  test('the resource, its level and its own field names', () => {
    const found = view({ context: context(WORKLOAD) }).env('FROM');
    expect(found.origin).toMatchObject({
      kind: 'policy', level: 'workload', by: 'ProxyConfig ingress/wwww', pointer: '/spec/environmentVariables/FROM',
    });
    expect((found.origin as Extract<Origin, { kind: 'policy' }>).manifest?.position('/spec')?.line).toBe(5);
  });

  test('the mesh config as a fact and as ConfigMap', () => {
    expect(view({ context: context('', { meshConfig: MESH }) }).agent('drainDuration').origin).toEqual({ kind: 'policy', level: 'global', by: 'mesh config' });
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: "defaultConfig: {drainDuration: 12s}"}';
    expect(view({ context: context(map) }).agent('drainDuration')).toMatchObject({
      value: '12s', origin: { kind: 'policy', level: 'global', by: 'mesh config (ConfigMap istio-system/istio)', pointer: '/data/mesh' },
    });
  });

  test('the ConfigMap of a revision carries its name', () => {
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-canary, namespace: istio-system}\ndata: {mesh: "defaultConfig: {drainDuration: 12s}"}';
    const platform = Platform.istio({ version: '1.30', revision: 'canary' });
    expect(view({ context: context(map, { platform }) }).agent('drainDuration').value).toBe('12s');
    expect(view({ context: context(map) }).agent('drainDuration').value).toBe('45s');
  });

  test.each([
    [ISTIO, 'Istio', undefined],
    [ASM, 'ASM', 'true'],
  ])('defaults of %s', (platform, of, exitOnZero) => {
    const found = view({ context: context('', { platform }) });
    expect(found.agent('drainDuration')).toMatchObject({ value: '45s', origin: { kind: 'default', of } });
    expect(found.agent('terminationDrainDuration')).toMatchObject({ value: '5s', origin: { kind: 'default', of } });
    expect(found.env('EXIT_ON_ZERO_ACTIVE_CONNECTIONS')).toMatchObject({ known: true, value: exitOnZero, origin: { kind: 'default', of } });
    expect(found.agent('somethingElse')).toMatchObject({ known: true, value: undefined, origin: { kind: 'default', of } });
  });

  test('outside the modelled versions the defaults are unknown, with the reason', () => {
    const found = view({ context: context('', { platform: Platform.istio({ version: '1.99' }) }) }).agent('drainDuration');
    expect(found).toMatchObject({ known: false, origin: { why: expect.stringContaining('outside the modelled versions') } });
  });
});

describe('several resources at one level', () => {
  const two = (a?: string, b?: string): string => resource('zz', 'ingress', 'one', undefined, a) + resource('aa', 'ingress', 'two', undefined, b);

  test('the oldest counts where their ages are given', () => {
    expect(view({ context: context(two('2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z')) }).env('FROM').value).toBe('one');
    expect(view({ context: context(two('2025-01-01T00:00:00Z', '2024-01-01T00:00:00Z')) }).env('FROM').value).toBe('two');
    expect(view({ context: context(two('2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z')) }).env('FROM').value).toBe('two');
  });

  test('otherwise it is unknown which, unless they agree', () => {
    const found = view({ context: context(two()) });
    expect(found.env('FROM')).toMatchObject({ known: false, origin: { why: expect.stringContaining('2 ProxyConfig resources (aa, zz)') } });
    expect(found.template('concurrency').value).toBe(2);
    expect(found.agent('drainDuration').value).toBe('45s');
  });
});

describe('the environment', () => {
  test('of two variables with one name the last counts, at its place', () => {
    expect(view({ container }).env('A')).toMatchObject({ value: 'last', origin: { pointer: '/spec/template/spec/containers/0/env/1/value' } });
  });

  test.each(['PORT', 'COMPOSED'])('%s is only known when the pod runs', (name) => {
    expect(view({ container }).env(name).known).toBe(false);
  });

  test('envFrom may bring what nothing else sets', () => {
    const [pod] = readManifests('apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: istio-proxy, envFrom: [{configMapRef: {name: x}}]}]}');
    const env = { context: context('', { meshConfig: MESH }), container: { workload: TracedObject.of(pod), pointer: '/spec/containers/0' } };
    expect(view(env).env('OTHER').known).toBe(false);
    expect(view(env).env('FROM').value).toBe('mesh');
  });

  test('an author\'s own PROXY_CONFIG replaces what istiod would put there, below the annotation', () => {
    const [pod] = readManifests(`
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: istio-proxy, env: [{name: PROXY_CONFIG, value: '{"drainDuration":"3s"}'}]}]}`);
    const own = {
      context: context('', { meshConfig: { defaultConfig: { terminationDrainDuration: '99s' } } }),
      container: { workload: TracedObject.of(pod), pointer: '/spec/containers/0' },
    };
    expect(view(own).agent('drainDuration')).toMatchObject({ value: '3s', origin: { kind: 'set', within: '/drainDuration' } });
    expect(view(own).agent('terminationDrainDuration').value).toBe('5s');
    expect(view(own).template('terminationDrainDuration').value).toBe('99s');
    expect(view({ ...own, annotation: annotation('drainDuration: 4s') }).agent('drainDuration').value).toBe('4s');
  });
});

describe('merging', () => {
  test('proxyMetadata merges by key, other maps are replaced', () => {
    const found = view({
      context: context('', { meshConfig: { defaultConfig: { proxyMetadata: { A: '1', B: '1' }, tracing: { sampling: 1, zipkin: {} } } } }),
      annotation: annotation('proxyMetadata: {B: "2", C: "2"}\ntracing: {sampling: 5}'),
    });
    expect(found.agent('proxyMetadata').value).toEqual({ A: '1', B: '2', C: '2' });
    expect(found.agent('tracing').value).toEqual({ sampling: 5 });
  });

  test('both spellings of a field are one field, and null is no value', () => {
    expect(view({ annotation: annotation('drain_duration: 8s') }).agent('drainDuration')).toMatchObject({ value: '8s', origin: { within: '/drain_duration' } });
    expect(view({ annotation: annotation('drainDuration: null') }).agent('drainDuration').value).toBe('45s');
  });
});

describe('texts that cannot be read', () => {
  test.each<[string, unknown]>([
    ['YAML that does not parse', 'drainDuration: [1'],
    ['a list', '- drainDuration: 1s'],
    ['a word', 'drain'],
    ['no text at all', 5],
  ])('%s: unknown, with a problem at its place', (_name, text) => {
    const found = view({ annotation: annotation(text) });
    expect(found.agent('drainDuration').known).toBe(false);
    expect(found.problems).toMatchObject([{ code: 'proxy-config-unreadable', origin: { kind: 'set', pointer: ANNOTATION } }]);
  });

  test.each(['', '# nothing', '{}'])('%j says nothing and is no problem', (text) => {
    const found = view({ annotation: annotation(text) });
    expect(found.agent('drainDuration').value).toBe('45s');
    expect(found.problems).toEqual([]);
  });

  test('of a key that stands twice the last counts, as for Istio', () => {
    const found = view({ annotation: annotation('drainDuration: 5s\ndrainDuration: 7s\n') });
    expect(found.agent('drainDuration').value).toBe('7s');
    expect(found.problems).toEqual([]);
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: "defaultConfig: {drainDuration: 5s, drainDuration: 8s}"}';
    expect(view({ context: context(map) }).agent('drainDuration').value).toBe('8s');
  });

  test('a mesh config that cannot be read makes unknown what it could set', () => {
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: "a: [1"}';
    expect(view({ context: context(map) }).agent('drainDuration').known).toBe(false);
    expect(view({ context: context(map), annotation: annotation('drainDuration: 7s') }).agent('drainDuration').value).toBe('7s');
  });
});

describe('ASM', () => {
  const policy = `
apiVersion: istio.alibabacloud.com/v1
kind: ASMProxyConfig
metadata: {name: slow, namespace: ingress}
spec: {terminationDrainDuration: 20s, concurrency: {value: 3}}
`;
  const asm = (input: Partial<ProxyConfigInput> = {}) => view({ context: context(policy, { platform: ASM }), ...input });

  test('a sidecar follows its namespace\'s policy, and its own annotation before it', () => {
    expect(asm({ sidecar: true }).agent('terminationDrainDuration')).toMatchObject({ value: '20s', origin: { kind: 'policy', level: 'namespace' } });
    expect(asm({ sidecar: true }).agent('concurrency').value).toBe(3);
    expect(asm({ sidecar: true, annotation: annotation('terminationDrainDuration: 9s') }).template('terminationDrainDuration').value).toBe('9s');
  });

  test('whether a gateway follows it is not documented', () => {
    expect(asm().agent('terminationDrainDuration')).toMatchObject({ known: false, origin: { why: expect.stringContaining('ASMProxyConfig') } });
    expect(asm().agent('drainDuration').value).toBe('45s');
  });

  test('the options key proxyConfig comes first', () => {
    const options = { fields: { drainDuration: '30s' }, at: (path: readonly string[]): Origin => ({ kind: 'set', manifest: holder, pointer: '/data/proxyConfig', within: `/${path.join('/')}` }) };
    expect(asm({ options, gatewayName: 'gw' }).agent('drainDuration')).toMatchObject({ value: '30s', origin: { within: '/drainDuration' } });
    expect(view({ options }).agent('drainDuration').value).toBe('45s');
  });
});

test('the table of precedence names each carrier once a row and its source', () => {
  expect(PRECEDENCE.map(({ flavor, reader }) => `${flavor} ${reader}`).sort()).toEqual([
    `${Flavor.ASM} agent`, `${Flavor.ASM} managedTemplate`, `${Flavor.ASM} template`,
    `${Flavor.ISTIO} agent`, `${Flavor.ISTIO} managedTemplate`, `${Flavor.ISTIO} template`,
  ]);
  for (const { carriers, source } of PRECEDENCE) {
    expect(new Set(carriers).size).toBe(carriers.length);
    expect(carriers[carriers.length - 1]).toBe('builtIn');
    expect(source).not.toBe('');
  }
});

test('nothing that stands in a manifest makes it throw', () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), fc.string(), (spec, mesh, text) => {
    const index = ManifestIndex.of(readManifests(JSON.stringify({
      kind: 'List',
      apiVersion: 'v1',
      items: [
        { apiVersion: 'networking.istio.io/v1', kind: 'ProxyConfig', metadata: { name: 'a', namespace: 'ingress' }, spec },
        { apiVersion: 'networking.istio.io/v1', kind: 'ProxyConfig', metadata: { name: 'b', namespace: 'ingress' }, spec: { selector: spec, environmentVariables: mesh } },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh: typeof mesh === 'string' ? mesh : JSON.stringify({ defaultConfig: mesh }) } },
      ],
    })));
    const found = view({ context: { index, facts: new MeshFacts({ platform: ISTIO }) }, annotation: annotation(text), container });
    for (const field of ['drainDuration', 'concurrency', 'proxyMetadata', '__proto__']) {
      found.agent(field);
      found.template(field);
      found.env(field);
    }
    return Array.isArray(found.problems);
  }), { seed: 7, numRuns: 200 });
});

describe("Istio's own ProxyConfig on ASM", () => {
  const istioResource = (name: string, namespace: string, spec: string): string => `
apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
---`;
  const asm = (yaml: string, input: Partial<ProxyConfigInput> = {}) => view({ context: context(yaml, { platform: ASM }), ...input });

  test.each([
    ['for the pods', istioResource('own', 'ingress', '{selector: {matchLabels: {app: gw}}, concurrency: 2}')],
    ['for the namespace', istioResource('all', 'ingress', '{concurrency: 2}')],
    ['for the mesh', istioResource('root', 'istio-system', '{concurrency: 2}')],
  ])('%s: what it sets is not known, what it leaves out is', (_, yaml) => {
    const found = asm(yaml);
    for (const read of [found.agent('concurrency'), found.template('concurrency')]) {
      expect(read).toMatchObject({ known: false, origin: { why: expect.stringContaining('ASM does not document') } });
    }
    expect(found.agent('drainDuration')).toMatchObject({ known: true, origin: { kind: 'default' } });
  });

  test('for other pods: nothing is in doubt', () => {
    expect(asm(istioResource('other', 'ingress', '{selector: {matchLabels: {app: other}}, concurrency: 2}')).agent('concurrency').known).toBe(true);
  });

  test('the annotation of the pod comes first, as ASM documents', () => {
    const own = { annotation: annotation('concurrency: 4') };
    expect(asm(istioResource('all', 'ingress', '{concurrency: 2}'), own).agent('concurrency')).toMatchObject({ value: 4, origin: { kind: 'set' } });
  });
});

test('what a template prints into PROXY_CONFIG is no source of its own', () => {
  const meshConfig = { defaultConfig: { terminationDrainDuration: '15s' } };
  const printed = new TracedObject(
    { ...holder.object, spec: { template: { spec: { containers: [{ name: 'istio-proxy', env: [{ name: 'PROXY_CONFIG', value: '{"drainDuration":"7s","terminationDrainDuration":"15s"}' }] }] } } } },
    {
      origin: () => ({ kind: 'set', manifest: holder, pointer: ANNOTATION, within: '/drainDuration' }),
      absence: () => ({ kind: 'unknown', why: 'not there' }),
    },
  );
  const found = view({ context: context('', { meshConfig }), annotation: annotation('drainDuration: 7s'), container: { workload: printed, pointer: '/spec/template/spec/containers/0' } });
  expect(found.agent('terminationDrainDuration')).toMatchObject({ value: '15s', origin: { kind: 'policy', by: 'mesh config' } });
});
