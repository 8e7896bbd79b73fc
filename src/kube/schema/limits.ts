/** What the values of a type's fields may be, beyond their type. */
export interface LimitRow {
  readonly type: string;
  /**
   * `field:limit`, separated by blanks.
   *
   * - `a|b` one of these words; `|a|b` or nothing, which is the default
   * - `1..65535`, `0..` a whole number in this range; `0..max` one of 64 bits
   * - `@dns1123Label` a name of this kind (`NameKind`), `@|…` or nothing; `@ip` an address, `@reachableIp` one that others can reach
   * - `port` a number from 1 to 65535, or the name of a port
   * - `amount` a quantity of 0 or more
   * - `some` not empty; `+` in front of another limit: not missing either
   * - `[limit]` each item of a list, `[limit]some` and at least one
   * - `down` a path that goes down only, `local` one that does not begin with `..` either, `forward` one without `..`, `absolute` one from the root
   */
  readonly limits: string;
  readonly source: string;
}

const CORE = 'Kubernetes pkg/apis/core/validation/validation.go';
const APPS = 'Kubernetes pkg/apis/apps/validation/validation.go';
const AUTOSCALING = 'Kubernetes pkg/apis/autoscaling/validation/validation.go';
const BATCH = 'Kubernetes pkg/apis/batch/validation/validation.go';
const POLICY = 'Kubernetes pkg/apis/policy/validation/validation.go';

/**
 * Words and ranges of Kubernetes 1.28 to 1.36. A word that any of these versions takes is not refused, and what has a rule of its own
 * (quantities, rollouts, numbers and names of ports of a Service, tolerations, sysctls, names of variables) is not here.
 */
export const LIMIT_ROWS: readonly LimitRow[] = [
  { type: 'AppArmorProfile', source: `${CORE} ValidateAppArmorProfileField`, limits: 'type:Localhost|RuntimeDefault|Unconfined' },
  { type: 'CSIVolumeSource', source: `${CORE} validateCSIVolumeSource`, limits: 'driver:+@csiDriver' },
  { type: 'ConfigMapEnvSource', source: `${CORE} validateConfigMapEnvSource`, limits: 'name:+@envSource' },
  { type: 'ConfigMapKeySelector', source: `${CORE} validateConfigMapKeySelector`, limits: 'key:@configMapKey name:+@dns1123Subdomain' },
  { type: 'ConfigMapProjection', source: `${CORE} validateProjectionSources`, limits: 'name:some' },
  { type: 'ConfigMapVolumeSource', source: `${CORE} validateConfigMapVolumeSource`, limits: 'defaultMode:0..511 name:some' },
  {
    type: 'Container',
    source: `${CORE} validateContainerCommon, validateContainers`,
    limits: `
      image:some imagePullPolicy:|Always|IfNotPresent|Never name:@dns1123Label restartPolicy:Always|Never|OnFailure
      terminationMessagePolicy:|FallbackToLogsOnError|File`,
  },
  { type: 'ContainerPort', source: `${CORE} validateContainerPorts`, limits: 'containerPort:1..65535 hostPort:0..65535 protocol:|SCTP|TCP|UDP' },
  { type: 'ContainerResizePolicy', source: `${CORE} validateResizePolicy`, limits: 'resourceName:cpu|memory restartPolicy:NotRequired|RestartContainer' },
  {
    type: 'CronJobSpec',
    source: `${BATCH} validateCronJobSpec`,
    limits: `
      concurrencyPolicy:|Allow|Forbid|Replace failedJobsHistoryLimit:0.. schedule:some startingDeadlineSeconds:0..max
      successfulJobsHistoryLimit:0..`,
  },
  { type: 'DaemonSet', source: APPS, limits: 'spec:some' },
  { type: 'Deployment', source: APPS, limits: 'spec:some' },
  { type: 'CrossVersionObjectReference', source: `${AUTOSCALING} ValidateCrossVersionObjectReference`, limits: 'kind:@pathSegment name:@pathSegment' },
  { type: 'DaemonSetSpec', source: `${APPS} ValidateDaemonSetSpec`, limits: 'minReadySeconds:0.. revisionHistoryLimit:0..' },
  { type: 'DaemonSetUpdateStrategy', source: `${APPS} ValidateDaemonSetUpdateStrategy`, limits: 'type:|OnDelete|RollingUpdate' },
  { type: 'DeploymentSpec', source: `${APPS} ValidateDeploymentSpec`, limits: 'minReadySeconds:0.. progressDeadlineSeconds:0.. replicas:0.. revisionHistoryLimit:0..' },
  { type: 'DeploymentStrategy', source: `${APPS} ValidateDeploymentStrategy`, limits: 'type:|Recreate|RollingUpdate' },
  { type: 'DownwardAPIVolumeFile', source: `${CORE} validateDownwardAPIVolumeFile`, limits: 'mode:0..511 path:+local' },
  { type: 'DownwardAPIVolumeSource', source: `${CORE} validateDownwardAPIVolumeSource`, limits: 'defaultMode:0..511' },
  { type: 'EmptyDirVolumeSource', source: `${CORE} validateVolumeSource`, limits: 'sizeLimit:amount' },
  { type: 'EnvFromSource', source: `${CORE} ValidateEnvFrom`, limits: 'prefix:@envPrefix' },
  { type: 'ExecAction', source: `${CORE} validateExecAction`, limits: 'command:[]some' },
  { type: 'GRPCAction', source: `${CORE} validateGRPCAction`, limits: 'port:1..65535' },
  { type: 'HTTPGetAction', source: `${CORE} validateHTTPGetAction`, limits: 'port:port scheme:|HTTP|HTTPS' },
  { type: 'HTTPHeader', source: `${CORE} validateHTTPGetAction`, limits: 'name:@httpHeader' },
  { type: 'HostAlias', source: `${CORE} ValidateHostAliases`, limits: 'hostnames:[@dns1123Subdomain] ip:@ip' },
  { type: 'HostPathVolumeSource', source: `${CORE} validateHostPathVolumeSource`, limits: 'path:+forward type:|BlockDevice|CharDevice|Directory|DirectoryOrCreate|File|FileOrCreate|Socket' },
  { type: 'ImageVolumeSource', source: `${CORE} validateImageVolumeSource`, limits: 'pullPolicy:|Always|IfNotPresent|Never' },
  { type: 'Job', source: BATCH, limits: 'spec:some' },
  {
    type: 'JobSpec',
    source: `${BATCH} validateJobSpec`,
    limits: `
      activeDeadlineSeconds:0..max backoffLimit:0.. backoffLimitPerIndex:0.. completionMode:Indexed|NonIndexed completions:0.. maxFailedIndexes:0..
      parallelism:0.. podReplacementPolicy:Failed|TerminatingOrFailed ttlSecondsAfterFinished:0..`,
  },
  { type: 'JobTemplateSpec', source: BATCH, limits: 'spec:some' },
  { type: 'KeyToPath', source: `${CORE} validateKeyToPath`, limits: 'key:some mode:0..511 path:+local' },
  { type: 'MetricIdentifier', source: `${AUTOSCALING} validateMetricIdentifier`, limits: 'name:some' },
  { type: 'MetricTarget', source: `${AUTOSCALING} validateMetricTarget`, limits: 'type:AverageValue|Utilization|Value' },
  { type: 'NFSVolumeSource', source: `${CORE} validateNFSVolumeSource`, limits: 'path:+absolute server:some' },
  { type: 'NodeSelector', source: `${CORE} ValidateNodeSelector`, limits: 'nodeSelectorTerms:[]some' },
  { type: 'ObjectFieldSelector', source: `${CORE} validateObjectFieldSelector`, limits: 'fieldPath:some' },
  { type: 'OwnerReference', source: 'Kubernetes apimachinery pkg/api/validation ValidateOwnerReferences', limits: 'apiVersion:some kind:some name:some uid:some' },
  { type: 'PersistentVolumeClaimVolumeSource', source: `${CORE} validatePersistentClaimVolumeSource`, limits: 'claimName:some' },
  { type: 'PodAffinityTerm', source: `${CORE} validatePodAffinityTerm`, limits: 'namespaces:[@dns1123Label]' },
  { type: 'PodDNSConfig', source: `${CORE} validatePodDNSConfig`, limits: 'nameservers:[@ip] searches:[@dnsSearch]' },
  { type: 'PodDNSConfigOption', source: `${CORE} validatePodDNSConfig`, limits: 'name:some' },
  { type: 'PodDisruptionBudgetSpec', source: `${POLICY} ValidatePodDisruptionBudgetSpec`, limits: 'unhealthyPodEvictionPolicy:AlwaysAllow|IfHealthyBudget' },
  { type: 'PodFailurePolicyOnExitCodesRequirement', source: `${BATCH} validatePodFailurePolicyRuleOnExitCodes`, limits: 'operator:In|NotIn values:[]some' },
  { type: 'PodFailurePolicyOnPodConditionsPattern', source: `${BATCH} validatePodFailurePolicyRuleOnPodConditions`, limits: 'status:|False|True|Unknown type:@labelKey' },
  { type: 'PodFailurePolicyRule', source: `${BATCH} validatePodFailurePolicyRule`, limits: 'action:Count|FailIndex|FailJob|Ignore' },
  { type: 'PodOS', source: `${CORE} validateOS`, limits: 'name:linux|windows' },
  { type: 'PodReadinessGate', source: `${CORE} validateReadinessGates`, limits: 'conditionType:@labelKey' },
  { type: 'PodSchedulingGate', source: `${CORE} validateSchedulingGates`, limits: 'name:@labelKey' },
  {
    type: 'PodSecurityContext',
    source: `${CORE} validatePodSpecSecurityContext`,
    limits: `
      fsGroup:0..2147483647 fsGroupChangePolicy:Always|OnRootMismatch runAsGroup:0..2147483647 runAsUser:0..2147483647
      seLinuxChangePolicy:MountOption|Recursive supplementalGroups:[0..2147483647] supplementalGroupsPolicy:Merge|Strict`,
  },
  {
    type: 'PodSpec',
    source: `${CORE} ValidatePodSpec`,
    limits: `
      activeDeadlineSeconds:1..2147483647 containers:[]some hostname:@|dns1123Label nodeName:@|dns1123Subdomain preemptionPolicy:|Never|PreemptLowerPriority
      priorityClassName:@|dns1123Subdomain restartPolicy:|Always|Never|OnFailure runtimeClassName:@dns1123Subdomain serviceAccountName:@|dns1123Subdomain
      subdomain:@|dns1123Label`,
  },
  { type: 'PodTemplateSpec', source: CORE, limits: 'spec:some' },
  { type: 'PreferredSchedulingTerm', source: `${CORE} ValidatePreferredSchedulingTerms`, limits: 'weight:1..100' },
  {
    type: 'Probe',
    source: `${CORE} validateProbe`,
    limits: `
      failureThreshold:0.. initialDelaySeconds:0.. periodSeconds:0.. successThreshold:0.. terminationGracePeriodSeconds:1..max timeoutSeconds:0..`,
  },
  { type: 'ContainerResourceMetricSource', source: `${AUTOSCALING} validateContainerResourceSource`, limits: 'container:+@dns1123Label name:+@containerResource' },
  { type: 'ResourceMetricSource', source: `${AUTOSCALING} validateResourceSource`, limits: 'name:some' },
  { type: 'ProjectedVolumeSource', source: `${CORE} validateProjectedVolumeSource`, limits: 'defaultMode:0..511' },
  { type: 'ReplicaSet', source: APPS, limits: 'spec:some' },
  { type: 'ReplicaSetSpec', source: `${APPS} ValidateReplicaSetSpec`, limits: 'minReadySeconds:0.. replicas:0..' },
  { type: 'RollingUpdateStatefulSetStrategy', source: `${APPS} ValidateStatefulSetSpec`, limits: 'partition:0..' },
  { type: 'SeccompProfile', source: `${CORE} validateSeccompProfileField`, limits: 'localhostProfile:down type:Localhost|RuntimeDefault|Unconfined' },
  { type: 'SecretEnvSource', source: `${CORE} validateSecretEnvSource`, limits: 'name:+@envSource' },
  { type: 'SecretKeySelector', source: `${CORE} validateSecretKeySelector`, limits: 'key:@configMapKey name:+@dns1123Subdomain' },
  { type: 'SecretProjection', source: `${CORE} validateProjectionSources`, limits: 'name:some' },
  { type: 'SecretVolumeSource', source: `${CORE} validateSecretVolumeSource`, limits: 'defaultMode:0..511 secretName:some' },
  { type: 'SecurityContext', source: `${CORE} ValidateSecurityContext`, limits: 'procMount:Default|Unmasked runAsGroup:0..2147483647 runAsUser:0..2147483647' },
  { type: 'ServiceAccountTokenProjection', source: `${CORE} validateProjectionSources`, limits: 'expirationSeconds:600..4294967296 path:+local' },
  { type: 'Service', source: CORE, limits: 'spec:some' },
  { type: 'ServicePort', source: `${CORE} validateServicePort`, limits: 'appProtocol:@labelKey targetPort:@|portName' },
  {
    type: 'ServiceSpec',
    source: `${CORE} ValidateService, ValidateServiceClusterIPsRelatedFields`,
    limits: `
      externalIPs:[@reachableIp] externalTrafficPolicy:|Cluster|Local healthCheckNodePort:0..65535 internalTrafficPolicy:Cluster|Local ipFamilies:[IPv4|IPv6]
      ipFamilyPolicy:PreferDualStack|RequireDualStack|SingleStack sessionAffinity:|ClientIP|None
      trafficDistribution:PreferClose|PreferSameNode|PreferSameZone type:|ClusterIP|ExternalName|LoadBalancer|NodePort`,
  },
  { type: 'StatefulSet', source: APPS, limits: 'spec:some' },
  { type: 'StatefulSetOrdinals', source: `${APPS} ValidateStatefulSetSpec`, limits: 'start:0..' },
  { type: 'StatefulSetPersistentVolumeClaimRetentionPolicy', source: `${APPS} ValidatePersistentVolumeClaimRetentionPolicy`, limits: 'whenDeleted:|Delete|Retain whenScaled:|Delete|Retain' },
  { type: 'StatefulSetSpec', source: `${APPS} ValidateStatefulSetSpec`, limits: 'minReadySeconds:0.. podManagementPolicy:|OrderedReady|Parallel replicas:0..' },
  { type: 'StatefulSetUpdateStrategy', source: `${APPS} ValidateStatefulSetSpec`, limits: 'type:|OnDelete|RollingUpdate' },
  { type: 'SuccessPolicy', source: `${BATCH} validateSuccessPolicy`, limits: 'rules:[]some' },
  { type: 'SuccessPolicyRule', source: `${BATCH} validateSuccessPolicyRule`, limits: 'succeededCount:0..' },
  { type: 'TCPSocketAction', source: `${CORE} validateTCPSocketAction`, limits: 'port:port' },
  { type: 'TopologySpreadConstraint', source: `${CORE} validateNodeInclusionPolicy`, limits: 'nodeAffinityPolicy:Honor|Ignore nodeTaintsPolicy:Honor|Ignore' },
  { type: 'Volume', source: `${CORE} ValidateVolumes`, limits: 'name:@dns1123Label' },
  {
    type: 'VolumeMount',
    source: `${CORE} ValidateVolumeMounts`,
    limits: `
      mountPath:some mountPropagation:Bidirectional|HostToContainer|None name:some recursiveReadOnly:Disabled|Enabled|IfPossible subPath:down
      subPathExpr:down`,
  },
];
