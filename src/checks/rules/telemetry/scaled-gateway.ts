import type { EffectiveProxy } from '../../../model/effective-proxy';
import { groupBy } from '../../../model/group-by';
import type { Manifest } from '../../../model/manifest/types';
import { running } from '../../../model/running';
import { oncePerScene } from '../../once-per-scene';
import type { Scene } from '../../rule';
import { short } from '../proxy-rule';

/** Proxies by the manifest that has the metrics of their autoscaler: the autoscaler itself, or the options from which istiod makes it. */
const byMetrics = oncePerScene(({ proxies }) => groupBy(
  proxies.filter(running).flatMap((proxy) => proxy.scaling.autoscalers.flatMap(({ object }) => {
    const origin = object.origin(object.object.kind === 'ScaledObject' ? '/spec/triggers' : '/spec/metrics');
    return origin.kind === 'set' ? [{ proxy, manifest: origin.manifest }] : [];
  })),
  ({ manifest }) => manifest,
));

/** The gateway that the metrics of a manifest scale; undefined where they scale something else, or several gateways. An east-west gateway of ambient is a waypoint. */
export function scaledGateway(manifest: Manifest, scene: Scene): EffectiveProxy | undefined {
  const scaled = byMetrics(scene).get(manifest) ?? [];
  const first = scaled[0]?.proxy;
  const areOne = scaled.every(({ proxy: { name, namespace, role } }) => name === first.name && namespace === first.namespace && role === 'gateway');
  return areOne ? first : undefined;
}

/** The conditions that choose what a gateway reports: what it passes on, with itself as the source. */
export function gatewaySeries({ name }: EffectiveProxy): string {
  return `reporter="source",source_workload="${short(name)}"`;
}
