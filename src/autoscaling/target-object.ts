import { ApiObject, JsonPatch } from 'cdk8s';

/** What an autoscaler names. */
export interface TargetRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** The same for two references to one object: versions of a group are one. */
export function targetKey({ apiVersion, kind, name }: TargetRef, namespace: string | undefined): string {
  const slash = apiVersion.indexOf('/');
  return JSON.stringify([slash < 0 ? '' : apiVersion.slice(0, slash), kind, namespace ?? '', name]);
}

/** The replicas that an object fixes, as far as that can be read without rendering it; undefined for none, and for what renders late. */
export function fixedReplicas(object: ApiObject): unknown {
  const { spec } = writtenFields(object);
  return isMap(spec) && typeof spec.replicas === 'number' ? spec.replicas : undefined;
}

/** The key of what a HorizontalPodAutoscaler or a ScaledObject scales; undefined for any other object, and where that cannot be read. */
export function scaledBy(object: ApiObject): string | undefined {
  const isScaledObject = object.kind === 'ScaledObject' && object.apiVersion.startsWith('keda.sh/');
  if (!isScaledObject && !(object.kind === 'HorizontalPodAutoscaler' && object.apiVersion.startsWith('autoscaling/'))) { return undefined; }
  const { spec } = writtenFields(object);
  const ref = isMap(spec) && isMap(spec.scaleTargetRef) ? spec.scaleTargetRef : plusTarget(object);
  // KEDA's defaults: apis/keda/v1alpha1/gvkr.go, ParseGVKR
  const { apiVersion = isScaledObject ? 'apps/v1' : '', kind = isScaledObject ? 'Deployment' : '', name } = ref ?? {};
  return typeof name === 'string' ? targetKey({ apiVersion: String(apiVersion), kind: String(kind), name }, object.metadata.namespace) : undefined;
}

/**
 * The fields that an object was made with, its JSON patches applied. cdk8s has no other way to look at an object without rendering it, and rendering
 * is not free of effect: a workload of cdk8s-plus with `spread: true` adds its terms again at every render.
 */
function writtenFields(object: ApiObject): { readonly [field: string]: unknown } {
  const { props = {}, patches = [] } = object as unknown as { readonly props?: object; readonly patches?: readonly JsonPatch[] };
  if (patches.length === 0) { return { ...props }; }
  try {
    return JsonPatch.apply({ ...props }, ...patches) as { readonly [field: string]: unknown };
  } catch {
    // a patch of something that only rendering adds, such as a label: what it does to the rest is not known here
    return { ...props };
  }
}

/** An autoscaler of cdk8s-plus renders late, and keeps its target beside. */
function plusTarget(object: ApiObject): { readonly [field: string]: unknown } | undefined {
  const target = (object.node.scope as { readonly target?: { toScalingTarget?(): unknown } } | undefined)?.target;
  const ref = typeof target?.toScalingTarget === 'function' ? target.toScalingTarget() : undefined;
  return isMap(ref) ? ref : undefined;
}

function isMap(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
