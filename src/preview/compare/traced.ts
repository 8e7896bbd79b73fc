import { objectName } from './builder';
import type { LeafChange } from './comparison';
import { type Difference, differencesOf } from './differences';
import { reachesPods } from './impact';
import type { Verdict } from './workload-fields';
import { keyOf } from '../../model/manifest/object';
import { describeOrigin, type Origin } from '../../model/origin';
import type { TracedObject } from '../../model/traced';

/** A difference of two objects as they run, with who says so on either side. */
export interface TracedDifference extends Difference {
  readonly from: Origin;
  readonly to: Origin;
}

export function tracedDifferences(before: TracedObject, after: TracedObject): TracedDifference[] {
  return differencesOf(keyOf(after.object), before.object, after.object).map((difference) => ({
    ...difference,
    from: before.origin(difference.beforePointer),
    to: after.origin(difference.pointer),
  }));
}

/** The differences that count, as changes. One whose value is not known on one side is not known itself. */
export function tracedChanges(before: TracedObject, after: TracedObject, judge: (difference: TracedDifference) => Verdict | undefined): LeafChange[] {
  return tracedDifferences(before, after).flatMap((difference) => {
    const verdict = judge(difference);
    if (!verdict || (difference.order && !reachesPods(verdict.impact))) { return []; }
    return [tracedLeaf(tracedName(after), difference, verdict)];
  });
}

/** `Deployment shop/waypoint`. */
export function tracedName({ object }: TracedObject): string {
  const { namespace, name = '' } = object.metadata;
  return objectName({ kind: object.kind, namespace, name });
}

function tracedLeaf(object: string, { pointer, before, after, from, to }: TracedDifference, { impact, note }: Verdict): LeafChange {
  const unknown = [from, to].find((origin) => origin.kind === 'unknown');
  const said = [note, unknown?.kind === 'unknown' ? unknown.why : undefined].filter((text) => text !== undefined).join('; ');
  return {
    impact: unknown ? 'unknown' : impact,
    object,
    pointer,
    ...before !== undefined && { before },
    ...after !== undefined && { after },
    origin: after === undefined && from.kind === 'set' ? `no longer ${describeOrigin(from)}` : describeOrigin(to),
    ...said !== '' && { note: said },
  };
}
