import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** A manifest, as read from YAML. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

const FIXTURES = join(__dirname, '../fixtures/source-docs');

function folder(): string | undefined {
  const path = process.env.CDK8S_ISTIO_SOURCE_DOCS ?? join(__dirname, '../../../shared/source-docs');
  return existsSync(path) ? path : undefined;
}

/** `describe` for tests that need the source documents themselves; without them they are reported as skipped, by name. */
export const describeWithSourceDocuments: jest.Describe = folder() ? describe : describe.skip;

/** The text of a source document, by its number. */
export function sourceDocument(n: number): string {
  const path = folder();
  if (!path) { throw new Error('no source documents here; guard the test with describeWithSourceDocuments, or set CDK8S_ISTIO_SOURCE_DOCS'); }
  const number = String(n).padStart(3, '0');
  const file = readdirSync(path).find((name) => name.startsWith(`${number}-`));
  if (!file) { throw new Error(`no source document ${number} in the folder of source documents`); }
  return readFileSync(join(path, file), 'utf8');
}

/** The names of the example manifests, `<document>-<what>`, of one document or of all. */
export function sourceExamples(n?: number): string[] {
  const prefix = n === undefined ? '' : `${String(n).padStart(3, '0')}-`;
  return readdirSync(FIXTURES).filter((file) => file.startsWith(prefix) && file.endsWith('.yaml')).sort()
    .map((file) => file.slice(0, -'.yaml'.length));
}

/** An example as the document prints it, with its indentation put back and without our header. */
export function sourceExample(name: string): string {
  const text = readFileSync(join(FIXTURES, `${name}.yaml`), 'utf8');
  return text.slice(text.indexOf('\n\n') + 2);
}

/** The manifests of an example. */
export function sourceManifests(name: string): Manifest[] {
  return parseAllDocuments(sourceExample(name)).flatMap((document) => {
    if (document.errors.length) { throw document.errors[0]; }
    return document.toJS() as Manifest | null ?? [];
  });
}

/** The only manifest of an example, or the part of a manifest it shows. */
export function sourceManifest(name: string): Manifest {
  return parse(sourceExample(name)) as Manifest;
}
