import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ROOT } from '../support/own-crds';

const IMPORTS = join(ROOT, 'imports');
const files = readdirSync(IMPORTS).sort();

/** Runs a program of the project to its end; its output where it failed. */
function run(...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, CI: '1' } });
  if (status !== 0) { throw new Error(`${args.join(' ')} ended with ${status}\n${stdout}${stderr}`); }
}

describe('imports/', () => {
  let fresh: string;
  beforeAll(() => {
    fresh = mkdtempSync(join(tmpdir(), 'cdk8s-istio-imports-'));
    run(join(ROOT, 'node_modules/cdk8s-cli/bin/cdk8s'), 'import', '--check-upgrade=false', '--save=false', '--output', fresh);
    run(join(ROOT, 'tools/tidy-imports.mjs'), fresh);
  }, 60_000);
  afterAll(() => rmSync(fresh, { recursive: true, force: true }));

  test('has one file for each group', () => {
    expect(files).toEqual(['gateway.networking.k8s.io.ts', 'istio.alibabacloud.com.ts', 'keda.sh.ts', 'networking.istio.io.ts']);
    expect(readdirSync(fresh).sort()).toEqual(files);
  });

  test.each(files)('%s is what crds/ gives; run `npm run import` where it is not', (file) => {
    expect(readFileSync(join(IMPORTS, file), 'utf8') === readFileSync(join(fresh, file), 'utf8')).toBe(true);
  });

  test('tidying twice changes nothing', () => {
    const before = files.map((file) => readFileSync(join(fresh, file), 'utf8'));
    run(join(ROOT, 'tools/tidy-imports.mjs'), fresh);
    expect(files.map((file) => readFileSync(join(fresh, file), 'utf8'))).toEqual(before);
  });

  test.each(files)('%s stays modest: less than 160 kB, no shape twice', (file) => {
    expect(statSync(join(IMPORTS, file)).size).toBeLessThan(160_000);
    const text = readFileSync(join(IMPORTS, file), 'utf8');
    const declared = [...text.matchAll(/^export (?:interface|class|enum) (\w+)/gm)].map(([, name]) => name);
    expect(new Set(declared).size).toBe(declared.length);
    // nothing is said of a shape that is gone: every converter converts a declared one
    const converted = [...text.matchAll(/^export function toJson_(\w+)/gm)].map(([, name]) => name);
    expect(converted.filter((name) => !declared.includes(name))).toEqual([]);
  });

  test('an override is the configuration of the gateway, not a copy of its types', () => {
    const text = readFileSync(join(IMPORTS, 'istio.alibabacloud.com.ts'), 'utf8');
    const own = /^export (?:interface|class|enum) (IstioGateway(?:V1Beta1)?SpecOverrides\w*)/gm;
    expect([...text.matchAll(own)].map(([, name]) => name)).toEqual(['IstioGatewaySpecOverrides']);
  });
});

describe('the public door', () => {
  /** The modules a source file exports on, as paths; packages are left out. */
  function exportedOn(file: string): string[] {
    return [...readFileSync(file, 'utf8').matchAll(/^export (?:type )?(?:\*|\{[^}]*\})(?: as \w+)? from '(\.[^']*)'/gm)].map(([, from]) => {
      const path = join(dirname(file), from);
      return [`${path}.ts`, join(path, 'index.ts')].find(existsSync) ?? path;
    });
  }

  test('exports nothing of imports/', () => {
    const seen = new Set<string>();
    const open = [join(ROOT, 'src/index.ts')];
    for (let file = open.pop(); file; file = open.pop()) {
      if (seen.has(file) || !existsSync(file)) { continue; }
      seen.add(file);
      open.push(...exportedOn(file));
    }
    expect(seen.size).toBeGreaterThan(0);
    expect([...seen].map((file) => relative(ROOT, file)).filter((file) => !file.startsWith('src'))).toEqual([]);
  });
});
