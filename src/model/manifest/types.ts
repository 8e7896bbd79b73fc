/** A mapping of JSON values. */
export interface JsonMapping { readonly [key: string]: unknown }

/**
 * What every object has to say of itself. Values are those of the text: a label may be a number here, where its author forgot the
 * quotes (the API server refuses it, a rule can say so); `labelsOf` gives the strings only.
 */
export interface KubeMetadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: JsonMapping;
  readonly annotations?: JsonMapping;
  readonly [key: string]: unknown;
}

/**
 * A Kubernetes object: JSON only. Read it, never change it: parts of it may be shared, within the object (YAML aliases) and
 * with whoever handed it over.
 */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubeMetadata;
  readonly [key: string]: unknown;
}

/** A place in a text; lines and columns count from 1, columns in UTF-16 units, as SARIF's default and editors have it. */
export interface SourcePosition {
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

/** What an object is known by. Keys that do not apply are absent, so that two keys compare as plain objects. */
export interface ObjectKey {
  readonly cluster?: string;
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Absent for cluster-scoped kinds, and where neither the object nor the caller named one. */
  readonly namespace?: string;
  /** '' for an object that has only a `generateName`; such an object is in no one's way and cannot be looked up. */
  readonly name: string;
}

/** One object, and where it comes from. */
export interface Manifest {
  readonly object: KubeObject;
  readonly key: ObjectKey;
  /** The path of the construct it was rendered from. */
  readonly construct?: string;
  readonly file?: string;
  /** What it is applied with: the path of its chart. Absent for what was read from a file, which goes with its file. */
  readonly chart?: string;
  /** The file that it will be written to, without its extension, where each object gets one of its own. */
  readonly output?: string;
  /** Which document of the text, counted from 1; empty documents count. */
  readonly document?: number;
  /**
   * Where the value at this RFC 6901 pointer stands, or, where the object has no such value, its nearest ancestor; undefined
   * without a text. A scalar or flow collection stands where it begins; a block mapping or list under a key, and an empty
   * value, where its key stands, since that is the line its author looks for; an alias stands for itself, what is below it
   * stands at the anchor.
   */
  position(pointer: string): SourcePosition | undefined;
}

/** Names an object that another one refers to. */
export interface ObjectRef {
  readonly cluster?: string;
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}
