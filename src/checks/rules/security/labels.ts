import type { EffectiveProxy } from '../../../model/effective-proxy';
import { GATEWAY_NAME_LABEL, MANAGED_LABEL } from '../../../model/names';
import { known, type Origin } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { stringsAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { Found } from '../../rule';
import { selectorKeys, selectorOf } from '../anti-affinity/spread';
import { proxyRule, short } from '../proxy-rule';

/** SEC018: labels by which controllers and the injector know the pods. */
export const ownedLabel = proxyRule({
  id: 'SEC018',
  title: 'label that the mesh needs, with another value',
  what: 'The labels of a Gateway\'s infrastructure (or of the Gateway, which istiod copies) or the podLabels of an IstioGateway give a label of the mesh '
    + 'another value than the proxy\'s pods need: `sidecar.istio.io/inject`, `istio.io/dataplane-mode` of a waypoint, and, as a warning since the '
    + 'controller\'s own value wins or ASM says nothing, gateway-name, gateway-class-name, gateway.istio.io/managed, and `app` and `istio` on ASM.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Selectors, the injector and the CNI go by these labels. With another value the proxy\'s pods are injected or captured as if they were applications, '
    + 'or are no longer selected.',
  source: 'Istio 1.30.3 istio-discovery chart, files/kube-gateway.yaml and files/waypoint.yaml (pod labels); pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go; '
    + 'ASM, CRD fields for an ASM gateway (podLabels)',
  makes: ['managed', 'asm'],
}, (proxy) => (proxy.make === 'asm' ? asmLabels(proxy) : managedLabels(proxy)));

function managedLabels({ workload, template, declaredBy, role }: EffectiveProxy): Found[] {
  const needed: readonly (readonly [string, string])[] = [
    ['sidecar.istio.io/inject', 'false'],
    ...role === 'waypoint' ? [['istio.io/dataplane-mode', 'none'] as const] : [],
  ];
  const place = joinPointer(template, 'metadata', 'labels');
  const broken = needed.flatMap(([key, value]): Found[] => {
    const label = workload.at<unknown>(joinPointer(place, key));
    if (label.origin.kind !== 'set' || label.value === value) { return []; }
    return [{
      message: `label ${key} is ${JSON.stringify(short(label.value))} on the proxy's pods, which need ${JSON.stringify(value)}`,
      fix: `remove it; the pods get ${key}: ${JSON.stringify(value)}`,
      part: key,
      at: label.origin,
      values: [{ name: key, value: label, show: short }],
    }];
  });
  const written = stringsAt(declaredBy.object, '/spec/infrastructure/labels');
  const idle = [GATEWAY_NAME_LABEL, 'gateway.networking.k8s.io/gateway-class-name', MANAGED_LABEL].flatMap((key): Found[] => {
    const own = written[key];
    const given = workload.at<unknown>(joinPointer(place, key));
    if (own === undefined || !given.known || given.value === undefined || given.value === own) { return []; }
    const origin: Origin = { kind: 'set', manifest: declaredBy, pointer: joinPointer('/spec/infrastructure/labels', key) };
    return [{
      severity: Severity.WARNING,
      message: `label ${key}: ${JSON.stringify(short(own))} has no effect, istiod gives the pods ${JSON.stringify(short(given.value))}`,
      fix: 'remove it from infrastructure.labels, and use a label of your own to select by',
      part: key,
      at: origin,
      values: [{ name: key, value: known(own, origin), show: short }],
    }];
  });
  return [...broken, ...idle];
}

/** What podLabels may redefine ASM does not say. Where an anti-affinity hangs on the label, AVL016 speaks. */
function asmLabels(proxy: EffectiveProxy): Found[] {
  const { workload, template, declaredBy, spread, name } = proxy;
  const selected = new Set(spread.flatMap((one) => selectorKeys(selectorOf(proxy, one))));
  return [['app', name], ['istio', declaredBy.key.name]].flatMap(([key, value]): Found[] => {
    const label = workload.at<unknown>(joinPointer(template, 'metadata', 'labels', key));
    if (label.origin.kind !== 'set' || label.value === value || selected.has(key)) { return []; }
    return [{
      severity: Severity.WARNING,
      message: `podLabels gives ${key} the value ${JSON.stringify(short(label.value))}, and ASM's own is ${JSON.stringify(short(value))}: its Service may no longer select the pods`,
      fix: `use another name in podLabels, and leave ${key} to ASM`,
      part: key,
      at: label.origin,
      values: [{ name: key, value: label, show: short }],
    }];
  });
}
