import { neighbourhoodOf } from './neighbourhood';
import { scalingOf } from './scaling';
import type { ModelContext, WorkloadDraft } from '../draft';
import type { Scaling } from '../effective-proxy';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { Manifest } from '../manifest/types';
import { podTemplatePointer } from '../manifest/workloads';
import { TracedObject } from '../traced';

/** A workload as it stands among the manifests, whatever is injected into its pods. */
export function writtenDraft(manifest: Manifest, index: ManifestIndex): WorkloadDraft {
  return {
    workload: TracedObject.of(manifest),
    template: podTemplatePointer(manifest.key) ?? '',
    companions: [],
    name: manifest.key.name,
    namespace: index.namespaceOf(manifest.key),
    cluster: manifest.key.cluster,
    declaredBy: manifest,
  };
}

/** How many pods such a workload has. */
export function writtenScaling(manifest: Manifest, context: ModelContext): Scaling {
  const draft = writtenDraft(manifest, context.index);
  return scalingOf(draft, neighbourhoodOf(draft, context));
}
