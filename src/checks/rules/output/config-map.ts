import { bytesOf, seen } from './places';
import { MAX_CONFIG_MAP_BYTES, nameProblem } from '../../../kube';
import type { Manifest } from '../../../model/manifest/types';
import { joinPointer } from '../../../model/pointer';
import { isMap, mapAt } from '../../../model/read';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';

/** Base64 takes four characters for three bytes; line breaks between them are none. */
function decodedBytes(value: unknown): number {
  if (typeof value !== 'string') { return 0; }
  const text = withoutBreaks(value);
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  return Math.floor(text.length / 4) * 3 - padding;
}

function withoutBreaks(base64: string): string {
  return base64.includes('\n') || base64.includes('\r') ? base64.replace(/[\r\n]/g, '') : base64;
}

const TEXTS: Readonly<Record<string, readonly string[]>> = { ConfigMap: ['data'], Secret: ['stringData'] };
const BINARY: Readonly<Record<string, readonly string[]>> = { ConfigMap: ['binaryData'], Secret: ['data'] };

function valuesIn({ object }: Manifest, field: string): readonly unknown[] {
  return Object.values(mapAt(object, `/${field}`) ?? {});
}

/** What stands behind a key in a Secret's stringData replaces what stands there in data. */
function binaryIn(manifest: Manifest, field: string): readonly unknown[] {
  const texts = manifest.key.kind === 'Secret' ? mapAt(manifest.object, '/stringData') : undefined;
  return texts === undefined
    ? valuesIn(manifest, field)
    : Object.entries(mapAt(manifest.object, `/${field}`) ?? {}).flatMap(([key, value]) => (Object.hasOwn(texts, key) ? [] : [value]));
}

/** LIM003: MaxSecretSize holds for both kinds; keys do not count, equal is accepted. */
export const dataTooLarge: Described<ManifestRule> = {
  id: 'LIM003',
  title: 'ConfigMap or Secret above 1 MiB',
  what: 'The values of a ConfigMap (data and binaryData) or Secret (data and stringData) take more than 1048576 bytes together; what is base64 '
    + 'counts as the bytes it stands for, and a key of both data and stringData once.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects a ConfigMap or Secret whose values take more than 1 MiB.',
  source: `${VALIDATION} ValidateConfigMap, ValidateSecret (MaxSecretSize); pkg/apis/core/v1/conversion.go Convert_v1_Secret_To_core_Secret (stringData)`,
  on: 'manifest',
  kinds: ['/ConfigMap', '/Secret'],
  check: (manifest) => {
    const { kind } = manifest.key;
    const total = TEXTS[kind].flatMap((field) => valuesIn(manifest, field)).reduce<number>((sum, value) => sum + bytesOf(value), 0)
      + BINARY[kind].flatMap((field) => binaryIn(manifest, field)).reduce<number>((sum, value) => sum + decodedBytes(value), 0);
    if (total <= MAX_CONFIG_MAP_BYTES) { return []; }
    const pointer = mapAt(manifest.object, '/data') ? '/data' : `/${[...TEXTS[kind], ...BINARY[kind]].find((field) => mapAt(manifest.object, `/${field}`))}`;
    return [{
      message: `the values of the ${kind} take ${total} bytes, the API server accepts ${MAX_CONFIG_MAP_BYTES} bytes`,
      fix: `take at least ${total - MAX_CONFIG_MAP_BYTES} bytes out: into a second ${kind}, or into an image or volume`,
      pointer,
      values: [{ name: 'data', value: seen(manifest, pointer, total), show: (bytes) => `${String(bytes)} bytes` }],
    }];
  },
};

/** LIM004: the same keys hold for Secrets. */
export const dataKeys: Described<ManifestRule> = {
  id: 'LIM004',
  title: 'key that a ConfigMap or Secret cannot have',
  what: 'A key of a ConfigMap or Secret is longer than 253 characters, holds others than letters, digits, "-", "_" and ".", is "." or begins with '
    + '".."; or a ConfigMap has it in data and in binaryData.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'Keys become names of files: the API server rejects what could not be one, and a key that stands in both maps of a ConfigMap.',
  source: `${VALIDATION} ValidateConfigMap, ValidateSecret; apimachinery pkg/util/validation IsConfigMapKey`,
  on: 'manifest',
  kinds: ['/ConfigMap', '/Secret'],
  check: (manifest) => {
    const { kind } = manifest.key;
    const text = mapAt(manifest.object, '/data') ?? {};
    return [...TEXTS[kind], ...BINARY[kind]].flatMap((field) => Object.keys(mapAt(manifest.object, `/${field}`) ?? {}).flatMap((key): Found[] => {
      const pointer = joinPointer('', field, key);
      const values = [{ name: 'key', value: seen(manifest, pointer, key), show: shown }];
      const problem = nameProblem('configMapKey', key);
      if (problem !== undefined) {
        return [{
          message: `key ${shown(key)} of ${field} ${problem}`, fix: 'rename it with letters, digits, "-", "_" or "."', part: pointer, pointer, values,
        }];
      }
      return field === 'binaryData' && Object.hasOwn(text, key)
        ? [{ message: `key ${shown(key)} stands in data and in binaryData`, fix: 'keep it in one of the two, or rename it', part: pointer, pointer, values }]
        : [];
    }));
  },
};

/** LIM005: the values are map[string]string and map[string][]byte; null counts as empty, as Go reads it. */
export const dataNotText: Described<ManifestRule> = {
  id: 'LIM005',
  title: 'ConfigMap value that is no text',
  what: 'A value of a ConfigMap or of a Secret\'s stringData is a number, true, false, a map or a list; or a value of binaryData, or of a Secret\'s '
    + 'data, is no base64. Options of a gateway are YAML within a text.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server takes only texts there and rejects the object. An overlay for a gateway is written as a text, behind "|".',
  source: 'kubernetes/api core/v1 types.go ConfigMap, Secret (map[string]string, map[string][]byte)',
  on: 'manifest',
  kinds: ['/ConfigMap', '/Secret'],
  check: (manifest) => {
    const { kind } = manifest.key;
    const bad = (field: string, key: string, value: unknown, expected: string, fix: string, patch?: Found['patch']): Found => {
      const pointer = joinPointer('', field, key);
      return {
        message: `key ${shown(key)} of ${field} must hold ${expected}, got ${kind === 'Secret' && typeof value === 'string' ? 'a text' : shown(value)}`,
        fix,
        ...patch && { patch },
        part: pointer,
        pointer,
        values: [{ name: key.slice(0, 80), value: seen(manifest, pointer, value), show: (got) => (kind === 'Secret' ? `a ${typeof got}` : shown(got)) }],
      };
    };
    return [
      ...TEXTS[kind].flatMap((field) => Object.entries(mapAt(manifest.object, `/${field}`) ?? {}).flatMap(([key, value]) => {
        if (typeof value === 'string' || value === null) { return []; }
        const isPlain = typeof value === 'boolean' || Number.isSafeInteger(value);
        const text = isMap(value) ? 'write it as a text: "|" behind the key, and the same lines below' : 'write it in quotes';
        const fix = isPlain ? `write it in quotes: "${String(value)}"` : text;
        return [bad(field, key, value, 'a text', fix, isPlain ? [{ op: 'replace', path: joinPointer('', field, key), value: String(value) }] : undefined)];
      })),
      ...BINARY[kind].flatMap((field) => Object.entries(mapAt(manifest.object, `/${field}`) ?? {}).flatMap(([key, value]) => (
        value === null || (typeof value === 'string' && isBase64(value))
          ? []
          : [bad(field, key, value, 'base64', `encode it${kind === 'Secret' ? ', or write it below stringData' : ', or write it below data'}`)]
      ))),
    ];
  },
};

/** Go reads whole groups of four, padded, and skips line breaks (encoding/base64 StdEncoding). */
function isBase64(value: string): boolean {
  const text = withoutBreaks(value);
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
