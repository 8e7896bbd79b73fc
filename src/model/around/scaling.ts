import { autoscalersOf, isInt32, usersOwn } from './autoscalers';
import { claimantsOf, rivalsOf } from './claims';
import type { Neighbourhood } from './neighbourhood';
import type { WorkloadDraft } from '../draft';
import type { Autoscaler, Scaling } from '../effective-proxy';
import { KUBERNETES_DEFAULTS, kubernetesDefault } from '../kubernetes-defaults';
import { type Effective, known, unknown } from '../origin';

/** Kinds whose `spec.replicas` says how many pods there are. */
const REPLICATED = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Rollout']);

type Bounds = Pick<Scaling, 'min' | 'max'>;

/** How many pods there are, and who decides. */
export function scalingOf(draft: WorkloadDraft, around: Neighbourhood): Scaling {
  const { workload } = draft;
  const { kind } = workload.object;
  const autoscalers = autoscalersOf(draft, around);
  const rivals = rivalsOfAll(autoscalers, around);
  if (!REPLICATED.has(kind)) {
    const replicas = known(undefined, { kind: 'default', of: 'Kubernetes', source: `a ${kind} has no spec.replicas` } as const);
    return { replicas, autoscalers, rivals, ...unreplicated(kind, replicas) };
  }
  const found = workload.at<unknown>('/spec/replicas');
  const replicas: Effective<number | undefined> = !found.known ? found
    : found.value === undefined || found.value === null ? known(undefined, found.origin)
      : isInt32(found.value) ? known(found.value, found.origin) : unknown('spec.replicas is not a number that Kubernetes takes');
  return { replicas, autoscalers, rivals, ...bounds(replicas, autoscalers, rivals) };
}

/** Those that look at the pods of this workload, and those that look at pods of others at which its own autoscalers look as well. */
function rivalsOfAll(autoscalers: readonly Autoscaler[], around: Neighbourhood): Autoscaler[] {
  if (autoscalers.length === 0) { return []; }
  const own = new Set(autoscalers.map(({ object: { object } }) => `${object.kind}/${object.metadata.name ?? ''}`));
  const beside = autoscalers.flatMap(({ object, owner }) => {
    const origin = object.origin('/kind');
    return owner === 'user' && origin.kind === 'set' ? rivalsOf(around.index, origin.manifest) : [];
  });
  const all = new Set([...claimantsOf(around), ...beside]);
  return [...all].filter(({ key }) => !own.has(`${key.kind}/${key.name}`)).map(usersOwn);
}

function bounds(replicas: Effective<number | undefined>, autoscalers: readonly Autoscaler[], rivals: readonly Autoscaler[]): Bounds {
  const all = [...autoscalers, ...rivals];
  if (all.length > 1) {
    // Kubernetes since 1.26 stops every autoscaler whose pods another one also claims: podautoscaler/horizontal.go, AmbiguousSelector.
    const names = all.map(({ object }) => `${object.object.kind} ${object.object.metadata.name ?? ''}`).sort().join(', ');
    const fight = unknown(`${all.length} autoscalers scale the same ${rivals.length === 0 ? 'workload' : 'pods'} (${names})`);
    return { min: fight, max: fight };
  }
  if (autoscalers.length === 1) {
    const [autoscaler] = autoscalers;
    return isSwitchedOff(replicas, autoscaler) ? fixed(replicas as Effective<number>) : { min: autoscaler.minReplicas, max: autoscaler.maxReplicas };
  }
  if (!replicas.known) { return fixed(replicas); }
  const { value, source } = KUBERNETES_DEFAULTS.replicas;
  return fixed(replicas.value === undefined ? known(value, kubernetesDefault(source)) : replicas as Effective<number>);
}

/**
 * An HPA leaves a workload alone that was scaled to zero by hand, unless zero is a number of its own (podautoscaler/horizontal.go, ScalingDisabled). KEDA
 * scales from zero (kedacore/keda pkg/scaling/executor/scale_scaledobjects.go RequestScale).
 */
export function isSwitchedOff(replicas: Scaling['replicas'], { object, minReplicas }: Autoscaler): boolean {
  return replicas.known && replicas.value === 0 && object.object.kind === 'HorizontalPodAutoscaler' && !(minReplicas.known && minReplicas.value === 0);
}

function fixed(replicas: Effective<number>): Bounds {
  return { min: replicas, max: replicas };
}

function unreplicated(kind: string, none: Effective<undefined>): Bounds {
  if (kind === 'Pod') { return fixed(known(1, kubernetesDefault('a bare Pod is one pod'))); }
  const min = unknown(kind === 'DaemonSet' ? 'a DaemonSet runs one pod on every node that it fits on' : `how many pods a ${kind} has is not modelled`);
  return { min, max: kind === 'DaemonSet' ? none : min };
}
