import { type Brings, isAccepted, waypointAccess } from './allowed-routes';
import { Feature, Support } from '../../platform';
import { homeKey } from '../by-home';
import type { ModelContext } from '../draft';
import type { Attachment } from '../effective-proxy';
import { podLabelsOf } from '../manifest';
import type { Manifest, ObjectKey } from '../manifest/types';
import { WORKLOAD_KINDS } from '../manifest/workloads';
import {
  MANAGED_LABEL, NETWORKING_GROUP, NO_WAYPOINT, USE_WAYPOINT, USE_WAYPOINT_CANARY, USE_WAYPOINT_CANARY_NAMESPACE, USE_WAYPOINT_NAMESPACE,
} from '../names';
import { oncePerIndex } from '../once';
import { stringsAt, stringsOf } from '../read';

/** The label that names a waypoint, and the one that names its namespace. */
type Labels = readonly [name: string, namespace: string];

const PRIMARY: Labels = [USE_WAYPOINT, USE_WAYPOINT_NAMESPACE];
const CANARY: Labels = [USE_WAYPOINT_CANARY, USE_WAYPOINT_CANARY_NAMESPACE];

/** An object that names a waypoint. */
interface Candidate {
  readonly by: ObjectKey;
  readonly manifest?: Manifest;
  readonly namespace?: string;
  readonly brings: Brings;
  readonly canary?: true;
}

/** Kinds whose own labels name a waypoint (Istio 1.30.3 pilot/pkg/serviceregistry/ambient). */
const LABELLED: readonly { readonly group: string; readonly kind: string; readonly brings: Brings }[] = [
  { group: '', kind: 'Namespace', brings: 'any' },
  { group: '', kind: 'Service', brings: 'service' },
  { group: NETWORKING_GROUP, kind: 'ServiceEntry', brings: 'service' },
  { group: NETWORKING_GROUP, kind: 'WorkloadEntry', brings: 'workload' },
];

type Grouped = ReadonlyMap<string, readonly Candidate[]>;

/** All objects that name a waypoint, by the waypoint, in one pass over the manifests. */
const fromManifests = oncePerIndex((index): Grouped => {
  const found = new Map<string, Candidate[]>();
  for (const { group, kind, brings } of LABELLED) {
    for (const manifest of index.list(group, kind)) {
      const labels = stringsAt(manifest.object, '/metadata/labels');
      // what istiod makes for a waypoint or an east-west gateway has no waypoint itself (fetchWaypointForService)
      if (labels[MANAGED_LABEL] === 'istio.io-mesh-controller' || labels[MANAGED_LABEL] === 'istio.io-eastwest-controller') { continue; }
      const namespace = kind === 'Namespace' ? manifest.key.name : index.namespaceOf(manifest.key);
      file(found, labels, PRIMARY, { by: manifest.key, manifest, namespace, brings });
      if (brings !== 'workload') { file(found, labels, CANARY, { by: manifest.key, manifest, namespace, brings: 'service', canary: true }); }
    }
  }
  for (const { group, kind } of WORKLOAD_KINDS) {
    for (const manifest of index.list(group, kind)) {
      const labels = podLabelsOf(manifest.key, manifest.object);
      if (labels) { file(found, labels, PRIMARY, { by: manifest.key, manifest, namespace: index.namespaceOf(manifest.key), brings: 'workload' }); }
    }
  }
  return found;
});

/** Namespaces that only the facts know. */
const namespacesOfFacts = new WeakMap<ModelContext['facts'], Grouped>();

function fromFacts({ facts, index, cluster }: ModelContext): Grouped {
  let found = namespacesOfFacts.get(facts);
  if (!found) {
    const grouped = new Map<string, Candidate[]>();
    for (const [name, { labels }] of Object.entries(facts.namespaces ?? {})) {
      if (index.get({ cluster, group: '', kind: 'Namespace', name })) { continue; }
      const by: ObjectKey = { ...cluster !== undefined && { cluster }, group: '', version: 'v1', kind: 'Namespace', name };
      file(grouped, stringsOf(labels), PRIMARY, { by, namespace: name, brings: 'any' });
      file(grouped, stringsOf(labels), CANARY, { by, namespace: name, brings: 'service', canary: true });
    }
    namespacesOfFacts.set(facts, found = grouped);
  }
  return found;
}

function file(found: Map<string, Candidate[]>, labels: Readonly<Record<string, string>>, [byName, byNamespace]: Labels, candidate: Candidate): void {
  const name = labels[byName];
  if (name === undefined || name === NO_WAYPOINT) { return; }
  const key = waypointKey(candidate.by.cluster, labels[byNamespace] ?? candidate.namespace, name);
  const group = found.get(key);
  if (group) { group.push(candidate); } else { found.set(key, [candidate]); }
}

const waypointKey = (cluster: string | undefined, namespace: string | undefined, name: string): string => `${homeKey({ cluster, namespace })}${name}`;

/**
 * What stands behind a waypoint: the objects whose label names it. A namespace speaks for everything in it that says nothing itself;
 * an object's own label, `none` included, comes before that of its namespace.
 */
export function attachmentsOf(waypoint: Manifest, context: ModelContext): readonly Attachment[] {
  const { cluster, name } = waypoint.key;
  const key = waypointKey(cluster, context.index.namespaceOf(waypoint.key), name);
  const canaries = context.facts.platform.supports(Feature.WAYPOINT_CANARY) !== Support.NO;
  const candidates = [...fromManifests(context.index).get(key) ?? [], ...fromFacts(context).get(key) ?? []]
    .filter(({ canary }) => canaries || !canary);
  if (candidates.length === 0) { return []; }
  const access = waypointAccess(waypoint, context);
  return candidates.map(({ by, manifest, namespace: from, brings, canary }) => ({
    by,
    ...canary && { canary },
    ...manifest && { manifest },
    accepted: isAccepted(access, waypoint, from, brings, context),
  }));
}
