import type { SchemaRow } from './types';

const CORE = 'Kubernetes API reference 1.28 to 1.36, core/v1';

/** The pod template: everything but its volumes. Notation: see `SchemaRow.fields`. */
export const POD_TYPES: readonly SchemaRow[] = [
  { type: 'Affinity', source: CORE, fields: 'nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity' },
  { type: 'AppArmorProfile', source: CORE, fields: 'localhostProfile:string type:string!' },
  { type: 'Capabilities', source: CORE, fields: 'add:[string] drop:[string]' },
  { type: 'ClaimSource', source: CORE, fields: 'resourceClaimName:string resourceClaimTemplateName:string' },
  { type: 'ConfigMapEnvSource', source: CORE, fields: 'name:string optional:bool' },
  { type: 'ConfigMapKeySelector', source: CORE, fields: 'key:string! name:string optional:bool' },
  {
    type: 'Container',
    source: CORE,
    fields: `
      args:[string] command:[string] env:[EnvVar] envFrom:[EnvFromSource] image:string imagePullPolicy:string lifecycle:Lifecycle
      livenessProbe:Probe name:string! ports:[ContainerPort] readinessProbe:Probe resizePolicy:[ContainerResizePolicy]
      resources:ResourceRequirements restartPolicy:string restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext
      startupProbe:Probe stdin:bool stdinOnce:bool terminationMessagePath:string terminationMessagePolicy:string tty:bool
      volumeDevices:[VolumeDevice] volumeMounts:[VolumeMount] workingDir:string`,
  },
  { type: 'ContainerPort', source: CORE, fields: 'containerPort:int! hostIP:string hostPort:int name:string protocol:string' },
  { type: 'ContainerResizePolicy', source: CORE, fields: 'resourceName:string! restartPolicy:string!' },
  { type: 'ContainerRestartRule', source: CORE, fields: 'action:string! exitCodes:ContainerRestartRuleOnExitCodes' },
  { type: 'ContainerRestartRuleOnExitCodes', source: CORE, fields: 'operator:string! values:[int]' },
  { type: 'EnvFromSource', source: CORE, fields: 'configMapRef:ConfigMapEnvSource prefix:string secretRef:SecretEnvSource' },
  { type: 'EnvVar', source: CORE, fields: 'name:string! value:string valueFrom:EnvVarSource' },
  {
    type: 'EnvVarSource',
    source: CORE,
    fields: `
      configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector fileKeyRef:FileKeySelector resourceFieldRef:ResourceFieldSelector
      secretKeyRef:SecretKeySelector`,
  },
  {
    type: 'EphemeralContainer',
    source: CORE,
    fields: `
      args:[string] command:[string] env:[EnvVar] envFrom:[EnvFromSource] image:string imagePullPolicy:string lifecycle:Lifecycle
      livenessProbe:Probe name:string! ports:[ContainerPort] readinessProbe:Probe resizePolicy:[ContainerResizePolicy]
      resources:ResourceRequirements restartPolicy:string restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext
      startupProbe:Probe stdin:bool stdinOnce:bool targetContainerName:string terminationMessagePath:string terminationMessagePolicy:string
      tty:bool volumeDevices:[VolumeDevice] volumeMounts:[VolumeMount] workingDir:string`,
  },
  { type: 'ExecAction', source: CORE, fields: 'command:[string]' },
  { type: 'FileKeySelector', source: CORE, fields: 'key:string! optional:bool path:string! volumeName:string!' },
  { type: 'GRPCAction', source: CORE, fields: 'port:int! service:string' },
  { type: 'HTTPGetAction', source: CORE, fields: 'host:string httpHeaders:[HTTPHeader] path:string port:intOrString! scheme:string' },
  { type: 'HTTPHeader', source: CORE, fields: 'name:string! value:string!' },
  { type: 'HostAlias', source: CORE, fields: 'hostnames:[string] ip:string!' },
  { type: 'Lifecycle', source: CORE, fields: 'postStart:LifecycleHandler preStop:LifecycleHandler stopSignal:string' },
  { type: 'LifecycleHandler', source: CORE, fields: 'exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction' },
  {
    type: 'NodeAffinity',
    source: CORE,
    fields: `
      preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm] requiredDuringSchedulingIgnoredDuringExecution:NodeSelector`,
  },
  { type: 'NodeSelector', source: CORE, fields: 'nodeSelectorTerms:[NodeSelectorTerm]!' },
  { type: 'NodeSelectorRequirement', source: CORE, fields: 'key:string! operator:string! values:[string]' },
  { type: 'NodeSelectorTerm', source: CORE, fields: 'matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]' },
  { type: 'ObjectFieldSelector', source: CORE, fields: 'apiVersion:string fieldPath:string!' },
  {
    type: 'PodAffinity',
    source: CORE,
    fields: `
      preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
      requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]`,
  },
  {
    type: 'PodAffinityTerm',
    source: CORE,
    fields: `
      labelSelector:LabelSelector matchLabelKeys:[string] mismatchLabelKeys:[string] namespaceSelector:LabelSelector namespaces:[string]
      topologyKey:string!`,
  },
  {
    type: 'PodAntiAffinity',
    source: CORE,
    fields: `
      preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
      requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]`,
  },
  { type: 'PodDNSConfig', source: CORE, fields: 'nameservers:[string] options:[PodDNSConfigOption] searches:[string]' },
  { type: 'PodDNSConfigOption', source: CORE, fields: 'name:string value:string' },
  { type: 'PodOS', source: CORE, fields: 'name:string!' },
  { type: 'PodReadinessGate', source: CORE, fields: 'conditionType:string!' },
  { type: 'PodResourceClaim', source: CORE, fields: 'name:string! resourceClaimName:string resourceClaimTemplateName:string source:ClaimSource' },
  { type: 'PodSchedulingGate', source: CORE, fields: 'name:string!' },
  { type: 'PodSchedulingGroup', source: CORE, fields: 'podGroupName:string' },
  {
    type: 'PodSecurityContext',
    source: CORE,
    fields: `
      appArmorProfile:AppArmorProfile fsGroup:int fsGroupChangePolicy:string runAsGroup:int runAsNonRoot:bool runAsUser:int
      seLinuxChangePolicy:string seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile supplementalGroups:[int]
      supplementalGroupsPolicy:string sysctls:[Sysctl] windowsOptions:WindowsSecurityContextOptions`,
  },
  {
    type: 'PodSpec',
    source: CORE,
    fields: `
      activeDeadlineSeconds:int affinity:Affinity automountServiceAccountToken:bool containers:[Container]! dnsConfig:PodDNSConfig
      dnsPolicy:string enableServiceLinks:bool ephemeralContainers:[EphemeralContainer] hostAliases:[HostAlias] hostIPC:bool
      hostNetwork:bool hostPID:bool hostUsers:bool hostname:string hostnameOverride:string imagePullSecrets:[LocalObjectReference]
      initContainers:[Container] nodeName:string nodeSelector:{string} os:PodOS overhead:{quantity} preemptionPolicy:string priority:int
      priorityClassName:string readinessGates:[PodReadinessGate] resourceClaims:[PodResourceClaim] resources:ResourceRequirements
      restartPolicy:string runtimeClassName:string schedulerName:string schedulingGates:[PodSchedulingGate]
      schedulingGroup:PodSchedulingGroup securityContext:PodSecurityContext serviceAccount:string serviceAccountName:string
      setHostnameAsFQDN:bool shareProcessNamespace:bool subdomain:string terminationGracePeriodSeconds:int tolerations:[Toleration]
      topologySpreadConstraints:[TopologySpreadConstraint] volumes:[Volume]`,
  },
  { type: 'PodTemplateSpec', source: CORE, fields: 'metadata:ObjectMeta spec:PodSpec' },
  { type: 'PreferredSchedulingTerm', source: CORE, fields: 'preference:NodeSelectorTerm! weight:int!' },
  {
    type: 'Probe',
    source: CORE,
    fields: `
      exec:ExecAction failureThreshold:int grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:int periodSeconds:int
      successThreshold:int tcpSocket:TCPSocketAction terminationGracePeriodSeconds:int timeoutSeconds:int`,
  },
  { type: 'ResourceClaim', source: CORE, fields: 'name:string! request:string' },
  { type: 'ResourceFieldSelector', source: CORE, fields: 'containerName:string divisor:quantity resource:string!' },
  { type: 'ResourceRequirements', source: CORE, fields: 'claims:[ResourceClaim] limits:{quantity} requests:{quantity}' },
  { type: 'SELinuxOptions', source: CORE, fields: 'level:string role:string type:string user:string' },
  { type: 'SeccompProfile', source: CORE, fields: 'localhostProfile:string type:string!' },
  { type: 'SecretEnvSource', source: CORE, fields: 'name:string optional:bool' },
  { type: 'SecretKeySelector', source: CORE, fields: 'key:string! name:string optional:bool' },
  {
    type: 'SecurityContext',
    source: CORE,
    fields: `
      allowPrivilegeEscalation:bool appArmorProfile:AppArmorProfile capabilities:Capabilities privileged:bool procMount:string
      readOnlyRootFilesystem:bool runAsGroup:int runAsNonRoot:bool runAsUser:int seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile
      windowsOptions:WindowsSecurityContextOptions`,
  },
  { type: 'SleepAction', source: CORE, fields: 'seconds:int!' },
  { type: 'Sysctl', source: CORE, fields: 'name:string! value:string!' },
  { type: 'TCPSocketAction', source: CORE, fields: 'host:string port:intOrString!' },
  { type: 'Toleration', source: CORE, fields: 'effect:string key:string operator:string tolerationSeconds:int value:string' },
  {
    type: 'TopologySpreadConstraint',
    source: CORE,
    fields: `
      labelSelector:LabelSelector matchLabelKeys:[string] maxSkew:int! minDomains:int nodeAffinityPolicy:string nodeTaintsPolicy:string
      topologyKey:string! whenUnsatisfiable:string!`,
  },
  { type: 'VolumeDevice', source: CORE, fields: 'devicePath:string! name:string!' },
  {
    type: 'VolumeMount',
    source: CORE,
    fields: `
      mountPath:string! mountPropagation:string name:string! readOnly:bool recursiveReadOnly:string subPath:string subPathExpr:string`,
  },
  { type: 'WeightedPodAffinityTerm', source: CORE, fields: 'podAffinityTerm:PodAffinityTerm! weight:int!' },
  {
    type: 'WindowsSecurityContextOptions',
    source: CORE,
    fields: `
      gmsaCredentialSpec:string gmsaCredentialSpecName:string hostProcess:bool runAsUserName:string`,
  },
];
