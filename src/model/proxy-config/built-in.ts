import type { Layer } from './layer';
import { Flavor, type Platform } from '../../platform';
import { valueFor, type VersionedValues } from '../../platform/values';
import { onceEach, oncePerContext } from '../once';
import { type Effective, known, unknown } from '../origin';

/** A field whose default the table of versioned values knows, and how ProxyConfig writes it. */
interface TableField<K extends keyof VersionedValues> {
  readonly field: string;
  readonly key: K;
  /** Undefined: this default means that the field is not set. */
  readonly write: (value: VersionedValues[K]) => unknown;
}

const row = <K extends keyof VersionedValues>(field: string, key: K, write: (value: VersionedValues[K]) => unknown): TableField<K> =>
  ({ field, key, write });

const seconds = (value: number): string => `${value}s`;

type AnyField = { [K in keyof VersionedValues]: TableField<K> }[keyof VersionedValues];

const FIELDS: ReadonlyMap<string, AnyField> = new Map<string, AnyField>([
  row('drainDuration', 'drainSeconds', seconds),
  row('terminationDrainDuration', 'terminationDrainSeconds', seconds),
  row('holdApplicationUntilProxyStarts', 'holdApplication', (value) => value),
  row('concurrency', 'concurrency', (value) => (value === 'cpu-limit' ? undefined : value)),
  row('proxyStatsMatcher', 'statsInclusionRegexps', (value) => (value.length > 0 ? { inclusionRegexps: value } : undefined)),
].map((entry) => [entry.field, entry as AnyField]));

/** Metadata that is there without anybody setting it: on ASM only. */
const METADATA: ReadonlyMap<string, AnyField> = new Map<string, AnyField>([
  ['EXIT_ON_ZERO_ACTIVE_CONNECTIONS', row('', 'exitOnZero', (value) => (value ? 'true' : undefined)) as AnyField],
]);

/** Defaults that no version changes: pkg/config/mesh/mesh.go DefaultProxyConfig. */
const FIXED: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['statusPort', 15020],
  ['proxyAdminPort', 15000],
  ['statNameLength', 189],
  ['configPath', './etc/istio/proxy'],
  ['binaryPath', '/usr/local/bin/envoy'],
]);
const FIXED_SOURCE = 'Istio 1.30.3 pkg/config/mesh/mesh.go DefaultProxyConfig';

/** What holds when nobody sets anything: Istio's or ASM's own defaults, from the table of versioned values. */
export const builtInLayer = oncePerContext(({ facts }) => layerOfPlatform(facts.platform));

function layerOfPlatform(platform: Platform): Layer {
  const of = platform.flavor === Flavor.ASM ? 'ASM' : 'Istio';
  const ask = (entry: AnyField | undefined): Effective<unknown> | undefined => {
    if (!entry) { return undefined; }
    const found = valueFor(platform, entry.key);
    if (!found.known) { return unknown(found.why); }
    const written = (entry.write as (value: unknown) => unknown)(found.value);
    return written === undefined ? undefined : known(written, { kind: 'default', of, source: found.source });
  };
  return {
    field: onceEach((name: string) => FIXED.has(name)
      ? known(FIXED.get(name), { kind: 'default', of, source: FIXED_SOURCE })
      : ask(FIELDS.get(name))),
    metadata: (key) => ask(METADATA.get(key)) as Effective<string> | undefined,
    metadataKeys: () => [...METADATA].flatMap(([key, entry]) => (ask(entry)?.known ? [key] : [])),
  };
}
