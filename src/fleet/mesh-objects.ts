import { clusterMeant } from './clusters';
import { type FolderObjects, manifestIn } from './folder-objects';
import type { Rendered } from '../checks/synth-hook';
import { ISTIO_GATEWAY } from '../model/asm/names';
import type { Manifest } from '../model/manifest/types';
import { isPlainMap } from '../platform/json';
import { shown } from '../platform/problems';

type Json = Rendered['json'];

/**
 * What stands in ASM's control plane, seen from one cluster after the other: an IstioGateway only where it runs, with that cluster's overrides
 * only. So each cluster is judged with what is its own, and the time for one does not grow with the number of the others.
 */
export class MeshObjects {
  private readonly shared: readonly Rendered[];
  private readonly gateways = new Map<string, Rendered[]>();

  public constructor(private readonly objects: FolderObjects) {
    this.shared = objects.rendered.filter(({ json }) => clustersOf(json).length === 0);
    for (const one of objects.rendered) {
      for (const cluster of clustersOf(one.json)) {
        const list = this.gateways.get(cluster);
        if (list) { list.push(one); } else { this.gateways.set(cluster, [one]); }
      }
    }
  }

  public in(cluster: string): readonly Manifest[] {
    const own = (this.gateways.get(cluster) ?? []).map(({ construct, json }) => ({ construct, json: narrowed(json, cluster) }));
    return [...this.shared, ...own].flatMap((one) => manifestIn(cluster, this.objects, one) ?? []);
  }

  /** Clusters that resources of the user's own name, and the fleet does not have. */
  public unknownClusters(ids: readonly string[]): readonly string[] {
    const known = new Set(ids);
    return [...this.gateways].filter(([id]) => !known.has(id)).flatMap(([id, gateways]) => gateways.map(({ construct }) => (
      `${construct.node.path} names a cluster that the fleet does not have, got ${shown(id)}${clusterMeant(id, ids)}`
    )));
  }
}

function clustersOf({ apiVersion, kind, spec }: Json): readonly string[] {
  const isGateway = kind === ISTIO_GATEWAY.kind && typeof apiVersion === 'string' && apiVersion.startsWith(`${ISTIO_GATEWAY.group}/`);
  const ids: unknown = isGateway && isPlainMap(spec) ? spec.clusterIds : undefined;
  return Array.isArray(ids) ? [...new Set(ids.filter((id) => typeof id === 'string'))] : [];
}

/** The pointers of everything else stay as they are. */
function narrowed(json: Json, cluster: string): Json {
  const spec = json.spec as Readonly<Record<string, unknown>>;
  const { overrides, ...rest } = spec;
  const own: unknown = isPlainMap(overrides) ? overrides[cluster] : undefined;
  return { ...json, spec: { ...rest, clusterIds: [cluster], ...(own !== undefined && { overrides: { [cluster]: own } }) } };
}
