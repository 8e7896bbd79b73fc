import { compareAsm } from './asm-gateway';
import { objectName, type ThingBuilder } from './builder';
import type { LeafChange } from './comparison';
import { compareManaged } from './managed';
import { replicasWarnings } from './replicas';
import { type RestartingWorkload, rolloutPlan } from './rollout-plan';
import { rolloutOf } from '../../model/around';
import type { EffectiveProxy } from '../../model/effective-proxy';
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

/** A controller that refuses leaves everything as it is. */
function compareState(builder: ThingBuilder, before: EffectiveProxy, after: EffectiveProxy): void {
  const [was, is] = [before.state, after.state];
  if (is === 'refused' && (was !== 'refused' || builder.changes.length > 0)) {
    builder.refuse();
    for (const { message, origin } of after.refusals) {
      builder.add({ impact: 'rejected', object: objectName(after.declaredBy.key), pointer: '', origin: describeOrigin(origin), note: message });
    }
    return;
  }
  if (was === 'refused' && is !== 'refused') {
    builder.add(unknownState(after, 'refused', is, 'what was deployed before the old manifests were refused is not among them'));
  }
  if ((was === 'unknown') !== (is === 'unknown')) {
    builder.add(unknownState(after, was, is, (is === 'unknown' ? after : before).refusals.map(({ message }) => message).join('; ')));
  }
}

function unknownState({ declaredBy }: EffectiveProxy, before: string, after: string, note: string): LeafChange {
  return { impact: 'unknown', object: objectName(declaredBy.key), pointer: '', before, after, origin: 'the proxy as a whole', note };
}
