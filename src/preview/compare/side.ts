import type { RestartingWorkload } from './rollout-plan';
import { rolloutOf, writtenDraft, writtenScaling } from '../../model/around';
import type { ModelContext } from '../../model/draft';
import type { EffectiveProxy, Scaling } from '../../model/effective-proxy';
import { ManifestIndex } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { podLabelsOf } from '../../model/manifest/workloads';
import { effectiveMesh } from '../../model/mesh';
import { namespaceLabels } from '../../model/namespace-labels';
import { MeshFacts } from '../../platform';

const DATAPLANE_MODE = 'istio.io/dataplane-mode';

/** One of the two sets of manifests, with the proxies that run because of it. */
export class Side {
  public readonly index: ManifestIndex;
  /** Proxies that a controller deploys. */
  public readonly deployed: readonly EffectiveProxy[];
  /** Proxies in pods that stand in the manifests themselves. */
  private readonly inPods = new Map<Manifest, EffectiveProxy>();
  private readonly contexts = new Map<string | undefined, ModelContext>();

  constructor(manifests: Iterable<Manifest>, public readonly facts: MeshFacts, defaultNamespace: string | undefined) {
    this.index = ManifestIndex.of(manifests, { defaultNamespace });
    const { proxies } = effectiveMesh(this.index, facts);
    this.deployed = proxies.filter(({ make }) => make === 'managed' || make === 'asm');
    for (const proxy of proxies) {
      if (proxy.make === 'injected' || proxy.make === 'sidecar') { this.inPods.set(proxy.declaredBy, proxy); }
    }
  }

  public proxyIn(workload: Manifest): EffectiveProxy | undefined {
    return this.inPods.get(workload);
  }

  /** Known to have no proxy in its pods, and none of the node that takes their traffic. */
  public isOutside(workload: Manifest): boolean {
    const pods = podLabelsOf(workload.key, workload.object);
    const state = this.inPods.get(workload)?.state ?? 'not-injected';
    if (!pods || state !== 'not-injected') { return false; }
    const { labels } = namespaceLabels(this.context(workload.key.cluster), this.index.namespaceOf(workload.key));
    return labels !== undefined && (pods[DATAPLANE_MODE] ?? labels[DATAPLANE_MODE]) !== 'ambient';
  }

  /** What a restart of a workload that stands in the manifests needs to know. */
  public restarting(workload: Manifest): RestartingWorkload {
    const proxy = this.proxyIn(workload);
    // a sidecar says nothing of how many pods there are, and the application decides when they have stopped
    if (proxy && proxy.make !== 'sidecar') { return proxy; }
    const draft = writtenDraft(workload, this.index);
    const scaling = this.scalingOf(workload);
    return { workload: draft.workload, template: draft.template, scaling, rollout: rolloutOf(draft, scaling) };
  }

  public scalingOf(workload: Manifest): Scaling {
    return writtenScaling(workload, this.context(workload.key.cluster));
  }

  public context(cluster: string | undefined): ModelContext {
    let context = this.contexts.get(cluster);
    if (!context) {
      context = { index: this.index, cluster, facts: cluster === undefined ? this.facts : this.facts.forCluster(cluster) };
      this.contexts.set(cluster, context);
    }
    return context;
  }
}
