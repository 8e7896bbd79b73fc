import type { App } from 'cdk8s';
import { withApp } from './folder-app';
import { type FolderObjects, objectsOf } from './folder-objects';
import { synthForFleet } from './handed-out';
import { type ClusterVerdict, duplicates, judgeCluster } from './judge';
import { MeshObjects } from './mesh-objects';
import { type FleetPlan, type Folder, foldersOf } from './plan';
import { asRendered, renderAll } from './rendered';
import { Staging } from './staging';
import { Verdict } from './verdict';
import type { Finding, NotEvaluated, ValidationReport } from '../checks/finding';
import { withoutTrace } from '../checks/without-trace';
import { ManifestIndex, manifestOf } from '../model/manifest';

/** Writes every folder, or none: each is rendered once, judged and staged, and all are put in place at the end. */
export function synthFleet(plan: FleetPlan): void {
  const verdict = new Verdict();
  const staging = new Staging(plan.outdir);
  staging.checkPlace();
  const walk = new Walk(plan);
  try {
    for (const folder of foldersOf(plan)) {
      try {
        withApp(plan, folder, (app) => {
          const { rendered, problems: seen } = renderAll(app);
          const { report, problems } = walk.judge(folder, app, rendered);
          [...seen, ...problems].forEach((problem) => verdict.addProblem(folder.name, problem));
          verdict.addFindings(report.findings);
          if (verdict.stops) { return; }
          const place = staging.folder(folder.name);
          asRendered(rendered, () => writtenTo(place, app, () => synthForFleet(app)));
          staging.kustomize(folder.name);
        });
      } catch (error) {
        verdict.addProblem(folder.name, error instanceof Error ? error.message : String(error));
      }
    }
    verdict.throwIfStopped();
    staging.commit();
  } finally {
    staging.close();
  }
}

/** What the checks find in all clusters; nothing is written, and no render leaves a trace. */
export function reportFleet(plan: FleetPlan, asOf: string | undefined): ValidationReport {
  const walk = new Walk(plan, asOf);
  const verdict = new Verdict();
  const findings: Finding[] = [];
  const notEvaluated = new Map<string, NotEvaluated>();
  const rules = new Set<string>();
  for (const folder of foldersOf(plan)) {
    withApp(plan, folder, (app) => {
      const { rendered, problems: seen } = plan.apps.has(folder.name) ? withoutTrace(app, () => renderAll(app)) : renderAll(app);
      const { report, problems } = walk.judge(folder, app, rendered);
      [...seen, ...problems].forEach((problem) => verdict.addProblem(folder.name, problem));
      findings.push(...report.findings);
      report.rules.forEach((rule) => rules.add(rule));
      for (const one of report.notEvaluated) {
        const key = `${one.ruleId} ${one.why}`;
        notEvaluated.set(key, { ...one, count: one.count + (notEvaluated.get(key)?.count ?? 0) });
      }
    });
  }
  verdict.throwIfStopped();
  return { findings, notEvaluated: [...notEvaluated].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one), rules: [...rules].sort() };
}

const NOTHING: ValidationReport = { findings: [], notEvaluated: [], rules: [] };

/** One way through the folders: the control plane's comes first and is remembered, because every cluster is judged with it. */
class Walk {
  private mesh?: { readonly manifests: MeshObjects; readonly objects: FolderObjects };

  public constructor(private readonly plan: FleetPlan, private readonly asOf?: string) {}

  public judge(folder: Folder, app: App, rendered: FolderObjects['rendered']): ClusterVerdict {
    const objects = objectsOf(folder, app, this.plan.apps.has(folder.name), rendered);
    if (folder.cluster !== undefined) {
      return judgeCluster({ cluster: folder.cluster, own: objects, mesh: this.mesh, facts: this.plan.facts, asOf: this.asOf });
    }
    const manifests = new MeshObjects(objects);
    this.mesh = { manifests, objects };
    return { report: NOTHING, problems: [...manifests.unknownClusters(this.plan.clusterIds), ...meshDuplicates(objects)] };
  }
}

function meshDuplicates({ rendered }: FolderObjects): readonly string[] {
  return duplicates(ManifestIndex.of(rendered.map(({ construct, json }) => manifestOf(json, { construct: construct.node.path }))).duplicates);
}

/** An app writes into its own folder; this time into another. */
function writtenTo(place: string, app: App, synth: () => void): void {
  const { outdir } = app;
  const move = (to: string): void => { Object.defineProperty(app, 'outdir', { value: to, writable: true, enumerable: true, configurable: true }); };
  move(place);
  try {
    synth();
  } finally {
    move(outdir);
  }
}
