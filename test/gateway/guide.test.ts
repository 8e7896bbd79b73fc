import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ts from 'typescript';
import { istioChart, refusals } from './helpers';
import { IstioGateway } from '../../src/gateway';
import { additionNames } from '../../src/gateway/fields';
import { GATEWAY_FIELDS } from '../../src/model/asm/fields';

const ROOT = join(__dirname, '../..');
const guide = readFileSync(join(ROOT, 'docs/guide/gateway.md'), 'utf8');
const programs = [...guide.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, program]) => program);

/** The files that a program of the guide writes. */
function run(program: string): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-istio-guide-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  try {
    const { outputText } = ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a program of our own guide
    new Function('require', 'exports', outputText)(require, {});
    return readdirSync(outdir).sort();
  } finally {
    if (before === undefined) { delete process.env.CDK8S_OUTDIR; } else { process.env.CDK8S_OUTDIR = before; }
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe('docs/guide/gateway.md', () => {
  test('names every prop', () => {
    const source = readFileSync(join(ROOT, 'src/gateway/props/props.ts'), 'utf8');
    const own = [...source.matchAll(/^ {2}readonly (\w+)\?/gm)].map(([, name]) => name);
    expect(own.length).toBeGreaterThan(10);
    const presets = ['GatewaySpread.', 'RolloutPolicy.', 'LoadBalancer.'];
    const missing = [...own, ...Object.keys(GATEWAY_FIELDS), ...additionNames()]
      .filter((name) => !guide.includes(`\`${name}\``) && !guide.includes(`(\`${name}\`)`) && !['spread', 'rollout', 'loadBalancer', 'shutdown', 'naming'].includes(name));
    expect(missing).toEqual([]);
    expect(presets.filter((preset) => !guide.includes(preset))).toEqual([]);
  });

  test.each([
    [0, ['ingressgateway.k8s.yaml']],
    [1, ['asm.k8s.yaml', 'injected.k8s.yaml', 'managed.k8s.yaml']],
    [2, ['edge.k8s.yaml']],
    [3, ['ingress.k8s.yaml']],
    [4, ['istio-ingressgateway.k8s.yaml']],
  ])('program %d runs and writes %j', (at, files) => {
    expect(programs).toHaveLength(5);
    expect(run(programs[at])).toEqual(files);
  });

  test('shows errors as they are', () => {
    const problems = refusals(() => new IstioGateway(istioChart(), 'gw', { replicas: 3, minReplicas: 1, maxReplicas: 2, cpu: 80 } as never));
    expect(problems).toHaveLength(2);
    for (const problem of problems) { expect(guide).toContain(`  - ${problem}`); }
  });

  test('links to what is there', () => {
    for (const [, target] of guide.matchAll(/\]\((\.\.\/[^)]+)\)/g)) { expect(readdirSync(join(ROOT, 'docs/guide', target, '..'))).toContain(target.split('/').at(-1)); }
  });
});
