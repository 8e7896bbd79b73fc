/**
 * Settings of the proxy itself. On ASM they are the option `proxyConfig`. Istio has no such option, so there they become the annotation
 * `proxy.istio.io/config` of the pods, and the environment becomes part of the container; another text there replaces the pods.
 *
 * Drain times are in `shutdown`.
 */
export interface WaypointProxyConfig {
  /**
   * Threads of Envoy: 0 for one a core.
   *
   * @default - the mesh's own: as many as the CPU limit has cores
   */
  readonly concurrency?: number;

  /**
   * Environment variables of the proxy (`proxyMetadata`).
   *
   * @default - none but the mesh's own
   */
  readonly environment?: { [name: string]: string };

  /**
   * Runtime values of Envoy.
   *
   * @default - none
   */
  readonly runtimeValues?: { [key: string]: string };

  /**
   * Other fields of Istio's ProxyConfig under their own names: `{ statNameLength: 250 }`.
   *
   * @default - none
   */
  readonly more?: { [field: string]: any };
}
