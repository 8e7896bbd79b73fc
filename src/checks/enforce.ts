import { App } from 'cdk8s';
import type { IConstruct } from 'constructs';

/**
 * The one door through which this library's constructs enforce errors on themselves: what they make is judged by every rule in every synth, and an
 * error stops it. Opting out is `ValidationAspects.of(construct).acknowledge(…)`, with a reason. Warnings are said only where a user asks for them.
 */
export function enforceErrors(construct: IConstruct): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by the first construct
  const { AppValidation } = loaded ??= require('./app-validation') as typeof import('./app-validation');
  AppValidation.of(App.of(construct)).register({ scope: construct.node.path, ruleIds: 'all', aspect: 'errors', warnings: false, strict: false });
}

let loaded: typeof import('./app-validation') | undefined;
