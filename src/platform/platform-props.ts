import { ClusterKind } from './flavor';

/** Which upstream Istio runs, and on which Kubernetes. */
export interface IstioPlatformProps {
  /**
   * The Istio version, as `1.30` or `1.30.3`. The patch matters to a few answers only.
   *
   * @default - unknown: what depends on it is not evaluated
   */
  readonly version?: string;

  /**
   * The Kubernetes version of the cluster and of its nodes, as `1.33` or `v1.33.2`.
   *
   * @default - unknown: what depends on it is not evaluated
   */
  readonly kubernetesVersion?: string;

  /**
   * The version of the Gateway API's CRDs in the cluster, as `1.5` or `v1.5.1`.
   *
   * @default - unknown: what depends on it is not evaluated
   */
  readonly gatewayApiVersion?: string;

  /**
   * Whether istiod injects native sidecars (ENABLE_NATIVE_SIDECARS).
   *
   * @default - Istio's own rule: from 1.27 on, where every node runs Kubernetes 1.33 or later
   */
  readonly nativeSidecars?: boolean;

  /**
   * The revision of the control plane (`istio.io/rev`).
   *
   * @default - no revision
   */
  readonly revision?: string;
}

/** Which Alibaba Cloud Service Mesh runs, and on which clusters. */
export interface AsmPlatformProps {
  /**
   * The version of the ASM instance, as `1.26`, `1.22.6.109` or as the console shows it, `v1.24.6.64-gb15c6b3d-aliyun`.
   *
   * @default - unknown: what depends on it is not evaluated
   */
  readonly version?: string;

  /**
   * The Kubernetes version of the data plane's clusters, as `1.33` or `v1.33.2-aliyun.1`.
   *
   * @default - unknown: what depends on it is not evaluated
   */
  readonly kubernetesVersion?: string;

  /**
   * The version of the Gateway API component in the clusters, as `1.2.1`.
   *
   * @default - unknown: what depends on it is not evaluated
   */
  readonly gatewayApiVersion?: string;

  /**
   * What kind of clusters the data plane has. Where they differ, `MeshFacts` holds it for each cluster.
   *
   * @default - unknown: what depends on it is not evaluated
   */
  readonly clusterKind?: ClusterKind;
}
