import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { EDGE } from './edge';
import { type BenchRow, ratios } from './row';
import { AntiAffinityAspect, DrainOrderAspect, ValidationAspects } from '../src/checks';
import * as door from '../src/checks/enforce';
import { IstioGateway } from '../src/gateway';
import { readManifests } from '../src/model';
import { Platform } from '../src/platform';

const GATEWAYS = 1_000;
const ISTIO = Platform.istio({ version: '1.30', kubernetesVersion: '1.33' });

/** So many gateways in one chart. */
function gateways(outdir: string, count: number): App {
  const app = new App({ outdir });
  ISTIO.applyTo(app);
  const chart = new Chart(app, 'gateways', { namespace: 'ingress' });
  for (let g = 0; g < count; g += 1) { new IstioGateway(chart, `edge-${g}`, EDGE); }
  return app;
}

type Props = ConstructorParameters<typeof ApiObject>[2];

/** The same objects without this library. */
function raw(outdir: string, objects: readonly Props[]): App {
  const app = new App({ outdir });
  const chart = new Chart(app, 'gateways');
  objects.forEach((object, at) => { new ApiObject(chart, `object-${at}`, object); });
  return app;
}

/** The objects as somebody would type them. */
function written(outdir: string): readonly Props[] {
  return readdirSync(outdir).flatMap((file) => readManifests(readFileSync(join(outdir, file), 'utf8'))).map(({ object }) => object as unknown as Props);
}

/** Nobody asks for checks: what is left is making and writing. */
function withoutErrors(run: () => void): void {
  const enforce = door.enforceErrors;
  const opened = door as { enforceErrors: typeof enforce };
  opened.enforceErrors = () => undefined;
  try { run(); } finally { opened.enforceErrors = enforce; }
}

/** What a thousand gateways cost beside the same objects by hand, and whether many are dearer than few. */
export function rows(): BenchRow[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-istio-bench-'));
  const synth = (count: number) => () => { gateways(outdir, count).synth(); };
  try {
    synth(GATEWAYS)();
    const objects = written(outdir);
    const [made, two, enforced, recommended] = ratios(3,
      () => { raw(outdir, objects).synth(); },
      () => { withoutErrors(synth(GATEWAYS)); },
      () => {
        withoutErrors(() => {
          const app = gateways(outdir, GATEWAYS);
          ValidationAspects.of(app).add(new DrainOrderAspect()).add(new AntiAffinityAspect());
          app.synth();
        });
      },
      synth(GATEWAYS),
      () => {
        const app = gateways(outdir, GATEWAYS);
        ValidationAspects.of(app).recommended();
        app.synth();
      },
    );
    // the same number of gateways on both sides: in one chart, and in ten after one another
    const [many] = ratios(1, () => { for (let again = 0; again < 10; again += 1) { synth(500)(); } }, synth(5_000));
    const [few] = ratios(3, () => { for (let again = 0; again < 5; again += 1) { synth(100)(); } }, synth(500));
    return [
      { name: `${GATEWAYS} gateways (${objects.length} objects) in one chart, nothing enforced : the same objects raw`, value: made, limit: 1.35 },
      { name: 'the same with the rules on drain and anti-affinity : raw', value: two },
      { name: 'the same with all errors enforced : raw', value: enforced, limit: 1.6 },
      { name: 'the same with all rules, warnings and notes : raw', value: recommended },
      { name: 'one gateway of 5,000 : one of 500, errors enforced', value: many, limit: 1.2 },
      { name: 'one gateway of 500 : one of 100, errors enforced', value: few, limit: 1.2 },
    ];
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
