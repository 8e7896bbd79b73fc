import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, ApiObjectMetadataDefinition, App, Chart, Duration } from 'cdk8s';
import { Node } from 'constructs';
import { ValidationAspects } from '../src/checks';
import { AppValidation } from '../src/checks/app-validation';
import type { Rule } from '../src/checks/rule';
import { ALL_RULES } from '../src/checks/rules';
import { IstioGateway, type IstioGatewayProps } from '../src/gateway';
import { ManifestIndex } from '../src/model';
import * as printers from '../src/model/injected/printers';
import * as meshConfig from '../src/model/proxy-config/mesh-config';
import { Platform } from '../src/platform';
import { DisruptionBudget, GatewaySpread, ShutdownPolicy } from '../src/presets';
import { SidecarLevel, SidecarPolicy } from '../src/sidecar';

/** Work is counted here, and not seconds: a second pass or a second render shows on every machine, however busy it is. */

const CHARTS = 4;

const seconds = (count: number): Duration => Duration.seconds(count);

let outdir: string;
beforeAll(() => { outdir = mkdtempSync(join(tmpdir(), 'cdk8s-istio-work-')); });
afterAll(() => rmSync(outdir, { recursive: true, force: true }));
afterEach(() => jest.restoreAllMocks());

/** So many gateways in each of four charts, with their errors enforced. */
function gateways(each: number, more: IstioGatewayProps = {}): App {
  const app = new App({ outdir });
  Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }).applyTo(app);
  for (let c = 0; c < CHARTS; c += 1) {
    const chart = new Chart(app, `chart-${c}`, { namespace: 'ingress' });
    for (let g = 0; g < each; g += 1) {
      new IstioGateway(chart, `edge-${c}-${g}`, {
        minReplicas: 2,
        maxReplicas: 4,
        resources: { requests: { cpu: '200m', memory: '256Mi' } },
        spread: GatewaySpread.nodes(),
        budget: DisruptionBudget.maxUnavailable(1),
        ...more,
      });
    }
  }
  return app;
}

/** Workloads in four charts, with a policy for their sidecars. */
function sidecars(each: number): App {
  const app = new App({ outdir });
  Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }).applyTo(app);
  for (let c = 0; c < CHARTS; c += 1) {
    const chart = new Chart(app, `chart-${c}`, { namespace: 'shop' });
    for (let w = 0; w < each; w += 1) {
      const labels = { app: `app-${c}-${w}` };
      new ApiObject(chart, `workload-${w}`, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: labels.app },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'app:1' }] } } },
      } as ConstructorParameters<typeof ApiObject>[2]);
    }
  }
  new SidecarPolicy(new Chart(app, 'policies'), 'sidecars', { level: SidecarLevel.namespace('shop'), settings: { logLevel: 'error', concurrency: 2 } });
  return app;
}

function recommended(app: App): App {
  ValidationAspects.of(app).recommended();
  return app;
}

const objectsOf = (app: App): readonly ApiObject[] => app.node.findAll().filter((one): one is ApiObject => ApiObject.isApiObject(one));

const APPS: readonly (readonly [string, (each: number) => App])[] = [
  ['gateways with their errors enforced', gateways],
  ['gateways under all rules', (each) => recommended(gateways(each))],
  ['workloads under a sidecar policy', sidecars],
  ['workloads under a sidecar policy and all rules', (each) => recommended(sidecars(each))],
];

beforeEach(() => { jest.spyOn(process.stderr, 'write').mockReturnValue(true); });

describe.each(APPS)('a synth of %s', (_, build) => {
  test('renders each object once', () => {
    const app = build(3);
    // whoever renders an object, cdk8s or a PlainObject itself, renders its metadata
    const renders = new Map<ApiObjectMetadataDefinition, number>();
    const toJson = ApiObjectMetadataDefinition.prototype.toJson;
    jest.spyOn(ApiObjectMetadataDefinition.prototype, 'toJson').mockImplementation(function (this: ApiObjectMetadataDefinition) {
      renders.set(this, (renders.get(this) ?? 0) + 1);
      return toJson.call(this) as unknown;
    });
    app.synth();
    expect([...new Set(renders.values())]).toEqual([1]);
    expect(renders.size).toBe(objectsOf(app).length);
  });

  test('judges once, however many charts cdk8s validates', () => {
    const app = build(2);
    const judge = jest.spyOn(AppValidation.prototype, 'judge');
    const index = jest.spyOn(ManifestIndex, 'of');
    app.synth();
    expect(judge).toHaveBeenCalledTimes(1);
    expect(index).toHaveBeenCalledTimes(1);
  });

  test('asks no rule twice about the same thing', () => {
    const { twice, all } = questions(build(3));
    expect(twice).toEqual([]);
    expect(all).toBeGreaterThan(0);
  });

  test('asks about ten more objects ten times what it asks about one more', () => {
    const [one, two, twelve] = [1, 2, 12].map((each) => questions(build(each)).byRule);
    const more = (from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>, times: number): object => (
      Object.fromEntries([...to].map(([id, count]) => [id, (count - (from.get(id) ?? 0)) / times])));
    expect(more(two, twelve, 10)).toEqual(more(one, two, 1));
  });
});

test('goes from rule to rule no more often for sixteen gateways than for four', () => {
  const [some, more] = [1, 4].map((each) => questions(gateways(each)).turns);
  expect(some).toBeGreaterThan(100);
  expect(more).toBe(some);
});

test('reads what holds for a whole namespace once', () => {
  const read = jest.spyOn(meshConfig, 'meshConfigLayer');
  const times = [1, 6].map((each) => { read.mockClear(); gateways(each).synth(); return read.mock.calls.length; });
  expect(times[0]).toBeGreaterThan(0);
  expect(times[1]).toBe(times[0]);
});

describe('prints the template of a good gateway once, since nobody asks where its values come from', () => {
  test.each<[string, IstioGatewayProps]>([
    ['plain', {}],
    ['drain', { shutdown: ShutdownPolicy.of({ gracePeriod: seconds(60), terminationDrain: seconds(45), drain: seconds(30) }) }],
    ['sleep before it', { shutdown: ShutdownPolicy.of({ gracePeriod: seconds(90), preStop: seconds(15), terminationDrain: seconds(45), drain: seconds(30) }) }],
    ['exit on zero', { shutdown: ShutdownPolicy.exitOnZero({ gracePeriod: seconds(120), minimumDrain: seconds(10) }) }],
    ['nodes and zones', { spread: GatewaySpread.nodesAndZones() }],
    ['variables', { env: [{ name: 'LEVEL', value: 'debug' }] }],
    ['another network', { networkGateway: 'outside' }],
    ['chosen nodes', { nodeSelector: { 'kubernetes.io/arch': 'amd64' }, tolerations: [{ key: 'edge', operator: 'Exists', effect: 'NoSchedule' }] }],
    ['volumes', { volumes: [{ name: 'cache', emptyDir: {} }], volumeMounts: [{ name: 'cache', mountPath: '/cache' }] }],
    ['limits', { resources: { requests: { cpu: '200m', memory: '256Mi' }, limits: { cpu: '2', memory: '1Gi' } } }],
    ['annotations of Prometheus', { podAnnotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' } }],
  ])('%s', (_, more) => {
    const printed = jest.spyOn(printers, 'printTemplate');
    gateways(3, more).synth();
    expect(printed).toHaveBeenCalledTimes(3 * CHARTS);
  });
});

test('prints the template of a good sidecar once, also under all rules', () => {
  const app = new App({ outdir });
  Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }).applyTo(app);
  const chart = new Chart(app, 'chart', { namespace: 'shop' });
  for (const name of ['cart', 'till']) {
    const container = { name: 'app', image: 'app:1', ports: [{ name: 'http', containerPort: 8080 }], resources: { requests: { cpu: '100m', memory: '64Mi' } } };
    new ApiObject(chart, name, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { 'app': name, 'sidecar.istio.io/inject': 'true' } }, spec: { containers: [container] } },
      },
    } as ConstructorParameters<typeof ApiObject>[2]);
  }
  const printed = jest.spyOn(printers, 'printTemplate');
  recommended(app).synth();
  expect(printed).toHaveBeenCalledTimes(2);
});

test('checks walk the tree once, besides the walks of cdk8s', () => {
  const [without, within] = [probed(), probed(recommended)];
  expect(within - without).toBe(1);
});

interface Questions {
  /** Rules that are asked about the same thing twice. */
  readonly twice: readonly string[];
  readonly all: number;
  /** About how many things each rule is asked. */
  readonly byRule: ReadonlyMap<string, number>;
  /** How often another rule is asked than before. */
  readonly turns: number;
}

/** What rules are asked in a synth. */
function questions(app: App): Questions {
  let turns = 0;
  let last = '';
  const asked = new Map<string, Map<unknown, number>>();
  const spies = ALL_RULES.map((rule: Rule) => {
    const check = rule.check as (target: never, scene: never) => never;
    return jest.spyOn(rule as unknown as { check: typeof check }, 'check').mockImplementation((target, scene) => {
      if (rule.id !== last) { turns += 1; }
      last = rule.id;
      const things = asked.get(rule.id) ?? new Map<unknown, number>();
      things.set(target, (things.get(target) ?? 0) + 1);
      asked.set(rule.id, things);
      return check.call(rule, target, scene) as never;
    });
  });
  app.synth();
  spies.forEach((spy) => { spy.mockRestore(); });
  const byRule = new Map([...asked].map(([id, things]) => [id, things.size]));
  return {
    twice: [...asked].flatMap(([id, things]) => ([...things.values()].some((times) => times > 1) ? [id] : [])),
    all: [...byRule.values()].reduce((sum, things) => sum + things, 0),
    byRule,
    turns,
  };
}

/** How often one object is asked for its children in a synth: as often as somebody walks by. */
function probed(prepare: (app: App) => App = (app) => app): number {
  const app = new App({ outdir });
  const charts = Array.from({ length: CHARTS }, (_, c) => new Chart(app, `chart-${c}`));
  const probe = new ApiObject(charts[0], 'probe', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe' } });
  prepare(app);
  const getter = Object.getOwnPropertyDescriptor(Node.prototype, 'children')!.get!;
  let asked = 0;
  const spy = jest.spyOn(Node.prototype, 'children', 'get').mockImplementation(function (this: Node) {
    asked += this === probe.node ? 1 : 0;
    return getter.call(this) as never;
  });
  app.synth();
  spy.mockRestore();
  return asked;
}
