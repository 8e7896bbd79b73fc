import { given } from './options';
import { WaypointProps } from './props';
import { copyJsonMap, type JsonMap } from '../platform/json';

/** What a waypoint asks of its proxy, in the words of Istio's ProxyConfig. */
export interface ProxySettings {
  /** All fields but the environment. */
  readonly fields: JsonMap;
  /** `proxyMetadata`: environment variables. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Drain times come first, in the order of document 000. */
export function proxySettings({ shutdown, proxyConfig = {} }: WaypointProps): ProxySettings {
  const { proxyMetadata, ...times } = (shutdown?._proxyConfig() ?? {}) as { readonly proxyMetadata?: Readonly<Record<string, string>> };
  const { concurrency, environment, runtimeValues, more } = proxyConfig;
  return {
    fields: given({ ...times, concurrency, runtimeValues: copyJsonMap(runtimeValues, 'runtimeValues', ignore), ...copyJsonMap(more, 'more', ignore) }),
    environment: { ...proxyMetadata, ...environment },
  };
}

/** Wrong values are refused where props are judged. */
const ignore = (): void => undefined;

/** The option `proxyConfig` of ASM. */
export function asmProxyConfig({ fields, environment }: ProxySettings): JsonMap {
  return given({ ...fields, proxyMetadata: environment });
}
