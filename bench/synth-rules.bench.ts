import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { applications, FACTS, texts } from './corpus';
import { type BenchRow, ratios } from './row';
import { Severity, ValidationAspects } from '../src/checks';
import { judgeManifests } from '../src/checks/check-manifests';
import { type Manifest, readManifests } from '../src/model';

const CHARTS = 100;
const OBJECTS = 2_000;

type Props = ConstructorParameters<typeof ApiObject>[2];

/**
 * A synth with all rules beside one without. In a process of their own, as a synth is: what other benches keep alive the garbage collector would
 * walk through here.
 */
export function rows(): BenchRow[] {
  return [
    { name: `synth of ${OBJECTS} objects of applications in ${CHARTS} charts with all rules : without`, value: inSynth(applications(OBJECTS)), limit: 2 },
    { name: 'the same with short objects, one in five a gateway', value: inSynth([texts(OBJECTS)]), limit: 2 },
  ];
}

/** Errors are not to stop it: the time of a synth that writes is compared. */
function inSynth(files: readonly string[]): number {
  const objects = files.flatMap((file) => readManifests(file)).slice(0, OBJECTS);
  const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-istio-bench-'));
  const { findings } = judgeManifests(objects, FACTS).report;
  const errors = new Set(findings.filter(({ severity }) => severity === Severity.ERROR).map(({ ruleId }) => ruleId));
  try {
    const [ratio] = ratios(3, () => { charts(outdir, objects).synth(); }, () => {
      const app = charts(outdir, objects);
      const aspects = ValidationAspects.of(app).recommended();
      errors.forEach((rule) => aspects.acknowledge({ rule, reason: 'this corpus has such objects on purpose' }));
      quietly(() => app.synth());
    });
    return ratio;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The objects in many charts. */
function charts(outdir: string, objects: readonly Manifest[]): App {
  const app = new App({ outdir });
  FACTS.applyTo(app);
  for (let c = 0; c < CHARTS; c += 1) {
    const chart = new Chart(app, `chart-${c}`);
    objects.filter((_, at) => at % CHARTS === c).forEach(({ object }, at) => { new ApiObject(chart, `object-${at}`, object as unknown as Props); });
  }
  return app;
}

/** Warnings are written to stderr by a synth. */
function quietly(run: () => void): void {
  const write = process.stderr.write;
  process.stderr.write = () => true;
  try { run(); } finally { process.stderr.write = write; }
}
