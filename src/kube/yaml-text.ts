import type * as YamlLibrary from 'yaml';
import { isHalfPaired, yamlKeyProblem, yamlTextProblem } from './yaml-safe';

/**
 * A value as YAML text within a manifest: an overlay, a ProxyConfig. The same value gives the same bytes.
 *
 * It is written for YAML 1.1, as sigs.k8s.io/yaml reads it; what that would take for a number, a date or a truth value is put in quotes.
 */
export function yamlText(value: object): string {
  const { Document, visit } = library();
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value !== 'string') { return; }
      if ((yamlTextProblem(node.value) ?? yamlKeyProblem(node.value)) !== undefined) { node.type = 'QUOTE_DOUBLE'; }
    },
  });
  // no directive, and no folding: where a folded text breaks depends on its blanks
  const text = document.toString({ directives: false, lineWidth: 0 });
  return text.replace(UNREADABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text that cannot be written down, at any depth: half of a surrogate pair has no form in YAML. */
export function unwritableText(value: unknown): string | undefined {
  if (typeof value === 'string') { return isHalfPaired(value) ? value : undefined; }
  if (typeof value !== 'object' || value === null) { return undefined; }
  for (const [key, item] of Object.entries(value)) {
    const found = unwritableText(key) ?? unwritableText(item);
    if (found !== undefined) { return found; }
  }
  return undefined;
}

/** What no reader takes as it is. A text with one of these is in double quotes already, where it can be written as an escape. */
const UNREADABLE = /[\u007f-\u009f\u2028\u2029\ufffe\uffff]/g;

/** Loaded by the first text that is written. */
function library(): typeof YamlLibrary {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a dynamic import() would make every writer asynchronous
  return require('yaml') as typeof YamlLibrary;
}
