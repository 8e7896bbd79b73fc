import { ClusterFacts, MeshFacts, Platform } from '../platform';

/** The clusters of one mesh, and where their manifests go. */
export interface MeshFleetProps {
  /** The mesh and its versions. What a cluster has of its own stands in `clusters`. */
  readonly platform: Platform;

  /**
   * The clusters by id. The id is the name of the cluster's folder, and on ASM the id by which ASM knows the cluster. What is said of a
   * cluster here, fact by fact, comes before what `facts` say; `{}` says nothing. The kind of a cluster chooses how gateways are spread.
   */
  readonly clusters: { [id: string]: ClusterFacts };

  /**
   * What no manifest holds, of all clusters and of single ones.
   *
   * @default - unknown, but for the platform and `clusters`
   */
  readonly facts?: MeshFacts;

  /**
   * The folder below which each cluster has its own.
   *
   * @default - where `cdk8s synth` asks for it (CDK8S_OUTDIR), else `dist`
   */
  readonly outdir?: string;
}
