import { doubtfulLayer, type Layer, layerOf, oneOfLayers, unreadableLayer } from './layer';
import { ByHome, type Home } from '../by-home';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { Manifest } from '../manifest/types';
import { NETWORKING_GROUP } from '../names';
import { namesOf, oldestOf } from '../oldest';
import { onceEach, oncePerIndex } from '../once';
import type { PolicyLevel } from '../origin';
import { carriesAll, type OwnLabels } from '../own-labels';
import { joinPointer } from '../pointer';
import { isMap, type JsonMap, mapAt, member, stringsAt } from '../read';
import { SelectorIndex } from '../selector-index';

/** Resources that set ProxyConfig values for a namespace or for selected pods. */
interface ResourceKind {
  readonly kind: 'ProxyConfig' | 'ASMProxyConfig';
  readonly group: string;
  /** Name of a ProxyConfig field to the field of `spec` that carries it. */
  readonly renames: Readonly<Record<string, string>>;
  /** Undefined: every field of `spec` under its own name. */
  readonly only?: readonly string[];
  readonly source: string;
}

const ISTIO_RESOURCE: ResourceKind = {
  kind: 'ProxyConfig',
  group: NETWORKING_GROUP,
  renames: { proxyMetadata: 'environmentVariables' },
  only: ['concurrency', 'proxyMetadata', 'image'],
  source: 'istio.io/api networking/v1beta1 ProxyConfig: selector, concurrency, environmentVariables, image and nothing else',
};

const ASM_RESOURCE: ResourceKind = {
  kind: 'ASMProxyConfig',
  group: 'istio.alibabacloud.com',
  renames: {},
  source: 'aliyun/alibabacloud-servicemesh-api asmproxyconfig_types.go: fields under the names of ProxyConfig',
};

/** The resources of one kind in one namespace. */
interface ProxyConfigs {
  readonly selecting: SelectorIndex<Manifest>;
  /** What those without a selector say, as the level for which the namespace stands. */
  unselected(level: PolicyLevel): Layer | undefined;
}

const SELECTOR = '/spec/selector';
const MATCH_LABELS = '/spec/selector/matchLabels';

/** An empty selector is neither namespace-wide nor a match (proxy_config.go: nil selector, or at least one label): it is left out. */
function group(members: readonly Manifest[], kind: ResourceKind): ProxyConfigs {
  const wide = members.filter(({ object }) => (member(mapAt(object, '/spec'), 'selector') ?? null) === null);
  return {
    unselected: onceEach((level) => oldest(wide, kind, level)),
    selecting: new SelectorIndex(
      members.filter(({ object }) => isMap(mapAt(object, SELECTOR)) && Object.keys(stringsAt(object, MATCH_LABELS)).length > 0),
      ({ object }) => stringsAt(object, MATCH_LABELS),
    ),
  };
}

const inHomes = (kind: ResourceKind) => oncePerIndex((index) => (
  new ByHome(index, index.list(kind.group, kind.kind), (members) => group(members, kind))));

const grouped = { ProxyConfig: inHomes(ISTIO_RESOURCE), ASMProxyConfig: inHomes(ASM_RESOURCE) };

/** The fields of the resource's `spec` under the names of Istio's ProxyConfig. */
function fieldsOf(spec: JsonMap, { renames, only }: ResourceKind): JsonMap {
  const names = only ?? Object.keys(spec).filter((name) => name !== 'selector');
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const name of names) {
    const value = member(spec, renames[name] ?? name);
    // ASM's newest type wraps the number: `concurrency: {value: 2}`.
    fields[name] = name === 'concurrency' && isMap(value) ? member(value, 'value') : value;
  }
  return fields;
}

function layer(manifest: Manifest, kind: ResourceKind, level: PolicyLevel): Layer {
  const { name, namespace } = manifest.key;
  const by = `${kind.kind} ${namespace ? `${namespace}/` : ''}${name}`;
  return layerOf(fieldsOf(mapAt(manifest.object, '/spec') ?? {}, kind), ([field, ...rest]) => (
    { kind: 'policy', level, by, manifest, pointer: joinPointer('/spec', kind.renames[field] ?? field, ...rest) }
  ));
}

/**
 * One resource counts at each level: the oldest, by name and namespace among equals (Istio sortConfigByCreationTime). Manifests
 * rarely carry their creation time, and then it cannot be told.
 */
function oldest(manifests: readonly Manifest[], kind: ResourceKind, level: PolicyLevel): Layer | undefined {
  if (manifests.length === 0) { return undefined; }
  const first = oldestOf(manifests);
  if (first) { return layer(first, kind, level); }
  return oneOfLayers(
    manifests.map((manifest) => layer(manifest, kind, level)),
    `${manifests.length} ${kind.kind} resources (${namesOf(manifests)}) speak for the ${level}, Istio uses the oldest, and manifests do not say which that is`,
  );
}

function find(index: ManifestIndex, kind: ResourceKind, home: Home): ProxyConfigs | undefined {
  return grouped[kind.kind](index).at(home);
}

function unselected(index: ManifestIndex, kind: ResourceKind, home: Home, level: PolicyLevel): Layer | undefined {
  return find(index, kind, home)?.unselected(level);
}

function selecting(index: ManifestIndex, kind: ResourceKind, home: Home, own: OwnLabels): Layer | undefined {
  const matching: Manifest[] = [];
  let doubt: Manifest | undefined;
  const candidates = find(index, kind, home)?.selecting.candidates(own);
  if (candidates?.more) { return unreadableLayer(`many ${kind.kind} resources select labels that the pods may carry, and not all of their labels are known`, kind.only); }
  for (const manifest of candidates?.items ?? []) {
    const answer = carriesAll(own, stringsAt(manifest.object, MATCH_LABELS));
    if (answer !== false) { matching.push(manifest); }
    if (answer === undefined) { doubt = manifest; }
  }
  const found = oldest(matching, kind, 'workload');
  return doubt && found
    ? doubtfulLayer(found, `${kind.kind} ${doubt.key.name} selects labels that the pods may carry, and not all of their labels are known`)
    : found;
}

/** Whether any of the resources speaks of some pods of its namespace. */
export const selectPods = oncePerIndex((index) => [ISTIO_RESOURCE, ASM_RESOURCE].some(({ group: of, kind }) => (
  index.list(of, kind).some(({ object }) => mapAt(object, SELECTOR) !== undefined))));

/** Istio's ProxyConfig resources, by level. */
export const proxyConfigs = {
  root: (index: ManifestIndex, root: Home): Layer | undefined => unselected(index, ISTIO_RESOURCE, root, 'global'),
  namespace: (index: ManifestIndex, home: Home): Layer | undefined => unselected(index, ISTIO_RESOURCE, home, 'namespace'),
  workload: (index: ManifestIndex, home: Home, own: OwnLabels): Layer | undefined => selecting(index, ISTIO_RESOURCE, home, own),
};

/** ASM's ASMProxyConfig resources, by level. */
export const asmProxyConfigs = {
  namespace: (index: ManifestIndex, home: Home): Layer | undefined => unselected(index, ASM_RESOURCE, home, 'namespace'),
  workload: (index: ManifestIndex, home: Home, own: OwnLabels): Layer | undefined => selecting(index, ASM_RESOURCE, home, own),
};
