import { compareAsm } from './asm-gateway';
import { objectName, type ThingBuilder } from './builder';
import type { LeafChange } from './comparison';
import { compareManaged } from './managed';
import { replicasWarnings } from './replicas';
import { type RestartingWorkload, rolloutPlan } from './rollout-plan';
import { rolloutOf } from '../../model/around';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { APPLY_ORDER, refusedKinds } from '../../model/managed';
import { describeOrigin } from '../../model/origin';

/** What becomes of a proxy that a controller deploys: istiod for a Gateway, ASM for an IstioGateway. */
export function compareDeployed(builder: ThingBuilder, before: EffectiveProxy, after: EffectiveProxy): void {
  if (after.make === 'asm') { compareAsm(builder, before, after); } else { compareManaged(builder, before, after); }
  compareState(builder, before, after);
  // how ASM hands the number over to an autoscaler is not published
  if (after.make === 'managed' && builder.changes.some(({ impact }) => impact === 'scale')) {
    builder.warn(replicasWarnings(before.scaling, after.scaling, 'istiod'));
  }
  builder.plan = (impact) => rolloutPlan(impact, withLeftAutoscaler(before, after));
}

/** An autoscaler that istiod renders no more goes on scaling. */
function withLeftAutoscaler(before: EffectiveProxy, after: EffectiveProxy): RestartingWorkload {
  const scaled = ({ companions }: EffectiveProxy): boolean => companions.some(({ object }) => object.kind === 'HorizontalPodAutoscaler');
  if (after.make !== 'managed' || !scaled(before) || scaled(after)) { return after; }
  const { workload, template, shutdown } = after;
  return { workload, template, shutdown, scaling: before.scaling, rollout: rolloutOf(after, before.scaling) };
}

/** A controller that refuses leaves everything as it is; istiod only what it does not get to. */
function compareState(builder: ThingBuilder, before: EffectiveProxy, after: EffectiveProxy): void {
  const [was, is] = [before.state, after.state];
  if (is === 'refused' && (was !== 'refused' || builder.changes.length > 0)) {
    if (after.make === 'managed' && refusedKinds(after.refusals)) { stopAtRefused(builder, after); } else { builder.refuse(); }
    for (const { message, origin } of after.refusals) {
      builder.add({ impact: 'rejected', object: objectName(after.declaredBy.key), pointer: '', origin: describeOrigin(origin), note: message });
    }
    return;
  }
  if (after.make === 'managed') { stopAtRefused(builder, after); }
  if (was === 'refused' && is !== 'refused') {
    const change = unknownState(after, 'refused', is, 'what was deployed before the old manifests were refused is not among them');
    const ran = before.make === 'managed' && refusedKinds(before.refusals)?.every((kind) => APPLY_ORDER.indexOf(kind) > APPLY_ORDER.indexOf('Deployment'));
    builder.add(ran ? { ...change, impact: 'live', note: 'what was not applied before is applied now; the Deployment was' } : change);
  }
  if ((was === 'unknown') !== (is === 'unknown')) {
    builder.add(unknownState(after, was, is, (is === 'unknown' ? after : before).refusals.map(({ message }) => message).join('; ')));
  }
}

/** One object after the other is applied: from the first one that is refused on, all stay as they are. */
function stopAtRefused(builder: ThingBuilder, { refusals }: EffectiveProxy): void {
  // a DaemonSet stands where the Deployment would
  const place = ({ object }: LeafChange): number => APPLY_ORDER.findIndex((kind) => object.replace(/^DaemonSet /, 'Deployment ').startsWith(`${kind} `));
  const refused = [
    ...(refusedKinds(refusals) ?? []).map((kind) => APPLY_ORDER.indexOf(kind)),
    ...builder.changes.filter(({ impact }) => impact === 'rejected').map(place).filter((at) => at >= 0),
  ];
  const first = Math.min(...refused);
  builder.refuse((change) => place(change) >= first);
}

function unknownState({ declaredBy }: EffectiveProxy, before: string, after: string, note: string): LeafChange {
  return { impact: 'unknown', object: objectName(declaredBy.key), pointer: '', before, after, origin: 'the proxy as a whole', note };
}
