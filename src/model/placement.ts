import type { EffectiveProxy } from './effective-proxy';
import { meetsRequirement, type OwnLabels } from './own-labels';
import { joinPointer } from './pointer';
import { listAt, member, stringsAt, textsAt } from './read';
import { every, type Tri } from './tri';
import type { MeshFacts, NodeFacts } from '../platform';

const ZONE = 'topology.kubernetes.io/zone';

type Placed = Pick<EffectiveProxy, 'workload' | 'template'>;

/**
 * The nodes that `nodeSelector` and required node affinity let the pods on (kubernetes component-helpers scheduling/corev1/nodeaffinity). A node
 * whose labels are not known may be one. Taints are not known.
 */
export function fittingNodes(proxy: Placed, nodes: readonly NodeFacts[]): readonly NodeFacts[] {
  const { selector, terms } = wishesOf(proxy);
  const wanted = Object.entries(selector);
  if (wanted.length === 0 && terms === undefined) { return nodes; }
  return nodes.filter((node) => {
    const own: OwnLabels = { labels: node.labels ?? {}, complete: node.labels !== undefined };
    return every(wanted.map(([key, value]) => meetsRequirement(own, { key, operator: 'In', values: [value] }))) !== false
      && (terms === undefined || terms.some((term) => meetsTerm(own, node.name, term) !== false));
  });
}

/** What the pods ask of their node, as text: two that ask the same compete for the same nodes. */
export function placementKey(proxy: Placed): string {
  const { selector, terms } = wishesOf(proxy);
  return JSON.stringify([Object.entries(selector).sort(([a], [b]) => (a < b ? -1 : 1)), terms]);
}

/** The zones of the nodes that let the pods on, where their labels tell; else those that the facts name. */
export function fittingZones(proxy: Placed, facts: Pick<MeshFacts, 'nodes' | 'zones'>): readonly string[] | undefined {
  const { nodes } = facts;
  const own = nodes && zonesOf(fittingNodes(proxy, nodes));
  return own && own.length > 0 ? own : facts.zones;
}

function zonesOf(nodes: readonly NodeFacts[]): readonly string[] | undefined {
  if (nodes.some(({ labels }) => labels === undefined)) { return undefined; }
  return [...new Set(nodes.flatMap(({ labels }) => (member(labels, ZONE) as string | undefined) ?? []))];
}

interface Wishes {
  readonly selector: Readonly<Record<string, string>>;
  /** One of them is enough; undefined: none is asked for. */
  readonly terms: readonly unknown[] | undefined;
}

function wishesOf({ workload: { object }, template }: Placed): Wishes {
  const terms = listAt(object, joinPointer(template, 'spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'));
  // the API server refuses an empty list, which says nothing of where the pods go
  return { selector: stringsAt(object, joinPointer(template, 'spec', 'nodeSelector')), terms: terms && terms.length > 0 ? terms : undefined };
}

/** All conditions of a term hold; a term without any matches no node. */
function meetsTerm(own: OwnLabels, name: string, term: unknown): Tri {
  const [expressions, fields] = ['/matchExpressions', '/matchFields'].map((pointer) => listAt(term, pointer) ?? []);
  if (expressions.length === 0 && fields.length === 0) { return false; }
  const ofNode: OwnLabels = { labels: { 'metadata.name': name }, complete: true };
  return every([...expressions.map((one) => meetsNodeRequirement(own, one)), ...fields.map((one) => meetsRequirement(ofNode, one))]);
}

/** Labels of nodes can also be compared as numbers; what is no number is neither greater nor less. */
function meetsNodeRequirement(own: OwnLabels, requirement: unknown): Tri {
  const operator = member(requirement, 'operator');
  if (operator !== 'Gt' && operator !== 'Lt') { return meetsRequirement(own, requirement); }
  const present = meetsRequirement(own, { key: member(requirement, 'key'), operator: 'Exists' });
  if (present !== true) { return present; }
  const [value, limit] = [own.labels[member(requirement, 'key') as string], textsAt(requirement, '/values')[0]].map((text) => wholeNumber(text));
  return value !== undefined && limit !== undefined && (operator === 'Gt' ? value > limit : value < limit);
}

function wholeNumber(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[+-]?\d{1,19}$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
}
