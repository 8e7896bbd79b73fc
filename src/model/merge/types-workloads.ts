import type { TypeRow } from './types';

const CORE = 'k8s.io/api v0.27 to v0.36, core/v1/types.go';
const APPS = 'k8s.io/api v0.27 to v0.36, apps/v1/types.go';
const BATCH = 'k8s.io/api v0.27 to v0.36, batch/v1/types.go';

/** What a container is made of; an ephemeral container repeats every field (types.go, EphemeralContainerCommon). */
const CONTAINER = `
  command:[] args:[] ports:[{}@containerPort] envFrom:[EnvFromSource] env:[EnvVar@name] resources:ResourceRequirements resizePolicy:[]
  restartPolicyRules:[] volumeMounts:[{}@mountPath] volumeDevices:[{}@devicePath] livenessProbe:Probe readinessProbe:Probe
  startupProbe:Probe lifecycle:Lifecycle securityContext:SecurityContext`;

/** The pod and what wraps it. Notation: see `TypeRow.fields`. */
export const WORKLOAD_TYPES: readonly TypeRow[] = [
  { type: 'Pod', source: CORE, fields: 'metadata:ObjectMeta spec:PodSpec status:PodStatus' },
  { type: 'PodTemplateSpec', source: CORE, fields: 'metadata:ObjectMeta spec:PodSpec' },
  {
    type: 'PodSpec',
    source: `${CORE}; workloadRef only in v0.35, schedulingGroup from v0.36`,
    fields: `
      volumes:[Volume@name] initContainers:[Container@name] containers:[Container@name] ephemeralContainers:[Container@name]
      nodeSelector:{} securityContext:PodSecurityContext imagePullSecrets:[{}@name] affinity:Affinity tolerations:[]
      hostAliases:[HostAlias@ip] dnsConfig:PodDNSConfig readinessGates:[] overhead:{}
      topologySpreadConstraints:[TopologySpreadConstraint@topologyKey] os:{} schedulingGates:[{}@name]
      resourceClaims:[PodResourceClaim@name] resources:ResourceRequirements workloadRef:{} schedulingGroup:{}`,
  },
  {
    type: 'PodStatus',
    source: CORE,
    fields: `
      conditions:[{}@type] hostIPs:[{}@ip] podIPs:[{}@ip] initContainerStatuses:[] containerStatuses:[] ephemeralContainerStatuses:[]
      resourceClaimStatuses:[{}@name] extendedResourceClaimStatus:PodExtendedResourceClaimStatus allocatedResources:{}
      resources:ResourceRequirements nodeAllocatableResourceClaimStatuses:[]`,
  },
  { type: 'PodExtendedResourceClaimStatus', source: CORE, fields: 'requestMappings:[]' },
  { type: 'PodResourceClaim', source: `${CORE}; source until v0.30`, fields: 'source:{}' },
  { type: 'HostAlias', source: CORE, fields: 'hostnames:[]' },
  { type: 'PodDNSConfig', source: CORE, fields: 'nameservers:[] searches:[] options:[]' },
  { type: 'TopologySpreadConstraint', source: CORE, fields: 'labelSelector:LabelSelector matchLabelKeys:[]' },
  { type: 'Affinity', source: CORE, fields: 'nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAffinity' },
  {
    type: 'NodeAffinity',
    source: CORE,
    fields: 'requiredDuringSchedulingIgnoredDuringExecution:NodeSelector preferredDuringSchedulingIgnoredDuringExecution:[]',
  },
  { type: 'NodeSelector', source: CORE, fields: 'nodeSelectorTerms:[]' },
  {
    type: 'PodAffinity',
    source: `${CORE}; PodAntiAffinity has the same fields`,
    fields: 'requiredDuringSchedulingIgnoredDuringExecution:[] preferredDuringSchedulingIgnoredDuringExecution:[]',
  },
  {
    type: 'PodSecurityContext',
    source: CORE,
    fields: 'seLinuxOptions:{} windowsOptions:{} supplementalGroups:[] sysctls:[] seccompProfile:{} appArmorProfile:{}',
  },

  { type: 'Container', source: CORE, fields: CONTAINER },
  { type: 'ResourceRequirements', source: CORE, fields: 'limits:{} requests:{} claims:[]' },
  { type: 'EnvVar', source: CORE, fields: 'valueFrom:EnvVarSource' },
  {
    type: 'EnvVarSource',
    source: `${CORE}; fileKeyRef from v0.34`,
    fields: 'fieldRef:{} resourceFieldRef:{} configMapKeyRef:{} secretKeyRef:{} fileKeyRef:{}',
  },
  { type: 'EnvFromSource', source: CORE, fields: 'configMapRef:{} secretRef:{}' },
  { type: 'Probe', source: CORE, fields: 'exec:ExecAction httpGet:HTTPGetAction tcpSocket:{} grpc:{}' },
  { type: 'Lifecycle', source: CORE, fields: 'postStart:LifecycleHandler preStop:LifecycleHandler' },
  { type: 'LifecycleHandler', source: `${CORE}; sleep from v0.29`, fields: 'exec:ExecAction httpGet:HTTPGetAction tcpSocket:{} sleep:{}' },
  { type: 'ExecAction', source: CORE, fields: 'command:[]' },
  { type: 'HTTPGetAction', source: CORE, fields: 'httpHeaders:[]' },
  {
    type: 'SecurityContext',
    source: CORE,
    fields: 'capabilities:Capabilities seLinuxOptions:{} windowsOptions:{} seccompProfile:{} appArmorProfile:{}',
  },
  { type: 'Capabilities', source: CORE, fields: 'add:[] drop:[]' },

  {
    type: 'Volume',
    source: `${CORE}; image from v0.31`,
    fields: `
      hostPath:{} emptyDir:{} gcePersistentDisk:{} awsElasticBlockStore:{} gitRepo:{} secret:ItemsSource nfs:{} iscsi:ISCSIVolumeSource
      glusterfs:{} persistentVolumeClaim:{} rbd:MonitorsSource flexVolume:FlexVolumeSource cinder:SecretRefSource cephfs:MonitorsSource
      flocker:{} downwardAPI:ItemsSource fc:FCVolumeSource azureFile:{} configMap:ItemsSource vsphereVolume:{} quobyte:{} azureDisk:{}
      photonPersistentDisk:{} projected:ProjectedVolumeSource portworxVolume:{} scaleIO:SecretRefSource storageos:SecretRefSource
      csi:CSIVolumeSource ephemeral:EphemeralVolumeSource image:{}`,
  },
  { type: 'ItemsSource', source: `${CORE}; SecretVolumeSource, ConfigMapVolumeSource, DownwardAPIVolumeSource`, fields: 'items:[]' },
  { type: 'SecretRefSource', source: `${CORE}; Cinder-, ScaleIO-, StorageOSVolumeSource`, fields: 'secretRef:{}' },
  { type: 'MonitorsSource', source: `${CORE}; RBDVolumeSource, CephFSVolumeSource`, fields: 'monitors:[] secretRef:{}' },
  { type: 'ISCSIVolumeSource', source: CORE, fields: 'portals:[] secretRef:{}' },
  { type: 'FlexVolumeSource', source: CORE, fields: 'secretRef:{} options:{}' },
  { type: 'FCVolumeSource', source: CORE, fields: 'targetWWNs:[] wwids:[]' },
  { type: 'ProjectedVolumeSource', source: CORE, fields: 'sources:[VolumeProjection]' },
  {
    type: 'VolumeProjection',
    source: `${CORE}; clusterTrustBundle from v0.29, podCertificate from v0.34`,
    fields: `
      secret:ItemsSource downwardAPI:ItemsSource configMap:ItemsSource serviceAccountToken:{} clusterTrustBundle:TrustBundleProjection
      podCertificate:PodCertificateProjection`,
  },
  { type: 'TrustBundleProjection', source: `${CORE}; ClusterTrustBundleProjection`, fields: 'labelSelector:LabelSelector' },
  { type: 'PodCertificateProjection', source: CORE, fields: 'userAnnotations:{}' },
  { type: 'CSIVolumeSource', source: CORE, fields: 'volumeAttributes:{} nodePublishSecretRef:{}' },
  { type: 'EphemeralVolumeSource', source: CORE, fields: 'volumeClaimTemplate:PersistentVolumeClaimTemplate' },
  { type: 'PersistentVolumeClaimTemplate', source: CORE, fields: 'metadata:ObjectMeta spec:PersistentVolumeClaimSpec' },
  {
    type: 'PersistentVolumeClaimSpec',
    source: CORE,
    fields: 'accessModes:[] selector:LabelSelector resources:ResourceRequirements dataSource:{} dataSourceRef:{}',
  },

  { type: 'Deployment', source: APPS, fields: 'metadata:ObjectMeta spec:DeploymentSpec status:ConditionsStatus' },
  { type: 'DeploymentSpec', source: APPS, fields: 'selector:LabelSelector template:PodTemplateSpec strategy:DeploymentStrategy' },
  { type: 'DeploymentStrategy', source: APPS, fields: 'rollingUpdate:{}' },
  { type: 'DaemonSet', source: APPS, fields: 'metadata:ObjectMeta spec:DaemonSetSpec status:ConditionsStatus' },
  { type: 'DaemonSetSpec', source: APPS, fields: 'selector:LabelSelector template:PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy' },
  { type: 'DaemonSetUpdateStrategy', source: APPS, fields: 'rollingUpdate:{}' },
  { type: 'ReplicaSet', source: APPS, fields: 'metadata:ObjectMeta spec:ReplicaSetSpec status:ConditionsStatus' },
  { type: 'ReplicaSetSpec', source: APPS, fields: 'selector:LabelSelector template:PodTemplateSpec' },
  { type: 'StatefulSet', source: APPS, fields: 'metadata:ObjectMeta spec:StatefulSetSpec status:ConditionsStatus' },
  {
    type: 'StatefulSetSpec',
    source: APPS,
    fields: `
      selector:LabelSelector template:PodTemplateSpec volumeClaimTemplates:[] updateStrategy:StatefulSetUpdateStrategy
      persistentVolumeClaimRetentionPolicy:{} ordinals:{}`,
  },
  { type: 'StatefulSetUpdateStrategy', source: APPS, fields: 'rollingUpdate:{}' },
  { type: 'ConditionsStatus', source: `${APPS}; the four status types`, fields: 'conditions:[{}@type]' },

  { type: 'CronJob', source: BATCH, fields: 'metadata:ObjectMeta spec:CronJobSpec status:CronJobStatus' },
  { type: 'CronJobSpec', source: BATCH, fields: 'jobTemplate:JobTemplateSpec' },
  { type: 'CronJobStatus', source: BATCH, fields: 'active:[]' },
  { type: 'JobTemplateSpec', source: BATCH, fields: 'metadata:ObjectMeta spec:JobSpec' },
  { type: 'Job', source: BATCH, fields: 'metadata:ObjectMeta spec:JobSpec status:JobStatus' },
  {
    type: 'JobSpec',
    source: BATCH,
    fields: 'podFailurePolicy:RulesPolicy successPolicy:RulesPolicy selector:LabelSelector template:PodTemplateSpec',
  },
  { type: 'RulesPolicy', source: `${BATCH}; PodFailurePolicy, SuccessPolicy`, fields: 'rules:[]' },
  { type: 'JobStatus', source: BATCH, fields: 'conditions:[{}@type] uncountedTerminatedPods:UncountedTerminatedPods' },
  { type: 'UncountedTerminatedPods', source: BATCH, fields: 'succeeded:[] failed:[]' },
];
