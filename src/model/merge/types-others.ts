import type { TypeRow } from './types';

const CORE = 'k8s.io/api v0.27 to v0.36, core/v1/types.go';
const META = 'k8s.io/apimachinery v0.27 to v0.36, apis/meta/v1/types.go';
const HPA_V1 = 'k8s.io/api v0.27 to v0.36, autoscaling/v1/types.go';
const HPA_V2 = 'k8s.io/api v0.27 to v0.36, autoscaling/v2/types.go';
const POLICY = 'k8s.io/api v0.27 to v0.36, policy/v1/types.go';
const RBAC = 'k8s.io/api v0.27 to v0.36, rbac/v1/types.go';

/** Metadata, and the kinds that stand beside a workload. Notation: see `TypeRow.fields`. */
export const OTHER_TYPES: readonly TypeRow[] = [
  { type: 'ObjectMeta', source: META, fields: 'labels:{} annotations:{} ownerReferences:[{}@uid] finalizers:[@] managedFields:[]' },
  { type: 'LabelSelector', source: META, fields: 'matchLabels:{} matchExpressions:[]' },

  { type: 'Service', source: CORE, fields: 'metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus' },
  {
    type: 'ServiceSpec',
    source: CORE,
    fields: `
      ports:[{}@port] selector:{} clusterIPs:[] externalIPs:[] loadBalancerSourceRanges:[] sessionAffinityConfig:SessionAffinityConfig
      ipFamilies:[]`,
  },
  { type: 'SessionAffinityConfig', source: CORE, fields: 'clientIP:{}' },
  { type: 'ServiceStatus', source: CORE, fields: 'loadBalancer:LoadBalancerStatus conditions:[{}@type]' },
  { type: 'LoadBalancerStatus', source: CORE, fields: 'ingress:[]' },
  { type: 'ServiceAccount', source: CORE, fields: 'metadata:ObjectMeta secrets:[{}@name] imagePullSecrets:[]' },
  { type: 'ConfigMap', source: CORE, fields: 'metadata:ObjectMeta data:{} binaryData:{}' },

  { type: 'HorizontalPodAutoscalerV1', source: HPA_V1, fields: 'metadata:ObjectMeta spec:HorizontalPodAutoscalerSpecV1 status:{}' },
  { type: 'HorizontalPodAutoscalerSpecV1', source: HPA_V1, fields: 'scaleTargetRef:{}' },
  {
    type: 'HorizontalPodAutoscaler',
    source: HPA_V2,
    fields: 'metadata:ObjectMeta spec:HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus',
  },
  {
    type: 'HorizontalPodAutoscalerSpec',
    source: HPA_V2,
    fields: 'scaleTargetRef:{} metrics:[MetricSpec] behavior:HorizontalPodAutoscalerBehavior',
  },
  { type: 'HorizontalPodAutoscalerBehavior', source: HPA_V2, fields: 'scaleUp:HPAScalingRules scaleDown:HPAScalingRules' },
  { type: 'HPAScalingRules', source: HPA_V2, fields: 'policies:[]' },
  { type: 'HorizontalPodAutoscalerStatus', source: HPA_V2, fields: 'currentMetrics:[] conditions:[{}@type]' },
  {
    type: 'MetricSpec',
    source: HPA_V2,
    fields: `
      object:ObjectMetricSource pods:MetricSource resource:ResourceMetricSource containerResource:ResourceMetricSource
      external:MetricSource`,
  },
  { type: 'ObjectMetricSource', source: HPA_V2, fields: 'describedObject:{} target:{} metric:MetricIdentifier' },
  { type: 'MetricSource', source: `${HPA_V2}; PodsMetricSource, ExternalMetricSource`, fields: 'metric:MetricIdentifier target:{}' },
  { type: 'ResourceMetricSource', source: `${HPA_V2}; and ContainerResourceMetricSource`, fields: 'target:{}' },
  { type: 'MetricIdentifier', source: HPA_V2, fields: 'selector:LabelSelector' },

  {
    type: 'PodDisruptionBudget',
    source: POLICY,
    fields: 'metadata:ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus',
  },
  { type: 'PodDisruptionBudgetSpec', source: POLICY, fields: 'selector:=LabelSelector' },
  { type: 'PodDisruptionBudgetStatus', source: POLICY, fields: 'disruptedPods:{} conditions:[{}@type]' },

  { type: 'Role', source: RBAC, fields: 'metadata:ObjectMeta rules:[]' },
  { type: 'RoleBinding', source: RBAC, fields: 'metadata:ObjectMeta subjects:[] roleRef:{}' },
];
