import { once, onceEach } from '../once';
import { type Effective, known, type Origin, unknown } from '../origin';
import { isMap, type JsonMap, member } from '../read';

/** What one source says of Istio's ProxyConfig. `undefined` from a question: nothing, ask the next weaker source. */
export interface Layer {
  field(name: string): Effective<unknown> | undefined;
  /** One entry of `proxyMetadata`, which merges key by key where everything else is replaced whole. */
  metadata(key: string): Effective<string> | undefined;
  /** The keys of `proxyMetadata` that it sets. */
  metadataKeys(): readonly string[];
}

/** `drainDuration` is also read when it is written `drain_duration`: protobuf's JSON reader takes both names. */
function spellings(name: string): readonly string[] {
  let both = knownSpellings.get(name);
  if (!both) { knownSpellings.set(name, both = [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]); }
  return both;
}

/** By the names that our own code asks for: a handful. */
const knownSpellings = new Map<string, readonly string[]>();

function entryOf(fields: JsonMap, name: string): { readonly key: string; readonly value: unknown } | undefined {
  for (const key of spellings(name)) {
    const value = member(fields, key);
    // A null is no value: protobuf's JSON reader leaves the field unset.
    if (value !== undefined && value !== null) { return { key, value }; }
  }
  return undefined;
}

/** A source that was read: its fields by name, and where each of them stands (`at(['proxyMetadata', 'A'])`). */
export function layerOf(fields: JsonMap, at: (path: readonly string[]) => Origin): Layer {
  const metadata = (): { readonly key: string; readonly values: JsonMap } | undefined => {
    const entry = entryOf(fields, 'proxyMetadata');
    return entry && isMap(entry.value) ? { key: entry.key, values: entry.value } : undefined;
  };
  return {
    field: (name) => {
      const entry = entryOf(fields, name);
      return entry && known(entry.value, at([entry.key]));
    },
    metadata: (key) => {
      const entries = metadata();
      const value = member(entries?.values, key);
      return typeof value === 'string' ? known(value, at([entries!.key, key])) : undefined;
    },
    metadataKeys: () => Object.keys(metadata()?.values ?? {}),
  };
}

/** A source that exists and cannot be read: whatever it can set is unknown. */
export function unreadableLayer(why: string, canSet?: readonly string[]): Layer {
  const canSetField = (name: string): boolean => canSet === undefined || canSet.includes(name);
  return {
    field: (name) => (canSetField(name) ? unknown(why) : undefined),
    metadata: () => (canSetField('proxyMetadata') ? unknown(why) : undefined),
    metadataKeys: () => [],
  };
}

/** A source of which it is not known whether it counts: what it sets is unknown, what it does not set falls through. */
export function doubtfulLayer(layer: Layer, why: string): Layer {
  return {
    field: (name) => layer.field(name) && unknown(why),
    metadata: (key) => layer.metadata(key) && unknown(why),
    metadataKeys: () => layer.metadataKeys(),
  };
}

/** Several sources of which one is used, and nobody can tell which: known only where they all say the same. Each question is put once. */
export function oneOfLayers(layers: readonly Layer[], why: string): Layer {
  const agreed = <T>(answers: readonly (Effective<T> | undefined)[]): Effective<T> | undefined => {
    const texts = new Set(answers.map((answer) => (answer === undefined ? '' : answer.known ? `=${stable(answer.value)}` : '?')));
    return texts.size === 1 ? answers[0] : unknown(why);
  };
  return {
    field: onceEach((name) => agreed(layers.map((layer) => layer.field(name)))),
    metadata: onceEach((key) => agreed(layers.map((layer) => layer.metadata(key)))),
    metadataKeys: once(() => [...new Set(layers.flatMap((layer) => layer.metadataKeys()))]),
  };
}

/** JSON with sorted keys: two maps that say the same read the same. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isMap(inner) ? Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)) : inner) ?? '';
}

/** The first layer that speaks, strongest first. */
export function fieldOf(layers: readonly Layer[], name: string): Effective<unknown> | undefined {
  if (name === 'proxyMetadata') { return allMetadata(layers); }
  for (const layer of layers) {
    const answer = layer.field(name);
    if (answer !== undefined) { return answer; }
  }
  return undefined;
}

export function metadataOf(layers: readonly Layer[], key: string): Effective<string> | undefined {
  for (const layer of layers) {
    const answer = layer.metadata(key);
    if (answer !== undefined) { return answer; }
  }
  return undefined;
}

/** The merged map; its origin is that of the strongest source that adds to it. Unknown as soon as one entry is. */
function allMetadata(layers: readonly Layer[]): Effective<unknown> | undefined {
  const unreadable = layers.map((layer) => layer.field('proxyMetadata')).find((field) => field?.known === false);
  if (unreadable) { return unreadable; }
  const merged: Record<string, string> = Object.create(null) as Record<string, string>;
  let origin: Origin | undefined;
  for (const key of new Set(layers.flatMap((layer) => layer.metadataKeys()))) {
    const value = metadataOf(layers, key);
    if (value === undefined) { continue; }
    if (!value.known) { return value; }
    merged[key] = value.value;
    origin ??= value.origin;
  }
  return origin && known({ ...merged }, origin);
}
