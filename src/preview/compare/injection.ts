import { objectName, type ThingBuilder } from './builder';
import type { LeafChange } from './comparison';
import { tracedChanges } from './traced';
import type { EffectiveProxy, ProxyState } from '../../model/effective-proxy';
import type { Manifest } from '../../model/manifest/types';
import { describeOrigin, type Origin } from '../../model/origin';

/** What pods hold that are made from now on, where a policy changed and not the workload: those that run stay as they are. */
export function compareInjection(
  builder: ThingBuilder, workload: Manifest, before: EffectiveProxy | undefined, after: EffectiveProxy | undefined,
): void {
  const [was, is] = [stateOf(before), stateOf(after)];
  if (was !== is) { builder.add(stateChange(workload, was, is, after ?? before!)); }
  if (!before || !after || was !== is) { return; }
  const changes = tracedChanges(before.workload, after.workload, ({ place, from, to }) => {
    const ofAuthor = [from, to].every((origin) => isOf(origin, workload));
    if (ofAuthor || !place.startsWith('pod')) { return undefined; }
    return { impact: 'pending-restart', note: 'pods get it when they are made anew' };
  });
  builder.add(...changes);
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

function stateChange(workload: Manifest, was: ProxyState, is: ProxyState, proxy: EffectiveProxy): LeafChange {
  const why = proxy.refusals.map(({ message }) => message).join('; ');
  return {
    impact: was === 'unknown' || is === 'unknown' ? 'unknown' : 'pending-restart',
    object: objectName(workload.key),
    pointer: proxy.template,
    before: WORDS[was],
    after: WORDS[is],
    origin: proxy.refusals.length > 0 ? describeOrigin(proxy.refusals[0].origin) : 'the injection of the pods',
    note: why === '' ? 'holds for pods that are made from now on' : why,
  };
}
