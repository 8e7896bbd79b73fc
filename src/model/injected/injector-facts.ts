import { DEFAULT_REVISION } from './names';
import type { Injector } from './webhook';
import type { ModelContext } from '../draft';
import { oncePerContext } from '../once';
import { listAt, member, stringAt, stringsAt } from '../read';
import type { Tri } from '../tri';

/** Who would inject: the revision of the platform, and every tag that is known to lead to it. */
export const injectorOf = oncePerContext(readInjector);

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
