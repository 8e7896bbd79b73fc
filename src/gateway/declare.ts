import type { GatewayDeclaration } from './declaration';
import { ADDITION_SHAPES, additionNames, checkKeys, checkShape, fieldsOfProps, PROPS_FIELDS } from './fields';
import { unknownOptions, unknownProps } from './names-of-props';
import { type GatewayAdditions, IstioGatewayApiVersion, type IstioGatewayFromYamlOptions, type IstioGatewayProps } from './props';
import { meant } from '../kube/nearest';
import { setOwn } from '../kube/own';
import { GATEWAY_FIELDS, OWN_FIELDS } from '../model/asm/fields';
import type { KubeObject } from '../model/manifest/types';
import { copyJsonMap, isPlainMap, type JsonMap } from '../platform/json';
import { shown } from '../platform/problems';

/** What was read, and what is wrong with it; with a problem the declaration is not to be used. */
export interface Declared {
  readonly declaration: GatewayDeclaration;
  readonly problems: readonly string[];
}

/** A gateway from props. */
export function declareByProps(props: IstioGatewayProps, defaults: { readonly name: string; readonly namespace?: string }): Declared {
  const problems: string[] = [];
  const add = (problem: string): void => { problems.push(problem); };
  unknownProps(props).forEach(add);
  // a name becomes part of other names, and a namespace of queries, before it is judged
  for (const what of ['name', 'namespace'] as const) { checkText(props[what], what, add); }
  const fields = checkedFields(fieldsOfProps(props), '', PROPS_FIELDS, add);
  const overrides = overridesOf(props.overrides, PROPS_FIELDS, add, fieldsOfProps);
  if (props.apiVersion !== undefined && !Object.values(IstioGatewayApiVersion).includes(props.apiVersion)) {
    add(`'apiVersion' must be one of ${Object.values(IstioGatewayApiVersion).join(', ')}, got ${shown(props.apiVersion)}`);
  }
  return {
    problems,
    declaration: {
      from: 'props',
      name: props.name ?? defaults.name,
      namespace: props.namespace ?? defaults.namespace,
      apiVersion: props.apiVersion ?? 'v1beta1',
      labels: texts(props.labels, 'labels', add),
      annotations: texts(props.annotations, 'annotations', add),
      ...(props.gatewayType !== undefined && { gatewayType: props.gatewayType }),
      ...(props.clusterIds !== undefined && { clusterIds: clusterIdsOf(props.clusterIds, add) }),
      fields,
      ...(overrides && { overrides }),
      additions: additionsOf(props, add),
    },
  };
}

/** A gateway from the YAML of an IstioGateway, with what the options add. */
export function declareByResource(
  resource: KubeObject, options: IstioGatewayFromYamlOptions, defaults: { readonly namespace?: string },
): Declared {
  const problems: string[] = [];
  const add = (problem: string): void => { problems.push(problem); };
  unknownOptions(options).forEach(add);
  checkText(options.namespace, 'namespace', add);
  const { name, namespace, labels, annotations, ...metadata } = withoutNulls(resource.metadata) as Record<string, unknown>;
  const version = resource.apiVersion.slice(resource.apiVersion.indexOf('/') + 1);
  if (version !== 'v1beta1' && version !== 'v1') { add(`'apiVersion' must be of version v1beta1 or v1, got ${shown(resource.apiVersion)}`); }
  for (const key of Object.keys(metadata)) {
    if (!SERVER_METADATA.includes(key)) {
      add(`'metadata.${key}' is not read, got ${shown(metadata[key])}${meant(key, ['labels', 'annotations', 'name', 'namespace'])}`);
    }
  }
  for (const key of Object.keys(resource)) {
    if (!['apiVersion', 'kind', 'metadata', 'spec', 'status'].includes(key)) { add(`'${key}' is not a field of an IstioGateway${meant(key, ['spec', 'metadata'])}`); }
  }
  const given: unknown = withoutNulls(resource.spec ?? {});
  const spec = isPlainMap(given) ? given : {};
  if (!isPlainMap(given)) { add(`'spec' must be a map, got ${shown(given)}`); }
  const { gatewayType, clusterIds, overrides: own, ...configuration } = spec;
  const fields = checkedFields(configuration, 'spec', { ...GATEWAY_FIELDS, ...OWN_FIELDS }, add);
  const overrides = overridesOf(own, GATEWAY_FIELDS, add, (one) => one, 'spec.overrides');
  return {
    problems,
    declaration: {
      from: 'yaml',
      name: typeof name === 'string' ? name : '',
      namespace: typeof namespace === 'string' ? namespace : options.namespace ?? defaults.namespace,
      apiVersion: version === 'v1' ? 'v1' : 'v1beta1',
      labels: texts(labels, 'metadata.labels', add),
      annotations: withoutLastApplied(texts(annotations, 'metadata.annotations', add)),
      ...(gatewayType !== undefined && { gatewayType: textOf(gatewayType, 'spec.gatewayType', add) }),
      ...(clusterIds !== undefined && { clusterIds: clusterIdsOf(clusterIds, add, 'spec.clusterIds') }),
      fields,
      ...(overrides && { overrides }),
      additions: additionsOf(options, add),
    },
  };
}

/** What an API server adds to the metadata of an object that is read back (kubectl get -o yaml). */
const SERVER_METADATA = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid', 'finalizers', 'ownerReferences'];

/** The copy of the object that `kubectl apply` keeps in it says nothing of its own. */
function withoutLastApplied(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...rest } = annotations;
  return rest;
}

type Keys = typeof PROPS_FIELDS;

function checkedFields(given: Record<string, unknown>, at: string, keys: Keys, add: (problem: string) => void): JsonMap {
  const found: string[] = [];
  const fields = copyJsonMap(given, at === '' ? 'props' : at, (problem) => found.push(at === '' ? problem.replace('props.', '') : problem)) ?? {};
  if (found.length === 0) { checkKeys(fields, keys, at, (problem) => found.push(problem)); }
  found.forEach(add);
  return fields;
}

function overridesOf(
  given: unknown, keys: Keys, add: (problem: string) => void, read: (one: Record<string, unknown>) => Record<string, unknown>, at = 'overrides',
): Readonly<Record<string, JsonMap>> | undefined {
  if (given === undefined) { return undefined; }
  if (!isPlainMap(given)) {
    add(`'${at}' must be a map by cluster id, got ${shown(given)}`);
    return undefined;
  }
  const overrides: Record<string, JsonMap> = {};
  for (const [cluster, one] of Object.entries(given)) {
    if (one === undefined) { continue; }
    const place = `${at}.${cluster}`;
    if (isPlainMap(one)) {
      if (read === fieldsOfProps as unknown) {
        for (const key of Object.keys(one)) {
          if (!(key in keys)) { add(`'${place}.${key}' is not a field that differs by cluster${meant(key, Object.keys(keys))}`); }
        }
      }
      // a cluster called `__proto__` is a wrong id, not a prototype
      setOwn(overrides, cluster, checkedFields(read(one), place, keys, add));
    } else { add(`'${place}' must be a map, got ${shown(one)}`); }
  }
  return overrides;
}

function clusterIdsOf(given: unknown, add: (problem: string) => void, at = 'clusterIds'): readonly string[] {
  if (!Array.isArray(given)) {
    add(`'${at}' must be a list of cluster ids, got ${shown(given)}`);
    return [];
  }
  const ids: string[] = [];
  given.forEach((id: unknown, index) => {
    if (typeof id !== 'string' || id.trim() === '') { add(`'${at}[${index}]' must be a cluster id, got ${shown(id)}`); } else if (ids.includes(id)) {
      add(`'${at}' names ${shown(id)} twice; name it once`);
    } else { ids.push(id); }
  });
  return ids;
}

function checkText(value: unknown, at: string, add: (problem: string) => void): void {
  if (value !== undefined) { textOf(value, at, add); }
}

function textOf(value: unknown, at: string, add: (problem: string) => void): string {
  if (typeof value === 'string') { return value; }
  add(`'${at}' must be a text, got ${shown(value)}`);
  return '';
}

function texts(given: unknown, at: string, add: (problem: string) => void): Readonly<Record<string, string>> {
  if (given === undefined) { return {}; }
  if (!isPlainMap(given)) {
    add(`'${at}' must be a map of texts, got ${shown(given)}`);
    return {};
  }
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== 'string') { add(`'${at}.${key}' must be a text, got ${shown(value)}; put it in quotes`); }
  }
  return { ...given } as Record<string, string>;
}

/** Additions that hold presets, which cannot change and are not copied with what holds them. */
const HOLDING_PRESETS: readonly string[] = ['scalingBehavior', 'meshMetrics', 'listenerAllowedRoutes'];

/** Raw parts of Kubernetes are copied, so that a later change by the caller does not leak in; presets cannot change. */
function additionsOf(given: GatewayAdditions, add: (problem: string) => void): GatewayAdditions {
  const additions: Record<string, unknown> = {};
  for (const name of additionNames()) {
    const value: unknown = given[name];
    if (value === undefined) { continue; }
    const isPlain = Array.isArray(value) || isPlainMap(value);
    const isOurs = isPlain ? HOLDING_PRESETS.includes(name) : typeof value === 'object' && value !== null;
    const found: string[] = [];
    const report = (problem: string): void => { found.push(problem); };
    const copy = isOurs ? value : copyJsonMap({ value }, name, (problem) => report(problem.replace(`${name}.value`, name)))?.value;
    if (found.length === 0) { checkShape(copy, ADDITION_SHAPES[name], name, report); }
    additions[name] = isOurs && isPlain ? shallow(copy) : copy;
    found.forEach(add);
  }
  return additions as GatewayAdditions;
}

function shallow(value: unknown): unknown {
  return Array.isArray(value) ? [...value as unknown[]] : Object.fromEntries(Object.entries(value as object).filter(([, one]) => one !== undefined));
}

/** The API server takes a null for nothing said. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(withoutNulls); }
  if (typeof value !== 'object' || value === null) { return value; }
  const said = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(said.map(([key, item]) => [key, withoutNulls(item)]));
}
