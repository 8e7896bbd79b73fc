import { ownerOf } from './owner';
import type { PodTemplate } from './pod-template';
import type { ModelContext } from '../draft';
import { renderManaged } from '../managed';
import type { Manifest } from '../manifest';
import { GATEWAY_NAME_LABEL, MANAGED_LABEL } from '../names';
import { isMap, listAt, member, stringsAt } from '../read';

/** Dumps of a cluster hold a Deployment, its ReplicaSets and their pods: they are one workload. */
export function isMadeByAnother(pods: PodTemplate, context: ModelContext): boolean {
  const { manifest } = pods;
  const references = listAt(manifest.object, '/metadata/ownerReferences') ?? [];
  const controller = references.find((reference) => member(reference, 'controller') === true);
  if (!isMap(controller)) { return false; }
  const owner = ownerOf(pods);
  return isThere(manifest, controller.apiVersion, controller.kind, controller.name, context)
    || (owner.kind !== manifest.key.kind && isThere(manifest, owner.apiVersion, owner.kind, owner.name.value, context));
}

function isThere({ key }: Manifest, apiVersion: unknown, kind: unknown, name: unknown, { index, cluster }: ModelContext): boolean {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') { return false; }
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return index.get({ cluster, group, kind, namespace: index.namespaceOf(key), name }) !== undefined;
}

/**
 * Is a Deployment what istiod made of a Gateway that stands among the manifests as well? Then the Gateway is modelled, and says what the
 * Deployment will be.
 */
export function isMadeOfGateway({ key, object }: Manifest, context: ModelContext): boolean {
  const labels = stringsAt(object, '/metadata/labels');
  const name = labels[GATEWAY_NAME_LABEL];
  if (labels[MANAGED_LABEL] === undefined || name === undefined) { return false; }
  const { index, cluster } = context;
  const gateway = index.get({ cluster, group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: index.namespaceOf(key), name });
  return gateway !== undefined && renderManaged(gateway, context)?.name === key.name;
}
