import { objectName, type ThingBuilder } from './builder';
import { type LeafChange, restartOf } from './comparison';
import type { Impact } from './impact';
import { rolloutPlan } from './rollout-plan';
import type { Side } from './side';
import { tracedChanges } from './traced';
import { imageOfUpgrade } from './upgrade';
import type { EffectiveProxy, ProxyState } from '../../model/effective-proxy';
import { AUTO_IMAGE } from '../../model/injected';
import type { Manifest } from '../../model/manifest/types';
import { describeOrigin, type Origin } from '../../model/origin';
import { joinPointer } from '../../model/pointer';
import { stringAt } from '../../model/read';

/** Whether pods that are made from now on get a proxy, and whether they start at all. To be asked when the workload itself is compared. */
export function compareState(builder: ThingBuilder, workload: Manifest, before: EffectiveProxy | undefined, now: Side): void {
  const own = objectName(workload.key);
  const ofWorkload = builder.changes.filter(({ object }) => object === own);
  // what is refused itself keeps its pods
  if (ofWorkload.some(({ impact }) => impact === 'rejected')) { return; }
  const after = now.proxyIn(workload);
  const [was, is] = [stateOf(before), stateOf(after)];
  const restart = restartOf(ofWorkload);
  const replaced = restart === 'rolling-restart' || restart === 'recreate';
  if (replaced && after && cannotStart(after)) {
    builder.add(stuck(workload, was, after));
    builder.plan = (impact) => rolloutPlan(impact, now.restarting(workload), 'new pods cannot start');
  } else if (was !== is && (!replaced || was !== 'unknown')) {
    builder.add(stateChange(workload, was, is, after ?? before!, replaced ? restart : 'pending-restart'));
  }
}

/** The API server refuses pods that the injector refuses; the image of the ones it does not see is left as it is. */
function cannotStart({ state, workload, container }: EffectiveProxy): boolean {
  return state === 'refused' || (state === 'not-injected' && container !== undefined && stringAt(workload.object, joinPointer(container, 'image')) === AUTO_IMAGE);
}

/** What pods hold that are made from now on, where a policy changed and not the workload: those that run stay as they are. */
export function compareInjection(
  builder: ThingBuilder, workload: Manifest, before: EffectiveProxy | undefined, after: EffectiveProxy | undefined,
): void {
  if (!before || !after || before.state !== after.state) { return; }
  const changes = tracedChanges(before.workload, after.workload, ({ place, from, to }) => {
    const ofAuthor = [from, to].every((origin) => isOf(origin, workload));
    if (ofAuthor || !place.startsWith('pod')) { return undefined; }
    return { impact: 'pending-restart', note: 'pods get it when they are made anew' };
  });
  builder.add(...changes, ...imageOfUpgrade(before, after, 'pending-restart'));
  const [rest, whole] = [after.workload.origin('/spec/-'), before.platform.toString() !== after.platform.toString()];
  if (rest.kind === 'unknown' && whole) {
    builder.add({
      impact: 'unknown', object: objectName(workload.key), pointer: after.template, before: before.platform.toString(), after: after.platform.toString(), origin: describeOrigin(rest),
    });
  }
}

/** What stands in the workload itself, or in nothing, is compared with the workload. */
function isOf(origin: Origin, { key }: Manifest): boolean {
  return origin.kind === 'set' ? origin.manifest.key.kind === key.kind && origin.manifest.key.name === key.name && origin.manifest.key.namespace === key.namespace
    : origin.kind === 'default' && origin.of === 'Kubernetes';
}

const stateOf = (proxy: EffectiveProxy | undefined): ProxyState => proxy?.state ?? 'not-injected';

const WORDS: Readonly<Record<ProxyState, string>> = {
  'runs': 'injected', 'refused': 'refused by the injector', 'not-injected': 'not injected', 'unknown': 'not known',
};

function stateChange(workload: Manifest, was: ProxyState, is: ProxyState, proxy: EffectiveProxy, known: Impact): LeafChange {
  const why = reasons(proxy);
  return {
    impact: was === 'unknown' || is === 'unknown' ? 'unknown' : known,
    object: objectName(workload.key),
    pointer: proxy.template,
    before: WORDS[was],
    after: WORDS[is],
    origin: originOf(proxy),
    note: why === '' ? 'holds for pods that are made from now on' : why,
  };
}

/** A thing of its own, so that it is lost while the workload is taken over and begins to roll. */
function stuck(workload: Manifest, was: ProxyState, proxy: EffectiveProxy): LeafChange {
  return {
    impact: 'rejected',
    object: `pods of ${objectName(workload.key)}`,
    pointer: '',
    before: WORDS[was],
    after: WORDS[proxy.state],
    origin: originOf(proxy),
    note: `new pods cannot start, and the rollout stays where it is with the fewest ready pods that it allows: ${reasons(proxy)}`,
  };
}

const reasons = ({ refusals }: EffectiveProxy): string => refusals.map(({ message }) => message).join('; ');

const originOf = ({ refusals }: EffectiveProxy): string => (refusals.length > 0 ? describeOrigin(refusals[0].origin) : 'the injection of the pods');
