import type { EffectiveProxy } from '../../../model/effective-proxy';
import type { NamedValue } from '../../rule';

/** Can there be two pods at one time, so that they can share a node? Undefined: not known. A DaemonSet never puts two on one node. */
export function canHaveTwo({ scaling: { min, max } }: EffectiveProxy): boolean | undefined {
  if (max.known) { return max.value !== undefined && max.value >= 2; }
  return min.known && min.value >= 2 ? true : undefined;
}

/** Who says how many there are: the autoscaler, else the workload. */
export function replicaValues({ scaling: { min, max, autoscalers } }: EffectiveProxy): NamedValue[] {
  return autoscalers.length > 0 ? [{ name: 'minReplicas', value: min }, { name: 'maxReplicas', value: max }] : [{ name: 'replicas', value: max }];
}
