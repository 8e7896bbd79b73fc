import { shown } from './errors';
import { nameProblem } from './names';

/** Source: apimachinery pkg/api/validation, TotalAnnotationSizeLimitB: keys and values together; equal is fine. */
export const MAX_ANNOTATION_BYTES = 256 * 1024;

/** Source: kubernetes pkg/apis/core, MaxSecretSize, in ValidateConfigMap: values only; equal is fine. */
export const MAX_CONFIG_MAP_BYTES = 1024 * 1024;

const NO_TEXT = 'must be a text (the API server refuses the object)';

/** How many wrong entries one message names. */
const NAMED = 5;

/** A map of texts as people hand it in, before anything about it is known. */
export type UncheckedMap = Readonly<Record<string, unknown>>;

/** What the API server refuses in a map of annotations, all of it in one text; undefined if nothing. */
export function annotationsProblem(annotations: UncheckedMap): string | undefined {
  const problems = mapProblems(annotations, 'annotation', key => nameProblem('annotationKey', key), () => undefined);
  const bytes = Object.entries(annotations).reduce((sum, [key, value]) => sum + bytesOf(key) + bytesOf(value), 0);
  if (bytes > MAX_ANNOTATION_BYTES) { problems.push(`annotations must have at most ${MAX_ANNOTATION_BYTES} bytes in keys and values, got ${bytes}`); }
  return joined(problems);
}

/** What the API server refuses in a map of labels, all of it in one text; undefined if nothing. */
export function labelsProblem(labels: UncheckedMap): string | undefined {
  return joined(mapProblems(labels, 'label', key => nameProblem('labelKey', key), value => nameProblem('labelValue', value)));
}

/** What the API server refuses in the two maps of a ConfigMap, all of it in one text; undefined if nothing. */
export function configMapProblem(data: UncheckedMap = {}, binaryData: UncheckedMap = {}): string | undefined {
  const keyProblem = (key: string) => nameProblem('configMapKey', key);
  const problems = [
    ...mapProblems(data, 'data', keyProblem, () => undefined),
    ...mapProblems(binaryData, 'binaryData', keyProblem, base64Problem),
    ...Object.keys(binaryData).filter(key => Object.hasOwn(data, key)).map(key => `key ${shown(key)} must not be in both data and binaryData`),
  ];
  const bytes = Object.values(data).reduce<number>((sum, value) => sum + bytesOf(value), 0)
    + Object.values(binaryData).reduce<number>((sum, value) => sum + decodedBytesOf(value), 0);
  if (bytes > MAX_CONFIG_MAP_BYTES) { problems.push(`values must have at most ${MAX_CONFIG_MAP_BYTES} bytes together, got ${bytes}`); }
  return joined(problems);
}

function mapProblems(
  map: UncheckedMap, kind: string, keyProblem: (key: string) => string | undefined, valueProblem: (value: string) => string | undefined,
): string[] {
  const problems: string[] = [];
  for (const [key, value] of Object.entries(map)) {
    const badKey = keyProblem(key);
    if (badKey !== undefined) { problems.push(`${kind} key ${badKey}, got ${shown(key)}`); }
    const badValue = typeof value === 'string' ? valueProblem(value) : NO_TEXT;
    if (badValue !== undefined) { problems.push(`${kind} ${shown(key)} ${badValue}, got ${shown(value)}`); }
  }
  return problems;
}

function joined(problems: readonly string[]): string | undefined {
  if (problems.length === 0) { return undefined; }
  const rest = problems.length - NAMED;
  return [...problems.slice(0, NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

function bytesOf(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value, 'utf8') : 0;
}

/** Go reads binaryData with its standard encoding: whole groups of four, padded. */
function base64Problem(value: string): string | undefined {
  return value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? undefined : 'must be base64 with its padding';
}

function decodedBytesOf(value: unknown): number {
  if (typeof value !== 'string') { return 0; }
  const padding = value.endsWith('==') ? 2 : Number(value.endsWith('='));
  return Math.floor(value.length / 4) * 3 - padding;
}
