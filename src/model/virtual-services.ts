import type { RouteKind } from './gateway-servers';
import { append } from './group-by';
import type { ManifestIndex } from './manifest';
import type { Manifest, ObjectRef } from './manifest/types';
import { NETWORKING_GROUP } from './names';
import { oncePerIndex } from './once';
import { listAt, numberAt, stringAt, textsAt } from './read';

/** What a VirtualService has routes for, where it says so. */
export interface VirtualService {
  readonly manifest: Manifest;
  readonly namespace?: string;
  readonly hosts: readonly string[];
}

/** Where an Istio Gateway asks for routes. */
export interface RoutePlace {
  /** `namespace/name` of the Gateway. */
  readonly gateway: string;
  readonly number: number | undefined;
  /** undefined where it needs none. */
  readonly reads: RouteKind | undefined;
  /** The namespace of the pods, as far as it is known. */
  readonly pods: string | undefined;
}

export const isVirtualService = ({ key }: Manifest): boolean => key.group === NETWORKING_GROUP && key.kind === 'VirtualService';

function virtualServiceOf(manifest: Manifest, index: ManifestIndex): VirtualService {
  return { manifest, namespace: index.namespaceOf(manifest.key), hosts: textsAt(manifest.object, '/spec/hosts') };
}

/** By the Gateways that they name, and by the VirtualServices to which they hand requests on. */
const namingIn = oncePerIndex((index) => {
  const [gateways, delegates] = [new Map<string, VirtualService[]>(), new Map<string, VirtualService[]>()];
  for (const manifest of index.list(NETWORKING_GROUP, 'VirtualService')) {
    const route = virtualServiceOf(manifest, index);
    const { cluster } = manifest.key;
    for (const name of new Set(textsAt(manifest.object, '/spec/gateways').map((one) => wholeName(one, route.namespace)))) { append(gateways, keyOf(cluster, name), route); }
    for (const name of new Set(delegatesOf(route))) { append(delegates, keyOf(cluster, name), route); }
  }
  return { gateways, delegates };
});

/** The VirtualServices that name a Gateway. */
export function virtualServicesAt(gateway: Manifest, index: ManifestIndex): readonly VirtualService[] {
  return namingIn(index).gateways.get(keyOf(gateway.key.cluster, qualifiedName(gateway, index))) ?? [];
}

/** The VirtualService itself, and for one without hosts those that hand requests on to it (virtualservice.go mergeVirtualServicesIfNeeded). */
export function rootsOf(manifest: Manifest, index: ManifestIndex): readonly VirtualService[] {
  const own = virtualServiceOf(manifest, index);
  return own.hosts.length > 0 ? [own] : namingIn(index).delegates.get(keyOf(manifest.key.cluster, qualifiedName(manifest, index))) ?? [];
}

/** The Gateways among the manifests for which a VirtualService has routes, also by way of others. */
export function gatewaysOf(manifest: Manifest, index: ManifestIndex): readonly Manifest[] {
  const found = rootsOf(manifest, index).flatMap(({ manifest: { key, object }, namespace }) => (
    textsAt(object, '/spec/gateways').flatMap((name) => index.get(refTo('Gateway', wholeName(name, namespace), key.cluster)) ?? [])));
  return [...new Set(found)];
}

/** As a VirtualService names it. */
export const qualifiedName = ({ key }: Manifest, index: ManifestIndex): string => `${index.namespaceOf(key) ?? ''}/${key.name}`;

const wholeName = (name: string, namespace: string | undefined): string => (name.includes('/') ? name : `${namespace ?? ''}/${name}`);

/** What `namespace/name` names. */
function refTo(kind: string, qualified: string, cluster: string | undefined): ObjectRef {
  const [namespace, name] = qualified.split('/');
  return { cluster, group: NETWORKING_GROUP, kind, namespace: namespace === '' ? undefined : namespace, name };
}

const keyOf = (cluster: string | undefined, name: string): string => JSON.stringify([cluster ?? null, name]);

const delegatesOf = ({ manifest: { object }, namespace }: VirtualService): readonly string[] => (
  (listAt(object, '/spec/http') ?? []).flatMap((route) => delegateOf(route, namespace) ?? []));

/** pilot/pkg/model/virtualservice.go resolveVirtualServiceShortnames: without a namespace it is beside the one that names it. */
function delegateOf(route: unknown, namespace: string | undefined): string | undefined {
  const name = stringAt(route, '/delegate/name');
  return name === undefined ? undefined : `${stringAt(route, '/delegate/namespace') || (namespace ?? '')}/${name}`;
}

/**
 * The routes that a Gateway's server reads of a VirtualService: what is not exported to the pods, is for sidecars or for another port, is not among them
 * (push_context.go initVirtualServices; route.go sourceMatchHTTP, translateRoute; gateway.go l4MultiMatch). A delegate that is not among the manifests may
 * stand in the cluster, unless it was among those of `before`, and is removed with them.
 */
export function routesAt(route: VirtualService, place: RoutePlace, index: ManifestIndex, before: ManifestIndex): readonly unknown[] {
  const { manifest: { object }, namespace } = route;
  if (place.reads === undefined || !isExportedTo(route, place.pods)) { return []; }
  return (listAt(object, `/spec/${place.reads}`) ?? []).filter((one) => {
    const matches = matchesAt(one, place, namespace);
    return (matches ? matches.length > 0 : place.reads !== 'tls') && hasDelegate(one, route, index, before);
  });
}

/** The matches of a route that are for a server; undefined where it has none, and is for all. */
export function matchesAt(route: unknown, place: RoutePlace, namespace: string | undefined): readonly unknown[] | undefined {
  const matches = listAt(route, '/match') ?? [];
  return matches.length === 0 ? undefined : matches.filter((match) => isFor(match, place, namespace));
}

function isFor(match: unknown, { gateway, number }: RoutePlace, namespace: string | undefined): boolean {
  const gateways = textsAt(match, '/gateways');
  const port = numberAt(match, '/port') || undefined;
  return (gateways.length === 0 || gateways.some((one) => wholeName(one, namespace) === gateway)) && (port === undefined || port === number);
}

function hasDelegate(route: unknown, { manifest, namespace }: VirtualService, index: ManifestIndex, before: ManifestIndex): boolean {
  const delegate = delegateOf(route, namespace);
  if (delegate === undefined) { return true; }
  const ref = refTo('VirtualService', delegate, manifest.key.cluster);
  const found = index.get(ref);
  if (!found) { return before.get(ref) === undefined; }
  const delegated = virtualServiceOf(found, index);
  // one with hosts is a VirtualService of its own
  return delegated.hosts.length === 0 && isExportedTo(delegated, namespace) && (listAt(found.object, '/spec/http') ?? []).length > 0;
}

/** Without a list it is seen everywhere, unless the mesh config says otherwise. */
function isExportedTo({ manifest, namespace }: VirtualService, home: string | undefined): boolean {
  const to = textsAt(manifest.object, '/spec/exportTo');
  return to.length === 0 || home === undefined || namespace === undefined || to.some((one) => one === '*' || one === home || (one === '.' && namespace === home));
}
