import { Flavor } from './flavor';
import { HasTarget, holds, isInferred, Target, whyUnknown } from './needs';
import { isModelled, MODELLED_ISTIO, MODELLED_KUBERNETES } from './span';
import { AnyValueRow, ValueCase, VersionedValues } from './table/value-row';
import { VALUE_ROWS } from './table/values';

export type { ConnectionLimitCarrier, ReadinessDefaults, ResourceDefaults, VersionedValues } from './table/value-row';
export { VALUE_ROWS } from './table/values';

/** A value of the table, or why it is not known. */
export type VersionedValue<T> =
  | { readonly known: true; readonly value: T; readonly source: string; readonly inferred: boolean }
  | { readonly known: false; readonly why: string; readonly source: string };

const BY_KEY = new Map<string, AnyValueRow>(VALUE_ROWS.map((row) => [row.key, row]));

/**
 * What this platform uses where nobody sets it. Values that no version changes are also known where the version is not given; for a
 * version outside the modelled ones nothing that was read from Istio's source is.
 */
export function valueFor<K extends keyof VersionedValues>(platform: HasTarget, key: K): VersionedValue<VersionedValues[K]> {
  const target = platform._target;
  const row = BY_KEY.get(key) as AnyValueRow;
  const { source } = row;
  const cases = target.flavor === Flavor.ASM ? row.asm : row.istio;
  if ('why' in cases) { return { known: false, why: cases.why, source }; }
  const outside = whyOutside(target);
  if (outside !== undefined) { return { known: false, why: outside, source }; }
  for (const one of cases as ReadonlyArray<ValueCase<VersionedValues[K]>>) {
    const answer = holds(one.need, target);
    if (answer === true) { return { known: true, value: one.value, source, inferred: isInferred(one.need, target) }; }
    if (answer === undefined) { return { known: false, why: whyUnknown(one.need, target), source }; }
  }
  return { known: false, why: 'no version that was read matches', source };
}

/** An Istio version that was never read, so that its defaults are not ours to state. ASM documents its own. */
function whyOutside(target: Target): string | undefined {
  if (target.flavor !== Flavor.ISTIO || target.istio === undefined || isModelled(target.istio, MODELLED_ISTIO)) { return undefined; }
  return `Istio ${target.istio} is outside the modelled versions (${MODELLED_ISTIO.oldest} to ${MODELLED_ISTIO.newest})`;
}

/** The versions that lie outside the modelled ones, as a report can list them. */
export function unmodelledVersions(platform: HasTarget): readonly string[] {
  const { istio, kubernetes, flavor } = platform._target;
  const list: string[] = [];
  if (istio && !isModelled(istio, MODELLED_ISTIO)) {
    list.push(`Istio ${istio}${flavor === Flavor.ASM ? ' (inferred from ASM)' : ''}, modelled are ${MODELLED_ISTIO.oldest} to ${MODELLED_ISTIO.newest}`);
  }
  if (kubernetes && !isModelled(kubernetes, MODELLED_KUBERNETES)) {
    list.push(`Kubernetes ${kubernetes}, modelled are ${MODELLED_KUBERNETES.oldest} to ${MODELLED_KUBERNETES.newest}`);
  }
  return list;
}
