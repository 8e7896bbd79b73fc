import type { Add, Judged } from './judge';
import { problemOf } from '../../kube/errors';
import { IntOrPercent } from '../../kube/int-or-percent';
import { valueAt } from '../../model/pointer';
import type { JsonMap } from '../../platform/json';
import { shown } from '../../platform/problems';
import { behaviorFields } from '../../presets/behavior-fields';
import { meshMetricsOf } from '../mesh-metrics';
import { amountText } from '../spec-of';

export function checkScaling(judged: Judged, add: Add): void {
  const { fields, additions, strict } = judged;
  const { replicaCount, minReplicas, maxReplicas, autoscaleEnabled } = fields;
  if (replicaCount !== undefined && replicaCount < 0) { add(`'replicaCount' must be 0 or more, got ${replicaCount}`); }
  for (const name of ['minReplicas', 'maxReplicas'] as const) {
    const value = fields[name];
    if (value !== undefined && value < 1) { add(`'${name}' must be 1 or more, got ${value}`); }
  }
  for (const name of ['cpu', 'memory'] as const) {
    const percent = fields[name]?.targetAverageUtilization;
    // source document 001: 1 to 100 for both
    if (percent !== undefined && (percent < 1 || percent > 100)) { add(`'${name}.targetAverageUtilization' must be 1 to 100 percent, got ${percent}`); }
  }
  if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
    add(`'minReplicas' must not be above maxReplicas, got ${minReplicas} and ${maxReplicas}`);
  }
  if (strict) { checkWhole(judged, add); }
  if (strict && judged.declaration.from === 'props' && replicaCount !== undefined && maxReplicas !== undefined && autoscaleEnabled !== false) {
    add(`'replicaCount' must be left out beside an autoscaler, got ${replicaCount} with ${minReplicas ?? 'no'} to ${maxReplicas} replicas; both would move the pods`);
  }
  if (additions.daemonSet === true) {
    const given = (['replicaCount', 'minReplicas', 'maxReplicas', 'cpu', 'memory'] as const).filter((name) => fields[name] !== undefined);
    if (given.length > 0) { add(`'daemonSet' runs one pod a node and takes no ${given.join(', ')}; leave them out`); }
  }
  checkAdded(judged, add);
  checkRollout(judged, add);
}

/** Half an autoscaler: what ASM makes of it is not documented, and Kubernetes needs both ends. */
function checkWhole({ fields }: Judged, add: Add): void {
  const { minReplicas, maxReplicas, autoscaleEnabled } = fields;
  const missing = (['minReplicas', 'maxReplicas'] as const).filter((name) => fields[name] === undefined);
  const asking = (['autoscaleEnabled', 'cpu', 'memory', 'minReplicas', 'maxReplicas'] as const)
    .filter((name) => (name === 'autoscaleEnabled' ? fields[name] === true : fields[name] !== undefined));
  if (autoscaleEnabled === false || missing.length === 0 || asking.length === 0) { return; }
  const got = asking.map((name) => {
    const value = fields[name];
    return `${name} ${typeof value === 'object' ? value.targetAverageUtilization ?? '{}' : value}`;
  });
  const fix = minReplicas === undefined && maxReplicas === undefined ? 'give both, or leave out the target' : `give ${missing.join(' and ')} too`;
  add(`an autoscaler needs minReplicas and maxReplicas, got ${got.join(', ')} without ${missing.join(' and ')}; ${fix}`);
}

function checkAdded(judged: Judged, add: Add): void {
  const { fields, additions } = judged;
  const { scalingBehavior, metrics } = additions;
  const isWhole = fields.minReplicas !== undefined && fields.maxReplicas !== undefined && fields.autoscaleEnabled !== false;
  if (scalingBehavior !== undefined) {
    behaviorFields(scalingBehavior, 'scalingBehavior', { add });
    if (!isWhole) { add("'scalingBehavior' is for an autoscaler, and there is none; give minReplicas and maxReplicas"); }
  }
  if (metrics !== undefined && metrics.length > 0 && !isWhole) {
    add("'metrics' are for an autoscaler, and there is none; give minReplicas and maxReplicas");
  }
  checkMeshMetrics(judged, isWhole, add);
}

function checkMeshMetrics({ fields, additions, names, declaration, rendering, platform }: Judged, isWhole: boolean, add: Add): void {
  const { meshMetrics, metricsAdapter } = additions;
  if (meshMetrics === undefined) {
    if (metricsAdapter !== undefined) { add("'metricsAdapter' is for 'meshMetrics', and there are none; give some, or leave it out"); }
    return;
  }
  if (!isWhole) { add("'meshMetrics' are for an autoscaler, and there is none; give minReplicas and maxReplicas"); }
  const { objectName } = names;
  const asked = meshMetricsOf({ objectName, namespace: declaration.namespace, rendering, platform, fields, additions }, { add });
  for (const name of ['cpu', 'memory'] as const) {
    if (fields[name]?.targetAverageUtilization !== undefined && asked?.metrics.some((entry) => valueAt(entry as JsonMap, '/resource/name') === name)) {
      add(`'${name}' and 'meshMetrics' must not both have a utilization of ${name}; keep one of the two`);
    }
  }
}

function checkRollout({ written, fields, additions }: Judged, add: Add): void {
  const both = (['rollingMaxSurge', 'rollingMaxUnavailable'] as const).filter((name) => written[name] !== undefined);
  if (additions.rollout !== undefined && both.length > 0) { add(`'rollout' says the same as ${both.join(' and ')}; keep one of the two`); }
  const surge = amount(fields.rollingMaxSurge, 'rollingMaxSurge', add);
  const unavailable = amount(fields.rollingMaxUnavailable, 'rollingMaxUnavailable', add);
  if (surge?.amount === 0 && unavailable?.amount === 0) {
    add(`'rollingMaxSurge' and 'rollingMaxUnavailable' must not both be 0, got ${shown(fields.rollingMaxSurge)} and ${shown(fields.rollingMaxUnavailable)}; `
      + 'no pod could ever be replaced');
  }
  if (unavailable?.isPercent && unavailable.amount > 100) {
    add(`'rollingMaxUnavailable' must be at most 100%, got ${shown(fields.rollingMaxUnavailable)}`);
  }
}

function amount(text: string | undefined, what: string, add: Add): IntOrPercent | undefined {
  if (text === undefined) { return undefined; }
  let parsed: IntOrPercent | undefined;
  const problem = problemOf(() => { parsed = IntOrPercent.parse(amountText(text), `'${what}'`); });
  if (problem !== undefined) { add(problem); }
  return parsed;
}
