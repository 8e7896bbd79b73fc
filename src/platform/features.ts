import { Feature, Support } from './feature';
import { Flavor } from './flavor';
import { describeNeed, holds, isInferred, Target, whyUnknown } from './needs';
import { atLeast } from './span';
import { ASM_ROWS } from './table/asm';
import { ISTIO_ROWS } from './table/istio';
import { KUBERNETES_ROWS } from './table/kubernetes';
import { FeatureRow, NEVER } from './table/row';

/** What each version and flavour can do: the one table. No other file compares versions. */
export const FEATURE_ROWS: readonly FeatureRow[] = [...ISTIO_ROWS, ...ASM_ROWS, ...KUBERNETES_ROWS];

const BY_FEATURE = new Map(FEATURE_ROWS.map((row) => [row.feature, row]));

/** The row of a feature. */
export function featureRow(feature: Feature): FeatureRow {
  const row = BY_FEATURE.get(feature);
  if (row === undefined) {
    throw new Error(`'feature' must be one of the Feature values, got ${JSON.stringify(feature)}`);
  }
  return row;
}

export interface FeatureAnswer {
  readonly support: Support;
  readonly row: FeatureRow;
  /** What has to be so for a yes; empty where no version decides. */
  readonly needs: string;
  /** Why the answer is unknown. */
  readonly why?: string;
  /** Judged by the Istio minor of an ASM version. */
  readonly inferred: boolean;
  /** It works, and this is to be used instead. */
  readonly instead?: string;
}

/** Can this platform do that, and what would it need? */
export function featureAnswer(target: Target, feature: Feature): FeatureAnswer {
  const row = featureRow(feature);
  const availability = target.flavor === Flavor.ASM ? row.asm : row.istio;
  if (availability === NEVER) {
    return { support: Support.NO, row, needs: '', inferred: false };
  }
  const answer = holds(availability, target);
  const isDeprecated = row.deprecated !== undefined && target.istio !== undefined && atLeast(target.istio, row.deprecated.since) === true;
  return {
    support: answer === undefined ? Support.UNKNOWN : answer ? Support.YES : Support.NO,
    row,
    needs: describeNeed(availability),
    why: answer === undefined ? whyUnknown(availability, target) : undefined,
    inferred: isInferred(availability, target),
    instead: answer === true && isDeprecated ? row.deprecated?.instead : undefined,
  };
}

/** What it takes, such as `Istio 1.31 or later`; empty where no version of the flavor has it. */
export function needsOf({ _target }: { readonly _target: Target }, feature: Feature): string {
  return featureAnswer(_target, feature).needs;
}

/** The answer as one sentence, with what would allow it and where that is written. */
export function explainFeature(target: Target, feature: Feature, platform: string): string {
  const answer = featureAnswer(target, feature);
  const { row } = answer;
  const parts = [`${row.summary}: ${answer.support} on ${platform}`];
  if (answer.why) { parts.push(`because ${answer.why}`); }
  if (answer.needs) { parts.push(`needs ${answer.needs}`); }
  if (answer.support === Support.NO && !answer.needs) { parts.push(otherFlavor(target, row)); }
  if (answer.inferred) { parts.push('inferred from the Istio minor version of ASM'); }
  if (answer.instead) { parts.push(`deprecated, use ${answer.instead}`); }
  return `${parts.join('; ')} (${row.source})`;
}

function otherFlavor(target: Target, row: FeatureRow): string {
  const other = target.flavor === Flavor.ASM ? row.istio : row.asm;
  if (other === NEVER) { return 'no version has it'; }
  const name = target.flavor === Flavor.ASM ? 'Istio' : 'ASM';
  const needs = describeNeed(other);
  return `only ${name} has it${needs === '' ? '' : `, and needs ${needs}`}`;
}
