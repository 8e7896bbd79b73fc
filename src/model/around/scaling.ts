import { autoscalersOf, isHeld, isSwitchedOff, replicasIn, usersOwn, watching } from './autoscalers';
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
  if (!REPLICATED.has(kind)) {
    const replicas = known(undefined, { kind: 'default', of: 'Kubernetes', source: `a ${kind} has no spec.replicas` } as const);
    return { replicas, autoscalers, rivals: rivalsOfAll(watching({ replicas, autoscalers }), around), ...unreplicated(kind, replicas) };
  }
  const replicas = replicasIn(workload);
  const rivals = rivalsOfAll(watching({ replicas, autoscalers }), around);
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
  const active = watching({ replicas, autoscalers });
  // who has set the number last is not known
  const held = autoscalers.length > 1 && autoscalers.some(isHeld);
  const all = [...held ? autoscalers : active, ...rivals];
  if (all.length > 1) {
    // Kubernetes since 1.26 stops every autoscaler whose pods another one also claims: podautoscaler/horizontal.go, AmbiguousSelector.
    const names = all.map(({ object }) => `${object.object.kind} ${object.object.metadata.name ?? ''}`).sort().join(', ');
    const fight = unknown(`${all.length} autoscalers scale the same ${rivals.length === 0 ? 'workload' : 'pods'} (${names})`);
    return { min: fight, max: fight };
  }
  const autoscaler = active.at(0) ?? autoscalers.find((one) => isSwitchedOff(replicas, one)) ?? autoscalers.at(0);
  if (autoscaler) {
    return isSwitchedOff(replicas, autoscaler) ? fixed(replicas as Effective<number>) : { min: autoscaler.minReplicas, max: autoscaler.maxReplicas };
  }
  if (!replicas.known) { return fixed(replicas); }
  const { value, source } = KUBERNETES_DEFAULTS.replicas;
  return fixed(replicas.value === undefined ? known(value, kubernetesDefault(source)) : replicas as Effective<number>);
}

function fixed(replicas: Effective<number>): Bounds {
  return { min: replicas, max: replicas };
}

function unreplicated(kind: string, none: Effective<undefined>): Bounds {
  if (kind === 'Pod') { return fixed(known(1, kubernetesDefault('a bare Pod is one pod'))); }
  const min = unknown(kind === 'DaemonSet' ? 'a DaemonSet runs one pod on every node that it fits on' : `how many pods a ${kind} has is not modelled`);
  return { min, max: kind === 'DaemonSet' ? none : min };
}
