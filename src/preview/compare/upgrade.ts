import type { LeafChange } from './comparison';
import type { Impact } from './impact';
import { tracedName } from './traced';
import type { EffectiveProxy } from '../../model/effective-proxy';
import type { Effective } from '../../model/origin';
import { joinPointer } from '../../model/pointer';

/**
 * The image of a proxy of which neither side is known, where the mesh is upgraded: a release has its own version as `global.tag` (Istio
 * manifests/charts/istio-control/istio-discovery/values.yaml), so two unknown images are not one.
 */
export function imageOfUpgrade(before: EffectiveProxy, after: EffectiveProxy, impact: Impact): LeafChange[] {
  const [was, is] = [meshOf(before), meshOf(after)];
  const [left, right] = [imageOf(before), imageOf(after)];
  if (was === is || left?.known !== false || right?.known !== false) { return []; }
  return [{
    impact,
    object: tracedName(after.workload),
    pointer: joinPointer(after.container!, 'image'),
    origin: 'the platform',
    note: `${was} becomes ${is}, and a release has its own version as the tag of its images; ${right.origin.why}`,
  }];
}

/** Without the version of Kubernetes, which no image follows. */
const meshOf = ({ platform: { flavor, version } }: EffectiveProxy): string => `${flavor} ${version ?? 'of unknown version'}`;

function imageOf({ workload, container }: EffectiveProxy): Effective<unknown> | undefined {
  return container === undefined ? undefined : workload.at(joinPointer(container, 'image'));
}
