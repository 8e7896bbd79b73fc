import { COMPRESSION_KINDS, compressionsOf, gatewayPlaces, settingOf, wholeOf } from './settings';
import { known } from '../../../model/origin';
import { member, stringAt } from '../../../model/read';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

const DOCUMENT = 'source document 001 (ASM gateway CRD), compression';
const COMPRESSOR = 'Envoy api/envoy/extensions/filters/http/compressor/v3/compressor.proto';
const GATEWAY = ['istio.alibabacloud.com/IstioGateway'];

/** CMP005: enabled, and nothing to compress with. */
export const gzipMissing: Described<ManifestRule> = {
  id: 'CMP005',
  title: 'compression without gzip',
  what: 'An IstioGateway has compression with enabled true and without gzip.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'ASM compresses with gzip only where the field gzip is there, with or without settings; enabled alone compresses nothing.',
  source: `${DOCUMENT}: gzip must be set for compression to work`,
  on: 'manifest',
  kinds: GATEWAY,
  check: (manifest) => gatewayPlaces(manifest).filter(({ map }) => map.enabled === true && (member(map, 'gzip') ?? undefined) === undefined)
    .map(({ pointer }): Found => ({
      message: 'compression.enabled is true and there is no gzip, so nothing is compressed',
      fix: 'add gzip: {} for every default of Envoy, or set enabled to false',
      pointer,
      part: pointer,
      values: [{ name: 'compression.enabled', value: known(true, { kind: 'set', manifest, pointer: `${pointer}/enabled` }) }],
      patch: [{ op: 'add', path: `${pointer}/gzip`, value: {} }],
    })),
};

/** CMP006: ASM has it for ingress gateways. */
export const compressionOnEgress: Described<ManifestRule> = {
  id: 'CMP006',
  title: 'compression on an egress gateway',
  what: 'An IstioGateway of type egress has compression enabled.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'ASM documents compression for ingress gateways. The responses of an egress gateway come from outside and go to workloads of the mesh, compressed '
    + 'by whoever made them.',
  source: `${DOCUMENT}: of ingress gateways`,
  on: 'manifest',
  kinds: GATEWAY,
  check: (manifest) => (stringAt(manifest.object, '/spec/gatewayType') !== 'egress' ? [] : gatewayPlaces(manifest).filter(({ map }) => map.enabled === true)
    .map(({ pointer }): Found => ({
      message: 'compression is enabled on a gateway of type egress, and ASM has it for ingress gateways',
      fix: 'leave compression out, or enable it on the ingress gateway',
      pointer,
      part: pointer,
      values: [{ name: 'gatewayType', value: known('egress', { kind: 'set', manifest, pointer: '/spec/gatewayType' }) }],
      patch: [{ op: 'remove', path: pointer }],
    }))),
};

const MAX_UINT32 = 4_294_967_295;
/** Envoy's own, and for it the least that is worth compressing. */
const USUAL_LENGTH = 30;

/** CMP007: a length that Envoy cannot have, or that costs more than it saves. */
export const contentLength: Described<ManifestRule> = {
  id: 'CMP007',
  title: 'min_content_length out of range',
  what: 'The setting min_content_length is no whole number from 0 to 4294967295; a note below 30, which is Envoy\'s own.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'A length below 0 cannot be read by Envoy, which then refuses the filter with its whole listener. A response of less than 30 bytes becomes longer by gzip.',
  source: `${COMPRESSOR}: min_content_length is a UInt32Value, 30 by default`,
  on: 'manifest',
  kinds: COMPRESSION_KINDS,
  check: (manifest) => compressionsOf(manifest).flatMap(({ responses }) => responses.flatMap((place): Found[] => {
    const setting = settingOf(manifest, place, 'min_content_length');
    if (setting === undefined) { return []; }
    const { value } = setting.value;
    const length = wholeOf(value);
    const isLength = length !== undefined && length >= 0 && length <= MAX_UINT32;
    if (isLength && length >= USUAL_LENGTH) { return []; }
    return [{
      ...(isLength && { severity: Severity.NOTE, ruleClass: RuleClass.PRACTICE }),
      message: isLength ? `min_content_length ${length} compresses responses of less than ${USUAL_LENGTH} bytes, which become longer`
        : `min_content_length must be a whole number of bytes from 0 to ${MAX_UINT32}, got ${shown(value)}`,
      fix: `write ${USUAL_LENGTH} bytes or more, or leave it out for ${USUAL_LENGTH}`,
      at: setting.value.origin,
      part: setting.pointer,
      values: [{ name: 'min_content_length', value: setting.value, show: shown }],
    }];
  })),
};

/** Types whose bodies are compressed already: IANA media types. SVG and bitmaps are not. */
const COMPRESSED = /^(?:(?:video|audio)\/|image\/(?:jpeg|png|gif|webp|avif|heic|heif|jxl)$|font\/woff2?$|application\/(?:zip|gzip|x-gzip|x-7z-compressed|x-bzip2?|x-rar-compressed|vnd\.rar|zstd)$)/i;
/** `type/subtype`, RFC 6838 4.2. */
const MEDIA_TYPE = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$/;

/** CMP008: types that match nothing, or that gain nothing. */
export const contentTypes: Described<ManifestRule> = {
  id: 'CMP008',
  title: 'content type not worth compressing',
  what: 'The setting content_type lists something that is no media type such as application/json, or one whose bodies are compressed already.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'Envoy compares each entry with the type of a response without its parameters: a wildcard or a parameter matches nothing. What is compressed already '
    + 'costs processor time and does not become smaller.',
  source: `${COMPRESSOR}: content_type is a set of strings; RFC 6838 4.2 for the form of media types`,
  on: 'manifest',
  kinds: COMPRESSION_KINDS,
  check: (manifest) => compressionsOf(manifest).flatMap(({ responses }) => responses.flatMap((place): Found[] => {
    const setting = settingOf(manifest, place, 'content_type');
    const list = setting?.value.value;
    if (setting === undefined || !Array.isArray(list)) { return []; }
    return list.flatMap((type: unknown, at): Found[] => {
      if (typeof type !== 'string') { return []; }
      const isType = type.length <= 255 && MEDIA_TYPE.test(type);
      if (isType && !COMPRESSED.test(type)) { return []; }
      const pointer = `${setting.pointer}/${at}`;
      return [{
        message: isType ? `content_type ${shown(type)} is compressed already` : `content_type ${shown(type)} is no media type, so no response has it`,
        fix: isType ? 'leave it out' : 'write type/subtype without wildcards and parameters, such as application/json',
        at: { kind: 'set', manifest, pointer },
        part: pointer,
        values: [{ name: 'content_type', value: known(type, { kind: 'set', manifest, pointer }), show: shown }],
      }];
    });
  })),
};
