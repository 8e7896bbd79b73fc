import { homeKey, homeOf } from '../../model/by-home';
import type { ManifestIndex } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { podTemplateOf, WORKLOAD_KINDS } from '../../model/manifest/workloads';
import { oncePerIndex } from '../../model/once';
import { listAt, mapAt, member, stringAt } from '../../model/read';

/** How the pods of a workload read a ConfigMap or Secret. */
export interface Use {
  readonly workload: Manifest;
  /** Files follow the object; the environment, and files that were mounted one by one, stay as they were when the pod started. */
  readonly how: 'files' | 'environment' | 'subPath';
}

/** Who uses which ConfigMap and Secret, read once for all objects. */
const usesOf = oncePerIndex((index) => {
  const uses = new Map<string, Use[]>();
  for (const { group, kind } of WORKLOAD_KINDS) {
    for (const workload of index.list(group, kind)) {
      const home = homeKey(homeOf(index, workload.key));
      for (const { of, name, how } of mentions(mapAt(podTemplateOf(workload.key, workload.object), '/spec'))) {
        const key = `${home}${of}/${name}`;
        const list = uses.get(key);
        if (list) { list.push({ workload, how }); } else { uses.set(key, [{ workload, how }]); }
      }
    }
  }
  return uses;
});

/** Whose pods read this ConfigMap or Secret. */
export function usersOf(index: ManifestIndex, { key }: Manifest): readonly Use[] {
  return usesOf(index).get(`${homeKey(homeOf(index, key))}${key.kind}/${key.name}`) ?? [];
}

interface Mention { readonly of: 'ConfigMap' | 'Secret'; readonly name: string; readonly how: Use['how'] }

function mentions(spec: unknown): Mention[] {
  const found: Mention[] = [];
  const add = (of: Mention['of'], name: unknown, how: Use['how']): void => { if (typeof name === 'string' && name !== '') { found.push({ of, name, how }); } };
  const containers = ['containers', 'initContainers'].flatMap((field) => listAt(spec, `/${field}`) ?? []);
  const single = new Set(containers.flatMap((container) => listAt(container, '/volumeMounts') ?? [])
    .filter((mount) => (stringAt(mount, '/subPath') ?? stringAt(mount, '/subPathExpr') ?? '') !== '')
    .map((mount) => stringAt(mount, '/name')));
  for (const volume of listAt(spec, '/volumes') ?? []) {
    const how = single.has(stringAt(volume, '/name')) ? 'subPath' : 'files';
    add('ConfigMap', stringAt(volume, '/configMap/name'), how);
    add('Secret', stringAt(volume, '/secret/secretName'), how);
    for (const source of listAt(volume, '/projected/sources') ?? []) {
      add('ConfigMap', stringAt(source, '/configMap/name'), how);
      add('Secret', stringAt(source, '/secret/name'), how);
    }
  }
  for (const container of containers) {
    for (const from of listAt(container, '/envFrom') ?? []) {
      add('ConfigMap', stringAt(from, '/configMapRef/name'), 'environment');
      add('Secret', stringAt(from, '/secretRef/name'), 'environment');
    }
    for (const variable of listAt(container, '/env') ?? []) {
      const from = member(variable, 'valueFrom');
      add('ConfigMap', stringAt(from, '/configMapKeyRef/name'), 'environment');
      add('Secret', stringAt(from, '/secretKeyRef/name'), 'environment');
    }
  }
  return found;
}
