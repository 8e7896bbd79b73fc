import { Feature, type Platform, Support } from '../../platform';
import type { ProxyDraft } from '../draft';
import type { OwnLabels } from '../own-labels';
import { textsAt } from '../read';
import { every, type Tri } from '../tri';

/**
 * The label with which a controller tells the pods of one revision of a template from those of another (kubernetes pkg/apis/apps/types.go
 * DefaultDeploymentUniqueLabelKey, ControllerRevisionHashLabelKey; argo-rollouts DefaultRolloutUniqueLabelKey).
 */
const REVISION_LABEL: Readonly<Record<string, string>> = {
  Deployment: 'pod-template-hash',
  Rollout: 'rollouts-pod-template-hash',
  StatefulSet: 'controller-revision-hash',
  DaemonSet: 'controller-revision-hash',
};

/** What `matchLabelKeys` and `mismatchLabelKeys` of a term or constraint make of its selector. */
export interface LabelKeys {
  /** False: `mismatchLabelKeys` ask for another value of a label that the pods share. */
  readonly matchOwn: Tri;
  /** False: `matchLabelKeys` ask for pods of the same revision. */
  readonly matchOlder: Tri;
  /** Why `matchOwn` is not known, where a version decides. */
  readonly doubt?: string;
}

/**
 * A key stands for the value that the pod itself has; one that the pod does not carry is left out (kubernetes pkg/registry/core/pod/strategy.go
 * applyLabelKeysToLabelSelector). Where the feature is off, the API server drops both fields (pkg/api/pod/util.go).
 */
export function labelKeysOf(term: unknown, feature: Feature, { workload, platform }: Pick<ProxyDraft, 'workload' | 'platform'>, own: OwnLabels): LabelKeys {
  const [same, other] = ['/matchLabelKeys', '/mismatchLabelKeys'].map((pointer) => textsAt(term, pointer));
  if (same.length === 0 && other.length === 0) { return PLAIN; }
  const revision = REVISION_LABEL[workload.object.kind];
  const carried = (key: string): Tri => (key === revision || Object.hasOwn(own.labels, key) ? true : own.complete ? false : undefined);
  const matchOwn = every(other.map((key) => (carried(key) === undefined ? undefined : !carried(key))));
  const matchOlder = revision === undefined || !same.includes(revision);
  return ifSupported({ matchOwn, matchOlder }, feature, platform);
}

const PLAIN: LabelKeys = { matchOwn: true, matchOlder: true };

function ifSupported({ matchOwn, matchOlder }: LabelKeys, feature: Feature, platform: Platform): LabelKeys {
  switch (platform.supports(feature)) {
    case Support.YES: return { matchOwn, matchOlder };
    case Support.NO: return PLAIN;
    default: return {
      matchOwn: matchOwn === false ? undefined : matchOwn,
      matchOlder: matchOlder === false ? undefined : matchOlder,
      ...(matchOwn === false && { doubt: platform.explain(feature) }),
    };
  }
}
