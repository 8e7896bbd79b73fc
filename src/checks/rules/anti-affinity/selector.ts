import { looksElsewhere, selectorKeys, selectorOf, selectorText, spreadName } from './spread';
import type { EffectiveProxy, Spread } from '../../../model/effective-proxy';
import { ALL_NAMESPACES } from '../../../model/manifest';
import { joinPointer } from '../../../model/pointer';
import { stringsAt } from '../../../model/read';
import { LabelSelector } from '../../../model/selector';
import { RuleClass, Severity } from '../../finding';
import { type Found, type Scene } from '../../rule';
import { GATEWAYS, proxyRule } from '../proxy-rule';

/** The labels of the proxy's pods. */
export function podLabelsOf({ workload, template }: EffectiveProxy): Readonly<Record<string, string>> {
  return stringsAt(workload.object, joinPointer(template, 'metadata', 'labels'));
}

/** AVL001: the rule is there, and keeps nobody apart. */
export const matchesNothing = proxyRule({
  id: 'AVL001',
  title: 'anti-affinity matches nothing',
  what: 'An anti-affinity term or spread constraint of a gateway or waypoint has a selector that matches none of its own pods, and no '
    + 'other pods among the manifests either; or it selects them and looks into other namespaces only. A term that selects other pods in other '
    + 'namespaces is left alone.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'A term whose selector matches none of the proxy\'s own pods is a silent no-op: all replicas may share one node.',
  source: 'Kubernetes core/v1 PodAffinityTerm (labelSelector); ASM, Improve the availability of an ingress gateway: pods carry app=istio-<name>',
  roles: GATEWAYS,
}, (proxy, scene) => {
  const idle = proxy.spread.filter((spread) => isIdle(proxy, spread, scene));
  if (idle.length > 0) { return idle.map((spread) => noMatch(proxy, spread)); }
  const doubtful = proxy.spread.find((spread) => spread.doubt !== undefined);
  return doubtful ? { undecided: doubtful.doubt! } : [];
});

function noMatch(proxy: EffectiveProxy, spread: Spread): Found {
  const selector = selectorOf(proxy, spread);
  const found = {
    at: proxy.workload.origin(spread.pointer),
    pointer: spread.pointer,
    values: [{ name: spreadName(spread), value: proxy.workload.at(spread.pointer), show: () => selectorText(selector) }],
  };
  if (looksElsewhere(proxy, spread) && LabelSelector.of(selector).matches(podLabelsOf(proxy))) {
    return {
      ...found,
      message: `${spreadName(spread)} selects ${selectorText(selector)}, which the pods carry, but looks into other namespaces than theirs`,
      fix: `leave namespaces and namespaceSelector out, or name ${proxy.namespace ?? 'their own namespace'} too`,
    };
  }
  const labels = podLabelsOf(proxy);
  const keys = selectorKeys(selector);
  const carried = keys.map((key) => (Object.prototype.hasOwnProperty.call(labels, key) ? `${key}=${labels[key]}` : `no label ${key}`));
  // the labels a gateway's maker gives to its pods, which no other workload has
  const telling = ['gateway.networking.k8s.io/gateway-name', 'app', 'istio'].find((key) => labels[key] !== undefined) ?? Object.keys(labels)[0];
  return {
    message: `${spreadName(spread)} selects ${selectorText(selector)}, and the pods carry ${carried.join(', ').slice(0, 200) || 'other labels or live elsewhere'}`,
    fix: telling === undefined ? 'give the pods a label and select it' : `select the proxy's own pods, e.g. matchLabels: {${telling}: ${labels[telling]}}`,
    ...found,
  };
}

/** A rule that matches none of the proxy's pods, and is not meant against others. */
export function isIdle(proxy: EffectiveProxy, spread: Spread, scene: Scene): boolean {
  return !spread.matchesOwnPods && spread.againstOthers !== true && !keepsFromOthers(proxy, spread, scene);
}

/** An anti-affinity may well be meant against other pods: a noisy neighbour, the egress gateway, whoever lives in another namespace. */
function keepsFromOthers(proxy: EffectiveProxy, spread: Spread, scene: Scene): boolean {
  if (spread.kind !== 'anti-affinity') { return false; }
  const selector = LabelSelector.of(selectorOf(proxy, spread));
  if (selector.nothing) { return false; }
  const { cluster, namespace } = proxy.declaredBy.key;
  if (looksElsewhere(proxy, spread) && !selector.matches(podLabelsOf(proxy))) { return true; }
  const place = looksElsewhere(proxy, spread) ? ALL_NAMESPACES : namespace;
  if (scene.index.selected(cluster, place, selector).some((manifest) => manifest !== proxy.declaredBy)) { return true; }
  return candidates(scene, selector).some((other) => other !== proxy && (place === ALL_NAMESPACES || other.namespace === namespace)
    && selector.matches(podLabelsOf(other)));
}

const byLabel = new WeakMap<Scene, ReadonlyMap<string, readonly EffectiveProxy[]>>();

/** The proxies that carry the rarest of the labels a selector wants; those that istiod or ASM makes stand in no manifest. */
export function candidates(scene: Scene, selector: LabelSelector): readonly EffectiveProxy[] {
  let lists = byLabel.get(scene);
  if (!lists) {
    const made = new Map<string, EffectiveProxy[]>();
    for (const proxy of scene.proxies) {
      for (const [key, value] of Object.entries(podLabelsOf(proxy))) {
        const list = made.get(`${key} ${value}`);
        if (list) { list.push(proxy); } else { made.set(`${key} ${value}`, [proxy]); }
      }
    }
    byLabel.set(scene, lists = made);
  }
  const found = selector.required.map(({ key, values }) => [...values].flatMap((value) => lists.get(`${key} ${value}`) ?? []));
  return found.reduce<readonly EffectiveProxy[] | undefined>((best, next) => (best && best.length <= next.length ? best : next), undefined) ?? [];
}

/** AVL016: ASM's own labels, redefined. */
export const selectorDrift = proxyRule({
  id: 'AVL016',
  title: 'anti-affinity hangs on a label that podLabels redefines',
  what: 'An IstioGateway redefines the label `app` or `istio` in podLabels, and an anti-affinity term selects by that label.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'ASM labels the pods of a gateway app=istio-<name> and istio=<name>. Whether podLabels may redefine these is not documented, so the term '
    + 'matches today and may not tomorrow; the gateway\'s Service may stop selecting the pods too.',
  source: 'ASM, CRD fields for an ASM gateway (podLabels); ASM, Improve the availability of an ingress gateway (app=istio-<name>)',
  makes: ['asm'],
}, (proxy) => {
  const { workload, template } = proxy;
  return proxy.spread.flatMap((spread) => selectorKeys(selectorOf(proxy, spread)).filter((key) => key === 'app' || key === 'istio').flatMap((key): Found[] => {
    const label = workload.at<unknown>(joinPointer(template, 'metadata', 'labels', key));
    if (!label.known || label.origin.kind !== 'set') { return []; }
    return [{
      message: `podLabels redefines ${key}, which ${spreadName(spread)} selects`,
      fix: `use another name in podLabels, and select it; leave ${key} to ASM`,
      part: key,
      at: label.origin,
      values: [{ name: `pod label ${key}`, value: label }],
    }];
  }));
});
