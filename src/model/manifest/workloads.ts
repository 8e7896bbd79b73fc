import type { JsonMapping, KubeObject, ObjectKey } from './types';
import { valueAt } from '../pointer';
import { isMap, stringsOf } from '../read';

interface WorkloadKind {
  readonly group: string;
  readonly kind: string;
  /** Where the template of its pods stands; '' for a pod, which is its own. */
  readonly template: string;
  readonly source: string;
}

const CORE_API = 'kubernetes/api, PodTemplateSpec fields of core/v1, apps/v1, batch/v1';

/** Kinds that run pods. */
export const WORKLOAD_KINDS: readonly WorkloadKind[] = [
  { group: '', kind: 'Pod', template: '', source: CORE_API },
  { group: '', kind: 'ReplicationController', template: '/spec/template', source: CORE_API },
  { group: 'apps', kind: 'DaemonSet', template: '/spec/template', source: CORE_API },
  { group: 'apps', kind: 'Deployment', template: '/spec/template', source: CORE_API },
  { group: 'apps', kind: 'ReplicaSet', template: '/spec/template', source: CORE_API },
  { group: 'apps', kind: 'StatefulSet', template: '/spec/template', source: CORE_API },
  { group: 'batch', kind: 'Job', template: '/spec/template', source: CORE_API },
  { group: 'batch', kind: 'CronJob', template: '/spec/jobTemplate/spec/template', source: CORE_API },
  { group: 'argoproj.io', kind: 'Rollout', template: '/spec/template', source: 'argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1/types.go' },
  { group: 'apps.kruise.io', kind: 'CloneSet', template: '/spec/template', source: 'openkruise/kruise apis/apps/v1alpha1/cloneset_types.go' },
];

/** No two have the same name in different groups. */
const BY_KIND: ReadonlyMap<string, WorkloadKind> = new Map(WORKLOAD_KINDS.map((one) => [one.kind, one]));

/** The pointer to the pod template of an object; undefined for kinds that run no pods. */
export function podTemplatePointer(key: Pick<ObjectKey, 'group' | 'kind'>): string | undefined {
  const known = BY_KIND.get(key.kind);
  return known?.group === key.group ? known.template : undefined;
}

/** The pod template of an object, where it has one. */
export function podTemplateOf(key: Pick<ObjectKey, 'group' | 'kind'>, object: KubeObject): JsonMapping | undefined {
  const pointer = podTemplatePointer(key);
  const template = pointer === undefined ? undefined : valueAt(object, pointer);
  return isMap(template) ? template : undefined;
}

/** The labels that the pods of an object get; undefined where it runs none. */
export function podLabelsOf(key: Pick<ObjectKey, 'group' | 'kind'>, object: KubeObject): Readonly<Record<string, string>> | undefined {
  const template = podTemplateOf(key, object);
  return template && stringsOf(valueAt(template, '/metadata/labels'));
}
