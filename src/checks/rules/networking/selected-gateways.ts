import { allServices } from './service-rule';
import { servicesSelecting } from '../../../model/around';
import { homeOf } from '../../../model/by-home';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { groupBy } from '../../../model/group-by';
import { podLabelsOf, podTemplatePointer } from '../../../model/manifest';
import { ALL_NAMESPACES } from '../../../model/manifest/manifest-index';
import type { Manifest } from '../../../model/manifest/types';
import { PROXY_CONTAINER } from '../../../model/names';
import { joinPointer } from '../../../model/pointer';
import { listAt, member, stringsAt } from '../../../model/read';
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

/** The gateways whose pods an Istio Gateway selects, in every namespace; undefined where its selector selects none, or everything. */
export function gatewaysSelectedBy({ object, key }: Manifest, scene: Scene): readonly EffectiveProxy[] | undefined {
  const selector = LabelSelector.ofLabels(member(object.spec, 'selector'));
  const wanted = Object.entries(stringsAt(object, '/spec/selector'));
  if (selector.nothing || wanted.length === 0) { return undefined; }
  const [fewest] = wanted.map((label) => gatewaysByLabel(scene).get(labelText(label)) ?? []).sort((a, b) => a.length - b.length);
  return fewest.filter(({ proxy, labels }) => proxy.declaredBy.key.cluster === key.cluster && selector.matches(labels)).map(({ proxy }) => proxy);
}

/**
 * The Services in front of the pods that an Istio Gateway selects: of gateways, and where it selects none of other pods with a container of the proxy's
 * name, which may be gateways that nothing else tells.
 */
export function servicesInFrontOf(manifest: Manifest, scene: Scene): readonly TracedObject[] {
  const gateways = gatewaysSelectedBy(manifest, scene);
  if (gateways === undefined) { return []; }
  if (gateways.length > 0) { return gateways.flatMap(allServices); }
  const { index } = scene;
  const pods = index.selected(manifest.key.cluster, ALL_NAMESPACES, LabelSelector.ofLabels(member(manifest.object.spec, 'selector'))).filter(hasProxy);
  return pods.flatMap(({ key, object }) => {
    const own = { labels: podLabelsOf(key, object) ?? {}, complete: true };
    return servicesSelecting({ index, home: homeOf(index, key), own }).map((service) => TracedObject.of(service));
  });
}

function hasProxy({ key, object }: Manifest): boolean {
  return (listAt(object, `${podTemplatePointer(key) ?? ''}/spec/containers`) ?? []).some((container) => member(container, 'name') === PROXY_CONTAINER);
}
