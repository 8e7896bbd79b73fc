import { DEFAULT_REVISION, INJECT_KEY, NAMESPACE_INJECTION_KEY, REVISION_KEY } from './names';
import { own } from '../../kube/own';
import { every, type Tri } from '../tri';

/** A requirement on one label, as the chart writes them. */
type Requirement =
  | { readonly key: string; readonly operator: 'In' | 'NotIn'; readonly values: readonly string[] }
  | { readonly key: string; readonly operator: 'DoesNotExist' }
  /** The label names a revision or tag of this control plane. */
  | { readonly key: string; readonly operator: 'IsRevision' };

/** When one of the injector's webhooks is asked about a pod. */
interface WebhookRow {
  /** The prefix that the chart gives it. */
  readonly name: 'rev.namespace' | 'rev.object' | 'namespace' | 'object' | 'auto';
  /** Only there where the default revision or the tag `default` is installed. */
  readonly ofDefault?: boolean;
  /** Only there with the chart value `sidecarInjectorWebhook.enableNamespacesByDefault`. */
  readonly byDefault?: boolean;
  readonly namespace: readonly Requirement[];
  readonly pod: readonly Requirement[];
}

const notDisabled: Requirement = { key: INJECT_KEY, operator: 'NotIn', values: ['false'] };
const without = (key: string): Requirement => ({ key, operator: 'DoesNotExist' });
const revision: Requirement = { key: REVISION_KEY, operator: 'IsRevision' };

/** Istio 1.30.3, istio-discovery chart, templates/mutatingwebhook.yaml; a revision tag installs the same rows under its own name. */
const WEBHOOK_ROWS: readonly WebhookRow[] = [
  { name: 'rev.namespace', namespace: [revision, without(NAMESPACE_INJECTION_KEY)], pod: [notDisabled] },
  { name: 'rev.object', namespace: [without(REVISION_KEY), without(NAMESPACE_INJECTION_KEY)], pod: [notDisabled, revision] },
  {
    name: 'namespace',
    ofDefault: true,
    namespace: [{ key: NAMESPACE_INJECTION_KEY, operator: 'In', values: ['enabled'] }],
    pod: [notDisabled],
  },
  {
    name: 'object',
    ofDefault: true,
    namespace: [without(NAMESPACE_INJECTION_KEY), without(REVISION_KEY)],
    pod: [{ key: INJECT_KEY, operator: 'In', values: ['true'] }, without(REVISION_KEY)],
  },
  {
    name: 'auto',
    ofDefault: true,
    byDefault: true,
    // the chart also leaves out the system namespaces by name; the injector ignores them anyway, see decision.ts
    namespace: [without(NAMESPACE_INJECTION_KEY), without(REVISION_KEY)],
    pod: [without(INJECT_KEY), without(REVISION_KEY)],
  },
];

/** What is known of the control plane that would inject. */
export interface Injector {
  /** Revisions and tags that certainly lead to it. */
  readonly revisions: ReadonlySet<string>;
  /** False: other revisions or tags may lead to it, or to another control plane. */
  readonly complete: boolean;
  /** `enableNamespacesByDefault`. */
  readonly byDefault: Tri;
}

/** The labels of a namespace or a pod; undefined when they are not known. */
export type Labels = Readonly<Record<string, string>> | undefined;

export interface WebhookAnswer {
  readonly asked: Tri;
  /** The row that decided, when one is certain. */
  readonly row?: WebhookRow['name'];
}

/** Is a webhook of the injector asked about a pod with these labels, in a namespace with those? */
export function webhookAsked(injector: Injector, namespace: Labels, pod: Readonly<Record<string, string>>): WebhookAnswer {
  let asked: Tri = false;
  for (const row of WEBHOOK_ROWS) {
    const answer = every([
      row.ofDefault ? isRevision(injector, DEFAULT_REVISION) : true,
      row.byDefault ? injector.byDefault : true,
      allHold(row.pod, pod, injector),
      allHold(row.namespace, namespace, injector),
    ]);
    if (answer === true) { return { asked: true, row: row.name }; }
    if (answer === undefined) { asked = undefined; }
  }
  return { asked };
}

function allHold(requirements: readonly Requirement[], labels: Labels, injector: Injector): Tri {
  let all: Tri = true;
  for (const requirement of requirements) {
    const one = holds(requirement, labels, injector);
    if (one === false) { return false; }
    all &&= one;
  }
  return all;
}

function isRevision(injector: Injector, name: string): Tri {
  return injector.revisions.has(name) ? true : injector.complete ? false : undefined;
}

function holds(requirement: Requirement, labels: Labels, injector: Injector): Tri {
  if (labels === undefined) { return undefined; }
  const value = own(labels, requirement.key);
  switch (requirement.operator) {
    case 'DoesNotExist': return value === undefined;
    case 'In': return value !== undefined && requirement.values.includes(value);
    // a label that is not there is in no list (apimachinery pkg/labels/selector.go)
    case 'NotIn': return value === undefined || !requirement.values.includes(value);
    case 'IsRevision': return value === undefined ? false : isRevision(injector, value);
  }
}
