import { injectorOf, policyOf } from './injector-facts';
import { INJECT_KEY, NAMESPACE_INJECTION_KEY, REVISION_KEY, SOURCES } from './names';
import type { PodTemplate } from './pod-template';
import { rejections } from './rejections';
import { templateNames } from './template-names';
import { type Injector, type Labels, webhookAsked } from './webhook';
import { valueFor } from '../../platform/values';
import type { ModelContext } from '../draft';
import type { Refusal } from '../effective-proxy';
import { namespaceLabels } from '../namespace-labels';
import { type Effective, known, type Origin, unknown } from '../origin';
import { selectsOwn } from '../own-labels';
import { joinPointer } from '../pointer';
import { booleanAt, isMap } from '../read';

const NAMESPACE = '/metadata/namespace';

/** What the injector does with the pods of a template. */
export interface InjectionDecision {
  readonly injected: Effective<boolean>;
  /** The API server refuses the pods, because the injector does. */
  readonly rejected: boolean;
  /** Why not; where `injected` is unknown, what is missing. */
  readonly refusals: readonly Refusal[];
  /** The templates that are merged into the pods, in order. */
  readonly templates: readonly string[];
}

/**
 * Whether and with what the injector changes the pods: first what rules it out for certain, then whether one of its webhooks is
 * asked, then whether it refuses what it is asked (Istio 1.30.3 inject.go injectRequired and RunTemplate, mutatingwebhook.yaml).
 */
export function injectionDecision(template: PodTemplate, context: ModelContext): InjectionDecision {
  const templates = templateNames(template, context);
  const ruledOut = skipped(template, context);
  if (ruledOut) { return { injected: known(false, ruledOut.origin), rejected: false, refusals: [ruledOut], templates }; }

  const { injected, refusals } = asked(template, context);
  if (injected.known && !injected.value) { return { injected, rejected: false, refusals, templates }; }
  const refused = rejections(template, templates, context);
  if (refused.length === 0) { return { injected, rejected: false, refusals, templates }; }
  const certain = injected.known ? refused.find(({ origin }) => origin.kind !== 'unknown') : undefined;
  return {
    injected: certain ? known(false, certain.origin) : unknown(injected.known ? refused[0].message : injected.origin.why),
    rejected: certain !== undefined,
    refusals: [...refusals, ...refused],
    templates,
  };
}

/** What keeps the injector away whatever the namespace says. */
function skipped(template: PodTemplate, context: ModelContext): Refusal | undefined {
  const { manifest, pointer, labels, annotations, spec } = template;
  const set = (...path: string[]): Origin => ({ kind: 'set', manifest, pointer: joinPointer(pointer, ...path) });

  if (booleanAt(spec, '/hostNetwork') === true) {
    return {
      code: 'host-network',
      message: "pods with hostNetwork are never injected, also not with the gateway template; leave hostNetwork out or write the proxy's whole container",
      origin: set('spec', 'hostNetwork'),
    };
  }
  const namespace = context.index.namespaceOf(manifest.key);
  const system = valueFor(context.facts.platform, 'neverInjectedNamespaces');
  if (namespace !== undefined && system.known && system.value.includes(namespace)) {
    return {
      code: 'system-namespace',
      message: `pods in ${namespace} are never injected; use another namespace`,
      origin: { kind: 'set', manifest, pointer: NAMESPACE },
    };
  }
  // the label is asked first, by the webhooks and by the injector; the annotation only counts without it
  if (labels[INJECT_KEY] === 'false') {
    return { code: 'pod-label-false', message: `the pod label ${INJECT_KEY} is "false"`, origin: set('metadata', 'labels', INJECT_KEY) };
  }
  if (labels[INJECT_KEY] === undefined && annotations[INJECT_KEY] === 'false') {
    return { code: 'pod-annotation-false', message: `the pod annotation ${INJECT_KEY} is "false"`, origin: set('metadata', 'annotations', INJECT_KEY) };
  }
  return (labels[INJECT_KEY] ?? annotations[INJECT_KEY]) === 'true' ? undefined : skippedByPolicy(template, context);
}

/** Any word but "true" and "false" counts as no word, and then the policy of the injector decides. */
function skippedByPolicy({ labels }: PodTemplate, context: ModelContext): Refusal | undefined {
  const policy = policyOf(context);
  const own = { labels, complete: true };
  const matches = (selector: unknown): boolean => (
    isMap(selector) && Object.keys(selector).length > 0 && selectsOwn(own, selector) === true);
  const values: Origin = { kind: 'policy', level: 'global', by: 'injection values' };
  if (policy.never.some(matches)) {
    return { code: 'never-inject-selector', message: 'the pod matches sidecarInjectorWebhook.neverInjectSelector', origin: values };
  }
  return policy.enabled || policy.always.some(matches) ? undefined : {
    code: 'policy-disabled',
    message: `global.proxy.autoInject is not "enabled", so pods need the label ${INJECT_KEY}: "true"`,
    origin: values,
  };
}

/** Is one of the injector's webhooks asked at all? */
function asked(template: PodTemplate, context: ModelContext): Pick<InjectionDecision, 'injected' | 'refusals'> {
  const injector = injectorOf(context);
  const namespace = context.index.namespaceOf(template.manifest.key);
  const found = namespaceLabels(context, namespace);
  const answer = webhookAsked(injector, found.labels, template.labels);
  if (answer.asked === true) {
    return { injected: known(true, { kind: 'default', of: 'Istio', source: `${SOURCES.selectors}, webhook ${answer.row}` }), refusals: [] };
  }
  if (answer.asked === false) {
    const refusal = notAsked(template, { name: namespace ?? '', labels: found.labels }, injector);
    return { injected: known(false, refusal.origin), refusals: [refusal] };
  }
  const refusal: Refusal = found.why === undefined
    ? uncertainRevision(template, found.labels, injector)
    : { code: 'namespace-unknown', message: found.why, origin: { kind: 'unknown', why: found.why } };
  return { injected: unknown(refusal.message), refusals: [refusal] };
}

/** The revision that a pod asks for: its namespace's label counts before its own. */
function wantedRevision({ labels }: PodTemplate, namespace: Labels): { readonly value?: string; readonly where: string } {
  const ofNamespace = namespace?.[REVISION_KEY];
  return ofNamespace !== undefined ? { value: ofNamespace, where: 'the namespace label' } : { value: labels[REVISION_KEY], where: 'the pod label' };
}

interface NamedLabels {
  readonly name: string;
  readonly labels: Labels;
}

function notAsked(template: PodTemplate, { name: inNamespace, labels: namespace }: NamedLabels, injector: Injector): Refusal {
  const { manifest, labels } = template;
  const origin: Origin = labels[REVISION_KEY] === undefined
    ? { kind: 'set', manifest, pointer: NAMESPACE }
    : { kind: 'set', manifest, pointer: joinPointer(template.pointer, 'metadata', 'labels', REVISION_KEY) };
  const word = namespace?.[NAMESPACE_INJECTION_KEY];
  if (word === 'disabled') {
    return {
      code: 'namespace-disabled',
      message: `namespace ${inNamespace} carries ${NAMESPACE_INJECTION_KEY}: disabled, which no pod label overrides`,
      origin,
    };
  }
  const wanted = wantedRevision(template, namespace);
  const names = [...injector.revisions].sort().join(', ');
  if (word === undefined && wanted.value !== undefined) {
    return {
      code: 'revision-mismatch',
      message: `${wanted.where} ${REVISION_KEY}: ${wanted.value} names no revision of the control plane, which answers to ${names}`,
      origin,
    };
  }
  if (word === 'enabled' || labels[INJECT_KEY] === 'true') {
    return {
      code: 'no-default-revision',
      message: `the control plane answers to ${names} only, and without a default revision ${REVISION_KEY} has to name one of them`,
      origin,
    };
  }
  return {
    code: 'not-enabled',
    message: `nothing asks for injection: neither namespace ${inNamespace} (${NAMESPACE_INJECTION_KEY}: enabled) nor the pod (label ${INJECT_KEY}: "true")`,
    origin,
  };
}

function uncertainRevision(template: PodTemplate, namespace: Labels, injector: Injector): Refusal {
  const wanted = wantedRevision(template, namespace);
  const names = [...injector.revisions].sort().join(', ');
  const byDefault = template.labels[INJECT_KEY] === undefined && wanted.value === undefined && namespace?.[NAMESPACE_INJECTION_KEY] === undefined;
  const why = byDefault
    ? 'whether namespaces without a label are injected is a value of istiod (sidecarInjectorWebhook.enableNamespacesByDefault) that is not known'
    : wanted.value === undefined || namespace?.[NAMESPACE_INJECTION_KEY] !== undefined
      ? `whether a tag makes ${names} the default revision is not known; give the injection values with their revisionTags`
      : `${wanted.where} ${REVISION_KEY}: ${wanted.value} is not among what is known of the control plane (${names}); give its revisionTags`;
  return { code: byDefault ? 'default-unknown' : 'revision-mismatch', message: why, origin: { kind: 'unknown', why } };
}
