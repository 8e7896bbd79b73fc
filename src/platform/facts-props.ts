import { ClusterKind } from './flavor';
import { Platform } from './platform';

/** What is known of a namespace. */
export interface NamespaceFacts {
  /**
   * The labels of the namespace.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}

/** What is known of a node. */
export interface NodeFacts {
  /** The name of the node. */
  readonly name: string;

  /**
   * The labels of the node.
   *
   * @default - unknown
   */
  readonly labels?: { [key: string]: string };

  /**
   * The version of its kubelet, as `v1.33.2`.
   *
   * @default - unknown
   */
  readonly kubeletVersion?: string;
}

/** What is known of one cluster, where it differs from what is said of all of them. */
export interface ClusterFacts {
  /**
   * What kind of cluster it is.
   *
   * @default - as the platform says
   */
  readonly kind?: ClusterKind;

  /**
   * Its Kubernetes version.
   *
   * @default - as the platform says
   */
  readonly kubernetesVersion?: string;

  /**
   * Its mesh config.
   *
   * @default - the mesh config of all clusters
   */
  readonly meshConfig?: { [key: string]: any };

  /**
   * Its injection values.
   *
   * @default - the injection values of all clusters
   */
  readonly injectionValues?: { [key: string]: any };

  /**
   * Its namespaces by name.
   *
   * @default - the namespaces of all clusters
   */
  readonly namespaces?: { [name: string]: NamespaceFacts };

  /**
   * Whether `namespaces` names every namespace of the cluster.
   *
   * @default false
   */
  readonly namespacesComplete?: boolean;

  /**
   * Its nodes.
   *
   * @default - the nodes of all clusters
   */
  readonly nodes?: NodeFacts[];

  /**
   * Its zones.
   *
   * @default - the zones of all clusters, else those of the nodes
   */
  readonly zones?: string[];
}

/** What no manifest holds. Whatever is left out is unknown, and what depends on it is not evaluated. */
export interface MeshFactsProps {
  /**
   * The mesh and its versions.
   *
   * @default - the platform of the scope, else current Istio
   */
  readonly platform?: Platform;

  /**
   * The mesh config (Istio's MeshConfig, as the key `mesh` of the ConfigMap `istio` holds it), as parsed YAML. Give `{}` to say that
   * nothing is set.
   *
   * @default - unknown
   */
  readonly meshConfig?: { [key: string]: any };

  /**
   * The values that istiod injects with (`global.proxy` and so on, as given to the istiod chart), as parsed YAML. Give `{}` to say
   * that nothing is set.
   *
   * @default - unknown
   */
  readonly injectionValues?: { [key: string]: any };

  /**
   * Namespaces by name, with their labels.
   *
   * @default - unknown
   */
  readonly namespaces?: { [name: string]: NamespaceFacts };

  /**
   * Whether `namespaces` names every namespace, so that one which is not named does not exist.
   *
   * @default false
   */
  readonly namespacesComplete?: boolean;

  /**
   * The nodes of the cluster.
   *
   * @default - unknown
   */
  readonly nodes?: NodeFacts[];

  /**
   * The zones that nodes are in.
   *
   * @default - those of the nodes' labels `topology.kubernetes.io/zone`, where nodes are given
   */
  readonly zones?: string[];

  /**
   * What differs by cluster, by cluster id.
   *
   * @default - nothing does
   */
  readonly clusters?: { [id: string]: ClusterFacts };

  /**
   * The root namespace, where settings for the whole mesh live.
   *
   * @default - the mesh config's, else `istio-system`
   */
  readonly rootNamespace?: string;

  /**
   * The trust domain.
   *
   * @default - the mesh config's, else `cluster.local` on Istio and unknown on ASM
   */
  readonly trustDomain?: string;

  /**
   * The domain of the clusters' DNS.
   *
   * @default - the injection values', else `cluster.local` on Istio and unknown on ASM
   */
  readonly clusterDomain?: string;

  /**
   * Assume that what ASM deploys for a Gateway (Gateway API) is, where the Gateway's options say nothing, as Istio deploys it. ASM does
   * not publish its own; values that rest on this say so.
   *
   * @default false, on ASM what the options do not set is unknown
   */
  readonly assumeIstioBase?: boolean;
}
