import type { MeshFacts, Platform } from '../platform';

/** What a change does to pods. In this order, from the least to the worst; of several changes the worst one counts. */
export enum ChangeImpact {
  /** Nothing changes. */
  NONE = 'none',
  /** What no pod sees: labels and annotations of the object, its apiVersion, a text that is judged where it is merged. */
  METADATA_ONLY = 'metadata-only',
  /** It takes effect while pods run on. */
  LIVE = 'live',
  /** It is new. */
  ADDED = 'added',
  /** A policy changed: pods run on as they are, and get it when they are made anew. */
  PENDING_RESTART = 'pending-restart',
  /** The number of pods changes; pods that stay run on. */
  SCALE = 'scale',
  /** All pods are replaced, step by step. */
  ROLLING_RESTART = 'rolling-restart',
  /** All pods stop before new ones start. */
  RECREATE = 'recreate',
  /** The API server or the controller refuses it, and it alone stays as it is: what else is released takes effect. */
  REJECTED = 'rejected',
  /** Clients reach its pods no more, for good or until new ones are ready: what led to them is removed or no longer does, and nothing else serves what it had. */
  CUT_OFF = 'cut-off',
  /** It is gone, and the pods of a workload with it. */
  REMOVED = 'removed',
  /** What happens is not known; it is never taken for nothing. */
  UNKNOWN = 'unknown',
}

/** What is known of two sets of manifests besides their text. */
export interface CompareOptions {
  /**
   * Which mesh runs them, in which versions.
   *
   * @default - the platform of `facts`; without facts, current Istio
   */
  readonly platform?: Platform;

  /**
   * The platform and what no manifest holds; give either this or `platform`.
   *
   * @default - nothing but the platform is known
   */
  readonly facts?: MeshFacts;

  /**
   * What holds for the new manifests, where it differs: an upgrade of the mesh, another mesh config.
   *
   * @default - the same as for the old ones
   */
  readonly newFacts?: MeshFacts;

  /**
   * The cluster in which they stand, as the facts name it.
   *
   * @default - no cluster is named
   */
  readonly cluster?: string;

  /**
   * The namespace in which objects will live that name none.
   *
   * @default - it is not known
   */
  readonly defaultNamespace?: string;
}

/** One value that differs. */
export interface ManifestChange {
  /** What this change alone does. */
  readonly impact: ChangeImpact;
  /** The object that holds it: `Service istio-ingress/gw`. */
  readonly object: string;
  /** Where it stands there: a JSON pointer; empty for the object as a whole. */
  readonly pointer: string;

  /**
   * The old value; of a Secret its length is shown, from 16 characters on its hash as well; other secrets are shown in the same way.
   *
   * @default - there was none
   */
  readonly before?: any;

  /**
   * The new value; of a Secret its length is shown, from 16 characters on its hash as well; other secrets are shown in the same way.
   *
   * @default - there is none
   */
  readonly after?: any;

  /** Who says so: `set in ConfigMap shop/options at /data/deployment/spec/replicas`, `default of Istio`. */
  readonly origin: string;

  /**
   * What is not seen from the values.
   *
   * @default - nothing
   */
  readonly note?: string;
}

/** A change after which clients may find the gateway at another address, or at none. */
export interface AddressRisk {
  /** The Service. */
  readonly object: string;
  /** What decides it: a JSON pointer; empty where the Service goes as a whole. */
  readonly pointer: string;
  /** What happens to the address. */
  readonly why: string;
  /** Where that can be read. */
  readonly source: string;
}

/** How a restart of all pods goes, from the fewest pods in steady state. */
export interface RestartPlan {
  /**
   * How many pods there are.
   *
   * @default - not known
   */
  readonly pods?: number;

  /**
   * The most pods at one time.
   *
   * @default - not known
   */
  readonly highWater?: number;

  /**
   * The fewest ready pods.
   *
   * @default - not known
   */
  readonly lowWater?: number;

  /**
   * In how many steps pods are replaced: as many together as may surge and be away.
   *
   * @default - not known
   */
  readonly steps?: number;

  /**
   * Steps times the known part of a step: the delay before a pod counts as ready, and the longest that an old one may take to stop. How
   * long pods take to become ready comes on top.
   *
   * @default - not known
   */
  readonly seconds?: number;

  /** What is not known, and why. */
  readonly unknown: string[];
}

/** A workload or another object, and what becomes of it. */
export interface ManifestImpact {
  /** What becomes of it: the worst of its changes. */
  readonly impact: ChangeImpact;
  /** Its kind; a gateway that a controller deploys is the Deployment that is made of it. */
  readonly kind: string;
  /** Its name. */
  readonly name: string;

  /**
   * Its namespace.
   *
   * @default - it names none, or has none
   */
  readonly namespace?: string;

  /**
   * Its cluster.
   *
   * @default - no cluster is named
   */
  readonly cluster?: string;

  /**
   * What its proxy is for: `gateway`, `waypoint`, `east-west` or `sidecar`.
   *
   * @default - it has no proxy
   */
  readonly role?: string;

  /**
   * The object for which a controller deploys it: `IstioGateway istio-system/ingress`.
   *
   * @default - it stands in the manifests itself
   */
  readonly madeFrom?: string;

  /** Everything that changes, also in objects that belong to it: Services, budgets, autoscalers. */
  readonly changes: ManifestChange[];
  /** What puts its address at risk. */
  readonly addressRisks: AddressRisk[];
  /** What to look out for while it is applied. */
  readonly warnings: string[];

  /**
   * How its pods are replaced.
   *
   * @default - they are not
   */
  readonly restart?: RestartPlan;
}
