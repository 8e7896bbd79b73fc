import type { SourceDocument } from './document';
import { ManifestError, problemAt } from './errors';
import { isKnownKind } from './known-kinds';
import { itemsOf } from './lists';
import { keyOf, objectProblems } from './object';
import { readJson } from './read-json';
import { readYaml } from './read-yaml';
import { SourceText } from './source-text';
import type { KubeObject, Manifest, ObjectKey, SourcePosition } from './types';
import { joinPointer } from '../pointer';
import { isMap } from '../read';

/** Where a text comes from, and where it goes. */
export interface ReadOptions {
  /** The name that positions and errors carry; given as it should be shown. */
  readonly file?: string;
  readonly cluster?: string;
  /** The namespace that an apply would use for objects that name none. */
  readonly defaultNamespace?: string;
}

/** Where an object that was never a text comes from. */
export interface ObjectOptions extends ReadOptions {
  /** The path of the construct that it was rendered from. */
  readonly construct?: string;
  /** The path of the chart that it is written with. */
  readonly chart?: string;
  /** The file that it will be written to, where each object gets one of its own. */
  readonly output?: string;
}

/**
 * All objects of a YAML or JSON text, in its order, with the values kubectl would read; lists (`kind: List`, `DeploymentList` with
 * `items`) are taken apart, empty documents and settings of programs left out.
 *
 * Stricter than kubectl where kubectl is silent about a mistake: a key that stands twice, a tag without a meaning, content behind
 * "...". Throws a ManifestError with everything that was found, or gives every object: never a part of the text.
 */
export function readManifests(text: string, options: ReadOptions = {}): Manifest[] {
  const source = new SourceText(text, options.file);
  const documents = readJson(source) ?? readYaml(source);
  source.throwIfBroken();
  const manifests: Manifest[] = [];
  for (const document of documents) {
    if (document.value !== null) { takeApart(document, document.value, '', options, manifests); }
  }
  source.throwIfBroken();
  return manifests;
}

/**
 * The value of a YAML or JSON text that is no manifest, e.g. a mesh config or an overlay within a ConfigMap, read by the same rules;
 * null for an empty text. Throws a ManifestError; several documents are one too, and so is a key that stands twice, unless `lastWins`.
 */
export function readYamlValue(text: string, options: Pick<ReadOptions, 'file'> & { readonly lastWins?: boolean } = {}): unknown {
  const source = new SourceText(text, options.file, options.lastWins);
  const documents = readJson(source) ?? readYaml(source);
  if (documents.length > 1) { documents[1].problem('', 'a second document begins here, expected one, leave it out'); }
  source.throwIfBroken();
  return documents[0]?.value ?? null;
}

/**
 * A text that Istio reads, as it does: of a key that stands twice it takes the last and says nothing (sigs.k8s.io/yaml 1.6.0, seen); `twice` says
 * where. Throws a ManifestError for what nobody can read.
 */
export function readLastWins(text: string): { readonly value: unknown; readonly twice?: string } {
  try {
    return { value: readYamlValue(text) };
  } catch (error) {
    if (!(error instanceof ManifestError)) { throw error; }
    const value = readYamlValue(text, { lastWins: true });
    return { value, twice: error.message.split('\n', 1)[0].replace(/, expected each key once.*$/, '') };
  }
}

/** One object that was never a text, e.g. a rendered construct. */
export function manifestOf(object: unknown, options: ObjectOptions = {}): Manifest {
  const problems = objectProblems(object);
  if (problems.length > 0) {
    const where = options.construct === undefined ? '' : `[${options.construct}] `;
    throw new ManifestError(problems.map(({ message }) => problemAt(where + message, undefined, options.file)));
  }
  const { construct, chart, output, file } = options;
  const kube = object as KubeObject;
  return {
    object: kube,
    key: keyOf(kube, options),
    ...(construct !== undefined && { construct }),
    ...(chart !== undefined && { chart }),
    ...(output !== undefined && { output }),
    ...(file !== undefined && { file }),
    position: NOWHERE,
  };
}

const NOWHERE = (): undefined => undefined;

function takeApart(
  document: SourceDocument, value: unknown, pointer: string, options: ReadOptions, manifests: Manifest[],
): void {
  const items = isMap(value) ? itemsOf(value) : undefined;
  if (items) {
    items.forEach((item, index) => {
      takeApart(document, item, joinPointer(pointer, 'items', index), options, manifests);
    });
    return;
  }
  if (pointer === '' && isToolConfig(value)) { return; }
  const problems = objectProblems(value);
  for (const problem of problems) { document.problem(pointer + problem.pointer, problem.message); }
  if (problems.length === 0) {
    manifests.push(new TextManifest(value as KubeObject, keyOf(value as KubeObject, options), document, pointer, options.file));
  }
}

/** Kinds of settings that may have metadata (a namespace, annotations) and yet no name: their programs read files, no cluster takes them. */
const NAMELESS_CONFIG: ReadonlySet<string> = new Set(['install.istio.io/IstioOperator', 'kustomize.config.k8s.io/Kustomization', 'kustomize.config.k8s.io/Component']);

/**
 * Settings of a program that merely look like an object, and lie beside manifests: a kustomization, a kubeconfig, an IstioOperator for
 * istioctl. No API server takes an object without metadata; of a kind that clusters have, that is a mistake.
 */
function isToolConfig(value: unknown): boolean {
  if (!isMap(value) || typeof value.apiVersion !== 'string' || typeof value.kind !== 'string') { return false; }
  const slash = value.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : value.apiVersion.slice(0, slash);
  if (NAMELESS_CONFIG.has(`${group}/${value.kind}`)) { return !isMap(value.metadata) || (value.metadata.name === undefined && value.metadata.generateName === undefined); }
  return !('metadata' in value) && value.apiVersion !== '' && !isKnownKind(group, value.kind);
}

class TextManifest implements Manifest {
  public constructor(
    public readonly object: KubeObject,
    public readonly key: ObjectKey,
    private readonly source: SourceDocument,
    private readonly pointer: string,
    public readonly file?: string,
  ) {}

  public get document(): number {
    return this.source.number;
  }

  public position(pointer: string): SourcePosition {
    return this.source.position(this.pointer + pointer);
  }
}
