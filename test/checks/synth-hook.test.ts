import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Include, JsonPatch, Lazy, Testing, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { AppValidation } from '../../src/checks/app-validation';
import { hookSynth, isRenderedForHook, type Rendered, type SynthKind } from '../../src/checks/synth-hook';
import { withoutTrace } from '../../src/checks/without-trace';

const folders: string[] = [];
afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true, force: true })));

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'cdk8s-istio-hook-'));
  folders.push(made);
  return made;
}

/** An app with all kinds of objects: raw, typed, cdk8s-plus that renders differently the second time, lazy, patched, nested. */
function appOf(yamlOutputType: YamlOutputType, outdir = folder()): App {
  const app = new App({ yamlOutputType, outdir });
  for (const id of ['one', 'two']) {
    const chart = new Chart(app, id, { namespace: id, labels: { team: 'a' } });
    const raw = new ApiObject(chart, 'raw', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `raw-${id}` }, data: { a: Lazy.any({ produce: () => 'late' }) } });
    raw.addJsonPatch(JsonPatch.add('/data/b', 'patched'));
    new kplus.Deployment(chart, 'spread', { spread: true, containers: [{ image: 'nginx' }] });
    new kplus.k8s.KubeService(chart, 'typed', { spec: { ports: [{ port: 80 }] } });
  }
  const outer = new Chart(app, 'outer');
  new ApiObject(new Chart(outer, 'inner'), 'nested', { apiVersion: 'v1', kind: 'ConfigMap', data: {} });
  const manifest = join(folder(), 'include.yaml');
  writeFileSync(manifest, 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: included\n');
  new Include(outer, 'include', { url: manifest });
  return app;
}

function filesOf(outdir: string): { [file: string]: string } {
  return Object.fromEntries(readdirSync(outdir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [join(entry.parentPath, entry.name).slice(outdir.length), readFileSync(join(entry.parentPath, entry.name), 'utf8')]));
}

function watch(app: App, failure?: string): { judged: { rendered: readonly Rendered[]; synth: SynthKind }[] } {
  const judged: { rendered: readonly Rendered[]; synth: SynthKind }[] = [];
  hookSynth(app, () => ({ judge: (rendered, synth) => { judged.push({ rendered: [...rendered], synth }); return failure; } }));
  return { judged };
}

describe('validation changes no byte', () => {
  test.each([
    YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
  ])('of what app.synth() writes (output type %s)', (type) => {
    const plain = appOf(type);
    plain.synth();
    const hooked = appOf(type);
    const { judged } = watch(hooked);
    hooked.synth();
    expect(filesOf(hooked.outdir)).toEqual(filesOf(plain.outdir));
    expect(Object.keys(filesOf(plain.outdir)).length).toBeGreaterThan(0);
    expect(judged).toHaveLength(1);
    expect(judged[0].rendered).toHaveLength(8);
    expect(judged[0].synth).toEqual({ call: 'app.synth', partial: false });
  });

  test('of app.synthYaml(), Testing.synth() and chart.toJson(), in a row', () => {
    const answers = (app: App) => {
      const [one, two] = app.node.children as Chart[];
      return [app.synthYaml(), Testing.synth(one), two.toJson(), app.synthYaml()];
    };
    const hooked = appOf(YamlOutputType.FILE_PER_CHART);
    const { judged } = watch(hooked);
    expect(answers(hooked)).toEqual(answers(appOf(YamlOutputType.FILE_PER_CHART)));
    expect(judged.map(({ synth }) => synth)).toEqual([
      { call: 'app.synthYaml', partial: false }, { call: 'chart.toJson', partial: true },
      { call: 'chart.toJson', partial: true }, { call: 'app.synthYaml', partial: false },
    ]);
  });
});

describe('each synth is judged once, on what it writes', () => {
  test('a single chart renders its own objects only', () => {
    const app = appOf(YamlOutputType.FILE_PER_CHART);
    const { judged } = watch(app);
    const outer = app.node.findChild('outer') as Chart;
    Testing.synth(outer);
    expect(judged[0].rendered.map(({ construct }) => construct.node.path)).toEqual([expect.stringMatching(/^outer\/include\//)]);
  });

  test('a change between two synths is seen', () => {
    const app = new App({ outdir: folder() });
    const object = new ApiObject(new Chart(app, 'chart'), 'object', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } });
    const { judged } = watch(app);
    app.synth();
    object.addJsonPatch(JsonPatch.replace('/data/a', '2'));
    app.synth();
    expect(judged.map(({ rendered }) => (rendered[0].json as { data: { a: string } }).data.a)).toEqual(['1', '2']);
    expect(filesOf(app.outdir)['/chart.k8s.yaml']).toContain('a: "2"');
  });

  test('nothing is left on the objects afterwards, also when the synth fails', () => {
    const app = appOf(YamlOutputType.FILE_PER_CHART);
    watch(app, 'no');
    expect(() => app.synth()).toThrow('no');
    for (const construct of app.node.findAll()) { expect(Object.prototype.hasOwnProperty.call(construct, 'toJson')).toBe(false); }
  });

  test('a validation outside a synth renders nothing', () => {
    const app = appOf(YamlOutputType.FILE_PER_CHART);
    const { judged } = watch(app);
    expect(app.node.validate()).toEqual([]);
    expect(judged).toEqual([]);
  });

  test('a second hook of the same app is the first', () => {
    const app = new App({ outdir: folder() });
    const first = { judge: () => undefined };
    expect(hookSynth(app, () => first)).toBe(first);
    expect(hookSynth(app, () => ({ judge: () => 'other' }))).toBe(first);
  });

  test('a failure carries the text as it is, beside what others found', () => {
    const app = new App({ outdir: folder() });
    const chart = new Chart(app, 'chart');
    chart.node.addValidation({ validate: () => ['theirs'] });
    watch(app, '2 errors\n  $& first');
    expect(() => app.synth()).toThrow(/^Validation failed with the following errors:\n {2}2 errors\n {2}\$& first\n {2}\[chart\] theirs$/);
    expect(() => Testing.synth(chart)).toThrow('  2 errors\n  $& first');
  });

  test('an object that cannot be rendered fails in cdk8s\'s own words', () => {
    const app = new App({ outdir: folder() });
    const broken = new ApiObject(new Chart(app, 'chart'), 'broken', { apiVersion: 'v1', kind: 'ConfigMap' });
    broken.addJsonPatch(JsonPatch.replace('/not/there', 1));
    watch(app);
    expect(() => app.synth()).toThrow('Failed serializing construct at path \'chart/broken\'');
  });
});

describe('an observer', () => {
  const observed = (...answers: readonly string[][]) => {
    const app = new App({ outdir: folder() });
    const chart = new Chart(app, 'chart');
    new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap' });
    const seen: string[][] = [];
    for (const answer of answers) {
      AppValidation.of(app).observe((rendered) => {
        seen.push(rendered.map(({ construct }) => construct.node.path));
        return answer;
      });
    }
    return { app, chart, seen };
  };

  test('gets what was rendered once a synth, and changes nothing where it finds nothing', () => {
    const { app, chart, seen } = observed([]);
    app.synth();
    Testing.synth(chart);
    expect(seen).toEqual([['chart/object'], ['chart/object']]);
  });

  test('stops a synth without any rule, and all that observers and others find is said at once', () => {
    const { app, chart } = observed(['[chart/object] one', '[chart/object] $& two'], [], ['[chart] three']);
    chart.node.addValidation({ validate: () => ['theirs'] });
    expect(() => app.synth()).toThrow(/^Validation failed with the following errors:\n {2}\[chart\/object\] one\n {2}\[chart\/object\] \$& two\n {2}\[chart\] three\n {2}\[chart\] theirs$/);
  });

  test('can know while objects are rendered that it will be asked', () => {
    const { app, chart } = observed([]);
    const states: boolean[] = [];
    new ApiObject(chart, 'lazy', { apiVersion: 'v1', kind: 'ConfigMap', data: Lazy.any({ produce: () => { states.push(isRenderedForHook(app)); return {}; } }) });
    Testing.synth(chart);
    (chart.node.findChild('lazy') as ApiObject).toJson();
    expect(states).toEqual([true, false]);
    expect(isRenderedForHook(new App({ outdir: folder() }))).toBe(false);
  });
});

describe('rendering outside a synth leaves no trace', () => {
  test('a workload that adds terms at every render is as before', () => {
    const plain = appOf(YamlOutputType.FILE_PER_APP).synthYaml();
    const app = appOf(YamlOutputType.FILE_PER_APP);
    const objects = app.node.findAll().filter((construct) => ApiObject.isApiObject(construct)) as ApiObject[];
    const render = () => objects.map((object) => object.toJson());
    const seen = withoutTrace(app, render);
    expect(withoutTrace(app, render)).toEqual(seen);
    expect(app.synthYaml()).toBe(plain);
  });

  test('the tree is restored when the rendering throws', () => {
    const app = new App({ outdir: folder() });
    const chart = new Chart(app, 'chart');
    const list = ['a'];
    Object.assign(chart, { list, map: new Map([['k', 1]]) });
    const { map } = chart as unknown as { map: Map<string, number> };
    const render = () => {
      list.push('b');
      map.clear();
      Object.assign(chart, { extra: 1 });
      throw new Error('x');
    };
    expect(() => withoutTrace(app, render)).toThrow('x');
    expect(list).toEqual(['a']);
    expect([...map]).toEqual([['k', 1]]);
    expect(chart).not.toHaveProperty('extra');
  });
});
