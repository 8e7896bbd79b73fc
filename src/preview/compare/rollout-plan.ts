import type { RolloutPlan } from './comparison';
import type { Impact } from './impact';
import type { Rollout, Scaling, Shutdown } from '../../model/effective-proxy';
import { KUBERNETES_DEFAULTS } from '../../model/kubernetes-defaults';
import type { Effective } from '../../model/origin';
import { joinPointer, valueAt } from '../../model/pointer';
import { listAt, numberAt } from '../../model/read';
import type { TracedObject } from '../../model/traced';

export interface RestartingWorkload {
  readonly workload: TracedObject;
  /** Pointer of the pod template. */
  readonly template: string;
  readonly scaling: Scaling;
  readonly rollout: Rollout;
  readonly shutdown?: Shutdown;
}

/**
 * How a restart of all pods goes, from the fewest pods in steady state. A step replaces as many pods as may surge and be away together;
 * its time is the delay before a new pod counts as ready, and the longest that an old one may take to stop. Kubernetes does not wait for
 * old pods of a Deployment to be gone before it goes on (ReplicaSet FilterActivePods), so with room on the nodes it is faster. One that
 * never ends has no steps; `endless` says why.
 */
export function rolloutPlan(impact: Impact, restarting: RestartingWorkload, endless?: string): RolloutPlan {
  const { workload, template, scaling, rollout, shutdown } = restarting;
  const unknown: string[] = [];
  const of = (what: string, value: Effective<number>): number | undefined => {
    if (!value.known) { unknown.push(`${what}: ${value.origin.why}`); }
    return value.value;
  };
  const pods = of('how many pods there are', scaling.min);
  const high = of('most pods at one time', rollout.highWater);
  const low = of('fewest ready pods', rollout.lowWater);
  const waters = { ...pods !== undefined && { pods }, ...high !== undefined && { highWater: high }, ...low !== undefined && { lowWater: low } };
  if (endless !== undefined) { return { ...waters, unknown: [...new Set([...unknown, `when it ends: ${endless}`])] }; }
  const stop = stopSeconds(workload, template, shutdown);
  if (stop === undefined) { unknown.push('how long a pod may take to stop'); }
  unknown.push('how long a pod takes to become ready, which adds to every step');
  const isDoubtful = hasOwnUnavailable(workload);
  if (isDoubtful) { unknown.push(`how many pods go at a time: ${GATED}`); }
  const isKnown = !isDoubtful && pods !== undefined && high !== undefined && low !== undefined;
  const steps = isKnown ? stepsOf(impact, rolling(workload, pods), high - low) : undefined;
  const start = startSeconds(workload, template);
  return {
    ...waters,
    ...steps !== undefined && { steps },
    ...steps !== undefined && stop !== undefined && { seconds: steps * (start + stop) },
    unknown: [...new Set(unknown)],
  };
}

/** A StatefulSet leaves the pods below its partition as they are (kubernetes stateful_set_control.go, updateMin). */
function rolling({ object }: TracedObject, pods: number): number {
  const partition = object.kind === 'StatefulSet' ? numberAt(object, '/spec/updateStrategy/rollingUpdate/partition') ?? 0 : 0;
  return Math.max(0, pods - Math.max(0, partition));
}

const GATED = 'maxUnavailable of a StatefulSet only counts where the feature gate MaxUnavailableStatefulSet is on, as it is from Kubernetes 1.35';

/** Without the gate the field is dropped and one pod goes at a time (kubernetes pkg/features/kube_features.go; k8s.io/api 0.35 apps/v1/types.go). */
function hasOwnUnavailable({ object }: TracedObject): boolean {
  const own = valueAt(object, '/spec/updateStrategy/rollingUpdate/maxUnavailable') ?? 1;
  return object.kind === 'StatefulSet' && own !== 1;
}

function stepsOf(impact: Impact, pods: number, batch: number): number {
  if (pods === 0) { return 0; }
  return impact === 'recreate' ? 1 : Math.ceil(pods / Math.max(1, batch));
}

/** The agent's own end comes first where it is known; the kubelet's kill is the last word. */
function stopSeconds(workload: TracedObject, template: string, shutdown: Shutdown | undefined): number | undefined {
  if (shutdown) {
    const { stopped, killed } = shutdown.timeline;
    return stopped === undefined ? killed : Math.min(stopped, killed ?? stopped);
  }
  const pointer = joinPointer(template, 'spec', 'terminationGracePeriodSeconds');
  const grace = workload.at<unknown>(pointer);
  if (!grace.known) { return undefined; }
  return numberAt(workload.object, pointer) ?? KUBERNETES_DEFAULTS.gracePeriodSeconds.value;
}

/** What the manifest makes a new pod wait at least. */
function startSeconds(workload: TracedObject, template: string): number {
  const delays = (listAt(workload.object, joinPointer(template, 'spec', 'containers')) ?? [])
    .map((container) => numberAt(container, '/readinessProbe/initialDelaySeconds') ?? 0);
  const ready = numberAt(workload.object, '/spec/minReadySeconds') ?? 0;
  return Math.max(0, ...delays) + Math.max(0, ready);
}
