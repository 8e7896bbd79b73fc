import type { SchemaRow } from './types';

const APPS = 'Kubernetes API reference 1.28 to 1.36, apps/v1';
const AUTOSCALING = 'Kubernetes API reference 1.28 to 1.36, autoscaling/v2';
const CORE = 'Kubernetes API reference 1.28 to 1.36, core/v1';
const META = 'Kubernetes API reference 1.28 to 1.36, meta/v1';
const POLICY = 'Kubernetes API reference 1.28 to 1.36, policy/v1';

/** The kinds that an overlay changes, and what all objects share. Notation: see `SchemaRow.fields`. */
export const OBJECT_TYPES: readonly SchemaRow[] = [
  { type: 'ClientIPConfig', source: CORE, fields: 'timeoutSeconds:int' },
  { type: 'ContainerResourceMetricSource', source: AUTOSCALING, fields: 'container:string! name:string! target:MetricTarget!' },
  { type: 'CrossVersionObjectReference', source: AUTOSCALING, fields: 'apiVersion:string kind:string! name:string!' },
  { type: 'DaemonSet', source: APPS, fields: 'apiVersion:string kind:string metadata:ObjectMeta spec:DaemonSetSpec' },
  {
    type: 'DaemonSetSpec',
    source: APPS,
    fields: `
      minReadySeconds:int revisionHistoryLimit:int selector:LabelSelector! template:PodTemplateSpec! updateStrategy:DaemonSetUpdateStrategy`,
  },
  { type: 'DaemonSetUpdateStrategy', source: APPS, fields: 'rollingUpdate:RollingUpdateDaemonSet type:string' },
  { type: 'Deployment', source: APPS, fields: 'apiVersion:string kind:string metadata:ObjectMeta spec:DeploymentSpec' },
  {
    type: 'DeploymentSpec',
    source: APPS,
    fields: `
      minReadySeconds:int paused:bool progressDeadlineSeconds:int replicas:int revisionHistoryLimit:int selector:LabelSelector!
      strategy:DeploymentStrategy template:PodTemplateSpec!`,
  },
  { type: 'DeploymentStrategy', source: APPS, fields: 'rollingUpdate:RollingUpdateDeployment type:string' },
  { type: 'ExternalMetricSource', source: AUTOSCALING, fields: 'metric:MetricIdentifier! target:MetricTarget!' },
  { type: 'HPAScalingPolicy', source: AUTOSCALING, fields: 'periodSeconds:int! type:string! value:int!' },
  {
    type: 'HPAScalingRules',
    source: AUTOSCALING,
    fields: `
      policies:[HPAScalingPolicy] selectPolicy:string stabilizationWindowSeconds:int tolerance:quantity`,
  },
  {
    type: 'HorizontalPodAutoscaler',
    source: AUTOSCALING,
    fields: `
      apiVersion:string kind:string metadata:ObjectMeta spec:HorizontalPodAutoscalerSpec!`,
  },
  { type: 'HorizontalPodAutoscalerBehavior', source: AUTOSCALING, fields: 'scaleDown:HPAScalingRules scaleUp:HPAScalingRules' },
  {
    type: 'HorizontalPodAutoscalerSpec',
    source: AUTOSCALING,
    fields: `
      behavior:HorizontalPodAutoscalerBehavior maxReplicas:int! metrics:[MetricSpec] minReplicas:int
      scaleTargetRef:CrossVersionObjectReference!`,
  },
  { type: 'LabelSelector', source: META, fields: 'matchExpressions:[LabelSelectorRequirement] matchLabels:{string}' },
  { type: 'LabelSelectorRequirement', source: META, fields: 'key:string! operator:string! values:[string]' },
  {
    type: 'ManagedFieldsEntry',
    source: META,
    fields: `
      apiVersion:string fieldsType:string fieldsV1:any manager:string operation:string subresource:string time:time`,
  },
  { type: 'MetricIdentifier', source: AUTOSCALING, fields: 'name:string! selector:LabelSelector' },
  {
    type: 'MetricSpec',
    source: AUTOSCALING,
    fields: `
      containerResource:ContainerResourceMetricSource external:ExternalMetricSource object:ObjectMetricSource pods:PodsMetricSource
      resource:ResourceMetricSource type:string!`,
  },
  { type: 'MetricTarget', source: AUTOSCALING, fields: 'averageUtilization:int averageValue:quantity type:string! value:quantity' },
  {
    type: 'ObjectMeta',
    source: META,
    fields: `
      annotations:{string} creationTimestamp:time deletionGracePeriodSeconds:int deletionTimestamp:time finalizers:[string]
      generateName:string generation:int labels:{string} managedFields:[ManagedFieldsEntry] name:string namespace:string
      ownerReferences:[OwnerReference] resourceVersion:string selfLink:string uid:string`,
  },
  {
    type: 'ObjectMetricSource',
    source: AUTOSCALING,
    fields: `
      describedObject:CrossVersionObjectReference! metric:MetricIdentifier! target:MetricTarget!`,
  },
  {
    type: 'ObjectReference',
    source: CORE,
    fields: `
      apiVersion:string fieldPath:string kind:string name:string namespace:string resourceVersion:string uid:string`,
  },
  {
    type: 'OwnerReference',
    source: META,
    fields: `
      apiVersion:string! blockOwnerDeletion:bool controller:bool kind:string! name:string! uid:string!`,
  },
  { type: 'PodDisruptionBudget', source: POLICY, fields: 'apiVersion:string kind:string metadata:ObjectMeta spec:PodDisruptionBudgetSpec' },
  {
    type: 'PodDisruptionBudgetSpec',
    source: POLICY,
    fields: `
      maxUnavailable:intOrString minAvailable:intOrString selector:LabelSelector unhealthyPodEvictionPolicy:string`,
  },
  { type: 'PodsMetricSource', source: AUTOSCALING, fields: 'metric:MetricIdentifier! target:MetricTarget!' },
  { type: 'ResourceMetricSource', source: AUTOSCALING, fields: 'name:string! target:MetricTarget!' },
  { type: 'RollingUpdateDaemonSet', source: APPS, fields: 'maxSurge:intOrString maxUnavailable:intOrString' },
  { type: 'RollingUpdateDeployment', source: APPS, fields: 'maxSurge:intOrString maxUnavailable:intOrString' },
  { type: 'Service', source: CORE, fields: 'apiVersion:string kind:string metadata:ObjectMeta spec:ServiceSpec' },
  {
    type: 'ServiceAccount',
    source: CORE,
    fields: `
      apiVersion:string automountServiceAccountToken:bool imagePullSecrets:[LocalObjectReference] kind:string metadata:ObjectMeta
      secrets:[ObjectReference]`,
  },
  { type: 'ServicePort', source: CORE, fields: 'appProtocol:string name:string nodePort:int port:int! protocol:string targetPort:intOrString' },
  {
    type: 'ServiceSpec',
    source: CORE,
    fields: `
      allocateLoadBalancerNodePorts:bool clusterIP:string clusterIPs:[string] externalIPs:[string] externalName:string
      externalTrafficPolicy:string healthCheckNodePort:int internalTrafficPolicy:string ipFamilies:[string] ipFamilyPolicy:string
      loadBalancerClass:string loadBalancerIP:string loadBalancerSourceRanges:[string] ports:[ServicePort] publishNotReadyAddresses:bool
      selector:{string} sessionAffinity:string sessionAffinityConfig:SessionAffinityConfig trafficDistribution:string type:string`,
  },
  { type: 'SessionAffinityConfig', source: CORE, fields: 'clientIP:ClientIPConfig' },
];
