import type { App } from 'cdk8s';
import { MESH_FOLDER } from './clusters';
import type { FleetGateway } from './gateway';
import { Flavor, type MeshFacts } from '../platform';

/** All that a fleet is written from. */
export interface FleetPlan {
  readonly outdir: string;
  readonly facts: MeshFacts;
  readonly clusterIds: readonly string[];
  readonly gateways: readonly FleetGateway[];
  /** The apps that were handed out, by folder. */
  readonly apps: ReadonlyMap<string, App>;
}

/** One folder of the output. */
export interface Folder {
  readonly name: string;
  /** Undefined: the control plane's. */
  readonly cluster?: string;
}

export const MESH: Folder = { name: MESH_FOLDER };

/** The folder of the control plane first, where there is one, then those of the clusters. */
export function foldersOf({ facts, clusterIds }: FleetPlan): readonly Folder[] {
  return [...facts.platform.flavor === Flavor.ASM ? [MESH] : [], ...clusterIds.map((cluster) => ({ name: cluster, cluster }))];
}

/** The facts that hold in a folder; the control plane's are those of all clusters. */
export function factsIn({ facts }: Pick<FleetPlan, 'facts'>, { cluster }: Folder): MeshFacts {
  return cluster === undefined ? facts : facts.forCluster(cluster);
}
