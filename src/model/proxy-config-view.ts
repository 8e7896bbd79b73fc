import type { Refusal } from './effective-proxy';
import type { Effective } from './origin';

/**
 * Istio's ProxyConfig for one proxy, as the two programs see it that read it: they differ in the order of annotation and resource
 * (Istio 1.30.3 pilot/pkg/model/proxy_config.go and pilot/cmd/pilot-agent/config/config.go).
 */
export interface ProxyConfigView {
  /** Texts that cannot be read (a malformed annotation `proxy.istio.io/config`): istiod or the agent refuses them. */
  readonly problems: readonly Refusal[];
  /** What it reads: the same for proxies whose fields are answered alike. */
  readonly sources: object;
  /** A field (`drainDuration`, `concurrency` …) as pilot-agent reads it in the running pod. */
  agent(field: string): Effective<unknown>;
  /** A field as istiod reads it when it renders the pod. */
  template(field: string): Effective<unknown>;
  /** An environment variable of the proxy: the container's own `env` first, then what istiod renders from proxyMetadata and ProxyConfig. */
  env(name: string): Effective<string | undefined>;
}
