import { addressRisks } from './address';
import { objectName, type ThingBuilder } from './builder';
import { clashesOf } from './clash';
import type { LeafChange } from './comparison';
import { type Difference, differencesOf } from './differences';
import { withReleases } from './held';
import { leftCompanion } from './left-behind';
import { metadataImpact } from './mesh-metadata';
import { immutability } from './object-fields';
import { tracedChanges, tracedName } from './traced';
import { imageOfUpgrade } from './upgrade';
import { type Verdict, workloadImpact } from './workload-fields';
import type { EffectiveProxy } from '../../model/effective-proxy';
import type { Manifest } from '../../model/manifest/types';
import { describeOrigin } from '../../model/origin';
import type { TracedObject } from '../../model/traced';

/** What istiod deploys for a Gateway: its objects as they run, and what else of the Gateway changed. */
export function compareManaged(builder: ThingBuilder, before: EffectiveProxy, after: EffectiveProxy): void {
  const { kind } = after.workload.object;
  const changes = tracedChanges(before.workload, after.workload, (difference) => workloadImpact(kind, difference, after.workload.object));
  builder.add(...withReleases(changes), ...clashesInside(before.workload, after.workload), ...imageOfUpgrade(before, after, 'unknown'));
  compareCompanions(builder, before, after);
  // what the controller adds that is not public may differ from version to version
  const rest = after.workload.origin('/spec/-');
  const [was, is] = [before.platform.toString(), after.platform.toString()];
  if (rest.kind === 'unknown' && was !== is) {
    builder.add({ impact: 'unknown', object: tracedName(after.workload), pointer: '', before: was, after: is, origin: 'the platform', note: rest.why });
  }
  const covered = new Set(builder.changes.map(({ pointer }) => pointer));
  builder.add(...ownChanges(before.declaredBy, after.declaredBy).filter(({ pointer }) => !covered.has(pointer)));
}

/** What changed in the Gateway itself and shows in no object that is made of it: it reaches the proxy as configuration. */
function ownChanges(before: Manifest, after: Manifest): LeafChange[] {
  return differencesOf(after.key, before.object, after.object).filter(({ order }) => !order).map(({ pointer, place, before: was, after: is }) => ({
    object: objectName(after.key),
    pointer,
    ...was !== undefined && { before: was },
    ...is !== undefined && { after: is },
    origin: is === undefined ? `no longer in ${objectName(before.key)}` : describeOrigin({ kind: 'set', manifest: after, pointer }),
    ...ownImpact(after.key.kind, place.slice(after.key.kind.length)),
  }));
}

const ownImpact = (kind: string, inside: string): Verdict => (
  metadataImpact(kind, inside) ?? { impact: inside.startsWith('/spec') ? 'live' : 'metadata-only' });

function compareCompanions(builder: ThingBuilder, before: EffectiveProxy, after: EffectiveProxy): void {
  const old = new Map(before.companions.map((companion) => [tracedName(companion), companion]));
  const now = new Map(after.companions.map((companion) => [tracedName(companion), companion]));
  for (const [name, companion] of old) {
    const left = now.get(name);
    if (left) { builder.risk(addressRisks(name, companion.object, left.object)); } else { builder.add(leftCompanion(companion)); }
  }
  for (const [name, companion] of now) {
    const was = old.get(name);
    builder.add(...clashesInside(was, companion));
    if (!was) { builder.add(added(name, companion)); continue; }
    builder.add(...tracedChanges(was, companion, (difference) => companionImpact(was, companion, difference)));
  }
}

function clashesInside(before: TracedObject | undefined, after: TracedObject): LeafChange[] {
  return clashesOf(tracedName(after), before?.object, after.object, (pointer) => describeOrigin(after.origin(pointer)));
}

function added(object: string, companion: TracedObject): LeafChange {
  return { impact: 'live', object, pointer: '', origin: describeOrigin(companion.origin('/metadata/name')), note: 'is added' };
}

function companionImpact(before: TracedObject, { object }: TracedObject, { place }: Difference): Verdict {
  const inside = place.slice(object.kind.length);
  return immutability(object.kind, inside, before.object, object) ?? { impact: inside.startsWith('/metadata') ? 'metadata-only' : 'live' };
}
