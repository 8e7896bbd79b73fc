import type { Add } from './judge';
import { meant } from '../../kube/nearest';
import { Flavor, type Platform } from '../../platform';
import { shown } from '../../platform/problems';
import { valueFor } from '../../platform/values';
import type { GatewayDeclaration } from '../declaration';
import type { RenderingName } from '../spec';

/** ASM, "CRD fields for an ASM gateway": the overrides of the newest version, where none is known. */
const DOCUMENTED = ['serviceAnnotations', 'podAnnotations', 'resources', 'replicaCount', 'minReplicas', 'maxReplicas', 'cpu', 'memory', 'serviceType'];

export interface ClusterOptions {
  readonly rendering: RenderingName;
  readonly platform: Platform;
  readonly cluster?: string;
  readonly undocumentedOverrides: boolean;
}

/** Which clusters a gateway names, and what differs there. */
export function checkClusters({ clusterIds, overrides = {} }: GatewayDeclaration, options: ClusterOptions, add: Add): void {
  const { cluster, rendering, platform, undocumentedOverrides } = options;
  const known = clusterIds ?? [];
  const expected = known.length === 0 ? 'clusterIds names none' : `clusterIds are ${known.slice(0, 10).map((id) => shown(id)).join(', ')}`;
  if (cluster !== undefined && typeof cluster !== 'string') { add(`'cluster' must be the id of a cluster, got ${shown(cluster)}`); } else if (cluster !== undefined && clusterIds !== undefined && !known.includes(cluster)) {
    add(`'cluster' must be one of clusterIds, got ${shown(cluster)}, ${expected}${meant(cluster, known)}`);
  }
  const allowed = valueFor(platform, 'overrideFields');
  const fields = platform.flavor === Flavor.ASM && allowed.known ? allowed.value : DOCUMENTED;
  for (const [id, own] of Object.entries(overrides)) {
    if (!known.includes(id)) { add(`'overrides' must name clusters of this gateway, got ${shown(id)}, ${expected}${meant(id, known)}`); }
    for (const name of undocumentedOverrides ? [] : Object.keys(own).filter((field) => !fields.includes(field))) {
      const since = DOCUMENTED.includes(name) ? 'documented from ASM 1.16' : `not among those that ASM documents (${fields.join(', ')})`;
      add(`'overrides.${id}.${name}' is ${since}; set it for all clusters, or allow it with undocumentedOverrides`);
    }
  }
  if (rendering !== 'ASM' && cluster === undefined && Object.keys(overrides).length > 0) {
    add(`'overrides' need a cluster to be for in the rendering ${rendering}, got none; give \`cluster\`, or use MeshFleet for one app a cluster`);
  }
}
