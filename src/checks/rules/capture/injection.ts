import type { EffectiveProxy, Refusal } from '../../../model/effective-proxy';
import { AUTO_IMAGE, findContainer, podTemplateOf } from '../../../model/injected';
import { type JsonObject, unionMembers } from '../../../model/merge';
import { PROXY_CONTAINER } from '../../../model/names';
import { known, type Origin } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { member } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { Found, NamedValue, ProxyRule } from '../../rule';
import type { Described } from '../described';

/** What other rules say with the value at its place: CAP001 to CAP004, CAP027 and others know every annotation but those of volumes. */
function saidElsewhere({ code, origin }: Refusal): boolean {
  const pointer = origin.kind === 'set' ? origin.pointer : '';
  if (code === 'proxy-config-unreadable') { return pointer.endsWith('/proxy.istio.io~1config'); }
  return code === 'annotation-rejected' && !pointer.endsWith('/sidecar.istio.io~1userVolume') && !pointer.endsWith('/sidecar.istio.io~1userVolumeMount');
}

/** What to do about each reason for which the injector stays away. */
const FIXES: Readonly<Record<string, string>> = {
  'host-network': 'leave hostNetwork out, or write the whole container of the proxy',
  'system-namespace': 'use another namespace',
  'pod-label-false': 'set the pod label sidecar.istio.io/inject to "true"',
  'pod-annotation-false': 'remove the annotation, and set the pod label sidecar.istio.io/inject to "true"',
  'namespace-disabled': 'remove the label istio-injection: disabled from the namespace, or use another namespace',
  'revision-mismatch': 'name a revision or tag of the control plane in the label istio.io/rev',
  'no-default-revision': 'name a revision or tag of the control plane in the pod label istio.io/rev',
  'not-enabled': 'set the pod label sidecar.istio.io/inject: "true"',
  'policy-disabled': 'set the pod label sidecar.istio.io/inject: "true"',
  'never-inject-selector': 'set the pod label sidecar.istio.io/inject: "true"',
  'unknown-template': 'name a template that the mesh has, such as sidecar or gateway',
  'gateway-template-missing': 'set the pod annotation inject.istio.io/templates: gateway',
  'metrics-port-refused': 'write the number of a port of the application, or turn the merge off with the annotation prometheus.istio.io/merge-metrics: "false"',
  'clash-with-template': 'remove what the template sets as well, or write it as the template does',
};

/** Without the injector nobody replaces an image called `auto`. */
const OTHERWISE = 'change what the injector refuses';
const SEND_AWAY = `${OTHERWISE}, or keep it away with the pod label sidecar.istio.io/inject: "false"`;

/** The pods run, and not as a gateway. */
const WRONG_TEMPLATE = 'gateway-template-missing';

/** Places where the author alone wrote two of what there is one of: rules on what is written say that. */
function ownClashes({ declaredBy, refusals }: EffectiveProxy): ReadonlySet<string> {
  if (!refusals.some(({ code }) => code === 'clash-with-template')) { return new Set(); }
  const pods = podTemplateOf(declaredBy);
  const spec = pods && { spec: pods.spec } as JsonObject;
  return new Set(spec ? unionMembers('v1', 'Pod', spec).map(({ pointer }) => pods.pointer + pointer) : []);
}

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));

/** The container that waits for the injector's image. */
function autoImage({ declaredBy }: EffectiveProxy): NamedValue | undefined {
  const pods = podTemplateOf(declaredBy);
  if (!pods) { return undefined; }
  const found = (['containers', 'initContainers'] as const).map((list) => findContainer(pods, list, PROXY_CONTAINER))
    .find((proxy) => member(proxy?.container, 'image') === AUTO_IMAGE);
  const origin: Origin | undefined = found && { kind: 'set', manifest: declaredBy, pointer: joinPointer(found.pointer, 'image') };
  return origin && { name: 'image', value: known(AUTO_IMAGE, origin) };
}

function place({ origin }: Refusal): { readonly at?: Origin } {
  return origin.kind === 'set' ? { at: origin } : {};
}

/** Reasons quote names from manifests. */
function cut(text: string): string {
  return text.length > 400 ? `${text.slice(0, 399)}…` : text;
}

function finding(proxy: EffectiveProxy, refusal: Refusal, image: NamedValue | undefined): Found {
  const reason: NamedValue = { name: 'reason', value: known(refusal.code, refusal.origin) };
  return {
    message: proxy.state === 'not-injected'
      ? cut(`image "auto" is never replaced: ${refusal.message.split('; image "auto"')[0]}`)
      : cut(refusal.message),
    fix: FIXES[refusal.code] ?? (image ? OTHERWISE : SEND_AWAY),
    ...(proxy.state === 'not-injected' && image?.value.origin.kind === 'set' ? { at: image.value.origin } : place(refusal)),
    part: refusal.code,
    values: [...image ? [image] : [], reason],
  };
}

/** CAP028: IST0146 and IST0147, by the injector's own rules. */
export const neverInjected: Described<ProxyRule> = {
  id: 'CAP028',
  title: 'proxy that the injector will not make',
  what: 'A container istio-proxy has the image `auto`, and the injector certainly stays away: host network, a system namespace, a label, a namespace or revision '
    + 'that is not injected. Or the injector is asked and refuses the pods for a reason that no other rule says, such as metrics on a port of the mesh (from Istio 1.31), '
    + 'or gives a gateway the template of sidecars.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Nobody pulls an image called `auto`: the pods stay in ImagePullBackOff. Pods that the injector refuses are not created at all.',
  source: 'Istio 1.30.3 pkg/kube/inject/inject.go injectRequired and RunTemplate; pkg/config/analysis/msg/messages.yaml IST0146, IST0147',
  on: 'proxy',
  makes: ['injected', 'sidecar'],
  check: (proxy) => {
    if (proxy.state === 'unknown') {
      const image = autoImage(proxy);
      const reason = proxy.refusals[0];
      return image && reason ? { undecided: reason.message } : [];
    }
    const reasons = proxy.refusals.filter((refusal) => refusal.origin.kind !== 'unknown' && !saidElsewhere(refusal));
    if (reasons.length === 0) { return []; }
    const image = autoImage(proxy);
    if (proxy.state === 'runs') { return reasons.filter(({ code }) => code === WRONG_TEMPLATE).map((refusal) => finding(proxy, refusal, image)); }
    if (proxy.state === 'not-injected' && !image) { return []; }
    const own = ownClashes(proxy);
    return reasons.filter(({ origin }) => !(origin.kind === 'set' && own.has(parentOf(origin.pointer)))).map((refusal) => finding(proxy, refusal, image));
  },
};
