import { isClusterScoped } from './known-kinds';
import type { JsonMapping, KubeObject, Manifest, ObjectKey } from './types';
import { shown } from '../../platform/problems';
import { isMap, stringsOf } from '../read';

/** One thing that keeps a value from being an object; the pointer says where. */
export interface ObjectProblem { readonly pointer: string; readonly message: string }

/** What keeps a value from being a Kubernetes object that can be named; nothing else is judged here. */
export function objectProblems(value: unknown): ObjectProblem[] {
  if (!isMap(value)) {
    return [{ pointer: '', message: `not a Kubernetes object, got ${shown(value)}, expected a mapping with apiVersion, kind and metadata` }];
  }
  const problems: ObjectProblem[] = [];
  const { apiVersion, kind, metadata } = value;
  if (!isText(apiVersion) || apiVersion.split('/').length > 2 || apiVersion.endsWith('/')) {
    problems.push({ pointer: '/apiVersion', message: `apiVersion is missing or wrong, got ${shown(apiVersion)}, expected e.g. v1 or apps/v1, set it` });
  }
  if (!isText(kind)) {
    problems.push({ pointer: '/kind', message: `kind is missing or wrong, got ${shown(kind)}, expected e.g. Deployment, set it` });
  }
  if (!isMap(metadata)) {
    problems.push({ pointer: '/metadata', message: `metadata is missing or wrong, got ${shown(metadata)}, expected a mapping with a name, set it` });
    return problems;
  }
  return [...problems, ...metadataProblems(metadata)];
}

function metadataProblems(metadata: JsonMapping): ObjectProblem[] {
  const problems: ObjectProblem[] = [];
  const { name, generateName, namespace, labels, annotations } = metadata;
  if (!isText(name) && !(isAbsent(name) && isText(generateName))) {
    problems.push({
      pointer: '/metadata/name',
      message: `metadata.name is missing or wrong, got ${shown(name)}, expected a name, or a generateName in its place, set it (in quotes if it is a number)`,
    });
  }
  if (!isAbsent(namespace) && typeof namespace !== 'string') {
    problems.push({ pointer: '/metadata/namespace', message: `metadata.namespace is wrong, got ${shown(namespace)}, expected text, put it in quotes` });
  }
  for (const [field, value] of [['labels', labels], ['annotations', annotations]] as const) {
    if (value !== undefined && value !== null && !isMap(value)) {
      problems.push({ pointer: `/metadata/${field}`, message: `metadata.${field} is wrong, got ${shown(value)}, expected a mapping, write "key: value" lines` });
    }
  }
  return problems;
}

/** Names, generated or not, are texts; an empty one is none. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The key of an object without problems. */
export function keyOf(object: KubeObject, options: { cluster?: string; defaultNamespace?: string } = {}): ObjectKey {
  const slash = object.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : object.apiVersion.slice(0, slash);
  const namespace = isClusterScoped(group, object.kind) ? undefined : object.metadata.namespace || options.defaultNamespace;
  return {
    ...(options.cluster !== undefined && { cluster: options.cluster }),
    group,
    version: object.apiVersion.slice(slash + 1),
    kind: object.kind,
    ...(namespace && { namespace }),
    name: object.metadata.name ?? '',
  };
}

/** The name as people read it: `import-*` for an object whose name is still to be made. */
export function shownName({ object, key }: Pick<Manifest, 'object' | 'key'>): string {
  return key.name || `${object.metadata.generateName ?? ''}*`;
}

/** The labels that are texts, as the API server would hold them. */
export function labelsOf(object: KubeObject): Readonly<Record<string, string>> {
  return stringsOf(object.metadata.labels);
}

/** The annotations that are texts, as the API server would hold them. */
export function annotationsOf(object: KubeObject): Readonly<Record<string, string>> {
  return stringsOf(object.metadata.annotations);
}
