import { targetNumber } from './service-rule';
import { homeKey, homeOf } from '../../../model/by-home';
import { contextOf } from '../../../model/context-of';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { groupBy } from '../../../model/group-by';
import { captureOf, podTemplateOf } from '../../../model/injected';
import type { Manifest } from '../../../model/manifest/types';
import { NETWORKING_GROUP } from '../../../model/names';
import { listAt, mapAt, stringsAt } from '../../../model/read';
import { LabelSelector } from '../../../model/selector';
import { inboundCaptured, inboundRulesOf } from '../../../model/sidecar/captured';
import { oncePerScene } from '../../once-per-scene';
import type { Scene } from '../../rule';

/**
 * Has a sidecar a listener for a port because a Service leads there? Not with interception mode NONE, not where a Sidecar lists the listeners, and no
 * traffic reaches it where the port is not captured (Istio, main of August 2026: listener_inbound.go buildInboundChainConfigs).
 */
export function hasServiceListener(proxy: EffectiveProxy, target: number | string, scene: Scene): boolean {
  return isCaptured(proxy, target, scene) && !listsListeners(proxy, scene);
}

function isCaptured(proxy: EffectiveProxy, target: number | string, scene: Scene): boolean {
  const pods = podTemplateOf(proxy.declaredBy);
  if (!pods) { return false; }
  const context = contextOf(scene, proxy.cluster);
  const rules = inboundRulesOf(captureOf({ context, pods, proxyConfig: proxy.proxyConfig }));
  if (!rules) { return false; }
  const port = targetNumber(target, proxy);
  return port === undefined ? rules.mode !== 'NONE' : inboundCaptured(rules, port).captured;
}

const sidecarsByHome = oncePerScene(({ index }) => groupBy(index.list(NETWORKING_GROUP, 'Sidecar'), ({ key }) => homeKey(homeOf(index, key))));

/**
 * Does the Sidecar that is for the pods have `ingress`? It is one with a selector that matches, else the default of the namespace, else that of the root
 * namespace (push_context.go doGetSidecarScope). Of several the oldest counts, which nobody knows here: then one of them is enough.
 */
function listsListeners({ declaredBy, cluster, namespace }: EffectiveProxy, scene: Scene): boolean {
  const labels = podTemplateOf(declaredBy)?.labels ?? {};
  const at = (home: string | undefined): readonly Manifest[] => sidecarsByHome(scene).get(homeKey({ cluster, namespace: home })) ?? [];
  const selecting = at(namespace).filter(({ object }) => mapAt(object, '/spec/workloadSelector'));
  const matching = selecting.filter(({ object }) => LabelSelector.ofLabels(stringsAt(object, '/spec/workloadSelector/labels')).matches(labels));
  const strongest = [matching, without(at(namespace)), without(at(scene.facts.rootNamespace))].find(({ length }) => length > 0) ?? [];
  return strongest.some(({ object }) => (listAt(object, '/spec/ingress') ?? []).length > 0);
}

const without = (sidecars: readonly Manifest[]): readonly Manifest[] => sidecars.filter(({ object }) => !mapAt(object, '/spec/workloadSelector'));
