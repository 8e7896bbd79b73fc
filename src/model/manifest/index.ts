/** Manifests: objects read from YAML or JSON or handed over by constructs, each with its key and its place in the text, and their index. */
export { ManifestError, problemText, type ManifestProblem } from './errors';
export { isClusterScoped, isKnownKind } from './known-kinds';
export { ALL_NAMESPACES, ManifestIndex, type IndexOptions, type Resolution, type Where } from './manifest-index';
export { annotationsOf, labelsOf, shownName } from './object';
export { manifestOf, readLastWins, readManifests, readYamlValue, type ObjectOptions, type ReadOptions } from './read';
export { referencesOf, type Reference } from './references';
export type { JsonMapping, KubeMetadata, KubeObject, Manifest, ObjectKey, ObjectRef, SourcePosition } from './types';
export { podLabelsOf, podTemplateOf, podTemplatePointer } from './workloads';
