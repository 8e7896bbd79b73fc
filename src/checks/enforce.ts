import { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { AppValidation } from './app-validation';
import type { IValidationAspect } from './aspects';

/**
 * The one door through which this library's constructs enforce errors on themselves: what they make is checked in every synth, and an error stops
 * it. Opting out is `ValidationAspects.of(construct).acknowledge(…)`, with a reason. Warnings are said only where a user asks for them.
 */
export function enforce(scope: IConstruct, aspects: readonly IValidationAspect[]): void {
  const validation = AppValidation.of(App.of(scope));
  for (const aspect of aspects) {
    validation.register({ scope: scope.node.path, ruleIds: [...aspect.ruleIds], aspect: aspect.name, warnings: false, strict: false });
  }
}
