import { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { AppValidation } from './app-validation';
import type { IValidationAspect } from './aspects';
import { isDay } from './day';
import { type Finding, type ValidationReport } from './finding';
import { shown } from '../kube/errors';
import { refuseOthers } from '../platform/problems';
import { pathOf } from '../platform/tree-store';

/** A note that a finding is known and accepted. */
export interface AcknowledgeProps {
  /** The rule's id, `DRN001`. */
  readonly rule: string;
  /** Why it is acceptable here, in at least ten characters. It stands in every report. */
  readonly reason: string;
  /**
   * Only this one of several findings of the rule; `Finding.part` says which.
   *
   * @default - all findings of the rule in this scope
   */
  readonly part?: string;
  /**
   * The last day on which it holds, `2027-01-31`. Judged against the date given to `asOf`, never against the clock.
   *
   * @default - it does not expire
   */
  readonly expires?: string;
}

/** How findings are gathered outside a synth. */
export interface FindingsOptions {
  /**
   * The day against which acknowledgements expire, `2026-11-20`.
   *
   * @default - the day given to `asOf`; without one nothing expires
   */
  readonly asOf?: string;
}

/**
 * The checks of a part of the construct tree.
 *
 * Gateways and waypoints of this library enforce the errors of their own checks by themselves. This class adds more: warnings, other groups, and
 * objects that others made (Helm charts, plain ApiObjects, cdk8s-plus workloads). All checks read the rendered manifests, never props, and
 * change nothing: the output is the same, byte for byte, with and without them.
 */
export class ValidationAspects {
  /** The checks of this scope: its own objects and all below. */
  public static of(scope: IConstruct): ValidationAspects {
    return new ValidationAspects(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /** Checks everything in this scope against the rules of an aspect. Errors stop the synth; warnings are written to stderr by `app.synth()`. */
  public add(aspect: IValidationAspect): ValidationAspects {
    if (!Array.isArray(aspect?.ruleIds)) {
      throw new Error(`[${this.scope.node.path}] 'aspect' must be an aspect such as new DrainOrderAspect(), got ${shown(aspect)}; all of them: recommended()`);
    }
    this.validation().register({ scope: this.scope.node.path, ruleIds: [...aspect.ruleIds], aspect: aspect.name, warnings: true, strict: false });
    return this;
  }

  /** Checks everything in this scope against every rule. Errors stop the synth; warnings are written to stderr by `app.synth()`. */
  public recommended(): ValidationAspects {
    this.validation().register({ scope: this.scope.node.path, ruleIds: 'all', aspect: 'recommended', warnings: true, strict: false });
    return this;
  }

  /** As `recommended()`, and warnings stop the synth too. */
  public strict(): ValidationAspects {
    this.validation().register({ scope: this.scope.node.path, ruleIds: 'all', aspect: 'strict', warnings: true, strict: true });
    return this;
  }

  /** Notes that a finding is known and accepted in this scope. It stays in every report, with its reason, and stops nothing. */
  public acknowledge(props: AcknowledgeProps): ValidationAspects {
    refuseOthers(props, pathOf(this.scope), 'an acknowledgement must be a map with rule and reason', ['rule', 'reason', 'part', 'expires']);
    for (const name of ['rule', 'part'] as const) {
      const value: unknown = props[name];
      if (typeof value !== 'string' && (name === 'rule' || value !== undefined)) { throw new Error(`[${pathOf(this.scope)}] '${name}' of an acknowledgement must be a text, got ${shown(value)}`); }
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by the first who acknowledges something
    const { acknowledgementProblem } = require('./acknowledgements') as typeof import('./acknowledgements');
    const problem = acknowledgementProblem(props);
    if (problem) { throw new Error(`[${this.scope.node.path}] acknowledgement of ${props.rule}: ${problem}`); }
    this.validation().acknowledge({ ...props, at: this.scope.node.path || 'the app', scope: this.scope.node.path });
    return this;
  }

  /** The day against which acknowledgements expire in this app's synths, `2026-11-20`. The clock is never read. */
  public asOf(day: string): ValidationAspects {
    this.validation().asOf = checkedDay(this.scope, day);
    return this;
  }

  /**
   * What the checks of the app find in this scope, most severe first, without synthesizing. Rendering leaves no trace in later output.
   */
  public findings(options: FindingsOptions = {}): Finding[] {
    return this.report(options).findings;
  }

  /** As `findings()`, with the rules that ran and those that could not be judged. */
  public report(options: FindingsOptions = {}): ValidationReport {
    refuseOthers(options, pathOf(this.scope), 'the options must be a map with asOf', ['asOf']);
    const asOf = options.asOf === undefined ? undefined : checkedDay(this.scope, options.asOf);
    return this.validation().report(this.scope, asOf);
  }

  private validation(): AppValidation {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by the first who asks for checks
    const { AppValidation: Validation } = require('./app-validation') as typeof import('./app-validation');
    return Validation.of(App.of(this.scope));
  }
}

function checkedDay(scope: IConstruct, day: string): string {
  if (!isDay(day)) { throw new Error(`[${scope.node.path}] asOf got ${JSON.stringify(String(day).slice(0, 40))}, expected a day such as 2026-11-20`); }
  return day;
}
