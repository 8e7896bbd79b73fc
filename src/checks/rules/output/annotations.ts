import { bytesOf, metadataMaps, seen } from './places';
import { MAX_ANNOTATION_BYTES, nameProblem } from '../../../kube';
import { joinPointer } from '../../../model/pointer';
import type { JsonMap } from '../../../model/read';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';

const VALIDATION = 'Kubernetes apimachinery pkg/api/validation/objectmeta.go ValidateAnnotations';

/** No character takes more bytes in UTF-8 for one of its UTF-16 units. */
const MOST_BYTES = 3;

/** LIM001: TotalAnnotationSizeLimitB; equal is accepted. */
export const annotationsTooLarge: Described<ManifestRule> = {
  id: 'LIM001',
  title: 'annotations above 256 KiB',
  what: 'The keys and values of an object\'s annotations, or of those of its pods, take more than 262144 bytes together.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects an object whose annotations take more than 256 KiB in keys and values.',
  source: `${VALIDATION} (TotalAnnotationSizeLimitB)`,
  on: 'manifest',
  kinds: 'all',
  check: (manifest) => metadataMaps(manifest, 'annotations').flatMap(({ pointer, map }) => {
    if (unitsOf(map) * MOST_BYTES <= MAX_ANNOTATION_BYTES) { return []; }
    const sizes = Object.entries(map).map(([key, value]) => ({ key, bytes: bytesOf(key) + bytesOf(value) }));
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= MAX_ANNOTATION_BYTES) { return []; }
    const largest = sizes.reduce((most, one) => (one.bytes > most.bytes ? one : most));
    return [{
      message: `annotations take ${total} bytes in keys and values, the API server accepts ${MAX_ANNOTATION_BYTES} bytes; the largest is ${
        shown(largest.key)} with ${largest.bytes} bytes`,
      fix: `take at least ${total - MAX_ANNOTATION_BYTES} bytes out, for example into a ConfigMap`,
      part: pointer,
      pointer,
      values: [
        { name: 'annotations', value: seen(manifest, pointer, total), show: (bytes) => `${String(bytes)} bytes` },
        { name: largest.key.slice(0, 80), value: seen(manifest, joinPointer(pointer, largest.key), largest.bytes), show: (bytes) => `${String(bytes)} bytes` },
      ],
    }];
  }),
};

/** Keys and values in units of UTF-16, which cost nothing to count. */
function unitsOf(map: JsonMap): number {
  let units = 0;
  for (const key of Object.keys(map)) {
    const value = map[key];
    units += key.length + (typeof value === 'string' ? value.length : 0);
  }
  return units;
}

/** LIM007: as a label key, only that the prefix may hold capitals; a value is any text. */
export const annotationSyntax: Described<ManifestRule> = {
  id: 'LIM007',
  title: 'annotation that Kubernetes does not take',
  what: 'The key of an annotation is not an optional DNS prefix, "/" and a name of at most 63 letters, digits, "-", "_" or "."; or its value is '
    + 'no text. Annotations of objects and of their pod templates.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects an object with an annotation whose key is no qualified name, or whose value is a number, true, false or a map.',
  source: `${VALIDATION}; kubernetes/api ObjectMeta.annotations (map[string]string)`,
  on: 'manifest',
  kinds: 'all',
  check: (manifest) => metadataMaps(manifest, 'annotations').flatMap((place) => Object.keys(place.map).flatMap((key) => {
    const value = place.map[key];
    const badKey = nameProblem('annotationKey', key);
    if (badKey === undefined && typeof value === 'string') { return []; }
    const pointer = joinPointer(place.pointer, key);
    if (badKey !== undefined) {
      return [{
        message: `annotation key ${shown(key)} ${badKey}`,
        fix: 'rename it: an optional prefix such as example.com/, then at most 63 letters, digits, "-", "_" or "."',
        part: `${pointer} key`,
        pointer,
        values: [{ name: 'annotation', value: seen(manifest, pointer, key), show: shown }],
      }];
    }
    return textProblem(manifest, pointer, 'annotation', key, value);
  })),
};

/** An entry that is no text; null counts as the empty text, as Go reads it. */
export function textProblem(manifest: Parameters<typeof seen>[0], pointer: string, what: string, key: string, value: unknown) {
  if (typeof value === 'string' || value === null) { return []; }
  const isPlain = typeof value === 'boolean' || Number.isSafeInteger(value);
  return [{
    message: `${what} ${shown(key)} must be a text, got ${shown(value)}`,
    fix: isPlain ? `write it in quotes: "${String(value)}"` : 'write it as a text, in quotes',
    ...isPlain && { patch: [{ op: 'replace', path: pointer, value: String(value) }] },
    part: `${pointer} value`,
    pointer,
    values: [{ name: key.slice(0, 80), value: seen(manifest, pointer, value), show: shown }],
  }];
}
