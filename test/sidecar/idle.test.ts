import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { MeshFleet } from '../../src/fleet';
import { Platform } from '../../src/platform';
import { SidecarLevel, SidecarPolicy } from '../../src/sidecar';

const ISTIO = Platform.istio({ version: '1.30', kubernetesVersion: '1.33' });
const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33' });

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function outdir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-idle-'));
  folders.push(folder);
  return join(folder, 'out');
}

function chartOf(platform = ISTIO): Chart {
  const app = new App({ outdir: outdir() });
  platform.applyTo(app);
  return new Chart(app, 'chart');
}

function workload(chart: Chart, name: string, { namespace = 'shop', labels = {}, containers = [{ name: 'app', image: 'app:1' }] as object[], id = name } = {}): void {
  new ApiObject(chart, id, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, ...namespace !== '' && { namespace } },
    spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name, ...labels } }, spec: { containers } } },
  });
}

function otherMesh(chart: Chart): Chart {
  const other = new Chart(chart.node.root, 'other');
  ASM.applyTo(other);
  return other;
}

const policy = (chart: Chart, level: SidecarLevel, settings = { logLevel: 'error' } as object, id = 'policy'): SidecarPolicy => new SidecarPolicy(chart, id, { level, settings });
const web = SidecarLevel.workload('shop', { app: 'web' });

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

describe('a policy for workloads that reaches none says so', () => {
  test.each<[string, Platform, SidecarLevel, (chart: Chart) => void, string]>([
    ['its workload is there', ISTIO, web, (chart) => workload(chart, 'web'), ''],
    ['a letter is wrong', ISTIO, SidecarLevel.workload('shop', { app: 'wbe' }), (chart) => workload(chart, 'web'),
      "warning: [chart/policy] 'level' workload app=wbe in shop selects no pods of this app, so that its settings are written nowhere; did you mean app=web? it selects by the labels of pod templates in namespace shop\n"],
    ['the key is wrong', ISTIO, SidecarLevel.workload('shop', { apps: 'web' }), (chart) => workload(chart, 'web'), 'did you mean app=web?'],
    ['nothing is there', ISTIO, web, () => undefined, 'selects no pods of this app, so that its settings are written nowhere; it selects by the labels of pod templates in namespace shop\n'],
    ['the workload names no namespace', ISTIO, web, (chart) => workload(chart, 'web', { namespace: '' }), 'Deployment web has the labels and names no namespace: set it there, or for the chart\n'],
    ['the pods get no sidecar', ISTIO, web, (chart) => workload(chart, 'web', { labels: { 'sidecar.istio.io/inject': 'false' } }),
      'selects Deployment web, whose pods get no sidecar: sidecar.istio.io/inject: "false" keeps the injector away\n'],
    ['one of two is reached', ISTIO, web, (chart) => { workload(chart, 'web', { id: 'a', labels: { 'sidecar.istio.io/inject': 'false' } }); workload(chart, 'web', { id: 'b' }); }, ''],
    ['a namespace may stand alone', ISTIO, SidecarLevel.namespace('shop'), () => undefined, ''],
    ['and so may the mesh', ISTIO, SidecarLevel.global(), () => undefined, ''],
    // ASM reads the resource: the workloads may be another app's
    ['ASM, nothing of the namespace is there', ASM, web, (chart) => workload(chart, 'web', { namespace: 'other' }), ''],
    ['ASM, others of the namespace are there', ASM, web, (chart) => workload(chart, 'cart'), ''],
    ['ASM, a letter is wrong', ASM, SidecarLevel.workload('shop', { app: 'wbe' }), (chart) => workload(chart, 'web'),
      'selects no pods of this app; did you mean app=web? it selects by the labels of pod templates in namespace shop\n'],
    ['the chart of the workload has another mesh', ISTIO, web, (chart) => workload(otherMesh(chart), 'web'), 'selects Deployment web, whose chart has another mesh as its platform: apply the same platform to both\n'],
    ['ASM, its workload is there', ASM, web, (chart) => workload(chart, 'web'), ''],
  ])('%s', (_, platform, level, add, expected) => {
    const chart = chartOf(platform);
    policy(chart, level);
    add(chart);
    const text = said(chart);
    if (expected === '') { expect(text).toBe(''); } else { expect(text).toContain(expected); }
    expect(text.split('\n').filter((line) => line !== '')).toHaveLength(expected === '' ? 0 : 1);
  });

  test('a synth of one chart does not know the others', () => {
    const chart = chartOf();
    policy(chart, web);
    const write = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
    Testing.synth(chart);
    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
  });
});

describe('a ProxyConfig that has nothing to say is not written', () => {
  const kinds = (chart: Chart): string[] => Testing.synth(chart).map(({ kind }: { kind: string }) => kind);
  const namespace = SidecarLevel.namespace('shop');
  type Step = [SidecarLevel, object];
  const ofNamespace: Step = [namespace, { concurrency: 2 }];
  const ofWorkload: Step = [web, { concurrency: 1 }];
  const more: Step = [namespace, { dnsProxy: true }];

  test.each<[string, Step[], object | undefined]>([
    ['the namespace alone', [ofNamespace], { concurrency: 2 }],
    ['a workload afterwards', [ofNamespace, ofWorkload], undefined],
    ['a workload before', [ofWorkload, ofNamespace], undefined],
    ['another field keeps it', [ofNamespace, more, ofWorkload], { environmentVariables: { ISTIO_META_DNS_CAPTURE: 'true' } }],
    ['another field brings it back', [ofNamespace, ofWorkload, more], { environmentVariables: { ISTIO_META_DNS_CAPTURE: 'true' } }],
  ])('%s', (_, steps, expected) => {
    const chart = chartOf();
    workload(chart, 'web');
    workload(chart, 'cart');
    const policies = steps.map(([level, settings], at) => policy(chart, level, settings, `policy${at}`));
    expect(kinds(chart)).toEqual(['Deployment', 'Deployment', ...expected ? ['ProxyConfig'] : []]);
    const resources = policies.flatMap(({ resource }) => resource ?? []);
    expect(resources.map((resource) => (resource.toJson() as { spec: object }).spec)).toEqual(expected ? [expected] : []);
  });

  test('what it no longer carries is in the pods of both', () => {
    const chart = chartOf();
    workload(chart, 'web');
    workload(chart, 'cart');
    policy(chart, ...ofNamespace, 'a');
    policy(chart, ...ofWorkload, 'b');
    const config = Testing.synth(chart).map(({ spec }: { spec: any }) => spec.template.metadata.annotations['proxy.istio.io/config']);
    expect(config).toEqual(['concurrency: 1\n', 'concurrency: 2\n']);
  });
});

test('a fleet says what is wrong with the pods of all workloads, and writes nothing', () => {
  const fleet = new MeshFleet({ outdir: outdir(), platform: ISTIO, clusters: { c1: {}, c2: {} } });
  for (const cluster of ['c1', 'c2']) {
    const chart = new Chart(fleet.cluster(cluster), 'chart');
    workload(chart, 'web', { labels: { tier: 'a' } });
    workload(chart, 'cart', { labels: { tier: 'a' } });
    workload(chart, 'free');
    policy(chart, SidecarLevel.workload('shop', { tier: 'a' }), { logLevel: 'error' }, 'one');
    policy(chart, SidecarLevel.workload('shop', { app: 'web' }), { logLevel: 'info' }, 'two');
    policy(chart, SidecarLevel.workload('shop', { app: 'cart' }), { logLevel: 'debug' }, 'three');
  }
  const problems = (run: () => unknown): string[] => {
    try { run(); } catch (error) { return (error as Error).message.split('\n').slice(1).map((line) => line.slice(0, line.indexOf(' (workload'))); }
    return [];
  };
  const expected = ['c1', 'c2'].flatMap((cluster) => [
    `  - in ${cluster}: [chart/web] chart/one`, `  - in ${cluster}: [chart/cart] chart/one`,
  ]);
  expect(problems(() => fleet.synth())).toEqual(expected);
  expect(problems(() => fleet.report()).map((line) => line.trim()).filter((line) => line !== '')).toEqual(expected.map((line) => line.trim()));
});
