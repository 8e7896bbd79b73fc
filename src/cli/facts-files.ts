import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { orUsageError, systemMessage, UsageError } from './errors';
import { readManifests, readYamlValue } from '../model/manifest';
import { ManifestError } from '../model/manifest/errors';
import { isMap, stringAt } from '../model/read';
import type { NamespaceFacts } from '../platform';

type JsonMap = { [key: string]: unknown };

/** Istio's mesh config: as YAML, or within the ConfigMap `istio` (`kubectl get configmap istio -o yaml`). */
export function readMeshConfig(path: string, cwd: string): JsonMap {
  return mapOf(path, cwd, '/data/mesh', 'a mesh config, or the ConfigMap that holds one under data.mesh');
}

/** The values that istiod injects with: the chart's, or those in the ConfigMap `istio-sidecar-injector`. */
export function readInjectionValues(path: string, cwd: string): JsonMap {
  return mapOf(path, cwd, '/data/values', 'values of the istiod chart, or the ConfigMap that holds them under data.values');
}

/** Namespaces with their labels: manifests, or a map by name. A list (`kubectl get namespaces -o yaml`) names all there are. */
export function readNamespaces(path: string, cwd: string): { namespaces: { [name: string]: NamespaceFacts }; complete: boolean } {
  const text = textOf(path, cwd);
  const value = reading(() => valueOrManifests(text, path));
  if (Array.isArray(value)) {
    const others = value.filter(({ key }) => key.kind !== 'Namespace').map(({ key }) => `${key.kind} ${key.name}`);
    if (others.length > 0) { throw new UsageError(`${path}: expected namespaces, got ${others.slice(0, 3).join(', ')}`); }
    const named = value.map(({ key, object }) => [key.name, { labels: object.metadata.labels ?? {} }] as const);
    return { namespaces: Object.fromEntries(named) as { [name: string]: NamespaceFacts }, complete: /(?:^|[\s{,])"?kind"?[ \t]*:[ \t]*"?(?:Namespace)?List\b/.test(text) };
  }
  if (!isMap(value)) { throw new UsageError(`${path}: expected Namespace manifests, or a map such as {shop: {labels: {istio-injection: enabled}}}`); }
  const others = Object.entries(value).filter(([, facts]) => !isMap(facts) || Object.keys(facts).some((key) => key !== 'labels')).map(([name]) => name);
  if (others.length > 0) { throw new UsageError(`${path}: expected the labels of ${others.slice(0, 3).join(', ')} below a key labels, such as {shop: {labels: {istio-injection: enabled}}}`); }
  return { namespaces: value as { [name: string]: NamespaceFacts }, complete: false };
}

function valueOrManifests(text: string, file: string) {
  const isObjects = /(?:^|[\s{,])"?apiVersion"?[ \t]*:/.test(text);
  return isObjects ? readManifests(text, { file }) : readYamlValue(text, { file });
}

function mapOf(path: string, cwd: string, inConfigMap: string, expected: string): JsonMap {
  return reading(() => {
    const value = readYamlValue(textOf(path, cwd), { file: path }) ?? {};
    const inner = isMap(value) && value.kind === 'ConfigMap' ? stringAt(value, inConfigMap) : undefined;
    const map = inner === undefined ? value : readYamlValue(inner, { file: path }) ?? {};
    if (!isMap(map) || (inner === undefined && map.kind !== undefined)) { throw new UsageError(`${path}: expected ${expected}`); }
    return map as JsonMap;
  });
}

function textOf(path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw new UsageError(`${path}: ${systemMessage(error)}`);
  }
}

/** Mistakes in a text are its reader's, with line and column. */
const reading = <T>(read: () => T): T => orUsageError(read, (error) => error instanceof ManifestError);
