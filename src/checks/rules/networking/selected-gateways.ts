import { allServices } from './service-rule';
import { servicesSelecting } from '../../../model/around';
import { type Home, homeOf } from '../../../model/by-home';
import { contextOf } from '../../../model/context-of';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { groupBy } from '../../../model/group-by';
import { podLabelsOf, podTemplatePointer } from '../../../model/manifest';
import { ALL_NAMESPACES } from '../../../model/manifest/manifest-index';
import type { Manifest } from '../../../model/manifest/types';
import { PROXY_CONTAINER } from '../../../model/names';
import { once } from '../../../model/once';
import { joinPointer } from '../../../model/pointer';
import { booleanAt, listAt, member, stringsAt } from '../../../model/read';
import { flag } from '../../../model/rendering/installation';
import { LabelSelector } from '../../../model/selector';
import { TracedObject } from '../../../model/traced';
import { oncePerScene } from '../../once-per-scene';
import type { Scene } from '../../rule';
import { running } from '../proxy-rule';

interface LabelledGateway { readonly proxy: EffectiveProxy; readonly labels: Readonly<Record<string, string>> }

const labelText = ([key, value]: readonly [string, string]): string => `${key}=${value}`;

/** A selector looks at the gateways that have its rarest label, not at all. */
const gatewaysByLabel = oncePerScene(({ proxies }) => {
  const gateways = proxies.filter((proxy) => proxy.role !== 'sidecar' && running(proxy)).map((proxy): LabelledGateway => (
    { proxy, labels: stringsAt(proxy.workload.object, joinPointer(proxy.template, 'metadata', 'labels')) }
  ));
  const labelled = gateways.flatMap((gateway) => Object.entries(gateway.labels).map((label) => ({ label: labelText(label), gateway })));
  return new Map([...groupBy(labelled, ({ label }) => label)].map(([label, entries]) => [label, entries.map(({ gateway }) => gateway)]));
});

/** The pods that Istio Gateways of one selector select. */
export interface Selection {
  readonly gateways: readonly EffectiveProxy[];
  /**
   * The Services in front of them, and where no gateway is selected those in front of other pods with a container of the proxy's name, which may be
   * gateways that nothing else tells.
   */
  readonly services: () => readonly TracedObject[];
}

/** Many Gateways write the same few selectors. */
const selections = oncePerScene(() => new Map<string, Selection>());

/** One object for all Gateways of a cluster that select the same; undefined where the selector selects nothing, or everything. */
export function selectionOf({ object, key }: Manifest, scene: Scene): Selection | undefined {
  const { cluster } = key;
  const selector = LabelSelector.ofLabels(member(object.spec, 'selector'));
  const wanted = Object.entries(stringsAt(object, '/spec/selector'));
  if (selector.nothing || wanted.length === 0) { return undefined; }
  const known = selections(scene);
  const namespace = isScoped(scene, cluster) ? scene.index.namespaceOf(key) : undefined;
  const text = JSON.stringify([cluster, namespace, wanted.sort()]);
  const selection = known.get(text) ?? select({ cluster, namespace }, selector, wanted, scene);
  known.set(text, selection);
  return selection;
}

/** istiod may be told that Gateways are for pods of their own namespace only (pilot/pkg/features ScopeGatewayToNamespace). */
const isScoped = (scene: Scene, cluster: string | undefined): boolean => flag(contextOf(scene, cluster), 'PILOT_SCOPE_GATEWAY_TO_NAMESPACE') === true;

/** @param home its namespace is undefined for pods of every namespace */
function select(home: Home, selector: LabelSelector, wanted: readonly (readonly [string, string])[], scene: Scene): Selection {
  const { cluster, namespace } = home;
  const [fewest] = wanted.map((label) => gatewaysByLabel(scene).get(labelText(label)) ?? []).sort((a, b) => a.length - b.length);
  const found = fewest.filter(({ proxy, labels }) => (
    proxy.declaredBy.key.cluster === cluster && (namespace === undefined || proxy.namespace === namespace) && selector.matches(labels)));
  const gateways = found.map(({ proxy }) => proxy);
  const services = (): readonly TracedObject[] => (
    gateways.length > 0 ? [...new Set(gateways.flatMap(allServices))] : servicesOfOthers(home, selector, scene));
  return { gateways, services: once(services) };
}

function servicesOfOthers({ cluster, namespace = ALL_NAMESPACES }: Home, selector: LabelSelector, { index }: Scene): readonly TracedObject[] {
  const pods = index.selected(cluster, namespace, selector).filter(hasProxy);
  const services = pods.flatMap(({ key, object }) => {
    const own = { labels: podLabelsOf(key, object) ?? {}, complete: true };
    return servicesSelecting({ index, home: homeOf(index, key), own });
  });
  return [...new Set(services)].map((service) => TracedObject.of(service));
}

/** On the host network a pod is reached at its node. */
function hasProxy({ key, object }: Manifest): boolean {
  const pod = `${podTemplatePointer(key) ?? ''}/spec`;
  return booleanAt(object, `${pod}/hostNetwork`) !== true && (listAt(object, `${pod}/containers`) ?? []).some((container) => member(container, 'name') === PROXY_CONTAINER);
}
