import type { MetricsAdapter } from './adapter';
import type { MeshAutoscalerProps } from './autoscaler-props';
import type { ScaleTarget } from './target';
import { unscalable } from './target-kinds';
import { nameProblem } from '../kube/names';
import { shown } from '../platform/problems';

export { queries } from './adapters/commands';
export { registerAutoscaler } from './exclusive';
export { prefixOf, resolveMetrics } from './resolve';
export { behaviorFields } from '../presets/behavior-fields';

/** The largest number of replicas: int32. */
const MAX_REPLICAS = 2_147_483_647;

/** What is wrong with the target and the adapter. */
export function kindProblems(target: ScaleTarget, adapter: MetricsAdapter): string[] {
  const problems: string[] = [];
  if (typeof adapter?._form?.manifest !== 'function') { problems.push(`'adapter' must be a MetricsAdapter such as MetricsAdapter.kubeMetricsAdapter({ … }), got ${shown(adapter)}`); }
  if (target?._ref === undefined) { return [...problems, `'target' must be a ScaleTarget such as ScaleTarget.named({ name: 'podinfo' }), got ${shown(target)}`]; }
  const { apiVersion, kind, name } = target._ref;
  const instead = unscalable(kind);
  if (instead !== undefined) { problems.push(`'target' must be of a kind that can be scaled, got ${kind} ${name}; ${instead}`); }
  const problem = nameProblem('dns1123Subdomain', name);
  if (problem !== undefined) { problems.push(`'target.name' ${problem}, got ${shown(name)}`); }
  if (!/^(?:[a-z0-9.-]{1,253}\/)?v[a-z0-9]{1,20}$/.test(apiVersion)) { problems.push(`'target.apiVersion' must be a group and a version such as apps/v1, got ${shown(apiVersion)}`); }
  if (!/^[A-Z][A-Za-z0-9]{0,62}$/.test(kind)) { problems.push(`'target.kind' must be a kind such as Deployment, got ${shown(kind)}`); }
  const plus = target._plus;
  if (plus?.replicas !== undefined) {
    problems.push(`'target' must not fix its replicas, got ${kind} ${name} with ${shown(plus.replicas)}: every apply would set them back; leave 'replicas' out`);
  }
  if (plus?.hasAutoscaler === true) { problems.push(`'target' must not have an autoscaler already, got ${kind} ${name}; put all metrics into one`); }
  return problems;
}

/** What is wrong with the namespace. */
export function namespaceProblems(target: ScaleTarget, given: string | undefined, namespace: string | undefined): string[] {
  if (namespace === undefined) { return ['\'namespace\' must be given, because the queries name it, got undefined; give the target, the autoscaler or the chart one']; }
  const own = target?._namespace;
  if (own !== undefined && given !== undefined && own !== given) { return [`'namespace' must be that of the target, ${own}, got ${shown(given)}; leave it out`]; }
  const problem = nameProblem('dns1123Label', namespace);
  return problem === undefined ? [] : [`'namespace' ${problem}, got ${shown(namespace)}`];
}

/** What is wrong with the numbers of replicas. */
export function replicaProblems({ minReplicas, maxReplicas }: MeshAutoscalerProps): string[] {
  const isCount = (number: unknown): boolean => Number.isSafeInteger(number) && (number as number) >= 1 && (number as number) <= MAX_REPLICAS;
  const problems: string[] = [];
  if (minReplicas !== undefined && !isCount(minReplicas)) {
    const why = minReplicas === 0 ? '; a workload without pods reports no requests, so nothing would wake it' : '';
    problems.push(`'minReplicas' must be a whole number of 1 or more, got ${shown(minReplicas)}${why}`);
  }
  if (!isCount(maxReplicas)) { problems.push(`'maxReplicas' must be a whole number of 1 or more, got ${shown(maxReplicas)}`); }
  if (problems.length === 0 && (minReplicas ?? 1) > maxReplicas) {
    problems.push(`'minReplicas' must be at most 'maxReplicas', got ${minReplicas} and ${maxReplicas}; swap or raise them`);
  }
  return problems;
}
