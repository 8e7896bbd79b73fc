import fc from 'fast-check';
import { codesOf, gatewaysIn, gatewayYaml, ISTIO, USUAL } from './helpers';
import { injectedGateways } from '../../../src/model/injected';
import { manifestOf, ManifestIndex } from '../../../src/model/manifest';
import { MeshFacts, Platform } from '../../../src/platform';

const IN_FULL = gatewayYaml({ container: 'args: [proxy, router, --domain, x]' }).replace('image: auto', 'image: istio/proxyv2:1.30.3')
  .replace('        inject.istio.io/templates: gateway\n', '        a: b\n');
const noInjection = { ...USUAL, namespaces: { ingress: { labels: {} } } };

describe('what is a gateway by injection', () => {
  test.each(['Deployment', 'DaemonSet', 'StatefulSet'])('a %s with the gateway template', (kind) => {
    expect(gatewaysIn(gatewayYaml({ kind }))).toMatchObject([{
      role: 'gateway',
      make: 'injected',
      name: 'gw',
      namespace: 'ingress',
      state: 'runs',
      refusals: [],
      template: '/spec/template',
      container: '/spec/template/spec/containers/0',
      companions: [],
      attachments: [],
      native: { known: true, value: false },
    }]);
  });

  test('a bare Pod', () => {
    const yaml = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ingress, annotations: {inject.istio.io/templates: gateway}}\nspec: {containers: [{name: istio-proxy, image: auto}]}\n';
    const [draft] = gatewaysIn(yaml);
    expect(draft).toMatchObject({ template: '', container: '/spec/containers/0', state: 'runs' });
    expect(draft.workload.at('/spec/containers/0/args/1').value).toBe('router');
    expect(draft.workload.object.kind).toBe('Pod');
  });

  test('without a container of its own the template brings one', () => {
    const yaml = gatewayYaml().replace('- name: istio-proxy\n        image: auto', '- name: side\n        image: side');
    expect(gatewaysIn(yaml)[0].container).toBe('/spec/template/spec/containers/1');
  });

  test.each<[string, string]>([
    ['an application', gatewayYaml().replace('inject.istio.io/templates: gateway', 'a: b').replace('istio-proxy', 'app')],
    ['an application that customizes its sidecar', `${gatewayYaml().replace('inject.istio.io/templates: gateway', 'a: b')}      - {name: app, image: app}\n`],
    ['a proxy container that runs a sidecar', IN_FULL.replace('router', 'sidecar')],
  ])('%s is none', (_, yaml) => {
    expect(gatewaysIn(yaml)).toEqual([]);
  });

  test('auto alone in a pod: the template is missing', () => {
    const [draft] = gatewaysIn(gatewayYaml().replace('inject.istio.io/templates: gateway', 'a: b'));
    expect([draft.role, codesOf(draft)]).toEqual(['gateway', ['gateway-template-missing']]);
    expect(draft.workload.at<string[]>(`${draft.container}/args`).value).toContain('sidecar');
  });
});

describe('state', () => {
  test.each<[string, string, object, string, string[]]>([
    ['injected', gatewayYaml(), USUAL, 'runs', []],
    ['hostNetwork', gatewayYaml({ pod: 'hostNetwork: true' }), USUAL, 'not-injected', ['host-network']],
    ['a namespace that is not injected', gatewayYaml(), noInjection, 'not-injected', ['not-enabled']],
    ['a namespace nobody knows', gatewayYaml(), { platform: ISTIO }, 'unknown', ['namespace-unknown']],
    ['a bad annotation', gatewayYaml({ annotations: 'prometheus.istio.io/merge-metrics: maybe' }), USUAL, 'refused', ['annotation-rejected']],
  ])('%s', (_, yaml, facts, state, codes) => {
    const [draft] = gatewaysIn(yaml, facts);
    expect([draft.state, codesOf(draft)]).toEqual([state, codes]);
  });

  test('image auto that nobody replaces', () => {
    const [draft] = gatewaysIn(gatewayYaml({ pod: 'hostNetwork: true' }));
    expect(draft.refusals[0].message).toMatch(/image "auto" stays and cannot be pulled$/);
    expect(draft.workload.at(`${draft.container}/image`)).toMatchObject({ value: 'auto', origin: { kind: 'set' } });
    expect(draft.workload.at(`${draft.container}/args`)).toMatchObject({ known: true, value: undefined });
  });

  test('unknown pods are shown as they are meant', () => {
    const [draft] = gatewaysIn(gatewayYaml(), { platform: ISTIO });
    expect(draft.workload.at(`${draft.container}/args/1`).value).toBe('router');
  });
});

describe('a gateway written in full', () => {
  test('runs as it stands', () => {
    const [draft] = gatewaysIn(IN_FULL, noInjection);
    expect(draft).toMatchObject({ role: 'gateway', make: 'injected', state: 'runs', refusals: [], lost: [] });
    expect(draft.workload.at(`${draft.container}/lifecycle`)).toMatchObject({ known: true, value: undefined });
    expect(draft.workload.object).toEqual(draft.declaredBy.object);
  });

  test('a waypoint too', () => {
    expect(gatewaysIn(IN_FULL.replace('router', 'waypoint'), noInjection)[0].role).toBe('waypoint');
  });

  test.each<[string, object]>([['is injected', USUAL], ['may be injected', { platform: ISTIO }]])('where it %s, what it does not say is unknown', (_, facts) => {
    const [draft] = gatewaysIn(IN_FULL, facts);
    expect(draft.state).toBe('runs');
    expect(draft.workload.at(`${draft.container}/args/1`).value).toBe('router');
    expect(draft.workload.at(`${draft.container}/lifecycle`).known).toBe(false);
    expect(draft.workload.at('/spec/template/spec/terminationGracePeriodSeconds').known).toBe(true);
  });
});

describe('clusters', () => {
  const of = (cluster: string | undefined) => manifestOf(
    { ...JSON.parse(JSON.stringify(gatewaysIn(gatewayYaml())[0].declaredBy.object)) as object }, { cluster });

  test('each recognizer sees its own', () => {
    const index = ManifestIndex.of([of('a'), of('b'), of(undefined)]);
    const facts = new MeshFacts(USUAL);
    expect(['a', 'b', undefined, 'c'].map((cluster) => injectedGateways({ index, cluster, facts }).map((draft) => draft.cluster)))
      .toEqual([['a'], ['b'], [undefined], []]);
  });
});

describe('whatever stands in the manifests', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const names = fc.constantFrom('istio-proxy', 'istio-init', 'app', 7, null);
  const container = fc.record({ name: names, image: fc.oneof(fc.constant('auto'), json), args: fc.oneof(fc.constant(['router']), json), env: json, ports: json, resources: json, readinessProbe: json, securityContext: json }, { requiredKeys: [] });
  const annotations = fc.oneof(json, fc.dictionary(
    fc.constantFrom('inject.istio.io/templates', 'proxy.istio.io/config', 'sidecar.istio.io/inject', 'prometheus.io/port', '__proto__'), fc.oneof(fc.constant('gateway'), fc.string(), json)));
  const spec = fc.record({
    hostNetwork: json,
    securityContext: json,
    volumes: json,
    imagePullSecrets: json,
    containers: fc.oneof(json, fc.array(fc.oneof(container, json), { maxLength: 3 })),
    initContainers: fc.oneof(json, fc.array(container, { maxLength: 2 })),
  }, { requiredKeys: [] });

  test('nothing is thrown, and every value can be asked for', () => {
    const facts = [new MeshFacts(USUAL), new MeshFacts({ platform: Platform.asm({ version: '1.26' }) }), new MeshFacts({})];
    fc.assert(fc.property(fc.oneof(json, spec), annotations, json, fc.constantFrom(...facts), (podSpec, podAnnotations, labels, fact) => {
      const manifest = manifestOf({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'x', namespace: 'ingress' },
        spec: { template: { metadata: { annotations: podAnnotations, labels }, spec: podSpec } },
      });
      for (const draft of injectedGateways({ index: ManifestIndex.of([manifest]), facts: fact })) {
        draft.workload.at('/spec/template/spec/containers/0/image');
        draft.proxyConfig.env('EXIT_ON_ZERO_ACTIVE_CONNECTIONS');
        expect(JSON.stringify(draft.workload.object)).toBeDefined();
      }
    }), { seed: 20, numRuns: 200 });
  });

  test('values of the installation of any shape', () => {
    const values = fc.dictionary(fc.constantFrom('global', 'gateways', 'sidecarInjectorWebhook', 'revisionTags', 'revision', 'pilot'), fc.oneof(json,
      fc.dictionary(fc.constantFrom('proxy', 'network', 'sts', 'templates', 'securityContext', 'neverInjectSelector', 'imagePullSecrets', 'env'), json)));
    fc.assert(fc.property(values, (injectionValues) => {
      expect(gatewaysIn(gatewayYaml(), { ...USUAL, injectionValues })).toHaveLength(1);
    }), { seed: 21, numRuns: 80 });
  });
});

test('a thousand gateways take less than 5 ms each of processor time', () => {
  const yaml = gatewayYaml();
  const object = gatewaysIn(yaml)[0].declaredBy.object;
  const manifests = Array.from({ length: 1_000 }, (_, at) => manifestOf({ ...object, metadata: { ...object.metadata, name: `gw${at}` } }));
  const index = ManifestIndex.of(manifests);
  const begun = process.cpuUsage();
  expect(injectedGateways({ index, facts: new MeshFacts(USUAL) })).toHaveLength(1_000);
  expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(5);
});
