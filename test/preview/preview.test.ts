import { ApiObject, App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { parseAllDocuments, stringify } from 'yaml';
import { MeshFacts, Platform, ShutdownPolicy, Waypoint, type WaypointProps } from '../../src';
import { effectiveMesh, ManifestIndex, readManifests } from '../../src/model';
import { previewOfProxy } from '../../src/preview/of';

const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' });
const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33', gatewayApiVersion: '1.3' });

function inApp(props: WaypointProps = {}, platform = ISTIO): { app: App; chart: Chart; waypoint: Waypoint } {
  const app = new App();
  new MeshFacts({ platform, meshConfig: {}, injectionValues: { global: { hub: 'docker.io/istio', tag: '1.30.3' } } }).applyTo(app);
  const chart = new Chart(app, 'app', { namespace: 'shop' });
  return { app, chart, waypoint: new Waypoint(chart, 'waypoint', props) };
}

describe('the preview of a waypoint', () => {
  test('its values are those of its objects, each with an origin', () => {
    const preview = inApp({ replicas: 3 }).waypoint.preview();
    expect(preview).toMatchObject({ name: 'waypoint', namespace: 'shop', state: 'runs', refusals: [], unknown: [] });
    const replicas = preview.values.find(({ kind, pointer }) => kind === 'Deployment' && pointer === '/spec/replicas');
    expect(replicas).toEqual({
      kind: 'Deployment', pointer: '/spec/replicas', value: 3, origin: 'set in ConfigMap shop/waypoint-options at /data/deployment/spec/replicas',
    });
    expect(preview.values.every(({ origin }) => /^(set in|set by|default of|unknown: )/.test(origin))).toBe(true);
    const image = preview.values.find(({ pointer }) => pointer === '/spec/template/spec/containers/0/image');
    expect(image).toMatchObject({ value: 'docker.io/istio/proxyv2:1.30.3', origin: "set by istiod's value global.tag (global level)" });
  });

  test('its settings hold what no object says', () => {
    const settings = inApp().waypoint.preview().settings;
    expect(settings.find(({ name }) => name === 'grace period')).toEqual({ name: 'grace period', value: 30, origin: 'default of Kubernetes' });
    expect(settings.find(({ name }) => name === 'memory limit')).toEqual({ name: 'memory limit', value: '1Gi', origin: 'default of Istio' });
    expect(settings.find(({ name }) => name === 'maximum surge')).toEqual({ name: 'maximum surge', value: '25%', origin: 'default of Kubernetes' });
  });

  test('options of another object of the app count', () => {
    const { chart, waypoint } = inApp({ parametersRef: { name: 'shared' } });
    expect(waypoint.preview().state).toBe('unknown');
    new ApiObject(chart, 'shared', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shared' }, data: { deployment: 'spec: {replicas: 7}' } });
    expect(waypoint.preview()).toMatchObject({ state: 'runs', deployment: { spec: { replicas: 7 } } });
  });

  test('what would not run says why', () => {
    const { chart, waypoint } = inApp();
    new ApiObject(chart, 'taken', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'waypoint' }, spec: {} });
    expect(waypoint.preview().state).toBe('refused');
    expect(waypoint.preview().refusals[0]).toContain('is declared without the label gateway.istio.io/managed');
  });

  test('leaves no trace, also of workloads that render differently each time', () => {
    const synth = (isPreviewed: boolean): string => {
      const { app, chart, waypoint } = inApp({ replicas: 1 });
      const deployment = new kplus.Deployment(chart, 'web', { containers: [{ image: 'web' }] });
      deployment.scheduling.separate(new kplus.Deployment(chart, 'api', { containers: [{ image: 'api' }] }));
      waypoint.useNamespace('web');
      if (isPreviewed) { waypoint.preview().toYaml(); waypoint.preview(); }
      return app.synthYaml();
    };
    expect(synth(true)).toBe(synth(false));
  });

  test('what a reader changes in it changes nothing else', () => {
    const { waypoint } = inApp({ replicas: 3 });
    const preview = waypoint.preview();
    preview.deployment.spec.replicas = 9;
    expect(preview.toYaml()).not.toContain('replicas: 9');
    expect(waypoint.preview().deployment.spec.replicas).toBe(3);
  });
});

describe('a preview as text', () => {
  test('without origins it is the objects', () => {
    const preview = inApp({ replicas: 3 }).waypoint.preview();
    const documents = parseAllDocuments(preview.toYaml({ origins: false })).map((document) => document.toJS() as unknown);
    expect(documents).toEqual([preview.serviceAccount, preview.deployment, preview.service]);
    expect(preview.toYaml({ origins: false })).not.toContain('#');
  });

  test('with origins it is the same objects, and each value has its own behind it', () => {
    const preview = inApp({ replicas: 3 }).waypoint.preview();
    const documents = parseAllDocuments(preview.toYaml()).map((document) => document.toJS() as unknown);
    expect(documents).toEqual([preview.serviceAccount, preview.deployment, preview.service]);
    expect(preview.toYaml()).toContain('  replicas: 3 # set in ConfigMap shop/waypoint-options at /data/deployment/spec/replicas\n');
    const values = preview.toYaml().split('\n').filter((line) => /: .+|^ *- [^:]+$/.test(line) && !line.startsWith('#'));
    expect(values.filter((line) => !/ # (set in|set by|default of|unknown:)/.test(line) && !/(- [\w-]+|[\w-]+): *$/.test(line))).toEqual([]);
  });

  test('says at its head what is not known, and what does not run', () => {
    expect(inApp({ replicas: 3 }, ASM).waypoint.preview().toYaml()).toMatch(/^# what is not shown is not known: ASM does not publish/);
    const { chart, waypoint } = inApp();
    new ApiObject(chart, 'taken', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'waypoint' }, spec: {} });
    expect(waypoint.preview().toYaml()).toMatch(/^# state: refused\n# does not run as written: Deployment waypoint is declared/);
  });

  test('a text of several lines keeps them, with its origin behind the mark of the block', () => {
    const shutdown = ShutdownPolicy.of({ gracePeriod: Duration.seconds(120), terminationDrain: Duration.seconds(60), drain: Duration.seconds(30) });
    const text = inApp({ shutdown }).waypoint.preview().toYaml();
    expect(text).toMatch(/ {4}proxy\.istio\.io\/config: \| # set in Gateway shop\/waypoint at [^\n]+\n {6}[a-zA-Z]+: [0-9]+s\n {6}[a-zA-Z]+: [0-9]+s\n/);
    expect(text).not.toMatch(/config: "/);
  });

  test.each(['a\nb', 'a\n', ' a\n b\n', 'a\n\n', '\n', 'a \n \nb', 'a\r\nb', '# a\n# b', 'a\u202eb\nc', `${'x'.repeat(90)}\n${'y '.repeat(60)}z`, '---\n...\n'])(
    'of %j nothing is lost', (value) => {
      const yaml = stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'a', namespace: 'shop', annotations: { note: value } },
        spec: { template: { metadata: { labels: { 'app': 'a', 'sidecar.istio.io/inject': 'true' }, annotations: { note: value } }, spec: { containers: [{ name: 'a', image: 'a:1' }] } } },
      });
      const facts = new MeshFacts({ platform: ISTIO, meshConfig: {}, injectionValues: {} });
      const [proxy] = effectiveMesh(ManifestIndex.of(readManifests(yaml)), facts).proxies;
      const [document] = parseAllDocuments(previewOfProxy(proxy).toYaml()).map((one) => one.toJS() as { metadata: { annotations: object } });
      expect(document.metadata.annotations).toEqual({ note: value });
    });

  test('the same app, the same bytes', () => expect(inApp({ replicas: 3 }).waypoint.preview().toYaml()).toBe(inApp({ replicas: 3 }).waypoint.preview().toYaml()));

  test('a hostile text cannot end its comment', () => {
    const text = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: w, namespace: "a\\nkind: Secret"}
spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}`;
    const [proxy] = effectiveMesh(ManifestIndex.of(readManifests(text)), new MeshFacts({ platform: ISTIO })).proxies;
    const kinds = parseAllDocuments(previewOfProxy(proxy).toYaml()).map((document) => (document.toJS() as { kind: string }).kind);
    expect(kinds).toEqual(['ServiceAccount', 'Deployment', 'Service']);
  });
});

describe('a preview of any proxy', () => {
  test('of a gateway that is injected: its objects and settings', () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: gw, namespace: infra}
spec:
  replicas: 2
  selector: {matchLabels: {istio: gw}}
  template:
    metadata: {labels: {istio: gw, sidecar.istio.io/inject: "true"}, annotations: {inject.istio.io/templates: gateway}}
    spec: {containers: [{name: istio-proxy, image: auto}]}`;
    const facts = new MeshFacts({ platform: ISTIO, meshConfig: {}, injectionValues: {}, namespaces: { infra: {} } });
    const [proxy] = effectiveMesh(ManifestIndex.of(readManifests(text, { file: 'gw.yaml' })), facts).proxies;
    const preview = previewOfProxy(proxy);
    expect(preview.deployment.spec.replicas).toBe(2);
    expect(preview.values).toContainEqual({ kind: 'Deployment', pointer: '/spec/replicas', value: 2, origin: 'set in Deployment infra/gw at /spec/replicas (gw.yaml:5)' });
    expect(preview.service).toBeUndefined();
  });
});
