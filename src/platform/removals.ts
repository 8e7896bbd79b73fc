import { HasTarget } from './needs';
import { atLeast } from './span';

/** An API version that Kubernetes stopped to serve. */
export interface ApiRemoval {
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  /** The first Kubernetes version without it. */
  readonly removedIn: string;
  readonly replacement: string;
  readonly source: string;
}

const GUIDE = 'kubernetes.io/docs/reference/using-api/deprecation-guide';

const removal = (apiVersion: string, kinds: readonly string[], removedIn: string, replacement: string): ApiRemoval =>
  ({ apiVersion, kinds, removedIn, replacement, source: `${GUIDE} (v${removedIn})` });

/** Removals among the kinds that stand beside a mesh. What was removed stays removed, so there is no newest modelled version here. */
export const API_REMOVALS: readonly ApiRemoval[] = [
  removal('autoscaling/v2beta1', ['HorizontalPodAutoscaler'], '1.25', 'autoscaling/v2'),
  removal('autoscaling/v2beta2', ['HorizontalPodAutoscaler'], '1.26', 'autoscaling/v2'),
  removal('policy/v1beta1', ['PodDisruptionBudget'], '1.25', 'policy/v1'),
  removal('batch/v1beta1', ['CronJob'], '1.25', 'batch/v1'),
  removal('discovery.k8s.io/v1beta1', ['EndpointSlice'], '1.25', 'discovery.k8s.io/v1'),
  removal('networking.k8s.io/v1beta1', ['Ingress', 'IngressClass'], '1.22', 'networking.k8s.io/v1'),
  removal('extensions/v1beta1', ['Ingress'], '1.22', 'networking.k8s.io/v1'),
  removal('rbac.authorization.k8s.io/v1beta1', ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'], '1.22', 'rbac.authorization.k8s.io/v1'),
  removal('apiextensions.k8s.io/v1beta1', ['CustomResourceDefinition'], '1.22', 'apiextensions.k8s.io/v1'),
  removal('scheduling.k8s.io/v1beta1', ['PriorityClass'], '1.22', 'scheduling.k8s.io/v1'),
  removal('extensions/v1beta1', ['DaemonSet', 'Deployment', 'ReplicaSet'], '1.16', 'apps/v1'),
  removal('extensions/v1beta1', ['NetworkPolicy'], '1.16', 'networking.k8s.io/v1'),
  removal('apps/v1beta1', ['Deployment', 'StatefulSet'], '1.16', 'apps/v1'),
  removal('apps/v1beta2', ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'], '1.16', 'apps/v1'),
];

/** A removed API version, and whether this platform's Kubernetes is already without it (undefined: the version is not given). */
export interface RemovalAnswer {
  readonly removal: ApiRemoval;
  readonly gone: boolean | undefined;
}

/** Is this an API version that Kubernetes removed? Undefined for everything else. */
export function removalOf(platform: HasTarget, apiVersion: string, kind: string): RemovalAnswer | undefined {
  const found = API_REMOVALS.find((row) => row.apiVersion === apiVersion && row.kinds.includes(kind));
  if (found === undefined) { return undefined; }
  const { kubernetes } = platform._target;
  return { removal: found, gone: kubernetes === undefined ? undefined : atLeast(kubernetes, found.removedIn) };
}
