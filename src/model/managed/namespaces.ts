import type { ModelContext } from '../draft';
import { namespaceLabels } from '../injected/injector-facts';
import type { JsonMap } from '../read';
import { stringAt } from '../read';
import { LabelSelector } from '../selector';

/** Which namespaces a listener lets in (`allowedRoutes.namespaces`, `allowedListeners.namespaces`). */
export interface NamespaceAccess {
  readonly from: string;
  readonly selector: LabelSelector;
}

/** @param otherwise what holds where `from` is not written */
export function readNamespaces(namespaces: JsonMap | undefined, otherwise: string): NamespaceAccess {
  return { from: stringAt(namespaces, '/from') ?? otherwise, selector: LabelSelector.of(namespaces?.selector) };
}

/** The label that the API server puts on every namespace. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Is a namespace let in? Undefined where its labels decide and are not known. */
export function allowsNamespace(
  { from, selector }: NamespaceAccess, own: string | undefined, other: string | undefined, context: ModelContext,
): boolean | undefined {
  switch (from) {
    case 'All': return true;
    case 'None': return false;
    case 'Selector': {
      if (selector.nothing) { return false; }
      const { labels } = namespaceLabels(context, other);
      return labels && selector.matches({ ...labels, ...(other !== undefined && { [NAME_LABEL]: other }) });
    }
    // waypoints.go: whatever else is written counts as Same
    default: return own === other;
  }
}
