import { relative } from 'node:path';
import type { Finding } from './finding';
import { Severity } from './finding';
import { visible, visibleValue } from '../kube/visible';

/** What cdk8s-cli hands to a validation plugin; the part of it that is used (cdk8s-cli/plugins `ValidationContext`). */
interface CliContext {
  readonly manifests: readonly string[];
  readonly logger: { log(message: string): void };
  readonly report: {
    addViolation(violation: {
      ruleName: string;
      recommendation: string;
      fix: string;
      violatingResources: { resourceName: string; locations: string[]; manifestPath: string }[];
    }): void;
    submit(status: 'success' | 'failure', metadata?: { [key: string]: string }): void;
  };
}

/**
 * The same rules as a validation plugin of `cdk8s synth`, on the manifests that were written:
 *
 * ```yaml
 * validations:
 *   - package: ./node_modules/cdk8s-istio
 *     class: MeshValidation
 *     version: 0.0.0
 *     properties:
 *       platform: istio@1.30
 *       kubernetes: "1.33"
 *       failOn: error
 * ```
 *
 * It judges what other tools put into the output folder too. Inside an app, `ValidationAspects` says more: it knows the construct paths.
 */
export class MeshValidation {
  private readonly properties: { readonly [key: string]: unknown };

  /**
   * @param properties `platform` (`istio@1.30`, `asm@1.26`), `kubernetes`, `failOn` (`error`, `warning`, `note`; `error` when absent)
   */
  constructor(properties?: any) {
    this.properties = typeof properties === 'object' && properties !== null ? properties : {};
  }

  /**
   * Called by `cdk8s synth`.
   *
   * @param context the context of cdk8s-cli
   */
  public async validate(context: any): Promise<void> {
    const { manifests, report, logger } = context as CliContext;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by the first run
    const { checkFiles, failureSeverities } = require('./check-manifests') as typeof import('./check-manifests');
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { reasonsOf, someIds } = require('./reasons') as typeof import('./reasons');
    const stops = failureSeverities(this.properties.failOn);
    const { findings, notEvaluated } = checkFiles(manifests, this.properties);
    const open = findings.filter((finding) => !finding.acknowledged);
    for (const finding of open.filter((one) => one.severity !== Severity.NOTE || stops.has(Severity.NOTE)).map(visibleValue)) {
      report.addViolation({
        ruleName: `${finding.ruleId} ${finding.severity}: ${finding.title}`,
        recommendation: finding.message,
        fix: finding.fix,
        violatingResources: [{ resourceName: finding.object.name, locations: [locationOf(finding)], manifestPath: finding.file ?? '' }],
      });
    }
    for (const { ruleIds, why } of reasonsOf(notEvaluated)) { logger.log(visible(`not evaluated (${someIds(ruleIds)}): ${why}`)); }
    report.submit(open.some((finding) => stops.has(finding.severity)) ? 'failure' : 'success', {
      findings: String(open.length), acknowledged: String(findings.length - open.length),
    });
  }
}

function locationOf(finding: Finding): string {
  const file = finding.file === undefined ? '' : relative(process.cwd(), finding.file);
  return finding.line === undefined ? finding.pointer : `${finding.pointer} (${file}:${finding.line})`;
}
