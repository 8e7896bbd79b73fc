import { Feature } from '../feature';
import { Need } from '../needs';

/** No version of this flavour has it. */
export const NEVER = 'never';
/** Every version has it. */
export const ALWAYS: Need = {};

export type Availability = Need | typeof NEVER;

/** One feature, and where it is to be had. */
export interface FeatureRow {
  readonly feature: Feature;
  /** What it is, as the subject of a sentence. */
  readonly summary: string;
  readonly istio: Availability;
  readonly asm: Availability;
  /** It works and should not be used any more from this Istio version on. */
  readonly deprecated?: { readonly since: string; readonly instead: string };
  readonly source: string;
}

/** A row whose answer is the same on both flavours, because Istio's code or Kubernetes decides. */
export function onBoth(feature: Feature, summary: string, need: Need, source: string, deprecated?: FeatureRow['deprecated']): FeatureRow {
  return { feature, summary, istio: need, asm: need, source, deprecated };
}

/** A row of what only ASM has. */
export function onAsm(feature: Feature, summary: string, need: Need, source: string): FeatureRow {
  return { feature, summary, istio: NEVER, asm: need, source };
}
