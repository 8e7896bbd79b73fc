import { replicasLeftToUser, REPLICAS_ANNOTATION } from './asm';
import { madeFor, nameOf } from './objects';
import { autoscalersOn } from '../../../model/around';
import { homeOf } from '../../../model/by-home';
import type { Autoscaler, EffectiveProxy } from '../../../model/effective-proxy';
import type { Manifest } from '../../../model/manifest/types';
import { type Effective, isSet, known } from '../../../model/origin';
import { numberAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { NamedValue, Scene, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { GATEWAYS, proxyRule, writtenAt } from '../proxy-rule';
import { type Answer, MAKERS, verdictOf } from '../standing-rule';

/** Kinds whose `spec.replicas` an autoscaler writes. */
const SCALED_KINDS = ['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet', '/ReplicationController', 'argoproj.io/Rollout', 'apps.kruise.io/CloneSet'];

type Replicas = Effective<number | undefined> & { readonly known: true; readonly value: number };

function isFixed(replicas: Effective<number | undefined>): replicas is Replicas {
  return replicas.known && replicas.value !== undefined;
}

/** SCL001: two that write one number. */
export const fixedReplicas: Described<ManifestRule> = {
  id: 'SCL001',
  title: 'fixed replicas beside an autoscaler',
  what: 'A workload that a HorizontalPodAutoscaler or a KEDA ScaledObject scales also has `spec.replicas`: an error in the overlay of a Gateway. '
    + 'In a manifest of its own, and for `replicaCount` of an IstioGateway: a warning outside of the bounds of the autoscaler, a note between them, and for 0, '
    + 'which switches it off. Bounds that are both equal to it pass.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Whoever applies the manifest sets the number back that the autoscaler has raised, and pods under load are removed at once.',
  source: 'ASM, Customize Waypoint resource usage and HPA (do not configure replicas when HPA is enabled); https://github.com/kubernetes/kubernetes/issues/25238; '
    + 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ (migrating Deployments and StatefulSets to horizontal autoscaling)',
  on: 'manifest',
  kinds: [...SCALED_KINDS, ...MAKERS],
  check: (manifest, scene) => verdictOf(MAKERS.includes(`${manifest.key.group}/${manifest.key.kind}`)
    ? madeFor(manifest, scene).flatMap(ofProxy)
    : ofWorkload(manifest, scene)),
};

function values(name: string, replicas: Replicas, { minReplicas, maxReplicas }: Autoscaler): NamedValue[] {
  return [{ name, value: replicas }, { name: 'minReplicas', value: minReplicas }, { name: 'maxReplicas', value: maxReplicas }];
}

function range({ minReplicas, maxReplicas }: Autoscaler): string {
  return `${minReplicas.value ?? 'an unknown number'} to ${maxReplicas.value ?? 'an unknown number'}`;
}

/** What the autoscaler would never choose it undoes at once; between its bounds it loses what it had added. */
function isOutside({ value }: Replicas, { minReplicas: { value: min = -Infinity }, maxReplicas: { value: max = Infinity } }: Autoscaler): boolean {
  return value < min || value > max;
}

/** An autoscaler that can only choose this number does not fight for it. */
function agrees(replicas: Replicas, { minReplicas, maxReplicas }: Autoscaler): boolean {
  return minReplicas.value === replicas.value && maxReplicas.value === replicas.value;
}

function ofWorkload(manifest: Manifest, { index }: Scene): Answer[] {
  const count = numberAt(manifest.object, '/spec/replicas');
  if (count === undefined) { return []; }
  const autoscaler = autoscalersOn(index, homeOf(index, manifest.key), manifest.key.kind, manifest.key.name)[0];
  const replicas: Replicas = known(count, { kind: 'set', manifest, pointer: '/spec/replicas' });
  if (!autoscaler || agrees(replicas, autoscaler)) { return []; }
  const off = count === 0 && autoscaler.object.object.kind === 'HorizontalPodAutoscaler';
  return [{
    severity: off || !isOutside(replicas, autoscaler) ? Severity.NOTE : Severity.WARNING,
    message: off
      ? `spec.replicas is 0: ${nameOf(autoscaler.object)} leaves a workload alone that is scaled to 0`
      : `spec.replicas is ${count}, and ${nameOf(autoscaler.object)} scales ${range(autoscaler)}: every apply sets ${count} again`,
    fix: off
      ? 'remove spec.replicas when the workload is to run again'
      : 'remove spec.replicas; with client-side apply first drop it from the last-applied configuration (kubectl apply edit-last-applied), or the first apply sets 1',
    // no patch: after a client-side apply the API server sets 1, and what is switched off starts
    part: 'replicas',
    at: replicas.origin,
    values: values('spec.replicas', replicas, autoscaler),
  }];
}

function ofProxy(proxy: EffectiveProxy): Answer[] {
  const { scaling: { replicas, autoscalers }, make } = proxy;
  const autoscaler = autoscalers[0];
  if (!autoscaler || !isFixed(replicas) || agrees(replicas, autoscaler)) { return []; }
  if (make === 'managed') { return isSet(replicas) ? [ofOverlay(replicas, autoscaler)] : []; }
  return autoscaler.owner === 'managed' ? [ofReplicaCount(replicas, autoscaler)] : replicasLeftToUser(proxy) ? [] : [ofUsersAutoscaler(replicas, autoscaler)];
}

function ofOverlay(replicas: Replicas, autoscaler: Autoscaler): Answer {
  return {
    message: `the overlay sets spec.replicas ${replicas.value}, and ${nameOf(autoscaler.object)} scales ${range(autoscaler)}: the controller of the Gateway sets ${
      replicas.value} again whenever it looks`,
    fix: 'remove replicas from the overlay: the autoscaler owns the number',
    part: 'replicas',
    at: replicas.origin,
    values: values('spec.replicas', replicas, autoscaler),
  };
}

function ofReplicaCount(replicas: Replicas, autoscaler: Autoscaler): Answer {
  const outside = isOutside(replicas, autoscaler);
  return {
    severity: outside ? Severity.WARNING : Severity.NOTE,
    message: `replicaCount is ${replicas.value}, ${outside ? 'outside of' : 'beside'} minReplicas and maxReplicas, ${range(autoscaler)}: ${
      outside ? 'ASM and the autoscaler may take turns' : 'the autoscaler decides'}`,
    fix: 'remove replicaCount: minReplicas and maxReplicas say how many pods there are',
    patch: replicas.origin.kind === 'set' ? [{ op: 'remove', path: replicas.origin.pointer }] : undefined,
    part: 'replicaCount',
    at: replicas.origin,
    values: values('replicaCount', replicas, autoscaler),
  };
}

function ofUsersAutoscaler(replicas: Replicas, autoscaler: Autoscaler): Answer {
  return {
    severity: Severity.WARNING,
    message: `ASM sets ${replicas.value} replica${replicas.value === 1 ? '' : 's'}, and ${nameOf(autoscaler.object)} scales ${range(autoscaler)}: each undoes what the other one does`,
    fix: `annotate the IstioGateway with ${REPLICAS_ANNOTATION}: "false" (ASM 1.19 and later), or let its minReplicas and maxReplicas scale it`,
    part: 'replicaCount',
    at: replicas.origin.kind === 'set' ? replicas.origin : undefined,
    pointer: '/metadata',
    values: values('replicaCount', replicas, autoscaler),
  };
}

/** SCL023: one pod is an outage at every node drain. */
export const oneReplica = proxyRule({
  id: 'SCL023',
  title: 'one replica at the edge',
  what: 'A gateway (not a waypoint) runs with fewer than two pods: its `replicas`, or the `minReplicas` of its autoscaler. A note where '
    + 'nobody set the number. A gateway that is switched off with 0 replicas passes, and so does minReplicas below 1 of a HorizontalPodAutoscaler, of '
    + 'which SCL005 speaks.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'A gateway with one pod is gone while its node is drained or the pod is replaced after a crash, and everything behind it with it.',
  source: 'https://istio.io/latest/docs/ops/best-practices/deployment/ (multiple replicas); kube-score horizontalpodautoscaler-replicas; '
    + 'ASM, Improve the availability of an ingress gateway',
  roles: GATEWAYS.filter((role) => role !== 'waypoint'),
}, ({ scaling: { min, max, autoscalers } }) => {
  if (max.known && max.value === undefined) { return []; }
  if (!min.known) { return { undecided: min.origin.why }; }
  if (min.value >= 2 || (min.value === 0 && max.value === 0)) { return []; }
  // SCL005 speaks of what an autoscaler of Kubernetes does not take
  if (min.value < 1 && autoscalers.some(({ object: { object } }) => object.kind === 'HorizontalPodAutoscaler')) { return []; }
  const name = autoscalers.length > 0 ? 'minReplicas' : 'replicas';
  return [{
    severity: isSet(min) ? Severity.WARNING : Severity.NOTE,
    message: `${name} is ${min.value}: ${min.value === 1 ? 'the gateway is gone while its only pod is' : 'there may be no pod at all'}`,
    fix: `set ${name} to 2 or more, and spread the pods over nodes`,
    at: writtenAt(min),
    pointer: '/spec',
    values: [{ name, value: min }],
  }];
});
