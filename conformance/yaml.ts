import { parseAllDocuments } from 'yaml';

/** The documents of a text, without the empty ones. */
export function readYamlDocuments(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => document.toJS() as unknown).filter((document) => document !== null && document !== undefined);
}
