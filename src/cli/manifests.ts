import { posix } from 'node:path';
import { UsageError } from './errors';
import { MESH_FOLDER, type Source } from './files';
import { readManifests, readYamlValue } from '../model/manifest';
import { ManifestError, problemText } from '../model/manifest/errors';
import type { Manifest } from '../model/manifest/types';
import { listAt, member } from '../model/read';

export interface ReadManifests {
  readonly manifests: readonly Manifest[];
  /** The files that hold objects. */
  readonly files: readonly string[];
  /** Files of folders that hold no Kubernetes objects: values, package files. */
  readonly skipped: readonly string[];
  /** Files of folders that a kustomization there takes as patches: nobody applies them as they are. */
  readonly patches: readonly string[];
}

/** How many problems of unreadable texts are shown. */
const SHOWN = 40;

/** The objects of the texts, or every mistake in them. With cluster folders, what is in ASM's control plane stands in every cluster. */
export function manifestsOf(sources: readonly Source[], defaultNamespace?: string): ReadManifests {
  const problems: string[] = [];
  const files: string[] = [];
  const skipped: string[] = [];
  const patches: string[] = [];
  const isPatch = patchesAmong(sources);
  const manifests = sources.flatMap((source) => {
    const { file, text, cluster } = source;
    if (!source.named && !hasObjects(text)) { skipped.push(file); return []; }
    if (!source.named && isPatch.has(file)) { patches.push(file); return []; }
    try {
      const read = readManifests(text, { file, cluster, defaultNamespace });
      // an empty pipe is a command that failed before the bar, not a mesh without faults
      if (source.named && read.length === 0) { problems.push(`${file}: holds no Kubernetes objects`); }
      files.push(file);
      return read;
    } catch (error) {
      if (!(error instanceof ManifestError)) { throw error; }
      problems.push(...TEMPLATE.test(text)
        ? [`${file}: looks like a template ({{ … }}), expected manifests, render it first, as with helm template … | cdk8s-istio check -`]
        : error.problems.map(problemText));
      return [];
    }
  });
  if (problems.length > 0) {
    const more = problems.length > SHOWN ? [`and ${problems.length - SHOWN} more`] : [];
    throw new UsageError([...problems.slice(0, SHOWN), ...more]);
  }
  return { manifests: inEveryCluster(manifests), files: [...new Set(files)].sort(), skipped, patches };
}

/** Helm's and Go's templates: an action that begins with a field, a variable, a word or a text. */
const TEMPLATE = /\{\{-?\s*[.$\w"(/]/;

/** The files that kustomizations among the texts take as patches. What cannot be read is said where it is read as a manifest. */
function patchesAmong(sources: readonly Source[]): ReadonlySet<string> {
  return new Set(sources.filter(({ file }) => /(?:^|\/)kustomization\.ya?ml$/.test(file)).flatMap(({ file, text }) => {
    const kustomization = valueOf(text);
    const paths = [...listAt(kustomization, '/patchesStrategicMerge') ?? [], ...(listAt(kustomization, '/patches') ?? []).map((patch) => member(patch, 'path'))];
    return paths.flatMap((path) => (typeof path === 'string' ? [posix.join(posix.dirname(file), path)] : []));
  }));
}

function valueOf(text: string): unknown {
  try {
    return readYamlValue(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether a text found in a folder says of itself that it holds Kubernetes objects: lines, not a grammar, since other files need not be YAML. So do
 * those that nobody can apply, in UTF-16 or with `Kind`: what is wrong with them is said when they are read.
 */
function hasObjects(text: string): boolean {
  const plain = text.includes('\0') ? text.replace(/[\0\ufffd]/g, '') : text;
  return /(?:^|[\s{,])"?apiVersion"?[ \t]*:/i.test(plain) && /(?:^|[\s{,])"?kind"?[ \t]*:/i.test(plain);
}

/** ASM's control plane serves every cluster: its objects are judged with those of each. */
function inEveryCluster(manifests: readonly Manifest[]): readonly Manifest[] {
  const clusters = new Set(manifests.map(({ key }) => key.cluster));
  const others = [...clusters].filter((cluster): cluster is string => cluster !== undefined && cluster !== MESH_FOLDER);
  if (!clusters.has(MESH_FOLDER) || others.length === 0) { return manifests; }
  const own = manifests.filter(({ key }) => key.cluster !== MESH_FOLDER);
  const shared = manifests.filter(({ key }) => key.cluster === MESH_FOLDER);
  return [...own, ...others.flatMap((cluster) => shared.map((manifest) => ({
    object: manifest.object,
    key: { ...manifest.key, cluster },
    file: manifest.file,
    document: manifest.document,
    position: (pointer: string) => manifest.position(pointer),
  })))];
}
