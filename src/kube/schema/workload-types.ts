import type { SchemaRow } from './types';

const APPS = 'Kubernetes API reference 1.28 to 1.36, apps/v1';
const BATCH = 'Kubernetes API reference 1.28 to 1.36, batch/v1';
const CORE = 'Kubernetes API reference 1.28 to 1.36, core/v1';

/** Workloads that no overlay changes: of them only what their authors write is judged. Notation: see `SchemaRow.fields`. */
export const WORKLOAD_TYPES: readonly SchemaRow[] = [
  { type: 'CronJob', source: BATCH, fields: 'apiVersion:string kind:string metadata:ObjectMeta spec:CronJobSpec!' },
  {
    type: 'CronJobSpec',
    source: BATCH,
    fields: `
      concurrencyPolicy:string failedJobsHistoryLimit:int jobTemplate:JobTemplateSpec! schedule:string! startingDeadlineSeconds:int
      successfulJobsHistoryLimit:int suspend:bool timeZone:string`,
  },
  { type: 'Job', source: BATCH, fields: 'apiVersion:string kind:string metadata:ObjectMeta spec:JobSpec' },
  {
    type: 'JobSpec',
    source: BATCH,
    fields: `
      activeDeadlineSeconds:int backoffLimit:int backoffLimitPerIndex:int completionMode:string completions:int managedBy:string manualSelector:bool
      maxFailedIndexes:int parallelism:int podFailurePolicy:PodFailurePolicy podReplacementPolicy:string selector:LabelSelector
      successPolicy:SuccessPolicy suspend:bool template:PodTemplateSpec! ttlSecondsAfterFinished:int`,
  },
  { type: 'JobTemplateSpec', source: BATCH, fields: 'metadata:ObjectMeta spec:JobSpec' },
  // its status is what the cluster says of a claim
  { type: 'PersistentVolumeClaim', source: CORE, fields: 'apiVersion:string kind:string metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:any' },
  { type: 'PodFailurePolicy', source: BATCH, fields: 'rules:[PodFailurePolicyRule]!' },
  { type: 'PodFailurePolicyOnExitCodesRequirement', source: BATCH, fields: 'containerName:string operator:string! values:[int]!' },
  { type: 'PodFailurePolicyOnPodConditionsPattern', source: BATCH, fields: 'status:string type:string!' },
  {
    type: 'PodFailurePolicyRule',
    source: BATCH,
    fields: `
      action:string! onExitCodes:PodFailurePolicyOnExitCodesRequirement onPodConditions:[PodFailurePolicyOnPodConditionsPattern]`,
  },
  { type: 'ReplicaSet', source: APPS, fields: 'apiVersion:string kind:string metadata:ObjectMeta spec:ReplicaSetSpec' },
  { type: 'ReplicaSetSpec', source: APPS, fields: 'minReadySeconds:int replicas:int selector:LabelSelector! template:PodTemplateSpec' },
  { type: 'RollingUpdateStatefulSetStrategy', source: APPS, fields: 'maxUnavailable:intOrString partition:int' },
  { type: 'StatefulSet', source: APPS, fields: 'apiVersion:string kind:string metadata:ObjectMeta spec:StatefulSetSpec' },
  { type: 'StatefulSetOrdinals', source: APPS, fields: 'start:int' },
  { type: 'StatefulSetPersistentVolumeClaimRetentionPolicy', source: APPS, fields: 'whenDeleted:string whenScaled:string' },
  {
    type: 'StatefulSetSpec',
    source: APPS,
    fields: `
      minReadySeconds:int ordinals:StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy
      podManagementPolicy:string replicas:int revisionHistoryLimit:int selector:LabelSelector! serviceName:string template:PodTemplateSpec!
      updateStrategy:StatefulSetUpdateStrategy volumeClaimTemplates:[PersistentVolumeClaim]`,
  },
  { type: 'StatefulSetUpdateStrategy', source: APPS, fields: 'rollingUpdate:RollingUpdateStatefulSetStrategy type:string' },
  { type: 'SuccessPolicy', source: BATCH, fields: 'rules:[SuccessPolicyRule]!' },
  { type: 'SuccessPolicyRule', source: BATCH, fields: 'succeededCount:int succeededIndexes:string' },
];
