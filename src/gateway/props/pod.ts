/** A variable in the environment of the proxy. */
export interface GatewayEnvVariable {
  /** Its name. */
  readonly name: string;

  /**
   * Its value.
   *
   * @default - `valueFrom` says
   */
  readonly value?: string;

  /**
   * Where its value comes from, as Kubernetes writes it: `{ secretKeyRef: { name: 'keys', key: 'a' } }`.
   *
   * @default - `value` says
   */
  readonly valueFrom?: { [key: string]: any };
}

/** A ConfigMap, mounted into the proxy's container. */
export interface GatewayConfigVolume {
  /** The name of the volume. */
  readonly name: string;
  /** The ConfigMap. */
  readonly configMapName: string;
  /** Where it is mounted. */
  readonly mountPath: string;
}

/** A Secret, mounted into the proxy's container. */
export interface GatewaySecretVolume {
  /** The name of the volume. */
  readonly name: string;
  /** The Secret. */
  readonly secretName: string;
  /** Where it is mounted. */
  readonly mountPath: string;
}

/** When the proxy counts as ready. Path and port are Istio's own. */
export interface GatewayReadinessProbe {
  /**
   * Failures in a row until it is not ready.
   *
   * @default - the mesh's own: 4 with Istio's template, 30 in older ones
   */
  readonly failureThreshold?: number;

  /**
   * Seconds between two probes.
   *
   * @default - the mesh's own: 15 with Istio's template, 2 in older ones
   */
  readonly periodSeconds?: number;

  /**
   * Successes in a row until it is ready.
   *
   * @default - Kubernetes' own, 1
   */
  readonly successThreshold?: number;
}

/** The side container for certificates of old meshes. */
export interface GatewaySds {
  /**
   * Whether it runs. Current proxies fetch their certificates themselves.
   *
   * @default - not written
   */
  readonly enabled?: boolean;

  /**
   * Its image.
   *
   * @default - not written
   */
  readonly image?: string;

  /**
   * Its resources, as Kubernetes writes them.
   *
   * @default - not written
   */
  readonly resources?: { [key: string]: any };
}
