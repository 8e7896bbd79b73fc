import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Duration, Include, JsonPatch, Lazy, Testing } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { parse } from 'yaml';
import { Platform } from '../../src/platform';
import { SidecarInterceptionMode, SidecarLevel, SidecarPolicy, type SidecarSettings } from '../../src/sidecar';

type Json = Record<string, any>;

const ISTIO = Platform.istio({ version: '1.30', kubernetesVersion: '1.33', nativeSidecars: false });
const ASM = Platform.asm({ version: '1.21', kubernetesVersion: '1.28' });

const SETTINGS: SidecarSettings = {
  excludeOutboundIpRanges: '10.1.0.0/24',
  terminationDrain: Duration.seconds(10),
  initResources: { requests: { cpu: '20m' } },
};

function chartOf(platform = ISTIO): Chart {
  const app = Testing.app();
  platform.applyTo(app);
  return new Chart(app, 'chart', { namespace: 'shop' });
}

const policyOf = (chart: Chart, settings: SidecarSettings, level = SidecarLevel.namespace('shop'), id = 'policy') => (
  new SidecarPolicy(chart, id, { level, settings }));

const pod = (labels: Json = { app: 'web' }, annotations?: Json): Json => ({
  metadata: { labels, ...(annotations && { annotations }) },
  spec: { containers: [{ name: 'app', image: 'app:1', resources: { requests: { cpu: '300m', memory: '512Mi' }, limits: { cpu: '500m', memory: '1Gi' } } }] },
});

const KINDS: readonly [kind: string, apiVersion: string, place: string[]][] = [
  ['Pod', 'v1', []],
  ['Deployment', 'apps/v1', ['spec', 'template']],
  ['StatefulSet', 'apps/v1', ['spec', 'template']],
  ['DaemonSet', 'apps/v1', ['spec', 'template']],
  ['ReplicaSet', 'apps/v1', ['spec', 'template']],
  ['Job', 'batch/v1', ['spec', 'template']],
  ['CronJob', 'batch/v1', ['spec', 'jobTemplate', 'spec', 'template']],
];

/** A manifest of a kind around a pod template. */
function manifestOf(kind: string, apiVersion: string, place: string[], template: Json = pod()): Json {
  const around = place.reduceRight((inner, key) => ({ [key]: inner }), template);
  return kind === 'Pod'
    ? { apiVersion, kind, metadata: { name: 'web', ...template.metadata }, spec: template.spec }
    : { apiVersion, kind, metadata: { name: 'web' }, ...around };
}

const templateIn = (object: Json, place: string[]): Json => place.reduce((at, key) => at[key], object);

const find = (objects: any[], kind: string): Json => objects.find((object) => object.kind === kind);

/** What the settings above put into a pod template. */
function expectStamped(template: Json): void {
  expect(template.metadata.annotations).toMatchObject({
    'traffic.sidecar.istio.io/excludeOutboundIPRanges': '10.1.0.0/24',
    'proxy.istio.io/config': 'terminationDrainDuration: 10s\n',
  });
  expect(template.spec.initContainers[0]).toEqual({ name: 'istio-init', image: 'auto', resources: { requests: { cpu: '20m' } } });
  expect(template.spec.containers.map(({ name }: Json) => name)).toContain('app');
}

describe('a policy reaches', () => {
  describe.each(KINDS)('%s', (kind, apiVersion, place) => {
    test('as a raw object', () => {
      const chart = chartOf();
      policyOf(chart, SETTINGS);
      new ApiObject(chart, 'web', manifestOf(kind, apiVersion, place) as any);
      expectStamped(templateIn(find(Testing.synth(chart), kind), place));
    });

    test('as a typed object', () => {
      const chart = chartOf();
      policyOf(chart, SETTINGS);
      const { metadata, spec } = manifestOf(kind, apiVersion, place);
      const made = (plus.k8s as Json)[`Kube${kind}`] as new (scope: Chart, id: string, props: Json) => ApiObject;
      const quantities = JSON.parse(JSON.stringify(spec), (key, value) => (['requests', 'limits'].includes(key)
        ? { cpu: plus.k8s.Quantity.fromString(value.cpu), memory: plus.k8s.Quantity.fromString(value.memory) } : value));
      new made(chart, 'web', { metadata, spec: quantities });
      expectStamped(templateIn(find(Testing.synth(chart), kind), place));
    });

    test('as an included file', () => {
      const chart = chartOf();
      policyOf(chart, SETTINGS);
      const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-sidecar-'));
      try {
        const manifest = manifestOf(kind, apiVersion, place);
        writeFileSync(join(folder, 'web.yaml'), JSON.stringify({ ...manifest, metadata: { ...manifest.metadata, namespace: 'shop' } }));
        new Include(chart, 'include', { url: join(folder, 'web.yaml') });
      } finally {
        rmSync(folder, { recursive: true });
      }
      expectStamped(templateIn(find(Testing.synth(chart), kind), place));
    });

    const high = (plus as Json)[kind] as (new (scope: Chart, id: string, props: Json) => unknown) | undefined;
    // cdk8s-plus has no ReplicaSet
    if (high === undefined) { return; }
    test('as a workload of cdk8s-plus', () => {
      const chart = chartOf();
      policyOf(chart, SETTINGS);
      new high(chart, 'web', {
        containers: [{ name: 'app', image: 'app:1' }],
        ...(kind === 'CronJob' && { schedule: plus.k8s === undefined ? undefined : { expressionString: '* * * * *' } }),
        ...(kind === 'StatefulSet' && { service: new plus.Service(chart, 'service', { ports: [{ port: 80 }] }) }),
      });
      expectStamped(templateIn(find(Testing.synth(chart), kind), place));
    });
  });

  test('workloads added later, in other charts and in charts within charts', () => {
    const chart = chartOf();
    policyOf(chart, SETTINGS);
    const other = new Chart(chart.node.root as App, 'other', { namespace: 'shop' });
    const inner = new Chart(other, 'inner', { namespace: 'shop' });
    for (const scope of [other, inner]) { new ApiObject(scope, 'web', manifestOf(...KINDS[1]) as any); }
    for (const scope of [other, inner]) { expectStamped(Testing.synth(scope)[0].spec.template); }
  });

  test('pods whose labels are made when they are rendered', () => {
    const chart = chartOf();
    policyOf(chart, { logLevel: 'debug' }, SidecarLevel.workload('shop', { app: 'web' }));
    new ApiObject(chart, 'web', { ...manifestOf('Deployment', 'apps/v1', []), spec: Lazy.any({ produce: () => ({ template: { ...pod({}), metadata: { labels: Lazy.any({ produce: () => ({ app: 'web' }) }) } } }) }) } as any);
    expect(Testing.synth(chart)[0].spec.template.metadata.annotations).toEqual({ 'sidecar.istio.io/logLevel': 'debug' });
  });
});

describe('pods that have annotations of others', () => {
  test('get what silent ones get, beside them', () => {
    const annotationsOf = (own?: Json): Json => {
      const chart = chartOf();
      policyOf(chart, { ...SETTINGS, scaledResources: { percentage: 50 } });
      new ApiObject(chart, 'web', manifestOf('Deployment', 'apps/v1', ['spec', 'template'], pod({ app: 'web' }, own)) as any);
      return Testing.synth(chart).find(({ kind }) => kind === 'Deployment').spec.template.metadata.annotations;
    };
    const own = { 'prometheus.io/scrape': 'true' };
    expect(annotationsOf(own)).toEqual({ ...annotationsOf(), ...own });
  });

  test('pods of other sizes get other parts, and those of the same size the same', () => {
    const chart = chartOf();
    policyOf(chart, { scaledResources: { percentage: 50 } });
    for (const [name, cpu] of [['a', '1'], ['b', '2'], ['c', '1']]) {
      const template = { ...pod(), spec: { containers: [{ name: 'app', resources: { requests: { cpu } } }] } };
      new ApiObject(chart, name, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { template } } as any);
    }
    expect(Testing.synth(chart).map(({ spec }) => spec.template.metadata.annotations['sidecar.istio.io/proxyCPU'])).toEqual(['500m', '1', '500m']);
  });
});

describe('a policy leaves alone', () => {
  const written = (template: Json, chart = chartOf(), namespace?: string) => {
    policyOf(chart, SETTINGS);
    const manifest = manifestOf('Deployment', 'apps/v1', ['spec', 'template'], template);
    new ApiObject(chart, 'web', { ...manifest, metadata: { ...manifest.metadata, ...(namespace && { namespace }) } } as any);
    return find(Testing.synth(chart), 'Deployment').spec.template;
  };

  test.each([
    ['another namespace', pod(), 'bank'],
    ['a gateway by injection', pod({ app: 'gw' }, { 'inject.istio.io/templates': 'gateway' }), undefined],
    ['pods that stay out of the mesh', pod({ 'sidecar.istio.io/inject': 'false' }), undefined],
    ['pods in the network of their node', { ...pod(), spec: { ...pod().spec, hostNetwork: true } }, undefined],
  ])('%s', (_, template, namespace) => expect(written(template, chartOf(), namespace)).toEqual(template));

  test('workloads of another mesh', () => {
    const chart = chartOf();
    policyOf(chart, SETTINGS);
    const other = new Chart(chart.node.root as App, 'other', { namespace: 'shop' });
    ASM.applyTo(other);
    new ApiObject(other, 'web', manifestOf('Deployment', 'apps/v1', ['spec', 'template']) as any);
    expect(Testing.synth(other)[0].spec.template).toEqual(pod());
  });
});

describe('what the author of a pod wrote wins', () => {
  test('an annotation, and each field of proxy.istio.io/config', () => {
    const chart = chartOf();
    policyOf(chart, { ...SETTINGS, drain: Duration.seconds(20), environment: { A: 'policy', B: 'policy' } }, SidecarLevel.workload('shop', { app: 'web' }));
    new ApiObject(chart, 'web', manifestOf('Deployment', 'apps/v1', ['spec', 'template'], pod({ app: 'web' }, {
      'traffic.sidecar.istio.io/excludeOutboundIPRanges': '',
      'proxy.istio.io/config': 'terminationDrainDuration: 3s\nproxyMetadata: {A: own}\n',
    })) as any);
    const { annotations } = find(Testing.synth(chart), 'Deployment').spec.template.metadata;
    expect(annotations['traffic.sidecar.istio.io/excludeOutboundIPRanges']).toBe('');
    expect(parse(annotations['proxy.istio.io/config'])).toEqual({ drainDuration: '20s', terminationDrainDuration: '3s', proxyMetadata: { A: 'own', B: 'policy' } });
  });

  test('a text that says everything already keeps its bytes, and so does one that nobody can read', () => {
    for (const text of ['{terminationDrainDuration:  "3s"}', 'a: b: c']) {
      const chart = chartOf();
      policyOf(chart, { terminationDrain: Duration.seconds(10) });
      new ApiObject(chart, 'web', manifestOf('Deployment', 'apps/v1', ['spec', 'template'], pod({}, { 'proxy.istio.io/config': text })) as any);
      expect(Testing.synth(chart)[0].spec.template.metadata.annotations).toEqual({ 'proxy.istio.io/config': text });
    }
  });

  test('the fields of an own container', () => {
    const chart = chartOf();
    policyOf(chart, { lifecycle: { preStop: { exec: ['sleep', '13'] } }, resources: { requests: { 'cpu': '1', 'example.com/gpu': '1' } } });
    const own = { name: 'istio-proxy', image: 'auto', lifecycle: { preStop: { exec: { command: ['own'] } } } };
    new ApiObject(chart, 'web', manifestOf('Deployment', 'apps/v1', ['spec', 'template'], { ...pod(), spec: { containers: [own] } }) as any);
    expect(Testing.synth(chart)[0].spec.template.spec.containers).toEqual([{ ...own, resources: { requests: { 'example.com/gpu': '1' } } }]);
  });

  test('a JSON patch', () => {
    const chart = chartOf();
    policyOf(chart, { logLevel: 'debug' });
    const object = new ApiObject(chart, 'web', manifestOf('Deployment', 'apps/v1', ['spec', 'template']) as any);
    object.addJsonPatch(JsonPatch.replace('/spec/template/metadata/annotations/sidecar.istio.io~1logLevel', 'trace'));
    expect(Testing.synth(chart)[0].spec.template.metadata.annotations).toEqual({ 'sidecar.istio.io/logLevel': 'trace' });
  });
});

describe('the same bytes', () => {
  const build = (order: readonly number[], twice = false): string => {
    const chart = chartOf();
    const web = new ApiObject(chart, 'web', manifestOf('Deployment', 'apps/v1', ['spec', 'template']) as any);
    const policies = [
      () => policyOf(chart, { logLevel: 'debug', runtimeValues: { a: '1' } }, SidecarLevel.namespace('shop'), 'a'),
      () => policyOf(chart, { interceptionMode: SidecarInterceptionMode.TPROXY, runtimeValues: { b: '2' } }, SidecarLevel.workload('shop', { app: 'web' }), 'b'),
    ];
    for (const at of order) { policies[at](); }
    if (twice) { policyOf(chart, { logLevel: 'debug', runtimeValues: { a: '1' } }, SidecarLevel.namespace('shop'), 'again'); }
    return JSON.stringify(web.toJson());
  };

  test('in whatever order the policies were made', () => expect(build([1, 0])).toBe(build([0, 1])));
  test('when a policy is applied twice', () => expect(build([0, 1], true)).toBe(build([0, 1])));

  test('in the first synth and in the second', () => {
    const chart = chartOf();
    policyOf(chart, SETTINGS);
    new ApiObject(chart, 'web', manifestOf('Deployment', 'apps/v1', ['spec', 'template']) as any);
    expect(Testing.synth(chart)).toEqual(Testing.synth(chart));
  });

  test('one resolver serves all policies', () => {
    const chart = chartOf();
    const before = (chart.node.root as App).resolvers.length;
    policyOf(chart, SETTINGS);
    policyOf(chart, SETTINGS, SidecarLevel.workload('shop', { a: 'b' }), 'other');
    expect((chart.node.root as App).resolvers.length).toBe(before + 1);
  });
});

describe('what a typed workload would drop is an error', () => {
  const made = (type: 'typed' | 'raw') => {
    const chart = chartOf();
    policyOf(chart, { lifecycle: { preStop: { sleep: Duration.seconds(5) } } });
    const { metadata, spec } = manifestOf('Deployment', 'apps/v1', ['spec', 'template'], { ...pod(), spec: { containers: [{ name: 'app' }] } });
    if (type === 'typed') { new plus.k8s.KubeDeployment(chart, 'web', { metadata, spec } as any); } else { new ApiObject(chart, 'web', { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec } as any); }
    return Testing.synth(chart)[0];
  };

  test('names the workload, the field and the form that works', () => {
    expect(() => made('typed')).toThrow('[chart/web] Deployment shop/web must hold istio-proxy lifecycle.preStop.sleep.seconds of a sidecar policy, '
      + 'got a workload of class KubeDeployment, which drops that when it is written; write the workload as an ApiObject of cdk8s');
  });

  const typed = (chart: Chart, id: string) => {
    const { spec } = manifestOf('Deployment', 'apps/v1', ['spec', 'template'], { ...pod(), spec: { containers: [{ name: 'app' }] } });
    return new plus.k8s.KubeDeployment(chart, id, { metadata: { name: id }, spec } as any);
  };

  test('all of one synth are said at once, with what others found', () => {
    const chart = chartOf();
    policyOf(chart, { lifecycle: { preStop: { sleep: Duration.seconds(5) } } });
    typed(chart, 'web');
    typed(chart, 'cart');
    chart.node.addValidation({ validate: () => ['theirs'] });
    for (const synth of [() => (chart.node.root as App).synthYaml(), () => Testing.synth(chart)]) {
      expect(synth).toThrow(/^Validation failed[^]*\n {2}\[chart\/web\] Deployment shop\/web must hold [^\n]*\n {2}\[chart\/cart\] Deployment shop\/cart must hold [^\n]*\n {2}\[chart\] theirs$/);
    }
  });

  test('and the one that is rendered by itself says it at once', () => {
    const chart = chartOf();
    policyOf(chart, { lifecycle: { preStop: { sleep: Duration.seconds(5) } } });
    const web = typed(chart, 'web');
    expect(() => web.toJson()).toThrow('[chart/web] Deployment shop/web must hold');
  });

  test('nothing of it is left for the next synth', () => {
    const chart = chartOf();
    policyOf(chart, { lifecycle: { preStop: { sleep: Duration.seconds(5) } } });
    typed(chart, 'web');
    expect(() => Testing.synth(chart)).toThrow('must hold');
    chart.node.tryRemoveChild('web');
    expect(() => Testing.synth(chart)).not.toThrow();
  });

  test('a raw object holds it', () => {
    expect(made('raw').spec.template.spec.containers[1]).toEqual({ name: 'istio-proxy', image: 'auto', lifecycle: { preStop: { sleep: { seconds: 5 } } } });
  });

  test('amounts and ports are put into the classes that a typed workload has for them', () => {
    const chart = chartOf();
    policyOf(chart, { lifecycle: { preStop: { httpGet: { port: 8080, path: '/bye' } } } });
    const { metadata, spec } = manifestOf('Deployment', 'apps/v1', ['spec', 'template'], { ...pod(), spec: { containers: [{ name: 'app' }] } });
    new plus.k8s.KubeDeployment(chart, 'web', { metadata, spec } as any);
    expect(Testing.synth(chart)[0].spec.template.spec.containers[1].lifecycle).toEqual({ preStop: { httpGet: { path: '/bye', port: 8080 } } });
  });
});

describe('redeploy', () => {
  const hash = (logLevel: string, redeploy?: boolean) => {
    const chart = chartOf();
    new SidecarPolicy(chart, 'policy', { level: SidecarLevel.namespace('shop'), settings: { logLevel }, redeploy });
    new ApiObject(chart, 'web', manifestOf('Deployment', 'apps/v1', ['spec', 'template']) as any);
    return Testing.synth(chart)[0].spec.template.metadata.annotations['sidecar-policy-hash'];
  };

  test('is off', () => expect(hash('debug')).toBeUndefined());
  test('gives workloads a hash that changes with the settings', () => {
    expect(hash('debug', true)).toMatch(/^[0-9a-f]{16}$/);
    expect(hash('debug', true)).toBe(hash('debug', true));
    expect(hash('info', true)).not.toBe(hash('debug', true));
  });
});
