import type { ThingBuilder } from './builder';
import type { Side } from './side';
import { usersOf } from './uses';
import { isAutoscaler } from '../../model/around';
import { homeKey, homeOf } from '../../model/by-home';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { append } from '../../model/group-by';
import { ALL_NAMESPACES, referencesOf } from '../../model/manifest';
import type { KubeObject, Manifest } from '../../model/manifest/types';
import { podTemplatePointer } from '../../model/manifest/workloads';
import { once } from '../../model/once';
import { joinPointer } from '../../model/pointer';
import { type JsonMap, listAt, mapAt, stringAt, stringsAt } from '../../model/read';
import { LabelSelector } from '../../model/selector';
import { type Pods, selectsPods } from '../../model/service-port';
import { TracedObject } from '../../model/traced';
import { gatewaysOf } from '../../model/virtual-services';

/** A workload or proxy to which an object belongs. */
export interface Owner {
  readonly builder: ThingBuilder;
  /** Why the object does not reach pods that run. */
  readonly afterRestart?: string;
  /** It is read while the proxy is put together: what comes of it is reported there. */
  readonly merged?: true;
}

/** The pods of a workload. */
export interface PodsOf extends Pods { readonly builder: ThingBuilder }

const podSelectorOf = (policy: Manifest): LabelSelector => LabelSelector.of(mapAt(policy.object, '/spec/podSelector') ?? {});

interface Matching { readonly written: readonly Manifest[]; readonly deployed: readonly EffectiveProxy[] }

/** An object that belongs to more than these says something of its own. */
export const MOST_OWNERS = 50;

/** Finds the workloads to which the other objects of one side belong. */
export class Owners {
  private readonly deployedAt = new Map<string, EffectiveProxy[]>();
  private readonly deployedBy = new Map<Manifest, EffectiveProxy[]>();
  /** Workloads that are known to be outside of the mesh: nothing reads the mesh's policies for them. */
  private readonly outside = once(() => new Set(this.side.index.all.filter((manifest) => this.side.isOutside(manifest)).map(this.ofWorkload)));

  constructor(
    private readonly side: Side,
    private readonly ofWorkload: (manifest: Manifest) => ThingBuilder | undefined,
    private readonly ofProxy: (proxy: EffectiveProxy) => ThingBuilder | undefined,
  ) {
    for (const proxy of side.deployed) {
      // where the resource stands with a control plane, its neighbours may stand there as well as in the cluster
      for (const cluster of new Set([proxy.cluster, proxy.declaredBy.key.cluster])) {
        append(this.deployedAt, homeKey({ cluster, namespace: proxy.namespace }), proxy);
      }
      append(this.deployedBy, proxy.declaredBy, proxy);
    }
  }

  /** Empty where it belongs to none, or to so many that it is reported on its own. */
  public of(manifest: Manifest): readonly Owner[] {
    const found = this.found(manifest);
    return found.length > MOST_OWNERS ? [] : found;
  }

  /** All whose pods a Service selects, however many. */
  public selectedBy(service: Manifest): readonly ThingBuilder[] {
    return this.selected(service, LabelSelector.ofLabels(mapAt(service.object, '/spec/selector'))).map(({ builder }) => builder);
  }

  /** Their pods, as far as it is known what they are made of. */
  public podsBehind(service: Manifest): readonly PodsOf[] {
    return this.podsOf(this.matching(service, LabelSelector.ofLabels(mapAt(service.object, '/spec/selector'))));
  }

  /** Those that a NetworkPolicy is for. */
  public podsIn(policy: Manifest): readonly PodsOf[] {
    return this.podsOf(this.matching(policy, podSelectorOf(policy)));
  }

  /** All whose pods a policy is for, however many: those that it selects or names, else those of its namespace, and from the root namespace of all. */
  public reachedBy(policy: Manifest): readonly ThingBuilder[] {
    const { index, facts } = this.side;
    if (policy.key.kind === 'NetworkPolicy') {
      return this.selected(policy, podSelectorOf(policy)).map(({ builder }) => builder);
    }
    if (mapAt(policy.object, '/spec/targetRef') || listAt(policy.object, '/spec/targetRefs')?.length) { return this.byReference(policy).map(({ builder }) => builder); }
    // of a ServiceEntry it selects the other end
    const labels = policy.key.kind === 'ServiceEntry' ? {} : selectorOf(policy) ?? {};
    const inRoot = index.namespaceOf(policy.key) === facts.rootNamespace;
    const outside = this.outside();
    return this.selected(policy, LabelSelector.ofLabels(labels), inRoot).flatMap(({ builder }) => (outside.has(builder) ? [] : [builder]));
  }

  /** What a controller makes with a workload. */
  public companionsOf(workload: ThingBuilder): readonly KubeObject[] {
    return this.side.deployed.filter((proxy) => this.ofProxy(proxy) === workload).flatMap(({ companions }) => companions.map(({ object }) => object));
  }

  private found(manifest: Manifest): Owner[] {
    const { group, kind } = manifest.key;
    if (isAutoscaler(manifest)) { return this.target(manifest); }
    switch (`${group}/${kind}`) {
      case '/Service': return selectsPods(manifest.object) ? this.selected(manifest, LabelSelector.ofLabels(mapAt(manifest.object, '/spec/selector'))) : [];
      case 'policy/PodDisruptionBudget': return this.selected(manifest, LabelSelector.of(mapAt(manifest.object, '/spec/selector')));
      case 'networking.istio.io/Gateway': return this.selected(manifest, LabelSelector.ofLabels(mapAt(manifest.object, '/spec/selector')), true);
      case 'networking.istio.io/VirtualService': return distinct(gatewaysOf(manifest, this.side.index).flatMap((gateway) => this.found(gateway)));
      case '/ConfigMap':
      case '/Secret': return this.users(manifest);
      default: return [...this.bySelector(manifest), ...this.byReference(manifest)];
    }
  }

  private podsOf({ written, deployed }: Matching): readonly PodsOf[] {
    const own = written.map((manifest) => {
      const { workload, template } = this.side.proxyIn(manifest) ?? { workload: TracedObject.of(manifest), template: podTemplatePointer(manifest.key) ?? '' };
      return { builder: this.ofWorkload(manifest), workload, template };
    });
    return [...own, ...deployed.map((proxy) => ({ builder: this.ofProxy(proxy), workload: proxy.workload, template: proxy.template }))]
      .flatMap(({ builder, ...pods }) => (builder ? [{ builder, ...pods }] : []));
  }

  private target(manifest: Manifest): Owner[] {
    const name = stringAt(manifest.object, '/spec/scaleTargetRef/name');
    const kind = stringAt(manifest.object, '/spec/scaleTargetRef/kind') ?? 'Deployment';
    const { cluster, namespace } = manifest.key;
    const place = { cluster, namespace };
    const written = ['apps', '', 'argoproj.io', 'apps.kruise.io']
      .flatMap((group) => this.side.index.get({ ...place, group, kind, name: name ?? '' }) ?? []);
    return [...owners(written.map(this.ofWorkload)), ...owners(this.deployedIn(manifest).filter((proxy) => proxy.name === name).map(this.ofProxy))];
  }

  private deployedIn(manifest: Manifest): readonly EffectiveProxy[] {
    return this.deployedAt.get(homeKey(homeOf(this.side.index, manifest.key))) ?? [];
  }

  private selected(manifest: Manifest, selector: LabelSelector, everywhere = false): Owner[] {
    const { written, deployed } = this.matching(manifest, selector, everywhere);
    return [...owners(written.map(this.ofWorkload)), ...owners(deployed.map(this.ofProxy))];
  }

  private matching(manifest: Manifest, selector: LabelSelector, everywhere = false): Matching {
    if (selector.nothing) { return { written: [], deployed: [] }; }
    const { index } = this.side;
    const written = index.selected(manifest.key.cluster, everywhere ? ALL_NAMESPACES : index.namespaceOf(manifest.key), selector);
    const near = everywhere ? this.side.deployed : this.deployedIn(manifest);
    const deployed = near.filter((proxy) => selector.matches(stringsAt(proxy.workload.object, joinPointer(proxy.template, 'metadata', 'labels'))));
    return { written, deployed };
  }

  /** Istio's policies: `spec.selector.matchLabels` or `spec.workloadSelector.labels`. One without speaks for its namespace. */
  private bySelector(manifest: Manifest): Owner[] {
    if (!/(?:^|\.)istio\.io$/.test(manifest.key.group) && manifest.key.kind !== 'ASMProxyConfig') { return []; }
    const labels = selectorOf(manifest);
    const inRoot = this.side.index.namespaceOf(manifest.key) === this.side.facts.rootNamespace;
    return labels === undefined ? [] : this.selected(manifest, LabelSelector.ofLabels(labels), inRoot);
  }

  /** Routes and policies that name a Gateway. */
  private byReference(manifest: Manifest): Owner[] {
    const { cluster, namespace } = manifest.key;
    const place = { cluster, namespace };
    const targets = (listAt(manifest.object, '/spec/targetRefs') ?? []).filter((ref) => stringAt(ref, '/kind') === 'Gateway')
      .map((ref) => ({ ...place, group: 'gateway.networking.k8s.io', kind: 'Gateway', name: stringAt(ref, '/name') ?? '' }));
    const parents = referencesOf(manifest).map(({ to }) => to).filter(({ kind }) => kind === 'Gateway');
    return owners([...targets, ...parents].flatMap((ref) => this.deployedBy.get(this.side.index.get(ref)!) ?? []).map(this.ofProxy));
  }

  private users(manifest: Manifest): Owner[] {
    const pods = usersOf(this.side.index, manifest).flatMap(({ workload, how }) => {
      const builder = this.ofWorkload(workload);
      return builder ? [{ builder, ...how !== 'files' && { afterRestart: HOW[how] } }] : [];
    });
    const options = this.deployedIn(manifest).filter(({ declaredBy }) => readsOptions(declaredBy, manifest)).flatMap((proxy) => {
      const builder = this.ofProxy(proxy);
      return builder ? [{ builder, merged: true as const }] : [];
    });
    const mounted = this.deployedIn(manifest).filter(({ declaredBy }) => mounts(declaredBy, manifest)).map(this.ofProxy);
    return [...distinct(pods), ...options, ...owners(mounted)];
  }
}

const selectorOf = ({ object }: Manifest): JsonMap | undefined => mapAt(object, '/spec/selector/matchLabels') ?? mapAt(object, '/spec/workloadSelector/labels');

const HOW = {
  environment: 'pods read it into their environment when they start',
  subPath: 'a file mounted by subPath stays as it was when the pod started',
} as const;

function readsOptions(gateway: Manifest, { key }: Manifest): boolean {
  return key.kind === 'ConfigMap' && stringAt(gateway.object, '/spec/infrastructure/parametersRef/name') === key.name;
}

function mounts({ object, key: { kind } }: Manifest, { key }: Manifest): boolean {
  if (kind !== 'IstioGateway') { return false; }
  const [list, field] = key.kind === 'ConfigMap' ? ['/spec/configVolumes', '/configMapName'] : ['/spec/secretVolumes', '/secretName'];
  return (listAt(object, list) ?? []).some((volume) => stringAt(volume, field) === key.name);
}

function owners(builders: readonly (ThingBuilder | undefined)[]): Owner[] {
  return [...new Set(builders)].flatMap((builder) => (builder ? [{ builder }] : []));
}

/** A workload that reads an object in several ways is reported once, by the way that needs a restart. */
function distinct(found: readonly Owner[]): Owner[] {
  const byBuilder = new Map<ThingBuilder, Owner>();
  for (const owner of found) {
    if (owner.afterRestart !== undefined || !byBuilder.has(owner.builder)) { byBuilder.set(owner.builder, owner); }
  }
  return [...byBuilder.values()];
}
