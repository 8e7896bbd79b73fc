import { Duration } from 'cdk8s';

/** The times of a shutdown; `preStop + terminationDrain < gracePeriod` and `drain < terminationDrain`. */
export interface ShutdownTimes {
  /**
   * How long Kubernetes waits, from the moment the pod is deleted, before it kills it (`terminationGracePeriodSeconds`). The time of
   * preStop counts.
   */
  readonly gracePeriod: Duration;

  /**
   * How long the agent lets Envoy run on after the signal to stop (`terminationDrainDuration`). What is still open then is cut.
   */
  readonly terminationDrain: Duration;

  /**
   * The time over which Envoy asks its clients to go elsewhere, with `connection: close` and GOAWAY (`drainDuration`).
   */
  readonly drain: Duration;

  /**
   * A pause before the signal, in which the pod serves as before while load balancers and endpoints learn that it goes.
   *
   * @default - none
   */
  readonly preStop?: Duration;

  /**
   * Whether the agent ends as soon as no connection is open (`EXIT_ON_ZERO_ACTIVE_CONNECTIONS`). When it does, the termination drain has no
   * effect. On ASM it does unless `false` is written here.
   *
   * @default - not written: false on Istio, true on ASM
   */
  readonly exitOnZero?: boolean;
}

/** The times of a shutdown that ends with the last connection; `preStop + minimumDrain < gracePeriod`. */
export interface ExitOnZeroTimes {
  /** How long Kubernetes waits before it kills the pod. The time of preStop counts. */
  readonly gracePeriod: Duration;

  /** How long the agent waits before it first counts the open connections (`MINIMUM_DRAIN_DURATION`). */
  readonly minimumDrain: Duration;

  /**
   * The time over which Envoy asks its clients to go; at least the minimum drain, so that it does not stop asking while the agent waits.
   *
   * @default - the mesh's own, 45 seconds
   */
  readonly drain?: Duration;

  /**
   * A pause before the signal, in which the pod serves as before.
   *
   * @default - none
   */
  readonly preStop?: Duration;
}
