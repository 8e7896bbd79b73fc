import { isStrategyField } from './fields';
import { RuleClass, Severity } from '../../finding';
import { valueRule } from '../server-values';

/** SCL028: how a workload is updated, and how many of it there are, in words and numbers that the server knows. */
export const updateValues = valueRule({
  id: 'SCL028',
  title: 'update strategy or count that there is not',
  what: 'The strategy of a Deployment, DaemonSet or StatefulSet is unknown, or has rollingUpdate beside another type; replicas, partition, minReadySeconds, progressDeadlineSeconds or '
    + 'revisionHistoryLimit is below 0; a metric target of an autoscaler or the eviction policy of a budget is a word that there is not.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects an object that asks for what there is not, and what runs stays as it is.',
  source: 'Kubernetes pkg/apis/apps/validation/validation.go ValidateDeploymentStrategy, ValidateDeploymentSpec, ValidateStatefulSetSpec; pkg/apis/autoscaling/validation/validation.go; pkg/apis/policy/validation/validation.go',
}, isStrategyField);
