import type { Manifest } from '../../../model/manifest/types';
import { type Known, known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { isMap, type JsonMap, listAt, mapAt, member } from '../../../model/read';

/** What compresses responses, wherever it is written. */
export interface Compression {
  readonly manifest: Manifest;
  /** The settings of gzip, and where they stand. */
  readonly gzip?: { readonly map: JsonMap; readonly pointer: string };
  /** Where and how responses are chosen: content types, the least length. */
  readonly responses: readonly { readonly map: JsonMap; readonly pointer: string }[];
}

/** Kinds that hold compression. */
export const COMPRESSION_KINDS: readonly string[] = ['istio.alibabacloud.com/IstioGateway', 'networking.istio.io/EnvoyFilter'];

const TYPES = 'type.googleapis.com/envoy.extensions';
const COMPRESSOR = `${TYPES}.filters.http.compressor.v3.Compressor`;
const GZIP = `${TYPES}.compression.gzip.compressor.v3.Gzip`;

/** The compression that a manifest configures. */
export function compressionsOf(manifest: Manifest): readonly Compression[] {
  return manifest.key.kind === 'IstioGateway' ? ofGateway(manifest) : ofFilter(manifest);
}

/** Where an IstioGateway has compression: for all clusters, and for each that differs. */
export function gatewayPlaces({ object }: Manifest): readonly { readonly map: JsonMap; readonly pointer: string }[] {
  const overrides = Object.keys(mapAt(object, '/spec/overrides') ?? {}).map((cluster) => joinPointer('/spec/overrides', cluster, 'compression'));
  return ['/spec/compression', ...overrides].flatMap((pointer) => {
    const map = mapAt(object, pointer);
    return map === undefined ? [] : [{ map, pointer }];
  });
}

function ofGateway(manifest: Manifest): readonly Compression[] {
  // what is switched off is not sent to a proxy
  return gatewayPlaces(manifest).filter(({ map }) => map.enabled !== false).map((place) => {
    const gzip = mapAt(manifest.object, `${place.pointer}/gzip`);
    return { manifest, responses: [place], ...(gzip && { gzip: { map: gzip, pointer: `${place.pointer}/gzip` } }) };
  });
}

function ofFilter(manifest: Manifest): readonly Compression[] {
  return (listAt(manifest.object, '/spec/configPatches') ?? []).flatMap((_, at) => {
    const pointer = `/spec/configPatches/${at}/patch/value/typed_config`;
    const filter = typedAt(manifest, pointer, COMPRESSOR) ?? typedAt(manifest, pointer.replace('typed_config', 'typedConfig'), COMPRESSOR);
    if (filter === undefined) { return []; }
    const library = fieldOf(filter, 'compressor_library', 'compressorLibrary');
    const config = library && fieldOf(library, 'typed_config', 'typedConfig');
    const direction = fieldOf(filter, 'response_direction_config', 'responseDirectionConfig');
    const common = direction && fieldOf(direction, 'common_config', 'commonConfig');
    return [{ manifest, responses: common === undefined ? [] : [common], ...(config && config.map['@type'] === GZIP && { gzip: config }) }];
  });
}

function typedAt({ object }: Manifest, pointer: string, type: string): { readonly map: JsonMap; readonly pointer: string } | undefined {
  const map = mapAt(object, pointer);
  return map !== undefined && map['@type'] === type ? { map, pointer } : undefined;
}

/** JSON of a protobuf has a field under its own name or in camel case. */
function fieldOf({ map, pointer }: { readonly map: JsonMap; readonly pointer: string }, ...names: readonly string[]):
{ readonly map: JsonMap; readonly pointer: string } | undefined {
  for (const name of names) {
    const value = member(map, name);
    if (isMap(value)) { return { map: value, pointer: `${pointer}/${name}` }; }
  }
  return undefined;
}

/** A setting under its name in a resource (`memory_level`) or in camel case; undefined where it is not said. */
export function settingOf(
  manifest: Manifest, { map, pointer }: { readonly map: JsonMap; readonly pointer: string }, name: string,
): { readonly value: Known<unknown>; readonly pointer: string } | undefined {
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  for (const key of [name, camel]) {
    const value = member(map, key);
    if (value !== undefined && value !== null) {
      const place = joinPointer(pointer, key);
      return { value: known(value, { kind: 'set', manifest, pointer: place }), pointer: place };
    }
  }
  return undefined;
}

/** A whole number as JSON of a protobuf has it: a number, or its digits as text; undefined for anything else. */
export function wholeOf(value: unknown): number | undefined {
  if (typeof value === 'number') { return Number.isSafeInteger(value) ? value : undefined; }
  return typeof value === 'string' && /^-?[0-9]{1,15}$/.test(value) ? Number(value) : undefined;
}
