import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { EDGE } from './edge';
import type { BenchRow } from './row';
import { IstioGateway } from '../src/gateway';
import { Platform } from '../src/platform';

// kustomize compares every object with every other one: a thousand gateways take it minutes
const GATEWAYS = 100;
const RUNS = 3;

/** So many gateways in one file. */
function write(outdir: string, count: number): string {
  const app = new App({ outdir });
  Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }).applyTo(app);
  const chart = new Chart(app, 'gateways', { namespace: 'ingress' });
  for (let g = 0; g < count; g += 1) {
    new IstioGateway(chart, `edge-${g}`, EDGE);
  }
  app.synth();
  return join(outdir, readdirSync(outdir).find((file) => file.endsWith('.yaml'))!);
}

/** Seconds by the clock on the wall: a program of its own has its own processor time. */
function seconds(run: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = process.hrtime.bigint();
    run();
    return Number(process.hrtime.bigint() - start) / 1e9;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)];
}

function call(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 268_435_456 });
  if (status !== 0) { throw new Error(`${program} ${args.join(' ')}: ${stderr}`); }
}

function isInstalled(program: string): boolean {
  return spawnSync(program, ['version', '--client'], { encoding: 'utf8' }).error === undefined;
}

/** A chart of the very same objects: the text of one gateway, repeated with its number. */
function helmChart(folder: string, oneGateway: string): void {
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: gateways\nversion: 0.1.0\n');
  writeFileSync(join(folder, 'values.yaml'), `gateways: ${GATEWAYS}\n`);
  const text = readFileSync(oneGateway, 'utf8').replaceAll('edge-0', 'edge-{{ $gateway }}');
  writeFileSync(join(folder, 'templates', 'gateways.yaml'), `{{- range $gateway := until (int .Values.gateways) }}\n---\n${text}{{- end }}\n`);
}

/** The same gateways through the tools that people compare with. They judge nothing; this library's time has all errors enforced. */
export function rows(): BenchRow[] {
  const root = mkdtempSync(join(tmpdir(), 'cdk8s-istio-bench-'));
  const named = (peer: string): string => `${GATEWAYS} gateways, judged and written : ${peer}`;
  try {
    const file = write(join(root, 'kustomize'), GATEWAYS);
    const ours = seconds(() => { write(join(root, 'ours'), GATEWAYS); });
    const against = (program: string, what: string, prepare: () => readonly string[]): BenchRow => {
      if (!isInstalled(program)) { return { name: named(what), value: 0, skipped: `${program} is not installed` }; }
      const args = prepare();
      return { name: named(what), value: ours / seconds(() => { call(program, args); }) };
    };
    return [
      against('kubectl', 'kubectl kustomize of the same objects', () => {
        writeFileSync(join(root, 'kustomize', 'kustomization.yaml'), `resources: [${file.slice(join(root, 'kustomize').length + 1)}]\n`);
        return ['kustomize', join(root, 'kustomize')];
      }),
      against('helm', 'helm template of the same gateways', () => {
        helmChart(join(root, 'chart'), write(join(root, 'one'), 1));
        return ['template', join(root, 'chart')];
      }),
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
