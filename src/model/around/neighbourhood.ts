import type { MeshFacts } from '../../platform';
import type { Home } from '../by-home';
import type { ModelContext, WorkloadDraft } from '../draft';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { OwnLabels } from '../own-labels';
import { joinPointer } from '../pointer';
import { stringsAt } from '../read';

/** Where a proxy's pods live, and what they look like to selectors. */
export interface Neighbourhood {
  readonly index: ManifestIndex;
  readonly facts: MeshFacts;
  readonly home: Home;
  readonly own: OwnLabels;
}

/** No label has this name: asking for it tells whether absent labels are known to be absent. */
const NO_LABEL = '?';

export function neighbourhoodOf(draft: WorkloadDraft, { index, facts }: ModelContext): Neighbourhood {
  const labels = joinPointer(draft.template, 'metadata', 'labels');
  return {
    index,
    facts,
    home: { cluster: clusterOf(draft, index), namespace: draft.namespace },
    own: {
      labels: stringsAt(draft.workload.object, labels),
      complete: draft.workload.knows(joinPointer(labels, NO_LABEL)),
    },
  };
}

/**
 * The cluster in whose manifests the proxy's neighbours stand. On ASM the resource lives with the control plane and its pods in the
 * clusters it names: their budgets and autoscalers stand in that cluster's manifests where it has any, else beside the resource.
 */
function clusterOf(draft: WorkloadDraft, index: ManifestIndex): string | undefined {
  return index.clusters.includes(draft.cluster) ? draft.cluster : draft.declaredBy.key.cluster;
}
