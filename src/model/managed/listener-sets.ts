import { GATEWAY_GROUP } from './classes';
import { allowsNamespace, readNamespaces } from './namespaces';
import { valueFor } from '../../platform/values';
import { homeKey } from '../by-home';
import type { ModelContext } from '../draft';
import type { Manifest } from '../manifest/types';
import { oncePerIndex } from '../once';
import { mapAt, stringAt } from '../read';

/** ListenerSets by the Gateway they name, in one pass over them. */
const byParent = oncePerIndex((index) => {
  const found = new Map<string, Manifest[]>();
  for (const set of index.list(GATEWAY_GROUP, 'ListenerSet')) {
    const name = stringAt(set.object, '/spec/parentRef/name');
    const namespace = stringAt(set.object, '/spec/parentRef/namespace') ?? index.namespaceOf(set.key);
    if (name === undefined) { continue; }
    const key = parentKey({ cluster: set.key.cluster, namespace, name });
    const group = found.get(key);
    if (group) { group.push(set); } else { found.set(key, [set]); }
  }
  return found;
});

const parentKey = (at: { cluster?: string; namespace?: string; name: string }): string => `${homeKey(at)}${at.name}`;

/**
 * The ListenerSets whose listeners istiod adds to a Gateway: those that `spec.allowedListeners` lets in, which by default is none. One
 * whose namespace is not known is left out.
 */
export function listenerSetsOf(gateway: Manifest, context: ModelContext): readonly Manifest[] {
  const read = valueFor(context.facts.platform, 'listenerSets');
  if (!read.known || !read.value) { return []; }
  const { cluster, name } = gateway.key;
  const namespace = context.index.namespaceOf(gateway.key);
  const sets = byParent(context.index).get(parentKey({ cluster, namespace, name })) ?? [];
  const allowed = mapAt(gateway.object, '/spec/allowedListeners/namespaces');
  if (sets.length === 0 || !allowed) { return []; }
  const accepts = readNamespaces(allowed, 'None');
  return sets.filter((set) => allowsNamespace(accepts, namespace, context.index.namespaceOf(set.key), context) === true);
}
