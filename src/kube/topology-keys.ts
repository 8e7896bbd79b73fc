import { nearest } from './nearest';

interface TopologyKey {
  readonly key: string;
  /** The key that took its place, where one did. */
  readonly now?: string;
  readonly source: string;
}

const LABELS = 'kubernetes.io/docs/reference/labels-annotations-taints';

/** Labels that nodes carry everywhere and that spreading and affinity are usually written with. */
const TOPOLOGY_KEYS: readonly TopologyKey[] = [
  { key: 'kubernetes.io/hostname', source: LABELS },
  { key: 'topology.kubernetes.io/zone', source: LABELS },
  { key: 'topology.kubernetes.io/region', source: LABELS },
  { key: 'failure-domain.beta.kubernetes.io/zone', now: 'topology.kubernetes.io/zone', source: `${LABELS}: deprecated since Kubernetes 1.17` },
  { key: 'failure-domain.beta.kubernetes.io/region', now: 'topology.kubernetes.io/region', source: `${LABELS}: deprecated since Kubernetes 1.17` },
];

const BY_KEY: ReadonlyMap<string, TopologyKey> = new Map(TOPOLOGY_KEYS.map(row => [row.key, row]));
const CURRENT: readonly string[] = TOPOLOGY_KEYS.filter(row => row.now === undefined).map(row => row.key);

/** Whether every node is expected to carry this label, under this name. */
export function isKnownTopologyKey(key: string): boolean {
  return CURRENT.includes(key);
}

/** The key to write instead: the new name of an old one, or the known one that was probably meant. Own node labels give undefined. */
export function betterTopologyKey(key: string): string | undefined {
  const row = BY_KEY.get(key);
  if (row !== undefined) { return row.now; }
  // Short forms such as `zone` or `hostname` are common mistakes too far from the full key for a comparison of letters.
  return CURRENT.find(known => known.endsWith(`/${key}`)) ?? nearest(key, CURRENT);
}
