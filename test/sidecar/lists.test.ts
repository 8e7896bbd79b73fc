import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Include } from 'cdk8s';
import { stringify } from 'yaml';
import { ValidationAspects } from '../../src/checks';
import { Platform } from '../../src/platform';
import { SidecarLevel, SidecarPolicy } from '../../src/sidecar';

const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-lists-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Node = Readonly<Record<string, unknown>>;

const POD = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'app:1' }] } };
const deployment = (fields: Node = {}): Node => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec: { template: POD }, ...fields });
const list = (...items: readonly unknown[]): Node => ({ apiVersion: 'v1', kind: 'List', items });

function chartOf(object: Node): Chart {
  const app = new App({ outdir: join(folder, 'dist') });
  Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }).applyTo(app);
  const chart = new Chart(app, 'chart');
  writeFileSync(join(folder, 'in.yaml'), stringify(object));
  new Include(chart, 'include', { url: join(folder, 'in.yaml') });
  new SidecarPolicy(chart, 'policy', { level: SidecarLevel.workload('shop', { app: 'web' }), settings: { concurrency: 2, logLevel: 'error' } });
  return chart;
}

/** What a synth writes to stderr. */
function said(chart: Chart): string {
  const write = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    (chart.node.root as App).synth();
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

const ANNOTATIONS = { 'proxy.istio.io/config': 'concurrency: 2\n', 'sidecar.istio.io/logLevel': 'error' };

describe('workloads in a list', () => {
  test.each<[string, Node, string]>([
    ['a List', list(deployment()), '/0/spec/template'],
    ['beside others', list({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' } }, deployment()), '/1/spec/template'],
    ['a list of one kind', { apiVersion: 'apps/v1', kind: 'DeploymentList', items: [{ metadata: { name: 'web', namespace: 'shop' }, spec: { template: POD } }] }, '/0/spec/template'],
    ['a Pod', list({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop', ...POD.metadata }, spec: POD.spec }), '/0'],
  ])('are reached: %s', (_, object, at) => {
    const chart = chartOf(object);
    const [json] = chart.toJson() as { items: unknown }[];
    const template = at.split('/').slice(1).reduce<unknown>((value, key) => (value as Node)[key], json.items);
    expect(template).toMatchObject({ metadata: { annotations: ANNOTATIONS, labels: { app: 'web' } }, spec: POD.spec });
    expect(said(chart)).toBe('');
  });

  test('what is no object is left as it is', () => {
    const items = ['a', { kind: 'Deployment' }, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec: null }, deployment({ kind: 'Unknown' })];
    const plain = new Chart(new App(), 'chart');
    new ApiObject(plain, 'list', { ...list(...items), metadata: { name: 'list' } } as never);
    const policed = chartOf({ ...list(...items), metadata: { name: 'list' } });
    expect((policed.toJson() as Node[])[0].items).toEqual((plain.toJson() as Node[])[0].items);
  });

  test.each<[string, unknown, string]>([
    ['names no namespace', deployment({ metadata: { name: 'web' } }), 'Deployment web has the labels and names no namespace'],
    ['has nearly the label', deployment({ spec: { template: { ...POD, metadata: { labels: { app: 'wbe' } } } } }), 'did you mean app=wbe?'],
    ['gets no sidecar', deployment({ spec: { template: { ...POD, metadata: { labels: { 'app': 'web', 'sidecar.istio.io/inject': 'false' } } } } }), 'whose pods get no sidecar'],
  ])('that are not reached are told: one that %s', (_, item, remark) => { expect(said(chartOf(list(item)))).toContain(remark); });

  test('are judged by the rules', () => {
    const bad = deployment({ spec: { replicas: -1, selector: { matchLabels: { app: 'web' } }, template: POD } });
    const found = ValidationAspects.of(chartOf(list(bad)).node.root).recommended().findings();
    expect(found.map(({ object }) => `${object?.kind} ${object?.name}`)).toContain('Deployment web');
  });
});

describe('a configuration of the pods that cannot be read', () => {
  const withConfig = (text: string): Node => deployment({ spec: { template: { ...POD, metadata: { ...POD.metadata, annotations: { 'proxy.istio.io/config': text } } } } });
  const REMARK = /^warning: \[chart\/include\/\S+\] Deployment shop\/web has an annotation proxy\.istio\.io\/config that is no YAML map, so that concurrency of sidecar policies is not written/;

  test.each([['broken YAML', 'concurrency: ['], ['a list', '[a]']])('is told: %s', (_, text) => {
    const chart = chartOf(withConfig(text));
    expect(said(chart)).toMatch(REMARK);
    expect(said(chart).split('\n').filter((line) => REMARK.test(line))).toHaveLength(1);
    expect(said(chartOf(list(withConfig(text))))).toMatch(REMARK);
  });

  test('one that can be read is added to', () => { expect(said(chartOf(withConfig('drainDuration: 30s')))).toBe(''); });
});
