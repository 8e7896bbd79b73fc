import { type App, appYaml, ISTIO, sidecarIn } from './helpers';
import type { EffectiveProxy } from '../../../src/model/effective-proxy';
import { listAt, member } from '../../../src/model/read';
import { type MeshFactsProps, Platform } from '../../../src/platform';

/** What the injector adds differs from one version of Istio to the next. */
const on = (version: string, facts: MeshFactsProps = {}): MeshFactsProps => (
  { ...ISTIO, ...facts, platform: Platform.istio({ version, kubernetesVersion: '1.33' }) });

const app = (version: string, parts: App, facts?: MeshFactsProps): EffectiveProxy => sidecarIn(appYaml(parts), on(version, facts));

const ANNOTATIONS = '/spec/template/metadata/annotations';

function variable(proxy: EffectiveProxy, name: string): unknown {
  const env = listAt(proxy.workload.object, `${proxy.container}/env`) ?? [];
  return member(env.find((entry) => member(entry, 'name') === name), 'value');
}

const annotationOf = (proxy: EffectiveProxy, key: string): unknown => member(proxy.workload.at(ANNOTATIONS).value, key);

describe('several targets of metrics', () => {
  const parts = { annotations: 'prometheus.istio.io/scrape-targets: "8080, 9090:/stats ,,7070:"\nprometheus.io/port: "1234"\nprometheus.io/path: /old' };

  test('Istio 1.31 hands them to the agent, and an agent of before the first one', () => {
    const proxy = app('1.31', parts);
    expect(JSON.parse(String(variable(proxy, 'ISTIO_PROMETHEUS_ANNOTATIONS')))).toEqual({
      scrape: '', path: '/metrics', port: '8080', targets: [{ port: '8080', path: '/metrics' }, { port: '9090', path: '/stats' }, { port: '7070', path: '/metrics' }],
    });
    expect(annotationOf(proxy, 'prometheus.istio.io/scrape-targets')).toBeUndefined();
    expect(annotationOf(proxy, 'prometheus.io/port')).toBe('15020');
  });

  test('Istio 1.30 does not know the annotation', () => {
    const proxy = app('1.30.5', parts);
    expect(JSON.parse(String(variable(proxy, 'ISTIO_PROMETHEUS_ANNOTATIONS')))).toEqual({ scrape: '', path: '/old', port: '1234' });
    expect(annotationOf(proxy, 'prometheus.istio.io/scrape-targets')).toBe('8080, 9090:/stats ,,7070:');
  });

  test.each([
    ['targets before all others', '1.31', 'prometheus.io/path: /a\nprometheus.istio.io/scrape-targets: "8080"', 'prometheus.istio.io/scrape-targets'],
    ['the port where the version reads no targets', '1.30', 'prometheus.io/path: /a\nprometheus.istio.io/scrape-targets: "8080"\nprometheus.io/port: "1"', 'prometheus.io/port'],
    ['the path where the port is empty', '1.31', 'prometheus.io/port: ""\nprometheus.io/path: /a', 'prometheus.io/path'],
    ['the port where the list of targets is none', '1.31', 'prometheus.istio.io/scrape-targets: ":/a"\nprometheus-io/port: "1"', 'prometheus-io/port'],
    ['a scrape alone', '1.31', 'prometheus.io/scrape: "true"', 'prometheus.io/scrape'],
  ])('the variable names where it comes from: %s', (_, version, annotations, expected) => {
    const proxy = app(version, { annotations });
    const at = (listAt(proxy.workload.object, `${proxy.container}/env`) ?? []).findIndex((entry) => member(entry, 'name') === 'ISTIO_PROMETHEUS_ANNOTATIONS');
    expect(proxy.workload.origin(`${proxy.container}/env/${at}/value`)).toMatchObject({ kind: 'set', pointer: `${ANNOTATIONS}/${expected.replace('/', '~1')}` });
  });

  test('JSON that the injector writes is safe inside HTML, as Go writes it', () => {
    const proxy = app('1.31', { annotations: 'prometheus.io/path: "/m?a=1&b=<2>\\u2028"\nproxy.istio.io/config: "proxyMetadata: {QUERY: a&b}"' });
    expect(variable(proxy, 'ISTIO_PROMETHEUS_ANNOTATIONS')).toBe('{"scrape":"","path":"/m?a=1\\u0026b=\\u003c2\\u003e\\u2028","port":""}');
    expect(variable(proxy, 'PROXY_CONFIG')).toBe('{"proxyMetadata":{"QUERY":"a\\u0026b"}}\n');
    expect(variable(proxy, 'QUERY')).toBe('a&b');
  });

  test('a list with an item that has no port is none', () => {
    const proxy = app('1.31', { annotations: 'prometheus.istio.io/scrape-targets: "8080,:/stats"' });
    expect(variable(proxy, 'ISTIO_PROMETHEUS_ANNOTATIONS')).toBeUndefined();
    expect(proxy.state).toBe('runs');
    expect(annotationOf(proxy, 'prometheus.istio.io/scrape-targets')).toBeUndefined();
  });
});

describe('ports to scrape', () => {
  test.each<[string, string | undefined]>([
    ['prometheus.io/port: "8080"', undefined],
    ['prometheus.io/port: "1"', undefined],
    ['prometheus.io/port: "65535"', undefined],
    ['prometheus.io/port: "65536"', 'annotation prometheus.io/port: got "65536", expected a port from 1 to 65535'],
    ['prometheus.io/port: "0"', 'annotation prometheus.io/port: got "0", expected a port from 1 to 65535'],
    ['prometheus.io/port: http', 'annotation prometheus.io/port: got "http", expected a port from 1 to 65535'],
    ['prometheus-io/port: "15090"', 'annotation prometheus-io/port: got "15090", which is Envoy\'s metrics, which are merged already, expected a port of the application'],
    // its author points at the agent
    ['prometheus.io/port: "15020"', undefined],
    ['prometheus.io/port: "+15020"', 'annotation prometheus.io/port: got "+15020", which is the agent\'s own, expected a port of the application'],
    ['prometheus.istio.io/scrape-targets: "8080,15000:/stats"',
      'annotation prometheus.istio.io/scrape-targets: got "15000", which is Envoy\'s administration, expected a port of the application'],
    // targets come before the port, which nobody looks at then
    ['prometheus.istio.io/scrape-targets: "8080"\nprometheus.io/port: http', undefined],
    ['prometheus.io/port: http\nprometheus.io/scrape: "false"', undefined],
    ['prometheus.io/port: http\nprometheus.istio.io/merge-metrics: "false"', undefined],
  ])('%s', (annotations, expected) => {
    const { state, refusals } = app('1.31.1', { annotations });
    expect([state, refusals.map(({ message }) => message)]).toEqual(expected === undefined
      ? ['runs', []] : ['refused', [`the injector rejects the pod: ${expected}`]]);
    expect(app('1.30.5', { annotations }).state).toBe('runs');
  });

  test('a version that was not read may refuse them', () => {
    expect(app('1.32', { labels: 'sidecar.istio.io/inject: "true"', annotations: 'prometheus.io/port: http' })).toMatchObject({ state: 'unknown', refusals: [{ origin: { kind: 'unknown' } }] });
  });

  test("the agent's port is that of the mesh", () => {
    const facts = { meshConfig: { defaultConfig: { statusPort: 16020 } } };
    expect(app('1.31', { annotations: 'prometheus.io/port: "16020"' }, facts).state).toBe('runs');
    expect(app('1.31', { annotations: 'prometheus.io/port: "016020"' }, facts).state).toBe('refused');
    expect(app('1.31', { annotations: 'prometheus.io/port: "15020"' }, facts).state).toBe('refused');
  });
});

describe('the port of merged metrics by mutual TLS', () => {
  const metadata = (port: string): string => `proxy.istio.io/config: '{proxyMetadata: {ENVOY_SECURE_MERGED_METRICS_PORT: "${port}"}}'`;
  const own = 'initContainers:\n- name: istio-proxy\n  image: auto\n  env:\n  - {name: ENVOY_SECURE_MERGED_METRICS_PORT, value: "15093"}';

  test.each<[string, App, unknown]>([
    ['by proxyMetadata', { annotations: metadata('15092') }, '15092'],
    ["by the author's own container", { annotations: metadata('15092'), pod: own }, '15093'],
    ['which is off', { annotations: metadata('0') }, undefined],
    ['which nobody set', {}, undefined],
    ['beside an annotation in another spelling', { annotations: `${metadata('15092')}\nprometheus-istio.io/secure-port: "1"` }, undefined],
  ])('%s', (_, parts, expected) => {
    expect(annotationOf(app('1.31', parts), 'prometheus.istio.io/secure-port')).toBe(expected);
    expect(annotationOf(app('1.30.5', parts), 'prometheus.istio.io/secure-port')).toBeUndefined();
  });
});

test.each([
  ['1.31', 'fips-140-3', 'fips140=only'], ['1.31', 'fips-140-2', undefined], ['1.30.5', 'fips-140-3', undefined],
])('Istio %s with the compliance policy %s: GODEBUG %s', (version, policy, expected) => {
  const proxy = app(version, {}, { injectionValues: { pilot: { env: { COMPLIANCE_POLICY: policy } } } });
  expect([variable(proxy, 'COMPLIANCE_POLICY'), variable(proxy, 'GODEBUG')]).toEqual([policy, expected]);
});

describe('attributes for OpenTelemetry', () => {
  const asked: MeshFactsProps = { meshConfig: { extensionProviders: [{ name: 'o', opentelemetry: { serviceAttributeEnrichment: 'OTEL_SEMANTIC_CONVENTIONS' } }] } };
  const RESOURCE = 'resource.opentelemetry.io/service';

  test.each<[string, App, string]>([
    ['of the pod', {}, 'service.namespace=shop,service.version=1,service.instance.id=shop.$(POD_NAME).web'],
    ['by a label', { labels: 'app.kubernetes.io/version: v2' }, 'service.namespace=shop,service.version=v2,service.instance.id=shop.$(POD_NAME).web'],
    ['by annotations', { annotations: `${RESOURCE}.namespace: a\n${RESOURCE}.version: b\n${RESOURCE}.instance.id: c` },
      'service.namespace=a,service.version=b,service.instance.id=c'],
    ['by an empty annotation', { annotations: `${RESOURCE}.namespace: ""` }, 'service.namespace=shop,service.version=1,service.instance.id=shop.$(POD_NAME).web'],
    ['of several containers', { container: '- {name: b, image: "b:2"}' }, 'service.namespace=shop,service.instance.id=shop.$(POD_NAME).web'],
  ])('%s', (_, { container, ...parts }, expected) => {
    const yaml = `${appYaml(parts)}${container === undefined ? '' : `      ${container}\n`}`;
    expect(variable(sidecarIn(yaml, on('1.30.0', asked)), 'OTEL_RESOURCE_ATTRIBUTES')).toBe(expected);
    expect(variable(sidecarIn(yaml, on('1.29', asked)), 'OTEL_RESOURCE_ATTRIBUTES')).toBeUndefined();
    expect(variable(sidecarIn(yaml, on('1.30.0')), 'OTEL_RESOURCE_ATTRIBUTES')).toBeUndefined();
  });

  test.each([
    ['web', undefined], ['r:5000/web', undefined], ['r:5000/web:1.2', '1.2'], ['web@sha256:ab', 'sha256:ab'], ['web:1@sha256:ab', '1@sha256:ab'],
  ])('the version of image %s is %s', (image, version) => {
    const proxy = sidecarIn(appYaml().replace('web:1', image), on('1.31', asked));
    expect(/service\.version=([^,]*)/.exec(String(variable(proxy, 'OTEL_RESOURCE_ATTRIBUTES')))?.[1]).toBe(version);
  });
});

test.each([
  ['1.30.5', `${'a'.repeat(62)}.`], ['1.31', 'a'.repeat(62)],
])('the canonical name of a long workload on Istio %s: %s', (version, expected) => {
  const yaml = appYaml().replace('name: web\n', `name: ${'a'.repeat(62)}.b\n`).replaceAll('app: web', 'tier: web');
  const proxy = sidecarIn(yaml, on(version));
  expect(member(proxy.workload.at('/spec/template/metadata/labels').value, 'service.istio.io/canonical-name')).toBe(expected);
});

describe("istio-init's image", () => {
  const values = { injectionValues: { global: { hub: 'h', tag: 't', variant: 'debug', proxy: { image: 'p' }, proxy_init: { image: 'i' } } } };
  test.each<[string, App, string, string]>([
    ['of the installation', {}, 'h/p:t-debug', 'h/i:t-debug'],
    ['which a ProxyConfig does not reach', { annotations: "proxy.istio.io/config: '{image: {imageType: distroless}}'" }, 'h/p:t-distroless', 'h/i:t-debug'],
    ['which the annotation does', { annotations: 'sidecar.istio.io/proxyImageType: distroless' }, 'h/p:t-distroless', 'h/i:t-distroless'],
    ['by a whole reference', { annotations: 'sidecar.istio.io/proxyImage: r/x:1' }, 'r/x:1', 'r/x:1'],
  ])('%s', (_, parts, before, now) => {
    const init = (version: string): unknown => app(version, parts, values).workload.at('/spec/template/spec/initContainers/0/image').value;
    expect([init('1.30.5'), init('1.31')]).toEqual([before, now]);
  });
});
