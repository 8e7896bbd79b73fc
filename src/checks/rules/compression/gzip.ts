import { COMPRESSION_KINDS, compressionsOf, settingOf, wholeOf } from './settings';
import { nearest } from '../../../kube/nearest';
import { COMPRESSION_LEVELS, COMPRESSION_STRATEGIES, GZIP_NUMBERS } from '../../../model/gzip';
import type { Manifest } from '../../../model/manifest/types';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

const GZIP = 'Envoy api/envoy/extensions/compression/gzip/compressor/v3/gzip.proto';

/** CMP001 to CMP003. */
function numberRule(id: string, name: keyof typeof GZIP_NUMBERS): Described<ManifestRule> {
  const { min, max, usual } = GZIP_NUMBERS[name];
  return {
    id,
    title: `${name} out of range`,
    what: `The setting ${name} of gzip is no whole number from ${min} to ${max}.`,
    severity: Severity.ERROR,
    ruleClass: RuleClass.MESH,
    why: `Envoy takes ${name} from ${min} to ${max} and refuses a filter with any other value, and with it the whole listener: the gateway keeps what it had, and a `
      + 'new pod never becomes ready.',
    source: `${GZIP}: ${name} is validated as ${min} to ${max}, ${usual} by default; source document 001`,
    on: 'manifest',
    kinds: COMPRESSION_KINDS,
    check: (manifest) => everyGzip(manifest, name, ({ value }) => {
      const number = wholeOf(value);
      return number !== undefined && number >= min && number <= max ? undefined : {
        message: `${name} must be a whole number from ${min} to ${max}, got ${shown(value)}`,
        fix: `write ${number === undefined ? usual : Math.min(Math.max(number, min), max)}, or leave it out for ${usual}`,
      };
    }),
  };
}

const NAMES = { compression_level: COMPRESSION_LEVELS, compression_strategy: COMPRESSION_STRATEGIES } as const;

/** The largest number of each enum. */
const LARGEST = { compression_level: 9, compression_strategy: 4 } as const;

const unknownNames: Described<ManifestRule> = {
  id: 'CMP004',
  title: 'compression level or strategy unknown',
  what: 'The setting compression_level or compression_strategy of gzip is none of the names that Envoy has.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'A name that Envoy does not have makes the filter unreadable, and with it the configuration that it is a part of: nothing is compressed, or nothing changes '
    + 'any more.',
  source: `${GZIP}: CompressionLevel, CompressionStrategy, validated as defined_only; source document 001`,
  on: 'manifest',
  kinds: COMPRESSION_KINDS,
  check: (manifest) => (['compression_level', 'compression_strategy'] as const).flatMap((name) => everyGzip(manifest, name, ({ value }) => {
    const names = NAMES[name];
    // protobuf takes the number of an enum too; the resource of ASM does not, but a number there is refused by its schema
    if (typeof value === 'string' ? names.includes(value) : Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST[name]) { return undefined; }
    const meant = typeof value === 'string' ? nearest(value.slice(0, 64).toUpperCase(), names) ?? levelOf(name, value) : levelOf(name, value);
    return {
      message: `${name} must be one of ${names.join(', ')}, got ${shown(value)}`,
      fix: meant === undefined ? `write ${names[0]}, or leave it out` : `write ${meant}`,
    };
  })),
};

/** `9` and `level 9` mean COMPRESSION_LEVEL_9. */
function levelOf(name: string, value: unknown): string | undefined {
  const digit = name === 'compression_level' && typeof value === 'string' && value.length <= 64 ? /([1-9])\s*$/.exec(value)?.[1] : undefined;
  return digit === undefined ? undefined : `COMPRESSION_LEVEL_${digit}`;
}

function everyGzip(
  manifest: Manifest, name: string, judge: (setting: { readonly value: unknown }) => { readonly message: string; readonly fix: string } | undefined,
): Found[] {
  return compressionsOf(manifest).flatMap(({ gzip }) => {
    const setting = gzip && settingOf(manifest, gzip, name);
    const verdict = setting && judge({ value: setting.value.value });
    if (!verdict) { return []; }
    return [{ ...verdict, at: setting.value.origin, part: setting.pointer, values: [{ name, value: setting.value, show: shown }] }];
  });
}

/** What Envoy takes of gzip's settings, CMP001 to CMP004. */
export const GZIP_RULES = [
  numberRule('CMP001', 'memory_level'),
  numberRule('CMP002', 'window_bits'),
  numberRule('CMP003', 'chunk_size'),
  unknownNames,
];
