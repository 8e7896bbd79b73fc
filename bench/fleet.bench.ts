import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { EDGE } from './edge';
import { type BenchRow, medians } from './row';
import { MeshFleet } from '../src/fleet';
import { IstioGatewayChart } from '../src/gateway';
import { Platform } from '../src/platform';

const GATEWAYS = 10;
const ISTIO = Platform.istio({ version: '1.30', kubernetesVersion: '1.33' });
const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33' });

/** Ten gateways in each cluster, each with an override there, in its folders. */
function fleet(outdir: string, platform: Platform, clusters: number): MeshFleet {
  const ids = Array.from({ length: clusters }, (_, n) => `c${n}`);
  const made = new MeshFleet({ outdir, platform, clusters: Object.fromEntries(ids.map((id) => [id, {}])) });
  for (let g = 0; g < GATEWAYS; g += 1) {
    made.addGateway(`edge-${g}`, { ...EDGE, overrides: Object.fromEntries(ids.map((id) => [id, { minReplicas: 3 }])) });
  }
  made.synth();
  return made;
}

/** The same gateways as charts of one app. */
function app(outdir: string, charts: number): void {
  const made = new App({ outdir });
  ISTIO.applyTo(made);
  for (let c = 0; c < charts; c += 1) { new IstioGatewayChart(made, `c${c}`, { ...EDGE, minReplicas: 3 }); }
  made.synth();
}

/** Megabytes that are in use as long as the fleet is. */
function heapWith(made: MeshFleet): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed } = process.memoryUsage();
  return made.clusterIds.length > 0 ? heapUsed / 1e6 : 0;
}

/** Fleets grow with their clusters in time, and not in memory; an app grows with the square of its charts. */
export function rows(): BenchRow[] {
  const root = mkdtempSync(join(tmpdir(), 'cdk8s-istio-bench-'));
  const below = (name: string): string => join(root, name);
  try {
    const [istioFew, istioMany] = medians(1, () => { fleet(below('i200'), ISTIO, 200); }, () => { fleet(below('i500'), ISTIO, 500); });
    const [asmFew, asmMany] = medians(1, () => { fleet(below('a200'), ASM, 200); }, () => { fleet(below('a500'), ASM, 500); });
    const [heapFew, heapMany] = [200, 500].map((clusters) => heapWith(fleet(below('heap'), ASM, clusters)));
    // 2.5 times as many as well, but fewer: cdk8s walks the whole tree once for each chart, and 5,000 of them take minutes
    const [chartsFew, chartsMany] = medians(1, () => { app(below('app'), 600); }, () => { app(below('app'), 1_500); });
    return [
      { name: 'fleet on Istio, 500 clusters × 10 gateways : 200 × 10', value: istioMany / istioFew, limit: 2.8 },
      { name: 'fleet on ASM, 500 clusters × 10 gateways : 200 × 10', value: asmMany / asmFew, limit: 2.8 },
      { name: 'memory that a fleet on ASM keeps, 500 clusters × 10 gateways : 200 × 10', value: heapMany / heapFew, limit: 1.2 },
      { name: 'one app with the gateways as charts, 1,500 : 600', value: chartsMany / chartsFew },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
