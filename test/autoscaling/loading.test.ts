import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The modules of a package that a program has loaded when it ends. */
function loadedBy(program: string, part: string): string[] {
  const script = `require('ts-node').register({ transpileOnly: true, project: ${JSON.stringify(join(__dirname, '../tsconfig.json'))} });
    ${program}
    console.log(JSON.stringify(Object.keys(require.cache).filter((file) => file.includes(${JSON.stringify(part)}))));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: join(__dirname, '../..'), encoding: 'utf8' });
  if (stdout === '') { throw new Error(stderr); }
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as string[];
}

test('the grammar is loaded by the first query, and not before', () => {
  const use = 'const mesh = require("./src/autoscaling"); const metric = mesh.MeshMetric.requestRate({ perPod: 10 });'
    + 'const adapter = mesh.MetricsAdapter.kubeMetricsAdapter({ prometheus: "http://p" });';
  expect(loadedBy(use, 'lezer')).toEqual([]);
  const synth = `${use} const { Chart, Testing } = require("cdk8s");
    new mesh.MeshAutoscaler(new Chart(Testing.app(), "c"), "a", { target: mesh.ScaleTarget.named({ name: "x", namespace: "y" }), maxReplicas: 2, metrics: [metric], adapter });`;
  expect(loadedBy(synth, 'lezer-promql').length).toBe(1);
}, 60_000);
