import type { FleetGateway } from './gateway';
import { resourceManifest } from '../gateway/render/asm';
import type { EmitManifest } from '../kube/emit';
import type { JsonMap } from '../platform/json';

/** The one IstioGateway that ASM makes a gateway from in all its clusters. */
export function meshResource(gateway: FleetGateway): EmitManifest {
  const manifest = resourceManifest(gateway.sharedSpec(), gateway.sharedPlatform());
  const serverless = gateway.serverlessAmongOthers();
  if (serverless.length === 0) { return manifest; }
  const spec = manifest.spec as JsonMap & { readonly overrides?: Readonly<Record<string, JsonMap>> };
  const own = serverless.map((cluster) => {
    const { affinity = {}, podAnnotations } = gateway.fieldsIn(cluster);
    return [cluster, { ...spec.overrides?.[cluster], ...(podAnnotations && { podAnnotations }), affinity }];
  });
  return { ...manifest, spec: { ...spec, overrides: { ...spec.overrides, ...Object.fromEntries(own) } } };
}
