import { ClusterKind, type Platform } from '../platform';
import { MeshVersion } from '../platform/version';

/**
 * The platform that one resource for several clusters is written for: what it says must be right in all of them. So it has the oldest of
 * their Kubernetes versions, and is for ACK Serverless only if they all are.
 */
export function sharedPlatform(fleet: Platform, platforms: readonly Platform[]): Platform {
  const versions = platforms.flatMap(({ kubernetesVersion }) => kubernetesVersion ?? []).map((version) => MeshVersion.known(version));
  const oldest = versions.length < platforms.length ? undefined : [...versions].sort(MeshVersion.compare)[0]?.toString();
  return fleet._inCluster(oldest, sharedKind(fleet, platforms), 'MeshFleet');
}

/** True where some of the clusters have nodes to keep pods apart on, and some have none. */
export function hasMixedKinds(platforms: readonly Platform[]): boolean {
  const serverless = platforms.filter(isServerless).length;
  return serverless > 0 && serverless < platforms.length;
}

export const isServerless = ({ clusterKind }: Platform): boolean => clusterKind === ClusterKind.ACK_SERVERLESS;

function sharedKind(fleet: Platform, platforms: readonly Platform[]): ClusterKind | undefined {
  if (platforms.length > 0 && platforms.every(isServerless)) { return ClusterKind.ACK_SERVERLESS; }
  return isServerless(fleet) ? ClusterKind.ACK : undefined;
}
