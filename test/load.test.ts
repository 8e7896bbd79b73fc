import { execFileSync } from 'node:child_process';
import { join, sep } from 'node:path';

const ROOT = join(__dirname, '..');

/** Everything that a process has loaded once it has this library, by its path below the project. */
function loaded(): readonly string[] {
  const script = `
    require('ts-node').register({ transpileOnly: true, project: './test/tsconfig.json', preferTsExts: true });
    require('./src/index.ts');
    console.log(JSON.stringify(Object.keys(require.cache)));
  `;
  const paths = JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' })) as string[];
  return paths.map((path) => (path.startsWith(ROOT) ? path.slice(ROOT.length + 1) : path).split(sep).join('/'));
}

describe('loading the library', () => {
  const modules = loaded();

  test('loads what users write with', () => {
    expect(modules).toEqual(expect.arrayContaining(['src/index.ts', 'src/gateway/istio-gateway.ts', 'src/waypoint/waypoint.ts']));
    // the guard below would see nothing if the paths looked otherwise
    expect(modules.some((path) => path.startsWith('node_modules/cdk8s/'))).toBe(true);
  });

  // each costs about a quarter of a millisecond: src/ had 182 once, which was 45 ms
  test('loads at most 100 modules of its own', () => {
    expect(modules.filter((path) => path.startsWith('src/')).length).toBeLessThanOrEqual(100);
  });

  // cdk8s has a YAML library of its own, in node_modules/cdk8s/node_modules
  test.each([
    'node_modules/yaml/', 'node_modules/cdk8s-plus-28/', 'node_modules/@lezer/', 'node_modules/@prometheus-io/', 'imports/',
    'src/checks/rules/', 'src/checks/runner.ts', 'src/report/', 'src/cli/', 'src/preview/construct.ts',
    'src/model/managed/', 'src/model/injected/index.ts', 'src/model/injected/inject.ts', 'src/model/merge/index.ts', 'src/model/around/',
    'src/gateway/render/asm.ts', 'src/gateway/render/injected', 'src/gateway/render/managed', 'src/waypoint/validate/', 'src/waypoint/judge.ts',
    'src/autoscaling/adapters/', 'src/autoscaling/custom.ts', 'src/autoscaling/mesh-metrics.ts', 'src/autoscaling/judge.ts', 'src/promql/build.ts',
    'src/fleet/gateway', 'src/fleet/declaring.ts', 'src/gateway/fields/', 'src/gateway/validate/', 'src/platform/table/', 'src/checks/app-validation.ts',
    'src/model/injected/', 'src/sidecar/apply.ts', 'src/sidecar/registry.ts', 'src/sidecar/app-policies.ts', 'src/sidecar/items/', 'src/sidecar/effective.ts',
  ])('leaves %s until it is used', (place) => {
    expect(modules.filter((path) => path.startsWith(place))).toEqual([]);
  });
});
