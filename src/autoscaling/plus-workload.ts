import type { IConstruct } from 'constructs';

/** A workload of cdk8s-plus, as far as it is met here: its IScalable, and the number of replicas that it fixes. */
export interface PlusWorkload {
  readonly hasAutoscaler: boolean;
  readonly replicas?: number;
  markHasAutoscaler(): void;
}

/** A construct that behaves as IScalable of cdk8s-plus, whichever of its packages it comes from. */
export function isPlusWorkload(construct: unknown): construct is IConstruct & PlusWorkload {
  const one = construct as { markHasAutoscaler?: unknown; hasAutoscaler?: unknown } | undefined;
  return typeof one?.markHasAutoscaler === 'function' && typeof one.hasAutoscaler === 'boolean';
}
