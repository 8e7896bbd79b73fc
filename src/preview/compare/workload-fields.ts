import type { Difference } from './differences';
import { releaseImpact } from './held';
import type { Impact } from './impact';
import { metadataImpact } from './mesh-metadata';
import type { KubeObject } from '../../model/manifest/types';
import { booleanAt, numberAt, stringAt } from '../../model/read';

/** What becomes of a workload when a field of it changes. The first row that fits decides. */
export interface FieldRow {
  readonly kinds: readonly string[];
  /** Places, each with everything below it; `*` at the end of a key list is not needed. */
  readonly places: readonly string[];
  readonly impact: Impact;
  readonly note?: string;
  readonly source: string;
}

const VALIDATION = 'kubernetes pkg/apis/apps/validation/validation.go';
const BATCH = 'kubernetes pkg/apis/batch/validation/validation.go, ValidateJobSpecUpdate';

export const WORKLOAD_FIELDS: readonly FieldRow[] = [
  {
    kinds: ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet', 'Job'],
    places: ['/spec/selector'],
    impact: 'rejected',
    note: 'a selector is immutable; only a workload of another name, or one that is deleted first, can have it',
    source: `${VALIDATION}: ValidateDeploymentUpdate, ValidateDaemonSetUpdate (apps/v1)`,
  },
  { kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Rollout', 'CloneSet'], places: ['/spec/replicas'], impact: 'scale', source: 'apps/v1 types.go' },
  {
    kinds: ['StatefulSet'],
    places: [
      '/spec/ordinals', '/spec/updateStrategy', '/spec/revisionHistoryLimit', '/spec/persistentVolumeClaimRetentionPolicy', '/spec/minReadySeconds',
    ],
    impact: 'live',
    source: `${VALIDATION}: ValidateStatefulSetUpdate`,
  },
  {
    kinds: ['StatefulSet'],
    places: ['/spec'],
    impact: 'rejected',
    note: 'of a StatefulSet only replicas, ordinals, template, updateStrategy, revisionHistoryLimit, persistentVolumeClaimRetentionPolicy and minReadySeconds may change',
    source: `${VALIDATION}: ValidateStatefulSetUpdate`,
  },
  { kinds: ['Job'], places: ['/spec/parallelism'], impact: 'scale', source: 'batch/v1 types.go' },
  {
    kinds: ['Job'],
    places: ['/spec/suspend', '/spec/activeDeadlineSeconds', '/spec/ttlSecondsAfterFinished', '/spec/backoffLimit'],
    impact: 'live',
    source: BATCH,
  },
  { kinds: ['Job'], places: ['/spec'], impact: 'rejected', note: 'a Job is immutable there; give it another name', source: BATCH },
];

/** Of a bare pod only this may change (core validation.go, ValidatePodUpdate). */
const POD_ROWS: readonly (readonly [RegExp, Impact, string])[] = [
  [/^pod\/spec\/containers\/\*\/image$/, 'rolling-restart', 'the kubelet starts the container anew in the same pod'],
  [/^pod\/spec\/activeDeadlineSeconds$/, 'live', 'the deadline of a running pod may be shortened'],
  [/^pod\/spec\/tolerations/, 'live', 'tolerations may be added'],
  [/^pod\/metadata/, 'metadata-only', 'metadata of a running pod'],
];

export interface Verdict { readonly impact: Impact; readonly note?: string }

/** What a difference does to a workload of this kind. */
export function workloadImpact(kind: string, difference: Difference, after: KubeObject): Verdict {
  const { place } = difference;
  if (kind === 'Pod') { return podImpact(place); }
  if (place === 'pod' || place.startsWith('pod/')) { return templateImpact(kind, after); }
  const released = releaseImpact(kind, difference, after);
  if (released) { return released; }
  const inside = place.slice(kind.length);
  const row = WORKLOAD_FIELDS.find(({ kinds, places }) => kinds.includes(kind) && places.some((at) => inside === at || inside.startsWith(`${at}/`)));
  if (row) { return { impact: row.impact, ...row.note !== undefined && { note: row.note } }; }
  return { impact: inside.startsWith('/metadata') || inside === '/apiVersion' ? 'metadata-only' : 'live' };
}

function podImpact(place: string): Verdict {
  const read = metadataImpact('Pod', place.slice('pod'.length));
  if (read) { return read; }
  const row = POD_ROWS.find(([pattern]) => pattern.test(place));
  if (row) { return { impact: row[1], note: row[2] }; }
  return place.startsWith('pod/spec') ? { impact: 'rejected', note: 'a running pod cannot be changed there; delete it first' } : { impact: 'metadata-only' };
}

/** A changed pod template, by who looks at it and how (apps/v1 and batch/v1 types.go). */
function templateImpact(kind: string, after: KubeObject): Verdict {
  switch (kind) {
    case 'Deployment':
      if (booleanAt(after, '/spec/paused') === true) { return { impact: 'pending-restart', note: 'the Deployment is paused: pods roll when it is resumed' }; }
      return stringAt(after, '/spec/strategy/type') === 'Recreate'
        ? { impact: 'recreate', note: 'strategy Recreate: all pods stop before the first new one starts' } : { impact: 'rolling-restart' };
    case 'StatefulSet':
    case 'DaemonSet':
      if (stringAt(after, '/spec/updateStrategy/type') === 'OnDelete') { return { impact: 'pending-restart', note: 'OnDelete: each pod changes when it is deleted by hand' }; }
      return (numberAt(after, '/spec/updateStrategy/rollingUpdate/partition') ?? 0) > 0
        ? { impact: 'rolling-restart', note: 'pods with an ordinal below the partition stay as they are' } : { impact: 'rolling-restart' };
    case 'ReplicaSet':
    case 'ReplicationController': return { impact: 'pending-restart', note: `a ${kind} leaves its pods as they are; new ones are made from the new template` };
    case 'Job': return { impact: 'rejected', note: "a Job's template is immutable; give the Job another name" };
    case 'CronJob': return { impact: 'live', note: 'the next run uses it' };
    default: return { impact: 'rolling-restart' };
  }
}
