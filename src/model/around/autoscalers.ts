import type { Neighbourhood } from './neighbourhood';
import { ByHome, type Home } from '../by-home';
import type { WorkloadDraft } from '../draft';
import type { Autoscaler, Scaling } from '../effective-proxy';
import { append, within } from '../group-by';
import { KEDA_DEFAULTS, KUBERNETES_DEFAULTS, kubernetesDefault } from '../kubernetes-defaults';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { Manifest } from '../manifest/types';
import { oncePer, oncePerIndex } from '../once';
import { type Effective, known, type Origin, unknown } from '../origin';
import { joinPointer } from '../pointer';
import { stringAt } from '../read';
import { TracedObject } from '../traced';

const HPA = { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' };
const SCALED_OBJECT = { group: 'keda.sh', kind: 'ScaledObject' };

/** What scales workloads. */
export const SCALERS = [HPA, SCALED_OBJECT];

export function isAutoscaler({ key }: Manifest): boolean {
  return SCALERS.some(({ group, kind }) => group === key.group && kind === key.kind);
}

/** KEDA: this annotation fixes the number of pods while it stands. */
const PAUSED_AT = joinPointer('/metadata/annotations', 'autoscaling.keda.sh/paused-replicas');

/** KEDA: any value but a false one pauses (kedacore/keda apis/keda/v1alpha1/scaledobject_types.go NeedToBePausedByAnnotation, strconv.ParseBool). */
const PAUSED = joinPointer('/metadata/annotations', 'autoscaling.keda.sh/paused');
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'False', 'FALSE']);

function autoscalersIn(index: ManifestIndex): readonly Manifest[] {
  return SCALERS.flatMap(({ group, kind }) => index.list(group, kind));
}

/** All autoscalers by kind and name of what they scale. The API group of the target is not compared: `extensions` and `apps` are one. */
const byTarget = oncePerIndex((index: ManifestIndex) => new ByHome(index, autoscalersIn(index), (scalers) => {
  const found = new Map<string, Map<string, Manifest[]>>();
  for (const manifest of scalers) {
    const name = targetNameOf(manifest);
    const target = scaledKind(manifest);
    if (name !== undefined && target !== undefined) { append(within(found, target), name, manifest); }
  }
  return found;
}));

export function targetNameOf({ object }: Manifest): string | undefined {
  return stringAt(object, '/spec/scaleTargetRef/name');
}

/** KEDA scales a Deployment when no kind is given. */
export function scaledKind({ key, object }: Manifest): string | undefined {
  return stringAt(object, '/spec/scaleTargetRef/kind') ?? (key.kind === SCALED_OBJECT.kind ? 'Deployment' : undefined);
}

/** Numbers of pods are an int32 (autoscaling/v2 types.go); a fraction and a negative one are for rules to judge. */
export function isInt32(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 2_147_483_647;
}

/** A number, or the default where it is not set. */
function numberOr<D extends number | undefined>(object: TracedObject, pointer: string, otherwise: D, origin?: Origin): Effective<number | D> {
  const found = object.at<unknown>(pointer);
  if (!found.known) { return found; }
  if (found.value === undefined || found.value === null) { return known(otherwise, origin ?? found.origin); }
  return isInt32(found.value) ? found as Effective<number> : unknown(`${pointer} is not a number that Kubernetes takes`);
}

function horizontal(object: TracedObject, owner: Autoscaler['owner']): Autoscaler {
  const { value, source } = KUBERNETES_DEFAULTS.autoscalerMinReplicas;
  return {
    object,
    owner,
    minReplicas: numberOr(object, '/spec/minReplicas', value, kubernetesDefault(source)),
    maxReplicas: numberOr(object, '/spec/maxReplicas', undefined),
  };
}

function keda(object: TracedObject): Autoscaler {
  const paused = stringAt(object.object, PAUSED_AT);
  if (paused !== undefined) {
    const replicas = /^[0-9]{1,9}$/.test(paused) ? known(Number(paused), object.origin(PAUSED_AT)) : unknown('the pods are paused at a number that cannot be read');
    return { object, owner: 'user', minReplicas: replicas, maxReplicas: replicas };
  }
  const { minReplicas, maxReplicas } = KEDA_DEFAULTS;
  const idle = numberOr(object, '/spec/idleReplicaCount', undefined);
  const least = numberOr(object, '/spec/minReplicaCount', minReplicas.value, { kind: 'default', of: 'KEDA', source: minReplicas.source });
  return {
    object,
    owner: 'user',
    minReplicas: idle.known && idle.value === undefined ? least : idle as Effective<number>,
    maxReplicas: numberOr(object, '/spec/maxReplicaCount', maxReplicas.value, { kind: 'default', of: 'KEDA', source: maxReplicas.source }),
  };
}

/** `spec.replicas` of a workload. */
export function replicasIn(workload: TracedObject): Scaling['replicas'] {
  return numberOr(workload, '/spec/replicas', undefined);
}

/**
 * An HPA leaves a workload alone that was scaled to zero by hand, unless zero is a number of its own (podautoscaler/horizontal.go, ScalingDisabled). KEDA
 * scales from zero (kedacore/keda pkg/scaling/executor/scale_scaledobjects.go RequestScale).
 */
export function isSwitchedOff(replicas: Scaling['replicas'], { object, minReplicas }: Autoscaler): boolean {
  return replicas.known && replicas.value === 0 && object.object.kind === 'HorizontalPodAutoscaler' && !(minReplicas.known && minReplicas.value === 0);
}

/** Whether KEDA is told the number of pods. */
export function isHeld({ object: { object } }: Autoscaler): boolean {
  return object.kind === SCALED_OBJECT.kind && stringAt(object, PAUSED_AT) !== undefined;
}

/** KEDA keeps no HPA meanwhile (kedacore/keda controllers/keda/scaledobject_controller.go). */
function isPaused(autoscaler: Autoscaler): boolean {
  const { object } = autoscaler.object;
  const paused = object.kind === SCALED_OBJECT.kind ? stringAt(object, PAUSED) : undefined;
  return isHeld(autoscaler) || (paused !== undefined && !FALSE.has(paused));
}

/**
 * Those of the autoscalers of one workload that look at its pods. The controller reads the selector of a workload, and compares it with those of others, only
 * when it asks for metrics, and that it does not do at zero (podautoscaler/horizontal.go: reconcileAutoscaler comes to ScalingDisabled before
 * computeReplicasForMetrics and its validateAndParseSelector; enqueueHPA puts labels.Nothing() until then). One that scales from zero wakes the others.
 */
export function watching({ replicas, autoscalers }: Pick<Scaling, 'replicas' | 'autoscalers'>): readonly Autoscaler[] {
  const running = autoscalers.filter((one) => !isPaused(one));
  return running.every((one) => isSwitchedOff(replicas, one)) ? [] : running;
}

/** What the user's manifests say that scales a workload. */
export function autoscalersOn(index: ManifestIndex, home: Home, kind: string, name: string): Autoscaler[] {
  return (byTarget(index).at(home)?.get(kind)?.get(name) ?? []).map(usersOwn);
}

/** An autoscaler among the manifests. */
export const usersOwn = oncePer((manifest: Manifest): Autoscaler => (
  manifest.key.kind === HPA.kind ? horizontal(TracedObject.of(manifest), 'user') : keda(TracedObject.of(manifest))));

/** The proxy's own autoscaler and those of the user that move its workload. */
export function autoscalersOf(draft: WorkloadDraft, { index, home }: Neighbourhood): Autoscaler[] {
  const made = draft.companions.filter(({ object }) => object.kind === HPA.kind);
  const names = new Set(made.map(({ object }) => object.metadata.name));
  const users = autoscalersOn(index, home, draft.workload.object.kind, draft.name);
  return [
    ...made.map((object) => horizontal(object, 'managed')),
    ...users.filter(({ object: { object } }) => object.kind !== HPA.kind || !names.has(object.metadata.name)),
  ];
}
