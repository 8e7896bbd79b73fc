import type { Shape } from '../../../model/shape';

/*
 * The ScaledObject's spec. Source of every row: kedacore/keda, apis/keda/v1alpha1/scaledobject_types.go and scaletriggers_types.go.
 */

export const SCALED_OBJECT_FIELDS: Readonly<Record<string, Shape>> = {
  scaleTargetRef: { keys: { apiVersion: 'text', kind: 'text', name: 'text', envSourceContainerName: 'text' }, required: ['name'] },
  pollingInterval: 'whole',
  initialCooldownPeriod: 'whole',
  cooldownPeriod: 'whole',
  idleReplicaCount: 'whole',
  minReplicaCount: 'whole',
  maxReplicaCount: 'whole',
  fallback: { keys: { failureThreshold: 'whole', replicas: 'whole', behavior: 'text' }, required: ['failureThreshold', 'replicas'] },
  advanced: {
    keys: {
      restoreToOriginalReplicaCount: 'flag',
      horizontalPodAutoscalerConfig: { keys: { name: 'text', behavior: 'any' } },
      scalingModifiers: { keys: { formula: 'text', target: 'text', activationTarget: 'text', metricType: 'text' } },
    },
  },
  triggers: {
    list: {
      keys: {
        type: 'text',
        name: 'text',
        metricType: 'text',
        useCachedMetrics: 'flag',
        metadata: { mapOf: 'text' },
        authenticationRef: { keys: { name: 'text', kind: 'text' }, required: ['name'] },
      },
      required: ['type', 'metadata'],
    },
  },
};

/** Names that the fields of a HorizontalPodAutoscaler have, and other ways to say the same. */
export const MEANT: Readonly<Record<string, string>> = {
  minReplicas: 'minReplicaCount',
  maxReplicas: 'maxReplicaCount',
  idleReplicas: 'idleReplicaCount',
  metrics: 'triggers',
  behavior: 'advanced.horizontalPodAutoscalerConfig.behavior',
};
