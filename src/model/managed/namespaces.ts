import type { ModelContext } from '../draft';
import { labelsOfNamespace } from '../namespace-labels';
import { selectsOwn } from '../own-labels';
import { type JsonMap, member, stringAt } from '../read';
import type { Tri } from '../tri';

/** Which namespaces a listener lets in (`allowedRoutes.namespaces`, `allowedListeners.namespaces`). */
export interface NamespaceAccess {
  readonly from: string;
  /** A LabelSelector as its author wrote it. */
  readonly selector: unknown;
}

/** @param otherwise what holds where `from` is not written */
export function readNamespaces(namespaces: JsonMap | undefined, otherwise: string): NamespaceAccess {
  return { from: stringAt(namespaces, '/from') ?? otherwise, selector: member(namespaces, 'selector') };
}

/** Is a namespace let in? Undefined where its labels decide and are not known. */
export function allowsNamespace(
  { from, selector }: NamespaceAccess, own: string | undefined, other: string | undefined, context: ModelContext,
): Tri {
  switch (from) {
    case 'All': return true;
    case 'None': return false;
    case 'Selector': return selectsOwn(labelsOfNamespace(context, other), selector);
    // waypoints.go: whatever else is written counts as Same
    default: return own === other;
  }
}
