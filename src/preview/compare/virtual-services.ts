import { append } from '../../model/group-by';
import type { ManifestIndex } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { NETWORKING_GROUP } from '../../model/names';
import { oncePerIndex } from '../../model/once';
import { listAt, textsAt } from '../../model/read';

/** What a VirtualService has routes for, where it says so. */
export interface VirtualService {
  readonly manifest: Manifest;
  readonly namespace?: string;
  readonly hosts: readonly string[];
}

/** By the Gateways that they name. */
const namingIn = oncePerIndex((index) => {
  const found = new Map<string, VirtualService[]>();
  for (const manifest of index.list(NETWORKING_GROUP, 'VirtualService')) {
    const namespace = index.namespaceOf(manifest.key);
    const route = { manifest, namespace, hosts: textsAt(manifest.object, '/spec/hosts') };
    for (const name of new Set(textsAt(manifest.object, '/spec/gateways'))) {
      append(found, keyOf(manifest.key.cluster, name.includes('/') ? name : `${namespace ?? ''}/${name}`), route);
    }
  }
  return found;
});

export function namesOf(gateway: Manifest, index: ManifestIndex): readonly VirtualService[] {
  return namingIn(index).get(keyOf(gateway.key.cluster, qualifiedName(gateway, index))) ?? [];
}

/** As a VirtualService names it. */
export const qualifiedName = ({ key }: Manifest, index: ManifestIndex): string => `${index.namespaceOf(key) ?? ''}/${key.name}`;

const keyOf = (cluster: string | undefined, name: string): string => JSON.stringify([cluster ?? null, name]);

/** Whether it has routes for what a server hands on: TLS that is not ended is routed by its name alone. */
export function hasRoutesFor({ manifest: { object } }: VirtualService, passesTls: boolean): boolean {
  return (passesTls ? ['tls', 'tcp'] : ['http', 'tcp']).some((kind) => (listAt(object, `/spec/${kind}`) ?? []).length > 0);
}
