import { injectionDecision, type InjectionDecision } from './decision';
import { inject, untouched } from './inject';
import { isMadeByAnother, isMadeOfGateway } from './made-by';
import { AUTO_IMAGE, SOURCES, TEMPLATES_ANNOTATION } from './names';
import { nativeSidecar } from './native';
import { findContainer, podTemplateOf, type PodTemplate } from './pod-template';
import { type Outcome, PodsDraft } from './pods-draft';
import { type TemplateInput, written } from './template-input';
import { isAskedFor, type ModelContext, type ProxyDraft, type Recognizer } from '../draft';
import type { ProxyRole, Refusal } from '../effective-proxy';
import { WORKLOAD_KINDS } from '../manifest/workloads';
import { MANAGED_LABEL, PROXY_CONTAINER } from '../names';
import { once } from '../once';
import { known } from '../origin';
import { listAt, member, stringsAt } from '../read';

/** How a pod template shows that its proxy is a gateway. */
export type GatewayForm =
  /** The injector is to put its gateway template over the pods. */
  | 'template'
  /** The container is there and complete, as older charts and hands write it. */
  | 'in-full';

const NOT_NATIVE = known(false, { kind: 'default', of: 'Istio', source: `${SOURCES.gatewayTemplate}: the proxy is the pod's own container` });

/** Whether the pods of a template are gateways; undefined for applications, with or without a sidecar. */
export function gatewayForm(template: PodTemplate): GatewayForm | undefined {
  const wanted = template.annotations[TEMPLATES_ANNOTATION];
  if (wanted?.slice(0, 10_000).split(',').some((name) => name.trim() === 'gateway')) { return 'template'; }
  const proxy = findContainer(template, 'containers', PROXY_CONTAINER);
  if (!proxy) { return undefined; }
  // beside other containers `auto` customizes the sidecar; alone there is no application
  if (proxy.container.image === AUTO_IMAGE) { return listAt(template.spec, '/containers')!.length === 1 ? 'template' : undefined; }
  return roleInArgs(proxy.container) && 'in-full';
}

/** pilot-agent's own word for what it runs: `proxy router`, `proxy waypoint`. */
function roleInArgs(container: unknown): 'gateway' | 'waypoint' | undefined {
  const args = listAt(container, '/args') ?? [];
  if (args.includes('router')) { return 'gateway'; }
  return args.includes('waypoint') ? 'waypoint' : undefined;
}

/** The container's own word; an east-west gateway runs as a waypoint, and istiod's label tells it. */
function roleOf({ manifest, spec, pointer }: PodTemplate): Exclude<ProxyRole, 'sidecar'> {
  const role = roleInArgs(findContainer({ pointer, spec }, 'containers', PROXY_CONTAINER)?.container) ?? 'gateway';
  const isEastWest = stringsAt(manifest.object, '/metadata/labels')[MANAGED_LABEL] === 'istio.io-eastwest-controller';
  return role === 'waypoint' && isEastWest ? 'east-west' : role;
}

/**
 * Gateways whose pods stand in the manifests: those the injector completes, and those written in full. The latter is also how the
 * Deployment of a managed gateway reads whose Gateway is not there.
 */
export const injectedGateways: Recognizer = (context) => WORKLOAD_KINDS
  .flatMap(({ group, kind }) => context.index.list(group, kind))
  .filter((manifest) => isAskedFor(manifest, context))
  .flatMap((manifest) => {
    const template = podTemplateOf(manifest);
    const form = template && gatewayForm(template);
    return form && !isMadeByAnother(template, context) && !isMadeOfGateway(manifest, context) ? [draft(template, form, context)] : [];
  });

function draft(template: PodTemplate, form: GatewayForm, context: ModelContext): ProxyDraft {
  const decision = once(() => injectionDecision(template, context));
  return new PodsDraft(template, context, {
    role: form === 'in-full' ? roleOf(template) : 'gateway',
    make: 'injected',
    outcome: (input) => (form === 'template' ? ofTemplate(input, decision()) : inFull(template, decision())),
    native: () => (form === 'template' && !decision().templates.includes('gateway') ? nativeSidecar(template, context) : NOT_NATIVE),
  });
}

/** Where it is not known whether the pods are injected, they are shown as their author means them: injected. */
function ofTemplate(input: TemplateInput, decision: InjectionDecision): Outcome {
  const { injected, rejected, refusals } = decision;
  if (injected.known && !injected.value) {
    return { pods: untouched(input.pods), state: rejected ? 'refused' : 'not-injected', refusals: refusals.map(withConsequence(input.pods)) };
  }
  const pods = inject(input, decision.templates);
  const all = [...refusals, ...pods.refusals, ...withoutGatewayTemplate(input.pods, decision.templates)];
  return { pods, state: pods.refusals.length > 0 ? 'refused' : injected.known ? 'runs' : 'unknown', refusals: all };
}

/** Nobody pulls an image called `auto`. */
function withConsequence(pods: PodTemplate): (refusal: Refusal) => Refusal {
  const proxy = findContainer(pods, 'containers', PROXY_CONTAINER);
  return (refusal) => (member(proxy?.container, 'image') === AUTO_IMAGE && refusal.code !== 'annotation-rejected'
    ? { ...refusal, message: `${refusal.message}; image "auto" stays and cannot be pulled` }
    : refusal);
}

function withoutGatewayTemplate(pods: PodTemplate, templates: readonly string[]): Refusal[] {
  if (!templates.includes('sidecar') || templates.includes('gateway')) { return []; }
  return [{
    code: 'gateway-template-missing',
    message: `pods without the annotation ${TEMPLATES_ANNOTATION}: gateway get the sidecar's template; the proxy of a pod without an application has to be a gateway`,
    origin: written(pods, 'spec', 'containers', 0, 'image'),
  }];
}

/** A complete container runs either way; where the injector is asked as well, it adds to what is not written. */
function inFull(template: PodTemplate, { injected, rejected, refusals }: InjectionDecision): Outcome {
  if (rejected) { return { pods: untouched(template), state: 'refused', refusals }; }
  if (injected.known && !injected.value) { return { pods: untouched(template), state: 'runs', refusals: [] }; }
  const why = injected.known
    ? "the injector merges the sidecar's template under this container; the pod label sidecar.istio.io/inject: \"false\" keeps it away"
    : `the injector may merge the sidecar's template under this container: ${injected.origin.why}`;
  return { pods: untouched(template, { why, everything: false }), state: 'runs', refusals: [] };
}
