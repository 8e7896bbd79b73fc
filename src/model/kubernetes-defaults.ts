import type { Origin } from './origin';

/** Defaults that the API server fills in and that no version changes. */
export const KUBERNETES_DEFAULTS = {
  gracePeriodSeconds: { value: 30, source: 'kubernetes pkg/apis/core/v1/defaults.go SetDefaults_PodSpec' },
  replicas: { value: 1, source: 'kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_Deployment' },
  deploymentStrategy: { value: 'RollingUpdate', source: 'kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_Deployment' },
  maxSurge: { value: '25%', source: 'kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_Deployment' },
  maxUnavailable: { value: '25%', source: 'kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_Deployment' },
  daemonSetStrategy: { value: 'RollingUpdate', source: 'kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet' },
  daemonSetMaxSurge: { value: 0, source: 'kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet' },
  daemonSetMaxUnavailable: { value: 1, source: 'kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet' },
  statefulSetStrategy: { value: 'RollingUpdate', source: 'kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_StatefulSet' },
  statefulSetMaxUnavailable: { value: 1, source: 'kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_StatefulSet' },
  autoscalerMinReplicas: { value: 1, source: 'kubernetes pkg/apis/autoscaling/v2/defaults.go SetDefaults_HorizontalPodAutoscaler' },
} as const;

/** KEDA's own defaults, which its controller writes into the autoscaler that it makes. */
export const KEDA_DEFAULTS = {
  minReplicas: { value: 0, source: 'kedacore/keda apis/keda/v1alpha1/scaledobject_types.go defaultHPAMinReplicas' },
  maxReplicas: { value: 100, source: 'kedacore/keda apis/keda/v1alpha1/scaledobject_types.go defaultHPAMaxReplicas' },
} as const;

export function kubernetesDefault(source: string): Origin {
  return { kind: 'default', of: 'Kubernetes', source };
}
