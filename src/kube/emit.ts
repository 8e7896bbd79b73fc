import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { PlainObject } from './plain-object';

/** Metadata of an object; any other field of Kubernetes' ObjectMeta may stand here too. */
export interface EmitMetadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** An object of Kubernetes, of any kind and with any field, newer than every generated class. */
export interface EmitManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: EmitMetadata;
  readonly [field: string]: unknown;
}

/**
 * Adds an object to the chart of `scope`. It is a raw ApiObject: the typed classes of cdk8s drop every field they do not
 * know when they render, also what a user's JSON patch adds. The manifest is copied, so nothing the caller changes later
 * shows in the output, and checked: what cdk8s or a YAML reader would change in silence is refused, all of it at once.
 *
 * Namespace and labels of the chart are added by cdk8s as usual. Values that are produced at synthesis (cdk8s Lazy, objects
 * with a `resolve` method) pass as they are; what they produce is not checked here.
 */
export function emit(scope: Construct, id: string, manifest: EmitManifest): ApiObject {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by the first object
  const { InvalidManifest, copyManifest } = loaded ??= require('./manifest-copy') as typeof import('./manifest-copy');
  const { copy, problems, isPlain } = copyManifest(manifest);
  if (problems.length > 0) { throw new InvalidManifest([scope.node.path, id].filter(part => part !== '').join('/'), manifest.kind, problems); }
  return isPlain ? new PlainObject(scope, id, copy) : new ApiObject(scope, id, copy);
}

let loaded: typeof import('./manifest-copy') | undefined;
