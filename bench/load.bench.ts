import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleKind, transpileModule } from 'typescript';
import type { BenchRow } from './row';

const ROOT = join(__dirname, '..');
const RUNS = 15;

/** Milliseconds of processor time, counted as in row.ts, and modules, of one process that does nothing but load. */
function load(cwd: string, code: string): readonly [number, number] {
  const script = `const { spent } = require(${JSON.stringify(join(cwd, 'row.js'))}); const start = spent(); ${code}; const time = spent() - start;
    console.log(time, Object.keys(require.cache).length - 1)`;
  const [time, modules] = execFileSync(process.execPath, ['-e', script], { cwd, encoding: 'utf8' }).trim().split(' ').map(Number);
  return [time, modules];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** What loading the compiled library costs beside cdk8s, which it needs anyway. */
export function rows(): BenchRow[] {
  const place = mkdtempSync(join(tmpdir(), 'cdk8s-istio-bench-'));
  try {
    execFileSync(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(ROOT, 'tsconfig.json'),
      '--noCheck', '--declaration', 'false', '--outDir', join(place, 'lib')]);
    // as the build does
    execFileSync(process.execPath, [join(ROOT, 'tools', 'strip-source-maps.mjs'), join(place, 'lib')]);
    symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'));
    const { outputText } = transpileModule(readFileSync(join(__dirname, 'row.ts'), 'utf8'), { compilerOptions: { module: ModuleKind.CommonJS } });
    writeFileSync(join(place, 'row.js'), outputText);
    const [alone, both] = ["require('cdk8s')", "require('cdk8s'); require('./lib/src/index.js')"];
    load(place, both);
    const rounds = Array.from({ length: RUNS }, () => [load(place, alone), load(place, both)] as const);
    return [
      { name: `milliseconds that the library takes to load, beside cdk8s (median of ${RUNS})`, value: median(rounds.map(([[one], [two]]) => two - one)), limit: 20 },
      { name: 'loading cdk8s and the library : cdk8s alone', value: median(rounds.map(([[one], [two]]) => two / one)) },
      { name: 'modules that the library loads, beside those of cdk8s', value: rounds[0][1][1] - rounds[0][0][1], limit: 100 },
    ];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
