import { objectName, type ThingBuilder } from './builder';
import { type LeafChange, namedFirst, thingName } from './comparison';
import { objectImpact } from './object-fields';
import type { Owners } from './owners';
import type { Pair } from './pairs';
import { leafChanges } from './plain';
import { mayHavePods, type ScalingOf } from './replicas';
import type { Manifest } from '../../model/manifest/types';
import { describeOrigin } from '../../model/origin';
import { valueAt } from '../../model/pointer';
import { isExternalName, selectsPods } from '../../model/service-port';

const SELECTOR = '/spec/selector';

/** It has lost them for good, or has none until new pods are there. */
type Gap = 'for good' | 'until new pods are ready';

const NOTES: Readonly<Record<Gap, (had: string) => string>> = {
  'for good': (had) => `it selects no pods any more, and its clients reach nobody; it selected those of ${had}`,
  // Kubernetes pkg/controller/endpointslice: the labels of the pods that run decide, as soon as the Service is changed
  'until new pods are ready': (had) => (
    `none of the pods that run have these labels: its clients reach nobody until the first new pod is ready; it selected those of ${had}; `
    + 'let the labels roll out to all pods first, and change the selector then'),
};

/** Kubernetes pkg/registry/core/service/strategy.go dropTypeDependentFields: an ExternalName gives up its cluster IP and node ports, and the load balancer goes. */
const RENAMES = 'it is the name of another host now: its address is given up, clients that use that reach nobody, and those that use its name reach other pods or none';

/**
 * That a Service selected pods and selects none any more, because its selector or its type changes or their labels do. What is refused stays as it was: a Deployment
 * with another selector keeps its pods and their labels, whatever its Service asks for now. To be asked when the workloads are compared.
 */
export function cutOff(pair: Pair, was: Owners, is: Owners, scalingOf: ScalingOf): LeafChange | undefined {
  const { before, after, same } = pair;
  if (!before || !after || after.key.group !== '' || after.key.kind !== 'Service') { return undefined; }
  const runs = inForce(pair, before, after);
  const renames = isExternalName(runs.object);
  if (!selectsPods(before.object) || !(renames || selectsPods(runs.object))) { return undefined; }
  const had = was.selectedBy(before);
  if (had.length === 0) { return undefined; }
  const ran = (one: ThingBuilder): boolean => mayHavePods(scalingOf(one)?.before);
  // a workload that loses its pods says so itself
  const counts = (one: ThingBuilder): boolean => same || had.includes(one) || mayHavePods(scalingOf(one)?.after);
  const gap = renames ? 'for good' : gapOf(same ? had : was.selectedBy(runs).filter(ran), is.selectedBy(runs).filter(counts));
  if (gap === undefined || !had.some(ran)) { return undefined; }
  const pointer = renames ? '/spec/type' : SELECTOR;
  const names = namedFirst(had.map(({ key }) => thingName(key)));
  return {
    impact: 'cut-off',
    object: objectName(after.key),
    pointer,
    before: valueAt(before.object, pointer),
    after: valueAt(after.object, pointer),
    origin: describeOrigin({ kind: 'set', manifest: after, pointer }),
    note: renames ? `${RENAMES}; it selected those of ${names}` : NOTES[gap](names),
  };
}

/** What the API server has afterwards. */
export function inForce({ same }: Pair, before: Manifest, after: Manifest): Manifest {
  return !same && isRefused(leafChanges(before, after, (difference) => objectImpact(before, after, difference))) ? before : after;
}

/** @param running whose pods are selected as they run when the release comes @param coming whose pods are selected as they are made then */
function gapOf(running: readonly ThingBuilder[], coming: readonly ThingBuilder[]): Gap | undefined {
  const refused = (one: ThingBuilder): boolean => isRefused(one.changes);
  if (!running.some(refused) && coming.every(refused)) { return 'for good'; }
  // a bare pod is not replaced: its labels are changed as it runs
  const relabelled = ({ key, whole }: ThingBuilder): boolean => key.kind === 'Pod' && whole === undefined;
  return running.length > 0 || coming.some(relabelled) ? undefined : 'until new pods are ready';
}

export function isRefused(changes: readonly LeafChange[]): boolean {
  return changes.some(({ impact }) => impact === 'rejected');
}
