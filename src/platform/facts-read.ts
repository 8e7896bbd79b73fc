import { ClusterFacts, MeshFactsProps, NamespaceFacts, NodeFacts } from './facts-props';
import { ClusterKind } from './flavor';
import { copyJsonMap, isPlainMap, JsonMap } from './json';
import type { Platform } from './platform';
import { addUnknownKeys, Problems, refuseNoMap, shown } from './problems';
import { KUBERNETES_VERSION, MeshVersion } from './version';
import { inline } from '../kube/errors';
import { NameKind, nameProblem } from '../kube/names';

/** The facts that may differ by cluster, checked, copied and frozen. */
export interface FactsRecord {
  readonly meshConfig?: JsonMap;
  readonly injectionValues?: JsonMap;
  readonly namespaces?: Readonly<Record<string, NamespaceFacts>>;
  readonly namespacesComplete?: boolean;
  readonly nodes?: readonly NodeFacts[];
  readonly zones?: readonly string[];
}

export interface ClusterRecord extends FactsRecord {
  readonly kind?: ClusterKind;
  readonly kubernetesVersion?: string;
}

/** Everything but the platform. Plain data: a scope remembers it, and another copy of this package reads it. */
export interface MeshRecord extends FactsRecord {
  readonly clusters: Readonly<Record<string, ClusterRecord>>;
  readonly rootNamespace?: string;
  readonly trustDomain?: string;
  readonly clusterDomain?: string;
  readonly assumeIstioBase?: boolean;
}

/** Reads the props of MeshFacts, or throws with everything that is wrong with them. */
export function readFacts(props: MeshFactsProps): MeshRecord {
  refuseNoMap(props, 'MeshFacts', `the facts must be a map with ${KEYS.slice(0, 4).join(', ')} …`);
  const problems = new Problems('MeshFacts');
  if (props.platform !== undefined && typeof (props.platform as Platform | null)?._inCluster !== 'function') {
    problems.add(`'platform' must be Platform.istio({ … }) or Platform.asm({ … }), got ${shown(props.platform)}`);
  }
  addUnknownKeys(props, KEYS, '', problems);
  const clusters: Record<string, ClusterRecord> = Object.create(null) as Record<string, ClusterRecord>;
  for (const [id, cluster] of entriesOf(props.clusters, 'clusters', problems)) {
    if (isPlainMap(cluster)) {
      clusters[id] = readCluster(cluster as ClusterFacts, `clusters.${inline(id)}.`, problems);
    } else {
      problems.add(`'clusters.${inline(id)}' must be a map, got ${shown(cluster)}`);
    }
  }
  const record: MeshRecord = {
    ...readShared(props, '', problems),
    clusters: Object.freeze(clusters),
    rootNamespace: named(props.rootNamespace, 'rootNamespace', 'dns1123Label', problems),
    trustDomain: named(props.trustDomain, 'trustDomain', 'dns1123Subdomain', problems),
    clusterDomain: named(props.clusterDomain, 'clusterDomain', 'dns1123Subdomain', problems),
    assumeIstioBase: checked(props.assumeIstioBase, 'assumeIstioBase', (flag) => typeof flag === 'boolean', 'true or false', problems),
  };
  problems.throwIfAny();
  return Object.freeze(record);
}

const SHARED = ['meshConfig', 'injectionValues', 'namespaces', 'namespacesComplete', 'nodes', 'zones'];
const KEYS = ['platform', ...SHARED, 'clusters', 'rootNamespace', 'trustDomain', 'clusterDomain', 'assumeIstioBase'];
const CLUSTER_KEYS = ['kind', 'kubernetesVersion', ...SHARED];

function readCluster(cluster: ClusterFacts, at: string, problems: Problems): ClusterRecord {
  addUnknownKeys(cluster, CLUSTER_KEYS, at, problems);
  const kinds = Object.values(ClusterKind);
  return Object.freeze({
    ...readShared(cluster, at, problems),
    kind: checked(cluster.kind, `${at}kind`, (kind) => kinds.includes(kind as ClusterKind), `one of ${kinds.join(', ')}`, problems),
    kubernetesVersion: readVersion(cluster.kubernetesVersion, `${at}kubernetesVersion`, problems),
  });
}

function readShared(facts: ClusterFacts | MeshFactsProps, at: string, problems: Problems): FactsRecord {
  const report = (problem: string): void => problems.add(problem);
  return {
    meshConfig: copyJsonMap(facts.meshConfig, `${at}meshConfig`, report),
    injectionValues: copyJsonMap(facts.injectionValues, `${at}injectionValues`, report),
    namespaces: readNamespaces(facts.namespaces, `${at}namespaces`, problems),
    namespacesComplete: checked(facts.namespacesComplete, `${at}namespacesComplete`, (flag) => typeof flag === 'boolean', 'true or false', problems),
    nodes: readList(facts.nodes, `${at}nodes`, problems)?.map((node, index) => readNode(node, `${at}nodes[${index}]`, problems)),
    zones: readList(facts.zones, `${at}zones`, problems)?.map((zone, index) => {
      const isZone = (name: unknown): boolean => typeof name === 'string' && name !== '';
      return checked(zone as string, `${at}zones[${index}]`, isZone, 'the name of a zone', problems) ?? '';
    }),
  };
}

function readNamespaces(input: unknown, at: string, problems: Problems): FactsRecord['namespaces'] {
  if (input === undefined) { return undefined; }
  const namespaces = Object.create(null) as Record<string, NamespaceFacts>;
  for (const [name, facts] of entriesOf(input, at, problems)) {
    const problem = nameProblem('dns1123Label', name);
    if (problem !== undefined) {
      problems.add(`a namespace in '${at}' ${problem}, got ${shown(name)}`);
    } else if (!isPlainMap(facts)) {
      problems.add(`'${at}.${name}' must be a map such as { labels: {} }, got ${shown(facts)}`);
    } else {
      addUnknownKeys(facts, ['labels'], `${at}.${name}.`, problems);
      namespaces[name] = Object.freeze({ labels: readLabels(facts.labels ?? {}, `${at}.${name}.labels`, problems) });
    }
  }
  return Object.freeze(namespaces);
}

function readNode(input: unknown, at: string, problems: Problems): NodeFacts {
  if (!isPlainMap(input)) {
    problems.add(`'${at}' must be a map with the name of the node, got ${shown(input)}`);
    return { name: '' };
  }
  addUnknownKeys(input, ['name', 'labels', 'kubeletVersion'], `${at}.`, problems);
  return Object.freeze({
    name: named(input.name, `${at}.name`, 'dns1123Subdomain', problems, true) ?? '',
    labels: input.labels === undefined ? undefined : readLabels(input.labels, `${at}.labels`, problems),
    kubeletVersion: readVersion(input.kubeletVersion, `${at}.kubeletVersion`, problems),
  });
}

function readLabels(input: unknown, at: string, problems: Problems): { [key: string]: string } {
  const labels = Object.create(null) as Record<string, string>;
  for (const [key, value] of entriesOf(input, at, problems)) {
    if (typeof value === 'string') {
      labels[key] = value;
    } else {
      problems.add(`'${at}.${inline(key)}' must be text, as label values are, got ${shown(value)}; quote it`);
    }
  }
  return Object.freeze(labels);
}

function readVersion(input: unknown, at: string, problems: Problems): string | undefined {
  if (input === undefined) { return undefined; }
  const version = MeshVersion.read(input, at, KUBERNETES_VERSION);
  if (typeof version !== 'string') { return version.toString(); }
  problems.add(version);
  return undefined;
}

function readList(input: unknown, at: string, problems: Problems): readonly unknown[] | undefined {
  if (input === undefined || Array.isArray(input)) { return input; }
  problems.add(`'${at}' must be a list, got ${shown(input)}`);
  return undefined;
}

function entriesOf(input: unknown, at: string, problems: Problems): ReadonlyArray<[string, unknown]> {
  if (input === undefined) { return []; }
  if (isPlainMap(input)) { return Object.entries(input); }
  problems.add(`'${at}' must be a map, got ${shown(input)}`);
  return [];
}

function named(value: unknown, at: string, kind: NameKind, problems: Problems, isRequired = false): string | undefined {
  if (value === undefined && !isRequired) { return undefined; }
  const problem = nameProblem(kind, value);
  if (problem === undefined) { return value as string; }
  problems.add(`'${at}' ${problem}, got ${shown(value)}`);
  return undefined;
}

function checked<T>(value: T | undefined, at: string, isGood: (value: unknown) => boolean, expected: string, problems: Problems): T | undefined {
  if (value === undefined || isGood(value)) { return value; }
  problems.add(`'${at}' must be ${expected}, got ${shown(value)}`);
  return undefined;
}
