import type { ModelContext } from './draft';
import { onceEach, oncePerContext } from './once';
import type { OwnLabels } from './own-labels';
import { stringsAt } from './read';
import { own } from '../kube/own';

/** The labels of a namespace, or why they are not known. */
export interface NamespaceLabels {
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly why?: string;
}

/** The label that the API server puts on every namespace (Kubernetes 1.22, KEP 2161). */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** A Namespace manifest says what its author wants; what others put on the namespace only the facts know. */
export function namespaceLabels(context: ModelContext, namespace: string | undefined): NamespaceLabels {
  return labelsIn(context)(namespace);
}

const labelsIn = oncePerContext((context) => onceEach((namespace: string | undefined) => readLabels(context, namespace)));

function readLabels({ index, facts, cluster }: ModelContext, namespace: string | undefined): NamespaceLabels {
  if (namespace === undefined) {
    return { labels: undefined, why: 'the manifest names no namespace, so the labels of its namespace are not known; give it one' };
  }
  const manifest = index.get({ cluster, group: '', kind: 'Namespace', name: namespace });
  const { namespaces } = facts;
  const stated = namespaces && own(namespaces, namespace);
  if (!manifest && !stated) {
    const why = facts.namespacesComplete ? `namespace ${namespace} does not exist, as the facts say` : `the labels of namespace ${namespace} are not known`;
    return { labels: undefined, why: `${why}; name it in the facts or add its manifest` };
  }
  return { labels: { ...stated?.labels, ...manifest && stringsAt(manifest.object, '/metadata/labels'), [NAME_LABEL]: namespace } };
}

/** The same for selectors: also a namespace of which nothing else is known carries its name. */
export function labelsOfNamespace(context: ModelContext, namespace: string | undefined): OwnLabels {
  const { labels } = namespaceLabels(context, namespace);
  return labels ? { labels, complete: true } : { labels: namespace === undefined ? {} : { [NAME_LABEL]: namespace }, complete: false };
}
