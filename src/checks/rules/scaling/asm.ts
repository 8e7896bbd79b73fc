import { ClusterSpec } from '../../../model/asm/cluster-spec';
import { REPLICAS_ANNOTATION } from '../../../model/asm/names';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { type Effective, known, unknown } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { stringAt } from '../../../model/read';

export { REPLICAS_ANNOTATION };

/** The fields of an IstioGateway as they hold in the proxy's cluster. */
export function asmFields(proxy: EffectiveProxy): (name: string) => Effective<unknown> {
  const spec = new ClusterSpec(proxy.declaredBy, proxy.cluster, proxy.platform);
  return (name) => {
    const field = spec.field(name);
    if (!field) { return known(undefined, { kind: 'default', of: 'ASM', source: 'ASM, CRD fields for an ASM gateway: no default' }); }
    return field.origin.kind === 'unknown' ? unknown(field.origin.why) : known(field.value, field.origin);
  };
}

/** The author took the number of pods away from ASM. */
export function replicasLeftToUser({ declaredBy }: EffectiveProxy): boolean {
  return stringAt(declaredBy.object, joinPointer('/metadata/annotations', REPLICAS_ANNOTATION)) === 'false';
}
