import { objectName, type ThingBuilder } from './builder';
import { type LeafChange, namedFirst, thingName } from './comparison';
import { isRefused } from './cut-off';
import type { Owners } from './owners';
import { mayHavePods, type ScalingOf } from './replicas';
import type { Side } from './side';
import type { Ways } from './ways';
import { homeOf } from '../../model/by-home';
import type { Manifest } from '../../model/manifest/types';
import { describeOrigin } from '../../model/origin';
import { stringAt } from '../../model/read';

/** What leads to which pods on both sides, and how many there are. */
export interface Flows {
  readonly was: Owners;
  readonly is: Owners;
  /** Over what clients come to a workload. */
  readonly before: Ways;
  readonly after: Ways;
  readonly scalingOf: ScalingOf;
}

/**
 * What clients lose where a workload has no pods any more that took their traffic. Those of another workload behind the same Service take it over where
 * they run already: pods of old ones stop at once, those of new ones have to start.
 */
export function emptied(workload: ThingBuilder, flows: Flows): LeafChange | undefined {
  const scaling = flows.scalingOf(workload);
  if (!scaling || scaling.doubtful || !mayHavePods(scaling.before) || mayHavePods(scaling.after)) { return undefined; }
  if (isRolledOut(workload, flows)) { return undefined; }
  const { was, is, before, after } = flows;
  const written = after.to(workload, '').filter((service) => before.to(workload, '').includes(before.side.index.get(service.key)!));
  const lost = written.filter((service) => !was.selectedBy(service).some((other) => other !== workload && runsThrough(other, flows)));
  const made = was.companionsOf(workload).filter(({ kind }) => kind === 'Service');
  const direct = before.services(workload).length === 0 && (workload.role === 'gateway' || workload.role === 'waypoint');
  if (lost.length === 0 && made.length === 0 && !direct) { return undefined; }
  const rollouts = rolloutsOf(workload, after.side).map(({ key }) => objectName(key));
  const heirs = rollouts.length > 0 ? rollouts : made.length > 0 ? [] : comingTo(lost, workload, flows, is);
  const names = [...lost.map(({ key }) => objectName(key)), ...made.map(({ kind, metadata: { namespace, name = '' } }) => objectName({ kind, namespace, name }))];
  const clients = direct ? 'its clients' : `clients of ${namedFirst(names)}`;
  return {
    impact: 'cut-off',
    object: objectName(workload.key),
    pointer: '/spec/replicas',
    origin: describeOrigin(scaling.after.max.origin),
    note: `it has no pods any more: ${clients} reach nobody${heirs.length === 0 ? '' : ` until those of ${namedFirst(heirs)} are ready; let them get ready first`}`,
  };
}

/** Whether it has pods before, after and all the time between. */
function runsThrough(workload: ThingBuilder, flows: Flows): boolean {
  const scaling = flows.scalingOf(workload);
  const ownRun = mayHavePods(scaling?.before) && (mayHavePods(scaling?.after) || isRefused(workload.changes));
  return workload.whole === undefined && (ownRun || isRolledOut(workload, flows));
}

/** Whether a Rollout runs pods of its template before, after and all the time between. */
function isRolledOut(workload: ThingBuilder, { before, after }: Flows): boolean {
  const names = new Set(rolloutsOf(workload, before.side).map(({ key }) => key.name));
  return rolloutsOf(workload, after.side).some(({ key }) => names.has(key.name));
}

/**
 * The Rollouts of Argo that run pods of the template of a workload, which is scaled to zero once theirs are ready (argoproj.github.io/argo-rollouts/migrating,
 * Reference Deployment From Rollout).
 */
function rolloutsOf({ key: { cluster, namespace, kind, name } }: ThingBuilder, side: Side): readonly Manifest[] {
  return side.index.list('argoproj.io', 'Rollout').filter((rollout) => {
    const home = homeOf(side.index, rollout.key);
    return home.cluster === cluster && home.namespace === namespace && stringAt(rollout.object, '/spec/workloadRef/kind') === kind
      && stringAt(rollout.object, '/spec/workloadRef/name') === name && mayHavePods(side.scalingOf(rollout));
  });
}

/** Who takes over once its pods are there: of each Service somebody. */
function comingTo(services: readonly Manifest[], workload: ThingBuilder, { scalingOf }: Flows, is: Owners): readonly string[] {
  const heirs = services.map((service) => is.selectedBy(service)
    .filter((other) => other !== workload && !isRefused(other.changes) && mayHavePods(scalingOf(other)?.after)));
  return heirs.some((some) => some.length === 0) ? [] : [...new Set(heirs.flat())].map(({ key }) => thingName(key));
}
