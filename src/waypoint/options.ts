import { type Fields, given as withoutNothing } from '../kube/given';
import type { JsonMap } from '../platform/json';

/** The objects that options change, as Istio names them (deploymentcontroller.go supportedOverlays). */
export const OBJECT_KINDS = {
  deployment: { apiVersion: 'apps/v1', kind: 'Deployment' },
  service: { apiVersion: 'v1', kind: 'Service' },
  serviceAccount: { apiVersion: 'v1', kind: 'ServiceAccount' },
  horizontalPodAutoscaler: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
  podDisruptionBudget: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
} as const;

export type ObjectKey = keyof typeof OBJECT_KINDS;

/** A key of an options ConfigMap. The last one only ASM knows. */
export type OptionKey = ObjectKey | 'proxyConfig';

/** In the order in which they are written. */
export const OPTION_KEYS: readonly OptionKey[] = [...Object.keys(OBJECT_KINDS) as ObjectKey[], 'proxyConfig'];

/** Partial objects by key. */
export type Options = ReadonlyMap<OptionKey, JsonMap>;

/** Without what nobody gave, as JSON: what goes in has been read or copied as such. */
export function given(fields: Fields): JsonMap {
  return withoutNothing(fields) as JsonMap;
}
