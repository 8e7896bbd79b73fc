import type { ThingBuilder } from './builder';
import { isSwitchedOff } from '../../model/around';
import type { EffectiveProxy, Scaling } from '../../model/effective-proxy';
import { stringAt } from '../../model/read';

/** Who applies the workload. */
export type Applier = 'client' | 'istiod';

/** Whether the number is no longer written, and the default takes its place. */
const givesUp = (was: Scaling['replicas'], is: Scaling['replicas']): boolean => was.known && is.known && was.value !== undefined && is.value === undefined;

/** What happens to the number, and the way around it. */
const DROP: Readonly<Record<Applier, (running: string, names: string) => string>> = {
  // kubernetes.io, Horizontal Pod Autoscaling, Migrating Deployments and StatefulSets to horizontal autoscaling
  client: (running, names) => `drops to one pod: without spec.replicas a client-side apply sets the default of 1 in place of ${running}, until ${names} scales up again; `
    + 'before the first apply without it, take spec.replicas out of the last-applied annotation with "kubectl apply edit-last-applied" '
    + '(with server-side apply, give the field up when the autoscaler owns it), or keep spec.replicas until the autoscaler runs',
  // kubernetes.io, Server-Side Apply, Transferring ownership: a field that nobody owns any more goes back to its default
  istiod: (running, names) => `may drop to one pod: istiod gives up spec.replicas, and unless ${names} has already set it, the default of 1 takes the place of ${running}; `
    + 'keep replicas in the options until the autoscaler runs',
};

/** What a change of `spec.replicas` means when an autoscaler has a say; empty where none does. */
export function replicasWarnings(before: Scaling, after: Scaling, applier: Applier): string[] {
  const [was, is] = [before.replicas, after.replicas];
  if (!was.known || !is.known || was.value === is.value || after.autoscalers.length === 0) { return []; }
  const names = namesOf(after);
  if (after.autoscalers.every((one) => isSwitchedOff(is, one))) {
    return [`${names} leaves a workload without pods alone: ${is.value} switches it off until somebody sets another number; leave spec.replicas out`];
  }
  if (givesUp(was, is)) { return [DROP[applier](before.autoscalers.length > 0 ? 'whatever the autoscaler has set' : String(was.value), names)]; }
  return [`${names} owns the number of pods: this apply sets ${is.value} and the autoscaler then moves it; leave spec.replicas out`];
}

/** How many pods a workload that stays had and will have, and where the number is written. */
export interface ScalingChange {
  readonly before: Scaling;
  readonly after: Scaling;
  readonly field: string;
  /** The number beside an autoscaler of ASM: who has the say there is not published. */
  readonly doubtful?: boolean;
}

/** Of workloads that are there on both sides. */
export type ScalingOf = (workload: ThingBuilder) => ScalingChange | undefined;

/** Where nothing is known of it, it may. */
export const mayHavePods = (scaling: Scaling | undefined): boolean => !scaling?.max.known || scaling.max.value !== 0;

const namesOf = ({ autoscalers }: Scaling): string => autoscalers.map(({ object }) => `${object.object.kind} ${object.object.metadata.name ?? ''}`).sort().join(', ');

/** Of every workload that stands in the manifests. */
export const REPLICAS_FIELD = 'spec.replicas';

/** Where the number of pods is written. A managed Gateway has none of its own: istiod merges its options into the Deployment. */
export function replicasField({ make, declaredBy: { object } }: Pick<EffectiveProxy, 'make' | 'declaredBy'>): string {
  if (make === 'asm') { return 'spec.replicaCount'; }
  if (make !== 'managed') { return REPLICAS_FIELD; }
  const options = stringAt(object, '/spec/infrastructure/parametersRef/name');
  return `${REPLICAS_FIELD} in the key deployment of ${options === undefined ? 'an options ConfigMap (spec.infrastructure.parametersRef of the Gateway)' : `ConfigMap ${options}`}`;
}

/**
 * That an autoscaler takes pods away although they are needed: above its maximum it sets that at once, and asks neither the metrics nor `behavior`
 * (Kubernetes pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler). KEDA writes its maximum into an HPA.
 */
export function cappedWarnings({ before, after, field, doubtful }: ScalingChange): string[] {
  const { max: was } = before;
  const { max: is, autoscalers } = after;
  // the apply leaves one pod, as replicasWarnings says; istiod may leave more
  if (field === REPLICAS_FIELD && givesUp(before.replicas, after.replicas)) { return []; }
  if (doubtful || autoscalers.length === 0 || !was.known || !is.known || was.value === undefined || is.value === undefined) { return []; }
  if (is.value === 0 || is.value >= was.value) { return []; }
  return [`${namesOf(after)} allows at most ${is.value}, and up to ${was.value} pods may run now: those above it are stopped in one step, whatever their load and `
    + 'behavior.scaleDown; lower the maximum when no more run'];
}

/** What an autoscaler leaves behind that scales it no more; empty where another one takes its place. */
export function unscaledWarnings(what: string, { before, after, field }: ScalingChange): string[] {
  const { replicas, autoscalers } = after;
  if (autoscalers.length > 0 || !replicas.known) { return []; }
  const range = [before.min, before.max].map((side) => (side.known && side.value !== undefined ? String(side.value) : '?')).join(' to ');
  // kubectl apply sets what differs from the cluster, also where the manifest is the same (kubernetes.io, Declarative Management of Kubernetes Objects)
  const number = replicas.value === undefined
    ? `the pods stay as many as they are, and nothing scales them any more; set ${field} to as many as the peak needs`
    : `it kept ${range} pods, and the next apply sets ${field}, ${replicas.value}, in place of as many as run then; set as many as the peak needs`;
  return [`${what}: ${number}`];
}
