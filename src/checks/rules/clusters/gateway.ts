import { ISTIO_GATEWAY } from '../../../model/asm/names';
import type { Manifest } from '../../../model/manifest/types';
import { type Effective, known } from '../../../model/origin';
import { type JsonMap, mapAt, textsAt } from '../../../model/read';
import { Feature, Support } from '../../../platform';
import type { ManifestRule, Scene } from '../../rule';
import type { Described } from '../described';

/** A rule on IstioGateway resources, where the platform has them. */
export function gatewayRule(text: Omit<Described<ManifestRule>, 'on' | 'kinds' | 'check'>, check: ManifestRule['check']): Described<ManifestRule> {
  return {
    ...text,
    on: 'manifest',
    kinds: [`${ISTIO_GATEWAY.group}/${ISTIO_GATEWAY.kind}`],
    check: (manifest, scene) => (hasGateways(scene) ? check(manifest, scene) : []),
  };
}

const hasGateways = ({ facts }: Scene): boolean => facts.platform.supports(Feature.ISTIO_GATEWAY_RESOURCE) !== Support.NO;

/** The clusters that a gateway names; what is no text is left to the rule on ids. */
export function clusterIdsOf({ object }: Manifest): readonly string[] {
  return textsAt(object, '/spec/clusterIds');
}

export function overridesOf({ object }: Manifest): JsonMap {
  return mapAt(object, '/spec/overrides') ?? {};
}

export function at<T>(manifest: Manifest, pointer: string, value: T): Effective<T> {
  return known(value, { kind: 'set', manifest, pointer });
}

/** Ten of them say enough. */
export function names(ids: readonly string[]): string {
  return `${ids.slice(0, 10).map((id) => id.slice(0, 80)).join(', ')}${ids.length > 10 ? ', …' : ''}` || 'none';
}
