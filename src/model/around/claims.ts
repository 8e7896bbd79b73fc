import { isAutoscaler, replicasIn, scaledKind, SCALERS, targetNameOf, usersOwn, watching } from './autoscalers';
import type { Neighbourhood } from './neighbourhood';
import { ByHome, homeOf } from '../by-home';
import { groupBy } from '../group-by';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { Manifest } from '../manifest/types';
import { podLabelsOf, WORKLOAD_KINDS } from '../manifest/workloads';
import { once, oncePerIndex } from '../once';
import { unknown } from '../origin';
import { type OwnLabels, selectsOwn } from '../own-labels';
import { mapAt, numberAt, stringsAt } from '../read';
import { SelectorIndex } from '../selector-index';
import { TracedObject } from '../traced';

const SELECTOR = '/spec/selector';

/** More of them in one message help nobody. */
const MOST_RIVALS = 10;

/** How many pods a workload has that stands elsewhere. */
const NOT_HERE = unknown('the workload is not among the manifests');

/** An autoscaler that looks at pods, and the workload whose selector says at which. */
interface Claim {
  readonly scaler: Manifest;
  readonly target: Manifest;
}

/**
 * The autoscalers of one namespace by the pods that they look at. The controller asks the target for its selector, lists the pods that it matches, and
 * gives up (AmbiguousSelector) when the selector of another autoscaler matches one of them too, whoever owns it: Kubernetes 1.26
 * pkg/controller/podautoscaler/horizontal.go, validateAndParseSelector and hpasControllingPodsUnderSelector.
 */
class Claims {
  private readonly claims: readonly Claim[];
  private readonly idle = new Set<Manifest>();
  private readonly bySelector: SelectorIndex<Claim>;
  private readonly rivals = once(() => this.allRivals());

  constructor(private readonly members: readonly Manifest[]) {
    const workloads = new Map(members.map((manifest) => [`${manifest.key.kind}/${manifest.key.name}`, manifest]));
    this.claims = [...groupBy(members.filter(isAutoscaler), (scaler) => `${scaledKind(scaler)}/${targetNameOf(scaler)}`)].flatMap(([key, scalers]) => {
      const target = workloads.get(key);
      const replicas = target ? replicasIn(TracedObject.of(target)) : NOT_HERE;
      const awake = new Set(watching({ replicas, autoscalers: scalers.map(usersOwn) }).map(({ object }) => object));
      const isAwake = (scaler: Manifest): boolean => awake.has(TracedObject.of(scaler));
      for (const scaler of scalers) { if (!isAwake(scaler)) { this.idle.add(scaler); } }
      return target && isSelecting(target) ? scalers.filter(isAwake).map((scaler) => ({ scaler, target })) : [];
    });
    this.bySelector = new SelectorIndex(this.claims, ({ target }) => stringsAt(target.object, `${SELECTOR}/matchLabels`));
  }

  /** The autoscalers that look at pods with these labels. */
  public on(own: OwnLabels): readonly Manifest[] {
    const { items } = this.bySelector.candidates(own);
    return items.filter(({ target }) => selectsOwn(own, mapAt(target.object, SELECTOR)) === true).map(({ scaler }) => scaler);
  }

  public of(scaler: Manifest): readonly Manifest[] {
    return [...this.rivals().get(scaler) ?? []];
  }

  public isIdle(scaler: Manifest): boolean {
    return this.idle.has(scaler);
  }

  private allRivals(): ReadonlyMap<Manifest, ReadonlySet<Manifest>> {
    const rivals = new Map<Manifest, Set<Manifest>>();
    const claimed = new Set(this.claims.map(({ target }) => target));
    const kinds = new Map<string, Readonly<Record<string, string>>>();
    for (const manifest of this.members) {
      const labels = podLabelsOf(manifest.key, manifest.object);
      // no pods, unless something wakes it
      const runs = claimed.has(manifest) || numberAt(manifest.object, '/spec/replicas') !== 0;
      // at most pods no more than one autoscaler looks
      if (labels && runs && this.bySelector.count(labels) > 1) { kinds.set(JSON.stringify(Object.entries(labels).sort()), labels); }
    }
    for (const labels of kinds.values()) {
      const on = this.on({ labels, complete: true });
      if (on.length < 2) { continue; }
      const some = on.slice(0, MOST_RIVALS + 1);
      for (const scaler of on) {
        let own = rivals.get(scaler);
        if (!own) { rivals.set(scaler, own = new Set()); }
        for (const other of some) { if (other !== scaler && own.size < MOST_RIVALS) { own.add(other); } }
      }
    }
    return rivals;
  }
}

/** A ReplicationController has another form of selector; without one there is nothing to look at. */
function isSelecting({ key, object }: Manifest): boolean {
  return key.kind !== 'ReplicationController' && Object.keys(mapAt(object, SELECTOR) ?? {}).length > 0;
}

const byHome = oncePerIndex((index: ManifestIndex) => new ByHome(
  index, [...SCALERS, ...WORKLOAD_KINDS].flatMap(({ group, kind }) => index.list(group, kind)), (members) => new Claims(members),
));

/** The autoscalers among the manifests that look at pods like these: those of the workload that they belong to, and of others with such a selector. */
export function claimantsOf({ index, home, own }: Pick<Neighbourhood, 'index' | 'home' | 'own'>): readonly Manifest[] {
  return byHome(index).at(home)?.on(own) ?? [];
}

/** The other autoscalers among the manifests that look at pods at which this one looks. */
export function rivalsOf(index: ManifestIndex, scaler: Manifest): readonly Manifest[] {
  return byHome(index).at(homeOf(index, scaler.key))?.of(scaler) ?? [];
}

/** Whether an autoscaler among the manifests looks at no pods: paused, or of a workload among them that is at zero. */
export function isIdle(index: ManifestIndex, scaler: Manifest): boolean {
  return byHome(index).at(homeOf(index, scaler.key))?.isIdle(scaler) ?? false;
}
