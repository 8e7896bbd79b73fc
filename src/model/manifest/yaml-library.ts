import type * as YamlLibrary from 'yaml';

type Yaml = typeof YamlLibrary;

/** The YAML library, loaded when a text is read: whoever only writes manifests does not pay for it. */
export function yamlLibrary(): Yaml {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a dynamic import() would make every reader asynchronous
  return library ??= require('yaml') as Yaml;
}

/** Asking Node for a module takes longer than reading a short text. */
let library: Yaml | undefined;

/**
 * The library reads structure and text only; what a scalar means, which keys are the same, and what aliases stand for is decided
 * in tree.ts and scalars.ts (its own check for duplicate keys compares every pair of keys).
 */
export const STRUCTURE_ONLY = {
  schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false, merge: false, prettyErrors: false, logLevel: 'silent',
} as const;
