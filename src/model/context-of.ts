import type { ModelContext } from './draft';
import { onceEach, oncePer } from './once';

/** All manifests, and the facts of the mesh or of one of its clusters. */
type Read = Pick<ModelContext, 'index' | 'facts'>;

const contexts = oncePer(({ index, facts }: Read) => onceEach((cluster: string | undefined): ModelContext => (
  { index, cluster, facts: cluster === undefined || cluster === facts.cluster ? facts : facts.forCluster(cluster) }
)));

/** What the model looks at in a cluster: one for all that ask for it, since much is remembered by it. */
export function contextOf(read: Read, cluster: string | undefined): ModelContext {
  return contexts(read)(cluster);
}
