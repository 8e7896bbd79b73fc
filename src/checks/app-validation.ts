import { isDeepStrictEqual } from 'node:util';
import type { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Acknowledgement } from './acknowledgements';
import { type Finding, Severity, type ValidationReport } from './finding';
import { isAtOrBelow } from './scope';
import { apiObjectsBelow, hookSynth, type Rendered, type SynthHook, type SynthKind } from './synth-hook';
import { withoutTrace } from './without-trace';

/** That rules hold in a part of the tree. */
export interface Registration {
  /** Path of the construct; '' is the app. */
  readonly scope: string;
  readonly ruleIds: readonly string[] | 'all';
  /** What asked for it, for people. */
  readonly aspect: string;
  /** Warnings are said too; a construct that enforces its own errors does not ask for them. */
  readonly warnings: boolean;
  /** Warnings stop the synth. */
  readonly strict: boolean;
}

/** Looks at what a synth rendered, beside the rules; answers what must stop it, each with the path of its construct. */
export type SynthObserver = (rendered: readonly Rendered[]) => readonly string[];

/** All checks of one app: who asked for which rules where, and what was acknowledged. Model and rules are loaded by the first run. */
export class AppValidation implements SynthHook {
  public static of(app: App): AppValidation {
    return hookSynth(app, () => new AppValidation(app)) as AppValidation;
  }

  /** The day against which acknowledgements expire. */
  public asOf?: string;
  /** By the path of their scope, so that a construct finds its own by walking up. */
  private readonly registrations = new Map<string, Registration[]>();
  /** What holds for a path is what holds above it, and most paths add nothing. */
  private readonly covered = new Map<string, readonly Registration[]>();
  public readonly acknowledgements: Acknowledgement[] = [];
  private readonly observers: SynthObserver[] = [];
  private readonly remarks: SynthObserver[] = [];

  private constructor(private readonly app: App) {}

  public register(registration: Registration): void {
    const before = this.registrations.get(registration.scope) ?? [];
    if (before.some((one) => isDeepStrictEqual(one, registration))) { return; }
    this.registrations.set(registration.scope, [...before, registration]);
    this.covered.clear();
  }

  /** What an observer answers stops every synth, whether any rule is asked for or not, and is said with what rules find. */
  public observe(observer: SynthObserver): void {
    this.observers.push(observer);
  }

  /** What a remark answers is written to stderr by each `app.synth()` that passes, like warnings of rules. */
  public remark(remark: SynthObserver): void {
    this.remarks.push(remark);
  }

  public acknowledge(acknowledgement: Acknowledgement): void {
    this.acknowledgements.push(acknowledgement);
  }

  /** What the checks find at or below a construct, outside a synth. */
  public report(scope: IConstruct, asOf: string | undefined): ValidationReport {
    const rendered = withoutTrace(this.app, () => apiObjectsBelow(this.app).flatMap(render));
    const report = this.run(rendered, { partial: false, mildest: Severity.NOTE, asOf: asOf ?? this.asOf });
    const within = (finding: Finding) => finding.construct === undefined || isAtOrBelow(finding.construct, scope.node.path);
    return { ...report, findings: report.findings.filter(within) };
  }

  public judge(rendered: readonly Rendered[], synth: SynthKind): string | undefined {
    const seen = this.problems(rendered);
    const found = this.failureOfRules(rendered, synth);
    const all = found === undefined ? seen : [...seen, found];
    // each on a line of its own, as cdk8s lists them
    if (all.length > 0) { return all.join('\n  '); }
    if (synth.call === 'app.synth') { for (const line of this.remarks.flatMap((remark) => remark(rendered))) { process.stderr.write(`warning: ${line}\n`); } }
    return undefined;
  }

  public problems(rendered: readonly Rendered[]): readonly string[] {
    return this.observers.flatMap((observe) => observe(rendered));
  }

  private failureOfRules(rendered: readonly Rendered[], synth: SynthKind): string | undefined {
    if (!this.registrations.size) { return undefined; }
    // nobody hears notes in a synth: they are for reports
    const mildest = this.hasListeners() ? Severity.WARNING : Severity.ERROR;
    const { findings } = this.run(rendered, { partial: synth.partial, mildest, asOf: this.asOf });
    const heard = findings.filter((finding) => this.hears(finding));
    const stops = (finding: Finding) => this.stops(finding);
    if (heard.some(stops)) { return text().failureText(heard, stops); }
    const warnings = heard.filter((finding) => !finding.acknowledged && finding.severity === Severity.WARNING);
    if (synth.call === 'app.synth' && warnings.length) { process.stderr.write(text().warningText(warnings)); }
    return undefined;
  }

  /** The registrations that hold for a construct; for what has no construct, all. */
  public covering(construct: string | undefined): readonly Registration[] {
    if (construct === undefined) { return [...this.registrations.values()].flat(); }
    let all = this.covered.get(construct);
    if (!all) {
      const above = construct === '' ? [] : this.covering(construct.slice(0, Math.max(0, construct.lastIndexOf('/'))));
      const own = this.registrations.get(construct);
      this.covered.set(construct, all = own === undefined ? above : [...own, ...above]);
    }
    return all;
  }

  /** An acknowledged finding stops nothing; an error stops always; a warning where somebody was strict. */
  private stops(finding: Finding): boolean {
    if (finding.acknowledged) { return false; }
    return finding.severity === Severity.ERROR || (finding.severity === Severity.WARNING && this.covering(finding.construct).some((r) => r.strict));
  }

  private hears(finding: Finding): boolean {
    return finding.severity === Severity.ERROR || this.covering(finding.construct).some((registration) => registration.warnings);
  }

  /** Does anybody hear warnings, anywhere in the app? What an acknowledgement is for may stand in another part than who hears of it. */
  private hasListeners(): boolean {
    return [...this.registrations.values()].some((registrations) => registrations.some(({ warnings }) => warnings));
  }

  private run(rendered: readonly Rendered[], how: { partial: boolean; mildest: Severity; asOf: string | undefined }): ValidationReport {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by the first run
    const { checkTree } = require('./check-tree') as typeof import('./check-tree');
    return checkTree({ rendered, ...how, acknowledgements: this.acknowledgements, covering: (construct) => this.covering(construct) });
  }
}

/** Loaded when there is something to say. */
function text(): typeof import('./text') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./text') as typeof import('./text');
}

function render(construct: Rendered['construct']): Rendered[] {
  try {
    return [{ construct, json: construct.toJson() as Rendered['json'] }];
  } catch {
    return [];
  }
}
