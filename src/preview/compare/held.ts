import type { LeafChange } from './comparison';
import type { Difference } from './differences';
import type { Impact } from './impact';
import type { Verdict } from './workload-fields';
import type { KubeObject } from '../../model/manifest/types';
import { stringAt } from '../../model/read';

/** A field that keeps pods on an older template, and whether a change of it lets them go. */
interface HoldRow {
  readonly kinds: readonly string[];
  readonly place: string;
  readonly releases: (before: unknown, after: unknown) => boolean;
  readonly source: string;
}

const noLonger = (value: unknown) => (before: unknown, after: unknown): boolean => before === value && after !== value;
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

export const HOLDS: readonly HoldRow[] = [
  { kinds: ['Deployment'], place: '/spec/paused', releases: noLonger(true), source: 'kubernetes pkg/controller/deployment/deployment_controller.go syncDeployment' },
  { kinds: ['Rollout'], place: '/spec/paused', releases: noLonger(true), source: 'argo-rollouts types.go RolloutSpec.Paused' },
  {
    kinds: ['StatefulSet'],
    place: '/spec/updateStrategy/type',
    releases: noLonger('OnDelete'),
    source: 'kubernetes pkg/controller/statefulset/stateful_set_control.go updateStatefulSet',
  },
  {
    kinds: ['StatefulSet'],
    place: '/spec/updateStrategy/rollingUpdate/partition',
    releases: (before, after) => numberOf(after) < numberOf(before),
    source: 'kubernetes pkg/controller/statefulset/stateful_set_control.go updateStatefulSet, updateMin',
  },
  { kinds: ['DaemonSet'], place: '/spec/updateStrategy/type', releases: noLonger('OnDelete'), source: 'kubernetes pkg/controller/daemon/daemon_controller.go updateDaemonSet' },
];

const NOTE = 'pods that earlier releases left on an older template are replaced now; which ones, no manifest tells';

/** What resuming a rollout does; undefined for any other difference. */
export function releaseImpact(kind: string, { place, before, after }: Difference, wanted: KubeObject): Verdict | undefined {
  const row = HOLDS.find(({ kinds, place: at }) => kinds.includes(kind) && place === `${kind}${at}`);
  const byHand = stringAt(wanted, '/spec/updateStrategy/type') === 'OnDelete';
  return row?.releases(before, after) && !byHand ? { impact: 'unknown', note: NOTE } : undefined;
}

const REPLACED: ReadonlySet<Impact> = new Set(['rolling-restart', 'recreate']);

/** Where the template changes as well, all pods are replaced, whichever they were made from. */
export function withReleases(changes: readonly LeafChange[]): readonly LeafChange[] {
  const certain = changes.find(({ impact }) => REPLACED.has(impact));
  return certain ? changes.map((change) => (change.note === NOTE ? { ...change, impact: certain.impact } : change)) : changes;
}
