import { objectName, type ThingBuilder } from './builder';
import { type LeafChange, namedFirst, thingName } from './comparison';
import { objectImpact } from './object-fields';
import { type Owners, selectsPods } from './owners';
import type { Pair } from './pairs';
import { leafChanges } from './plain';
import { describeOrigin } from '../../model/origin';
import { mapAt } from '../../model/read';

const SELECTOR = '/spec/selector';

/**
 * That a Service selected pods and selects none any more, because its selector changes or their labels do. What is refused stays as it was: a Deployment
 * with another selector keeps its pods and their labels, whatever its Service asks for now. To be asked when the workloads are compared.
 */
export function cutOff({ before, after, same }: Pair, was: Owners, is: Owners): LeafChange | undefined {
  if (!before || !after || after.key.group !== '' || after.key.kind !== 'Service') { return undefined; }
  const runs = !same && isRefused(leafChanges(before, after, (difference) => objectImpact(before, after, difference))) ? before : after;
  if (!selectsPods(runs.object)) { return undefined; }
  const had = was.selectedBy(before);
  const refused = (one: ThingBuilder): boolean => isRefused(one.changes);
  if (had.length === 0 || was.selectedBy(runs).some(refused) || is.selectedBy(runs).some((one) => !refused(one))) { return undefined; }
  return {
    impact: 'cut-off',
    object: objectName(after.key),
    pointer: SELECTOR,
    before: mapAt(before.object, SELECTOR),
    after: mapAt(after.object, SELECTOR),
    origin: describeOrigin({ kind: 'set', manifest: after, pointer: SELECTOR }),
    note: `it selects no pods any more, and its clients reach nobody; it selected those of ${namedFirst(had.map(({ key }) => thingName(key)))}`,
  };
}

export function isRefused(changes: readonly LeafChange[]): boolean {
  return changes.some(({ impact }) => impact === 'rejected');
}
