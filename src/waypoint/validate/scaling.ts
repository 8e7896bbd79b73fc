import type { Add } from './shapes';
import { valueAt } from '../../model/pointer';
import { Problems, shown } from '../../platform/problems';
import { behaviorFields } from '../../presets/behavior-fields';
import { meshMetricsOf } from '../mesh-metrics';
import type { PlanInput } from '../plan';

/** A fixed number of pods or an autoscaler, and neither half. */
export function checkScaling(input: PlanInput, add: Add): void {
  const { props } = input;
  const { replicas, autoscaling, minReadySeconds } = props;
  if (replicas !== undefined && replicas < 0) { add(`'replicas' must be 0 or more, got ${replicas}`); }
  if (minReadySeconds !== undefined && minReadySeconds < 0) { add(`'minReadySeconds' must be 0 or more, got ${minReadySeconds}`); }
  if (autoscaling === undefined) { return; }
  const { minReplicas, maxReplicas, behavior } = autoscaling;
  if (replicas !== undefined) {
    add(`'replicas' and 'autoscaling' must not both be given, got ${replicas} and ${minReplicas ?? 1} to ${shown(maxReplicas)}; the mesh would set the number back at every change, keep one`);
  }
  // it may be missing where no compiler asks for it
  if ((maxReplicas as number | undefined) === undefined) { add("'autoscaling.maxReplicas' must be given, got nothing; istiod's own is 1"); }
  for (const name of ['minReplicas', 'maxReplicas', 'cpuUtilization', 'memoryUtilization'] as const) {
    const value = autoscaling[name];
    if (value !== undefined && value < 1) { add(`'autoscaling.${name}' must be 1 or more, got ${value}`); }
  }
  if (behavior !== undefined) {
    const found = new Problems('');
    found.add = add;
    behaviorFields(behavior, 'autoscaling.behavior', found);
  }
  checkMeshMetrics(input, add);
}

function checkMeshMetrics(input: PlanInput, add: Add): void {
  const { meshMetrics, metricsAdapter, cpuUtilization, memoryUtilization } = input.props.autoscaling!;
  if (meshMetrics === undefined && metricsAdapter !== undefined) {
    add("'autoscaling.metricsAdapter' is for 'autoscaling.meshMetrics', and there are none; give some, or leave it out");
  }
  const mesh = meshMetricsOf(input, { add });
  for (const [name, given] of [['cpu', cpuUtilization], ['memory', memoryUtilization]] as const) {
    if (given !== undefined && mesh?.metrics.some((entry) => valueAt(entry, '/resource/name') === name)) {
      add(`'autoscaling.${name}Utilization' and 'autoscaling.meshMetrics' must not both have a utilization of ${name}; keep one of the two`);
    }
  }
}
