import { DEFAULT_REVISION } from './names';
import type { Injector, Labels, Tri } from './webhook';
import type { ModelContext } from '../draft';
import { listAt, member, stringAt, stringsAt } from '../read';

/** One context serves all pods of a cluster. */
const injectors = new WeakMap<ModelContext, Injector>();

/** Who would inject: the revision of the platform, and every tag that is known to lead to it. */
export function injectorOf(context: ModelContext): Injector {
  let injector = injectors.get(context);
  if (!injector) { injectors.set(context, injector = readInjector(context)); }
  return injector;
}

function readInjector({ facts, index, cluster }: ModelContext): Injector {
  const values = facts.injectionValues;
  const revision = nonEmpty(facts.platform.revision) ?? nonEmpty(stringAt(values, '/revision'));
  const revisions = new Set<string>([revision ?? DEFAULT_REVISION]);
  for (const tag of listAt(values, '/revisionTags') ?? []) {
    if (typeof tag === 'string') { revisions.add(tag); }
  }
  // `istioctl tag set` and the chart's revisionTags write a webhook configuration for each tag (tag.yaml: labels istio.io/tag and istio.io/rev)
  for (const manifest of index.list('admissionregistration.k8s.io', 'MutatingWebhookConfiguration')) {
    if (manifest.key.cluster !== cluster) { continue; }
    const labels = stringsAt(manifest.object, '/metadata/labels');
    const tag = labels['istio.io/tag'];
    if (tag !== undefined && revisions.has(labels['istio.io/rev'])) { revisions.add(tag); }
  }
  const byDefault = member(member(values, 'sidecarInjectorWebhook'), 'enableNamespacesByDefault');
  return {
    revisions,
    // without the values of istiod, another label value may be a tag of this control plane as well as another control plane
    complete: values !== undefined,
    byDefault: values === undefined ? undefined : byDefault === true,
  };
}

/** The labels of a namespace, or why they are not known. */
export interface NamespaceLabels {
  readonly labels: Labels;
  readonly why?: string;
}

/** A Namespace manifest says what its author wants; what others put on the namespace only the facts know. */
export function namespaceLabels({ index, facts, cluster }: ModelContext, namespace: string | undefined): NamespaceLabels {
  if (namespace === undefined) {
    return { labels: undefined, why: 'the manifest names no namespace, so the labels of its namespace are not known; give it one' };
  }
  const manifest = index.get({ cluster, group: '', kind: 'Namespace', name: namespace });
  const stated = Object.prototype.hasOwnProperty.call(facts.namespaces ?? {}, namespace) ? facts.namespaces![namespace] : undefined;
  if (!manifest && !stated) {
    const why = facts.namespacesComplete ? `namespace ${namespace} does not exist, as the facts say` : `the labels of namespace ${namespace} are not known`;
    return { labels: undefined, why: `${why}; name it in the facts or add its manifest` };
  }
  return { labels: { ...stated?.labels, ...(manifest && stringsAt(manifest.object, '/metadata/labels')) } };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** `global.proxy.autoInject` and the selectors that go with it. */
export interface InjectionPolicy {
  readonly enabled: Tri;
  readonly never: readonly unknown[];
  readonly always: readonly unknown[];
}

/** What applies to pods that say nothing themselves (chart defaults: `enabled`, no selectors). */
export function policyOf({ facts }: ModelContext): InjectionPolicy {
  const values = facts.injectionValues;
  const policy = stringAt(values, '/global/proxy/autoInject') ?? 'enabled';
  return {
    // any other word turns injection off (inject.go: illegal value for autoInject)
    enabled: policy === 'enabled',
    never: listAt(values, '/sidecarInjectorWebhook/neverInjectSelector') ?? [],
    always: listAt(values, '/sidecarInjectorWebhook/alwaysInjectSelector') ?? [],
  };
}
