import { known, type Known } from '../origin';
import type { PodTemplate } from './pod-template';
import { isMap, type JsonMap, listAt, member, stringAt } from '../read';

/** Who owns the pods, as the injector learns it from their owner references (Istio pkg/kube GetDeployMetaFromPod). */
export interface PodOwner {
  readonly name: Known<string>;
  readonly apiVersion: string;
  readonly kind: string;
}

export function ownerOf(pods: PodTemplate): PodOwner {
  const { manifest } = pods;
  const { object, key } = manifest;
  const own = {
    name: known(key.name, { kind: 'set', manifest, pointer: '/metadata/name' } as const),
    apiVersion: stringAt(object, '/apiVersion') ?? '',
    kind: key.kind,
  };
  return key.kind === 'Pod' ? ownerOfPod(pods, own) : own;
}

/** A pod that somebody else made carries a generated name, and a reference to its maker. */
function ownerOfPod({ manifest, labels }: PodTemplate, own: PodOwner): PodOwner {
  const references = listAt(manifest.object, '/metadata/ownerReferences') ?? [];
  const at = references.findIndex((reference) => member(reference, 'controller') === true);
  const reference = references[at];
  if (!isMap(reference) || (stringAt(manifest.object, '/metadata/generateName') ?? '') === '') { return own; }
  const owner = workloadOf(reference, labels);
  return {
    name: known(owner.name, { kind: 'set', manifest, pointer: `/metadata/ownerReferences/${at}/name` }),
    apiVersion: owner.apiVersion,
    kind: owner.kind,
  };
}

/** Deployments, Rollouts and CronJobs make what makes the pods; names tell. */
function workloadOf(reference: JsonMap, labels: Readonly<Record<string, string>>): { name: string; kind: string; apiVersion: string } {
  const text = (field: string): string => { const value = member(reference, field); return typeof value === 'string' ? value : ''; };
  const direct = { name: text('name'), kind: text('kind'), apiVersion: text('apiVersion') };
  const withoutHash = (label: string): string | undefined => {
    const hash = labels[label] ?? '';
    return hash !== '' && direct.name.endsWith(`-${hash}`) ? direct.name.slice(0, -hash.length - 1) : undefined;
  };
  if (direct.kind === 'ReplicaSet') {
    const deployment = withoutHash('pod-template-hash');
    if (deployment !== undefined) { return { ...direct, name: deployment, kind: 'Deployment' }; }
    const rollout = withoutHash('rollouts-pod-template-hash');
    if (rollout !== undefined) { return { name: rollout, kind: 'Rollout', apiVersion: 'v1alpha1' }; }
  }
  if (direct.kind === 'ReplicationController' && (labels.deploymentconfig ?? '') !== '') {
    return { ...direct, name: labels.deploymentconfig, kind: 'DeploymentConfig' };
  }
  const cronJob = direct.kind === 'Job' ? /^(.{1,253})-\d{8,10}$/.exec(direct.name.slice(0, 300)) : null;
  return cronJob ? { name: cronJob[1], kind: 'CronJob', apiVersion: 'batch/v1' } : direct;
}
