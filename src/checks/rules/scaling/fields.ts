const STRATEGY: ReadonlySet<string> = new Set(['DaemonSetUpdateStrategy', 'DeploymentStrategy', 'RollingUpdateStatefulSetStrategy', 'StatefulSetUpdateStrategy']);
const COUNTS: ReadonlySet<string> = new Set([
  'DaemonSetSpec minReadySeconds', 'DaemonSetSpec revisionHistoryLimit', 'DeploymentSpec minReadySeconds', 'DeploymentSpec progressDeadlineSeconds', 'DeploymentSpec replicas',
  'DeploymentSpec revisionHistoryLimit', 'MetricTarget type', 'PodDisruptionBudgetSpec unhealthyPodEvictionPolicy', 'ReplicaSetSpec minReadySeconds', 'ReplicaSetSpec replicas',
  'StatefulSetSpec minReadySeconds', 'StatefulSetSpec replicas',
]);

/** SCL028's fields, as `valueProblems` names them. */
export const isStrategyField = (field: string): boolean => COUNTS.has(field) || STRATEGY.has(field.slice(0, field.indexOf(' ')));
